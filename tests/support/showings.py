"""What the tests of notifications show, and how they hear of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace
from support import sensed
from support.words import in_words

from reminder.model.effects import Show
from reminder.model.events import Event, Posted, PostFailed, PostLapsed
from reminder.model.moment import Moment
from reminder.model.showing import Showing, Words
from reminder.phrase import verbatim
from reminder.wording.notifications import Note

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MOMENT = Moment(timedelta(hours=3), timedelta(hours=3), NOON)
BUTTONS = (("done", "Done"), ("snooze", "Snooze 5 min"), ("skip", "Skip"))


def clock() -> Moment:
    """It is always noon."""
    return MOMENT


def note(id: int = 7, title: str = "Drop your shoulders", body: str = "Let them sink.", **other: Any) -> Note:
    """A note about the showing `id`."""
    return Note(**{"id": id, "title": title, "body": body, "buttons": BUTTONS, **other})


def show(id: int = 7, text: str = "Let them sink.", **other: Any) -> Show:
    """The order to put the showing `id` before the person."""
    words = Words("Drop your shoulders", text, "shoulders-drop")
    showing = Showing(
        id=id, reminder="posture", words=words, lasts=timedelta(seconds=30), at=NOON, ticks=timedelta(hours=3)
    )
    return Show(**{"showing": showing, "snooze": timedelta(minutes=5), **other})


class Heard(sensed.Heard):
    """The events that came, in their order, with the reasons in words; and what became of each showing."""

    def append(self, event: Event) -> None:
        if why := getattr(event, "why", None):
            event = replace(event, why=verbatim(in_words(why)))
        super().append(event)

    def ids(self) -> list[int]:
        """What became of each attempt to post, by its showing."""
        return [event.id for event in self if isinstance(event, Posted | PostFailed | PostLapsed)]

    def handle(self, id: int) -> str:
        """The handle that this showing was posted under; empty: it was not."""
        return next((event.handle for event in self if isinstance(event, Posted) and event.id == id), "")
