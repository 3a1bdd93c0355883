"""BreakTimer, 1 and 2: JSON with one kind of break (its `app/types/settings.ts` and `app/main/lib/store.ts`).

Version 2 has lengths in seconds. In 1 they are dates, whose time of day is the length, in the person's zone: with the
offset that the zone had on that date, most often the last day of 1899. Hours are dates too up to 1.2.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from reminder.moving.found import SHORT, Found, Home, Place, by_its_icon
from reminder.moving.sheet import SECOND, Sheet, newer, of_json, signs
from reminder.moving.shipped import is_shipped
from reminder.moving.texts import TEXT, TITLE, cut
from reminder.phrase import phrase
from reminder.settings.values import WEEKDAYS
from reminder.system import clock

PEER, NAME = "breaktimer", "BreakTimer"
_ENDING = by_its_icon(NAME, phrase("switch off its start at login, in its settings"))
_KNOWN_UP_TO = 2
"""Its `settingsVersion`."""
_MOST_IN_A_ROW = 10
"""Of ours."""
_DAY = 24 * 60
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = {ours: f"workingHours{name}" for ours, name in zip(WEEKDAYS, _NAMES, strict=True)}

_LENGTHS = {"breakFrequency": 1680, "breakLength": 120, "postponeLength": 180, "idleResetLength": 300}
"""In seconds."""
_LOOKS = {
    "backgroundColor": "#16a085",
    "textColor": "#ffffff",
    "backdropColor": "#001914",
    "backdropOpacity": 0.7,
    "showBackdrop": True,
    "trayTextEnabled": False,
    "trayTextMode": "TIME_TO_NEXT_BREAK",
    "halfFullTrayMinutes": 20,
    "almostEmptyTrayMinutes": 3,
}
_SOUNDS = {"soundType": "GONG", "breakSoundVolume": 1, "gongEnabled": True}
_BUTTONS = {
    "endBreakEnabled": True,
    "skipBreakEnabled": False,
    "immediatelyStartBreaks": False,
    "notificationClick": "SKIP",
    "idleResetNotification": False,
}
_SILENT = (
    *("autoLaunch", "breaksEnabled", "notificationType", "postponeLimit", "postponeBreakEnabled", "idleResetEnabled"),
    *("breakTitle", "breakMessage", "workingHoursEnabled", "workingHoursFrom", "workingHoursTo", *_DAYS.values()),
    *(f"{name}{unit}" for name in _LENGTHS for unit in ("", "Seconds")),
)
"""What is read, and what reminder does anyway."""


def places(home: Home) -> Iterator[Place]:
    yield Place(home.config / "BreakTimer" / "config.json")
    yield Place(home.snap("breaktimer") / ".config" / "BreakTimer" / "config.json")


def knows(data: bytes) -> bool:
    names = "breakFrequencySeconds", "breakFrequency", "breakLengthSeconds", "breakLength", "workingHoursMonday"
    return signs(data, *names, "idleResetEnabled", "postponeBreakEnabled")


def read(data: bytes, source: str) -> Found:
    whole = of_json(data)
    sheet = whole.section("settings") if "settings" in whole.values else whole
    _breaks(sheet)
    _snooze(sheet)
    _hours(sheet)
    _words(sheet)
    _losses(sheet)
    if whole.values.get("disableEndTime") is not None:
        sheet.lose("disableEndTime", phrase("it is paused there; here: reminder pause"))
    problems = tuple(newer(str(whole.number("settingsVersion", 0)), str(_KNOWN_UP_TO)))
    login = sheet.switch("autoLaunch", True) if "autoLaunch" in sheet.values else None
    return sheet.found(Found(PEER, NAME, _version(sheet), source, login=login, problems=problems, ending=_ENDING))


def _version(sheet: Sheet) -> str:
    if "breakFrequencySeconds" in sheet.values:
        return "2"
    is_13 = any(isinstance(sheet.values.get(key), dict) for key in _DAYS.values())
    return "1.3" if is_13 else "1.0-1.2" if "breakFrequency" in sheet.values else ""


def _breaks(sheet: Sheet) -> None:
    sheet.put(f"reminders.{SHORT}.every", _length(sheet, "breakFrequency"))
    sheet.put(f"reminders.{SHORT}.lasts", _length(sheet, "breakLength"))
    sheet.put(f"reminders.{SHORT}.enabled", sheet.switch("breaksEnabled", True))
    is_on = sheet.switch("idleResetEnabled", True)
    if is_on:
        sheet.put("timing.natural_break", _length(sheet, "idleResetLength"))
    elif is_on is False:
        why = phrase('here an absence counts as a break; so that only lock and sleep do: set timing.idle to "off"')
        sheet.lose("idleResetEnabled", why)


def _snooze(sheet: Sheet) -> None:
    is_on = sheet.switch("postponeBreakEnabled", True)
    if is_on is False:
        sheet.put("snooze.limit", 0)
    if not is_on:
        return
    sheet.put("snooze.for", _length(sheet, "postponeLength"))
    limit = sheet.times("postponeLimit", 0)
    if limit == 0:
        sheet.put("snooze.limit", _MOST_IN_A_ROW)
        sheet.lose("postponeLimit", phrase("there is none; here it is {most} in a row at most", most=_MOST_IN_A_ROW))
    else:
        sheet.put("snooze.limit", limit)


def _length(sheet: Sheet, name: str) -> timedelta | None:
    if name in sheet.values and f"{name}Seconds" not in sheet.values:
        if minutes := _minutes(sheet.text(name) or ""):
            return minutes
        sheet.length(name, SECOND, 0)  # says that it is odd
        return None
    return sheet.length(f"{name}Seconds", SECOND, _LENGTHS[name])


def _minutes(text: str) -> timedelta | None:
    """The time of day of a date in the person's zone; None where it is none."""
    try:
        local = datetime.fromisoformat(text).astimezone(clock.read().wall.tzinfo)
    except (ValueError, OverflowError, OSError):
        return None
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)


def _hours(sheet: Sheet) -> None:
    if not sheet.switch("workingHoursEnabled", True):
        return
    begin, end = (_minutes(sheet.text(f"workingHours{which}") or "") for which in ("From", "To"))
    for ours, key in _DAYS.items():
        day = sheet.values.get(key)
        if isinstance(day, bool):  # 1.2 and before
            hours = [f"{_clock(begin or timedelta(hours=9))}-{_clock(end or timedelta(hours=18))}"]
            sheet.put(f"hours.{ours}", hours if day else [])
        elif isinstance(day, dict):
            part = sheet.section(key)
            ranges = [told for one in part.items("ranges") if (told := _range(sheet, key, one))]
            is_on = part.switch("enabled", True)
            sheet.put(f"hours.{ours}", None if is_on is None else ranges if is_on else [])
        elif key in sheet.values:
            sheet.section(key)  # says that it is odd
        elif sheet.is_whole:
            sheet.put(f"hours.{ours}", [] if ours in ("sat", "sun") else ["09:00-18:00"])


def _range(sheet: Sheet, key: str, one: Any) -> str | None:
    """One that ends before it begins never comes there: it does not run into the next morning."""
    match one:
        case {"fromMinutes": int(begin), "toMinutes": int(end)} if 0 <= begin < end <= _DAY:
            return f"{_clock(timedelta(minutes=begin))}-{_clock(timedelta(minutes=end))}"
    sheet.lose(key, phrase("a range of hours that never comes there"))
    return None


def _clock(time: timedelta) -> str:
    hours, minutes = divmod(time // timedelta(minutes=1), 60)
    return f"{hours:02}:{minutes:02}"


def _words(sheet: Sheet) -> None:
    """The same at every break."""
    title, text = sheet.text("breakTitle") or "", sheet.text("breakMessage") or ""
    if not [own for own in (title, text) if own and not is_shipped(own)]:
        return
    text = "" if is_shipped(text) else text
    sheet.put(f"reminders.{SHORT}.title", cut(title or NAME, TITLE))
    sheet.put(f"reminders.{SHORT}.text", cut(text, TEXT))
    if len(title) > TITLE or len(text) > TEXT:
        sheet.lose(
            "breakTitle, breakMessage",
            phrase("they are cut: here a title has {title} letters, a text {text}", title=TITLE, text=TEXT),
        )
    sheet.lose(
        "breakMessage",
        phrase(
            "with your own words no tips come; for these: reminder config unset {key}", key=f"reminders.{SHORT}.title"
        ),
    )


def _losses(sheet: Sheet) -> None:
    sheet.lose_what_differs(_LOOKS, phrase("how it looks; reminder shows notifications of your desktop"))
    sheet.lose_what_differs(_SOUNDS, phrase("its sounds; reminder has one for all, or none: notify.sound"))
    sheet.lose_what_differs(_BUTTONS, phrase("its buttons; in reminder every notification can be put off or skipped"))
    sheet.lose_unknown(_SILENT)
