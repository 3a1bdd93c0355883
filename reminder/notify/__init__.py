"""How a notification reaches the person: back ends behind one notifier, the first that can serve serves."""
