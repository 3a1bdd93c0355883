"""The settings: layers of files, environment and flags, each checked by itself; `-m reminder.settings` is the child."""
