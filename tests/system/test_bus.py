"""The way to a message bus: it comes back, and nobody who hangs on it is in its way."""

import asyncio
from datetime import timedelta

import pytest
from dbus_fast import ErrorType, Message, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal
from support.desktop_fixtures import Bus
from support.waiting import until

from reminder.phrase import plainly
from reminder.system.bus import DAEMON, DISCONNECTED, NO_REPLY, PROPERTIES, BusError, session_bus

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("private_bus")]

SOON = timedelta(milliseconds=50)
SILENT = "org.example.Silent"
COUNTER, COUNTER_PATH = "org.example.Counter", "/counter"


async def nobody_answers() -> MessageBus:
    """Has a name and never answers."""
    bus = await MessageBus().connect()
    bus.add_message_handler(lambda message: message.destination == SILENT or None)
    await bus.request_name(SILENT)
    return bus


async def leave(bus: MessageBus) -> None:
    bus.disconnect()
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


async def test_a_bus_that_goes_while_calls_are_out_and_given_up_is_joined_again(
    private_bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reminder.system.bus.RETRY", SOON)
    silent, bus, owners = await nobody_answers(), session_bus(), list[str]()
    bus.follow(SILENT, owners.append)
    async with bus.joined():
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


async def test_one_that_was_long_away_and_then_goes_again_is_soon_joined_again(
    private_bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reminder.system.bus.RETRY", SOON / 5)
    bus = session_bus(SOON)
    private_bus.stop()
    async with bus.joined():
        await asyncio.sleep(10 * SOON.total_seconds())
        private_bus.start()
        for _ in range(5):  # were the wait doubled each time, it would be five seconds by then
            await until(lambda: bus.why is None, 2)
            await asyncio.sleep(SOON.total_seconds())
            private_bus.stop()
            await until(lambda: bus.why)
            private_bus.start()


async def test_who_does_not_answer_is_given_up_and_forgotten() -> None:
    silent, bus, owners = await nobody_answers(), session_bus(SOON), list[str]()
    bus.follow(SILENT, owners.append)
    async with bus.joined():
        await until(lambda: owners)
        for _ in range(3):
            with pytest.raises(BusError) as error:
                await bus.call(SILENT, "/", SILENT, "Ask")
            assert error.value.name == NO_REPLY
        assert not bus._answers
    await leave(silent)


async def test_who_follows_a_name_on_a_bus_that_is_not_there_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    bus, owners = session_bus(), list[str]()
    async with bus.joined() as why:
        assert "no session bus" in plainly(why)
        bus.follow(SILENT, owners.append)
        assert owners == [""]


async def test_a_signal_is_handed_to_those_who_listen_for_it() -> None:
    teller, bus, heard, owners = await MessageBus().connect(), session_bus(), list[Message](), list[str]()
    bus.listen(heard.append, SILENT, "Said", "/here")
    bus.follow(SILENT, owners.append)
    async with bus.joined():
        await until(lambda: owners)
        for path, member in (("/there", "Said"), ("/here", "Sung"), ("/here", "Said")):
            teller.send(Message.new_signal(path, SILENT, member))
        await until(lambda: heard)
        assert [(message.path, message.member) for message in heard] == [("/here", "Said")]
    await leave(teller)


# --- one for all ------------------------------------------------------------------------------------------------------


async def test_it_is_left_once_nobody_needs_it_any_more_and_can_be_joined_anew() -> None:
    bus = session_bus()
    for _ in range(2):
        async with bus.joined() as why:
            async with bus.joined():
                assert why is None
            assert await bus.call(DAEMON, "/", DAEMON, "GetId")
        with pytest.raises(BusError) as error:
            await bus.call(DAEMON, "/", DAEMON, "GetId")
        assert error.value.name == DISCONNECTED


async def test_who_follows_a_name_later_is_told_and_nobody_before_it_again() -> None:
    silent, bus, first, second = await nobody_answers(), session_bus(), list[str](), list[str]()
    bus.follow(SILENT, first.append)
    async with bus.joined():
        await until(lambda: first)
        bus.follow(SILENT, second.append)
        await until(lambda: second)
        await leave(silent)
        await until(lambda: not second[-1])
        assert first == second == [silent.unique_name, ""]


# --- what it serves ---------------------------------------------------------------------------------------------------


class Counter(ServiceInterface):
    """Counts up, and tells."""

    def __init__(self) -> None:
        super().__init__(COUNTER)
        self.count = 0

    @dbus_method()
    def Add(self, number: DBusUInt32) -> DBusUInt32:
        self.count += number
        self.Counted()
        return self.count

    @dbus_property(access=PropertyAccess.READ)
    def Count(self) -> DBusUInt32:
        return self.count

    @dbus_signal()
    def Counted(self) -> DBusStr:
        return f"up to {self.count}"


class Caller:
    """Another program on the same bus."""

    def __init__(self) -> None:
        self.bus, self.heard = session_bus(), list[str]()
        self.bus.listen(lambda message: self.heard.append(message.body[0]), COUNTER, "Counted", COUNTER_PATH)

    async def call(self, to: str, member: str, signature: str = "", *body: object, interface: str = COUNTER) -> object:
        (answer,) = await self.bus.call(to, COUNTER_PATH, interface, member, signature, *body)
        return answer


async def test_an_object_is_served_with_its_methods_properties_and_signals_on_every_connection(
    private_bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reminder.system.bus.RETRY", SOON)
    bus, caller, counter = session_bus(), Caller(), Counter()
    bus.serve(COUNTER_PATH, counter, name=COUNTER)
    async with bus.joined(), caller.bus.joined():
        for count in (1, 2):
            await until(lambda: private_bus.owns(COUNTER) and caller.bus.why is None)
            assert await caller.call(COUNTER, "Add", "u", 1) == count
            found = await caller.call(COUNTER, "Get", "ss", COUNTER, "Count", interface=PROPERTIES)
            assert found == Variant("u", count)
            await until(lambda: caller.heard)
            assert caller.heard.pop() == f"up to {count}"
            private_bus.stop()
            await until(lambda: bus.why and caller.bus.why)
            counter.Counted()
            private_bus.start()


@pytest.mark.parametrize(
    ("member", "interface"), [("Subtract", COUNTER), ("Add", COUNTER), ("Add", SILENT), ("Get", PROPERTIES)]
)
async def test_whoever_calls_what_is_not_served_is_refused_as_is_usual(
    private_bus: Bus, member: str, interface: str
) -> None:
    """By the standard's own error, as is a call whose arguments are of another kind."""
    bus, caller = session_bus(), Caller()
    bus.serve(COUNTER_PATH, Counter(), name=COUNTER)
    async with bus.joined(), caller.bus.joined():
        await until(lambda: private_bus.owns(COUNTER))
        with pytest.raises(BusError) as error:
            await caller.call(COUNTER, member, "s", "one", interface=interface)
        assert error.value.name == ErrorType.UNKNOWN_METHOD.value


async def test_what_is_served_later_can_be_called_until_that_ends(private_bus: Bus) -> None:
    bus, caller = session_bus(), Caller()
    async with bus.joined(), caller.bus.joined():
        for count in (1, 2):
            end = bus.serve(COUNTER_PATH, counter := Counter(), name=COUNTER)
            await until(lambda: private_bus.owns(COUNTER))
            [owner] = await caller.bus.call(DAEMON, "/", DAEMON, "GetNameOwner", "s", COUNTER)
            assert await caller.call(owner, "Add", "u", count) == counter.count == count
            end()
            with pytest.raises(BusError):
                await caller.call(owner, "Add", "u", 1)
            assert not private_bus.owns(COUNTER)
