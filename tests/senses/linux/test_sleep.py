"""Sleep, as logind tells of it."""

from contextlib import AbstractAsyncContextManager

import pytest
from support.bus_service import HANGS
from support.desktop_fixtures import Bus
from support.logind_stand_in import MANAGER, PATH, Logind
from support.sensed import Heard
from support.sensed import sensing as sensed
from support.waiting import until

from reminder.model.events import Woke
from reminder.senses.linux.sleep import Sleep
from reminder.system.bus import system_bus

pytestmark = pytest.mark.desktop


def sensing() -> AbstractAsyncContextManager[Heard]:
    system = system_bus()
    return sensed(lambda put, clock: Sleep(put, clock, system), system)


async def test_falling_asleep_and_waking_are_told(system: Bus) -> None:
    async with Logind(system.address) as logind, sensing() as told:
        assert told.source == "logind"
        for begins in (True, False):
            known = len(told.of(Woke))
            logind.sleep(begins)
            await until(lambda known=known: len(told.of(Woke)) == known + 1)
        for _ in range(50):
            logind.sleep(True)
            logind.sleep(False)
        await until(lambda: len(told.of(Woke)) == 102)


async def test_only_logind_tells_of_sleep(system: Bus) -> None:
    class Stranger(Logind):
        names = ()

    async with Logind(system.address) as logind, Stranger(system.address) as stranger, sensing() as told:
        stranger.sleep(False)
        logind.signal(PATH, MANAGER, "PrepareForShutdown", "b", True)
        logind.sleep(False)
        await until(lambda: told.of(Woke))
        assert told.kinds() == ["SenseFound", "Woke"]


async def test_without_logind_the_clocks_tell(system: Bus) -> None:
    async with sensing() as told:
        for _ in range(2):
            await until(lambda: told.why == "logind does not run; the clocks tell of it a little later")
            async with Logind(system.address):
                await until(lambda: told.source == "logind")
        system.stop()
        await until(lambda: told.why.startswith("the system bus is gone; the clocks"))
        system.start()
        async with Logind(system.address) as logind:
            await until(lambda: told.source == "logind")
            logind.sleep(False)
            await until(lambda: told.of(Woke))


async def test_a_logind_that_hangs_tells_of_sleep_all_the_same(system: Bus) -> None:
    async with Logind(system.address) as logind:
        logind.says = dict.fromkeys(("GetUser", "GetSession"), HANGS)
        async with sensing() as told:
            logind.sleep(True)
            await until(lambda: told.of(Woke))
