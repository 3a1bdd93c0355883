"""The commands as argparse knows them: for whoever types options, asks for help, or makes a mistake."""

from __future__ import annotations

import argparse

from reminder import __version__
from reminder.cli.commands import COMMANDS, REMINDER, Arguments, apart
from reminder.errors import UsageError
from reminder.phrase import phrase
from reminder.wording.language import lines, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminder.cli.commands import Command
    from reminder.phrase import Phrase

_WIDTH = 80
"""Of the help. To ask how wide the terminal is costs 3 ms, whether somebody asks for help or not."""

_EXAMPLES = phrase("""\
examples:
  reminder start                  begin now
  reminder autostart on           begin now, and at every login
  reminder every 30m              change the interval for good
  reminder pause until 14:00      be quiet until then
  reminder snooze 10m             put the open tip off
  reminder status                 when the next one comes, or why none does
""")


def parse(argv: list[str]) -> Arguments:
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
    args = build(typed or COMMANDS).parse_args(argv, Arguments())
    if hasattr(args, "words"):
        args.words = apart(args.words)
    return args


def build(commands: Mapping[str, Command] = COMMANDS) -> argparse.ArgumentParser:
    """The parser for `commands`."""
    parser = argparse.ArgumentParser(
        prog="reminder",
        description=_text(REMINDER.help),
        epilog=_text(_EXAMPLES),
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action="version", version=f"reminder {__version__}")
    parser.set_defaults(command="", runs=REMINDER.runs, json=False)
    _add(parser, commands)
    return parser


def _add(parser: argparse.ArgumentParser, commands: Mapping[str, Command], required: bool = False) -> None:
    adder = parser.add_subparsers(
        metavar="COMMAND", title=_text(phrase("commands")), prog=parser.prog, required=required
    )
    for name, command in commands.items():
        example = phrase("example: {command}", command=command.example) if command.example else None
        epilog = "\n\n".join(_text(part) for part in (example, command.more) if part) or None
        said = str(sentence(command.help))
        added = adder.add_parser(
            name, help=_text(command.help), description=said, epilog=epilog, formatter_class=_formatter
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
