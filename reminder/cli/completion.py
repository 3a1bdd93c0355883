"""`reminder completion SHELL`: what makes a shell complete its arguments."""

from __future__ import annotations

from argparse import Namespace

import shtab

from reminder.cli import Result
from reminder.cli.parser import build


def completion(args: Namespace) -> Result:
    return Result(shtab.complete(build(), shell=args.shell))
