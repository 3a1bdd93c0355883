"""The running program: from a process to the loop, and where the parts meet."""
