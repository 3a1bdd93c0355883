"""`reminder menu`: what it says, that `autostart on` does it once, and what a click in the menu does."""

import sys
from pathlib import Path

import pytest
from support.desk import Desk
from support.program import Program
from support.program_fixtures import alone, desk, program, runtime
from support.scripts import script
from support.typed import Complains, Says, Tells
from support.waiting import wait_until

from reminder.autostart import base
from reminder.cli.result import Result
from reminder.errors import ReminderError

__all__ = ["alone", "desk", "program", "runtime"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the menu is that of Linux")

ADDED = "It is in the application menu, too"


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it comes to stand; starting costs nothing."""
    started = base.Program(script(tmp_path / "bin" / "reminder"))
    for module in ("menu", "autostart"):
        monkeypatch.setattr(f"reminder.cli.{module}.find_program", lambda: started)
    monkeypatch.setattr("reminder.cli.service.start", lambda args: Result("reminder runs.", {"running": True}))
    return tmp_path / "data" / "applications" / "reminder.desktop"


def test_on_off_and_status_say_where_it_stands(entry: Path, says: Says, tells: Tells) -> None:
    assert says("menu status") == f"Application menu: off ({entry})."
    assert says("menu on") == says("menu status") == f"Application menu: on ({entry})."
    assert tells("menu status") == {"state": "on", "where": str(entry), "detail": "", "not_ours": []}
    assert says("menu off") == f"Application menu: off ({entry})."


def test_what_is_broken_out_of_date_or_not_ours_is_said(entry: Path, tmp_path: Path, says: Says) -> None:
    says("menu on")
    icon = entry.parent.parent / "icons" / "hicolor" / "48x48" / "apps" / "reminder.png"
    icon.write_text("theirs")
    assert says("menu status").splitlines()[1] == f"Left alone, not written by reminder: {icon}."
    entry.write_text(entry.read_text().replace("Name=", "Name=My "))
    assert "out of date; this brings it up to date: reminder menu on" in says("menu status")
    (tmp_path / "bin" / "reminder").unlink()
    assert says("menu status").splitlines()[0].endswith(f"broken ({entry}): {tmp_path}/bin/reminder is not there.")


def test_an_installed_one_is_not_taken_out(entry: Path, says: Says) -> None:
    entry.parent.mkdir(parents=True)
    entry.write_text("[Desktop Entry]\nX-Reminder-Installed=true\n")
    assert says("menu off").splitlines() == [
        f"Application menu: on, and came with the program ({entry}).",
        "It goes when the program is uninstalled.",
    ]


def test_starting_at_login_adds_it_once_and_says_so(entry: Path, says: Says) -> None:
    assert ADDED in says("autostart on")
    assert ADDED not in says("autostart on")
    entry.unlink()
    assert ADDED not in says("autostart on")
    assert not entry.exists()


def test_starting_at_login_does_not_undo_a_no(entry: Path, says: Says) -> None:
    says("menu off")
    assert ADDED not in says("autostart on")
    assert not entry.exists()


def test_starting_at_login_brings_it_up_to_date(entry: Path, says: Says) -> None:
    says("menu on")
    text = entry.read_text()
    entry.write_text(text + "# of another version\n")
    says("autostart on")
    assert entry.read_text() == text


def test_what_is_in_the_way_of_it_keeps_no_login_from_being_switched_on(entry: Path, says: Says) -> None:
    (entry.parent.parent).write_text("a file, where a folder should be")
    assert "cannot write" in says("autostart on")
    assert says("autostart status").startswith("Start at login: on")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_it_says_that_there_is_none(
    platform: str, monkeypatch: pytest.MonkeyPatch, complains: Complains
) -> None:
    monkeypatch.setattr("reminder.cli.menu.sys.platform", platform)
    for what in ("on", "off", "status"):
        assert "here the window is opened by: reminder open" in complains(f"menu {what}", 2)


# --- a click ----------------------------------------------------------------------------------------------------------


def with_browser(program: Program) -> Path:
    browser, note = program.home / "browser", program.home / "note"
    script(browser, f'echo "$1" "$XDG_ACTIVATION_TOKEN" > {note}.new\nmv {note}.new {note}')
    program.environment |= {"BROWSER": str(browser), "XDG_ACTIVATION_TOKEN": "of the click"}
    return note


@pytest.mark.desktop
def test_a_click_starts_the_program_and_opens_the_window_in_front(program: Program, desk: Desk) -> None:
    note = with_browser(program)
    assert program("menu", "click").code == 0
    wait_until(note.exists)
    assert note.read_text().split(maxsplit=1)[1] == "of the click\n"
    assert program.runs
    assert b"of the click" not in Path(f"/proc/{program.pid}/environ").read_bytes()


@pytest.mark.desktop
def test_a_click_that_pauses_says_until_when(program: Program, desk: Desk) -> None:
    program.start()
    assert program("menu", "click", "pause").code == 0
    assert desk.last.title == "Reminder"
    assert desk.last.body.startswith("Quiet until ")
    assert not desk.last.actions
    assert [hold["reason"] for hold in program.status["holds"]] == ["paused"]


@pytest.mark.desktop
def test_a_click_that_fails_is_told_where_a_person_sees_it(program: Program, desk: Desk) -> None:
    program.environment["BROWSER"] = "/not/there"
    assert program("menu", "click", "settings").code == 0
    assert "no browser was found" in desk.last.body


def test_a_program_that_does_not_start_keeps_no_window_closed(monkeypatch: pytest.MonkeyPatch, says: Says) -> None:
    def fail(args: object) -> Result:
        raise ReminderError("it ended at once")

    told: list[str] = []
    monkeypatch.setattr("reminder.cli.service.start", fail)
    monkeypatch.setattr("reminder.cli.menu._tell", lambda text: told.append(str(text)))
    monkeypatch.setattr("reminder.cli.open.open_", lambda args: Result(f"{args.page} is open.", {"opened": True}))
    assert says("menu click settings") == "settings is open."
    assert told == ["It ended at once."]
