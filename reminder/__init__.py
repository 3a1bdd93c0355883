"""A break reminder that speaks by desktop notification, when a person can take it."""

__version__ = "0.1.0"
