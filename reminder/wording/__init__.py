"""Every sentence for people: what the program does and knows, put into words."""
