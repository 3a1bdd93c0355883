"""Every sentence for people; nothing else in the program makes text out of what it knows."""
