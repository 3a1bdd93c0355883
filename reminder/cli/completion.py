"""`reminder completion SHELL`: what makes a shell complete its arguments."""

from __future__ import annotations

from argparse import Namespace

import shtab

from reminder.cli.parser import build
from reminder.cli.result import Result
from reminder.phrase import verbatim


def completion(args: Namespace) -> Result:
    return Result(verbatim(shtab.complete(build(), shell=args.shell)))
