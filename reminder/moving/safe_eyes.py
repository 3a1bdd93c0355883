"""Safe Eyes, all versions: JSON with intervals in minutes and lengths in seconds (its `config/safeeyes.json`).

Up to 2.0.6 there is one interval, and every so-manyth break is a long one: Safe Eyes itself forgets both when it is
upgraded. Up to 1.2 names are ids, and what the plugins do later stands among the settings.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from reminder.moving.found import LONG, SHORT, Found, Home, Place, by_its_icon
from reminder.moving.sheet import MINUTE, SECOND, Sheet, newer, of_json, signs
from reminder.moving.shipped import is_shipped
from reminder.moving.texts import TITLE, cut
from reminder.phrase import phrase
from reminder.settings.kinds import as_written

PEER, NAME = "safeeyes", "Safe Eyes"
_ENDING = by_its_icon(NAME, phrase("switch off its start at login, in the startup applications of your desktop"))
_VERSIONS = {
    "6.0.5": "3.4.1-3.5",
    "6.0.4": "3.0-3.4",
    "6.0.3": "2.1-2.2",
    "6.0.2": "2.1.0",
    "6.0.1": "2.0.7-2.0.9",
    "6.0.0": "2.0.0-2.0.6",
    "5.0.1": "1.2",
}
"""By `config_version`, in whose form each writes."""

_ORDER = {"random_order": True}
_WARNING = {"pre_break_warning_time": 10}
_KEYS = {"shortcut_disable_time": 2, "shortcut_skip": 9, "shortcut_postpone": 65}
_LOOKS = {
    "fade_in_break_screen": True,
    "fade_in_break_screen_duration": 1500,
    "show_time_in_tray": False,
    "language": "system",
}
_LOCKS = {"enable_screen_lock": False, "time_to_screen_lock": 5, "lock_screen_command": []}
_ALERT = {"audible_alert": False}
_OF_A_BREAK = ("duration", "time", "interval", "image", "plugins", "audible_alert")
_OPTIONS = [{"time": 30, "unit": "minute"}, *({"time": hours, "unit": "hour"} for hours in (1, 2, 3))]
_SILENT = (
    *("meta", "plugins", "short_breaks", "long_breaks", "custom_exercises", "active_window_class", "disable_options"),
    *("allow_postpone", "postpone_duration", "postpone_unit", "strict_break", "persist_state", "idle_time"),
    *("break_interval", "no_of_short_breaks_per_long_break", "short_break_interval", "long_break_interval"),
    *("short_break_duration", "long_break_duration", "use_rpc_server", "rpc_port"),
)
"""What is read, and what only the program itself has a use for."""
_COUNTERPARTS = "donotdisturb", "smartpause", "trayicon", "notification", "limitconsecutiveskipping"
"""Plugins that do what reminder does too."""
_Plugins = Mapping[str, tuple[bool, Sheet]]
"""By its name whether each is on, and its settings."""


def places(home: Home) -> Iterator[Place]:
    if home.system == "linux":
        flatpak = home.flatpak("io.github.slgobinath.SafeEyes") / "config"
        for folder in (home.config, flatpak):
            yield Place(folder / "safeeyes" / "safeeyes.json")


def knows(data: bytes) -> bool:
    names = "short_breaks", "long_breaks", "short_break_duration", "long_break_duration", "pre_break_warning_time"
    return signs(data, *names)


def read(data: bytes, source: str) -> Found:
    sheet = of_json(data)
    written_by = sheet.section("meta").text("config_version") or ""
    _breaks(sheet)
    plugins = _plugins(sheet)
    _snooze(sheet, plugins)
    _quiet(sheet, plugins)
    _exercises(sheet)
    _losses(sheet, plugins)
    version = _VERSIONS.get(written_by, "")
    found = Found(PEER, NAME, version, source, problems=tuple(newer(written_by, "6.0.5")), ending=_ENDING)
    return sheet.found(found)


def _breaks(sheet: Sheet) -> None:
    if "break_interval" in sheet.values:
        interval = sheet.length("break_interval", MINUTE, 15)
        every_nth = sheet.times("no_of_short_breaks_per_long_break", 5)
        sheet.put(f"reminders.{SHORT}.every", interval)
        if interval and every_nth:
            sheet.put(f"reminders.{LONG}.every", every_nth * interval)
    else:
        sheet.put(f"reminders.{SHORT}.every", sheet.length("short_break_interval", MINUTE, 15))
        sheet.put(f"reminders.{LONG}.every", sheet.length("long_break_interval", MINUTE, 75))
    for ours, kind, length in ((SHORT, "short", 15), (LONG, "long", 60)):
        sheet.put(f"reminders.{ours}.lasts", sheet.length(f"{kind}_break_duration", SECOND, length))
        if isinstance(sheet.values.get(f"{kind}_breaks"), list):
            sheet.put(f"reminders.{ours}.enabled", bool(sheet.items(f"{kind}_breaks")))
        elif sheet.is_whole:
            sheet.put(f"reminders.{ours}.enabled", True)
    if sheet.switch("strict_break", False):
        why = phrase("reminder forces nobody: every notification can be put off or skipped")
        sheet.lose("strict_break", why)


def _plugins(sheet: Sheet) -> _Plugins:
    plugins = [sheet.part(plugin) for plugin in sheet.items("plugins") if isinstance(plugin, dict)]
    return {
        name: (bool(plugin.switch("enabled", False)), plugin.section("settings"))
        for plugin in plugins
        if (name := plugin.text("id"))
    }


def _snooze(sheet: Sheet, plugins: _Plugins) -> None:
    allowed = sheet.switch("allow_postpone", False)
    if allowed is False:
        sheet.put("snooze.limit", 0)
    if not allowed:
        return
    unit = sheet.text("postpone_unit", "minutes")
    if unit in ("minutes", "seconds"):
        sheet.put("snooze.for", sheet.length("postpone_duration", SECOND if unit == "seconds" else MINUTE, 5))
    is_on, settings = plugins.get("limitconsecutiveskipping", (False, sheet))
    if is_on:
        sheet.put("snooze.limit", settings.times("number_of_allowed_skips_in_a_row", 2))


def _quiet(sheet: Sheet, plugins: _Plugins) -> None:
    windows: object = None
    if "donotdisturb" in plugins:
        is_on, settings = plugins["donotdisturb"]
        for ours in ("full_screen", "do_not_disturb"):
            sheet.put(f"quiet.{ours}", "hold" if is_on else "ignore")
        if is_on:
            windows, takes = settings.value("skip_break_windows"), settings.value("take_break_windows")
            if settings.switch("while_on_battery", False):
                sheet.lose("while_on_battery", phrase("reminder does not ask whether there is mains power"))
    else:
        section = sheet.section("active_window_class")
        windows, takes = section.value("skip_break"), section.value("take_break")
        if "active_window_class" in sheet.values:
            sheet.put("quiet.full_screen", "hold")  # so it is there, for all windows but those of take_break
    if windows is not None and (names := _names(windows)):
        sheet.put("quiet.apps", names)
    if (windows is not None or "donotdisturb" not in plugins) and (names := _names(takes)):
        why = phrase("breaks even while {names} fill the screen: reminder has nothing like it", names=", ".join(names))
        sheet.lose("take_break_windows", why)


def _names(of_windows: object) -> list[str]:
    """Words, or a list of them."""
    words = of_windows if isinstance(of_windows, list) else str(of_windows or "").split()
    return [*dict.fromkeys(word.lower() for word in words if isinstance(word, str) and word)]


def _exercises(sheet: Sheet) -> None:
    own = sheet.section("custom_exercises")
    shipped, lost = 0, dict[str, list[str]]()
    for key in ("short_breaks", "long_breaks"):
        for exercise in sheet.items(key):
            name = sheet.part(exercise).text("name") if isinstance(exercise, dict) else exercise
            if not isinstance(name, str) or not name.strip():
                continue
            for option in _OF_A_BREAK if isinstance(exercise, dict) else ():
                if option in exercise:
                    lost.setdefault(option, []).append(f"“{cut(name, TITLE)}”: {_told(option, exercise[option])}")
            if is_shipped(name):
                shipped += 1
            else:
                sheet.tip("", own.text(name) or name)
    for option, whose in lost.items():
        sheet.lose(
            option, phrase("of single breaks, which have none of their own here: {whose}", whose=", ".join(whose))
        )
    sheet.lose_shipped("short_breaks, long_breaks", NAME, shipped)


def _told(option: str, value: object) -> str:
    """With its unit: the wait before a break is in minutes, its length in seconds."""
    units = {"interval": "min", "duration": "s", "time": "s"}
    return f"{as_written(value)} {units[option]}" if option in units else as_written(value)


def _losses(sheet: Sheet, plugins: _Plugins) -> None:
    _idle(sheet, plugins)
    icon = plugins.get("trayicon", (False, sheet))[1]
    options = (icon if "disable_options" in icon.values else sheet).value("disable_options")
    if isinstance(options, list) and [_bare(option) for option in options] != _OPTIONS:
        sheet.lose(
            "disable_options", phrase("how long its menu switches it off; here: reminder pause 45m, for any time")
        )
    others = [name for name, (is_on, _) in plugins.items() if is_on and name not in _COUNTERPARTS]
    if others:
        sheet.lose("plugins", phrase("{names}: reminder has none", names=", ".join(others)))
    sheet.lose_what_differs(_ORDER, phrase("tips come in another order every day here"))
    sheet.lose_what_differs(_WARNING, phrase("reminder gives no warning: it waits for a pause in typing"))
    sheet.lose_what_differs(_KEYS, phrase("its keys; for those of reminder: reminder keys"))
    sheet.lose_what_differs(_LOOKS, phrase("how it looks; reminder shows notifications of your desktop"))
    sheet.lose_what_differs(_LOCKS, phrase("reminder locks nothing"))
    sheet.lose_what_differs(_ALERT, phrase("its sound; reminder has one for all, or none: notify.sound"))
    sheet.lose_unknown(_SILENT)


def _idle(sheet: Sheet, plugins: _Plugins) -> None:
    """It stops the clock for so long as nobody is there, and no break comes of it."""
    is_on, settings = plugins.get("smartpause", (False, sheet))
    seconds = settings.value("idle_time", 5) if is_on else 5
    if "smartpause" not in plugins and sheet.values.get("idle_time", 5) != 5:
        minutes = sheet.length("idle_time", MINUTE, 5)
        seconds = minutes / SECOND if minutes else 5
    if seconds in (None, 3, 5):
        return
    is_length = isinstance(seconds, int | float) and 0 < seconds < timedelta(days=1) / SECOND
    told = phrase("{length:duration}", length=timedelta(seconds=seconds)) if is_length else as_written(seconds)
    why = phrase(
        "{length}: it stops its clock so long, which is no break; reminder has timing.natural_break", length=told
    )
    sheet.lose("idle_time", why)


def _bare(option: Any) -> object:
    return {key: option.get(key) for key in ("time", "unit")} if isinstance(option, dict) else option
