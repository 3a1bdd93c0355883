"""The installed program and the logins of its person: after a logout, at the next login, with two at a time."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from support.desk import Desk
from support.desktop_fixtures import Bus, x11_screen
from support.logind_stand_in import Logind
from support.logind_stand_in import Session as AtLogind
from support.program import Done, Program
from support.waiting import wait_until

pytestmark = pytest.mark.desktop

GONE_WITHIN = 10.0
"""Seconds from the logout."""


class Login:
    """A bus with a notification server, and a screen, of one person's home."""

    def __init__(self, program: Program, folder: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        self.program = program
        self.desk = Desk()
        self.bus = Bus(folder / "bus")
        self.display = f":{1000 + (os.getpid() * 3 + number) % 5000}"
        self._folder = folder
        self._screen = ExitStack()
        self.bus.start()
        with monkeypatch.context() as eyes:
            eyes.setenv("DBUS_SESSION_BUS_ADDRESS", self.bus.address)
            self.desk.come()
        self.open_screen()
        self.environment = {"DBUS_SESSION_BUS_ADDRESS": self.bus.address, "DISPLAY": self.display}

    def open_screen(self) -> None:
        self._screen.enter_context(x11_screen(self._folder / "screen.log", self.display))

    def close_screen(self) -> None:
        self._screen.close()

    def end(self) -> None:
        """What a logout takes with it."""
        self.desk.go()
        self.bus.stop()
        self.close_screen()

    def close(self) -> None:
        self.end()
        self.desk.close()

    def __call__(self, *words: str) -> Done:
        """A command that is given here."""
        before = self.program.environment
        self.program.environment = before | self.environment
        try:
            return self.program(*words)
        finally:
            self.program.environment = before

    @property
    def is_well(self) -> bool:
        """The program notifies on that desktop and sees its input."""
        status = self.program.any_status
        if not status:
            return False
        session, backends = status["session"], status["backends"]
        is_there = (session["bus"], session["display"]) == (self.bus.address, self.display)
        return bool(is_there and backends["notify"]["name"] == "dbus" and backends["presence"]["idle"]["source"])

    def start(self) -> None:
        assert self("start").code == 0
        wait_until(lambda: self.is_well)

    @contextmanager
    def begin(self, *words: str, out: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
        """One that is not waited for; it does not outlive the block."""
        process = self.program.begin(*words, out=out, **self.environment)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


NewLogin = Callable[..., Login]
NewLogind = Callable[..., Logind]


@pytest.fixture
def login(alone: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewLogin]:
    """Makes a login; its id is what logind calls it by."""
    logins: list[Login] = []

    def make(id: str = "") -> Login:
        logins.append(Login(alone, tmp_path / f"login-{len(logins)}", len(logins), monkeypatch))
        if id:
            logins[-1].environment["XDG_SESSION_ID"] = id
        return logins[-1]

    yield make
    alone.end()
    for each in logins:
        each.close()


@pytest.fixture
def desktop(login: NewLogin) -> Login:
    return login()


@pytest.fixture
def logind(alone: Program, tmp_path: Path) -> Iterator[NewLogind]:
    """Makes the one that knows of these sessions, in the thread of a desk."""
    system, desk = Bus(tmp_path / "system_bus"), Desk()
    system.start()
    alone.environment["DBUS_SYSTEM_BUS_ADDRESS"] = system.address
    made: list[Logind] = []

    def make(*sessions: AtLogind) -> Logind:
        made.append(Logind(system.address, *sessions))
        desk.do(made[0].come)
        return made[0]

    yield make
    alone.end()
    for each in made:
        desk.do(each.go)
    desk.close()
    system.stop()


def runs(process: subprocess.Popen[str]) -> bool:
    return process.poll() is None


# --- after a logout ---------------------------------------------------------------------------------------------------


def test_it_ends_after_the_logout_and_the_next_login_finds_its_pause(
    alone: Program, login: NewLogin, logind: NewLogind
) -> None:
    first, session = login("2"), AtLogind("2", "x11")
    machine = logind(session)
    with first.begin("run") as process:
        wait_until(lambda: first.is_well)
        until = alone.data("pause", "3h")["until"]
        machine.leave(session)
        first.close_screen()
        assert process.wait(GONE_WITHIN) == 0
    assert f"ends: its session is over (X11 display {first.display}, session 2, seat0)" in alone.log
    second = login("5")
    machine.sessions.append(AtLogind("5", "x11"))
    with second.begin("run") as process:
        wait_until(lambda: second.is_well)
        assert {reason: hold["until"] for reason, hold in alone.holds.items()} == {"paused": until}
        assert alone("stop").code == 0


def test_the_next_login_waits_for_one_that_is_just_ending(alone: Program, login: NewLogin, logind: NewLogind) -> None:
    first, second, session = login("2"), login("5"), AtLogind("2", "x11")
    machine = logind(session)
    with first.begin("run") as old:
        wait_until(lambda: first.is_well)
        machine.leave(session)
        machine.sessions.append(AtLogind("5", "x11"))
        first.close_screen()
        with second.begin("run") as new:
            wait_until(lambda: second.is_well)
            assert (old.wait(GONE_WITHIN), runs(new)) == (0, True)
            assert alone("stop").code == 0


def test_without_logind_it_ends_once_the_screen_is_gone_for_good(alone: Program, login: NewLogin) -> None:
    first = login()
    with first.begin("run") as process:
        wait_until(lambda: first.is_well)
        first.end()
        assert process.wait(GONE_WITHIN + 2) == 0
    assert "its screen is gone and has not come back" in alone.log


def test_one_that_has_outlived_its_login_in_a_terminal_gives_way_to_the_next(alone: Program, login: NewLogin) -> None:
    """As in tmux, or over the network. It has a terminal for its tips; but that is not where the person is."""
    first, terminal = login(), os.openpty()
    del first.environment["DISPLAY"]
    with first.begin("run", out=terminal[1]) as old:
        wait_until(lambda: alone.notifies_by == "dbus")
        until = alone.data("pause", "3h")["until"]
        first.end()
        wait_until(lambda: alone.notifies_by == "terminal")
        second = login()
        with second.begin("run") as new:
            wait_until(lambda: second.is_well)
            assert (old.wait(GONE_WITHIN), runs(new)) == (0, True)
            assert {reason: hold["until"] for reason, hold in alone.holds.items()} == {"paused": until}
            assert alone("stop").code == 0
    for end in terminal:
        os.close(end)


@pytest.mark.parametrize("how", ["run", "start"])
def test_one_without_any_login_gives_way(alone: Program, desktop: Login, how: str) -> None:
    assert alone("start").code == 0
    before = alone.pid
    with desktop.begin(how):
        wait_until(lambda: desktop.is_well)
        assert alone.pid != before
        assert "another login takes over" in alone.log
        assert alone("stop").code == 0


def test_one_that_had_nothing_but_a_terminal_ends_with_it(alone: Program) -> None:
    """Also where no signal tells of it: it is not the terminal's own program."""
    person, its = os.openpty()
    with subprocess.Popen(
        ["setsid", "--wait", alone.command, "run"],
        env=alone.environment,
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its,
    ) as process:
        os.close(its)
        wait_until(lambda: alone.notifies_by == "terminal")
        os.close(person)
        alone("now")
        process.wait(GONE_WITHIN)  # Python itself exits 120 where its last words cannot be written
    assert "ends: its terminal is gone, and it serves no login" in alone.log


# --- another screen ---------------------------------------------------------------------------------------------------


def test_a_screen_that_was_replaced_is_found_by_the_next_start(alone: Program, desktop: Login) -> None:
    desktop.start()
    pid = alone.pid
    desktop.close_screen()
    wait_until(lambda: not alone.status["backends"]["presence"]["idle"]["source"])
    desktop.display += "0"
    desktop.environment["DISPLAY"] = desktop.display
    desktop.open_screen()
    assert "runs already" in desktop("run").out
    wait_until(lambda: desktop.is_well)
    assert alone.pid == pid


def test_a_compositors_name_of_yesterday_does_not_hide_the_x_server_of_today(alone: Program, desktop: Login) -> None:
    desktop.environment["WAYLAND_DISPLAY"] = "wayland-9"
    desktop.start()
    assert "compositor" not in alone("status", "--verbose").out


# --- two logins at a time ---------------------------------------------------------------------------------------------


def test_a_second_login_is_told_which_one_is_served_and_how_to_move_it(alone: Program, login: NewLogin) -> None:
    first, second = login(), login()
    first.start()
    moves = f"It serves X11 display {first.display}, not this login; to move it here: reminder restart."
    for command in ("run", "start", "status", "doctor"):
        done = second(command)
        assert moves in done.out + done.err, command
        assert "not this login" not in first(command).out
    assert second("restart").code == 0
    wait_until(lambda: second.is_well)
    assert second("now").code == 0
    assert len(second.desk.tips) == 1
    assert not first.desk.tips


def test_a_start_over_the_network_moves_nothing_and_says_nothing(alone: Program, desktop: Login) -> None:
    desktop.start()
    for command in ("run", "start", "status"):
        assert "not this login" not in alone(command).out
    assert desktop.is_well


def test_it_goes_to_the_login_in_use_while_the_first_is_locked_and_back_again(
    alone: Program, login: NewLogin, logind: NewLogind
) -> None:
    desk, home = login("2"), login("5")
    at_desk, at_home = AtLogind("2", "x11"), AtLogind("5", "x11")
    machine = logind(at_desk, at_home)
    desk.start()
    until = alone.data("pause", "3h")["until"]
    machine.lock(at_desk)
    wait_until(lambda: "locked" in alone.holds)
    assert "runs (pid" in home("start").out
    wait_until(lambda: home.is_well)
    assert "the screen is locked" not in alone("status").out
    machine.lock(at_home)
    machine.lock(at_desk, False)
    wait_until(lambda: desk.is_well)
    assert "the person is at another login" in alone.log
    assert {reason: hold["until"] for reason, hold in alone.holds.items()} == {"paused": until}


# --- one program only -------------------------------------------------------------------------------------------------


def test_two_never_write_the_same_state_wherever_their_runtime_directories_are(
    alone: Program, desktop: Login, tmp_path: Path
) -> None:
    """As where the first begins before there is one."""
    assert desktop("start").code == 0
    pid, later = alone.pid, tmp_path / "later"
    later.mkdir(mode=0o700)
    alone.environment["XDG_RUNTIME_DIR"] = str(later)
    for command in ("start", "run"):
        assert f"(pid {pid})" in desktop(command).out
    assert alone("pause", "3h").code == 0
    assert alone.data("status")["pid"] == pid
    assert alone("stop").code == 0


def test_one_that_lost_its_runtime_directory_ends_before_the_next_begins(alone: Program, runtime: Path) -> None:
    with alone.begin("run") as process:
        wait_until(lambda: alone.runs)
        (runtime / "reminder" / "control.lock").unlink()
        (runtime / "reminder" / "control.sock").unlink()
        assert alone("start").code == 0
        assert process.wait(GONE_WITHIN) == 0
    assert alone.runs


# --- root -------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.getuid() != 0, reason="only root can have what is another's")
@pytest.mark.parametrize("what", ["XDG_RUNTIME_DIR", "HOME", "XDG_STATE_HOME"])
def test_root_in_the_environment_of_a_person_is_refused_and_leaves_nothing(alone: Program, what: str) -> None:
    """As after sudo -E, and su."""
    place, another = Path(alone.environment[what]), 65534
    if what == "HOME":
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            del alone.environment[name]
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    os.chown(place, another, another)
    for command in ("start", "run", "status", "doctor", "stop"):
        done = alone(command)
        assert (done.code, "as nobody, without sudo or su" in done.err) == (1, True), done
        assert "move it away" not in done.err
    assert not list(place.iterdir())


@pytest.mark.skipif(os.getuid() != 0, reason="only root has a home of root's")
def test_root_may_have_one_of_its_own(alone: Program) -> None:
    assert alone("start").code == 0
    assert alone.runs
