"""Where the parts meet."""

import asyncio

import pytest
from support.desktop_fixtures import Bus
from support.fakes import a_plan
from support.notification_server import serving
from support.running import Plans
from support.waiting import until

from reminder.control.lock import Lock, acquire
from reminder.daemon.wiring import wire
from reminder.system.bus import DAEMON, session_bus

pytestmark = pytest.mark.desktop


async def test_all_that_needs_the_bus_of_the_session_shares_one_connection(private_bus: Bus) -> None:
    plan, lock, looker = a_plan(), acquire(), session_bus()
    assert isinstance(lock, Lock)
    looker.start()
    await looker.looked()

    async def connections() -> int:
        [names] = await looker.call(DAEMON, "/", DAEMON, "ListNames")
        return sum(name.startswith(":") for name in names)

    async with serving() as server:
        before = await connections()
        program = wire(Plans(plan), plan, None, show_first=True)
        running = asyncio.create_task(program.run(lock))
        await until(lambda: server.shown)
        assert await connections() == before + 1
        program.stop()
        await running
        assert await connections() == before
    await looker.stop()
    lock.release()
