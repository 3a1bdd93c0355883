"""One notification by a command that ends after it, for a person who sees no terminal.

text ─▶ tell() ─▶ the back end that serves
"""

from reminder.model.events import NotifierLost, NotifierReady, Posted, PostFailed, PostLapsed
from reminder.notify.trial import WITHIN, heard, passing
from reminder.settings.in_force import in_force
from reminder.wording.notifications import saying


async def tell(text: str) -> None:
    """Where nothing can post it, nobody hears it."""
    async with passing(in_force().plan.notify) as (notifier, news):
        if isinstance(await heard(news, WITHIN, NotifierReady, NotifierLost), NotifierReady):
            notifier.tell(saying(text))
            await heard(news, WITHIN, Posted, PostFailed, PostLapsed)
