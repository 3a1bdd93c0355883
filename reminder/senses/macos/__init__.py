"""The senses of macOS."""
