"""What reaches the loop: events, and what is none; and how a run of it ends."""

import asyncio
from enum import Enum, auto
from typing import NamedTuple

from reminder.control.messages import RequestLine
from reminder.control.server import Send
from reminder.model.events import Event
from reminder.model.plan import Plan
from reminder.senses.serving import SessionNews, Verdict
from reminder.system.session import Session


class Ending(Enum):
    STOPPED = auto()
    REPLACED = auto()
    """Another version is installed and takes over, or this one goes on in another session."""
    DISPLACED = auto()
    """The lock is gone with the session's directory, and another program may run by now."""


class MessageReceived(NamedTuple):
    """The command line calls, and waits for `reply`."""

    call: RequestLine
    reply: Send


class FilesChanged(NamedTuple):
    """One of the settings' files looks otherwise than before."""


class NewPlan(NamedTuple):
    """The settings were read; `reply` gets the result."""

    plan: Plan
    reply: Send | None = None


class Judged(NamedTuple):
    """It is known what becomes of a program that was begun while this one runs; `reply` tells it."""

    newcomer: Session
    verdict: Verdict
    reply: Send


News = Event | MessageReceived | FilesChanged | NewPlan | SessionNews | Judged

Inbox = asyncio.Queue[News]
