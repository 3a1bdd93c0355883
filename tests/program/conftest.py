"""The installed program on a private bus, with a notification server that remembers."""

from support.program_fixtures import alone, desk, program, runtime

__all__ = ["alone", "desk", "program", "runtime"]
