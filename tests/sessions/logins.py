"""Logins of a person to a desktop: what a display manager does, with systemd and logind, for login.py; needs root."""

import os
import pwd
import secrets
import shlex
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from login_desktops import Desktop
from steps import Failed, expect, wait_for

COMING_UP = 60
"""Seconds that a desktop may take to come or to go where others work on the same machine."""
_BARE = "setpriv", "--ambient-caps=-all", "--inh-caps=-all"
"""PAM gives sessions on a seat a capability that those of display managers lose; bwrap refuses to run with it, and
without bwrap GTK loads no icon (systemd 262, bubblewrap 0.13)."""
_PATH = "/venv/bin:/usr/local/bin:/usr/bin:/bin:/usr/games"


def run(*command: str) -> str:
    """What it prints."""
    answer = subprocess.run(command, capture_output=True, text=True, timeout=COMING_UP, check=False)
    if answer.returncode != 0:
        raise Failed(f"{shlex.join(command)} exited {answer.returncode}: {answer.stdout}{answer.stderr}")
    return answer.stdout.strip()


class Person:
    """Somebody who logs in to one desktop, over and over; a user of this machine."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._name = f"on-{desktop.name}"
        run("useradd", "--create-home", "--shell", "/bin/bash", self._name)
        self._entry = pwd.getpwnam(self._name)
        self.home = Path(self._entry.pw_dir)
        self.runtime = Path("/run/user", str(self._entry.pw_uid))
        self._unit = f"login-{desktop.name}"
        self._screen: str | None = None
        self._session: dict[str, str] = {}
        for path, text in desktop.files.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(text)
        if desktop.server:
            services = self.home / ".local/share/dbus-1/services"
            run(*self.before("mkdir", "--parents", str(services)))
            shutil.copy(desktop.server, services)

    def before(self, *command: str) -> list[str]:
        """The command as this person gives it, on a terminal of their session while they are logged in."""
        environment = {"HOME": str(self.home), "USER": self._name, "LANG": "C.UTF-8", "PATH": _PATH} | self._session
        pairs = [f"{name}={value}" for name, value in environment.items()]
        return ["runuser", "-u", self._name, "--", "env", "-i", "-C", str(self.home), *pairs, *command]

    # --- coming and going ---------------------------------------------------------------------------------------------

    def log_in(self, display: int) -> None:
        """Returns when the desktop's display is there; X11 has the number `display`."""
        environment = {"XDG_CURRENT_DESKTOP": self._desktop.is_called, "XDG_SESSION_CLASS": "user"}
        environment |= {"XDG_SEAT": "seat0", "LANG": "C.UTF-8", "PATH": _PATH}
        if self._desktop.on_x11:
            shown = self._begin_screen(display)
            command = f"exec /etc/X11/Xsession {shlex.quote(self._desktop.command)}"
            environment |= {"XDG_SESSION_TYPE": "x11", **shown}
        else:
            command = f"exec {self._desktop.command}"
            environment |= {"XDG_SESSION_TYPE": "wayland"} | self._desktop.environment
            before = self._compositors()
        setting = [f"--setenv={name}={value}" for name, value in environment.items()]
        how = "--property=PAMName=login", f"--uid={self._name}", f"--working-directory={self.home}"
        self._begin(self._unit, *how, *setting, "--", *_BARE, "/bin/sh", "-c", command)
        wait_for(lambda: self._session_id() or self._is_over(), "logind has a session", COMING_UP)
        if not self._desktop.on_x11:
            wait_for(lambda: self._compositors() - before or self._is_over(), "the compositor", COMING_UP)
        expect(not self._is_over(), "the session ended at once; see journal.log")
        if not self._desktop.on_x11:
            shown = {"WAYLAND_DISPLAY": (self._compositors() - before).pop().name}
        self._session = {
            "XDG_RUNTIME_DIR": str(self.runtime),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.runtime}/bus",
            "XDG_SESSION_ID": self._session_id(),
            "XDG_SESSION_TYPE": environment["XDG_SESSION_TYPE"],
            "XDG_CURRENT_DESKTOP": self._desktop.is_called,
            **shown,
        }

    def log_out(self) -> float:
        """By the desktop's own command; when the session was over, by time.monotonic."""
        words = self.before("sh", "-c", self._desktop.leave)
        subprocess.run(words, capture_output=True, timeout=COMING_UP, check=False)
        wait_for(self._is_over, "the desktop ends its session", COMING_UP)
        over = time.monotonic()
        self._end_screen()
        self._session = {}
        return over

    def clear_away(self) -> None:
        """Whatever is left of this person."""
        subprocess.run(["loginctl", "terminate-user", self._name], capture_output=True, check=False)
        subprocess.run(["systemctl", "stop", self._unit], capture_output=True, check=False)
        self._end_screen()

    def _begin(self, unit: str, *words: str) -> None:
        run("systemd-run", "--quiet", "--collect", "--property=Type=exec", f"--unit={unit}", *words)

    def _is_over(self) -> bool:
        state = run("systemctl", "show", "--property=ActiveState", "--value", self._unit)
        return state in ("inactive", "failed")

    def _session_id(self) -> str:
        """Nothing, until PAM has opened the session."""
        leader = run("systemctl", "show", "--property=MainPID", "--value", self._unit)
        with suppress(OSError):
            environment = Path("/proc", leader, "environ").read_text().split("\0")
            return "".join(pair.partition("=")[2] for pair in environment if pair.startswith("XDG_SESSION_ID="))
        return ""

    # --- screens ------------------------------------------------------------------------------------------------------

    def _begin_screen(self, number: int) -> dict[str, str]:
        """An X server, its cookie in a file that no login had before; what a program needs to know of it."""
        cookies = Path("/tmp", f"xauth-{secrets.token_hex(4)}")
        run("xauth", "-q", "-f", str(cookies), "add", f":{number}", ".", secrets.token_hex(16))
        os.chown(cookies, self._entry.pw_uid, self._entry.pw_gid)
        self._screen = f"screen-{number}"
        server = "Xvfb", f":{number}", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-auth", str(cookies)
        self._begin(self._screen, *server)
        wait_for(Path(f"/tmp/.X11-unix/X{number}").exists, "the X server", COMING_UP)
        return {"DISPLAY": f":{number}", "XAUTHORITY": str(cookies)}

    def _end_screen(self) -> None:
        if self._screen:
            subprocess.run(["systemctl", "stop", self._screen], capture_output=True, check=False)
            self._screen = None

    def _compositors(self) -> set[Path]:
        """The sockets at which one answers; others may be left of earlier sessions."""
        return {path for path in self.runtime.glob("wayland-?") if _answers(path)}

    # --- the program --------------------------------------------------------------------------------------------------

    def programs(self) -> list[int]:
        """The process ids of this person's `reminder run`."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (path / "cmdline").read_bytes().split(b"\0")
                if path.stat().st_uid == self._entry.pw_uid and words[1:3] == [b"/venv/bin/reminder", b"run"]:
                    found.append(int(path.name))
        return found

    def last_words(self) -> list[str]:
        """The last lines of the program's log."""
        return (self.home / ".local/state/reminder/log/reminder.log").read_text().splitlines()[-3:]

    def sessions(self) -> str:
        """What logind has of this person."""
        ids = run("loginctl", "show-user", "--property=Sessions", "--value", self._name).split()
        what = "--property=Id", "--property=State", "--property=Active", "--property=Class"
        return "; ".join(run("loginctl", "show-session", *what, id).replace("\n", " ") for id in ids)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(path)) == 0
