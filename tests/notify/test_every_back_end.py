"""What every back end promises, tried on all that can serve here."""

import asyncio
import io
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from support.desktop_fixtures import needed
from support.fakes import a_notify
from support.memory_notifier import Memory
from support.showings import Heard, clock, note
from support.waiting import until
from support.words import in_words

from reminder.model.events import Posted, Put
from reminder.model.moment import Clock
from reminder.notify.base import BackEnd
from reminder.notify.plyer import Plyer
from reminder.notify.terminal import Terminal


def _dbus(put: Put, clock: Clock) -> BackEnd:
    from reminder.notify.dbus import DBus
    from reminder.system.bus import session_bus

    return DBus(put, clock, session_bus())


def _plyer(put: Put, clock: Clock) -> BackEnd:
    if sys.platform != "linux":
        return Plyer(put, clock)
    from reminder.system.bus import session_bus

    return Plyer(put, clock, session_bus())


def _terminal(put: Put, clock: Clock) -> BackEnd:
    return Terminal(put, clock, io.StringIO())


MAKE: dict[str, Callable[[Put, Clock], BackEnd]] = {
    "memory": Memory,
    "terminal": _terminal,
    "dbus": _dbus,
    "plyer": _plyer,
}


@pytest.fixture(params=MAKE)
def name(request: pytest.FixtureRequest) -> str:
    """A back end; where it needs a desktop, there is one."""
    name: str = request.param
    if name in ("dbus", "plyer"):
        if sys.platform != "linux":
            pytest.skip("the stand-in for a desktop is for Linux")
        request.getfixturevalue("private_bus")
    if name == "plyer":
        needed("notify-send")
    return name


@asynccontextmanager
async def started(name: str) -> AsyncIterator[tuple[BackEnd, Heard]]:
    async with AsyncExitStack() as stack:
        if name in ("dbus", "plyer"):
            from support.notification_server import serving

            await stack.enter_async_context(serving())
        heard = Heard()
        back_end = MAKE[name](heard.append, clock)
        back_end.start()
        stack.push_async_callback(back_end.stop)
        assert await back_end.why_not() is None
        yield back_end, heard


async def test_it_can_serve_and_says_so_before_it_is_started(name: str) -> None:
    async with started(name):
        heard = Heard()
        assert await MAKE[name](heard.append, clock).why_not() is None
        assert heard == []


async def test_a_note_is_posted_once(name: str) -> None:
    async with started(name) as (back_end, heard):
        back_end.show(note(7))
        await until(lambda: heard.of(Posted))
        back_end.show(note(8))
        await until(lambda: len(heard.of(Posted)) == 2)
        assert heard.ids() == [7, 8]


async def test_a_warning_is_posted_too(name: str) -> None:
    async with started(name) as (back_end, heard):
        back_end.show(note(0, buttons=()))
        await until(lambda: heard.of(Posted))


async def test_a_sound_is_played_or_it_is_told_that_it_is_not(name: str) -> None:
    async with started(name) as (back_end, _):
        await back_end.serves()
        told = back_end.lacks(a_notify(sound="bell"))
        assert told == () if name in ("memory", "dbus") else "no sounds" in in_words(told[0])
        assert back_end.lacks(a_notify()) == ()


async def test_withdrawing_what_is_not_there_does_no_harm(name: str) -> None:
    async with started(name) as (back_end, heard):
        back_end.adopt(5, "nobody/5")
        back_end.withdraw(6, "")
        back_end.withdraw(5, "nobody/5")
        back_end.show(note(7))
        await until(lambda: heard.of(Posted))


async def test_stop_leaves_nothing_running_and_can_come_at_any_time(name: str, tmp_path: Path) -> None:
    async with started(name) as (back_end, _):
        others = asyncio.all_tasks()
        second = MAKE[name](Heard().append, clock)
        second.start()
        second.show(note(7))
        await second.stop()
        await back_end.stop()
        assert asyncio.all_tasks() <= others


@pytest.mark.skipif(shutil.which("notify-send") is None, reason="notify-send is not installed")
@pytest.mark.parametrize("name", ["plyer"], indirect=True)
async def test_plyer_reaches_the_server_of_the_desktop(name: str) -> None:
    from support.notification_server import serving

    async with serving() as server:
        heard = Heard()
        back_end = Plyer(heard.append, clock)
        back_end.show(note(title="-5 minutes", body="R&D"))
        await until(lambda: heard)
        await back_end.stop()
        [call] = server.shown
        assert (call.app, call.title, call.body, call.expire) == ("Reminder", " -5 minutes", "R&D", 10_000)
