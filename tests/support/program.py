"""The installed program in a home of its own, and what a test does with it: run commands, speed it up, kill it.

It is the `reminder` beside the interpreter that runs the tests, never the checkout.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace
from support.desktop_fixtures import needed
from support.scripts import script
from support.waiting import wait_until

from reminder.control.client import ask
from reminder.control.messages import RequestLine, ResponseLine
from reminder.errors import NotRunning, ReminderError
from reminder.storage.state import load, save
from reminder.storage.stats import summary
from reminder.wording.language import as_data

COMMAND = Path(sys.executable).parent / "reminder"
AT_MOST = 60.0
"""Seconds for one command."""

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""When a sped-up program begins."""


class Done(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def zone_at_noon() -> str:
    """Where it is noon now: for what depends on how much of the day is still to come."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


class Program:
    """The program of one person. Called with the words of a command, it runs that and returns when it has ended."""

    def __init__(self, home: Path, runtime: Path, environment: Mapping[str, str], command: Path = COMMAND) -> None:
        self.command = command
        self.home = home
        self.runtime = runtime
        self.settings = home / "config" / "reminder" / "config.toml"
        self.state = home / "state" / "reminder"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CONFIG_DIRS": str(home / "site"),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            **environment,
        }

    def __call__(self, *words: str) -> Done:
        done = subprocess.run(
            [self.command, *words],
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=AT_MOST,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def data(self, *words: str) -> Any:
        """What a command that has to succeed says in JSON."""
        done = self(*words, "--json")
        assert done.code == 0, done
        return done.data

    def begin(self, *words: str, out: int = subprocess.PIPE, **environment: str) -> subprocess.Popen[str]:
        """The same as calling it, without waiting for the end."""
        return subprocess.Popen(
            [self.command, *words],
            env=self.environment | environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start(self) -> None:
        """It runs, and can notify."""
        done = self("start")
        assert done.code == 0, done
        wait_until(lambda: self.notifies_by == "dbus")

    def ask(self, words: str, timeout: float = 8.0) -> ResponseLine:
        """What a command asks of the running program, and hears, without a process for it; `timeout` in seconds."""
        command, *args = words.split()
        answer = ask(RequestLine(command, tuple(args)), timeout)
        return answer._replace(fields=as_data(answer.fields))

    def hear(self, words: str, kind: str) -> dict[str, Any]:
        """What it answers once it is not too busy for that, as one under a clock that runs fast may be."""
        give_up = time.monotonic() + AT_MOST
        while (answer := self.ask(words, AT_MOST)).kind != kind:
            assert time.monotonic() < give_up, answer
        return answer.fields

    def note_visits(self, *before: str) -> Path:
        """Its browser does `before`, and then writes down the address and the tokens that it was begun with, here."""
        note = self.home / "note"
        said = f'echo "$1" "$XDG_ACTIVATION_TOKEN" "$DESKTOP_STARTUP_ID" >{note}.new'
        browser = script(self.home / "browser", *before, "echo noise", said, f"mv {note}.new {note}")
        self.environment["BROWSER"] = str(browser)
        return note

    def write(self, settings: str) -> None:
        """Make this the person's file."""
        self.settings.parent.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(settings)

    @property
    def status(self) -> dict[str, Any]:
        return self.hear("status", "status")

    @property
    def holds(self) -> dict[str, dict[str, Any]]:
        """By their reasons."""
        return {hold["reason"]: hold for hold in self.status["holds"]}

    @property
    def problems(self) -> dict[str, str]:
        """What the status complains of, by part."""
        return {problem["key"]: problem["text"] for problem in self.status["settings"]["problems"]}

    @property
    def runs(self) -> bool:
        try:
            self.ask("status")
        except ReminderError as problem:
            return not isinstance(problem, NotRunning)
        return True

    @property
    def any_status(self) -> dict[str, Any]:
        """Empty: it does not run, or cannot say yet."""
        try:
            answer = self.ask("status")
        except ReminderError:
            return {}
        return answer.fields if answer.kind == "status" else {}

    @property
    def notifies_by(self) -> str | None:
        """None: by nothing yet."""
        status = self.any_status
        return status["backends"]["notify"]["name"] if status else None

    @property
    def total(self) -> dict[str, int]:
        """The sums of `stats`, of these days in whatever zone."""
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        return summary(self.state / "history.db", 7, tomorrow).total._asdict()

    @property
    def log(self) -> str:
        """All that it has written there."""
        files = sorted((self.state / "log").glob("reminder.log*"))
        return "".join(file.read_text() for file in files if file.is_file())

    def assert_no_bug(self) -> None:
        """Its log tells of none."""
        for word in ("a bug", "Traceback"):
            assert word not in self.log, self.log[self.log.index(word) :][:3000]

    @property
    def pid(self) -> int:
        """Of the running program, or of the one that ran last."""
        return int((self.runtime / "reminder" / "control.lock").read_text())

    @property
    def window(self) -> int:
        """The pid of the server of its window; 0: none says that it serves."""
        try:
            return int((self.runtime / "reminder" / "window").read_text().partition("\n")[0])
        except (OSError, ValueError):
            return 0

    def standing(self, name: str = "posture") -> dict[str, Any]:
        """What the status says of one reminder."""
        standing: dict[str, Any] = next(found for found in self.status["reminders"] if found["name"] == name)
        return standing

    def titles(self) -> set[str]:
        """Those of the catalogue."""
        return {tip["title"] for tip in self.data("tips")["tips"]}

    def kill(self, by: signal.Signals = signal.SIGKILL) -> None:
        """As the kernel would when it runs out of memory, or politely. Returns when it is dead, not a moment later."""
        process = os.pidfd_open(self.pid)
        try:
            signal.pidfd_send_signal(process, by)
            dead, _, _ = select.select([process], [], [], AT_MOST)
            assert dead
        finally:
            os.close(process)

    def end(self) -> None:
        """Whatever became of it and of its window, they do not outlive the test."""
        if window := self.window:
            with suppress(OSError):
                os.kill(window, signal.SIGKILL)
        with suppress(OSError, ValueError):
            if b"reminder" in Path(f"/proc/{self.pid}/cmdline").read_bytes():
                try:
                    self.kill(signal.SIGTERM)
                except AssertionError:
                    self.kill()

    def have_run(self) -> None:
        """It ran some day, and has nothing left of that but the settings as it read them."""
        for word in ("start", "stop"):
            assert self(word).code == 0
        (self.state / "state.json").unlink()

    def let_be_due(self, within: timedelta = timedelta()) -> None:
        """It has ended, and 20 minutes of work pass, but for so long."""
        assert self("stop").code == 0
        file = self.state / "state.json"
        state = load(file).state
        assert state
        worked = timedelta(minutes=20) - within
        aged = {
            name: replace(countdown, began=countdown.began - worked) for name, countdown in state.countdowns.items()
        }
        assert save(replace(state, countdowns=aged), file) is None

    @contextmanager
    def under(self, **environment: str) -> Iterator[subprocess.Popen[str]]:
        """It runs with this in its environment, and can notify."""
        with (self.home / "under.log").open("w") as log:
            process = self.begin("run", out=log.fileno(), **environment)
        try:
            wait_until(lambda: self.notifies_by)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @contextmanager
    def sped_up(self, times: int = 60) -> Iterator[subprocess.Popen[str]]:
        """It runs, from `MONDAY` on, by a clock that goes so many times faster than that of the test.

        The clock hastens its deadlines too, and those for reading the settings are then too short: it is left the
        plan of an earlier run, as if it had run yesterday.
        """
        self.have_run()
        with self.under(**fast(times)) as process:
            yield process


def faketime() -> str:
    """The library that gives a program another clock."""
    needed("faketime")
    return str(next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")))


def fast(times: int) -> dict[str, str]:
    """The environment of a program whose clock goes so many times faster than that of the test, from `MONDAY` on."""
    return {"LD_PRELOAD": faketime(), "FAKETIME": f"@{MONDAY:%Y-%m-%d %H:%M:%S} x{times}"}


@contextmanager
def going_on(times: int) -> Iterator[dict[str, str]]:
    """The same for programs that follow one another: the clock goes on while none of them runs."""
    clock, kept = fast(times), {"FAKETIME_DONT_RESET": "1"}
    with subprocess.Popen(
        ["faketime", "-f", clock["FAKETIME"], "sh", "-c", 'echo "$FAKETIME_SHARED"; exec cat'],
        env=os.environ | kept,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as keeper:
        yield clock | kept | {"FAKETIME_SHARED": keeper.stdout.readline().strip()}


def moment(text: str | None) -> datetime:
    """A time as it stands in an answer."""
    assert text
    return datetime.fromisoformat(text)


def installed() -> None:
    """Skips the test where the program is not installed beside the interpreter."""
    if not COMMAND.exists():
        pytest.skip(f"{COMMAND} is not there; the program is not installed for this interpreter")
