"""Entracte: its settings, of which one profile is in force, and the events of its days.

settings.json ─▶ the active profile ─▶ Found       events.jsonl ─▶ a PeerBreak, or a PeerSpan for a pause

Names, units and defaults are those of the source (0.0.12), in `src-tauri/src`: `config.rs`, `stats.rs`,
`scheduler/settings.rs`.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from reminder.model.activity import Activity
from reminder.model.showing import Outcome
from reminder.moving.found import LONG, SHORT, Found, Home, Loss, PeerBreak, PeerSpan, Place, by_its_icon
from reminder.moving.sheet import MINUTE, SECOND, Sheet, of_json, signs
from reminder.moving.shipped import is_shipped
from reminder.phrase import Phrase, counted, listed, phrase
from reminder.settings.values import WEEKDAYS

PEER, NAME = "entracte", "Entracte"
_ENDING = by_its_icon(NAME, phrase("switch off its start at login, in its Preferences"))

_APP = "io.drmowinckels.entracte"
_OURS = {"micro": SHORT, "long": LONG}
_DEFAULTS = {"micro": (1200, 20), "long": (3000, 600)}
"""Seconds: `_interval_secs`, `_duration_secs`."""
_HINTS = {
    "micro": {
        "micro_physical_hints": "physical",
        "micro_psychological_hints": "psychological",
        "micro_hints": "physical",
    },
    "long": {"long_hints": "solo", "long_social_hints": "social"},
}
"""The mixes that leave one of the two out; `micro_hints` is of older versions."""
_LOOKS: Mapping[str, object] = {
    "overlay_opacity": 0.92,
    "overlay_color": "dark",
    "overlay_high_contrast": False,
    "overlay_font_scale": 1.0,
    "windowed_fraction": 0.8,
    "micro_windowed_fraction": None,
    "long_windowed_fraction": None,
    "custom_css": "",
    "show_current_time": True,
    "show_hint": True,
    "hint_rotate_seconds": 0,
    "clock_format": "24h",
    "micro_break_mode": "overlay",
    "long_break_mode": "overlay",
    "break_health_enabled": True,
}
_FORCE = {
    "strict_mode": False,
    "micro_enforceable": False,
    "long_enforceable": True,
    "micro_skip_enabled": True,
    "long_skip_enabled": True,
}
_MANUAL = {"micro_manual_finish": False, "long_manual_finish": False}
_WARNING = {"prebreak_notification_enabled": True, "prebreak_notification_seconds": 30}
_ROUTINES: Mapping[str, object] = {
    "micro_routine": "",
    "long_routine": "",
    "custom_routines": [],
    "routine_fill": False,
}
_SWITCHES = {
    "bedtime_enabled": phrase("there is no reminder of bedtime; one at fixed times can be added ([reminders.NAME] at)"),
    "daily_screen_time_enabled": phrase("there is no budget for the time before the screen here"),
    "pause_media_during_breaks": phrase("nothing stops the music; a command of your own can ([hooks] break_began)"),
    "pause_during_video": phrase('nearest to it is quiet.full_screen = "hold"'),
    "hotkeys_enabled": phrase("its keys; for those of reminder: reminder keys"),
}
"""What is lost where it is on."""
_SILENT = {
    f"{kind}_{name}"
    for kind in _OURS
    for name in (
        *("interval_secs", "duration_secs", "idle_reset_secs", "enabled", "postpone_enabled", "schedule_mode"),
        *("fixed_times", "hint_mix", "sound", "routine_categories", "routine_max_difficulty"),
    )
} | {
    *("pause_during_dnd", "pause_during_camera", "app_pause_enabled", "app_pause_list", "autostart_enabled"),
    *("work_window_enabled", "work_start_minutes", "work_end_minutes", "work_days_mask", "idle_reset_secs"),
    *("postpone_enabled", "postpone_minutes", "postpone_max_count", "hooks_enabled", "hooks", "hotkeys"),
    *("postpone_escalation_enabled", "postpone_escalation_step_secs", "pause_countdown_if_typing"),
    *("delay_break_if_typing", "typing_grace_secs", "typing_max_deferral_secs", "sound_volume", "sleep_hints"),
    *("bedtime_start_minutes", "bedtime_end_minutes", "bedtime_interval_secs", "bedtime_duration_secs"),
    *("daily_screen_time_budget_minutes", "daily_screen_time_remind_again_minutes", "allow_plugin_sounds"),
    *("tray_countdown_enabled", "tray_countdown_target", "monitor_placement", "overlay_custom_rgb"),
    *("auto_check_updates", "morning_chore_prompt_enabled", "onboarding_completed"),
    *("cover_all_monitors", "sound_theme", "sound_mode", "sound_end_chime"),
}
"""What is read, and what only the program itself has a use for; the last line is of older versions."""
_EVENTS = (
    *(b"break_start", b"break_end", b"break_postponed", b"break_skipped", b"break_resumed"),
    *(b"guard_suppress", b"pause_start", b"pause_end"),
)
_OUTCOMES = {"completed": Outcome.DONE, "dismissed": Outcome.DISMISSED}
_HOLDS = {
    "dnd": phrase("do not disturb"),
    "camera": phrase("the camera"),
    "idle": phrase("an absence"),
    "app_pause": phrase("a program"),
    "typing": phrase("typing"),
    "video": phrase("a film"),
}


def places(home: Home) -> Iterator[Place]:
    """By Tauri's rule the folder is called as the program is identified."""
    yield Place(home.config / _APP / "settings.json")
    yield Place(home.data / _APP / "events.jsonl", history=True)


def knows(data: bytes) -> bool:
    return _is_history(data) or signs(
        data, "micro_interval_secs", "long_interval_secs", "micro_duration_secs", "long_duration_secs", "micro_enabled"
    )


def read(data: bytes, source: str) -> Found:
    found = Found(PEER, NAME, source=source, ending=_ENDING)
    return _of_events(data, found) if _is_history(data) else _of_settings(data, found)


def _is_history(data: bytes) -> bool:
    """Of such a line a program that breaks off leaves the beginning at least."""
    first = data.lstrip()[:400].partition(b"\n")[0]
    return first.startswith(b"{") and b'"t":' in first and any(b'"%s"' % kind in first for kind in _EVENTS)


# --- settings ---------------------------------------------------------------------------------------------------------


def _of_settings(data: bytes, found: Found) -> Found:
    sheet = _in_force(of_json(data))
    for kind, ours in _OURS.items():
        _break(sheet, kind, ours)
    _snooze(sheet)
    _timing(sheet)
    _hours(sheet)
    _quiet(sheet)
    for kind, pools in _HINTS.items():
        _hints(sheet, pools, sheet.text(f"{kind}_hint_mix", "both"))
    sheet.lose_what_differs(_LOOKS, phrase("how its windows look; reminder shows notifications of your desktop"))
    sheet.lose_what_differs(_FORCE, phrase("reminder forces nobody: every notification can be put off or skipped"))
    sheet.lose_what_differs(_MANUAL, phrase("a break of reminder ends when you are back"))
    sheet.lose_what_differs(_WARNING, phrase("reminder gives no warning: it waits for a pause in typing"))
    sheet.lose_what_differs(_ROUTINES, phrase("there are no routines of several steps here, but tips"))
    for key, why in _SWITCHES.items():
        if sheet.switch(key, False):
            sheet.lose(key, why)
    if sheet.switch("hooks_enabled", False) and sheet.items("hooks"):
        sheet.lose("hooks", phrase("commands are never taken over; add those that you want yourself ([hooks])"))
    sheet.lose_unknown({*_SILENT, *_SWITCHES, *(key for pools in _HINTS.values() for key in pools)})
    login = sheet.switch("autostart_enabled", False)
    return sheet.found(found)._replace(login=login)


def _in_force(whole: Sheet) -> Sheet:
    """Older files have no profiles. The others of several are named."""
    if "profiles" not in whole.values:
        return whole
    profiles = [whole.part(it) for it in whole.items("profiles") if isinstance(it, dict)]
    names = [it.text("name") or "" for it in profiles]
    active = whole.text("active", names[0] if names else "")
    chosen = names.index(active) if active in names else 0
    sheet = profiles[chosen].section("settings") if profiles else whole.part({})
    if others := [name for number, name in enumerate(names) if number != chosen]:
        sheet.lose("profiles", phrase("there is one set of settings here; left out: {names}", names=listed(others)))
    return sheet


def _break(sheet: Sheet, kind: str, ours: str) -> None:
    interval, duration = _DEFAULTS[kind]
    mode = sheet.text(f"{kind}_schedule_mode", "interval")
    times = [time for time in sheet.items(f"{kind}_fixed_times") if isinstance(time, str)]
    if mode == "fixed" and times:
        sheet.put(f"reminders.{ours}.at", times)
    else:
        sheet.put(f"reminders.{ours}.every", sheet.length(f"{kind}_interval_secs", SECOND, interval))
        if mode == "both" and times:
            why = phrase(
                "a reminder comes at an interval or at fixed times; another one can have {times}", times=listed(times)
            )
            sheet.lose(f"{kind}_fixed_times", why)
    sheet.put(f"reminders.{ours}.lasts", sheet.length(f"{kind}_duration_secs", SECOND, duration))
    sheet.put(f"reminders.{ours}.enabled", sheet.switch(f"{kind}_enabled", True))


def _snooze(sheet: Sheet) -> None:
    kinds = [kind for kind in _OURS if sheet.switch(f"{kind}_postpone_enabled", True) is not False]
    is_on = sheet.switch("postpone_enabled", True)
    if not kinds or is_on is False:
        sheet.put("snooze.limit", 0)
        return
    if len(kinds) < len(_OURS):
        off = next(kind for kind in _OURS if kind not in kinds)
        sheet.lose(f"{off}_postpone_enabled", phrase("reminder has one snooze for all, which the others need"))
    sheet.put("snooze.for", sheet.length("postpone_minutes", MINUTE, 5))
    sheet.put("snooze.limit", sheet.times("postpone_max_count", 3) or None)
    if sheet.switch("postpone_escalation_enabled", True):
        sheet.lose("postpone_escalation_enabled", phrase("every snooze of a tip is as long as the first"))


def _timing(sheet: Sheet) -> None:
    older = "idle_reset_secs" in sheet.values and "micro_idle_reset_secs" not in sheet.values
    sheet.put(
        "timing.natural_break", sheet.length("idle_reset_secs" if older else "micro_idle_reset_secs", SECOND, 300)
    )
    longer = sheet.length("long_idle_reset_secs", SECOND, 300)
    if not older and longer != sheet.length("micro_idle_reset_secs", SECOND, 300):
        why = phrase("an absence counts as the long break once it is as long as that break")
        sheet.lose("long_idle_reset_secs", why)
    waits, grace = sheet.switch("delay_break_if_typing", True), sheet.number("typing_grace_secs", 10)
    if waits is False or grace == 0:
        sheet.put("timing.wait_for_pause", "0s")
    elif waits:
        sheet.put("timing.wait_for_pause", sheet.length("typing_max_deferral_secs", SECOND, 60))
        sheet.put("timing.pause_is", sheet.length("typing_grace_secs", SECOND, 10))


def _hours(sheet: Sheet) -> None:
    if not sheet.switch("work_window_enabled", False):
        return
    start = sheet.number("work_start_minutes", 540, below=1440)
    end = sheet.number("work_end_minutes", 1020, below=1440)
    mask = sheet.number("work_days_mask", 127, below=128)
    if start is None or end is None or mask is None:
        return
    hours = "-".join(f"{int(it) // 60:02}:{int(it) % 60:02}" for it in (start, end))
    for number, day in enumerate(WEEKDAYS):
        sheet.put(f"hours.{day}", [hours] if int(mask) >> number & 1 else [])


def _quiet(sheet: Sheet) -> None:
    for key, ours in (("pause_during_dnd", "do_not_disturb"), ("pause_during_camera", "meeting")):
        holds = sheet.switch(key, True)
        sheet.put(f"quiet.{ours}", None if holds is None else "hold" if holds else "ignore")
    programs = [name for name in sheet.items("app_pause_list") if isinstance(name, str) and name]
    if programs and sheet.switch("app_pause_enabled", False):
        sheet.put("quiet.apps", programs)
    elif programs:
        sheet.lose("app_pause_list", phrase("it is switched off there: {names}", names=listed(programs)))


def _hints(sheet: Sheet, pools: Mapping[str, str], mix: str | None) -> None:
    shipped = 0
    for key, kind in pools.items():
        if mix in pools.values() and mix != kind:
            continue
        for hint in sheet.items(key):
            if isinstance(hint, str) and is_shipped(hint):
                shipped += 1
            elif isinstance(hint, str) and hint.strip():
                sheet.tip("", " ".join(hint.split()))
    sheet.lose_shipped(", ".join(key for key in pools if key in sheet.values), NAME, shipped)


# --- history ----------------------------------------------------------------------------------------------------------


def _of_events(data: bytes, found: Found) -> Found:
    breaks: list[PeerBreak] = []
    spans: list[PeerSpan] = []
    held: Counter[str] = Counter()
    begun: dict[str, datetime] = {}
    spoilt = 0
    for line in filter(None, map(str.strip, data.decode("utf-8-sig", errors="replace").splitlines())):
        try:
            event = json.loads(line)
            at, kind = datetime.fromisoformat(event["t"]).astimezone(), event.get("kind", "")
            ours, what = _OURS.get(kind), event["type"]
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError):
            spoilt += 1
            continue
        if what == "guard_suppress" and ours:
            held[str(event.get("reason"))] += 1
        elif what == "pause_start":
            begun["pause"] = at
        elif what == "pause_end" and begun.get("pause", at) < at:
            spans.append(PeerSpan(Activity.PAUSED, begun.pop("pause"), at))
        elif what == "break_start":
            begun[kind] = at
        elif ours and (outcome := _outcome(event)):
            breaks.append(PeerBreak(ours, outcome, begun.pop(kind, at), at))
    problems = found.problems
    if spoilt:
        problems += (phrase("{count} of its lines are damaged and were left out", count=spoilt),)
    return found._replace(breaks=tuple(breaks), spans=tuple(spans), problems=problems, losses=tuple(_held(held)))


def _outcome(event: Mapping[str, Any]) -> Outcome | None:
    match event["type"]:
        case "break_end":
            return _OUTCOMES.get(str(event.get("outcome")))
        case "break_postponed":
            return Outcome.SNOOZED
        case "break_skipped":
            return Outcome.SKIPPED
    return None


def _held(reasons: Counter[str]) -> Iterator[Loss]:
    """The history here tells for how long something held reminders back, which these events do not."""
    for reason, number in reasons.items():
        by: str | Phrase = _HOLDS.get(reason, reason)
        said = counted(
            "{count} break was held back by {reason}; for how long it does not tell",
            "{count} breaks were held back by {reason}; for how long it does not tell",
            number,
            reason=by,
        )
        yield Loss("guard_suppress", said)
