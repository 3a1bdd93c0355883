"""Whether what a session names is there: its compositor, its X server.

Session ─▶ what() ─▶ the same, without the names that lead nowhere; or None
        ├▶ hold() ─▶ a connection that tells when the screen goes
        └▶ bus(), for one without a screen
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError

from reminder.errors import Unavailable
from reminder.phrase import Phrase
from reminder.senses.linux.connection import Connection
from reminder.system.session import Session

_WITHIN = timedelta(seconds=2)
"""A start that knocks waits for a few of these at the most, one after the other. A compositor that hangs says nothing,
and an Xwayland of its own (22.1 does not call itself so) is no other screen."""


async def what(session: Session) -> Session | None:
    """The session with the screen that is there, or None where it has none that is, or that says so in time.

    Beside a compositor the name of an X server is left alone: it may be begun only when a program wants it. Without the
    compositor, that one is no screen.
    """
    held = None
    with suppress(TimeoutError):
        async with asyncio.timeout(_WITHIN.total_seconds()):
            held = await hold(session, gone=lambda why: None)
    if not held:
        return None
    held.close()
    from reminder.senses.linux.wayland.connection import Compositor

    return session if isinstance(held, Compositor) else session._replace(wayland="")


async def hold(session: Session, gone: Callable[[Phrase], None]) -> Connection | None:
    """Call `gone` once its screen is; None: there is none."""
    if session.wayland:
        from reminder.senses.linux.wayland.connection import Compositor

        compositor = Compositor(gone, environment=session.environment)
        with suppress(Unavailable):
            await compositor.connect()
            return compositor
    if session.display:
        from reminder.senses.linux.x11.connection import Display

        display = Display(gone, environment=session.environment)
        with suppress(Unavailable):
            await display.connect()
            return display
    return None


async def bus(address: str) -> bool:
    """Whether there is a bus at this address that lets us in."""
    try:
        async with asyncio.timeout(_WITHIN.total_seconds()):
            connection = await MessageBus(bus_address=address).connect()
    except (OSError, EOFError, ValueError, AuthError):
        return False
    connection.disconnect()
    await connection.wait_for_disconnect()  # type: ignore[no-untyped-call]
    return True
