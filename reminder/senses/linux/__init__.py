"""The senses of Linux, one a file, and the ways they ask: buses, displays, /proc and /dev."""
