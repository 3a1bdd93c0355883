"""The way to a message bus: it comes back, and nobody who hangs on it is in its way."""

import asyncio
import sys
from datetime import timedelta

import pytest

if sys.platform != "linux":
    pytest.skip("the session bus is for Linux", allow_module_level=True)

from dbus_fast import Message
from dbus_fast.aio import MessageBus
from support.desktop_fixtures import Bus
from support.waiting import until

from reminder.system.bus import DISCONNECTED, NO_REPLY, BusError, session_bus

pytestmark = pytest.mark.desktop

SOON = timedelta(milliseconds=50)
SILENT = "org.example.Silent"


async def nobody_answers() -> MessageBus:
    """Has a name and never answers."""
    bus = await MessageBus().connect()
    bus.add_message_handler(lambda message: message.destination == SILENT or None)
    await bus.request_name(SILENT)
    return bus


async def leave(bus: MessageBus) -> None:
    bus.disconnect()
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


async def test_a_bus_that_goes_while_calls_are_out_and_given_up_is_joined_again(private_bus: Bus) -> None:
    silent, bus, owners = await nobody_answers(), session_bus(), list[str]()
    bus.follow(SILENT, owners.append)
    bus.start()
    await until(lambda: owners)
    out = asyncio.create_task(bus.call(SILENT, "/", SILENT, "Ask"))
    given_up = asyncio.create_task(bus.call(SILENT, "/", SILENT, "Ask"))
    await asyncio.sleep(0)
    given_up.cancel()
    private_bus.stop()
    with pytest.raises(BusError) as error:
        await out
    assert error.value.name == DISCONNECTED
    await until(lambda: bus.why and owners[-1] == "")
    silent.disconnect()
    private_bus.start()
    await until(lambda: bus.why is None)
    await bus.stop()


async def test_one_that_was_long_away_and_then_goes_again_is_soon_joined_again(
    private_bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reminder.system.bus.RETRY", SOON / 5)
    bus = session_bus(SOON)
    private_bus.stop()
    bus.start()
    await asyncio.sleep(10 * SOON.total_seconds())
    private_bus.start()
    for _ in range(6):
        await until(lambda: bus.why is None)
        await asyncio.sleep(SOON.total_seconds())
        private_bus.stop()
        await until(lambda: bus.why)
        private_bus.start()
    await bus.stop()


async def test_who_does_not_answer_is_given_up_and_forgotten(private_bus: Bus) -> None:
    silent, bus, owners = await nobody_answers(), session_bus(SOON), list[str]()
    bus.follow(SILENT, owners.append)
    bus.start()
    await until(lambda: owners)
    for _ in range(3):
        with pytest.raises(BusError) as error:
            await bus.call(SILENT, "/", SILENT, "Ask")
        assert error.value.name == NO_REPLY
    assert not bus._answers
    await bus.stop()
    await leave(silent)


async def test_who_follows_a_name_on_a_bus_that_is_not_there_is_told_at_once(
    private_bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    bus, owners = session_bus(), list[str]()
    bus.start()
    await until(lambda: bus.why and "no session bus" in bus.why)
    bus.follow(SILENT, owners.append)
    assert owners == [""]
    await bus.stop()


async def test_a_signal_is_handed_to_those_who_listen_for_it(private_bus: Bus) -> None:
    teller, bus, heard, owners = await MessageBus().connect(), session_bus(), list[Message](), list[str]()
    bus.listen(heard.append, SILENT, "Said", "/here")
    bus.follow("org.freedesktop.DBus", owners.append)
    bus.start()
    await until(lambda: owners)
    for path, member in (("/there", "Said"), ("/here", "Sung"), ("/here", "Said")):
        teller.send(Message.new_signal(path, SILENT, member))
    await until(lambda: heard)
    assert [(message.path, message.member) for message in heard] == [("/here", "Said")]
    await bus.stop()
    await leave(teller)
