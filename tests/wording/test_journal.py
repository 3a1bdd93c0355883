from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.fakes import hours, minutes

from reminder.model.effects import Effect, Record, Restart, Show, TellOfLogin, WakeAt, Warn
from reminder.model.events import (
    Event,
    HoldBegan,
    HoldEnded,
    NotifierLost,
    NotifierReady,
    PartFailed,
    PartWorks,
    PostFailed,
    PostLapsed,
    RequestReceived,
    SenseFound,
    SenseLost,
    Stopping,
    Woke,
)
from reminder.model.moment import Moment
from reminder.model.plan import Problem
from reminder.model.requests import AskStatus, PauseFor, Resume
from reminder.model.senses import Reason, Sense, SenseStatus
from reminder.model.showing import Outcome, Showing, Words
from reminder.phrase import Phrase, verbatim
from reminder.wording import journal
from reminder.wording.language import word

NOW = Moment(timedelta(), timedelta(), datetime(2026, 1, 5, 9, tzinfo=UTC))
SHOWING = Showing(
    id=1, reminder="posture", words=Words("Sit up", "Both feet down."), lasts=minutes(1), at=NOW.wall, ticks=NOW.ticks
)


def in_words(said: Phrase | None) -> str | None:
    return str(word(said)) if said else None


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (NotifierReady(NOW, "dbus"), "notifications go by dbus"),
        (NotifierReady(NOW, "plyer", verbatim("dbus: no bus")), "notifications go by plyer (dbus: no bus)"),
        (NotifierLost(NOW, verbatim("no bus")), "no notification is possible: no bus"),
        (PostFailed(NOW, 1, verbatim("too many")), "the desktop refused a notification: too many"),
        (PostLapsed(NOW, 1), "the desktop has not answered in time; the notification may still come"),
        (HoldBegan(NOW, Reason.MEETING, "camera", "zoom"), "quiet: meeting (zoom, camera)"),
        (HoldBegan(NOW, Reason.LOCKED, "lock"), "quiet: locked"),
        (HoldEnded(NOW, Reason.MEETING, "camera"), "over: meeting"),
        (SenseLost(NOW, "idle", verbatim("no answer")), "cannot detect typing: no answer"),
        (
            SenseLost(NOW, "apps", verbatim("not wanted (quiet.apps is empty)"), status=SenseStatus.OFF),
            "does not detect the programs you named: not wanted (quiet.apps is empty)",
        ),
        (SenseLost(NOW, "apps", verbatim("the settings have changed"), status=SenseStatus.STARTING), None),
        (PartFailed(NOW, "history", verbatim("the disk is full")), "history: the disk is full"),
        (PartWorks(NOW, "history"), "history: works again"),
        (RequestReceived(NOW, 1, PauseFor(length=minutes(90))), "paused for 1h30m"),
        (RequestReceived(NOW, 1, PauseFor(until=NOW.wall)), "paused until Mon 09:00"),
        (RequestReceived(NOW, 1, PauseFor()), "paused until resumed"),
        (RequestReceived(NOW, 1, Resume()), "resumed"),
        (Stopping(NOW, verbatim("told by SIGTERM")), "ends: told by SIGTERM"),
        (RequestReceived(NOW, 1, AskStatus()), None),
        (Woke(NOW), None),
    ],
    ids=str,
)
def test_what_comes_in_is_one_line_where_a_person_cares(event: Event, line: str | None) -> None:
    assert in_words(journal.of_event(event)) == line


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (Sense(name="lock", source="logind"), None),
        (Sense(name="lock", source="GNOME"), "detects the lock screen by logind"),
        (Sense(name="lock", why=verbatim("it is away")), "detects the lock screen by logind"),
        (Sense(name="idle", source="logind"), "detects the lock screen by logind"),
    ],
)
def test_a_source_that_comes_and_goes_is_no_news(known: Sense, line: str | None) -> None:
    found = SenseFound(NOW, Sense(name="lock", source="logind", why=verbatim("it starts when needed")))
    assert in_words(journal.of_event(found, [known])) == line


@pytest.mark.parametrize(
    ("effect", "line"),
    [
        (Show(SHOWING, None), "posture: Sit up. Both feet down."),
        (Record(SHOWING, Outcome.DONE, NOW.wall), "posture: done"),
        (Warn((Problem("a", verbatim("b")),)), "told of 1 problem in the settings"),
        (Warn((Problem("a", verbatim("b")), Problem("c", verbatim("d")))), "told of 2 problems in the settings"),
        (TellOfLogin(None), "starts at every login from now on"),
        (TellOfLogin(verbatim("full")), None),
        (Restart(), "ends: the version that is installed now takes its place"),
        (WakeAt(None), None),
    ],
    ids=["show", "record", "one problem", "two problems", "login", "no login", "another version", "nothing to tell"],
)
def test_what_goes_out_is_one_line_where_a_person_cares(effect: Effect, line: str | None) -> None:
    assert in_words(journal.of_effect(effect)) == line


def later(wall: timedelta, slept: timedelta = timedelta()) -> Moment:
    """Five minutes after `NOW` by the clock that nobody sets, and this long by the one on the wall."""
    return Moment(minutes(5), minutes(5) - slept, NOW.wall + wall)


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (later(minutes(5)), None),
        (later(minutes(5) + timedelta(seconds=2)), None),
        (later(minutes(5), slept=minutes(4)), "the machine slept for 4m"),
        (later(timedelta(days=365, minutes=5)), "the clock was set ahead by 365d"),
        (later(minutes(-55), slept=minutes(4)), "the clock was set back by 1h"),
        (later(minutes(5))._replace(wall=(NOW.wall + minutes(5)).astimezone(ZoneInfo("Asia/Tokyo"))), None),
    ],
    ids=["nothing", "set right", "slept", "set ahead", "set back in sleep", "another zone"],
)
def test_what_becomes_of_the_clocks_is_one_line(now: Moment, line: str | None) -> None:
    assert in_words(journal.of_clocks(NOW, now)) == line


def test_of_a_virtual_machine_it_is_told_that_it_was_paused() -> None:
    line = "this virtual machine was paused for 15h55m, or its clock was set ahead"
    assert in_words(journal.of_clocks(NOW, later(hours(16)), hours(15) + minutes(55))) == line
