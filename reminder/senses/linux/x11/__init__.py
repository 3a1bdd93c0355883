"""The X11 client, and what is sensed through it."""
