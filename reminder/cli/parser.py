"""The commands and their arguments. Each names the function that runs it, imported when it is run."""

from __future__ import annotations

import argparse
from collections import namedtuple

from reminder import __version__
from reminder.errors import UsageError
from reminder.phrase import phrase
from reminder.wording.language import lines, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from reminder.cli.result import Result
    from reminder.phrase import Phrase

_WIDTH = 80
"""Of the help. To ask how wide the terminal is costs every command 3 ms, helped or not."""

_EXAMPLES = phrase("""\
examples:
  reminder start                  begin now
  reminder autostart on           begin now, and at every login
  reminder every 30m              change the interval for good
  reminder pause until 14:00      be quiet until then
  reminder snooze 10m             put the open tip off
  reminder status                 when the next one comes, or why none does
""")


class Command(
    namedtuple("Command", ("help", "runs", "arguments", "commands", "json", "example"), defaults=((), None, True, ""))
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


def _argument(*names: str, **options: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    return names, options


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
COMMANDS = {
    "run": Command(
        phrase("run in the foreground, one line per thing that happens"),
        "service.run",
        (
            _argument("--now", action="store_true", help=phrase("show the first tip at once")),
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
        (_argument("--follow", action="store_true", help=phrase("one line per change, for status bars")),),
    ),
    "now": Command(
        phrase("show one now"),
        "running.say",
        (_argument("words", metavar="NAME", nargs="*", help=phrase("which reminder; without it the next one")),),
    ),
    "done": Command(phrase("you did it"), "running.say"),
    "snooze": Command(
        phrase("put the open tip off"),
        "running.say",
        (
            _argument(
                "words",
                metavar="DURATION",
                nargs="*",
                help=phrase("such as 10m; without it as long as the settings say"),
            ),
        ),
        example="reminder snooze 15m",
    ),
    "skip": Command(phrase("not this one"), "running.say"),
    "pause": Command(
        phrase("be quiet for a while"),
        "running.say",
        (
            _argument(
                "words",
                metavar="WORD",
                nargs="*",
                help=phrase("a length such as 1h30m, or: until 14:00, or: until tomorrow; without it until resumed"),
            ),
        ),
        example="reminder pause until 14:00",
    ),
    "resume": Command(phrase("end the pause"), "running.say"),
    "every": Command(
        phrase("change an interval for good"),
        "settings.every",
        (
            _argument(
                "words",
                metavar="WORD",
                nargs="+",
                help=phrase("such as 30m or 1h30m, then which reminder; without that posture"),
            ),
        ),
        example="reminder every 1h30m break",
    ),
    "config": Command(phrase("the settings"), "", commands=_CONFIG, json=False),
    "tips": Command(
        phrase("the tips"),
        "tips.tips",
        (_argument("--about", metavar="KIND", help=phrase("only tips of this kind")),),
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
            _argument("--csv", action="store_true", help=phrase("every showing, one row each")),
            _argument("--clear", action="store_true", help=phrase("forget them all")),
        ),
    ),
    "open": Command(
        phrase("the window: today, the settings, the days behind"),
        "open.open_",
        (
            _argument(
                "page",
                nargs="?",
                default="today",
                choices=("today", "settings", "history"),
                help=phrase("which page; without it today"),
            ),
        ),
    ),
    "autostart": Command(
        phrase("start at login"),
        "autostart.autostart",
        (
            _argument("what", choices=("on", "off", "status")),
            _argument(
                "--systemd", action="store_true", help=phrase("by a systemd user unit, where a desktop starts nothing")
            ),
            _argument(
                "--write",
                action="store_true",
                help=phrase(
                    "with on: add the line that sway, i3, labwc and the like want in their own file, without asking"
                ),
            ),
        ),
    ),
    "doctor": Command(
        phrase("what works here and what does not, and why"),
        "doctor.doctor",
        (_argument("--test", action="store_true", help=phrase("post a real notification")),),
    ),
    "completion": Command(
        phrase("print the completion for a shell"),
        "completion.completion",
        (_argument("shell", choices=("bash", "zsh", "tcsh")),),
        json=False,
    ),
}


def parse(argv: list[str]) -> argparse.Namespace:
    """The arguments, and in `runs` what runs the command. Ends the program on `--help` and on a mistake (2).

    Raises UsageError for a length below nothing, which would pass for an option.

    Only the command that was typed is built: all of them would take longer than it takes to answer.
    """
    for word in argv:
        if word[:1] == "-" and word[1:2].isdigit() and not word[1:].isdigit():
            raise UsageError(
                "{word!r} is less than nothing; write it without the minus, like {like}", word=word, like=word[1:]
            )
    typed = {name: COMMANDS[name] for name in argv[:1] if name in COMMANDS}
    args = build(typed or COMMANDS).parse_args(argv)
    if "words" in args:
        args.words = " ".join(args.words).split()
    return args


def run(args: argparse.Namespace) -> Result:
    """Run the command that was typed."""
    from importlib import import_module

    module, function = args.runs.split(".")
    result: Result = getattr(import_module(f"reminder.cli.{module}"), function)(args)
    return result


def build(commands: Mapping[str, Command] = COMMANDS) -> argparse.ArgumentParser:
    """The parser for `commands`."""
    parser = argparse.ArgumentParser(
        prog="reminder",
        description=_text(
            phrase("One desktop notification every 20 minutes of work, with a tip for neck, wrists or back.")
        ),
        epilog=_text(_EXAMPLES),
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action="version", version=f"reminder {__version__}")
    parser.set_defaults(runs="running.overview", json=False)
    _add(parser, commands)
    return parser


def _add(parser: argparse.ArgumentParser, commands: Mapping[str, Command], required: bool = False) -> None:
    adder = parser.add_subparsers(
        metavar="COMMAND", title=_text(phrase("commands")), prog=parser.prog, required=required
    )
    for name, command in commands.items():
        example = _text(phrase("example: {command}", command=command.example)) if command.example else None
        said = str(sentence(command.help))
        added = adder.add_parser(
            name, help=_text(command.help), description=said, epilog=example, formatter_class=_formatter
        )
        added.set_defaults(command=name, runs=command.runs)
        for names, options in command.arguments:
            if "help" in options:
                options = {**options, "help": _text(options["help"])}
            added.add_argument(*names, **options)
        if command.json:
            added.add_argument("--json", action="store_true", help=_text(phrase("answer in JSON")))
        if command.commands:
            _add(added, command.commands, required=not command.runs)


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, width=_WIDTH)


def _text(said: Phrase) -> str:
    return str(lines(said))
