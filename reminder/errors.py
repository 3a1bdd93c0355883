"""What a user can mend, and the exit code it ends a command with.

Raised anywhere at the edges, caught by `cli` alone, which prints the message as one line on standard error.
A message says what is wrong, where, and what to do about it. Anything else that is raised is a bug.
"""

from __future__ import annotations

from reminder.phrase import Phrase, phrase, plainly, verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.phrase import Given


def in_words(error: Exception) -> str:
    """What an error of somebody else says, to be put into a sentence of ours.

    Windows ends its sentences in a full stop, and has none for many a number: then that is told. Python puts the number
    of every system before its sentence, and the path behind it.
    """
    if isinstance(error, OSError) and (code := getattr(error, "winerror", None)):
        return (error.strerror or "").strip().rstrip(".") or f"error {code & 0xFFFFFFFF:#010x} of Windows"
    return (getattr(error, "strerror", None) or str(error)).rstrip(".") or type(error).__name__


def said_by(error: Exception) -> Phrase:
    """What an error says, as a phrase: of one of ours its own."""
    return error.said if isinstance(error, _Saying) else verbatim(in_words(error))


class _Saying(Exception):
    """Marks its first argument as `phrase` does, where that is a literal; `said` is for `wording/` to word."""

    def __init__(self, said: Phrase | str, /, **values: Given) -> None:
        self.said = said if isinstance(said, Phrase) else phrase(said, **values)
        super().__init__(self.said)

    def __str__(self) -> str:
        """For a traceback."""
        return plainly(self.said)


class ReminderError(_Saying):
    """Something a user can mend."""

    exit_code = 1


class ExpectedFailure(_Saying):
    """An answer that is none: whoever asked for it deals with that. Neither a bug nor anything a user need know of."""


class UsageError(ReminderError):
    """The command line or a setting is not of the form that is asked for."""

    exit_code = 2


class NotRunning(ReminderError):
    """The command speaks to a running program, and none runs."""

    exit_code = 3


class Unavailable(ExpectedFailure):
    """It cannot be sensed now, and will not be before something changes; the message says why, for the person."""


class SwitchedOff(Unavailable):
    """The settings do not want it."""


class NoAnswer(Unavailable):
    """What was asked did not answer in time; it is asked again, with exponential back-off."""


class SystemRefused(Unavailable, OSError):
    """A call to the system failed, by what it returned: an OSError that says so by a phrase."""
