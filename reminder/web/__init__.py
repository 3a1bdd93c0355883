"""The window: pages for this user's browser, served on demand by a process of its own; nothing else imports it."""
