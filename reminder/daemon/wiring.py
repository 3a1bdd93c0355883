"""The one place where the parts meet."""

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import TextIO

from reminder.control.messages import ResponseLine
from reminder.control.server import ControlServer
from reminder.daemon.loop import Daemon
from reminder.daemon.news import FilesChanged, Inbox, MessageReceived
from reminder.daemon.outbox import Parts
from reminder.model.events import PartFailed, PartWorks
from reminder.model.plan import Plan
from reminder.notify.notifier import BackEnds, Notifier
from reminder.phrase import Phrase
from reminder.senses.platform import Platform
from reminder.senses.supervisor import Senses, this_platform
from reminder.settings.reader import SettingsReader
from reminder.storage import history, paths
from reminder.storage.watch import FileWatch
from reminder.system import clock
from reminder.system.alarm import Alarm
from reminder.system.upgrade import Installed
from reminder.tray.base import TrayIcon
from reminder.tray.listener import Listener
from reminder.wording.answers import as_phrase
from reminder.wording.language import word

log = logging.getLogger("reminder")


def wire(
    reader: SettingsReader,
    plan: Plan,
    screen: TextIO | None,
    show_first: bool,
    back_ends: BackEnds | None = None,
    platform: Platform | None = None,
    unlogged: Callable[[], Phrase | None] = lambda: None,
) -> "Daemon":
    """Make the parts, and let them meet. `screen` is where a tip is printed for want of a desktop.

    `unlogged` says why there is no log, or nothing.
    """
    inbox: Inbox = asyncio.Queue()
    put = inbox.put_nowait

    def tell(part: str) -> Callable[[Phrase | None], None]:
        return lambda why: put(PartFailed(clock.read(), part, why) if why else PartWorks(clock.read(), part))

    listener = Listener(put, clock.read, lambda call: put(MessageReceived(call, _unread)))
    bus = None
    if sys.platform == "linux":
        from reminder.system.bus import session_bus

        bus = session_bus()
    tray: TrayIcon
    if bus:
        from reminder.tray.status_notifier import StatusNotifier

        tray = StatusNotifier(bus, plan.tray, listener)
    else:
        from reminder.tray.companion import Companion

        tray = Companion(plan.tray, listener, tell("tray"))
    platform = platform or this_platform(clock.read, bus=bus)
    parts = Parts(
        reader=reader,
        alarm=Alarm(put, clock.read),
        notifier=Notifier(plan.notify, put, clock.read, screen, candidates=back_ends, bus=bus),
        senses=Senses(plan, put, clock.read, platform),
        serving=platform.serving(put),
        history=history.History(paths.history_file()),
        server=ControlServer(
            lambda call, reply: put(MessageReceived(call, reply)),
            tell("files"),
        ),
        watch=FileWatch(plan.files, lambda: put(FilesChanged())),
        tray=tray,
        installed=Installed(),
    )
    return Daemon(inbox, parts, plan, show_first, unlogged, screen)


def _unread(answer: ResponseLine) -> bool:
    """What comes of a press on the panel: seen there, or in the log."""
    if answer.exit_code:
        log.warning(word(as_phrase(answer)))
    return False
