"""A desktop for tests: a session bus, a screen and real notification servers, all private and all ended by pid.

A test asks for the fixtures `private_bus`, `display`, `dunst`, `xfconf` or `xfce4_notifyd`; each sets the variables
that a program finds it by. Where a program is not installed the test is skipped and says which.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.waiting import wait_until

NOTIFICATIONS = "org.freedesktop.Notifications"

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

_DUNST = """[global]
    follow = none
    origin = top-right
    width = 400
    mouse_left_click = context
    dmenu = {menu}
    markup = full
[urgency_normal]
    timeout = 30
"""


def needed(program: str) -> str:
    """The path of `program`; skips the test where there is none."""
    if path := shutil.which(program):
        return path
    pytest.skip(f"{program} is not installed")


class Bus:
    """A session bus that starts nothing but what `offer` puts there, and can go and come back."""

    def __init__(self, folder: Path) -> None:
        self._program = needed("dbus-daemon")
        self._services = folder / "services"
        self._services.mkdir(parents=True)
        self._socket = folder / "bus"
        self._config = folder / "bus.conf"
        self._config.write_text(_BUS.format(socket=self._socket, services=self._services))
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"unix:path={self._socket}"

    def offer(self, command: str, *names: str) -> None:
        """The bus starts `command` when somebody calls one of these; one that runs is another one afterwards."""
        for name in names:
            (self._services / f"{name}.service").write_text(f"[D-BUS Service]\nName={name}\nExec={command}\n")
        if self.runs:
            self.stop()
            self.start()

    def start(self) -> None:
        """Returns when it answers."""
        self._socket.unlink(missing_ok=True)
        arguments = [self._program, "--nofork", "--nopidfile", f"--config-file={self._config}"]
        self._process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._listens)

    def stop(self) -> None:
        """The bus goes, and every connection with it."""
        if self._process:
            end(self._process)
            self._process = None

    @property
    def runs(self) -> bool:
        """It was started, and not stopped since."""
        return self._process is not None

    def owns(self, name: str) -> bool:
        """Somebody has this name."""
        asked = self._ask("GetNameOwner", f"string:{name}")
        return asked.returncode == 0

    def pid(self, name: str) -> int:
        """The process that has this name."""
        asked = self._ask("GetConnectionUnixProcessID", f"string:{name}")
        return int(asked.stdout.split()[-1])

    def _ask(self, member: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        call = ["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus", f"org.freedesktop.DBus.{member}", *arguments]
        return subprocess.run(
            ["dbus-send", f"--bus={self.address}", "--print-reply", *call],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(str(self._socket)) == 0


def end(process: subprocess.Popen[bytes]) -> None:
    """End what a test started."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def running(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`command` while the block runs; what it prints goes to `log`."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        end(process)


@pytest.fixture
def private_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A session bus with nobody on it."""
    bus = Bus(tmp_path / "private_bus")
    bus.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    yield bus
    bus.stop()


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A system bus with nobody on it; the program is in no session that it knows of."""
    bus = Bus(tmp_path / "system_bus")
    bus.start()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
    monkeypatch.delenv("XDG_SESSION_ID", raising=False)
    yield bus
    bus.stop()


@contextmanager
def x11_server(log: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """An X11 screen of 1280 by 800, and its name. `options`: Xvfb's own, its name for one."""
    receive, send = os.pipe()
    screen = [needed("Xvfb"), "-displayfd", str(send), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]
    with log.open("wb") as out:
        process = subprocess.Popen([*screen, *options], stdout=out, stderr=out, pass_fds=[send])
    os.close(send)
    with os.fdopen(receive) as answer:
        number = answer.readline().strip()
    try:
        assert number, log.read_text()
        yield process, f":{number}"
    finally:
        end(process)


@contextmanager
def x11_screen(log: Path, *options: str) -> Iterator[str]:
    """The name of one."""
    with x11_server(log, *options) as (_, name):
        yield name


@pytest.fixture
def display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Such a screen, where programs find it."""
    with x11_screen(tmp_path / "xvfb.log") as name:
        monkeypatch.setenv("DISPLAY", name)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        yield name


@pytest.fixture
def dunst(private_bus: Bus, display: str, tmp_path: Path) -> Iterator[Path]:
    """dunst on that bus and screen; a click on a popup presses the button that the file of this path names."""
    choice, menu, config = tmp_path / "choice", tmp_path / "menu", tmp_path / "dunstrc"
    menu.write_text(f'#!/bin/sh\ngrep -F -- "$(cat {choice})" | head -n 1\n')
    menu.chmod(0o755)
    config.write_text(_DUNST.format(menu=menu))
    with running(needed("dunst"), "-config", str(config), log=tmp_path / "dunst.log"):
        wait_until(lambda: private_bus.owns(NOTIFICATIONS))
        yield choice


@pytest.fixture
def xfconf(private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What the programs of Xfce on that bus have their settings from, a file for each in the folder of this path."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xfce"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xfce-cache"))
    with running(_of_xfce("xfconfd"), log=tmp_path / "xfconfd.log"):
        wait_until(lambda: private_bus.owns("org.xfce.Xfconf"))
        yield tmp_path / "xfce" / "xfce4" / "xfconf" / "xfce-perchannel-xml"


@pytest.fixture
def xfce4_notifyd(private_bus: Bus, display: str, xfconf: Path, tmp_path: Path) -> Iterator[None]:
    """The notification server of Xfce on that bus and screen."""
    with running(_of_xfce("xfce4-notifyd"), log=tmp_path / "xfce4-notifyd.log"):
        wait_until(lambda: private_bus.owns(NOTIFICATIONS))
        yield


def _of_xfce(program: str) -> str:
    """One that is in no PATH; skips the test where there is none."""
    for path in Path("/usr/lib").glob(f"**/xfce4/*/{program}"):
        return str(path)
    pytest.skip(f"{program} is not installed")
