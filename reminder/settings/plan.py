"""What the settings come down to.

checked values, tips, problems -> make_plan() -> Plan. The packaged plan and the last one that was kept are found here
too, for the day the settings cannot be read. No pydantic: the running program imports this module.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from reminder import __version__, durations
from reminder.errors import UsageError
from reminder.model.plan import (
    Click,
    Hours,
    NotifierName,
    Notify,
    Plan,
    Problem,
    Quiet,
    Range,
    Reminder,
    Tip,
    Urgency,
)
from reminder.storage import paths
from reminder.storage.files import look, read

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PREFIX = "REMINDER_"
"""How the names of the variables begin that set something."""
DEFAULT = "default"
"""The origin of what neither a file nor the environment nor a flag says otherwise."""

_A_DOZEN = 12
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Reading(Struct, frozen=True):
    """The settings as they were read once. `values` is nested as the files are, lengths of time as they were typed."""

    plan: Plan
    values: Mapping[str, Any]
    origins: Mapping[str, str]
    """By dotted key: the path of a file, "environment REMINDER_X", "flag" or "default"."""
    of: tuple[str, ...] = ()
    """The `circumstances` that it comes of; empty: nobody knows."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, the plan's own problems included."""
        return self.plan.problems

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were looked for, whether they are there or not."""
        return self.plan.files


def parse_clock(text: str) -> time:
    """A time of the day. Raises UsageError."""
    if clock := _CLOCK.fullmatch(text.strip()):
        return time(int(clock[1]), int(clock[2]))
    raise UsageError(f"{text!r} is not a time of the day; write it like 09:00 or 17:30")


def parse_range(text: str) -> Range:
    """Working hours; they may end at 24:00. Raises UsageError."""
    start, dash, end = text.partition("-")
    if not dash:
        raise UsageError(f"{text!r} is not a range of time; write it like 09:00-17:30")
    return Range(parse_clock(start), time() if end.strip() == "24:00" else parse_clock(end))


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint at the one of `known` that was meant, else at all of them, if a person would read so many."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    if len(known) > _A_DOZEN:
        return f"none of the {len(known)} that there are is like it"
    return f"there are: {', '.join(known)}"


def make_plan(
    values: Mapping[str, Any],
    tips: Sequence[Tip],
    problems: Sequence[Problem] = (),
    files: Sequence[str] = (),
    origins: Mapping[str, str] | None = None,
) -> Plan:
    """Type the `values`, which must be complete and valid, and leave out hidden tips.

    Adds a problem for each unknown kind and id, and where hiding leaves a reminder without tips (rule 12).
    """
    hide = values["tips"]["hide"]
    reminders = tuple(_reminder(name, rule) for name, rule in values["reminders"].items())
    shown = tuple(tip for tip in tips if tip.id not in hide)
    snooze, timing, notify, history = (values[section] for section in ("snooze", "timing", "notify", "history"))
    return Plan(
        reminders=reminders,
        tips=shown,
        snooze_for=durations.parse(snooze["for"]),
        snooze_limit=snooze["limit"],
        natural_break=durations.parse(timing["natural_break"]),
        wait_for_pause=durations.parse(timing["wait_for_pause"]),
        pause_is=durations.parse(timing["pause_is"]),
        see_idle=timing["idle"] == "auto",
        passive_is_work=timing["passive"] == "work",
        quiet=_quiet(values["quiet"]),
        hours=_hours(values["hours"]),
        notify=Notify(
            backend=NotifierName(notify["backend"]),
            sound=notify["sound"],
            urgency=Urgency(notify["urgency"]),
            click=Click(notify["click"]),
            expire=durations.parse(notify["expire"]),
        ),
        history_retention=durations.parse(history["keep"]) if history["enabled"] else None,
        log_level=values["log"]["level"],
        files=tuple(files),
        problems=(
            *problems,
            *notify_problems(notify["backend"], origins or {}),
            *_tip_problems(reminders, tips, shown, hide, origins or {}),
        ),
    )


def packaged_plan() -> Plan:
    """The plan of a program that nobody has set anything for."""
    import tomllib

    values = tomllib.loads(paths.packaged("default.toml").read_text("utf-8"))
    catalogue = tomllib.loads(paths.packaged("tips.toml").read_text("utf-8"))
    return make_plan(values, [Tip(**tip) for tip in catalogue["tips"]])


def cached_reading() -> Reading | None:
    """The last settings that could be read; None where none were kept, or by a version that wrote them otherwise."""
    try:
        return msgspec.json.decode(read(paths.plan_file()), type=Reading)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _reminder(name: str, rule: Mapping[str, Any]) -> Reminder:
    typed: dict[str, Callable[[Any], Any]] = {
        "every": durations.parse,
        "at": lambda texts: tuple(sorted({parse_clock(text) for text in texts})),
        "lasts": durations.parse,
        "about": tuple,
    }
    return Reminder(name=name, **{key: typed.get(key, lambda same: same)(value) for key, value in rule.items()})


def _quiet(values: Mapping[str, Any]) -> Quiet:
    return Quiet(
        at_most=durations.parse(values["at_most"]),
        do_not_disturb=values["do_not_disturb"] == "hold",
        modes=tuple(sorted(set(values["modes"]))),
        meeting=values["meeting"] == "hold",
        meeting_ignore=tuple(sorted({name.casefold() for name in values["meeting_ignore"]})),
        full_screen=values["full_screen"] == "hold",
        apps=tuple(sorted({name.casefold() for name in values["apps"]})),
    )


def _hours(values: Mapping[str, Any]) -> Hours:
    return Hours(
        week=tuple(
            None if (ranges := values.get(day)) is None else tuple(parse_range(text) for text in ranges)
            for day in WEEKDAYS
        ),
        off=frozenset(date.fromisoformat(text) for text in values["off"]),
    )


def _problem(key: str, text: str, origins: Mapping[str, str]) -> Problem:
    origin = origins.get(key, DEFAULT)
    return Problem(key, f"{origin}: {key}: {text}", origin if Path(origin).is_absolute() else "")


def notify_problems(backend: str, origins: Mapping[str, str], platform: str = sys.platform) -> list[Problem]:
    """A back end that another system has; then the notifier takes the best that works, as for `auto`."""
    platforms = {NotifierName.DBUS: ("linux",), NotifierName.TOAST: ("win32", "darwin")}.get(NotifierName(backend))
    if platforms is None or platform in platforms:
        return []
    return [_problem("notify.backend", f"{backend!r} is not there on this system; 'auto' serves", origins)]


def _tip_problems(
    reminders: Sequence[Reminder],
    tips: Sequence[Tip],
    shown: Sequence[Tip],
    hide: Sequence[str],
    origins: Mapping[str, str],
) -> list[Problem]:
    problems: list[Problem] = []

    def name(key: str, text: str) -> None:
        problems.append(_problem(key, text, origins))

    ids = {tip.id for tip in tips}
    kinds = sorted({tip.about for tip in tips})
    left = {tip.about for tip in shown}
    for hidden in hide:
        if hidden not in ids:
            name("tips.hide", f"no tip has the id {hidden!r}; `reminder tips` lists them")
    for reminder in reminders:
        key = f"reminders.{reminder.name}.about"
        unknown = [kind for kind in reminder.about if kind not in kinds]
        for kind in unknown:
            name(key, f"no tip is about {kind!r}; {did_you_mean(kind, kinds)}")
        speaks = shown and reminder.enabled and reminder.about and not reminder.title
        if speaks and not unknown and left.isdisjoint(reminder.about):
            name(key, f"no tip about {' or '.join(reminder.about)} is left, so tips of all kinds come instead")
    if not shown and any(reminder.enabled and not reminder.title for reminder in reminders):
        name("tips.hide", "every tip is hidden, so reminders have no advice to give; `reminder tips unhide ID`")
    return problems


def circumstances(flags: Sequence[str], files: Iterable[str]) -> tuple[str, ...]:
    """All that a reading of these files comes of: where it is the same, reading them again is of no use."""
    ours = paths.packaged("default.toml"), paths.packaged("tips.toml"), paths.site_file(), paths.config_file()
    looks = [f"{file} {look(file)}" for file in dict.fromkeys((*ours, *map(Path, files)))]
    variables = [f"{name}={text}" for name, text in os.environ.items() if name.upper().startswith(PREFIX)]
    home = os.path.expanduser("~")  # noqa: PTH111 - never raises
    told = __version__, home, *flags, *sorted(variables), *looks
    return tuple(text.encode(errors="backslashreplace").decode() for text in told)  # some may be no Unicode
