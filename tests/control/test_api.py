"""What is typed becomes a Request, what is told becomes an Answer."""

import json
from datetime import UTC, datetime

import pytest
from support.fakes import a_plan, hours, minutes, office
from support.tellings import BERLIN, FACTS, FILES, HOLD, NEXT, NOW, QUIET, SHOWN, WORDS, ZOOM, a_status, local
from support.words import in_words

from reminder.control.api import request, response
from reminder.control.messages import RequestLine, ResponseLine, encode_response
from reminder.errors import UsageError
from reminder.model.plan import Problem
from reminder.model.requests import (
    AskStatus,
    Next,
    NothingOpen,
    NotShown,
    NowShown,
    Paused,
    PauseFor,
    PressButton,
    Recorded,
    Request,
    Response,
    Resume,
    Resumed,
    ShowNow,
    SnoozeCancelled,
    SnoozedEnough,
    Unknown,
)
from reminder.model.senses import Reason
from reminder.model.showing import Button, Outcome
from reminder.phrase import verbatim
from reminder.settings.reading import UNREAD
from reminder.wording.language import as_data, word

# --- what was typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("status", AskStatus()),
        ("now", ShowNow()),
        ("now posture", ShowNow("posture")),
        ("done", PressButton(Button.DONE)),
        ("skip", PressButton(Button.SKIP)),
        ("snooze", PressButton(Button.SNOOZE)),
        ("snooze 10m", PressButton(Button.SNOOZE, minutes(10))),
        ("snooze 1 h 30 m", PressButton(Button.SNOOZE, minutes(90))),
        ("snooze 4h", PressButton(Button.SNOOZE, hours(4))),
        ("pause", PauseFor()),
        ("pause 1h30m", PauseFor(length=minutes(90))),
        ("pause 1 h 30 m", PauseFor(length=minutes(90))),
        ("pause until 14:00", PauseFor(until=local(14))),
        ("pause until 13:30", PauseFor(until=local(13, 30, day=6))),
        ("pause until 9:15", PauseFor(until=local(9, 15, day=6))),
        ("pause until tomorrow", PauseFor(until=local(8, day=6))),
        ("resume", Resume()),
    ],
)
def test_words_become_a_request(typed: str, asked: Request) -> None:
    command, *args = typed.split()

    assert request(RequestLine(command, tuple(args)), a_plan(hours=office("08:00-17:00")), NOW) == asked


def test_words_mean_the_same_however_the_shell_parted_them() -> None:
    assert request(RequestLine("pause", ("until 14:00",)), a_plan(), NOW) == PauseFor(until=local(14))


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("snooze 90", "lacks a unit"),
        ("snooze 30s", "from 1m to 4h, not 30s"),
        ("snooze 5h", "from 1m to 4h, not 5h"),
        ("pause 0s", "not 0s"),
        ("pause 366d", "up to 365d"),
        ("pause until", "no time of day"),
        ("pause until noon", "no time of day; write it like: pause until 14:00"),
        ("pause until 14", "no time of day"),
        ("pause until 25:00", "no time of day"),
        ("pause until 14:00+01:00", "no time of day"),
        ("now posture break", "one reminder at a time"),
        ("done it", "'done it' is no command; see: reminder --help"),
        ("dance", "'dance' is no command"),
    ],
)
def test_words_that_mean_nothing_are_refused_with_a_hint(typed: str, hint: str) -> None:
    command, *args = typed.split()

    with pytest.raises(UsageError) as refused:
        request(RequestLine(command, tuple(args)), a_plan(), NOW)
    assert hint in in_words(refused.value.said)


# --- what is told -----------------------------------------------------------------------------------------------------

HOLD_FIELDS = {
    "reason": "paused",
    "since": "2026-01-05T13:00:00+01:00",
    "until": "2026-01-05T14:00:00+01:00",
    "source": None,
    "detail": None,
}
ZOOM_FIELDS = {
    "reason": "meeting",
    "since": "2026-01-05T13:00:00+01:00",
    "until": None,
    "source": "camera",
    "detail": "zoom",
}
NEXT_FIELDS = {"reminder": "posture", "at": "2026-01-05T13:40:00+01:00", "in_seconds": 600}
SHOWN_FIELDS = {
    "reminder": "posture",
    "tip": "sit-up",
    "title": "Sit up",
    "text": "Both feet down.",
    "at": "2026-01-05T13:20:00+01:00",
    "outcome": "done",
}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            NowShown("posture", WORDS, (HOLD,), behind=QUIET),
            ResponseLine(
                "shown",
                {
                    "reminder": "posture",
                    "title": "Sit up",
                    "text": "Both feet down.",
                    "tip": "sit-up",
                    "holds": [HOLD_FIELDS],
                    "confirmed": True,
                    "behind": {"reason": "do not disturb", "fate": "waits"},
                },
            ),
        ),
        (NotShown(verbatim("no bus")), ResponseLine("not shown", {"why": verbatim("no bus")}, 1)),
        (Unknown("x", ("a", "b")), ResponseLine("unknown reminder", {"name": "x", "names": ["a", "b"]}, 2)),
        (
            Recorded(Outcome.SNOOZED, SHOWN, local(13, 35)),
            ResponseLine(
                "recorded",
                {
                    "outcome": "snoozed",
                    "last": SHOWN_FIELDS,
                    "until": "2026-01-05T13:35:00+01:00",
                    "checkin": False,
                },
            ),
        ),
        (SnoozeCancelled("posture"), ResponseLine("snooze cancelled", {"reminder": "posture"})),
        (SnoozedEnough(2), ResponseLine("snoozed enough", {"limit": 2}, 1)),
        (NothingOpen(SHOWN), ResponseLine("nothing open", {"last": SHOWN_FIELDS}, 1)),
        (NothingOpen(None), ResponseLine("nothing open", {"last": None}, 1)),
        (Paused(local(14)), ResponseLine("paused", {"until": "2026-01-05T14:00:00+01:00"})),
        (Paused(None), ResponseLine("paused", {"until": None})),
        (
            Resumed(True, (ZOOM,), NEXT),
            ResponseLine("resumed", {"was_paused": True, "next": NEXT_FIELDS, "holds": [ZOOM_FIELDS]}),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_told_becomes_data_and_an_exit_code(told: Response, expected: ResponseLine) -> None:
    assert response(told, FACTS, FILES) == expected


def test_a_status_has_every_field_that_is_documented() -> None:
    assert as_data(response(a_status(), FACTS, FILES).fields) == {
        "running": True,
        "version": "1.2",
        "pid": 4711,
        "since": "2026-01-05T11:30:00+01:00",
        "session": {
            "name": "X11 display :0, session 2, seat0",
            "id": "2",
            "seat": "seat0",
            "desktop": None,
            "display": ":0",
            "wayland": None,
            "bus": "unix:path=/run/bus",
            "runtime": None,
        },
        "next": NEXT_FIELDS,
        "reminders": [
            {
                "name": "posture",
                "enabled": True,
                "every": "20m",
                "every_seconds": 1200,
                "at": [],
                "next": NEXT_FIELDS,
                "kept": False,
                "waiting": False,
                "snoozed_until": "2026-01-05T13:40:00+01:00",
            },
            {
                "name": "pills",
                "enabled": False,
                "every": None,
                "every_seconds": None,
                "at": ["12:30", "16:00"],
                "next": None,
                "kept": False,
                "waiting": False,
                "snoozed_until": None,
            },
        ],
        "holds": [HOLD_FIELDS],
        "overruled": [ZOOM_FIELDS],
        "last": SHOWN_FIELDS,
        "open": False,
        "checkin": False,
        "missed": [{"reminder": "pills", "at": "2026-01-05T12:30:00+01:00"}],
        "clock_set": {"at": "2026-01-05T13:00:00+01:00", "by_seconds": -3600, "paused": False},
        "working_seconds": 3000,
        "resting_since": None,
        "backends": {
            "notify": {"name": "dbus", "why": ""},
            "presence": {
                "idle": {"source": "mutter", "off": False, "why": ""},
                "lock": {"source": None, "off": False, "why": "no logind"},
                "apps": {"source": None, "off": True, "why": "not wanted (quiet.apps is empty)"},
                "camera": {"source": "/dev/video*", "off": False, "why": "it cannot tell whose it is"},
            },
        },
        "settings": {
            "files": ["/etc/a", "/home/b"],
            "problems": [{"key": "snooze.for", "text": "90 lacks a unit", "file": "/home/b"}],
        },
    }


def test_what_is_not_known_is_null() -> None:
    bare = a_status(
        next=None, reminders=(), last=None, working=None, clock_set=None, notifier="", notifier_why=verbatim("no bus")
    )
    fields = response(bare, FACTS, FILES).fields

    unknown = ("next", "last", "working_seconds", "clock_set")
    assert [fields[name] for name in unknown] == [None] * len(unknown)
    assert fields["backends"]["notify"] == {"name": None, "why": verbatim("no bus")}


def test_under_an_open_hold_the_next_one_has_a_reason_instead_of_a_time() -> None:
    kept = Next(reminder="posture", at=None, why=Reason.MEETING)
    fields = response(a_status(next=kept), FACTS, FILES).fields

    assert fields["next"] == {"reminder": "posture", "at": None, "in_seconds": None, "why": "meeting"}


def test_a_status_full_of_problems_still_fits_into_a_message() -> None:
    many = tuple(Problem(f"key{number}", verbatim("\U0001f612" * 400), "/a/file") for number in range(1000))
    told = response(a_status(problems=many), FACTS, FILES)

    *some, rest = told.fields["settings"]["problems"]
    assert some == [problem._asdict() for problem in many[: len(some)]]
    assert str(word(rest["text"])) == f"and {1000 - len(some)} more; see: reminder config check"
    assert rest["key"] != UNREAD
    assert json.loads(encode_response(told))["kind"] == "status"


def test_times_carry_the_offset_of_their_own_day() -> None:
    summer = datetime(2026, 7, 1, 9, tzinfo=UTC).astimezone(BERLIN)

    assert response(Paused(summer), FACTS, FILES).fields == {"until": "2026-07-01T11:00:00+02:00"}
