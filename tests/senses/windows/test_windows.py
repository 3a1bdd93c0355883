"""Windows: its calls, played by functions with its own calling signatures and memory layouts, and what is made of them.

The layouts are packed by hand here, from its headers, so that they check those of the program.
"""

import ctypes
import struct
import sys
from collections.abc import Sequence
from ctypes import POINTER, c_int32, c_uint32, c_void_p
from datetime import timedelta
from typing import Any

import pytest
from support.c_libraries import CLibraries
from support.fakes import a_plan, a_quiet
from support.sensed import Heard, clock
from support.winreg_stand_in import Winreg
from support.words import in_words

from reminder.errors import SystemRefused, Unavailable
from reminder.model.events import HoldBegan, HoldEnded, SenseFound, SenseLost
from reminder.model.senses import Reason
from reminder.senses.sensor import Seen, Sensor
from reminder.senses.windows import api as windows_api
from reminder.senses.windows.api import ProcessEntry, Session, SessionInfo, System
from reminder.senses.windows.platform import (
    CONSENT,
    Camera,
    DoNotDisturb,
    FullScreen,
    Microphone,
    Windows,
    is_locked,
    since_input,
)
from reminder.system.ctypes_library import windows_library

UNKNOWN = -1
STATES = range(9)


class FakeWindows:
    """Answers as it is told; a question that it has no answer to is refused."""

    def __init__(self) -> None:
        self.now = 1_000_000
        self.last = 1_000_000
        self.state = 5
        self.locked = Session(0, 1)
        self.running: Sequence[str] | None = ["explorer"]
        self.registry: dict[str, dict[str, object]] | None = {}

    def ticks(self) -> int:
        return self.now

    def last_input(self) -> int:
        return self.last

    def session(self) -> Session:
        return self.locked

    def notification_state(self) -> int:
        return self.state

    def programs(self) -> Sequence[str]:
        if self.running is None:
            raise SystemRefused("Windows refuses CreateToolhelp32Snapshot")
        return self.running

    def keys(self, key: str) -> Sequence[str] | None:
        if self.registry is None:
            raise SystemRefused(r"Windows refuses HKCU\{key}", key=key)
        paths = [path.removeprefix(f"{key}\\") for path in self.registry if path.startswith(f"{key}\\")]
        under = list(dict.fromkeys(path.partition("\\")[0] for path in paths))
        return under if under or key in self.registry else None

    def value(self, key: str, name: str) -> object:
        return self.registry.get(key, {}).get(name)

    def uses(self, device: str, program: str, began: object = 1, ended: object = 0) -> None:
        """The record of a program: a package, or a path under NonPackaged."""
        assert self.registry is not None
        times = {"LastUsedTimeStart": began, "LastUsedTimeStop": ended}
        self.registry[rf"{CONSENT}\{device}\{program}"] = {"Value": "Allow"} | {
            name: time for name, time in times.items() if time is not None
        }


@pytest.fixture
def api() -> FakeWindows:
    return FakeWindows()


async def holds(sensor: Sensor) -> dict[Reason, str]:
    return dict((await sensor.look()).holds)


# --- input ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "now", "milliseconds"),
    [
        pytest.param(1_000, 1_000, 0, id="now"),
        pytest.param(1_000, 4_500, 3_500, id="a while"),
        pytest.param(2**32 - 1, 0, 1, id="over the end"),
        pytest.param(2**32 - 1_000, 2_000, 3_000, id="over the end for a while"),
        pytest.param(2**31, 2**31 - 100_000, 2**32 - 100_000, id="nearly all the way round"),
        pytest.param(2**31 - 1, 2**31 + 1, 2, id="over the sign"),
        pytest.param(0, 2**32 - 60_001, 2**32 - 60_001, id="the longest"),
        pytest.param(1_005, 1_000, 0, id="a little ahead"),
        pytest.param(3, 2**32 - 3, 0, id="a little ahead, over the end"),
        pytest.param(59_000, 0, 0, id="a minute ahead"),
    ],
)
def test_the_time_without_input_survives_the_end_of_the_count(
    api: FakeWindows, last: int, now: int, milliseconds: int
) -> None:
    api.last, api.now = last, now
    assert since_input(api) == timedelta(milliseconds=milliseconds)


def test_the_last_input_is_read_before_the_clock(api: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(api, "ticks", lambda: read.append("clock") or 7)
    monkeypatch.setattr(api, "last_input", lambda: read.append("input") or 7)
    since_input(api)
    assert read == ["input", "clock"]


def test_there_is_one_source_of_input(api: FakeWindows) -> None:
    (source,) = Windows(clock, api).idle()
    assert (source.name, source.limit) == ("GetLastInputInfo", None)


# --- the lock ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "flags", "locked"),
    [(0, 1, False), (0, 0, True), (4, 0, True), (4, 1, True), (4, UNKNOWN, True), (1, 1, False)],
    ids=["open", "locked", "disconnected", "disconnected, not locked", "disconnected, unknown", "connected"],
)
def test_a_session_that_is_not_before_anybodys_eyes_is_locked(
    api: FakeWindows, state: int, flags: int, locked: bool
) -> None:
    api.locked = Session(state, flags)
    assert is_locked(api) is locked


@pytest.mark.parametrize("flags", [UNKNOWN, 2, -2])
def test_a_lock_that_windows_does_not_know_is_not_told(api: FakeWindows, flags: int) -> None:
    api.locked = Session(0, flags)
    with pytest.raises(Unavailable, match="does not know"):
        is_locked(api)


# --- quiet, and full screen -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
async def test_each_state_of_notifications_is_one_reason_at_most(api: FakeWindows, state: int) -> None:
    api.state = state
    quiet = Reason.DO_NOT_DISTURB if state in (4, 6) else None
    fills = Reason.FULL_SCREEN if state in (2, 3) else None
    put = Heard().put
    assert await holds(DoNotDisturb(put, clock, api)) == ({quiet: ""} if quiet else {})
    assert await holds(FullScreen(put, clock, api)) == ({fills: ""} if fills else {})


async def test_what_windows_keeps_to_itself_is_said(api: FakeWindows) -> None:
    seen = await DoNotDisturb(Heard().put, clock, api).look()
    assert "Focus" in in_words(seen.limit)


# --- camera and microphone --------------------------------------------------------------------------------------------

ZOOM = r"NonPackaged\C:#Users#Ann#AppData#Roaming#Zoom#bin#Zoom.exe"
TEAMS = "MSTeams_8wekyb3d8bbwe"


@pytest.mark.parametrize(("sensor", "device"), [(Camera, "webcam"), (Microphone, "microphone")])
async def test_who_has_not_let_go_of_a_device_is_in_a_meeting(
    api: FakeWindows, sensor: type[Camera] | type[Microphone], device: str
) -> None:
    api.running = ["zoom", "ms-teams"]
    api.uses(device, ZOOM)
    api.uses(device, TEAMS)
    api.uses(device, "Microsoft.WindowsCamera_8wekyb3d8bbwe", began=1, ended=2)
    api.uses("location", "Maps_8wekyb3d8bbwe")
    assert await holds(sensor(Heard().put, clock, (), api)) == {Reason.MEETING: "MSTeams, Zoom"}


@pytest.mark.parametrize(
    ("program", "name"),
    [
        (TEAMS, "MSTeams"),
        ("Microsoft.WindowsCamera_8wekyb3d8bbwe", "WindowsCamera"),
        ("NoPublisher", "NoPublisher"),
        (ZOOM, "Zoom"),
        (r"NonPackaged\C:#Program Files#Audacity#AUDACITY.EXE", "AUDACITY"),
        (r"NonPackaged\C:#Tools#meter", "meter"),
        (r"NonPackaged\meter.exe", "meter"),
        (r"NonPackaged\C:#Tools#a.exe.exe", "a.exe"),
    ],
)
async def test_a_program_is_named_as_people_know_it(api: FakeWindows, program: str, name: str) -> None:
    api.running = None
    api.uses("webcam", program)
    assert await holds(Camera(Heard().put, clock, (), api)) == {Reason.MEETING: name}


@pytest.mark.parametrize(
    ("began", "ended"),
    [(1, 2), (0, 0), (None, 0), (1, None), (None, None), ("1", 0), (1, "0"), (b"\1", 0), (1, b""), (1, [0])],
)
async def test_times_that_are_missing_or_odd_are_no_use(api: FakeWindows, began: object, ended: object) -> None:
    api.running = ["zoom"]
    api.uses("microphone", ZOOM, began, ended)
    api.uses("microphone", TEAMS, began, ended)
    assert await holds(Microphone(Heard().put, clock, (), api)) == {}


@pytest.mark.parametrize("ignored", ["zoom", "Zoom.exe"])
async def test_what_the_person_wants_ignored_is_no_meeting(api: FakeWindows, ignored: str) -> None:
    api.running = ["Zoom"]
    api.uses("microphone", ZOOM)
    sensor = Microphone(Heard().put, clock, (ignored, "msteams"), api)
    assert await holds(sensor) == {}
    api.uses("microphone", TEAMS)
    assert await holds(sensor) == {}
    api.uses("microphone", "Whatsapp_1")
    assert await holds(sensor) == {Reason.MEETING: "Whatsapp"}


async def test_a_program_that_crashed_with_the_camera_on_uses_it_no_more(api: FakeWindows) -> None:
    api.uses("webcam", ZOOM)
    sensor = Camera(Heard().put, clock, (), api)
    assert await holds(sensor) == {}
    api.running = ["ZOOM.EXE"]
    assert await holds(sensor) == {Reason.MEETING: "Zoom"}
    api.running = None
    assert await holds(sensor) == {Reason.MEETING: "Zoom"}, "who runs cannot be known: the record is believed"


async def test_a_device_that_nobody_ever_used_is_free(api: FakeWindows) -> None:
    api.registry = {rf"{CONSENT}\webcam": {"Value": "Allow"}}
    assert await Camera(Heard().put, clock, (), api).look() == Seen("CapabilityAccessManager")


async def test_a_windows_without_such_a_record_is_blind(api: FakeWindows) -> None:
    with pytest.raises(Unavailable, match="no record of who uses the camera"):
        await Camera(Heard().put, clock, (), api).look()


async def test_a_registry_that_refuses_is_blind_until_it_does_not(api: FakeWindows) -> None:
    heard = Heard()
    api.registry = None
    sensor = Camera(heard.put, clock, (), api)
    await sensor.answer()
    assert [in_words(lost.why) for lost in heard.of(SenseLost)] == [rf"Windows refuses HKCU\{CONSENT}\webcam"]
    api.registry = {}
    api.uses("webcam", TEAMS)
    await sensor.answer()
    api.uses("webcam", TEAMS, ended=3)
    await sensor.answer()
    assert heard.kinds() == ["SenseLost", "SenseFound", "HoldBegan", "HoldEnded"]
    (found,), (began,), (ended,) = heard.of(SenseFound), heard.of(HoldBegan), heard.of(HoldEnded)
    assert found.sense.polled
    assert (began.sense, began.detail, ended.sense) == ("camera", "MSTeams", "camera")


# --- apps, and the offers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["obs64", "obs64.exe"])
async def test_a_program_may_be_named_with_or_without_its_ending(api: FakeWindows, named: str) -> None:
    api.running = ["OBS64.exe", "explorer.exe"]
    offers = Windows(clock, api).offers(a_plan(quiet=a_quiet(apps=(named, "zoom"))), Heard().put)
    (apps,) = [offer for offer in offers if offer.name == "apps"]
    for _ in range(2):
        assert await holds(apps.make()) == {Reason.APP: "obs64"}


async def test_what_windows_can_tell_is_asked_and_the_rest_is_blind(api: FakeWindows) -> None:
    api.registry = {rf"{CONSENT}\{device}": {} for device in ("webcam", "microphone")}
    heard = Heard()
    for offer in Windows(clock, api).offers(a_plan(quiet=a_quiet(apps=("obs",))), heard.put):
        await offer.make().answer()
    asked = {found.sense.name for found in heard.of(SenseFound) if found.sense.polled}
    assert asked == {"lock", "do not disturb", "camera", "microphone", "full screen", "apps"}
    assert {lost.name for lost in heard.of(SenseLost)} == {"sleep", "idle inhibitors", "screen sharing"}


# --- the calls themselves ---------------------------------------------------------------------------------------------


def test_structures_are_laid_out_as_windows_has_them() -> None:
    assert ctypes.sizeof(SessionInfo) == 232
    assert SessionInfo.data.offset == 8
    level1 = windows_api.SessionLevel1
    offsets = {name: getattr(level1, name).offset for name, *_ in level1._fields_}
    assert offsets == {
        "id": 0,
        "state": 4,
        "flags": 8,
        "station": 12,
        "user": 78,
        "domain": 120,
        "times": 160,
        "counters": 200,
    }
    if ctypes.sizeof(c_void_p) == 8:
        assert (ctypes.sizeof(ProcessEntry), ProcessEntry.heap.offset, ProcessEntry.file.offset) == (568, 16, 44)


def put(address: int, layout: str, *values: object) -> int:
    data = struct.pack(layout, *values)
    ctypes.memmove(address, data, len(data))
    return 1


def test_asks_for_the_last_input() -> None:
    def last_input(address: int) -> int:
        assert struct.unpack("<I", ctypes.string_at(address, 4)) == (8,)
        return put(address + 4, "<I", 0xFFFFFFF0)

    system = System(
        CLibraries(
            GetLastInputInfo=("user32", last_input, c_int32, c_void_p),
            GetTickCount=("kernel32", lambda: 0xFFFFFFF5, c_uint32),
        )
    )
    assert (system.last_input(), system.ticks()) == (0xFFFFFFF0, 0xFFFFFFF5)
    assert since_input(system) == timedelta(milliseconds=5)


class TerminalServices:
    """WTSQuerySessionInformationW and WTSFreeMemory."""

    def __init__(
        self,
        level: int = 1,
        state: int = 0,
        flags: int = 1,
        size: int = 232,
        succeeds: bool = True,
        has_buffer: bool = True,
    ) -> None:
        self._buffer = ctypes.create_string_buffer(232)
        put(ctypes.addressof(self._buffer), "<IIIii", level, 0xDEAD, 2, state, flags)
        self._size = size
        self._succeeds = succeeds
        self._has_buffer = has_buffer
        self.freed: list[int] = []

    def query(self, server: int | None, session: int, kind: int, buffer: Any, size: Any) -> int:
        assert (server, session, kind) == (None, 0xFFFFFFFF, 25)
        if self._succeeds:
            buffer[0] = ctypes.addressof(self._buffer) if self._has_buffer else None
            size[0] = self._size
        return int(self._succeeds)

    def free(self, buffer: int) -> None:
        self.freed.append(buffer)

    @property
    def address(self) -> int:
        return ctypes.addressof(self._buffer)

    @property
    def system(self) -> System:
        query = "wtsapi32", self.query, c_int32, c_void_p, c_uint32, c_int32, POINTER(c_void_p), POINTER(c_uint32)
        free = "wtsapi32", self.free, None, c_void_p
        return System(CLibraries(WTSQuerySessionInformationW=query, WTSFreeMemory=free))


@pytest.mark.parametrize(("state", "flags"), [(0, 0), (0, 1), (4, 0), (0, -1)])
def test_asks_for_the_session_and_gives_the_memory_back(state: int, flags: int) -> None:
    services = TerminalServices(state=state, flags=flags)
    assert services.system.session() == Session(state, flags)
    assert services.freed == [services.address]


@pytest.mark.parametrize(
    ("services", "freed"),
    [
        pytest.param(TerminalServices(level=2), 1, id="another level"),
        pytest.param(TerminalServices(size=16), 1, id="too short"),
        pytest.param(TerminalServices(has_buffer=False), 1, id="none"),
        pytest.param(TerminalServices(succeeds=False), 0, id="refused"),
    ],
)
def test_a_session_that_is_not_told_of_is_a_refusal(services: TerminalServices, freed: int) -> None:
    with pytest.raises(OSError, match="WTSQuerySessionInformation"):
        services.system.session()
    assert len(services.freed) == freed


def state_of_notifications(result: int) -> int:
    """As the program reads it where the call returns this."""

    def state(address: Any) -> int:
        address[0] = 6
        return result

    function = "shell32", state, c_int32, POINTER(c_int32)
    return System(CLibraries(SHQueryUserNotificationState=function)).notification_state()


def test_asks_for_the_state_of_notifications_and_an_error_is_a_refusal() -> None:
    assert state_of_notifications(0) == 6
    with pytest.raises(OSError, match="0x80070005"):
        state_of_notifications(-2147024891)


class Kernel:
    """The list of processes: each with its session, None for one that is not told."""

    def __init__(
        self, *processes: tuple[int, str, int | None], own: int | None = 1, handle: int = 0x7FFF00001234
    ) -> None:
        self._processes = processes
        self._own = own
        self._handle = handle
        self._at = 0
        self.closed: list[int] = []

    def snapshot(self, flags: int, process: int) -> int:
        assert (flags, process) == (2, 0)
        return self._handle

    def next(self, handle: int, entry: int) -> int:
        assert handle == self._handle
        size = 568 if ctypes.sizeof(c_void_p) == 8 else 556
        assert struct.unpack("<I", ctypes.string_at(entry, 4)) == (size,)
        if self._at == len(self._processes):
            return 0
        id, file, _ = self._processes[self._at]
        self._at += 1
        put(entry + 8, "<I", id)
        name = file.encode("utf-16-le")[:520]
        return put(entry + size - 524, f"{len(name)}s", name)

    def session(self, id: int, session: Any) -> int:
        known = {4711: self._own} | {process: number for process, _, number in self._processes}
        number = known[id]
        if number is None:
            return 0
        session[0] = number
        return 1

    def close(self, handle: int) -> int:
        self.closed.append(handle)
        return 1

    @property
    def system(self) -> System:
        return System(
            CLibraries(
                CreateToolhelp32Snapshot=("kernel32", self.snapshot, c_void_p, c_uint32, c_uint32),
                Process32FirstW=("kernel32", self.next, c_int32, c_void_p, c_void_p),
                Process32NextW=("kernel32", self.next, c_int32, c_void_p, c_void_p),
                ProcessIdToSessionId=("kernel32", self.session, c_int32, c_uint32, POINTER(c_uint32)),
                GetCurrentProcessId=("kernel32", lambda: 4711, c_uint32),
                CloseHandle=("kernel32", self.close, c_int32, c_void_p),
            )
        )


def test_lists_the_programs_of_this_session_and_those_of_nobody_knows_which() -> None:
    kernel = Kernel(
        (4, "System\0", 0),
        (70, "Zoom.exe\0", 1),
        (71, "Überblick 🎥.exe\0", 1),
        (72, "obs64.exe\0", 2),
        (73, "game.exe\0", None),
    )
    assert kernel.system.programs() == ["Zoom.exe", "Überblick 🎥.exe", "game.exe"]
    assert kernel.closed == [0x7FFF00001234]


def test_lists_all_where_the_own_session_is_not_known() -> None:
    assert Kernel((4, "System\0", 0), (72, "obs64.exe\0", 2), own=None).system.programs() == ["System", "obs64.exe"]


def test_a_name_as_long_as_there_is_room_for_is_whole() -> None:
    assert Kernel((5, "x" * 260, 1)).system.programs() == ["x" * 260]


def test_a_longer_name_leaves_nothing_in_a_shorter_one() -> None:
    assert Kernel((5, "a-long-one.exe\0", 1), (6, "b.exe\0", 1)).system.programs() == ["a-long-one.exe", "b.exe"]


@pytest.mark.parametrize("handle", [0, -1], ids=["none", "invalid"])
def test_processes_that_are_not_listed_are_a_refusal(handle: int) -> None:
    kernel = Kernel((5, "zoom.exe", 1), handle=handle)
    with pytest.raises(OSError, match="CreateToolhelp32Snapshot"):
        kernel.system.programs()
    assert kernel.closed == []


def test_a_list_without_a_first_process_is_a_refusal_too() -> None:
    kernel = Kernel()
    with pytest.raises(OSError, match="Process32First"):
        kernel.system.programs()
    assert len(kernel.closed) == 1


def test_a_refusal_says_what_windows_says(monkeypatch: pytest.MonkeyPatch) -> None:
    services = TerminalServices(succeeds=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 5, raising=False)
    monkeypatch.setattr(ctypes, "FormatError", {5: "Access is denied. \r\n"}.get, raising=False)
    with pytest.raises(OSError, match=r"^Windows refuses WTSQuerySessionInformation: Access is denied$"):
        services.system.session()
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 0)
    with pytest.raises(OSError, match=r"^Windows refuses WTSQuerySessionInformation$"):
        services.system.session()


def test_libraries_of_windows_keep_the_errors_of_their_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[tuple[str, bool]] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(
        ctypes, "WinDLL", lambda name, use_last_error: loaded.append((name, use_last_error)), raising=False
    )
    windows_library("user32")
    assert loaded == [("user32", True)]


# --- the registry -----------------------------------------------------------------------------------------------------


async def test_the_whole_way_from_the_registry_to_a_meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    root = rf"{CONSENT}\webcam"
    times: dict[str, object] = {"LastUsedTimeStart": 133_000_000_000_000_000, "LastUsedTimeStop": 0}
    keys = {root: {}, rf"{root}\{TEAMS}": times, rf"{root}\NonPackaged": {}, rf"{root}\{ZOOM}": {}}
    Winreg(keys).serve(monkeypatch)
    assert list(Camera(Heard().put, clock, (), System(CLibraries()))._users()) == ["MSTeams"]
