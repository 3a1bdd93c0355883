"""What the settings come down to: checked values, tips, problems -> make_plan() -> Plan."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from reminder import durations
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
    Tray,
    Urgency,
)
from reminder.model.showing import Words
from reminder.phrase import Phrase, either, phrase
from reminder.settings.values import DEFAULT, HOOKS, NO_FILE, WEEKDAYS, did_you_mean, parse_clock, parse_range

CHECKIN = "check-in"
"""The name of the reminder that asks for one; it has another where the person has one of this name."""
_ASKS = Words("Your check-in for today", "How are you? It takes ten seconds.")


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
    asking = _asking(values["checkin"], {reminder.name for reminder in reminders})
    shown = tuple(tip for tip in tips if tip.id not in hide)
    snooze, timing, notify, history = (values[section] for section in ("snooze", "timing", "notify", "history"))
    return Plan(
        reminders=(*reminders, *asking),
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
        tray=Tray(values["tray"]["enabled"]),
        history_retention=durations.parse(history["keep"]) if history["enabled"] else None,
        log_level=values["log"]["level"],
        hooks={name: tuple(map(tuple, commands)) for name, commands in values.get(HOOKS, {}).items() if commands},
        files=tuple(files),
        problems=(*problems, *(_problem(*lack, origins or {}) for lack in _lacks(reminders, tips, shown, hide))),
    )


def _reminder(name: str, rule: Mapping[str, Any]) -> Reminder:
    typed: dict[str, Callable[[Any], Any]] = {
        "every": durations.parse,
        "at": _clocks,
        "lasts": durations.parse,
        "about": tuple,
    }
    return Reminder(name=name, **{key: typed.get(key, lambda same: same)(value) for key, value in rule.items()})


def _asking(values: Mapping[str, Any], taken: Container[str]) -> Iterable[Reminder]:
    """What asks for the check-in of the day, if that is wanted. Its words name no pain: others may see them."""
    if values["enabled"] and values["at"]:
        name = CHECKIN
        while name in taken:
            name += "-"
        yield Reminder(name=name, at=_clocks(values["at"]), title=_ASKS.title, text=_ASKS.text, checkin=True)


def _clocks(texts: Iterable[str]) -> tuple[time, ...]:
    return tuple(sorted({parse_clock(text) for text in texts}))


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
            None if (ranges := values.get(day)) is None else tuple(Range(*parse_range(text)) for text in ranges)
            for day in WEEKDAYS
        ),
        off=frozenset(date.fromisoformat(text) for text in values["off"]),
    )


def _problem(key: str, what: Phrase, origins: Mapping[str, str]) -> Problem:
    origin = origins.get(key, DEFAULT)
    said = phrase("{origin}: {key}: {what}", origin=origin, key=key, what=what)
    return Problem(key, said, "" if origin.startswith(NO_FILE) else origin)


def notify_problems(backend: str, origins: Mapping[str, str], platform: str) -> list[Problem]:
    """A back end that another system has; then the notifier takes the best that works, as for `auto`."""
    platforms = {NotifierName.DBUS: ("linux",), NotifierName.TOAST: ("win32", "darwin")}.get(NotifierName(backend))
    if platforms is None or platform in platforms:
        return []
    what = phrase("{backend!r} is not there on this system; 'auto' serves", backend=backend)
    return [_problem("notify.backend", what, origins)]


def _lacks(
    reminders: Sequence[Reminder], tips: Sequence[Tip], shown: Sequence[Tip], hide: Sequence[str]
) -> Iterator[tuple[str, Phrase]]:
    """The options by which something has no tips, and what is wrong with each."""
    ids = {tip.id for tip in tips}
    kinds = sorted({tip.about for tip in tips})
    left = {tip.about for tip in shown}
    for hidden in hide:
        if hidden not in ids:
            yield "tips.hide", phrase("no tip has the id {id!r}; `reminder tips` lists them", id=hidden)
    for reminder in reminders:
        key = f"reminders.{reminder.name}.about"
        unknown = [kind for kind in reminder.about if kind not in kinds]
        for kind in unknown:
            hint = did_you_mean(kind, kinds)
            yield key, phrase("no tip is about {kind!r}; {hint}", kind=kind, hint=hint)
        speaks = shown and reminder.enabled and reminder.about and not reminder.title
        if speaks and not unknown and left.isdisjoint(reminder.about):
            about = either(reminder.about)
            yield key, phrase("no tip about {kinds} is left, so tips of all kinds come instead", kinds=about)
    if not shown and any(reminder.enabled and not reminder.title for reminder in reminders):
        yield "tips.hide", phrase("every tip is hidden, so reminders have no advice to give; `reminder tips unhide ID`")
