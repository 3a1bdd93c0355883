import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.linux_input_desks import Wayland, at_wayland
from support.sensed import sensing_input
from support.waiting import until
from support.wayland_compositor import ACTIVATED, FULL_SCREEN, MAXIMIZED, NOTIFIER, SEAT, WINDOWS, Compositor, composing
from support.words import in_words

from reminder.errors import NoAnswer, Unavailable
from reminder.model.events import CameBack, WentIdle
from reminder.senses.linux.connection import Connection
from reminder.senses.linux.wayland.idle import WaylandIdle
from reminder.senses.linux.wayland.windows import full_screen_program

SOON = timedelta(seconds=0.1)
NEVER = timedelta(hours=1)
AtDesk = Callable[..., AbstractAsyncContextManager[Wayland]]
Compose = Callable[..., AbstractAsyncContextManager[Compositor]]


@pytest.fixture(params=[1, 2], ids=["heeding programs", "input only"])
def version(request: pytest.FixtureRequest) -> int:
    """Of the compositor's notifier."""
    number: int = request.param
    return number


@pytest.fixture
def compose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compose:
    """A compositor that this process finds, by what it offers."""
    return partial(composing, tmp_path, monkeypatch)


@pytest.fixture
def at_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AtDesk:
    return partial(at_wayland, tmp_path, monkeypatch)


@pytest.fixture
def desk(at_desk: AtDesk, enter: Callable[..., Any]) -> Wayland:
    return enter(at_desk())


# --- idle and active --------------------------------------------------------------------------------------------------


async def test_an_absence_that_began_long_before_the_wait_for_a_pause_is_known_from_its_beginning(
    desk: Wayland,
) -> None:
    await desk.watch(300)
    desk.let_pass(299)
    await desk.watch(30)
    assert [length for length, _ in desk.compositor.lengths()] == [30, 300]
    desk.let_pass(1)
    await desk.hears(("idle", 300))
    desk.let_pass(100)
    await desk.answered()
    assert len(desk.heard) == 1


async def test_a_longer_notification_corrects_since_when(at_desk, version: int) -> None:
    """Idle for 200 s already when the wait for a pause in typing begins."""
    async with at_desk(version) as desk:
        await desk.watch(300)
        desk.let_pass(200)
        await desk.watch(3)
        desk.let_pass(3)
        await desk.hears(("idle", 3))
        await desk.watch(300)
        desk.let_pass(97)
        await desk.hears(("idle", 3), ("idle", 300))
        desk.touch()
        await desk.hears(("idle", 3), ("idle", 300), "active")


@asynccontextmanager
async def in_doubt(at_desk: AtDesk) -> AsyncIterator[Wayland]:
    """There was no input for 3 s, and it is not known yet that a program keeps the screen awake."""
    async with at_desk(moment=NEVER) as desk:
        desk.compositor.keep_awake(True)
        await desk.watch(3)
        desk.let_pass(3)
        await until(lambda: len(desk.compositor.notifications) == 2)
        yield desk


async def test_what_is_known_already_is_said_at_once(at_desk) -> None:
    async with in_doubt(at_desk) as desk:
        desk.source.watch(timedelta(seconds=300))
        desk.compositor.keep_awake(False)
        desk.let_pass(20)
        await desk.answered()
        assert desk.heard == []
        desk.source.watch(timedelta(seconds=10))
        assert desk.heard == [("idle", 23)]


async def test_of_what_is_known_the_earliest_counts(at_desk) -> None:
    async with in_doubt(at_desk) as desk:
        desk.source.watch(timedelta(seconds=10))
        await until(lambda: len(desk.compositor.notifications) == 3)
        desk.let_pass(10)
        desk.compositor.keep_awake(False)
        await desk.hears(("idle", 13))


async def test_somebody_at_another_seat_is_there(at_desk, version: int) -> None:
    async with at_desk(version, seats=2) as desk:
        await desk.watch(300)
        desk.let_pass(200)
        desk.touch(1)
        desk.let_pass(250)
        await desk.answered()
        assert desk.heard == []
        desk.let_pass(50)
        await desk.hears(("idle", 300))
        desk.touch(1)
        await desk.hears(("idle", 300), "active")
        desk.let_pass(300)
        await desk.hears(("idle", 300), "active", ("idle", 300))


async def test_numbers_are_used_again(desk: Wayland) -> None:
    await desk.watch(300)
    for _ in range(20):
        await desk.watch(3)
        desk.let_pass(3)
        await until(lambda: desk.heard)
        desk.touch()
        await until(lambda: "active" in desk.heard)
        desk.heard.clear()
        await desk.watch(300)
    assert desk.compositor.clients[0].highest < 20


async def test_nothing_is_watched_for_longer_than_the_wire_can_say(desk: Wayland) -> None:
    desk.source.watch(timedelta(days=365))
    desk.source.watch(timedelta(microseconds=1))
    await until(lambda: len(desk.compositor.notifications) >= 2)
    lengths = {each.length for each in desk.compositor.notifications}
    assert lengths >= {timedelta(milliseconds=1), timedelta(milliseconds=2**32 - 1)}


# --- programs that keep the screen awake ------------------------------------------------------------------------------


async def test_somebody_who_keeps_the_screen_awake_is_told_of_before_idle(desk: Wayland) -> None:
    desk.compositor.keep_awake(True)
    await desk.watch(3)
    desk.let_pass(3)
    await desk.hears(("a program",), ("idle", 3))
    desk.compositor.keep_awake(False)
    await desk.hears(("a program",), ("idle", 3), ())
    desk.touch()
    await desk.hears(("a program",), ("idle", 3), (), "active")


async def test_with_the_input_ends_what_is_known_of_the_screen(desk: Wayland) -> None:
    desk.compositor.keep_awake(True)
    await desk.watch(3)
    desk.let_pass(3)
    await desk.hears(("a program",), ("idle", 3))
    desk.touch()
    await desk.hears(("a program",), ("idle", 3), (), "active")
    await until(lambda: len(desk.compositor.notifications) == 1)


async def test_one_who_begins_while_nobody_is_there_is_told_of(desk: Wayland) -> None:
    await desk.watch(3)
    desk.let_pass(3)
    await desk.hears(("idle", 3))
    desk.compositor.keep_awake(True)
    await desk.hears(("idle", 3), ("a program",))


@pytest.mark.parametrize("plain_first", [True, False])
async def test_input_is_not_taken_for_a_program(at_desk, plain_first: bool) -> None:
    async with at_desk(moment=timedelta(seconds=0.01)) as desk:
        desk.compositor.plain_first = plain_first
        await desk.watch(3)
        for _ in range(5):
            desk.let_pass(3)
            await until(lambda: ("idle", 3) in desk.heard)
            desk.touch()
            await until(lambda: "active" in desk.heard)
            await desk.answered()
            assert desk.heard == [("idle", 3), "active"]
            desk.heard.clear()


async def test_input_before_it_is_known_whether_a_program_does_so_tells_nothing(at_desk) -> None:
    async with in_doubt(at_desk) as desk:
        desk.touch()
        await until(lambda: len(desk.compositor.notifications) == 1)
        assert desk.heard == []


async def test_an_older_compositor_takes_a_film_for_input_and_that_is_said(at_desk) -> None:
    async with at_desk(version=1) as desk:
        assert "keeps the screen awake" in in_words(desk.source.limit)
        await desk.watch(3)
        desk.let_pass(3)
        await desk.hears(("idle", 3))
        desk.compositor.keep_awake(True)
        await desk.hears(("idle", 3), "active")
        desk.let_pass(1000)
        desk.compositor.keep_awake(False)
        desk.let_pass(3)
        await desk.hears(("idle", 3), "active", ("idle", 3))


async def test_a_newer_one_has_no_limit(at_desk) -> None:
    async with at_desk(version=2) as desk:
        assert desk.source.limit is None


async def test_a_compositor_that_hides_input_behind_a_film_is_doubted(at_desk) -> None:
    async with at_desk(version=1, doubt_every=SOON) as desk:
        desk.compositor.is_kwin = True
        await desk.watch(3)
        desk.let_pass(3)
        await desk.hears(("idle", 3))
        doubts = desk.compositor.asked.count(("ext_idle_notification_v1", 0))
        await until(lambda: desk.compositor.asked.count(("ext_idle_notification_v1", 0)) > doubts + 1)
        assert desk.heard == [("idle", 3)]
        desk.compositor.keep_awake(True)
        desk.touch()
        await desk.hears(("idle", 3), "active")
        await desk.answered()
        desk.compositor.keep_awake(False)
        desk.let_pass(3)
        await desk.hears(("idle", 3), "active", ("idle", 3))


# --- where it cannot serve --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offers", "why"),
    [
        pytest.param([(SEAT, 9)], "the compositor does not tell of input: it has no ext_idle_notifier_v1", id="old"),
        pytest.param([(NOTIFIER, 2)], "the compositor has no seat", id="nothing to sit at"),
    ],
)
async def test_what_is_missing_is_said(compose: Compose, offers: list[tuple[str, int]], why: str) -> None:
    async with compose(*offers) as compositor:
        assert in_words(await WaylandIdle(compositor.clock).open()).startswith(why)
        await until(lambda: not compositor.clients)


@pytest.mark.parametrize(
    ("display", "folder", "why"),
    [
        pytest.param(None, "/run", "this is no Wayland session: WAYLAND_DISPLAY is not set", id="X11"),
        pytest.param("wayland-0", None, "XDG_RUNTIME_DIR is not set", id="no folder"),
        pytest.param("wayland-0", "/nowhere", "the compositor cannot be reached: No such file or directory", id="gone"),
        pytest.param(
            "/nowhere/wayland-0", None, "the compositor cannot be reached: No such file or directory", id="absolute"
        ),
    ],
)
async def test_where_there_is_no_compositor_it_says_so(
    monkeypatch: pytest.MonkeyPatch, display: str | None, folder: str | None, why: str
) -> None:
    for name, value in ("WAYLAND_DISPLAY", display), ("XDG_RUNTIME_DIR", folder):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert in_words(await WaylandIdle(lambda: pytest.fail("no time is asked for")).open()) == why
    with pytest.raises(Unavailable, match=why):
        await full_screen_program()


async def test_a_compositor_is_found_by_an_absolute_path(compose: Compose, monkeypatch: pytest.MonkeyPatch) -> None:
    async with compose((WINDOWS, 3)) as compositor:
        monkeypatch.setenv("WAYLAND_DISPLAY", str(compositor.path))
        monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
        assert await full_screen_program() is None


async def test_a_compositor_that_hangs_costs_one_deadline(compose: Compose, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "DEADLINE", SOON)
    async with compose((NOTIFIER, 2), (SEAT, 9)) as compositor:
        compositor.answers = False
        assert in_words(await WaylandIdle(compositor.clock).open()) == "the compositor does not answer"
        with pytest.raises(NoAnswer):
            await full_screen_program()
        await until(lambda: not compositor.clients)


async def test_one_that_takes_nobody_up_costs_one_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "DEADLINE", SOON)
    monkeypatch.setenv("WAYLAND_DISPLAY", f"{tmp_path}/mute")
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(f"{tmp_path}/mute")
        mute.listen()
        with pytest.raises(NoAnswer, match="the compositor does not answer"):
            await full_screen_program()


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", id="another language"),
        pytest.param(bytes(64), id="nothing but zeros"),
        pytest.param(struct.pack("=III", 1, 12 << 16 | 1, 7), id="of what was never there, then silence"),
        pytest.param(struct.pack("=IIII", 2, 16 << 16, 1, 1000) + bytes(8), id="a text that is longer than itself"),
        pytest.param(struct.pack("=II", 2, 8 << 16), id="an event without what belongs to it"),
        pytest.param(struct.pack("=II", 2, 0xFFFC << 16), id="half of a message, then the end"),
        pytest.param(b"", id="the end"),
    ],
)
async def test_rubbish_is_no_compositor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    monkeypatch.setenv("WAYLAND_DISPLAY", f"{tmp_path}/rubbish")
    async with await asyncio.start_unix_server(speak, tmp_path / "rubbish"):
        with pytest.raises(Unavailable, match=r"what answers there does not speak Wayland|the compositor is gone"):
            await full_screen_program()


async def test_giving_up_on_a_hanging_compositor_hangs_up(compose: Compose) -> None:
    async with compose((NOTIFIER, 2), (SEAT, 9)) as compositor:
        compositor.answers = False
        opening = asyncio.create_task(WaylandIdle(compositor.clock).open())
        await until(lambda: compositor.asked)
        opening.cancel()
        await until(lambda: not compositor.clients)
        assert opening.cancelled()


# --- how it is lost ---------------------------------------------------------------------------------------------------


async def test_its_words_are_heard_where_a_request_meets_the_end_first(desk: Wayland) -> None:
    [client] = desk.compositor.clients
    desk.compositor.refuse("too late")
    client.writer.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
    desk.source.watch(timedelta(seconds=3))
    await desk.hears("lost: the compositor refused: too late")


async def test_the_messages_of_a_slow_compositor_are_put_together(desk: Wayland) -> None:
    await desk.watch(3)
    [notification] = desk.compositor.notifications
    writer = notification.client.writer
    for byte in struct.pack("=II", notification.id, 8 << 16):
        writer.write(bytes([byte]))
        await desk.compositor.clients[0].writer.drain()
        await asyncio.sleep(0.002)
    await until(lambda: desk.heard)
    assert desk.heard[-1] == ("idle", 3)


async def test_another_seat_or_one_less_makes_it_begin_anew(desk: Wayland) -> None:
    await desk.watch(3)
    desk.compositor.offer("wl_output", 4)
    await desk.answered()
    assert desk.heard == []
    number = desk.compositor.offer(SEAT, 9)
    await desk.hears("lost: its seats have changed")
    desk.compositor.withdraw(number)
    await until(lambda: len(desk.heard) == 2)


async def test_the_sense_of_input_falls_back_and_comes_back_with_it(compose: Compose) -> None:
    async with compose((NOTIFIER, 2), (SEAT, 9)) as compositor:
        source, clock = WaylandIdle(compositor.clock, SOON), compositor.clock
        async with sensing_input(source, retry=SOON, clock=clock) as (sense, heard):
            assert heard.source == "Wayland"
            sense.watch(timedelta(seconds=3))
            await until(compositor.lengths)
            compositor.keep_awake(True)
            compositor.let_pass(3)
            await until(lambda: heard.of(WentIdle))
            assert heard.kinds() == ["SenseFound", "Inhibited", "WentIdle"]
            compositor.touch()
            await until(lambda: heard.of(CameBack))
            await compositor.go()
            await until(lambda: "cannot be reached" in heard.why)
            await compositor.come()
            await until(lambda: heard.source)
            await until(lambda: compositor.lengths() == [(3, False)])
            compositor.offer(SEAT, 9)
            await until(lambda: compositor.lengths() == [(3, False), (3, False)])
        await until(lambda: not compositor.clients)


# --- the program that fills the screen --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("windows", "program"),
    [
        pytest.param([], None, id="no window"),
        pytest.param([("foot", (ACTIVATED, MAXIMIZED))], None, id="none that fills the screen"),
        pytest.param([("foot", (ACTIVATED,)), ("mpv", (FULL_SCREEN,))], None, id="one that is not active"),
        pytest.param([("foot", ()), ("mpv", (ACTIVATED, FULL_SCREEN))], "mpv", id="one"),
        pytest.param([("us.zoom.Zoom", (ACTIVATED, FULL_SCREEN))], "zoom", id="with a long name"),
        pytest.param([(None, (ACTIVATED, FULL_SCREEN))], "", id="without a name"),
        pytest.param([("", (ACTIVATED, FULL_SCREEN))], "", id="with an empty name"),
        pytest.param([(f"p{n}", ()) for n in range(500)] + [("vlc", (2, 3))], "vlc", id="among very many"),
    ],
)
@pytest.mark.parametrize("version", [2, 3])
async def test_the_active_window_that_fills_the_screen_is_found(
    compose: Compose, windows: list[tuple[str | None, tuple[int, ...]]], program: str | None, version: int
) -> None:
    async with compose((SEAT, 9), (WINDOWS, version)) as compositor:
        compositor.windows = windows
        assert await full_screen_program() == program
        await until(lambda: not compositor.clients)
        assert compositor.connections == 1


@pytest.mark.parametrize("offers", [[(SEAT, 9)], [(WINDOWS, 1)]], ids=["KDE or GNOME", "very old"])
async def test_a_compositor_that_does_not_tell_of_windows_is_no_eye(
    compose: Compose, offers: list[tuple[str, int]]
) -> None:
    async with compose(*offers) as compositor:
        with pytest.raises(Unavailable, match="tells nobody of other programs' windows"):
            await full_screen_program()
        await until(lambda: not compositor.clients)
