"""The commands: what each takes, and the function that runs it, imported when it is run.

argv ─▶ plain() ─▶ Arguments, or ─▶ parser.parse() ─▶ Arguments ─▶ run() ─▶ Result

Most of what people type is a command and a word or two. That is read here: to import argparse and to build its parser
takes as long as to ask the running program.
"""

from __future__ import annotations

from collections import namedtuple
from types import SimpleNamespace

from reminder.phrase import phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from reminder.cli.result import Result
    from reminder.phrase import Phrase


class Arguments(SimpleNamespace):
    """What was typed: `runs` is what runs it, `json` how it is to answer, the rest what the command takes, by name."""


class Command(
    namedtuple(
        "Command",
        ("help", "runs", "arguments", "commands", "json", "example", "more"),
        defaults=((), None, True, "", None),
    )
):
    """What can be typed after `reminder`, or after a command with `commands` of its own."""

    __slots__ = ()
    help: Phrase
    runs: str
    """"MODULE.FUNCTION" below `reminder.cli`; empty: only its commands can be run."""
    arguments: tuple[tuple[tuple[str, ...], dict[str, Any]], ...]
    commands: Mapping[str, Command] | None
    json: bool
    """It answers, and can do so in JSON."""
    example: str
    more: Phrase | None
    """What its help ends with."""


def _argument(*names: str, **options: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    """As for `ArgumentParser.add_argument`."""
    return names, options


def _words(metavar: str, help: Phrase, nargs: str = "*") -> tuple[tuple[str, ...], dict[str, Any]]:
    return _argument("words", metavar=metavar, nargs=nargs, help=help)


def _switch(name: str, help: Phrase) -> tuple[tuple[str, ...], dict[str, Any]]:
    return _argument(name, action="store_true", default=False, help=help)


_BARS = phrase(
    """\
status bars; FORMAT is the name of one, or json, or a template such as "{template}", with any of
  text      as short as can be              line      a sentence
  next      when the next one comes         reminder  which that is
  why       what keeps it back              title     of the one that waits for an answer
  state     in waybar the class; one of open, break, held, next, waiting, stopped
{bars}  xfce-genmon as the command of a Generic Monitor, every 30 s:
              reminder status --format xfce-genmon""",
    template="{next} {reminder}",
    bars="""\
  waybar      "custom/reminder": {"exec": "reminder status --follow --format waybar",
                "return-type": "json", "restart-interval": 30, "on-click": "reminder open"}
  i3blocks    [reminder]
              command=while :; do reminder status --follow --format i3blocks; sleep 30; done
              interval=persist
              format=json
  polybar     [module/reminder]
              type = custom/script
              exec = reminder status --follow --format polybar
              tail = true
              interval = 30
""",
)
_CONFIG = {
    "show": Command(phrase("every setting, and where it comes from"), "settings.show"),
    "get": Command(phrase("one setting"), "settings.get", (_argument("key", metavar="KEY"),)),
    "set": Command(
        phrase("change one in your file"),
        "settings.set_",
        (
            _argument("key", metavar="KEY", help=phrase("such as snooze.for")),
            _argument("value", metavar="VALUE", help=phrase("such as 10m; several separated by commas")),
        ),
        example='reminder config set hours.mon "09:00-12:30, 13:30-18:00"',
    ),
    "unset": Command(phrase("take one out of your file"), "settings.unset", (_argument("key", metavar="KEY"),)),
    "check": Command(phrase("what is wrong with the settings"), "settings.check"),
    "path": Command(phrase("where your file is"), "settings.path"),
}
_TIPS = {
    "hide": Command(
        phrase("never show this one"),
        "tips.hide",
        (_argument("id", metavar="ID", nargs="?", help=phrase("without it the one last shown")),),
    ),
    "unhide": Command(phrase("show it again"), "tips.unhide", (_argument("id", metavar="ID"),)),
}
_MENU = {
    "on": Command(phrase("add it"), "menu.on"),
    "off": Command(phrase("take it out again"), "menu.off"),
    "status": Command(phrase("what is there"), "menu.status"),
    "click": Command(
        phrase("what a click there does; it starts the program, too, and says by a notification what fails"),
        "menu.click",
        (
            _argument(
                "action",
                nargs="?",
                default="open",
                choices=("open", "settings", "now", "pause"),
                help=phrase("without it: open"),
            ),
        ),
    ),
}
COMMANDS = {
    "run": Command(
        phrase("run in the foreground, one line per thing that happens"),
        "service.run",
        (
            _switch("--now", phrase("show the first tip at once")),
            _argument(
                "--set", metavar="KEY=VALUE", action="append", default=[], help=phrase("a setting for this run only")
            ),
        ),
        json=False,
    ),
    "start": Command(phrase("run in the background"), "service.start"),
    "stop": Command(phrase("end it"), "service.stop"),
    "restart": Command(phrase("end it and start it again"), "service.restart"),
    "status": Command(
        phrase("what is going on: the next tip, or why there is none"),
        "running.status",
        (
            _switch("--follow", phrase("one line per change, for status bars")),
            _switch("--verbose", phrase("also what is detected here, and by what")),
            _argument("--format", metavar="FORMAT", help=phrase("in one line, as a status bar reads it; see below")),
        ),
        more=_BARS,
    ),
    "rest": Command(
        phrase("whether there is a break now: exits 0 in a break, 1 at work"),
        "running.rest",
        (_switch("--wait", phrase("until the person is back, at once where they are at work; then exits 0")),),
        example="reminder rest --wait && notify-send 'Welcome back'",
    ),
    "now": Command(
        phrase("show one now"),
        "running.say",
        (_words("NAME", phrase("which reminder; without it the next one")),),
    ),
    "done": Command(phrase("you did it"), "running.say"),
    "snooze": Command(
        phrase("put the open tip off"),
        "running.say",
        (_words("DURATION", phrase("such as 10m; without it as long as the settings say")),),
        example="reminder snooze 15m",
    ),
    "skip": Command(phrase("not this one"), "running.say"),
    "pause": Command(
        phrase("be quiet for a while"),
        "running.say",
        (
            _words(
                "WORD", phrase("a length such as 1h30m, or: until 14:00, or: until tomorrow; without it until resumed")
            ),
        ),
        example="reminder pause until 14:00",
    ),
    "resume": Command(phrase("end the pause"), "running.say"),
    "every": Command(
        phrase("change an interval for good"),
        "settings.every",
        (_words("WORD", phrase("such as 30m or 1h30m, then which reminder; without that posture"), "+"),),
        example="reminder every 1h30m break",
    ),
    "config": Command(phrase("the settings"), "", commands=_CONFIG, json=False),
    "tips": Command(
        phrase("the tips"),
        "tips.tips",
        (
            _argument("--about", metavar="KIND", help=phrase("only tips of this kind")),
            _argument("--open", metavar="ID", help=phrase("this one, with its picture, in your browser")),
        ),
        commands=_TIPS,
    ),
    "preview": Command(
        phrase("the day ahead under today's settings"),
        "preview.preview",
        (_argument("--day", metavar="DATE", help=phrase("such as 2026-12-24; without it the rest of today")),),
    ),
    "stats": Command(
        phrase("what became of the tips"),
        "stats.stats",
        (
            _argument("--days", type=int, default=7, metavar="N", help=phrase("how many days (7)")),
            _switch("--csv", phrase("every showing, one row each")),
            _switch("--clear", phrase("forget them all")),
        ),
    ),
    "checkin": Command(
        phrase("tell in ten seconds how you are, and tips follow"),
        "checkin.checkin",
        (
            _words(
                "WORD",
                phrase(
                    "nothing, or: as yesterday, or what hurts from 0 to 10, such as neck=4; without a word it asks; or"
                    " on [TIME], off, show [DAY], delete [DAY or all], allow NAME"
                ),
            ),
            _argument(
                "--course", choices=("constant", "comes-and-goes"), help=phrase("whether it is there all the time")
            ),
            _argument("--feels", metavar="WORDS", help=phrase("such as dull, burning, or your own words")),
            _argument("--better", metavar="TEXT", help=phrase("what makes it better")),
            _argument("--worse", metavar="TEXT", help=phrase("what makes it worse")),
            _argument("--doing", metavar="TEXT", help=phrase("what you do about it")),
            _argument(
                "--sign",
                metavar="NAMES",
                help=phrase(
                    "what goes with it: after-an-accident, numb-or-weak, swollen-or-hot, fever, weight-loss, at-night,"
                    " getting-worse, weeks; tips for these areas then rest until: reminder checkin allow NAME"
                ),
            ),
            _argument("--tip", metavar="ID", help=phrase("a tip that made it worse, and is not to come again")),
        ),
        example="reminder checkin neck=4 left-wrist=2 --feels dull",
    ),
    "report": Command(
        phrase("a page for your doctor, of what you told in check-ins"),
        "report.report_",
        (
            _argument("--from", dest="first", metavar="DATE", help=phrase("such as 2026-09-01; without it the first")),
            _argument("--to", dest="last", metavar="DATE", help=phrase("without it today")),
            _argument(
                "--without",
                action="append",
                default=[],
                metavar="NAME",
                help=phrase(
                    "leave out a section, an area or an item, such as doing, neck or feels.1; --json names them all"
                ),
            ),
            _argument(
                "file",
                metavar="FILE",
                nargs="?",
                help=phrase("ends in .html or .pdf; without it one in this folder, or HTML where it is piped"),
            ),
        ),
        example="reminder report --from 2026-09-01 --without doing pain.pdf",
    ),
    "open": Command(
        phrase("the window: today, the settings, the days behind, the check-in"),
        "open.open_",
        (
            _argument(
                "page",
                nargs="?",
                default="today",
                choices=("today", "settings", "history", "checkin"),
                help=phrase("which page; without it today"),
            ),
        ),
    ),
    "import": Command(
        phrase("take over what another break reminder was set to, or what reminder export has written"),
        "moving.import_",
        (
            _argument(
                "what",
                nargs="?",
                metavar="NAME|FILE",
                help=phrase("which one, or a file of it; without it whatever is installed"),
            ),
            _switch("--dry-run", phrase("only say what there is")),
            _switch("--yes", phrase("all of it, without asking")),
        ),
        example="reminder import stretchly",
    ),
    "export": Command(
        phrase("your settings, tips and history in one file, for another machine or a backup"),
        "moving.export",
        (
            _argument("file", metavar="FILE", nargs="?", help=phrase("without it reminder-DATE.zip in this folder")),
            _switch("--with-checkins", phrase("also what you told of pain in check-ins")),
        ),
        example="reminder export reminder-backup.zip",
    ),
    "autostart": Command(
        phrase("start at login"),
        "autostart.autostart",
        (
            _argument("what", choices=("on", "off", "status")),
            _switch("--systemd", phrase("by a systemd user unit, where a desktop starts nothing")),
            _switch(
                "--write",
                phrase(
                    "with on: add the line that sway, i3, labwc and the like want in their own file, without asking"
                ),
            ),
        ),
    ),
    "menu": Command(phrase("the entry in the application menu"), "", commands=_MENU, json=False),
    "keys": Command(
        phrase("keys for the commands: how to bind them on this desktop; on and off do it where they can"),
        "keys.keys",
        (_words("WORD", phrase("on or off, then COMMAND=KEY for other keys than the proposed ones")),),
        example="reminder keys on done=Super+F9",
    ),
    "doctor": Command(
        phrase("what works here and what does not, and why"),
        "doctor.doctor",
        (_switch("--test", phrase("post a real notification")),),
    ),
    "completion": Command(
        phrase("print the completion for a shell"),
        "completion.completion",
        (_argument("shell", choices=("bash", "zsh", "tcsh")),),
        json=False,
    ),
}
REMINDER = Command(
    phrase("One desktop notification every 20 minutes of work, with a tip for neck, wrists or back."),
    "running.overview",
    commands=COMMANDS,
    json=False,
)
"""The program itself."""


def plain(argv: Sequence[str]) -> Arguments | None:
    """What `parser.parse` returns for a command with nothing but words behind it; None: that has to be asked."""
    name, command, words = "", REMINDER, [*argv]
    while words and command.commands and words[0] in command.commands:
        name, *words = words
        command = command.commands[name]
    if not command.runs or any(word.startswith("-") for word in words):
        return None
    args = Arguments(command=name, runs=command.runs, json=False)
    for (called, *_), options in command.arguments:
        if called.startswith("--"):
            setattr(args, called[2:], options.get("default"))
        elif options.get("nargs") == "*":
            setattr(args, called, apart(words))
            words = []
        else:
            return None
    return None if words else args


def apart(words: Iterable[str]) -> list[str]:
    """Each by itself, also where several were quoted as one."""
    return " ".join(words).split()


def run(args: Arguments) -> Result:
    """Run the command that was typed."""
    from importlib import import_module

    module, function = args.runs.split(".")
    result: Result = getattr(import_module(f"reminder.cli.{module}"), function)(args)
    return result
