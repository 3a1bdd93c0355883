"""`reminder completion SHELL`: what makes a shell complete its arguments."""

from __future__ import annotations

from argparse import Namespace

import shtab

from reminder.cli.parser import build
from reminder.cli.result import Result


def completion(args: Namespace) -> Result:
    return Result(shtab.complete(build(), shell=args.shell))
