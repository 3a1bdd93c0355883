"""Other break reminders that are on: with one of them a person is reminded twice.

the names of the person's own processes, and what the settings of GNOME and MATE say ─▶ a phrase for each rival
                                                                                    └▶ how to take over its settings
"""

from reminder.errors import Unavailable
from reminder.moving.peers import reader_of
from reminder.phrase import Phrase, listed, phrase
from reminder.senses.linux import gsettings, processes

_PROGRAMS = {
    "workrave": "Workrave",
    "safeeyes": "Safe Eyes",
    "rsibreak": "RSIBreak",
    "stretchly": "Stretchly",
    "breaktimer": "BreakTimer",
    "sane-break": "Sane Break",
    "gnome-break-timer": "GNOME Break Timer",
    "gnome-break-timer-daemon": "GNOME Break Timer",
    "entracte": "Entracte",
    "pomatez": "Pomatez",
    "focus-timer": "Focus Timer",
    "gnome-pomodoro": "Focus Timer",
}
"""The names of their files. Focus Timer was GNOME Pomodoro until its version 1.0."""
_GNOME = "gnome-shell"
_MATE, _MONITOR = "mate-settings-daemon", "mate-typing-monitor"
"""The first starts the second once the setting is on (1.26)."""


async def rivals() -> list[Phrase]:
    """A phrase for each that is on: what it is, and what to do. Raises Unavailable."""
    running = _running()
    found = [phrase("{name} runs; quit one of the two", name=name) for name in _programs(running)]
    if _GNOME in running and (breaks := await _breaks_of_gnome()):
        found.append(
            phrase(
                "GNOME's own break reminders ({breaks}); switch them off in its settings under Wellbeing",
                breaks=listed(breaks),
            )
        )
    if _MONITOR in running or (_MATE in running and await _mate_has_breaks()):
        found.append(phrase("MATE's own typing break; switch it off in its keyboard settings under Typing Break"))
    return found


def importable() -> list[Phrase]:
    """A phrase for each that runs and whose settings can be taken over. Raises Unavailable."""
    readers = filter(None, map(reader_of, _programs(_running())))
    return [
        phrase("{name} runs; to take over what it is set to: reminder import {peer}", name=it.NAME, peer=it.PEER)
        for it in readers
    ]


def _running() -> set[str]:
    return {name for number in processes.own() for name in processes.names(number)}


def _programs(running: set[str]) -> list[str]:
    return sorted({_PROGRAMS[it] for it in running & _PROGRAMS.keys()})


async def _mate_has_breaks() -> bool:
    try:
        return await gsettings.read("org.mate.typing-break", "enabled") == "true"
    except Unavailable:
        return False


async def _breaks_of_gnome() -> list[str]:
    """Those that the person has switched on; GNOME has them since its version 48."""
    try:
        value = await gsettings.read("org.gnome.desktop.break-reminders", "selected-breaks")
    except Unavailable:
        return []
    return value.split("'")[1::2]
