"""What a user can mend, and the exit code it ends a command with.

Raised anywhere at the edges, caught by `cli` alone, which prints the message as one line on standard error.
A message says what is wrong, where, and what to do about it. Anything else that is raised is a bug.
"""


class ReminderError(Exception):
    """Something a user can mend."""

    exit_code = 1


class Unmet(Exception):
    """An answer that is none: whoever asked for it deals with that. Neither a bug nor anything a user need know of."""


class UsageError(ReminderError):
    """The command line or a setting is not of the form that is asked for."""

    exit_code = 2


class NotRunning(ReminderError):
    """The command speaks to a running program, and none runs."""

    exit_code = 3
