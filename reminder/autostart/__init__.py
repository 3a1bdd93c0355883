"""Starting at login, and at no other time: one way for each platform and desktop."""
