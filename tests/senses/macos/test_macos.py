"""macOS: its calls, played by C functions with its own signatures, and what is made of them."""

import ctypes
import struct
from collections.abc import Sequence
from ctypes import c_bool, c_char_p, c_double, c_int32, c_long, c_uint32, c_uint64, c_ulong, c_void_p
from datetime import timedelta
from types import SimpleNamespace

import pytest
from support.c_libraries import CLibraries
from support.fakes import a_plan, a_quiet
from support.sensed import Heard, clock

from reminder.errors import Unavailable
from reminder.model.events import SenseFound, SenseLost
from reminder.model.senses import Reason
from reminder.senses.macos.api import FOUNDATION, GRAPHICS, KERNEL, Session, ShortInfo, System
from reminder.senses.macos.platform import MacOS, is_locked, since_input

LOCKED, ON_CONSOLE = "CGSSessionScreenIsLocked", "kCGSSessionOnConsoleKey"


def a_mac(seconds: float = 0, session: Session | None = None, running: Sequence[str] = ()) -> SimpleNamespace:
    """Answers so."""
    return SimpleNamespace(since_input=lambda: seconds, session=lambda: session, programs=lambda: running)


# --- what is made of the answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "idle"), [(0.0, 0), (12.5, 12.5), (-0.001, 0), (86_400.0 * 365, 86_400 * 365)])
def test_the_time_without_input_is_in_seconds(seconds: float, idle: float) -> None:
    assert since_input(a_mac(seconds)) == timedelta(seconds=idle)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), float("-inf"), -5.0, 18446744073.7, 1e300])
def test_nonsense_is_not_taken_for_a_time(seconds: float) -> None:
    with pytest.raises(OSError, match="does not know when"):
        since_input(a_mac(seconds))


@pytest.mark.parametrize(
    ("session", "locked"),
    [
        (Session(None, True), False),
        (Session(False, True), False),
        (Session(True, True), True),
        (Session(None, False), True),
        (Session(True, False), True),
        (Session(None, None), False),
    ],
)
def test_a_screen_is_locked_when_macos_says_so_or_shows_another_session(session: Session, locked: bool) -> None:
    assert is_locked(a_mac(session=session)) is locked


def test_without_a_session_that_has_a_screen_it_is_blind() -> None:
    with pytest.raises(Unavailable, match="session that has a screen"):
        is_locked(a_mac())


def test_there_is_one_source_of_input() -> None:
    (source,) = MacOS(clock, a_mac()).idle()
    assert (source.name, source.limit) == ("CGEventSource", None)


async def test_what_macos_can_tell_is_asked_and_the_rest_is_blind() -> None:
    heard = Heard()
    api = a_mac(session=Session(None, True), running=["OBS", "Finder"])
    for offer in MacOS(clock, api).offers(a_plan(quiet=a_quiet(apps=("obs", "zoom.us"))), heard.put):
        sensor = offer.make()
        await sensor.answer()
        if offer.name == "apps":
            assert (await sensor.look()).holds == {Reason.APP: "obs"}
    assert {found.sense.name for found in heard.of(SenseFound) if found.sense.polled} == {"lock", "apps"}
    assert [lost.name for lost in heard.of(SenseLost)] == [
        "sleep",
        "idle inhibitors",
        "do not disturb",
        "camera",
        "microphone",
        "screen sharing",
        "full screen",
    ]


# --- the calls themselves ---------------------------------------------------------------------------------------------


def test_asks_for_the_time_without_any_input_of_the_devices() -> None:
    def since(state: int, kind: int) -> float:
        assert (state, kind) == (1, 0xFFFFFFFF)
        return 42.25

    function = GRAPHICS, since, c_double, c_int32, c_uint32
    assert System(CLibraries(CGEventSourceSecondsSinceLastEventType=function)).since_input() == 42.25


class Foundation:
    """A window server with one dictionary, and objects that are counted; addresses are above 32 bits, as they are."""

    BASE = 0x7FF8_0000_0000
    BOOLEAN, NUMBER, STRING = 21, 22, 7

    def __init__(self, **values: object) -> None:
        """The dictionary; without values there is none."""
        self._objects: dict[int, object] = {}
        self.alive: set[int] = set()
        self._values = {name: self._make(value) for name, value in values.items()}
        self.alive.clear()
        self.has_memory = True

    def _make(self, value: object) -> int:
        address = self.BASE + 16 * len(self._objects)
        self._objects[address] = value
        self.alive.add(address)
        return address

    def copy(self) -> int | None:
        return self._make(self._values) if self._values else None

    def release(self, address: int) -> None:
        self.alive.remove(address)

    def string(self, allocator: int | None, text: bytes, encoding: int) -> int | None:
        assert (allocator, encoding) == (None, 0x08000100)
        return self._make(text.decode()) if self.has_memory else None

    def look_up(self, dictionary: int, key: int) -> int | None:
        assert {dictionary, key} <= self.alive
        assert self._objects[dictionary] is self._values
        return self._values.get(str(self._objects[key]))

    def kind(self, address: int) -> int:
        value = self._objects[address]
        return {bool: self.BOOLEAN, int: self.NUMBER}.get(type(value), self.STRING)

    def is_true(self, address: int) -> bool:
        assert isinstance(self._objects[address], bool)
        return bool(self._objects[address])

    def number(self, address: int, kind: int, into: int) -> bool:
        assert kind == 3
        ctypes.memmove(into, struct.pack("=i", self._objects[address]), 4)
        return True

    @property
    def system(self) -> System:
        return System(
            CLibraries(
                CGSessionCopyCurrentDictionary=(GRAPHICS, self.copy, c_void_p),
                CFRelease=(FOUNDATION, self.release, None, c_void_p),
                CFStringCreateWithCString=(FOUNDATION, self.string, c_void_p, c_void_p, c_char_p, c_uint32),
                CFDictionaryGetValue=(FOUNDATION, self.look_up, c_void_p, c_void_p, c_void_p),
                CFGetTypeID=(FOUNDATION, self.kind, c_ulong, c_void_p),
                CFBooleanGetTypeID=(FOUNDATION, lambda: self.BOOLEAN, c_ulong),
                CFNumberGetTypeID=(FOUNDATION, lambda: self.NUMBER, c_ulong),
                CFBooleanGetValue=(FOUNDATION, self.is_true, c_bool, c_void_p),
                CFNumberGetValue=(FOUNDATION, self.number, c_bool, c_void_p, c_long, c_void_p),
            )
        )


@pytest.mark.parametrize(
    ("values", "session"),
    [
        ({ON_CONSOLE: True}, Session(None, True)),
        ({ON_CONSOLE: True, LOCKED: True}, Session(True, True)),
        ({ON_CONSOLE: False, LOCKED: False}, Session(False, False)),
        ({ON_CONSOLE: 1, LOCKED: 1}, Session(True, True)),
        ({ON_CONSOLE: 0, LOCKED: 0}, Session(False, False)),
        ({ON_CONSOLE: "yes", LOCKED: "yes"}, Session(None, None)),
        ({"kCGSSessionUserIDKey": 501}, Session(None, None)),
    ],
    ids=["open", "locked", "another's", "locked, in numbers", "another's, in numbers", "text", "neither"],
)
def test_reads_the_session_and_lets_go_of_all_it_made(values: dict[str, object], session: Session) -> None:
    foundation = Foundation(**values)
    assert foundation.system.session() == session
    assert foundation.alive == set()


def test_without_a_dictionary_there_is_no_session() -> None:
    assert Foundation().system.session() is None


def test_a_string_that_cannot_be_made_is_a_refusal_and_nothing_is_kept() -> None:
    foundation = Foundation(**{ON_CONSOLE: True})
    foundation.has_memory = False
    with pytest.raises(OSError, match="no memory"):
        foundation.system.session()
    assert foundation.alive == set()


def test_the_structure_of_a_process_is_laid_out_as_macos_has_it() -> None:
    assert (ctypes.sizeof(ShortInfo), ShortInfo.command.offset, ShortInfo.uid.offset) == (64, 16, 36)


class Kernel:
    """Processes by their ids: the user's number and the name of each; no name: it has just ended."""

    def __init__(self, processes: dict[int, tuple[int, bytes]], more: int = 0) -> None:
        """`more` come between the count and the list."""
        self._processes = processes
        self._more = more

    def list_all(self, buffer: int | None, size: int) -> int:
        if buffer is None:
            return len(self._processes) - self._more
        pids = list(self._processes)[: size // 4]
        ctypes.memmove(buffer, struct.pack(f"={len(pids)}i", *pids), 4 * len(pids))
        return len(pids)

    def inform(self, pid: int, kind: int, argument: int, buffer: int, size: int) -> int:
        assert (kind, argument, size) == (13, 0, 64)
        uid, name = self._processes[pid]
        if not name:
            return 0
        ctypes.memmove(buffer, struct.pack("=4I16s8I", pid, 1, pid, 2, name, 0, uid, 20, uid, 20, uid, 20, 0), 64)
        return 64

    def name(self, pid: int, buffer: int, size: int) -> int:
        assert size >= 32
        name = self._processes[pid][1]
        ctypes.memmove(buffer, name + b"\0", len(name) + 1)
        return len(name)

    @property
    def system(self) -> System:
        return System(
            CLibraries(
                proc_listallpids=(KERNEL, self.list_all, c_int32, c_void_p, c_int32),
                proc_pidinfo=(KERNEL, self.inform, c_int32, c_int32, c_int32, c_uint64, c_void_p, c_int32),
                proc_name=(KERNEL, self.name, c_int32, c_int32, c_void_p, c_uint32),
                getuid=(KERNEL, lambda: 501, c_uint32),
            )
        )


def test_lists_the_programs_of_this_user() -> None:
    processes = {
        1: (0, b"launchd"),
        70: (501, b"zoom.us"),
        71: (502, b"OBS"),
        72: (501, b""),
        73: (501, b"Caf\xc3\xa9\xff"),
    }
    assert Kernel(processes).system.programs() == ["zoom.us", "Café\N{REPLACEMENT CHARACTER}"]


def test_processes_that_come_while_it_counts_are_listed_or_left_out_but_never_overrun() -> None:
    processes = dict.fromkeys(range(1, 301), (501, b"zoom.us"))
    assert len(Kernel(processes, more=20).system.programs()) == 300
    assert len(Kernel(processes, more=290).system.programs()) == 74


def test_processes_that_are_not_listed_are_a_refusal() -> None:
    with pytest.raises(OSError, match="macOS refuses proc_listallpids"):
        Kernel({}).system.programs()
