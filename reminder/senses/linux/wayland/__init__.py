"""The Wayland client, and what is sensed through it."""
