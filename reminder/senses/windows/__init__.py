"""The senses of Windows."""
