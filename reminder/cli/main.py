"""The command line: arguments -> Result -> text or JSON, and an exit code.

A command returns what it has to say; `main` alone speaks, and alone catches what a user can mend. Whatever only one
command needs is imported by that command: `status` and its like answer before a person notices waiting.
"""

from __future__ import annotations

import gc
import sys

from reminder.cli.coding import take_any_text
from reminder.cli.result import INTERRUPTED, Result, drop_the_rest, has_left, write
from reminder.errors import ReminderError
from reminder.phrase import phrase, verbatim
from reminder.wording.language import as_data, lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.cli.commands import Arguments


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 failed, 2 usage or settings, 3 not running, 130 interrupted."""
    if argv is None:
        gc.disable()  # most commands end before there is any; what goes on for longer enables it again
    from reminder.cli.commands import plain, run
    from reminder.system.session import require_own_home

    take_any_text(sys.stdout)
    try:
        typed = sys.argv[1:] if argv is None else argv
        args = plain(typed) or _parsed(typed)
        require_own_home()
        result = run(args)
        _speak(result, args)
    except ReminderError as problem:
        print(lines(phrase("reminder: {problem}", problem=problem.said)), file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if not has_left(error):
            raise
        drop_the_rest()
        return 0
    return int(result.exit_code)


def _parsed(argv: list[str]) -> Arguments:
    from reminder.cli.parser import parse

    return parse(argv)


def _speak(result: Result, args: Arguments) -> None:
    if args.json and result.data is not None:
        import json

        write(verbatim(json.dumps(as_data(result.data), indent=2)))
    elif result.text and result.exit_code:
        print(lines(result.text), file=sys.stderr)
    elif result.text:
        write(result.text)
