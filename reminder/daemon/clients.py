"""Commands that wait for a response: each gets one, and one that follows the status another one a change.

a request ─▶ expect() ─▶ its number ─▶ respond() ─▶ done, or a follower ─▶ tell(), until it hangs up
"""

from reminder.control.messages import ResponseLine, refusal, sendable
from reminder.control.server import Send
from reminder.errors import ReminderError
from reminder.storage import paths


class Clients:
    """The commands, and whatever else calls the program."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[Send, bool]] = {}
        """By request, each with whether it follows."""
        self._requests = 0
        self._followers: dict[Send, ResponseLine] = {}
        """Each with what it was told last."""

    @property
    def wait(self) -> bool:
        """A response is still to come."""
        return bool(self._waiting)

    @property
    def follow(self) -> bool:
        """Somebody is to be told of changes."""
        return bool(self._followers)

    def expect(self, reply: Send, follows: bool) -> int:
        """The number of the request that is to be answered by `reply`."""
        self._requests += 1
        self._waiting[self._requests] = reply, follows
        return self._requests

    def respond(self, request: int, line: ResponseLine) -> None:
        """Answer it, if that is still to be done."""
        reply, follows = self._waiting.pop(request, (None, False))
        if reply and reply(line) and follows:
            self._followers[reply] = line

    def tell(self, status: ResponseLine) -> None:
        """The followers, where it says anything new; how long it is until the next reminder is none."""
        for reply, before in list(self._followers.items()):
            if _lasting(status) == _lasting(before):
                continue
            self._followers[reply] = status
            if not reply(status):
                del self._followers[reply]


def bug() -> ResponseLine:
    """What whoever waits for a response is told."""
    return refusal(ReminderError("a bug was in the way; see {log}", log=sendable(str(paths.log_file()))))


def _lasting(response: ResponseLine) -> object:
    """What of a status does not change by the mere passing of time."""
    fields = {key: value for key, value in response.fields.items() if key not in ("working_seconds", "reminders")}
    upcoming = fields.get("next") or {}
    return {**fields, "next": {key: value for key, value in upcoming.items() if key != "in_seconds"}}
