"""The autostart entry: its text, what desktops make of it, and what they write into it."""

import os
import time
from pathlib import Path, PurePosixPath

import pytest
from login_fakes import launcher
from login_tools import generate, needed, said, verify

from reminder.autostart import Program, State
from reminder.autostart.xdg import XdgEntry
from reminder.errors import ReminderError

EXECS = {
    "plain": ("/home/ann/.local/bin/reminder", "/home/ann/.local/bin/reminder run"),
    "space": ("/home/Ann Lee/reminder", '"/home/Ann Lee/reminder" run'),
    "unicode": ("/home/zoë/思/reminder", "/home/zoë/思/reminder run"),
    "wide space": ("/home/a\u3000b/reminder", '"/home/a\u3000b/reminder" run'),
    "single quote": ("/home/o'neil/reminder", '"/home/o\'neil/reminder" run'),
    "double quote": ('/home/a"b/reminder', r'"/home/a\\"b/reminder" run'),
    "dollar": ("/home/a$HOME/reminder", r'"/home/a\\$HOME/reminder" run'),
    "backtick": ("/home/`id`/reminder", r'"/home/\\`id\\`/reminder" run'),
    "backslash": (r"/home/a\b/reminder", r'"/home/a\\\\b/reminder" run'),
    "percent": ("/home/100%u/reminder", '/usr/bin/env "/home/100%%u/reminder" run'),
    "shell signs": ("/home/a;b&c#d=e~/reminder", '"/home/a;b&c#d=e~/reminder" run'),
}
NASTY = {
    "plain": "bin",
    "space": "Ann Lee",
    "unicode": "zoë 思\u3000",
    "single quote": "o'neil",
    "double quote": 'a"b',
    "dollar": "a$HOME",
    "backtick": "`id`",
    "backslash": r"a\b",
    "percent": "100%u",
    "shell signs": "a;b&c#d=e~",
}


def test_the_whole_entry() -> None:
    assert (
        XdgEntry(Path("autostart")).render(Program(PurePosixPath("/home/ann/.local/bin/reminder")))
        == """\
[Desktop Entry]
Type=Application
Name=Reminder
Comment=Shows a short tip every now and then: stretch, straighten, move
Exec=/home/ann/.local/bin/reminder run
Terminal=false
X-GNOME-Autostart-enabled=true
X-Reminder-Managed=true
"""
    )


@pytest.mark.parametrize(("path", "command"), EXECS.values(), ids=EXECS)
def test_exec_is_quoted_as_the_specification_says(path: str, command: str) -> None:
    text = XdgEntry(Path("autostart")).render(Program(PurePosixPath(path)))
    assert [line for line in text.splitlines() if line.startswith("Exec=")] == [f"Exec={command}"]


@pytest.mark.parametrize("path", ["/home/a\nHidden=false/reminder", "/home/\udcff/reminder", "/home/a=b%/reminder"])
def test_a_path_that_no_entry_can_name_is_refused(path: str) -> None:
    with pytest.raises(ReminderError, match="somewhere else"):
        XdgEntry(Path("autostart")).render(Program(PurePosixPath(path)))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_reads_back_the_program_it_quoted(tmp_path: Path, name: str) -> None:
    entry, script = XdgEntry(tmp_path / "autostart"), launcher(tmp_path / name)
    entry.enable(Program(script))
    assert entry.status().state is State.ON
    script.unlink()
    assert entry.status().detail == f"{script} is not there"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false"),
        ("Terminal=false", "Terminal=false\nHidden=true"),
        ("Terminal=false", "Hidden = true"),
    ],
    ids=["GNOME", "KDE and xfce", "spaces round the sign"],
)
def test_tells_that_the_desktop_switched_it_off_and_comes_back_when_asked(
    tmp_path: Path, written: str, instead: str
) -> None:
    entry, program = XdgEntry(tmp_path / "autostart"), Program(launcher(tmp_path / "bin"))
    entry.enable(program)
    entry.path.write_text(entry.path.read_text().replace(written, instead))
    assert entry.status().state is State.DISABLED_BY_DESKTOP
    entry.enable(program)
    assert entry.status().state is State.ON


def test_a_switch_in_another_group_of_the_entry_is_none(tmp_path: Path) -> None:
    entry = XdgEntry(tmp_path / "autostart")
    entry.enable(Program(launcher(tmp_path / "bin")))
    entry.path.write_text(entry.path.read_text() + "\n[Desktop Action Off]\nHidden=true\n")
    assert entry.status().state is State.ON


def test_off_hides_an_entry_for_the_whole_machine_and_on_brings_back_ours(tmp_path: Path) -> None:
    entry, program = XdgEntry(tmp_path / "autostart", (tmp_path / "site",)), Program(launcher(tmp_path / "bin"))
    XdgEntry(tmp_path / "site").enable(program)
    assert (entry.status().state, entry.status().where) == (State.ON, str(tmp_path / "site" / "reminder.desktop"))

    entry.disable()
    assert "Hidden=true" in entry.path.read_text().splitlines()
    assert entry.status().state is State.OFF
    entry.disable()
    assert entry.status().state is State.OFF

    entry.enable(program)
    assert (entry.status().state, entry.status().where) == (State.ON, str(entry.path))
    assert "Hidden" not in entry.path.read_text()


def test_a_link_whose_end_is_gone_is_replaced(tmp_path: Path) -> None:
    entry = XdgEntry(tmp_path)
    try:
        entry.path.symlink_to(tmp_path / "gone.desktop")
    except OSError:
        pytest.skip("this account may not make links")
    entry.enable(Program(launcher(tmp_path / "bin")))
    assert entry.status().state is State.ON
    assert not entry.path.is_symlink()


def test_a_directory_that_cannot_be_made_is_a_problem_with_a_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReminderError, match=r"cannot write .*reminder\.desktop"):
        XdgEntry(tmp_path / "file" / "autostart").enable(Program(PurePosixPath("/bin/reminder")))


@pytest.mark.desktop
@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_desktop_file_validate_finds_nothing(tmp_path: Path, name: str) -> None:
    entry = XdgEntry(tmp_path / "autostart")
    entry.enable(Program(tmp_path / name / "reminder"))
    assert said([needed("desktop-file-validate"), str(entry.path)], tmp_path) == (0, "")


@pytest.mark.desktop
def test_desktop_file_validate_finds_nothing_in_the_entry_that_hides(tmp_path: Path) -> None:
    entry = XdgEntry(tmp_path / "autostart", (tmp_path / "site",))
    XdgEntry(tmp_path / "site").enable(Program(tmp_path / "reminder"))
    entry.disable()
    assert said([needed("desktop-file-validate"), str(entry.path)], tmp_path) == (0, "")


@pytest.mark.desktop
@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_glib_starts_that_very_program(tmp_path: Path, name: str) -> None:
    entry, told = XdgEntry(tmp_path / "autostart"), tmp_path / "told"
    tell = f'printf "%s\\n" "$0" "$@" > "{told}.new"; mv "{told}.new" "{told}"'
    script = launcher(tmp_path / name, then=tell)
    entry.enable(Program(script))
    assert said([needed("gio"), "launch", str(entry.path)], tmp_path) == (0, "")
    deadline = time.monotonic() + 10
    while not told.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert told.read_text(encoding="utf-8") == f"{script}\nrun\n"


@pytest.mark.desktop
@pytest.mark.parametrize("kind", ["plain", "space", "unicode", "percent"])
def test_systemd_makes_a_sound_unit_of_the_entry(tmp_path: Path, kind: str) -> None:
    script = launcher(tmp_path / NASTY[kind])
    XdgEntry(tmp_path / "autostart").enable(Program(script))
    unit = generate(tmp_path)
    assert str(script).replace("%", "%%") in unit.read_text(encoding="utf-8")
    assert verify(unit, tmp_path) == (0, "")


@pytest.mark.desktop
def test_systemd_starts_nothing_from_the_entry_that_hides(tmp_path: Path) -> None:
    site = XdgEntry(tmp_path / "site" / "autostart")
    site.enable(Program(launcher(tmp_path / "bin")))
    assert generate(tmp_path).exists()
    XdgEntry(tmp_path / "autostart", (site.directory,)).disable()
    assert not generate(tmp_path).exists()
