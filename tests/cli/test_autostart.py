"""`reminder autostart` on a desktop that starts no entries: what it says, asks, and writes."""

import json
import sys
from pathlib import Path

import pytest
from support.scripts import script
from support.typed import Complains, Says, SitDown, Tells

from reminder.autostart.base import Program
from reminder.cli.main import main
from reminder.cli.result import Result

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sway runs on Linux")

Capture = pytest.CaptureFixture[str]
LINE = "exec {}/bin/reminder run # added by: reminder autostart on"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of somebody who sits before sway, where no user manager answers, and starting costs nothing."""
    for variable in ("XDG_CONFIG_HOME", "XDG_SESSION_DESKTOP", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "sway")
    monkeypatch.setenv("PATH", str(tmp_path))
    program = Program(script(tmp_path / "bin" / "reminder"))
    monkeypatch.setattr("reminder.cli.autostart.find_program", lambda: program)
    monkeypatch.setattr("reminder.cli.service.start", lambda args: Result("reminder runs.", {"running": True}))
    config = tmp_path / "home" / ".config" / "sway" / "config"
    config.parent.mkdir(parents=True)
    config.write_text("set $mod Mod4\n")
    return config


def test_on_says_what_to_add_and_where_and_adds_nothing_unasked(config: Path, tmp_path: Path, says: Says) -> None:
    entry = config.parent.parent / "autostart" / "reminder.desktop"
    assert says("autostart on") == (
        f"Start at login: written, but nothing starts it here ({entry}): sway starts no autostart entries.\n"
        f"Add this line at the end of {config}:\n"
        f"  {LINE.format(tmp_path)}\n"
        "This does it: reminder autostart on --write\n"
        "It is in the application menu, too; to take it out there: reminder menu off\n"
        "reminder runs."
    )
    assert config.read_text() == "set $mod Mod4\n"


def test_on_with_write_adds_it_and_off_takes_it_out(config: Path, tmp_path: Path, says: Says) -> None:
    for _ in range(2):
        assert f"Start at login: on ({config}).\n" in says("autostart on --write")
        assert config.read_text() == f"set $mod Mod4\n{LINE.format(tmp_path)}\n"
    assert says("autostart off").startswith("Start at login: off")
    assert config.read_text() == "set $mod Mod4\n"


@pytest.mark.parametrize(
    ("typed", "added"), [(["y"], True), (["YES"], True), (["n"], False), ([""], False), ([], False)]
)
def test_on_asks_whoever_sits_before_it(config: Path, sit_down: SitDown, typed: list[str], added: bool) -> None:
    screen = sit_down(*typed)
    assert main(["autostart", "on"]) == 0
    assert "Shall reminder add it now? [y/N] " in screen.getvalue()
    assert ("reminder run" in config.read_text()) == added
    assert (f"Start at login: on ({config})" in screen.getvalue()) == added


@pytest.mark.parametrize("typed", ["autostart on --json", "autostart on --write", "autostart status"])
def test_asks_nobody_who_did_not_want_to_be_asked(config: Path, sit_down: SitDown, typed: str) -> None:
    screen = sit_down("y")
    assert main(typed.split()) == 0
    assert "[y/N]" not in screen.getvalue()


def test_asks_nobody_about_a_file_that_it_would_not_write(config: Path, sit_down: SitDown) -> None:
    config.unlink()
    screen = sit_down("y")
    assert main(["autostart", "on"]) == 0
    assert "[y/N]" not in screen.getvalue()
    assert f"({config} is not there" in screen.getvalue()


def test_status_says_it_in_json_beside_what_it_always_said(
    config: Path, tmp_path: Path, says: Says, tells: Tells
) -> None:
    says("autostart on")
    said = tells("autostart status")
    assert said.pop("advice").startswith("Add this line")
    assert said == {
        "state": "written, but nothing starts it here",
        "where": str(config.parent.parent / "autostart" / "reminder.desktop"),
        "detail": "sway starts no autostart entries",
        "mends_crash": None,
        "add": {"file": str(config), "line": LINE.format(tmp_path)},
    }


def test_the_doctor_does_not_call_it_well(config: Path, capsys: Capture, says: Says) -> None:
    says("autostart on")
    main(["doctor", "--json"])
    [login] = [finding for finding in json.loads(capsys.readouterr().out) if finding["about"] == "login"]
    assert login["works"] is False
    assert login["text"] == (
        "written, but nothing starts it here, sway starts no autostart entries; what to do: reminder autostart status"
    )


def test_off_says_what_it_does_not_take_out(config: Path, says: Says) -> None:
    config.write_text("exec reminder run\n")
    assert f"on ({config}), a line of your own starts it there.\n" in says("autostart off")
    assert config.read_text() == "exec reminder run\n"


@pytest.mark.parametrize(
    ("desktop", "crash"),
    [
        ("XFCE", "After a crash it stays away until the next login, or until: reminder start"),
        ("", "After a crash it is started again where systemd starts it, as under Plasma; else at the next login."),
    ],
)
def test_says_what_a_crash_means(
    config: Path, monkeypatch: pytest.MonkeyPatch, desktop: str, crash: str, says: Says
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    says("autostart on")
    assert says("autostart status").splitlines()[-1] == crash


@pytest.mark.parametrize("desktop", ["", "Foo"])
def test_write_fails_where_it_is_not_known_what_to_write(
    config: Path, monkeypatch: pytest.MonkeyPatch, complains: Complains, desktop: str
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    assert "no line was added anywhere" in complains("autostart on --write", 1)


def test_write_has_nothing_to_do_where_entries_are_started(
    config: Path, monkeypatch: pytest.MonkeyPatch, says: Says
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    assert says("autostart on --write").startswith("Start at login: on (")
    assert config.read_text() == "set $mod Mod4\n"


@pytest.mark.parametrize("what", ["off", "status"])
def test_write_goes_with_on_only(config: Path, what: str, complains: Complains) -> None:
    assert "--write goes with on" in complains(f"autostart {what} --write", 2)
