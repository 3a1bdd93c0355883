"""A real notification, to see whether it comes and how it looks: `doctor --test`, and what the window shows to try.

Words ─▶ post() ─▶ Tried
`python -m reminder.notify.trial`: a Wish on its standard input ─▶ a Shown on its standard output
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from reminder.engine import schedule
from reminder.model.effects import Show
from reminder.model.events import Event, NotifierLost, NotifierReady, Posted, PostFailed, PostLapsed
from reminder.model.plan import Notify
from reminder.model.showing import Showing, Words
from reminder.notify.notifier import Notifier
from reminder.notify.wish import Shown, Wish
from reminder.phrase import Phrase, phrase, sentences
from reminder.settings.in_force import in_force
from reminder.system import clock

WITHIN = timedelta(seconds=10)
"""For whatever is waited for."""
_SNOOZE = timedelta(minutes=5)


class Tried(NamedTuple):
    """What came of it: `posted`, or why it was not."""

    by: str
    id: int = 0
    posted: Posted | None = None
    why: Phrase | None = None


async def post(notifier: Notifier, news: "asyncio.Queue[Event]", words: Words) -> Tried:
    """By whatever serves, once it does."""
    ready = await heard(news, WITHIN, NotifierReady, NotifierLost)
    if not isinstance(ready, NotifierReady):
        return Tried("", why=phrase("nothing can be posted"))
    name, now = ready.name, clock.read()
    id = int(now.wall.timestamp() * 1000)
    at = schedule.stamp(now.wall)
    showing = Showing(id=id, reminder="test", words=words, lasts=timedelta(), at=at, ticks=now.ticks)
    notifier.perform(Show(showing, _SNOOZE))
    posted = await heard(news, WITHIN, Posted, PostFailed, PostLapsed)
    if isinstance(posted, PostFailed):
        return Tried(name, why=phrase("{name} refused it: {why}", name=name, why=posted.why))
    if not isinstance(posted, Posted):
        return Tried(name, why=phrase("{name} did not answer in time; it may still appear", name=name))
    return Tried(name, id, posted)


async def heard(news: "asyncio.Queue[Event]", within: timedelta, *kinds: type) -> Event | None:
    """The next event of one of `kinds`; None if it does not come in time."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            while not isinstance(event := await news.get(), kinds):
                pass
            return event
    except TimeoutError:
        return None


@asynccontextmanager
async def passing(notify: Notify) -> AsyncIterator[tuple[Notifier, asyncio.Queue[Event]]]:
    """A notifier whose notifications stay when this process ends, and its news."""
    news: asyncio.Queue[Event] = asyncio.Queue()
    notifier = Notifier(notify, news.put_nowait, clock.read, passing=True)
    notifier.start()
    try:
        yield notifier, news
    finally:
        await notifier.stop()


async def show(wish: Wish) -> Shown:
    notify = in_force().plan.notify
    if wish.sound is not None:
        notify = replace(notify, sound=wish.sound)
    async with passing(notify) as (notifier, news):
        tried = await post(notifier, news, Words(wish.title, wish.text))
        lacks = (await notifier.serves())[1] if tried.posted else ()
    if tried.why:
        return Shown(False, phrase("Nothing was shown: {why}.", why=tried.why))
    but = (phrase("But {lack}.", lack=lack) for lack in lacks)
    return Shown(True, sentences((phrase("Shown by {name}.", name=tried.by), *but)))


if __name__ == "__main__":
    wish = msgspec.json.decode(sys.stdin.buffer.read(), type=Wish)
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(show(wish))))
