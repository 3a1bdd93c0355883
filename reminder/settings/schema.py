"""Every option there is: what its value may be, within which bounds, and what it is for.

Plain data, for whoever needs to know: the layers are validated by it, a single length is checked by it alone, and the
command line, its completion and the search name the options by it. Defaults stand in default.toml alone, and the help
of each option is the first sentence of what that says about it.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from reminder.model.plan import LONGEST_SNOOZE, SHORTEST_SNOOZE, Click, Happening, NotifierName, Tray, Urgency
from reminder.phrase import Phrase, phrase
from reminder.settings.kinds import Kind, Option
from reminder.settings.values import HOOKS, WEEKDAYS

_S, _M, _H, _D = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _length(label: Phrase, help: Phrase, asked: Phrase, least: timedelta, most: timedelta) -> Option:
    return Option(Kind.LENGTH, label, help, asked, least, most)


def _word(label: Phrase, help: Phrase, asked: Phrase, *words: str) -> Option:
    return Option(Kind.WORD, label, help, asked, words=words)


def _line(label: Phrase, help: Phrase, asked: Phrase, most: int, many: bool = False, filled: bool = False) -> Option:
    return Option(Kind.LINE, label, help, asked, most=most, many=many, filled=filled)


def _programs(label: Phrase, help: Phrase, asked: Phrase) -> Option:
    return Option(Kind.PROGRAM, label, help, asked, most=100, many=True, filled=True)


_SCRIPT = phrase("script, hook, run a command, execute, automation")


def _commands(label: Phrase, help: Phrase, asked: Phrase = _SCRIPT) -> Option:
    return Option(Kind.COMMAND, label, help, asked, many=True)


_WEEK = phrase(
    "lunch, lunch break, noon, morning, afternoon, evening, night, night shift, schedule, office hours, work time,"
    " after work, part time, start of work, end of work"
)
_WEEKEND = phrase("{week}, weekend", week=_WEEK)

REMINDER: Mapping[str, Option] = {
    "every": _length(
        phrase("How often it comes"),
        phrase("It comes after so much time at work, and the count begins again with every break."),
        phrase(
            "too often, too seldom, more often, less often, how often, interval, frequency, minutes, timer, countdown,"
            " remind me every hour, every 30 minutes, how many, annoying, nagging"
        ),
        _M,
        24 * _H,
    ),
    "at": Option(
        Kind.CLOCK,
        phrase("Fixed times of the day"),
        phrase("It comes at these times of the day, outside of the working hours too, but not on a day off."),
        phrase(
            "alarm, clock, o'clock, time of day, at noon, medicine, pills, appointment, schedule, every day at, daily"
        ),
        many=True,
        some=True,
    ),
    "lasts": _length(
        phrase("How long its break is"),
        phrase(
            "Leave the computer alone for so long when it comes, and it counts as done without a click; so does one"
            " with words of its own, whatever they ask for."
        ),
        phrase("duration, length of a break, how long is a break, longer break, shorter break, break time, seconds"),
        5 * _S,
        _H,
    ),
    "about": Option(
        Kind.NAME,
        phrase("Kinds of tips to choose from"),
        phrase("Its tips are of these kinds, or of every kind where none is chosen."),
        phrase(
            "neck, stretch, stretching, wrists, shoulders, back, eyes, move, walk, stand up, exercises, body parts,"
            " pain, posture, workspace, breathing, relax, categories, only some tips, which exercises"
        ),
        many=True,
    ),
    "title": _line(
        phrase("A title of its own instead of a tip"),
        phrase("It says these words instead of a tip."),
        phrase("name, own words, my own message, custom text, drink water, hydrate, wording, rename"),
        40,
    ),
    "text": _line(
        phrase("A line below the title"),
        phrase("A second line for a reminder that has words of its own."),
        phrase("description, details, more words, own message, custom text, second line"),
        120,
    ),
    "enabled": Option(
        Kind.SWITCH,
        phrase("Whether it comes"),
        phrase("One that is switched off keeps its other settings for the day it is wanted again."),
        phrase("turn off, switch off, disable, turn on, switch on, activate, deactivate, stop a reminder, remove"),
    ),
}
"""What each [reminders.NAME] may have."""

SECTIONS: Mapping[str, Mapping[str, Option]] = {
    "snooze": {
        "for": _length(
            phrase("How long the Snooze button puts a tip off"),
            phrase("The button takes a tip away, and the same one comes back after this time."),
            phrase("later, put off, postpone, delay, remind me later, not now, busy, wait a few minutes"),
            SHORTEST_SNOOZE,
            LONGEST_SNOOZE,
        ),
        "limit": Option(
            Kind.NUMBER,
            phrase("How often in a row the same tip can be put off"),
            phrase("After so many times in a row the next notification of the tip comes without the button."),
            phrase(
                "snooze again, snooze button is gone, no snooze button, missing button, how many times can i snooze,"
                " postpone, strict, no excuses, always snoozing"
            ),
            least=0,
            most=10,
        ),
    },
    "timing": {
        "natural_break": _length(
            phrase("An absence that counts as a break"),
            phrase("An absence of this length counts as a break, and the countdowns begin again."),
            phrase(
                "coffee, away, idle time, left my desk, toilet, phone call, reset the timer, automatic break, afk,"
                " timer starts again, when i was away"
            ),
            10 * _S,
            _H,
        ),
        "wait_for_pause": _length(
            phrase("How long at most to wait for a pause in typing"),
            phrase("A reminder that is due waits for a pause in your typing, but not longer than this."),
            phrase("interrupts me, interrupted, while i type, in the middle of a sentence, focus, flow, concentration"),
            0 * _S,
            30 * _M,
        ),
        "pause_is": _length(
            phrase("How long a pause in typing is"),
            phrase("A pause in typing is this long without a key or a movement of the mouse."),
            phrase("typing pause, seconds without keys, stop typing, thinking"),
            _S,
            _M,
        ),
        "idle": _word(
            phrase("Whether to notice that keyboard and mouse rest"),
            phrase("Breaks that you take by yourself count because keyboard and mouse rest meanwhile."),
            phrase(
                "idle detection, keyboard, mouse, activity, watches me, privacy, spying, reading on paper, tablet,"
                " remote desktop, virtual machine, am i at my desk"
            ),
            "auto",
            "off",
        ),
        "passive": _word(
            phrase("What sitting without input before a film or a call counts as"),
            phrase("Sitting before a film or in a call without a key or a click can be work or a break."),
            phrase("watching a video, movie, film, reading, listening, webinar, youtube, presentation, no input"),
            "work",
            "break",
        ),
    },
    "hours": {
        **{
            day: Option(
                Kind.RANGE,
                phrase("Working hours on {day}", day=name),
                phrase("Reminders come only within these hours."),
                _WEEKEND if day in ("sat", "sun") else _WEEK,
                many=True,
            )
            for day, name in WEEKDAYS.items()
        },
        "off": Option(
            Kind.DAY,
            phrase("Days off"),
            phrase("On these dates no reminder comes."),
            phrase("holiday, holidays, vacation, leave, christmas, bank holiday, sick, free day, not today, date"),
            many=True,
        ),
    },
    "quiet": {
        "do_not_disturb": _word(
            phrase("While the desktop's own switch for quiet is on"),
            phrase("Your desktop's own switch for quiet can hold reminders until it is off."),
            phrase("do not disturb, dnd, silence, silent, focus mode, mute, quiet mode, notifications are off"),
            "hold",
            "ignore",
        ),
        "modes": _line(
            phrase("The modes of mako that mean do not disturb"),
            phrase("mako knows no such mode by itself, so these are the names that its users give one."),
            phrase("mako, sway, wayland, makoctl, mode"),
            100,
            many=True,
            filled=True,
        ),
        "meeting": _word(
            phrase("While a program uses the camera or the microphone, or shares the screen"),
            phrase("A meeting is when a program uses the camera or the microphone, or shares the screen."),
            phrase(
                "meeting, call, quiet during a call, video call, phone, zoom, teams, skype, webex, meet, conference,"
                " webcam, headset, recording, presentation, screen sharing, interview"
            ),
            "hold",
            "ignore",
        ),
        "meeting_ignore": _programs(
            phrase("Programs that do this without a meeting"),
            phrase("What these programs do with camera, microphone and screen is no meeting."),
            phrase(
                "thinks i am in a meeting, false meeting, never comes, always in a meeting, not a meeting, exception,"
                " noise suppressor, easyeffects, voice control"
            ),
        ),
        "full_screen": _word(
            phrase("While a window fills the screen"),
            phrase("A window that fills the screen can hold reminders until it is smaller."),
            phrase("full screen, fullscreen, game, gaming, film, movie, video, slides, presentation, projector"),
            "hold",
            "ignore",
        ),
        "apps": _programs(
            phrase("Programs during which you want quiet"),
            phrase("While one of these programs runs, reminders wait."),
            phrase(
                "app, application, program, software, zoom, obs, streaming, game, quiet while a program runs,"
                " exclude, block, blacklist, process"
            ),
        ),
        "at_most": _length(
            phrase("How long a meeting, a full screen or a program keeps reminders back"),
            phrase("After this time reminders come anyway, and say what has kept them back."),
            phrase("long meeting, too long quiet, maximum, limit, nothing comes for hours, silent all day, overrule"),
            10 * _M,
            24 * _H,
        ),
    },
    "notify": {
        "backend": _word(
            phrase("What shows notifications"),
            phrase("The best of what works here is taken, unless you name one."),
            phrase("popup, pop up, toast, dbus, terminal, does not show, nothing appears, notification server"),
            *NotifierName,
        ),
        "sound": _line(
            phrase("The sound of a notification"),
            phrase(
                "The word “reminder” is a sound of our own, another is a name of the desktop's sound theme; empty is no"
                " sound."
            ),
            phrase("no sound, sound, noise, silent, bell, ring, beep, chime, audio, volume, hear, loud, mute"),
            1000,
        ),
        "urgency": _word(
            phrase("How the desktop ranks notifications"),
            phrase("Some desktops never show the low ones, and keep critical ones until they are closed."),
            phrase(
                "popup, priority, importance, important, stays on the screen, disappears, vanishes, overlooked,"
                " i do not see it, critical"
            ),
            *Urgency,
        ),
        "click": _word(
            phrase("What a click on the words of a notification does"),
            phrase("A click on the words of a notification can open the window or do what a button does."),
            phrase("click, mouse, tap, popup, press, open, done, mark as done, close"),
            *Click,
        ),
        "expire": _length(
            phrase("How long a notification waits for an answer"),
            phrase("One that nobody answers is withdrawn after this time and counts as ignored."),
            phrase("popup, timeout, disappears, goes away, vanishes, stays too long, ignored, close by itself"),
            10 * _S,
            4 * _H,
        ),
    },
    "tray": {
        "enabled": _word(
            phrase("An icon on the panel"),
            phrase("An icon on the panel shows how near the next break is, or why it is quiet, and has a menu."),
            phrase(
                "tray, system tray, taskbar, menu bar, status icon, indicator, appindicator, top bar, notification"
                " area, picture, menu, hide the icon, no icon, remove the icon, show an icon"
            ),
            *Tray,
        )
    },
    "tips": {
        "files": Option(
            Kind.PATH,
            phrase("Files with tips of your own"),
            phrase("The tips in these files come beside the others, and replace those of the same id."),
            phrase("own tips, my own exercise, add a tip, write a tip, custom tips, physiotherapist, more tips"),
            most=1000,
            many=True,
            filled=True,
        ),
        "own_first": Option(
            Kind.SWITCH,
            phrase("Tips of your own first"),
            phrase(
                "Tips of your own, such as exercises of your physiotherapist, come before the others of their kind."
            ),
            phrase("own tips first, my exercises first, physiotherapist, physio, before the others, priority, prefer"),
        ),
        "hide": _line(
            phrase("Tips never to show"),
            phrase("Tips that never come; the others take their place."),
            phrase("hide a tip, remove a tip, delete a tip, unhide, show again, hidden, hurts, dislike, not this one"),
            1000,
            many=True,
        ),
    },
    "checkin": {
        "enabled": Option(
            Kind.SWITCH,
            phrase("Check-ins: tell what hurts, and tips follow"),
            phrase("In a check-in you tell what hurts, and tips for that come more often."),
            phrase(
                "check-in, checkin, pain, hurts, ache, sore, injury, rsi, diary, journal, doctor, physiotherapist,"
                " how are you, symptoms, health"
            ),
        ),
        "at": Option(
            Kind.CLOCK,
            phrase("When a notification asks for the check-in"),
            phrase("At this time of the day a notification asks how you are, unless you have told already."),
            phrase("check-in, checkin, daily question, ask me, time of the check-in, pain, evening, diary"),
            many=True,
        ),
    },
    HOOKS: {
        Happening.SHOWN: _commands(
            phrase("Commands to run when one is shown"),
            phrase("These run when the desktop has taken a notification."),
            phrase("script, hook, run a command, execute, shell, lamp, own sound, automation, home assistant"),
        ),
        Happening.DONE: _commands(
            phrase("Commands to run when one is done"),
            phrase("These run when you have done what it says, by the button or by resting."),
        ),
        Happening.SNOOZED: _commands(
            phrase("Commands to run when one is put off"),
            phrase("These run when you put one off."),
        ),
        Happening.SKIPPED: _commands(
            phrase("Commands to run when one is skipped"),
            phrase("These run when you skip one."),
        ),
        Happening.IGNORED: _commands(
            phrase("Commands to run when one has no answer"),
            phrase("These run when you close one, or nobody answers it."),
        ),
        Happening.BREAK_BEGAN: _commands(
            phrase("Commands to run when a break begins"),
            phrase("These run when a break has begun."),
            phrase("script, hook, run a command, execute, lock the screen, stop music, time tracking, automation"),
        ),
        Happening.BREAK_ENDED: _commands(
            phrase("Commands to run when a break is over"),
            phrase("These run at the first input after a break."),
            phrase("script, hook, run a command, execute, start music, time tracking, automation"),
        ),
        Happening.HELD: _commands(
            phrase("Commands to run when quiet begins"),
            phrase("These run when something begins to keep reminders back."),
        ),
        Happening.FREE: _commands(
            phrase("Commands to run when quiet is over"),
            phrase("These run when nothing keeps reminders back any more."),
        ),
    },
    "history": {
        "enabled": Option(
            Kind.SWITCH,
            phrase("Whether to record what became of each notification"),
            phrase("The record of your days never leaves this machine."),
            phrase(
                "forget my history, privacy, statistics, stats, data, tracking, record, log my breaks, my days, delete"
            ),
        ),
        "keep": _length(
            phrase("How long a record is kept"),
            phrase("What is older than this is forgotten."),
            phrase("forget my history, delete, old records, days, retention, storage, erase, clear, privacy"),
            _D,
            36500 * _D,
        ),
    },
    "log": {
        "level": _word(
            phrase("How much is logged"),
            phrase("The log tells what the program does and why, from error, the least, to debug, the most."),
            phrase("debug, log file, logging, troubleshoot, errors, bug report, verbose, something is wrong"),
            "error",
            "warning",
            "info",
            "debug",
        )
    },
}

ELSEWHERE: Mapping[str, Option] = {
    "login": Option(
        Kind.SWITCH,
        phrase("Start when you log in"),
        phrase("The program begins by itself with every login."),
        phrase(
            "start with the computer, autostart, startup, boot, at login, launch, run automatically, start by itself,"
            " after a restart, does not start"
        ),
    ),
    "pause": Option(
        Kind.LENGTH,
        phrase("Pause for a while"),
        phrase("No reminder comes until the pause is over."),
        phrase("pause, stop for today, silence, leave me alone, take a break from reminders, until tomorrow, one hour"),
    ),
    "history.data": Option(
        Kind.LINE,
        phrase("Export or delete your history"),
        phrase("All that is recorded of your days can be taken along as a file, or deleted."),
        phrase(
            "export my history, csv, json, spreadsheet, download, save as a file, delete my history, erase all, my data"
        ),
    ),
}
"""What people look for among the options although no file has it: `reminder autostart`, `reminder pause` and
the page of the history do it."""


class Group(NamedTuple):
    """Options that a person looks for in one place."""

    label: Phrase
    sections: tuple[str, ...]


GROUPS: Mapping[str, Group] = {
    "reminders": Group(phrase("Reminders"), ("reminders",)),
    "hours": Group(phrase("Working hours"), ("hours",)),
    "quiet": Group(phrase("Quiet"), ("quiet",)),
    "snooze": Group(phrase("Snooze and breaks"), ("snooze", "timing", "pause")),
    "notify": Group(phrase("Notifications and sound"), ("notify", "tray")),
    "login": Group(phrase("Start at login"), ("login",)),
    "tips": Group(phrase("Tips"), ("tips",)),
    "checkin": Group(phrase("Check-in"), ("checkin",)),
    HOOKS: Group(phrase("Commands of your own"), (HOOKS,)),
    "history": Group(phrase("History"), ("history",)),
    "log": Group(phrase("Log"), ("log",)),
}
"""In the order in which a person meets them; each section is in one of them."""

TIP: Mapping[str, Option] = {
    "id": Option(Kind.NAME, phrase("Its name for good")),
    "about": Option(Kind.NAME, phrase("Its kind")),
    "title": Option(Kind.LINE, phrase("What to do"), most=40, filled=True),
    "text": Option(Kind.LINE, phrase("How to do it, in a line"), most=120, filled=True),
    "source": Option(Kind.LINE, phrase("Where it comes from"), most=1000),
}
"""A tip as it stands in a file; it may lack a source, and nothing else."""


def options(section: Sequence[str]) -> Mapping[str, object]:
    """What can be set in a section, by the names people write; of an unknown section nothing."""
    match tuple(section):
        case ():
            return {"reminders": REMINDER, **SECTIONS}
        case ("reminders", _):
            return REMINDER
        case (name,):
            return SECTIONS.get(name, {})
    return {}


def option(key: Sequence[str]) -> Option | None:
    """None where there is no such option, as of a section."""
    found = options(key[:-1]).get(key[-1]) if key else None
    return found if isinstance(found, Option) else None


def group(dotted: str) -> str:
    """The one of `GROUPS` that an option, or what stands elsewhere, belongs to."""
    section = dotted.partition(".")[0]
    return next(name for name, its in GROUPS.items() if section in its.sections)


def keys(reminders: Sequence[str]) -> list[str]:
    """Every dotted key there is, with those of these reminders."""
    sections = {**{f"reminders.{name}": REMINDER for name in reminders}, **SECTIONS}
    return [f"{section}.{name}" for section, its in sections.items() for name in its]
