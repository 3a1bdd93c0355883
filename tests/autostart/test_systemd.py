"""The systemd user unit: its text, the link it hangs on, and what systemd says of it."""

import os
import sys
from datetime import timedelta
from pathlib import Path, PurePosixPath

import pytest
from support.login_fakes import NASTY, FakeRun, launcher
from support.login_tools import verify
from support.words import in_words

from reminder.autostart.base import Program, State, run
from reminder.autostart.desktops import Desktop
from reminder.autostart.systemd import DropIn, UserUnit

needs_links = pytest.mark.usefixtures("links")

EXECS = {
    "plain": ("/home/ann/.local/bin/reminder", "/home/ann/.local/bin/reminder run"),
    "space": ("/home/Ann Lee/reminder", '"/home/Ann Lee/reminder" run'),
    "unicode": ("/home/zoë/思/reminder", "/home/zoë/思/reminder run"),
    "percent": ("/home/100%u/reminder", '"/home/100%%u/reminder" run'),
    "dollar": ("/home/a$HOME/reminder", '"/home/a$HOME/reminder" run'),
    "single quote": ("/home/o'neil/reminder", '/usr/bin/env "/home/o\'neil/reminder" run'),
    "double quote": ('/home/a"b/reminder', r'/usr/bin/env "/home/a\"b/reminder" run'),
    "backslash": (r"/home/a\b/reminder", r'/usr/bin/env "/home/a\\b/reminder" run'),
}


def test_the_whole_unit() -> None:
    assert (
        UserUnit(Path("user")).render(Program(PurePosixPath("/home/ann/.local/bin/reminder")))
        == """\
# Written by `reminder autostart on --systemd`; `reminder autostart off` removes it.
[Unit]
Description=Reminder: short tips against sitting still
PartOf=graphical-session.target
After=graphical-session.target
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
ExecStart=:/home/ann/.local/bin/reminder run
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=2

[Install]
WantedBy=graphical-session.target
"""
    )


@pytest.mark.parametrize(("path", "command"), EXECS.values(), ids=EXECS)
def test_exec_is_quoted_as_systemd_reads_it(path: str, command: str) -> None:
    text = UserUnit(Path("user")).render(Program(PurePosixPath(path)))
    assert [line for line in text.splitlines() if line.startswith("ExecStart=")] == [f"ExecStart=:{command}"]


@needs_links
def test_the_target_wants_the_unit_where_no_user_manager_answers(program: Program, tmp_path: Path) -> None:
    systemctl = FakeRun()
    unit = UserUnit(tmp_path / "user", systemctl)
    unit.enable(program)
    assert (tmp_path / "user" / "graphical-session.target.wants" / "reminder.service").readlink() == unit.path
    assert systemctl.commands == ["systemctl --user daemon-reload"]
    unit.disable()
    assert systemctl.commands == ["systemctl --user daemon-reload"] * 2
    unit.disable()
    assert systemctl.commands == ["systemctl --user daemon-reload"] * 2


@needs_links
def test_tells_that_systemctl_disabled_it_and_comes_back_when_asked(program: Program, tmp_path: Path) -> None:
    unit = UserUnit(tmp_path / "user", FakeRun())
    unit.enable(program)
    unit.wants.unlink()
    assert unit.status().state is State.DISABLED_BY_DESKTOP
    unit.enable(program)
    assert unit.status().state is State.ON


@needs_links
@pytest.mark.parametrize(
    ("desktop", "state"),
    [
        (Desktop("sway", reaches_target=False), State.NOT_STARTED),
        (Desktop("sway", reaches_target=True), State.ON),
        (Desktop("GNOME", starts_entries=True, reaches_target=True), State.ON),
        (Desktop("XFCE", starts_entries=True, reaches_target=False), State.NOT_STARTED),
        (Desktop(), State.ON),
        (None, State.ON),
    ],
)
def test_is_on_only_where_the_session_reaches_its_target(
    program: Program, tmp_path: Path, desktop: Desktop | None, state: State
) -> None:
    unit = UserUnit(tmp_path / "user", FakeRun(), desktop)
    unit.enable(program)
    status = unit.status()
    assert status.state is state
    assert bool(in_words(status.detail)) == (desktop == Desktop() or state is State.NOT_STARTED)
    assert status.mends is (True if state is State.ON else None)


def test_the_whole_drop_in(tmp_path: Path) -> None:
    systemctl = FakeRun()
    drop_in = DropIn(tmp_path, systemctl)
    drop_in.write()
    drop_in.write()
    assert drop_in.mends
    assert drop_in.path == tmp_path / "app-reminder@autostart.service.d" / "restart.conf"
    assert (
        drop_in.path.read_text()
        == """\
# Written by `reminder autostart on`; `reminder autostart off` removes it.
[Unit]
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=2
"""
    )
    assert systemctl.commands == ["systemctl --user daemon-reload"]
    drop_in.remove()
    drop_in.remove()
    assert not list(tmp_path.iterdir())
    assert systemctl.commands == ["systemctl --user daemon-reload"] * 2


def test_what_somebody_else_put_beside_the_drop_in_stays(tmp_path: Path) -> None:
    drop_in = DropIn(tmp_path, FakeRun())
    drop_in.write()
    theirs = drop_in.path.parent / "nice.conf"
    theirs.write_text("[Service]\nNice=5\n")
    drop_in.remove()
    assert list(drop_in.path.parent.iterdir()) == [theirs]


def test_a_drop_in_of_somebody_else_stays_as_it_is(tmp_path: Path) -> None:
    drop_in = DropIn(tmp_path, FakeRun())
    drop_in.path.parent.mkdir()
    drop_in.path.write_text("[Service]\nRestart=always\n")
    drop_in.write()
    drop_in.remove()
    assert drop_in.path.read_text() == "[Service]\nRestart=always\n"


@needs_links
def test_a_masked_unit_is_not_ours(tmp_path: Path) -> None:
    unit = UserUnit(tmp_path, FakeRun())
    unit.path.symlink_to(os.devnull)
    assert unit.status().state is State.FOREIGN


@pytest.mark.parametrize(
    ("code", "printed"),
    [("print('yes')", "yes\n"), ("raise SystemExit(3)", None)],
    ids=["it answers", "it fails"],
)
def test_a_command_answers_or_is_none(code: str, printed: str | None) -> None:
    answer = run(sys.executable, "-c", code)
    assert (answer and answer.replace("\r", "")) == printed


def test_a_command_that_is_not_installed_is_none() -> None:
    assert run("no-such-command-here") is None


def test_a_command_that_hangs_costs_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.autostart.base._DEADLINE", timedelta(seconds=0.2))
    assert run(sys.executable, "-c", "import time; time.sleep(60)") is None


@pytest.mark.desktop
@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_systemd_finds_nothing_wrong(tmp_path: Path, name: str) -> None:
    unit = UserUnit(tmp_path / "user", FakeRun())
    unit.enable(Program(launcher(tmp_path / name)))
    assert verify(unit.path, tmp_path) == (0, "")
