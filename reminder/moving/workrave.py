"""Workrave: its settings in three stores and four spellings, and the totals of its days.

workrave.ini, else dconf or the registry ─▶ timers/micro-pause/limit ─▶ Found
todaystats and historystats (to 1.11), statistics.db (1.12) ─▶ a PeerDay each

Names, defaults and forms are those of the source (1.12.0-alpha.1, 1.11.5, 1.10.52): `libs/core/src/
org.workrave.gschema.xml.in`, `libs/config/src/`, `libs/stats/src/`.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from reminder.moving import forms
from reminder.moving.found import LONG, SHORT, Found, Home, PeerDay, Place, Tally, by_its_icon
from reminder.moving.sheet import SECOND, Sheet, newer
from reminder.moving.tables import MAGIC, rows
from reminder.phrase import Phrase, phrase

PEER, NAME = "workrave", "Workrave"
_ENDING = by_its_icon(
    NAME, phrase("switch off its start at login, in its Preferences or among the programs that your desktop starts")
)

_ROOT, _KEY = "org/workrave", r"Software\Workrave"
_STATS = b"WorkRaveStats"
_OWN = re.compile(
    r"(?:timers|(?:gui/)?breaks)/(?:micro-pause|rest-break|daily-limit)/|gui/(?:applet|main-window|breaks|trayicon)"
    r"|general/(?:usage|operation)-mode|monitor/(?:noise|activity|idle)$"
)
"""How keys begin that no other program has."""
_SWITCH = re.compile(r"/(?:enabled|autostart|ignorable-break|skippable-break)$")
"""The registry has them as numbers."""
_MICRO, _REST, _DAILY = "micro-pause", "rest-break", "daily-limit"
_DEFAULTS = {
    _MICRO: {"limit": 180, "auto-reset": 30, "snooze": 150},
    _REST: {"limit": 2700, "auto-reset": 600, "snooze": 180},
    _DAILY: {"limit": 14400},
}
"""Seconds."""
_OURS = {_MICRO: SHORT, _REST: LONG}
_BREAKS = {0: SHORT, 1: LONG}
"""By their number in the statistics; 2 is the daily limit."""
_DATABASE, _TEXTS = "1", ("3", "4")
"""The versions of the statistics that are known here."""
_LONGEST_DAY = timedelta(days=7)


def places(home: Home) -> Iterator[Place]:
    """An ini wins over the other stores wherever there is one (`ui/app/Application.cc`)."""
    older = [home.home / ".workrave", home.home / ".Workrave"] if home.system == "linux" else []
    folders = [home.config / ("workrave" if home.system == "linux" else "Workrave"), *older]
    for folder in folders:
        yield Place(folder / "workrave.ini")
    if home.system == "linux":
        yield Place(command=("dconf", "dump", f"/{_ROOT}/"))
        yield Place(command=("gsettings", "list-recursively", "org.workrave"))
        yield Place(home.config / "Workrave" / "Workrave.conf")
        folders = [home.state / "workrave", home.data / "workrave", *folders]
    elif home.system == "win32":
        yield Place(command=("reg", "query", rf"HKCU\{_KEY}", "/s"))
    for folder in folders:
        for name in ("historystats", "todaystats", "statistics.db"):
            yield Place(folder / name, history=True)


def knows(data: bytes) -> bool:
    if data.startswith(MAGIC):
        return b"stats_day" in data and b"stats_break" in data
    return data.startswith(_STATS) or any(map(_OWN.match, _values(data)))


def read(data: bytes, source: str) -> Found:
    found = Found(PEER, NAME, source=source, ending=_ENDING)
    if data.startswith(MAGIC):
        return _of_database(data, found)
    return _of_text(data, found) if data.startswith(_STATS) else _of_settings(data, found)


# --- settings ---------------------------------------------------------------------------------------------------------


def _values(data: bytes) -> dict[str, object]:
    registered = forms.registry(data, _KEY)
    found: Mapping[str, object] = {key: forms.value(its) for key, its in registered.items()}
    found = found or forms.dconf(data, _ROOT)
    named = {re.sub(r"[.\\]", "/", key).replace("_", "-"): value for key, value in found.items()}
    return {key: bool(its) if its in (0, 1) and _SWITCH.search(key) else its for key, its in named.items()}


def _of_settings(data: bytes, found: Found) -> Found:
    sheet = Sheet(_values(data), forms.spoilt(data))
    on = {kind: _is_on(sheet, kind) for kind in _DEFAULTS}
    for kind, ours in _OURS.items():
        sheet.put(f"reminders.{ours}.every", _length(sheet, kind, "limit"))
        sheet.put(f"reminders.{ours}.lasts", _length(sheet, kind, "auto-reset"))
        sheet.put(f"reminders.{ours}.enabled", on[kind])
    sheet.lose(
        "timers/micro-pause/limit",
        phrase("Workrave counts only the time with input; short pauses without any count as work here"),
    )
    first, other = (_MICRO, _REST) if on[_MICRO] is not False else (_REST, _MICRO)
    snooze = _length(sheet, first, "snooze")
    sheet.put("snooze.for", snooze)
    sheet.put("timing.natural_break", _length(sheet, first, "auto-reset"))
    if on[other] and (others := _length(sheet, other, "snooze")) != snooze and others:
        why = phrase("every reminder has the same snooze here; this one was {length:duration}", length=others)
        sheet.lose(f"timers/{other}/snooze", why)
    if sheet.switch("gui/trayicon-enabled", True) is False:
        sheet.put("tray.enabled", "false")
    _lose(sheet, on)
    login = sheet.switch("gui/autostart", True)
    return sheet.found(found)._replace(login=login)


def _length(sheet: Sheet, kind: str, name: str) -> timedelta | None:
    return sheet.length(f"timers/{kind}/{name}", SECOND, _DEFAULTS[kind][name])


def _is_on(sheet: Sheet, kind: str) -> bool | None:
    """Older versions have it among the settings of the window."""
    where = next((its for its in ("breaks", "gui/breaks") if f"{its}/{kind}/enabled" in sheet.values), "breaks")
    return sheet.switch(f"{where}/{kind}/enabled", True)


def _lose(sheet: Sheet, on: Mapping[str, bool | None]) -> None:
    if (limit := _length(sheet, _DAILY, "limit")) and on[_DAILY] is not None:
        state = phrase("on") if on[_DAILY] else phrase("off")
        why = phrase("there is no limit of a day here; it was {state}, at {limit:duration}", state=state, limit=limit)
        sheet.lose(_DAILY, why)
    if sheet.number("general/usage-mode", 0) == 1:
        why = phrase('there is no mode for reading here; nearest to it is timing.idle = "off"')
        sheet.lose("general/usage-mode", why)
    if mode := sheet.number("general/operation-mode", 0):
        was = phrase("suspended") if mode == 1 else phrase("quiet")
        sheet.lose("general/operation-mode", phrase("Workrave was {was}; here reminders come", was=was))
    for kind in _OURS:
        for where in ("breaks", "gui/breaks"):
            if (preludes := sheet.number(f"{where}/{kind}/max-preludes", 3)) != 3 and on[kind]:
                why = phrase("a reminder is shown once, not {count} times before its break", count=preludes or 0)
                sheet.lose(f"{where}/{kind}/max-preludes", why)
        exercises = sheet.number(f"gui/breaks/{kind}/exercises", 0)
        if exercises and on[kind]:
            why = phrase("its exercises, {count} in a break, are not taken over; tips come here", count=exercises)
            sheet.lose(f"gui/breaks/{kind}/exercises", why)
        if sheet.values.get(f"timers/{kind}/reset-pred"):
            sheet.lose(f"timers/{kind}/reset-pred", phrase("counting begins anew with each break only"))
        if sheet.switch(f"gui/breaks/{kind}/auto-natural", False):
            sheet.lose(f"gui/breaks/{kind}/auto-natural", phrase("a break that you begin yourself is not shown here"))
        choices = {f"gui/breaks/{kind}/{name}": True for name in ("ignorable-break", "skippable-break")}
        sheet.lose_what_differs(choices, phrase("every reminder can be closed and skipped here"))
    if sheet.number("gui/breaks/block-mode", 1):
        sheet.lose("gui/breaks/block-mode", phrase("nothing blocks the screen or the input here"))
    thresholds = {"monitor/noise": 9000, "monitor/activity": 1000, "monitor/idle": 5000, "monitor/sensitivity": 3}
    sheet.lose_what_differs(thresholds, phrase("what counts as activity cannot be set here"))
    if sheet.switch("distribution/enabled", False):
        sheet.lose("distribution", phrase("several computers do not share their breaks here"))


# --- histories --------------------------------------------------------------------------------------------------------


class _Day:
    """What is known of one so far."""

    def __init__(self, began: datetime, ended: datetime) -> None:
        self.began, self.ended = began, ended
        self.breaks: dict[str, Tally] = {}
        self.active: timedelta | None = None

    def count(self, number: int, counters: list[int]) -> None:
        if number in _BREAKS:
            _, taken, natural, skipped, postponed = [max(0, its) for its in (*counters, 0, 0, 0, 0, 0)[:5]]
            self.breaks[_BREAKS[number]] = Tally(taken, natural, skipped, postponed)

    def is_used(self) -> bool:
        return bool(self.active) or any(map(any, self.breaks.values()))

    def work(self, seconds: int) -> None:
        if 0 <= seconds <= _LONGEST_DAY.total_seconds():
            self.active = timedelta(seconds=seconds)


def _of_text(data: bytes, found: Found) -> Found:
    lines = data.decode(errors="replace").splitlines()
    version = lines[0].removeprefix(_STATS.decode()).strip()
    problems = [] if version in _TEXTS else newer(version, _TEXTS[-1])
    days: dict[date, _Day] = {}
    day, spoilt = None, 0
    for line in lines[1:]:
        kind, numbers = line[:1], _numbers(line[1:])
        try:
            if kind == "D":
                day = None
                day = _Day(_moment(numbers[:5]), _moment(numbers[5:10]))
                days[day.began.date()] = day
            elif day and kind == "B":
                day.count(numbers[0], numbers[2 : 2 + numbers[1]])
            elif day and kind == "m":
                day.work(numbers[1])
            elif day and kind == "G":
                day.work(numbers[0])
        except (ValueError, IndexError, OverflowError, OSError):
            spoilt += 1
    if spoilt:
        problems.append(phrase("{count} of its lines are damaged and were left out", count=spoilt))
    return _with_days(found, days.values(), problems)


def _numbers(words: str) -> list[int]:
    return [int(word) for word in words.split() if re.fullmatch(r"-?\d{1,15}", word)]


def _moment(numbers: list[int]) -> datetime:
    """As C counts: months from 0, years from 1900."""
    day, month, year, hour, minute = numbers
    return datetime(year + 1900, month + 1, day, hour, minute).astimezone()


def _of_database(data: bytes, found: Found) -> Found:
    days: dict[str, _Day] = {}
    problems: list[Phrase] = []
    counters: dict[tuple[str, int], dict[int, int]] = {}
    try:
        for key, its in rows(data, "schema_info", ("key", "value")):
            if key == "schema_version":
                problems += newer(str(its), _DATABASE)
        for day, start, stop_day, stop in rows(data, "stats_day", ("day", "start_time", "stop_day", "stop_time")):
            with suppress(ValueError, TypeError, OverflowError, OSError):
                days[day] = _Day(_since_midnight(day, start), _since_midnight(stop_day, stop))
        for day, number, counter, count in rows(data, "stats_break", ("day", "break_id", "counter", "value")):
            if isinstance(count, int) and counter in range(5):
                counters.setdefault((day, number), {})[counter] = count
        for day, count in (it[::2] for it in rows(data, "stats_misc", ("day", "counter", "value")) if it[1] == 0):
            if day in days and isinstance(count, int):
                days[day].work(count)
    except sqlite3.Error as error:
        problems.append(phrase("its statistics are damaged ({why})", why=str(error)))
    for (day, number), its in counters.items():
        if day in days:
            days[day].count(number, [its.get(counter, 0) for counter in range(5)])
    return _with_days(found, days.values(), problems)


def _since_midnight(day: str, seconds: int) -> datetime:
    return (datetime.combine(date.fromisoformat(day), time()) + timedelta(seconds=seconds)).astimezone()


def _with_days(found: Found, days: Iterable[_Day], problems: list[Phrase]) -> Found:
    """Without those on which it only ran."""
    told = (PeerDay(day.began, max(day.began, day.ended), day.breaks, day.active) for day in days if day.is_used())
    return found._replace(days=tuple(told), problems=tuple(problems))
