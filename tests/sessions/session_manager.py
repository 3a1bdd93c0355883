"""A session manager as GNOME's, which says that a film keeps the session from idling, for as long as this runs."""

import asyncio

from support.idle_monitor import SessionManager

IDLE = 8


async def main() -> None:
    async with SessionManager(Totem=IDLE):
        await asyncio.Event().wait()


asyncio.run(main())
