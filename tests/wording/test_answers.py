"""Every answer, as a person reads it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from msgspec.structs import replace
from support.fakes import hours, minutes
from support.tellings import FACTS, HOLD, NEXT, NOW, QUIET, SHOWN, WORDS, ZOOM, a_status, local

from reminder.control.api import response
from reminder.control.messages import ResponseLine, refusal
from reminder.errors import UsageError
from reminder.model.moment import ClockSet
from reminder.model.requests import (
    Next,
    NothingOpen,
    NotShown,
    NowShown,
    Paused,
    Recorded,
    Response,
    Resumed,
    SnoozeCancelled,
    SnoozedEnough,
    Unknown,
)
from reminder.model.senses import Fate, Gate, Reason, SenseName
from reminder.model.showing import Outcome, Shown
from reminder.phrase import Phrase, verbatim
from reminder.wording.answers import in_words, line, status_in_words, what
from reminder.wording.language import word

AT_NOON = replace(NEXT, reminder="pills")
MUTE = {"notifier": "", "notifier_why": verbatim("no bus")}
DUE = replace(a_status().reminders[0], snoozed_until=None, waiting=True)
LOCKED_NEXT = Next(reminder="posture", at=None, why=Reason.LOCKED)


@pytest.fixture(autouse=True)
def half_past_one() -> Iterator[None]:
    with time_machine.travel(NOW.wall, tick=False):
        yield


def said(told: Response) -> str:
    return str(in_words(response(told, FACTS, ())))


def one_line(status: Response) -> str:
    fields: Any = response(status, FACTS, ()).fields
    return str(word(line(fields)))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (NowShown("posture", WORDS, ()), "Shown: Sit up."),
        (
            NowShown("posture", WORDS, (ZOOM,), confirmed=False),
            "Shown: Sit up.\n"
            "The desktop has not confirmed it yet; it may still appear.\n"
            "Quiet goes on: you seem to be in a meeting (zoom, camera), since 13:00.",
        ),
        (
            NowShown("posture", WORDS, (QUIET,), behind=QUIET),
            "Given to the desktop, but not on the screen: Sit up. Do not disturb holds it back until it is over.\n"
            "Quiet goes on: the desktop's do not disturb is on, since 13:00.",
        ),
        (
            NowShown("posture", WORDS, (), behind=replace(QUIET, gate=Gate(fate=Fate.LISTED))),
            "Given to the desktop, but not on the screen: Sit up. "
            "Do not disturb holds it back; look for it in the list of notifications.",
        ),
        (
            NowShown("posture", WORDS, (), behind=replace(QUIET, gate=Gate(fate=Fate.DROPPED))),
            "Given to the desktop, but not on the screen: Sit up. "
            "Do not disturb drops it, and it does not come later either.",
        ),
        (
            NowShown("posture", WORDS, (), behind=replace(QUIET, reason=Reason.FULL_SCREEN, gate=Gate())),
            "Given to the desktop, but not on the screen: Sit up. The desktop's quiet in full screen holds it back.",
        ),
        (NotShown(verbatim("no bus")), "Nothing can be shown now: no bus. See: reminder doctor"),
        (
            Unknown("postur", ("posture", "break")),
            "reminder: there is no reminder 'postur'; there is posture, break",
        ),
        (Recorded(Outcome.DONE, SHOWN), "Sit up: well done."),
        (Recorded(Outcome.SKIPPED, SHOWN), "Sit up: skipped."),
        (Recorded(Outcome.SNOOZED, SHOWN, local(13, 35)), "Sit up: comes back at 13:35."),
        (
            Recorded(Outcome.DONE, SHOWN, checkin=True),
            "Sit up: closed, without an answer. To tell how you are: reminder checkin",
        ),
        (
            Recorded(Outcome.SKIPPED, SHOWN, checkin=True),
            "Sit up: skipped. To tell how you are: reminder checkin",
        ),
        (
            Recorded(Outcome.SNOOZED, SHOWN, local(13, 35), checkin=True),
            "Sit up: comes back at 13:35. To tell how you are: reminder checkin",
        ),
        (SnoozeCancelled("posture"), "The snoozed tip of posture does not come back."),
        (
            SnoozedEnough(2),
            "It was snoozed 2 times in a row; to put it off all the same, say for how long: reminder snooze 10m",
        ),
        (
            SnoozedEnough(1),
            "It was snoozed once; to put it off all the same, say for how long: reminder snooze 10m",
        ),
        (
            SnoozedEnough(0),
            "Snoozing is off; to put it off all the same, say for how long: reminder snooze 10m",
        ),
        (NothingOpen(None), "There is nothing to answer yet."),
        (NothingOpen(SHOWN), "There is nothing to answer. Last: Sit up (posture), 13:20: done."),
        (
            NothingOpen(SHOWN._replace(at=local(17, day=4), outcome=Outcome.IGNORED)),
            "There is nothing to answer. Last: Sit up (posture), yesterday 17:00: not answered.",
        ),
        (Paused(None), "Quiet until you say: reminder resume"),
        (Paused(local(14)), "Quiet until 14:00."),
        (Paused(local(8, day=6)), "Quiet until tomorrow 08:00."),
        (Paused(local(8, day=12)), "Quiet until Mon 2026-01-12 08:00."),
        (Resumed(True, (), NEXT), "The pause is over. Next: posture at 13:40, in 10 min."),
        (
            Resumed(True, (), replace(NEXT, at=local(0, 23, day=6))),
            "The pause is over. Next: posture tomorrow at 00:23, in 10 min.",
        ),
        (
            Resumed(False, (ZOOM,), LOCKED_NEXT),
            "There was no pause. Still quiet: you seem to be in a meeting (zoom, camera), since 13:00. "
            "Next: posture, when this is over: the screen is locked.",
        ),
        (Resumed(True, (), None), "The pause is over. No reminder is enabled."),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_an_answer_in_words(told: Response, words: str) -> None:
    assert said(told) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (ResponseLine("stopping", {}), "reminder ends."),
        (ResponseLine("settings", {"problems": []}), "The settings were read."),
        (
            ResponseLine(
                "settings", {"problems": [{"key": "snooze.for", "text": verbatim("/a: 90 lacks a unit"), "file": "/a"}]}
            ),
            "The settings were read.\nProblem: /a: 90 lacks a unit",
        ),
        (refusal(UsageError("'90' lacks a unit")), "reminder: '90' lacks a unit"),
        (
            ResponseLine("riddle", {}),
            "reminder answered 'riddle', which this version does not know; run: reminder restart",
        ),
    ],
    ids=["stopping", "settings", "settings with a problem", "error", "unknown"],
)
def test_what_does_not_come_from_the_engine_in_words(given: ResponseLine, words: str) -> None:
    assert str(in_words(given)) == words


def test_a_status_says_everything_the_most_wanted_first() -> None:
    assert said(a_status()).splitlines() == [
        "Next: posture at 13:40, in 10 min.",
        "  posture, every 20m: snoozed until 13:40",
        "Quiet: paused by you, until 14:00.",
        "Ignored by now: you seem to be in a meeting (zoom, camera), since 13:00.",
        "At work for 50 min without a break.",
        "Last: Sit up (posture), 13:20: done.",
        "Missed: pills at 12:30.",
        "The clock was set back by 1h at 13:00.",
        "Notifies by dbus.",
        "Detects the camera (/dev/video*), typing (mutter).",
        "  the camera: it cannot tell whose it is",
        "Cannot detect the lock screen: no logind.",
        "Switched off in your settings: the programs you named.",
        "Problem: 90 lacks a unit",
        "Running since 11:30 (version 1.2, pid 4711).",
    ]


def test_a_short_status_says_what_comes_why_not_and_what_is_open() -> None:
    fields = response(a_status(), FACTS, ("/etc/a",)).fields
    assert str(status_in_words(fields)).splitlines() == [
        "Next: posture at 13:40, in 10 min.",
        "  posture, every 20m: snoozed until 13:40",
        "Quiet: paused by you, until 14:00.",
        "Ignored by now: you seem to be in a meeting (zoom, camera), since 13:00.",
        "Missed: pills at 12:30.",
        "The clock was set back by 1h at 13:00.",
        "1 thing cannot be detected here; see: reminder doctor",
        "Problem: 90 lacks a unit",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "After every 20 minutes of work you get a short tip. It tries to come at a good moment."),
        ({"next": AT_NOON}, "Now and then you get a short tip. It tries to come at a good moment."),
        ({"next": None}, ""),
        ({"last": SHOWN}, ""),
    ],
    ids=["by an interval", "at fixed times", "nothing is enabled", "one has come"],
)
def test_as_long_as_no_tip_has_come_a_status_says_what_will_happen(changes: dict[str, Any], words: str) -> None:
    fields = response(a_status(**{"last": None, **changes}), FACTS, ()).fields
    assert [line for line in str(status_in_words(fields)).splitlines() if "short tip" in line] == (
        [words] if words else []
    )


def test_a_short_status_says_why_nothing_can_come() -> None:
    told = str(status_in_words(response(a_status(**MUTE, senses=()), FACTS, ()).fields))
    assert "Cannot notify: no bus." in told
    assert "detected" not in told


def test_a_virtual_machine_that_was_paused_is_told_as_such() -> None:
    told = ClockSet(local(9), hours(16), minutes(150), paused=True)
    line = "This virtual machine was paused for 16 h until 09:00, or its clock was set ahead."
    assert line in said(replace(a_status(), clock_set=told)).splitlines()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"last": Shown("posture", WORDS, local(13, 29)), "open": True},
            "Last: Sit up (posture), 13:29: open.\n  Answer it with: reminder done, reminder snooze, reminder skip\n",
        ),
        (
            {"last": Shown("check-in", WORDS, local(13, 29)), "open": True, "checkin": True},
            "Last: Sit up (check-in), 13:29: open.\n  Answer it with: reminder checkin\n",
        ),
        ({**MUTE, "reminders": (DUE,)}, "due, and waiting for a way to notify you\n"),
        ({"senses": (), "reminders": (DUE,)}, "due, and coming within a minute\n"),
        ({"notifier": "plyer", "notifier_why": verbatim("dbus: no bus")}, "Notifies by plyer. (dbus: no bus)\n"),
    ],
    ids=["what answers a tip", "what answers a check-in", "due, and mute", "due, and blind", "a second-best notifier"],
)
def test_a_status_says(changes: dict[str, Any], words: str) -> None:
    assert words in said(a_status(**changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"snoozed_until": None}, "posture, every 20m: next at 13:40"),
        (
            {"snoozed_until": None, "next": replace(NEXT, at=local(0, 23, day=6))},
            "posture, every 20m: next tomorrow at 00:23",
        ),
        ({"snoozed_until": None, "deferred": True}, "posture, every 20m: due, and kept until you can listen"),
        ({"snoozed_until": None, "waiting": True}, "posture, every 20m: due, and waiting for a pause in typing"),
        ({"snoozed_until": None, "next": LOCKED_NEXT}, "posture, every 20m: waiting"),
        ({"every": None, "at": (local(16).time(),)}, "posture, at 16:00: snoozed until 13:40"),
    ],
    ids=["counting", "counting over midnight", "kept", "waiting", "held", "at fixed times"],
)
def test_each_reminder_says_how_it_stands(changes: dict[str, object], words: str) -> None:
    status = a_status()
    standing = replace(status.reminders[0], **changes)  # type: ignore[arg-type]

    assert f"  {words}\n" in said(replace(status, reminders=(standing,)))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (a_status(holds=()), "Next: posture at 13:40."),
        (a_status(), "paused by you, until 14:00"),
        (a_status(holds=(ZOOM, HOLD)), "you seem to be in a meeting (zoom, camera), since 13:00"),
        (a_status(holds=(), next=None), "No reminder is enabled."),
        (a_status(holds=(), next=LOCKED_NEXT), "Next: posture, when this is over: the screen is locked."),
    ],
    ids=["free", "held", "held twice", "nothing to come", "no time known"],
)
def test_one_line_for_a_status_bar_stays_true_while_time_passes(status: Response, words: str) -> None:
    assert one_line(status) == words


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    assert one_line(a_status(holds=(replace(HOLD, reason=reason),))).endswith(", until 14:00")


@pytest.mark.parametrize("sense", list(SenseName))
def test_every_sense_has_words(sense: SenseName) -> None:
    assert isinstance(what(sense), Phrase)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_words(outcome: Outcome) -> None:
    assert said(NothingOpen(SHOWN._replace(outcome=outcome))).endswith(".")


def test_a_running_program_of_the_version_before_is_understood() -> None:
    answer = response(a_status(), FACTS, ())
    for sense in answer.fields["backends"]["presence"].values():
        sense.pop("off")
        sense["why"] = "not wanted (quiet.apps is empty)"
    assert "not wanted (quiet.apps is empty)" in str(in_words(answer))
