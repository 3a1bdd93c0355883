"""What is on disk: where it lies, how it is written, and what of it is believed."""
