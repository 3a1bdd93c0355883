"""What goes wrong around the running program: its desktop, its helpers, its process, its clock.

Each fault is brought about while the installed program runs. While it lasts the program answers, and its status names
the cause; once the cause is gone all is well again, and nobody has done anything for it.

    FAULTS     those that last; the first two tests go through them, alone and several at once
    then       those that are over in a moment, those of the clock, and those that end the program
"""

import os
import random
import re
import resource
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, redirect_stdout, suppress
from datetime import timedelta
from functools import partial
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from support.desk import Desk
from support.desktop_fixtures import NOTIFICATIONS, Bus, needed, running, x11_screen
from support.logind_stand_in import Logind, Session
from support.program import MONDAY, Program, faketime, moment
from support.scripts import script
from support.trials import HowMany, Tally
from support.waiting import wait_until

from reminder.cli.main import main
from reminder.control.messages import RequestLine, encode_request
from reminder.storage import stats
from reminder.storage.state import load

pytestmark = [pytest.mark.desktop, pytest.mark.proof]

HEALS_WITHIN = 40.0
"""Seconds: what is looked for again and again is looked for ever more rarely."""


class Scene:
    """The running program, and everything around it that can go wrong."""

    def __init__(self, program: Program, desk: Desk, bus: Bus, folder: Path) -> None:
        self.program = program
        self.desk = desk
        self.bus = bus
        self.system = Bus(folder / "system_bus")
        self.logind = Logind(self.system.address, Session("1"))
        self.hung = folder / "hung"
        """While this file is there, pactl hangs."""
        self._folder = folder
        self._screen = ExitStack()
        self._display = f":{1000 + os.getpid() % 50_000}"
        """One that stays ours while there is none: who asks for any gets a low number."""
        self._writings = 0

    @contextmanager
    def open(self) -> Iterator["Scene"]:
        self.start_system_bus()
        self.open_screen()
        hangs = f"[ -e {self.hung} ] && exec sleep 60"
        pactl = script(self._folder / "bin" / "pactl", hangs, f'exec {needed("pactl")} "$@"')
        self.program.environment |= {
            "DBUS_SYSTEM_BUS_ADDRESS": self.system.address,
            "DISPLAY": self._display,
            "PATH": f"{pactl.parent}:{self.program.environment['PATH']}",
        }
        assert self.program("start").code == 0
        wait_until(self.is_well)
        try:
            yield self
        finally:
            self.program.end()
            self.stop_system_bus()
            self.close_screen()

    def words(self) -> str:
        """What the status says to a person; an answer always comes. It is asked often, so without a process for it."""
        with redirect_stdout(StringIO()) as said:
            assert main(["status", "--verbose"]) == 0
        return said.getvalue()

    def serves(self) -> bool:
        """The desktop takes what it is given."""
        return "Notifies by dbus.\n" in self.words()

    def is_well(self) -> bool:
        """All that this scene has is sensed, and there is nothing to complain of."""
        words = self.words()
        faulty = re.search(r"Problem|Cannot detect (sleep|the lock screen|typing|what keeps the screen awake):", words)
        return "Notifies by dbus.\n" in words and not faulty

    def write_settings(self) -> None:
        """Others than before, which are to be read."""
        self._writings += 1
        self.program.write(f"[snooze]\nlimit = {self._writings % 5}\n")

    def start_server(self) -> None:
        """Another one, as after a crash; where faults overlap there may be no bus for it yet."""
        self.desk.go()
        if self.bus.runs:
            self.desk.come()

    def start_bus(self) -> None:
        if not self.bus.runs:
            self.bus.start()
        self.start_server()

    def stop_bus(self) -> None:
        self.desk.go()
        self.bus.stop()

    def start_system_bus(self) -> None:
        if not self.system.runs:
            self.system.start()
            self.desk.do(self.logind.come)

    def stop_system_bus(self) -> None:
        self.desk.do(self.logind.go)
        self.system.stop()

    def open_screen(self) -> None:
        self._screen.enter_context(x11_screen(self._folder / "screen.log", self._display))

    def close_screen(self) -> None:
        self._screen.close()


@pytest.fixture
def scene(program: Program, desk: Desk, private_bus: Bus, tmp_path: Path) -> Iterator[Scene]:
    with Scene(program, desk, private_bus, tmp_path).open() as scene:
        yield scene


# --- the faults that last ---------------------------------------------------------------------------------------------


@contextmanager
def no_server(scene: Scene) -> Iterator[None]:
    scene.desk.go()
    yield
    scene.start_server()


@contextmanager
def a_server_that_hangs(scene: Scene) -> Iterator[None]:
    scene.desk.hang()
    scene.program("now")
    yield
    scene.desk.answer()


@contextmanager
def a_server_that_refuses(scene: Scene) -> Iterator[None]:
    scene.desk.refuse("it is full")
    scene.program("now")
    yield
    scene.desk.refuse("")
    scene.start_server()


@contextmanager
def no_session_bus(scene: Scene) -> Iterator[None]:
    scene.stop_bus()
    yield
    scene.start_bus()


@contextmanager
def no_system_bus(scene: Scene) -> Iterator[None]:
    scene.stop_system_bus()
    yield
    scene.start_system_bus()


@contextmanager
def no_bus(scene: Scene) -> Iterator[None]:
    with no_system_bus(scene), no_session_bus(scene):
        yield


@contextmanager
def no_screen(scene: Scene) -> Iterator[None]:
    scene.close_screen()
    yield
    scene.open_screen()


@contextmanager
def no_descriptors(scene: Scene) -> Iterator[None]:
    """Clients take all that the program may still have."""
    pid = scene.program.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    most = max(int(entry.name) for entry in Path(f"/proc/{pid}/fd").iterdir()) + 1
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (most, before[1]))
    with ExitStack() as clients:
        while descriptors(pid) < most:
            follower = clients.enter_context(socket.socket(socket.AF_UNIX))
            follower.settimeout(10)
            follower.connect(str(scene.program.runtime / "reminder" / "control.sock"))
            follower.sendall(encode_request(RequestLine("status", follow=True)))
            assert follower.recv(1)
        yield
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


@contextmanager
def readers_that_get(signal: signal.Signals, scene: Scene) -> Iterator[None]:
    """Every child that reads the settings gets this, as soon as it is there."""
    pid, over, met = scene.program.pid, threading.Event(), set[int]()

    def watch() -> None:
        while not over.wait(0.002):
            for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
                with suppress(OSError):
                    if child not in met and b"reminder.settings" in Path(f"/proc/{child}/cmdline").read_bytes():
                        met.add(child)
                        os.kill(child, signal)

    watcher = threading.Thread(target=watch)
    watcher.start()
    scene.write_settings()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@contextmanager
def readers_that_cannot_start(scene: Scene) -> Iterator[None]:
    with no_descriptors(scene):
        scene.write_settings()
        yield


@contextmanager
def a_program_that_hangs(scene: Scene) -> Iterator[None]:
    """One of those that are asked."""
    scene.hung.touch()
    yield
    scene.hung.unlink()


class Fault(NamedTuple):
    lasts: Callable[[Scene], AbstractContextManager[None]]
    """It is there while the block runs."""
    says: str
    """What the status says of it, as a regular expression."""


FAULTS = {
    "no notification server": Fault(
        no_server, r"Cannot notify: dbus: no notification server runs on the session bus; plyer: no notification"
    ),
    "a notification server that hangs": Fault(
        a_server_that_hangs, r"Notifies by dbus\. \(it does not answer; what it was given may still appear\)"
    ),
    "a notification server that refuses, until there is another": Fault(
        a_server_that_refuses, r"dbus: the notification server refused: it is full"
    ),
    "no session bus": Fault(
        no_session_bus, r"Cannot notify: dbus: (the session bus is gone|there is no session bus: No such file)"
    ),
    "no system bus": Fault(
        no_system_bus, r"Cannot detect sleep: (the system bus is gone|there is no system bus: No such file)"
    ),
    "no bus at all": Fault(no_bus, r"Cannot notify: dbus: (?s:.*)Cannot detect sleep: .* system bus"),
    "no screen": Fault(no_screen, r"Cannot detect typing: .*X11: the display cannot be reached"),
    "no file descriptors": Fault(
        no_descriptors, r"Problem: no more files can be opened \(Too many open files\): nothing new is read"
    ),
    "settings whose reader is killed": Fault(
        partial(readers_that_get, signal.SIGKILL),
        r"Problem: the settings could not be read, .*: the reader failed: it ended with -9",
    ),
    "settings whose reader cannot start": Fault(
        readers_that_cannot_start, r"the reader could not be started: Too many open files"
    ),
    "settings whose reader hangs": Fault(
        partial(readers_that_get, signal.SIGSTOP), r"the reader was not ready after 10 seconds"
    ),
    "a program that hangs when it is asked": Fault(
        a_program_that_hangs, r"Cannot detect the microphone: (it has not|the program pactl does not) answer"
    ),
}
SLOW = (
    "a notification server that hangs",
    "settings whose reader hangs",
    "a program that hangs when it is asked",
)
"""These cost up to twenty seconds each; what hangs is tried below as well, and beside its own module."""


def shows_one(scene: Scene) -> None:
    """What is asked for comes to the screen, once."""
    before = len(scene.desk.tips)
    shown = scene.program.ask("now").fields
    assert [tip.title for tip in scene.desk.tips[before:]].count(shown["title"]) == 1
    assert scene.program.ask("done").exit_code == 0


def descriptors(pid: int) -> int:
    """How many this process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.long] if name in SLOW else [], id=name) for name in FAULTS]
)
def test_a_fault_is_named_while_it_lasts_and_heals_by_itself(scene: Scene, name: str, tally: Tally) -> None:
    fault, pid = FAULTS[name], scene.program.pid
    with fault.lasts(scene):
        wait_until(lambda: re.search(fault.says, scene.words()), HEALS_WITHIN)
    wait_until(lambda: not re.search(fault.says, scene.words()) and scene.serves(), HEALS_WITHIN)
    shows_one(scene)
    wait_until(scene.is_well, HEALS_WITHIN)
    assert scene.program.pid == pid
    assert "a bug" not in scene.program.log
    tally["faults"] += 1


def test_several_at_once_at_any_moment_end_as_well(
    scene: Scene, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    pid = scene.program.pid
    at_first = descriptors(pid)
    for number in range(how_many(1, 100)):
        names = chance.sample(sorted(FAULTS), chance.randint(2, 4))
        with ExitStack() as faults:
            for name in names:
                faults.enter_context(FAULTS[name].lasts(scene))
                time.sleep(chance.uniform(0, 1))
                assert scene.words(), (number, names)
        story = f"sequence {number}, {names}"
        try:
            wait_until(scene.serves, 2 * HEALS_WITHIN)
            shows_one(scene)
            wait_until(scene.is_well, 2 * HEALS_WITHIN)
        except AssertionError:
            pytest.fail(f"{story} left:\n{scene.words()}")
        assert (scene.program.pid, "a bug" in scene.program.log) == (pid, False), story
        tally["sequences"] += 1
        tally["faults"] += len(names)
    wait_until(lambda: descriptors(pid) <= at_first)


# --- the notification server ------------------------------------------------------------------------------------------


def serves(program: Program) -> bool:
    return program.notifies_by == "dbus"


def test_what_a_server_that_hung_answers_late_is_on_the_screen_once(started: Program, desk: Desk) -> None:
    desk.hang()
    first = started.begin("now", "--json")
    wait_until(lambda: desk.asked == 1)
    second = started.begin("now", "--json")
    wait_until(lambda: desk.asked == 2)
    assert [client.wait(20) for client in (first, second)] == [0, 0]
    for client in (first, second):
        client.communicate()
    assert re.search(FAULTS["a notification server that hangs"].says, started("status", "--verbose").out)
    desk.answer()
    wait_until(lambda: desk.closed)
    wait_until(lambda: serves(started))
    assert "Notifies by dbus.\n" in started("status", "--verbose").out
    assert (desk.asked, desk.closed) == (2, [desk.tips[0].id])
    assert started.status["last"]["title"] == desk.tips[1].title
    desk.press("done")
    wait_until(lambda: not started.status["open"])
    assert (started.total["done"], started.total["shown"]) == (1, 2)


def test_one_that_refused_and_accepts_again_is_tried_again_by_itself(program: Program, desk: Desk) -> None:
    program.write('[reminders.posture]\nevery = "2m"\n')
    desk.refuse("it is full")
    with program.sped_up():
        refused = "dbus: the notification server refused: it is full"
        wait_until(lambda: refused in program.any_status.get("backends", {}).get("notify", {}).get("why", ""))
        desk.refuse("")
        wait_until(lambda: desk.tips and serves(program))


def test_a_button_of_another_server_answers_nothing_of_the_one_before(started: Program, desk: Desk) -> None:
    """Both begin to count at 1, and the second has notifications of other programs."""
    assert started("now").code == 0
    other = Desk()
    try:
        desk.go()
        wait_until(lambda: not serves(started))
        other.come()
        wait_until(lambda: serves(started))
        other.press("done", id=desk.tips[-1].id)
        other.press("skip", id=desk.tips[-1].id + 1)
        with pytest.raises(AssertionError):
            wait_until(lambda: not started.status["open"], 0.5)
        assert started("now").code == 0
        other.press("done")
        wait_until(lambda: not started.status["open"])
        assert [started.total[outcome] for outcome in ("done", "skipped", "ignored")] == [1, 0, 1]
    finally:
        other.close()


def test_a_real_one_that_is_killed_and_started_anew_is_found(
    program: Program, private_bus: Bus, dunst: Path, tmp_path: Path
) -> None:
    program.start()
    os.kill(private_bus.pid(NOTIFICATIONS), signal.SIGKILL)
    wait_until(lambda: not serves(program))
    refused = program("now")
    assert refused.code == 1
    assert "doctor" in refused.err
    assert "Cannot notify: dbus: no notification server runs" in program("doctor").err
    config = str(tmp_path / "dunstrc")
    with running(needed("dunst"), "-config", config, log=tmp_path / "again.log"):
        wait_until(lambda: serves(program))
        assert program.data("now")["confirmed"]


# --- the buses --------------------------------------------------------------------------------------------------------


def test_a_tip_that_could_not_be_shown_first_comes_with_the_bus(alone: Program, private_bus: Bus, desk: Desk) -> None:
    """A login may start the program before the desktop is there."""
    desk.go()
    private_bus.stop()
    alone.environment["DBUS_SESSION_BUS_ADDRESS"] = private_bus.address
    process = alone.begin("run", "--now")
    try:
        wait_until(lambda: alone.runs)
        assert "Cannot notify: dbus: there is no session bus" in alone("status").out
        private_bus.start()
        desk.come()
        wait_until(lambda: desk.tips)
    finally:
        alone.end()
        process.communicate(timeout=10)


def test_a_tip_that_falls_due_without_a_bus_is_shown_when_it_is_back(
    program: Program, desk: Desk, private_bus: Bus
) -> None:
    program.write('[reminders.posture]\nevery = "2m"\n')
    with program.sped_up():
        desk.go()
        private_bus.stop()
        wait_until(lambda: program.standing()["waiting"])
        wait_until(lambda: "due, and waiting for a way to notify you" in program("status").out)  # else it is too busy
        private_bus.start()
        desk.come()
        wait_until(lambda: desk.tips)
        wait_until(lambda: program.status["last"])


def test_a_bus_that_is_gone_for_good_costs_the_notifications_and_no_answer(
    started: Program, desk: Desk, private_bus: Bus
) -> None:
    desk.go()
    private_bus.stop()
    wait_until(lambda: not serves(started))
    refused = started("now")
    assert (refused.code, "session bus" in refused.err) == (1, True)
    assert started("pause", "1h").code == started("resume").code == 0
    assert "no  program: notifications: Cannot notify: dbus: " in started("doctor").err
    assert started("stop").code == 0


# --- the process ------------------------------------------------------------------------------------------------------


def test_out_of_file_descriptors_a_reminder_still_comes_and_clients_get_their_answers(
    scene: Scene, tally: Tally
) -> None:
    program = scene.program
    program.let_be_due(within=timedelta(seconds=3))
    assert program("start").code == 0
    with no_descriptors(scene):
        clients = [program.begin("status") for _ in range(4)]
        wait_until(lambda: scene.desk.tips)
        said = [client.communicate(timeout=20)[0] for client in clients]
        assert [client.returncode for client in clients] == [0] * 4, said
        assert all("no more files can be opened" in words for words in said)
        assert program("done").code == 0
    wait_until(lambda: "no more files" not in scene.words())
    assert len(scene.desk.tips) == 1
    shows_one(scene)
    wait_until(scene.is_well)
    assert program.total["done"] == 2
    tally["clients"] += 4


def test_one_that_was_stopped_for_longer_than_an_interval_speaks_once(
    program: Program, desk: Desk, how_many: HowMany, tally: Tally
) -> None:
    """Sixty times as fast, 90 seconds of standing still are a second and a half."""
    program.write('[reminders.posture]\nevery = "1m"\n')
    with program.sped_up() as process:
        for _ in range(how_many(1, 20)):
            process.send_signal(signal.SIGSTOP)
            client = program.begin("status")
            time.sleep(1.5)
            before, goes_on = len(desk.tips), time.monotonic()
            process.send_signal(signal.SIGCONT)
            said, _ = client.communicate(timeout=20)
            assert client.returncode == 0 or "try again" in said  # its deadline is sixty times as near, too
            wait_until(lambda before=before: len(desk.tips) > before)  # type: ignore[misc]
            came, passed = len(desk.tips) - before, 60 * (time.monotonic() - goes_on)
            assert came <= 1 + passed // 55  # on a slow machine the next one has come by now
            wait_until(lambda: program.status["next"]["in_seconds"] <= 60)
            tally["stops"] += 1
        wait_until(lambda: len(desk.tips) > before + 1)
        program.ask("stop")  # a command would take as long as an interval
        wait_until(lambda: not program.runs)
    ats = [row.at for row in stats.rows(program.state / "history.db", 1, MONDAY.date())]
    assert len(ats) == len(desk.tips)
    assert all(after - before > timedelta(seconds=55) for before, after in pairwise(ats))


@pytest.mark.parametrize(("name", "backend"), [("SIGTERM", "dbus"), ("SIGINT", "plyer")])
def test_a_signal_while_the_desktop_hangs_ends_it_all_the_same(
    program: Program, desk: Desk, name: str, backend: str
) -> None:
    program.write(f'notify.backend = "{backend}"\n')
    process = program.begin("run")
    wait_until(lambda: program.notifies_by == backend)
    desk.hang()
    client = program.begin("now")
    wait_until(lambda: desk.asked)
    process.send_signal(getattr(signal, name))
    said, _ = process.communicate(timeout=10)
    assert (process.returncode, "Traceback" in said) == (0, False), said
    assert "may still appear" in client.communicate(timeout=10)[0]
    assert not (program.runtime / "reminder" / "control.sock").exists()
    desk.answer()


def test_another_user_is_hung_up_on_even_where_the_folder_lets_them_in(started: Program) -> None:
    """The kernel notes who connects; so a process that is another user for a moment is one to the program."""
    if os.getuid() != 0:
        pytest.skip("only root can be another user")
    folder = started.runtime / "reminder"
    path = folder / "control.sock"
    nobody = 65534

    def said_to_another() -> bytes:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(10)
            os.seteuid(nobody)
            try:
                client.connect(str(path))
            finally:
                os.seteuid(0)
            with suppress(BrokenPipeError):
                client.sendall(encode_request(RequestLine("stop")))
            with suppress(ConnectionResetError):
                return client.recv(1000)
            return b""

    with pytest.raises(PermissionError):
        said_to_another()
    for place, mode in ((started.runtime, 0o711), (folder, 0o711), (path, 0o666)):
        place.chmod(mode)
    assert said_to_another() == b""
    assert "belongs to you alone" in started("status").err
    folder.chmod(0o700)
    assert started.runs


def test_one_whose_lock_was_deleted_makes_room_for_the_next(program: Program, desk: Desk) -> None:
    """So it is at the end of a session, which takes the runtime directory with it."""
    with program.sped_up() as process:
        before = program.data("now")["title"]
        shutil.rmtree(program.runtime / "reminder")
        assert program("status").code == 3
        assert program("start").code == 0
        assert process.wait(10) == 0
        assert program.status["last"]["title"] == before
        assert "the lock file is gone" in program.log


# --- the clock --------------------------------------------------------------------------------------------------------

YEAR = timedelta(days=365)
SLEEP = """\
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds)
"""
"""libfaketime refuses every sleep where it has to leave the other clocks alone."""


@pytest.fixture
def set_clock(program: Program, desk: Desk, tmp_path: Path) -> Iterator[Callable[[timedelta], None]]:
    """The program runs, and its wall clock can be set; the others go on, as they do when somebody sets that one."""
    file, sleep = tmp_path / "clock", tmp_path / "sleep" / "sitecustomize.py"
    sleep.parent.mkdir()
    sleep.write_text(SLEEP)

    def put(by: timedelta) -> None:
        file.write_text(f"{by.total_seconds():+.0f}")

    put(timedelta())
    program("start")
    program.let_be_due(within=timedelta(seconds=5))
    clock = {"FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    with program.under(LD_PRELOAD=faketime(), PYTHONPATH=str(sleep.parent), **clock):
        yield put


def test_a_clock_that_is_set_by_a_year_moves_no_reminder_and_ends_no_pause(
    program: Program, desk: Desk, set_clock: Callable[[timedelta], None], tally: Tally
) -> None:
    every = timedelta(minutes=20)
    for by in (YEAR, -YEAR, timedelta(), YEAR, timedelta()):
        left = program.status["next"]["in_seconds"]
        set_clock(by)
        now = program.status["next"]
        assert desk.tips or left - 5 <= now["in_seconds"] <= left  # on a slow machine it has come by now
        assert abs(moment(now["at"]) - moment(program.status["since"]) - by) < 2 * every
        assert "The clock was set " in program("status").out
        tally["steps"] += 1
    set_clock(YEAR)
    wait_until(lambda: desk.tips)
    began = time.monotonic()
    until = moment(program.data("pause", "5s")["until"])
    set_clock(-YEAR)
    [hold] = program.status["holds"]
    assert abs(until - moment(hold["until"]) - 2 * YEAR) < timedelta(seconds=5)
    wait_until(lambda: not program.status["holds"])
    assert time.monotonic() - began > 4.5
    assert timedelta() < timedelta(seconds=program.status["next"]["in_seconds"]) <= every
    assert len(desk.tips) == 1
    saved = load(program.state / "state.json")
    assert (saved.problem, bool(saved.state)) == (None, True)
    log = program.log
    assert "the clock was set ahead by 365d" in log
    assert "the clock was set back by 730d" in log
