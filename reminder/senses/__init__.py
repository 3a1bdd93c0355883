"""The senses: each looks when something tells it to, and puts what has changed; none decides anything."""
