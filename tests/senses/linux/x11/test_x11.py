import asyncio
import re
import signal
import socket
import struct
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.desktop_fixtures import needed, running, x11_screen, x11_server
from support.input_desks import Desk
from support.linux_input_desks import X11, at_a_screen_saver, at_x11
from support.sensed import Heard, clock, sensing_input
from support.waiting import until
from support.words import in_words
from support.x11_server import FIRST_EVENT, GREETING, SCREEN_SAVER, SYNC, Server, relaying, serving
from support.x11_window import Window, a_window_manager

from reminder.errors import NoAnswer, Unavailable
from reminder.model.events import CameBack, HoldBegan, HoldEnded, SenseFound, SenseLost, WentIdle
from reminder.model.senses import Reason
from reminder.senses.linux.connection import Connection
from reminder.senses.linux.full_screen import FullScreen, _of_the_display
from reminder.senses.linux.screen_idle import ScreenIdle
from reminder.senses.linux.x11.authority import COOKIE as COOKIE_KIND
from reminder.senses.linux.x11.authority import cookie
from reminder.senses.linux.x11.connection import Display
from reminder.senses.linux.x11.idle import X11Idle
from reminder.senses.linux.x11.windows import full_screen_program
from reminder.system.bus import session_bus

SOON = timedelta(seconds=0.1)
FIRST_PROCESS = Path("/proc/1/comm").read_text().strip().lower()
COOKIE, ANOTHER = "0123456789abcdef" * 2, "f" * 32


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, enter: Callable[..., Any]) -> X11:
    return enter(at_x11(monkeypatch))


# --- alarms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("idle", [0, 1000, 2999])
async def test_who_is_back_before_the_counter_is_read_was_never_away(desk: X11, idle: int) -> None:
    """A slow computer: the alarm came, then there was input, then this much time passed."""
    await desk.watch(3)
    desk.server.before_reading = [idle]
    desk.server.let_pass(3)
    await until(lambda: not desk.server.before_reading)
    await desk.answered()
    assert desk.heard == []
    desk.server.let_pass(3 - idle / 1000)
    await desk.hears(("idle", 3))
    desk.server.touch()
    await desk.hears(("idle", 3), "active")


async def test_who_is_back_while_the_answer_travels_is_seen(desk: X11) -> None:
    await desk.watch(3)
    read = desk.server.asked.count((134, 5))
    desk.server.let_pass(3)
    while desk.server.asked.count((134, 5)) == read:  # noqa: ASYNC110 - not a moment later
        await asyncio.sleep(0)
    assert desk.server.asked[-2:] == [(134, 8), (134, 5)], "the alarm is set first"
    desk.server.touch()
    await desk.hears(("idle", 3), "active")


async def test_an_alarm_from_before_the_change_is_not_heard(desk: X11) -> None:
    await desk.watch(3)
    desk.server.let_pass(3)
    desk.source.watch(timedelta(seconds=300))
    await desk.answered()
    assert desk.heard == []
    desk.server.touch()
    desk.server.let_pass(300)
    await desk.hears(("idle", 300))


async def test_an_alarm_that_nobody_has_set_is_not_heard(desk: X11) -> None:
    [client] = desk.server.clients
    for id in 0, 1:
        client.say(struct.pack("=BBHI24x", FIRST_EVENT + 1, 0, client.sent, id))
    await desk.answered()
    assert desk.heard == []


async def test_a_change_while_the_counter_is_read_is_minded(desk: X11) -> None:
    desk.server.let_pass(10)
    for seconds in 3, 300, None, 5, 300:
        desk.source.watch(None if seconds is None else timedelta(seconds=seconds))
    await desk.answered()
    assert desk.heard == []
    assert desk.server.awaited() == [300]


async def test_a_year_can_be_watched_for(desk: X11) -> None:
    desk.source.watch(timedelta(days=365))
    await desk.answered()
    assert desk.server.awaited() == [365 * 24 * 3600]


# --- where there is no counter ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "server",
    [
        pytest.param(lambda: Server(extensions=(SCREEN_SAVER,)), id="no SYNC"),
        pytest.param(lambda: Server(has_counter=False), id="no IDLETIME"),
        pytest.param(lambda: Server(refuses=frozenset({(134, 0)})), id="SYNC of another kind"),
    ],
)
async def test_without_a_counter_the_screen_saver_is_asked(monkeypatch: pytest.MonkeyPatch, server) -> None:
    async with at_a_screen_saver(monkeypatch, server()) as desk:
        desk.server.let_pass(500)
        await desk.watch(300)
        await desk.hears(("idle", 500))


@pytest.mark.parametrize("extensions", [(), (SYNC,)], ids=["nothing", "a counter alone, as in an old Xwayland"])
async def test_a_server_without_a_screen_saver_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, extensions: tuple[str, ...]
) -> None:
    async with serving(monkeypatch, Server(extensions)) as server:
        why = await X11(server).source.open()
        assert in_words(why) == "the display has no MIT-SCREEN-SAVER; so it is with Xwayland, which sees a part only"
        await until(lambda: not server.clients)


@pytest.mark.parametrize("refused", [(144, 1), (98, 0)], ids=["of the time", "of anything"])
async def test_a_server_that_refuses_to_tell_is_no_source(
    monkeypatch: pytest.MonkeyPatch, refused: tuple[int, int]
) -> None:
    refusing = Server(extensions=(SCREEN_SAVER,), refuses=frozenset({refused}))
    async with serving(monkeypatch, refusing) as server:
        assert in_words(await X11(server).source.open()) == "the display refuses to tell"
        await until(lambda: not server.clients)


@pytest.mark.parametrize("refused", [(134, 5), (134, 8), (134, 11)], ids=["its counter", "alarms", "their end"])
async def test_a_server_that_refuses_what_it_has_is_not_tried_again_and_again(
    monkeypatch: pytest.MonkeyPatch, refused: tuple[int, int]
) -> None:
    refusing = Server(refuses=frozenset({refused}))
    async with serving(monkeypatch, refusing), sensing_input(X11Idle(clock)) as (_, heard):
        await until(lambda: not refusing.clients)
        assert heard.kinds() == ["SenseLost"]
        assert heard.why.startswith("X11: the display refuse")


# --- where it cannot serve --------------------------------------------------------------------------------------------


async def test_a_wayland_session_is_not_for_x11(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(monkeypatch, Server()) as server:
        server.extensions = (SYNC, "XWAYLAND")
        assert in_words(await X11(server).source.open()) == "this is a Wayland session, of which X11 sees a part only"
        with pytest.raises(Unavailable, match="a Wayland session"):
            await full_screen_program()


async def test_a_compositor_that_is_gone_does_not_hide_the_x_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where tmux or systemd have its name from a session of yesterday."""
    async with serving(monkeypatch, Server()) as server:
        monkeypatch.setenv("WAYLAND_DISPLAY", "/nowhere/wayland-0")
        source = Desk(ScreenIdle(clock)).source
        assert (await source.open(), source.name) == (None, "X11 (SYNC)")
        await source.close()
        server.extensions = (SYNC, "XWAYLAND")
        assert in_words(await source.open()) == (
            "the compositor cannot be reached: No such file or directory;"
            " X11: this is a Wayland session, of which X11 sees a part only"
        )
        with pytest.raises(Unavailable, match="this is a Wayland session"):
            await _of_the_display()


@pytest.mark.parametrize(
    ("display", "why"),
    [
        (None, "DISPLAY is not set"),
        ("", "DISPLAY is not set"),
        ("rubbish", "DISPLAY says no display: 'rubbish'"),
        (":99999", "DISPLAY says no display: ':99999'"),
        (":59000", "the display cannot be reached: No such file or directory"),
        ("unix:59000.0", "the display cannot be reached: No such file or directory"),
        ("127.0.0.1:1", "the display cannot be reached: "),
        ("[::1]:1", "the display cannot be reached: "),
        ("a..b:0", "the display cannot be reached: 'a..b' is no host"),
    ],
)
async def test_where_there_is_no_display_it_says_so(
    monkeypatch: pytest.MonkeyPatch, display: str | None, why: str
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    if display is None:
        monkeypatch.delenv("DISPLAY", raising=False)
    else:
        monkeypatch.setenv("DISPLAY", display)
    told = in_words(await X11Idle(clock).open())
    assert told.startswith(why)
    with pytest.raises(Unavailable, match=re.escape(told)):
        await full_screen_program()


async def test_a_server_that_hangs_costs_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "DEADLINE", SOON)
    async with serving(monkeypatch, Server(answers=False)) as server:
        assert in_words(await X11(server).source.open()) == "the display does not answer"
        with pytest.raises(NoAnswer):
            await full_screen_program()
        await until(lambda: not server.clients)


FAILED = struct.pack("=BBHHH", 0, 9, 11, 0, 3) + b"No room.\n\0\0\0"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak X11", id="another language"),
        pytest.param(bytes(64), "does not speak X11", id="nothing but zeros"),
        pytest.param(FAILED, r"the display refused: No room\.$", id="a refusal"),
        pytest.param(struct.pack("=BxHHH", 2, 0, 0, 1) + b"Who?", "refused: Who?", id="a question"),
        pytest.param(struct.pack("=BxHHH", 0, 11, 0, 0), "refused: it does not say why", id="a refusal without a word"),
        pytest.param(struct.pack("=BxHHH", 1, 11, 0, 0), "does not speak X11", id="an empty greeting"),
        pytest.param(GREETING, "the display is gone", id="half of a greeting, then the end"),
        pytest.param(GREETING[:24] + bytes(80), "the display is gone", id="a greeting, then the end"),
        pytest.param(GREETING + bytes(40) + b"\1\0\1\0" + b"\xff" * 28, "does not speak X11", id="a huge answer"),
        pytest.param(GREETING + bytes(40) + b"\1\0\7\0" + bytes(28), "the display is gone", id="another's answer"),
        pytest.param(GREETING + bytes(40) + b"\0\2\7\0" + bytes(28), "with error 2", id="another's error"),
        pytest.param(b"", "the display is gone", id="the end"),
    ],
)
async def test_rubbish_is_no_display(monkeypatch: pytest.MonkeyPatch, said: bytes, why: str) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(12)
        writer.write(said)
        writer.write_eof()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server:
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{server.sockets[0].getsockname()[1] - 6000}")
        with pytest.raises(Unavailable, match=why):
            await full_screen_program()


# --- how it is lost ---------------------------------------------------------------------------------------------------


async def test_a_server_that_begins_to_hang_is_lost(desk: X11, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "DEADLINE", SOON)
    await desk.watch(3)
    desk.server.answers = False
    desk.server.let_pass(3)
    await desk.hears("lost: the display does not answer")


@pytest.mark.parametrize(
    ("request_", "why"), [((134, 5), "the display refuses to tell"), ((134, 8), "the display refused a request, with")]
)
async def test_a_refusal_is_a_loss(desk: X11, request_: tuple[int, int], why: str) -> None:
    desk.server.refuses = frozenset({request_})
    desk.source.watch(timedelta(seconds=3))
    await until(lambda: desk.heard)
    assert str(desk.heard[0]).startswith(f"lost: {why}")


# --- a real X server --------------------------------------------------------------------------------------------------


async def touch(*what: str) -> None:
    """Returns when the X server has heard the keys."""
    process = await asyncio.create_subprocess_exec(needed("xdotool"), *(what or ("key", "shift")))
    assert await process.wait() == 0


@pytest.mark.desktop
async def test_the_sense_of_input_sees_a_person_leave_and_come_back(display: str) -> None:
    async with sensing_input(X11Idle(clock)) as (sense, heard):
        assert heard.source == "X11 (SYNC)"
        for _ in range(2):
            before = clock().ticks
            await touch()
            after = clock().ticks
            sense.watch(timedelta(seconds=0.3))
            await until(lambda: heard[-1:] == heard.of(WentIdle)[-1:])
            went = heard.of(WentIdle)[-1]
            assert before - SOON < went.since < after + SOON
            assert went.at.ticks - went.since >= timedelta(seconds=0.3)
            await touch()
            await until(lambda: heard[-1:] == heard.of(CameBack)[-1:])
        assert heard.kinds() == ["SenseFound", *["WentIdle", "CameBack"] * 2]


@pytest.mark.desktop
async def test_a_return_is_seen_though_another_program_reads_the_counter_at_that_moment(display: str) -> None:
    source, another = X11Idle(clock), Display(gone=lambda why: None)
    await another.connect()
    async with sensing_input(source) as (sense, heard):
        for _ in range(3):
            sense.watch(timedelta(seconds=0.2))
            await until(lambda: heard[-1:] == heard.of(WentIdle)[-1:])
            assert another._transport
            reset = struct.pack("=BBH", 115, 0, 1)  # the screen saver, which is input to the counter
            read = struct.pack("=BBHI", source._extension.opcode, 5, 2, source._counter)
            another._transport.write(reset + read)
            await until(lambda: heard[-1:] == heard.of(CameBack)[-1:], seconds=1)
    another.close()


@pytest.mark.desktop
async def test_under_quick_input_there_is_no_absence(display: str) -> None:
    async with sensing_input(X11Idle(clock)) as (sense, heard):
        await touch()
        sense.watch(timedelta(seconds=0.5))
        await touch("type", "--delay", "20", "x" * 40)
        assert heard.kinds() == ["SenseFound"]
        await until(lambda: heard.of(WentIdle))


@pytest.mark.desktop
async def test_while_a_person_types_the_x_server_sends_nothing(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await touch()  # a keyboard that is used for the first time makes it tell everybody of its keys
    async with relaying(monkeypatch, display) as relay:
        source = X11(Server()).source
        assert await source.open() is None
        assert source._display
        source.watch(timedelta(minutes=5))
        for _ in range(3):
            await source._display.extension("a question")
        before = relay.bytes
        monkeypatch.setenv("DISPLAY", display)
        await touch("key", "--delay", "1", *"x" * 200)
        await source._display.extension("a question")
        after = relay.bytes
        await source.close()
    assert after - before == 32, "an answer has 32 bytes"


@pytest.mark.desktop
async def test_an_x_server_that_is_killed_takes_nobody_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with x11_server(tmp_path / "screen.log") as (process, name):
        monkeypatch.setenv("DISPLAY", name)
        async with sensing_input(X11Idle(clock), retry=SOON) as (sense, heard):
            sense.watch(SOON)
            await until(lambda: heard.of(WentIdle))
            process.kill()
            await until(lambda: heard.of(SenseLost))
            assert in_words(heard.of(SenseLost)[0].why) == "X11 (SYNC): the display is gone"
            await until(lambda: "cannot be reached" in heard.why)
            process.wait()
            with running(needed("Xvfb"), name, "-nolisten", "tcp", log=tmp_path / "back.log"):
                await until(lambda: len(heard.of(SenseFound)) == 2)
                await until(lambda: len(heard.of(WentIdle)) == 2)
                await touch()
                await until(lambda: heard.of(CameBack))


@pytest.mark.desktop
async def test_an_x_server_that_hangs_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "DEADLINE", timedelta(seconds=0.5))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with x11_server(tmp_path / "screen.log") as (process, name):
        monkeypatch.setenv("DISPLAY", name)
        async with sensing_input(X11Idle(clock), retry=SOON) as (sense, heard):
            process.send_signal(signal.SIGSTOP)
            try:
                sense.watch(timedelta(seconds=3))
                await until(lambda: heard.of(SenseLost))
                assert heard.why == "X11 (SYNC): the display does not answer"
            finally:
                process.send_signal(signal.SIGCONT)
            await until(lambda: len(heard.of(SenseFound)) == 2)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a display that opens to a cookie alone."""
    folder = tmp_path_factory.mktemp("guarded")
    give(folder / "servers", f"add :0 . {COOKIE}")
    with x11_screen(folder / "screen.log", "-auth", str(folder / "servers")) as name:
        yield name


def give(file: Path, *commands: str) -> None:
    for command in commands:
        xauth = [needed("xauth"), "-q", "-f", str(file), *command.split()]
        subprocess.run(xauth, check=True, stderr=subprocess.DEVNULL)


@pytest.mark.desktop
@pytest.mark.parametrize(
    ("commands", "why"),
    [
        pytest.param([f"add {{}} . {COOKIE}"], None, id="the right one"),
        pytest.param([f"add far/unix{{}} . {ANOTHER}", f"add {{}} . {COOKIE}"], None, id="among others"),
        pytest.param([f"add {{}} . {ANOTHER}"], "Invalid MIT-MAGIC-COOKIE-1 key", id="a wrong one"),
        pytest.param([f"add :77 . {COOKIE}"], "Authorization required", id="of another display"),
        pytest.param([], "Authorization required", id="none"),
    ],
)
async def test_a_cookie_opens_the_display(
    guarded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: list[str], why: str | None
) -> None:
    monkeypatch.setenv("DISPLAY", guarded)
    monkeypatch.setenv("XAUTHORITY", str(tmp_path / "ours"))
    give(tmp_path / "ours", *(command.format(guarded) for command in commands))
    source = X11Idle(clock)
    told = await source.open()
    assert (told is None) == (why is None)
    assert (why or "") in in_words(told)
    assert ("is XAUTHORITY set" in in_words(told)) == (why is not None)
    await source.close()


@pytest.mark.parametrize("rubbish", [b"rubbish", b"\1\0\0\4", b"\xff\xff" * 100])
async def test_a_file_that_has_no_cookies_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rubbish: bytes
) -> None:
    (tmp_path / "cookies").write_bytes(rubbish)
    async with at_x11(monkeypatch) as desk:
        await desk.source.close()
        for path in tmp_path / "cookies", tmp_path, Path("/dev/zero"):
            monkeypatch.setenv("XAUTHORITY", str(path))
            assert await desk.source.open() is None
            await desk.source.close()


@pytest.mark.parametrize(
    ("family", "owner", "display", "peer", "is_ours"),
    [
        pytest.param(256, socket.gethostname().encode(), b"7", "", True, id="this machine's"),
        pytest.param(256, socket.gethostname().encode(), b"7", "127.0.0.1", True, id="through a tunnel"),
        pytest.param(256, b"another-host", b"7", "", False, id="another machine's"),
        pytest.param(65535, b"", b"7", "", True, id="everybody's"),
        pytest.param(65535, b"", b"", "192.0.2.1", True, id="everybody's for all displays"),
        pytest.param(0, b"\xc0\0\2\1", b"7", "192.0.2.1", True, id="an address"),
        pytest.param(0, b"\xc0\0\2\1", b"7", "192.0.2.2", False, id="another address"),
        pytest.param(6, b"\xfe\x80" + bytes(13) + b"\1", b"7", "fe80::1", True, id="a new address"),
        pytest.param(256, socket.gethostname().encode(), b"77", "", False, id="another display"),
    ],
)
def test_a_cookie_is_shown_to_whom_it_is_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: int, owner: bytes, display: bytes, peer: str, is_ours: bool
) -> None:
    def entry(*fields: bytes) -> bytes:
        return struct.pack(">H", family) + b"".join(struct.pack(">H", len(field)) + field for field in fields)

    other = entry(owner, display, b"XDM-AUTHORIZATION-1", b"another kind")
    (tmp_path / "cookies").write_bytes(other + entry(owner, display, COOKIE_KIND, b"secret") + b"\1")
    monkeypatch.setenv("XAUTHORITY", str(tmp_path / "cookies"))
    assert cookie(7, peer) == (b"secret" if is_ours else b"")


# --- the program that fills the screen --------------------------------------------------------------------------------


async def becomes(program: str | None) -> None:
    """Returns when this is what fills the screen."""
    deadline = asyncio.get_running_loop().time() + 5
    while (now := await full_screen_program()) != program:
        assert asyncio.get_running_loop().time() < deadline, f"{now!r} fills the screen"
        await asyncio.sleep(0.01)


@pytest.mark.desktop
async def test_the_active_window_that_fills_the_screen_is_found(display: str, tmp_path: Path) -> None:
    async with a_window_manager(tmp_path) as theirs:
        assert await full_screen_program() is None
        film = Window(theirs)
        await film.show(b"gl\0MPV\0", full_screen=True)
        await becomes("mpv")
        await film.fill_the_screen(False)
        await becomes(None)
        await film.fill_the_screen(True)
        await becomes("mpv")
        editor = Window(theirs)
        await editor.show(b"vim\0Vim\0")
        await becomes(None)
        editor.destroy()
        await becomes("mpv")
        film.destroy()
        await becomes(None)


@pytest.mark.desktop
async def test_a_program_is_called_what_its_window_says(display: str, tmp_path: Path) -> None:
    async with a_window_manager(tmp_path) as theirs:
        for kind, process, program in (
            (b"Navigator\0firefox\0", 0, "firefox"),
            (b"x\0org.gnome.Totem\0", 0, "totem"),
            (b"\0\0", 1, FIRST_PROCESS),
            (b"", 1, FIRST_PROCESS),
            (b"", 2**31 - 1, ""),
            (b"", 0, ""),
            (b"no end", 0, "no end"),
            (b"a\0b\x1b\n\0", 0, "b"),
        ):
            window = Window(theirs)
            await window.show(kind, full_screen=True, process=process)
            await becomes(program)
            window.destroy()
            await becomes(None)


@pytest.mark.desktop
async def test_without_a_window_manager_nobody_tells(display: str, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no window manager tells which window is active"):
        await full_screen_program()
    async with a_window_manager(tmp_path) as theirs:
        await Window(theirs).show(b"gl\0mpv\0", full_screen=True)
        await becomes("mpv")
        check = await theirs.atom("_NET_SUPPORTING_WM_CHECK")
        active = await theirs.atom("_NET_ACTIVE_WINDOW")
    # What one that has crashed leaves behind.
    bystander = Display(gone=lambda why: None)
    await bystander.connect()
    window = Window(bystander)
    window.say_of_root(check, window.id)
    window.say_of_root(active, window.id)
    window.destroy()
    with pytest.raises(Unavailable, match="no window manager tells"):
        await full_screen_program()
    bystander.close()


@pytest.mark.desktop
async def test_the_sense_holds_while_a_program_fills_the_screen(
    display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    session, heard = session_bus(), Heard()
    sense = FullScreen(heard.put, clock, session)
    async with a_window_manager(tmp_path) as theirs:
        film = Window(theirs)
        await film.show(b"gl\0mpv\0", full_screen=True)
        await becomes("mpv")
        session.start()
        sense.start()
        await sense.answer()
        assert heard.source == "X11"
        [began] = heard.of(HoldBegan)
        assert (began.reason, began.sense, began.detail) == (Reason.FULL_SCREEN, "full screen", "mpv")
        film.destroy()
        await becomes(None)
        await sense.answer()
        assert [ended.reason for ended in heard.of(HoldEnded)] == [Reason.FULL_SCREEN]
        monkeypatch.delenv("DISPLAY")
        await sense.answer()
        assert heard.why == "there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set"
        monkeypatch.setenv("WAYLAND_DISPLAY", "/nowhere/wayland-0")
        await sense.answer()
        assert heard.why == "the compositor cannot be reached: No such file or directory"
    await sense.stop()
    await session.stop()
