"""`reminder completion SHELL`: what makes a shell complete its arguments, the keys of the settings among them."""

from __future__ import annotations

from collections.abc import Mapping

import shtab

from reminder.cli.commands import COMMANDS, Arguments, Command
from reminder.cli.parser import build
from reminder.cli.result import Result
from reminder.phrase import verbatim
from reminder.settings.schema import keys

_CHOICES = {"key": keys(("posture", "break"))}
"""By the names of arguments; only for a shell, since a key may be another reminder's, too."""


def completion(args: Arguments) -> Result:
    return Result(verbatim(shtab.complete(build(_with_choices(COMMANDS)), shell=args.shell)))


def _with_choices(commands: Mapping[str, Command]) -> dict[str, Command]:
    return {
        name: command._replace(
            arguments=tuple(
                (names, {**options, "choices": _CHOICES[names[0]]} if names[0] in _CHOICES else options)
                for names, options in command.arguments
            ),
            commands=command.commands and _with_choices(command.commands),
        )
        for name, command in commands.items()
    }
