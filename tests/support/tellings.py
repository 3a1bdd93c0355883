"""What the running program may have to tell, at half past one on a Monday in Berlin."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from support.fakes import hours, minutes

from reminder.control.api import Facts
from reminder.model.moment import ClockSet, Moment
from reminder.model.plan import Problem
from reminder.model.requests import Next, ReminderStatus, Status
from reminder.model.senses import Fate, Gate, Hold, Reason, Sense, SenseStatus
from reminder.model.showing import Outcome, Shown, Words
from reminder.model.state import Missed
from reminder.phrase import verbatim
from reminder.system.session import Session

BERLIN = ZoneInfo("Europe/Berlin")
NOW = Moment(hours(1), hours(1), datetime(2026, 1, 5, 13, 30, tzinfo=BERLIN))
FACTS = Facts("1.2", 4711, NOW.wall - hours(2), Session(id="2", seat="seat0", display=":0", bus="unix:path=/run/bus"))
FILES = ("/etc/a", "/home/b")


def local(hour: int, minute: int = 0, day: int = 5) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=BERLIN)


WORDS = Words("Sit up", "Both feet down.", "sit-up")
SHOWN = Shown("posture", WORDS, local(13, 20), Outcome.DONE)
HOLD = Hold(reason=Reason.PAUSED, since=local(13), until=local(14))
ZOOM = Hold(reason=Reason.MEETING, since=local(13), sense="camera", detail="zoom")
QUIET = Hold(reason=Reason.DO_NOT_DISTURB, since=local(13), sense="do not disturb", gate=Gate(fate=Fate.WAITS))
NEXT = Next(reminder="posture", at=local(13, 40), in_=minutes(10))


def a_status(**changes: Any) -> Status:
    given: dict[str, Any] = {
        "next": NEXT,
        "reminders": (
            ReminderStatus(
                name="posture", enabled=True, every=minutes(20), at=(), next=NEXT, snoozed_until=local(13, 40)
            ),
            ReminderStatus(name="pills", enabled=False, every=None, at=(time(12, 30), time(16)), next=None),
        ),
        "holds": (HOLD,),
        "overruled": (ZOOM,),
        "last": SHOWN,
        "open": False,
        "missed": (Missed("pills", local(12, 30)),),
        "clock_set": ClockSet(local(13), hours(-1), minutes(150)),
        "working": minutes(50),
        "notifier": "dbus",
        "notifier_why": None,
        "senses": (
            Sense(name="idle", source="mutter"),
            Sense(name="lock", status=SenseStatus.UNAVAILABLE, why=verbatim("no logind")),
            Sense(name="apps", why=verbatim("not wanted (quiet.apps is empty)"), status=SenseStatus.OFF),
            Sense(name="camera", source="/dev/video*", why=verbatim("it cannot tell whose it is")),
        ),
        "problems": (Problem("snooze.for", verbatim("90 lacks a unit"), "/home/b"),),
    }
    return Status(**given | changes)
