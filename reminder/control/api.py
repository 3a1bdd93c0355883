"""Between the control channel and the engine: what was typed -> Request, Response -> ResponseLine.

Pure. Lengths and clock times travel as typed and are read here, by the clock of the running program. The fields of a
response are JSON: times in ISO 8601 with their offset, lengths in seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, assert_never

from reminder import durations
from reminder.control.messages import LIMIT, RequestLine, ResponseLine, sendable
from reminder.engine import schedule
from reminder.errors import UsageError
from reminder.model import requests
from reminder.model.moment import ClockSet, Moment
from reminder.model.plan import LONGEST_SNOOZE, SHORTEST_SNOOZE, Hours, Plan, Problem
from reminder.model.senses import Hold, Sense, SenseStatus
from reminder.model.showing import Button, Shown
from reminder.phrase import phrase
from reminder.system.session import Session

if TYPE_CHECKING:
    from reminder.control import fields as f

LONGEST_PAUSE = timedelta(days=365)
_ROOM_FOR_PROBLEMS = LIMIT // 2
"""Bytes; what else a status says has to fit into the line as well."""
_MORE = "more"
"""The key of the problem that says how many more there are: that of none."""
_ANY_DAY = Hours()


class Facts(NamedTuple):
    """What a status says of the program itself."""

    version: str
    pid: int
    since: datetime
    session: Session
    """The one that it serves."""


# --- what was typed ---------------------------------------------------------------------------------------------------


def request(call: RequestLine, plan: Plan, now: Moment) -> requests.Request:
    """Raises UsageError for words that mean nothing here."""
    words = [word for arg in call.args for word in arg.split()]
    match call.command, words:
        case "status", []:
            return requests.AskStatus()
        case "now", [] | [_]:
            return requests.ShowNow(*words)
        case "now", _:
            raise UsageError("one reminder at a time; write it like: reminder now posture")
        case "done", []:
            return requests.PressButton(Button.DONE)
        case "skip", []:
            return requests.PressButton(Button.SKIP)
        case "snooze", []:
            return requests.PressButton(Button.SNOOZE)
        case "snooze", _:
            return requests.PressButton(Button.SNOOZE, _snooze(" ".join(words)))
        case "pause", []:
            return requests.PauseFor()
        case "pause", ["until", *until]:
            return requests.PauseFor(until=_until(" ".join(until), plan, now))
        case "pause", _:
            return requests.PauseFor(length=_pause(" ".join(words)))
        case "resume", []:
            return requests.Resume()
    raise UsageError("{words!r} is no command; see: reminder --help", words=" ".join((call.command, *words)))


def _snooze(text: str) -> timedelta:
    length = durations.parse(text)
    if not SHORTEST_SNOOZE <= length <= LONGEST_SNOOZE:
        raise UsageError(
            "a snooze lasts from {least:duration} to {most:duration}, not {length}",
            least=SHORTEST_SNOOZE,
            most=LONGEST_SNOOZE,
            length=text,
        )
    return length


def _pause(text: str) -> timedelta:
    length = durations.parse(text)
    if not timedelta() < length <= LONGEST_PAUSE:
        raise UsageError(
            "a pause lasts up to {most:duration}, not {length}; without a length it lasts until: reminder resume",
            most=LONGEST_PAUSE,
            length=text,
        )
    return length


def _until(text: str, plan: Plan, now: Moment) -> datetime:
    """The next time that a clock shows `text`, or the start of tomorrow's work."""
    if text == "tomorrow":
        return schedule.tomorrow(plan.hours, now.wall)
    try:
        at = time.fromisoformat(text.zfill(len("09:00")) if ":" in text and len(text) <= len("14:00:00") else "")
    except ValueError:
        at = None
    if at is None or at.tzinfo:
        raise UsageError(
            "{text!r} is no time of day; write it like: pause until 14:00, pause until tomorrow", text=text
        )
    times = schedule.fixed_times((at,), _ANY_DAY, now.wall, now.wall + timedelta(days=2))
    return times[0]


# --- what is told -----------------------------------------------------------------------------------------------------


def response(told: requests.Response, facts: Facts, files: Iterable[str]) -> ResponseLine:
    """Its data, and how the command ends that asked."""
    match told:
        case requests.Status():
            return ResponseLine("status", {**status_fields(told, facts, files)})
        case requests.NowShown(reminder=name, words=words, holds=holds, confirmed=confirmed, behind=behind):
            fields = {"reminder": name, "title": words.title, "text": words.text, "tip": words.tip or None}
            holding = [_hold(hold) for hold in holds]
            return ResponseLine(
                "shown", {**fields, "holds": holding, "confirmed": confirmed, "behind": _behind(behind)}
            )
        case requests.NotShown(why=why):
            return ResponseLine("not shown", {"why": why}, 1)
        case requests.Unknown(name=name, names=names):
            return ResponseLine("unknown reminder", {"name": name, "names": list(names)}, 2)
        case requests.Recorded(outcome=outcome, shown=shown, until=until, checkin=checkin):
            return ResponseLine(
                "recorded",
                {"outcome": outcome, "last": _shown(shown), "until": _time(until), "checkin": checkin},
            )
        case requests.SnoozeCancelled(reminder=name):
            return ResponseLine("snooze cancelled", {"reminder": name})
        case requests.SnoozedEnough(limit=limit):
            return ResponseLine("snoozed enough", {"limit": limit}, 1)
        case requests.NothingOpen(last=last):
            return ResponseLine("nothing open", {"last": _shown(last)}, 1)
        case requests.Paused(until=until):
            return ResponseLine("paused", {"until": _time(until)})
        case requests.Resumed(was_paused=was_paused, holds=holds, next=next):
            holding = [_hold(hold) for hold in holds]
            return ResponseLine("resumed", {"was_paused": was_paused, "next": _next(next), "holds": holding})
        case _:
            assert_never(told)


def serves(facts: Facts, is_same: bool) -> ResponseLine:
    """To a program that was begun while this one runs, in the same session or in another one."""
    return ResponseLine("serves", {"pid": facts.pid, "session": _session(facts.session), "same": is_same})


def problems(found: Sequence[Problem]) -> list[f.Problem]:
    """As many of them as there is room for in a line, and how many more there are."""
    told: list[f.Problem] = []
    room = _ROOM_FOR_PROBLEMS
    for number, problem in enumerate(found):
        told.append({"key": problem.key, "text": problem.text, "file": problem.file})
        room -= len(json.dumps(told[-1]))
        if room < 0:
            left = phrase("and {count} more; see: reminder config check", count=len(found) - number)
            return [*told[:-1], {"key": _MORE, "text": left, "file": ""}]
    return told


def status_fields(status: requests.Status, facts: Facts, files: Iterable[str]) -> f.Status:
    """What a `status` response has."""
    return {
        "running": True,
        "version": facts.version,
        "pid": facts.pid,
        "since": _moment(facts.since),
        "session": _session(facts.session),
        "next": _next(status.next),
        "reminders": [_standing(standing) for standing in status.reminders],
        "holds": [_hold(hold) for hold in status.holds],
        "overruled": [_hold(hold) for hold in status.overruled],
        "last": _shown(status.last),
        "open": status.open,
        "checkin": status.checkin,
        "missed": [{"reminder": missed.reminder, "at": _moment(missed.at)} for missed in status.missed],
        "clock_set": _clock_set(status.clock_set),
        "working_seconds": _seconds(status.working),
        "resting_since": _time(status.resting),
        "backends": {
            "notify": {"name": status.notifier or None, "why": status.notifier_why or ""},
            "presence": {sense.name: _sense(sense) for sense in status.senses},
        },
        "settings": {"files": list(files), "problems": problems(status.problems)},
    }


def _session(served: Session) -> f.Session:
    """How it is known, and for whom it is not known what it is called."""
    return {
        "name": sendable(served.name),
        "id": sendable(served.id) or None,
        "seat": sendable(served.seat) or None,
        "desktop": sendable(served.desktop) or None,
        "display": sendable(served.display) or None,
        "wayland": sendable(served.wayland) or None,
        "bus": sendable(served.bus) or None,
        "runtime": sendable(served.runtime) or None,
    }


def _clock_set(told: ClockSet | None) -> f.ClockSet | None:
    if told is None:
        return None
    return {"at": _moment(told.at), "by_seconds": round(told.by.total_seconds()), "paused": told.paused}


def _standing(standing: requests.ReminderStatus) -> f.Standing:
    return {
        "name": standing.name,
        "enabled": standing.enabled,
        "every": durations.spell(standing.every) if standing.every else None,
        "every_seconds": _seconds(standing.every),
        "at": [at.isoformat("minutes") for at in standing.at],
        "next": _next(standing.next),
        "kept": standing.deferred,
        "waiting": standing.waiting,
        "snoozed_until": _time(standing.snoozed_until),
    }


def _next(next: requests.Next | None) -> f.Next | None:
    if next is None:
        return None
    fields: f.Next = {"reminder": next.reminder, "at": _time(next.at), "in_seconds": _seconds(next.in_)}
    if next.why:
        fields["why"] = next.why
    return fields


def _hold(hold: Hold) -> f.Hold:
    return {
        "reason": hold.reason,
        "since": _moment(hold.since),
        "until": _time(hold.until),
        "source": hold.sense or None,
        "detail": hold.detail or None,
    }


def _behind(hold: Hold | None) -> dict[str, Any] | None:
    return {"reason": hold.reason, "fate": hold.gate.fate if hold.gate else None} if hold else None


def _shown(shown: Shown | None) -> f.Shown | None:
    if shown is None:
        return None
    return {
        "reminder": shown.reminder,
        "tip": shown.words.tip or None,
        "title": shown.words.title,
        "text": shown.words.text,
        "at": _moment(shown.at),
        "outcome": shown.outcome,
    }


def _sense(sense: Sense) -> f.Sense:
    return {"source": sense.source or None, "off": sense.status is SenseStatus.OFF, "why": sense.why or ""}


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def _time(when: datetime | None) -> str | None:
    return _moment(when) if when else None


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else round(length.total_seconds())
