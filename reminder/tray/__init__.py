"""The icon on the panel: how near the next break is, or why it is quiet, and a menu."""
