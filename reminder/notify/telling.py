"""One notification by a command that ends after it, for a person who sees no terminal.

text ─▶ tell() ─▶ the back end that serves
"""

import asyncio
from datetime import timedelta

from reminder.model.events import Event, NotifierLost, NotifierReady, Posted, PostFailed, PostLapsed
from reminder.notify.notifier import Notifier
from reminder.notify.trial import heard
from reminder.settings.in_force import in_force
from reminder.system import clock
from reminder.wording.notifications import saying

_WITHIN = timedelta(seconds=10)


async def tell(text: str) -> None:
    """Where nothing can post it, nobody hears it."""
    news: asyncio.Queue[Event] = asyncio.Queue()
    notifier = Notifier(in_force().plan.notify, news.put_nowait, clock.read, passing=True)
    notifier.start()
    try:
        if isinstance(await heard(news, _WITHIN, NotifierReady, NotifierLost), NotifierReady):
            notifier.tell(saying(text))
            await heard(news, _WITHIN, Posted, PostFailed, PostLapsed)
    finally:
        await notifier.stop()
