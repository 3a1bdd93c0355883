"""The commands and their arguments. Each names the function that runs it, imported when it is run."""

from __future__ import annotations

import argparse

from reminder import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from reminder.cli import Result

    Run = Callable[[argparse.Namespace], Result]

_EXAMPLES = """\
examples:
  reminder start                  begin now
  reminder autostart on           begin now, and at every login
  reminder every 30m              change the interval for good
  reminder pause until 14:00      be quiet until then
  reminder snooze 10m             put the open tip off
  reminder status                 when the next one comes, or why none does
"""


def parse(argv: list[str]) -> argparse.Namespace:
    """The arguments, with `run` as the function to call. Ends the program on `--help` and on a mistake (2)."""
    args = build().parse_args(argv)
    if "words" in args:
        args.words = " ".join(args.words).split()
    return args


def build() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reminder",
        description="One desktop notification every 20 minutes of work, with a tip for neck, wrists or back.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"reminder {__version__}")
    parser.set_defaults(run=_late("talk", "overview"), json=False)
    add = _Adder(parser)

    run = add("run", "run in the foreground, one line per thing that happens", _late("service", "run"))
    run.add_argument("--now", action="store_true", help="show the first tip at once")
    run.add_argument("--set", metavar="KEY=VALUE", action="append", default=[], help="a setting for this run only")
    add("start", "run in the background", _late("service", "start"), json=True)
    add("stop", "end it", _late("service", "stop"), json=True)
    add("restart", "end it and start it again", _late("service", "restart"), json=True)

    status = add("status", "what is going on: the next tip, or why there is none", _late("talk", "status"), json=True)
    status.add_argument("--follow", action="store_true", help="one line per change, for status bars")
    now = add("now", "show one now", _late("talk", "say"), json=True)
    now.add_argument("words", metavar="NAME", nargs="*", help="which reminder; without it the next one")
    add("done", "you did it", _late("talk", "say"), json=True)
    snooze = add("snooze", "put the open tip off", _late("talk", "say"), json=True)
    snooze.add_argument(
        "words", metavar="DURATION", nargs="*", help="such as 10m; without it as long as the settings say"
    )
    add("skip", "not this one", _late("talk", "say"), json=True)
    pause = add("pause", "be quiet for a while", _late("talk", "say"), json=True)
    pause.add_argument(
        "words", metavar="DURATION | until HH:MM | until tomorrow", nargs="*", help="without it: until resumed"
    )
    add("resume", "end the pause", _late("talk", "say"), json=True)

    every = add("every", "change an interval for good", _late("settings", "every"), json=True)
    every.add_argument(
        "words", metavar="DURATION [NAME]", nargs="+", help="such as 30m or 1h30m; which reminder (posture)"
    )
    _add_config(add)
    _add_tips(add)
    preview = add("preview", "the day ahead under today's settings", _late("preview", "preview"), json=True)
    preview.add_argument("--day", metavar="DATE", help="such as 2026-12-24; without it the rest of today")
    stats = add("stats", "what became of the tips", _late("stats", "stats"), json=True)
    stats.add_argument("--days", type=int, default=7, metavar="N", help="how many days (7)")
    stats.add_argument("--csv", action="store_true", help="every showing, one row each")
    stats.add_argument("--clear", action="store_true", help="forget them all")

    autostart = add("autostart", "start at login", _late("autostart", "autostart"), json=True)
    autostart.add_argument("what", choices=("on", "off", "status"))
    autostart.add_argument(
        "--systemd", action="store_true", help="by a systemd user unit, for desktops that start nothing"
    )
    doctor = add("doctor", "what works here and what does not, and why", _late("doctor", "doctor"), json=True)
    doctor.add_argument("--test", action="store_true", help="post a real notification")
    completion = add("completion", "print the completion for a shell", _late("completion", "completion"))
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return parser


def _add_config(add: _Adder) -> None:
    config = add.group("config", "the settings")
    config("show", "every setting, and where it comes from", _late("settings", "show"), json=True)
    config("get", "one setting", _late("settings", "get"), json=True).add_argument("key")
    set_ = config("set", "change one in your file", _late("settings", "set_"), json=True)
    set_.add_argument("key", help="such as snooze.for")
    set_.add_argument("value", help="such as 10m; several separated by commas")
    config("unset", "take one out of your file", _late("settings", "unset"), json=True).add_argument("key")
    config("check", "what is wrong with the settings", _late("settings", "check"), json=True)
    config("path", "where your file is", _late("settings", "path"), json=True)


def _add_tips(add: _Adder) -> None:
    tips = add.group("tips", "the tips", _late("tips", "tips"))
    tips.parser.add_argument("--about", metavar="KIND", help="only tips of this kind")
    tips.parser.add_argument("--json", action="store_true", help="answer in JSON")
    tips("hide", "never show this one", _late("tips", "hide"), json=True).add_argument(
        "id", nargs="?", help="without it the one last shown"
    )
    tips("unhide", "show it again", _late("tips", "unhide"), json=True).add_argument("id")


class _Adder:
    """Adds commands, all in the same manner."""

    def __init__(self, parser: argparse.ArgumentParser, required: bool = False) -> None:
        self.parser = parser
        self._commands = parser.add_subparsers(metavar="COMMAND", title="commands", required=required)

    def __call__(self, name: str, help: str, run: Run, json: bool = False) -> argparse.ArgumentParser:
        parser = self._commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
        parser.set_defaults(run=run, command=name)
        if json:
            parser.add_argument("--json", action="store_true", help="answer in JSON")
        return parser

    def group(self, name: str, help: str, run: Run | None = None) -> _Adder:
        parser = self._commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
        if run:
            parser.set_defaults(run=run, command=name)
        return _Adder(parser, required=run is None)


def _late(module: str, function: str) -> Run:
    def run(args: argparse.Namespace) -> Result:
        from importlib import import_module

        result: Result = getattr(import_module(f"reminder.cli.{module}"), function)(args)
        return result

    return run
