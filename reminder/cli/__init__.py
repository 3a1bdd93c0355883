"""The command line: arguments -> Result -> text or JSON, and an exit code."""
