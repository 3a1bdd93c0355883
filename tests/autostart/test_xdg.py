"""The autostart entry: its text, what desktops make of it, and what they write into it."""

import os
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from support.desktop_fixtures import needed
from support.login_fakes import NASTY, FakeRun, launcher
from support.login_tools import generate, said, verify
from support.waiting import wait_until
from support.words import in_words

from reminder.autostart.base import Program, State
from reminder.autostart.desktops import Desktop
from reminder.autostart.systemd import DropIn
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


def enabled(home: Path, *beside: Any, **here: Any) -> XdgEntry:
    entry = XdgEntry(home / "autostart", *beside, **here)
    entry.enable(Program(launcher(home / "bin")))
    return entry


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
    program: Program, tmp_path: Path, written: str, instead: str
) -> None:
    entry = enabled(tmp_path)
    entry.path.write_text(entry.path.read_text().replace(written, instead))
    assert entry.status().state is State.DISABLED_BY_DESKTOP
    entry.enable(program)
    assert entry.status().state is State.ON


GNOME = Desktop("GNOME", ("GNOME",), True, False, True)
PLASMA = Desktop("KDE", ("KDE",), True, True, True)
XFCE = Desktop("XFCE", ("XFCE",), True, False, False)
SWAY = Desktop("sway", ("sway",), False, False, False)
UWSM = Desktop("sway", ("sway",), True, True, True)
OFF, ON = State.DISABLED_BY_DESKTOP, State.ON
KEYS = [
    ("Hidden=true", GNOME, OFF),
    ("Hidden=1", PLASMA, OFF),
    ("Hidden=false", PLASMA, ON),
    ("X-GNOME-Autostart-enabled=false", GNOME, OFF),
    ("X-GNOME-Autostart-enabled=false", Desktop("Budgie", ("Budgie",), True), OFF),
    ("X-GNOME-Autostart-enabled=false", Desktop(), OFF),
    ("X-GNOME-Autostart-enabled=false", PLASMA, ON),
    ("X-GNOME-Autostart-enabled=false", UWSM, ON),
    ("X-GNOME-Autostart-enabled=false", XFCE, ON),
    ("OnlyShowIn=GNOME;", GNOME, ON),
    ("OnlyShowIn=GNOME;", PLASMA, OFF),
    ("OnlyShowIn=GNOME;KDE", PLASMA, ON),
    ("OnlyShowIn=gnome;", GNOME, OFF),
    ("OnlyShowIn=", PLASMA, ON),
    ("OnlyShowIn=GNOME;", Desktop("ubuntu", ("ubuntu", "GNOME"), True), ON),
    ("NotShowIn=KDE;XFCE;", PLASMA, OFF),
    ("NotShowIn=KDE;XFCE;", GNOME, ON),
    ("NotShowIn=KDE;", Desktop(), ON),
    ("TryExec=sh", GNOME, ON),
    ("TryExec=/bin/sh", GNOME, ON),
    ("TryExec=no-such-program", GNOME, OFF),
    ("TryExec=/no/such/program", PLASMA, OFF),
    ("TryExec=bin/sh", PLASMA, OFF),
    ("TryExec=/etc/passwd", PLASMA, OFF),
    ("TryExec=/etc", PLASMA, OFF),
    ("TryExec=", PLASMA, OFF),
    ("TryExec=", GNOME, ON),
    ("Hidden=maybe", PLASMA, OFF),
    ("Hidden=maybe", GNOME, ON),
    ("Hidden=", PLASMA, OFF),
    ("X-systemd-skip=2", PLASMA, OFF),
    ("X-systemd-skip=y", PLASMA, OFF),
    ("Hidden=n", PLASMA, ON),
    ("X-systemd-skip=true", PLASMA, OFF),
    ("X-systemd-skip=true", GNOME, ON),
    ("X-systemd-skip=false", PLASMA, ON),
    ("Type=Link", GNOME, OFF),
    ("Exec=/no/such run", PLASMA, State.BROKEN),
    ("#Hidden=true", GNOME, ON),
    ("Hidden[de]=true", GNOME, ON),
]


def switched(entry: XdgEntry, line: str) -> None:
    """`line` in the entry, in the place of the one with that key."""
    key = line.partition("=")[0]
    kept = [its for its in entry.path.read_text().splitlines() if its.partition("=")[0] != key]
    entry.path.write_text("\n".join([*kept, line]) + "\n")


@pytest.mark.skipif(os.name == "nt", reason="names programs of Linux")
@pytest.mark.parametrize(("line", "desktop", "state"), KEYS, ids=[f"{line} {desktop}" for line, desktop, _ in KEYS])
def test_tells_whether_this_desktop_starts_it_whatever_was_written_into_it(
    tmp_path: Path, line: str, desktop: Desktop, state: State
) -> None:
    entry = enabled(tmp_path, desktop=desktop)
    switched(entry, line)
    assert entry.status().state is state
    assert entry.status().detail or state is ON


@pytest.mark.parametrize("desktop", [SWAY, Desktop("i3", (), False, False, True)], ids=["sway", "i3"])
def test_says_so_where_the_desktop_starts_no_entries(program: Program, tmp_path: Path, desktop: Desktop) -> None:
    entry = XdgEntry(tmp_path / "autostart", desktop=desktop)
    assert entry.status().state is State.OFF
    entry.enable(program)
    assert (entry.status().state, in_words(entry.status().detail)) == (
        State.NOT_STARTED,
        f"{desktop} starts no autostart entries",
    )


@pytest.mark.parametrize(
    ("desktop", "detail"),
    [
        (GNOME, ""),
        (UWSM, ""),
        (Desktop(), "where the desktop starts such entries, as most do; which one it will be is not known here"),
        (Desktop("Foo", ("Foo",)), "where the desktop starts such entries, as most do; whether Foo does is not known"),
    ],
)
def test_says_what_is_not_known_of_the_desktop(tmp_path: Path, desktop: Desktop, detail: str) -> None:
    entry = enabled(tmp_path, desktop=desktop)
    status = entry.status()
    assert (status.state, in_words(status.detail)[: len(detail)], bool(status.detail)) == (ON, detail, bool(detail))


@pytest.mark.parametrize(
    "line", ["AutostartCondition=if-exists foo", "X-KDE-autostart-condition=foorc:General:on:false"]
)
def test_says_on_what_it_depends(tmp_path: Path, line: str) -> None:
    entry = enabled(tmp_path, desktop=PLASMA)
    switched(entry, line)
    assert (entry.status().state, in_words(entry.status().detail)) == (ON, f"as long as {line} holds")


@pytest.mark.skipif(os.name == "nt", reason="names a program of Linux")
def test_says_that_a_bare_name_is_looked_for_where_the_login_looks(tmp_path: Path) -> None:
    entry = enabled(tmp_path, desktop=GNOME)
    switched(entry, "Exec=sh run")
    assert (entry.status().state, in_words(entry.status().detail)) == (
        ON,
        "as long as the PATH of the login leads to sh",
    )


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize(("desktop", "state"), [(PLASMA, OFF), (GNOME, ON)], ids=str)
def test_one_that_systemctl_masks_is_off_where_systemd_starts_it(
    tmp_path: Path, desktop: Desktop, state: State
) -> None:
    entry = enabled(tmp_path, (), DropIn(tmp_path / "user", FakeRun()), desktop)
    (tmp_path / "user" / "app-reminder@autostart.service").symlink_to(os.devnull)
    assert entry.status().state is state


@pytest.mark.parametrize(
    ("desktop", "mends"), [(PLASMA, True), (GNOME, False), (Desktop(), None), (None, None)], ids=str
)
def test_a_crash_is_mended_where_systemd_starts_it_and_the_drop_in_goes_with_the_entry(
    program: Program, tmp_path: Path, desktop: Desktop | None, mends: bool | None
) -> None:
    drop_in = DropIn(tmp_path / "user", FakeRun())
    entry = enabled(tmp_path, (), drop_in, desktop)
    assert drop_in.path.exists()
    assert entry.status().mends is mends
    drop_in.path.write_text("[Service]\nRestart=always\n")
    assert entry.status().mends is (None if mends else mends)
    drop_in.path.unlink()
    assert not entry.status().mends
    entry.enable(program)
    entry.disable()
    assert not list((tmp_path / "user").iterdir())


def test_the_drop_in_goes_even_where_the_entry_was_replaced_by_another(tmp_path: Path) -> None:
    drop_in = DropIn(tmp_path / "user", FakeRun())
    entry = enabled(tmp_path, (), drop_in)
    entry.path.write_text("[Desktop Entry]\n")
    with pytest.raises(ReminderError, match="not written by reminder"):
        entry.disable()
    assert not drop_in.path.exists()


def test_a_switch_in_another_group_of_the_entry_is_none(tmp_path: Path) -> None:
    entry = enabled(tmp_path)
    entry.path.write_text(entry.path.read_text() + "\n[Desktop Action Off]\nHidden=true\n")
    assert entry.status().state is State.ON


def test_off_hides_an_entry_for_the_whole_machine_and_on_brings_back_ours(program: Program, tmp_path: Path) -> None:
    entry = XdgEntry(tmp_path / "autostart", (tmp_path / "site",))
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


def test_a_link_whose_end_is_gone_is_replaced(links: None, program: Program, tmp_path: Path) -> None:
    entry = XdgEntry(tmp_path)
    entry.path.symlink_to(tmp_path / "gone.desktop")
    entry.enable(program)
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
    wait_until(told.exists)
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
def test_systemd_starts_nothing_from_the_entry_that_hides(program: Program, tmp_path: Path) -> None:
    site = XdgEntry(tmp_path / "site" / "autostart")
    site.enable(program)
    assert generate(tmp_path).exists()
    XdgEntry(tmp_path / "autostart", (site.directory,)).disable()
    assert not generate(tmp_path).exists()


@pytest.mark.desktop
@pytest.mark.parametrize(
    ("line", "state"),
    [(line, state) for line, desktop, state in KEYS if desktop is PLASMA and "ShowIn=" not in line],
)
def test_systemd_makes_a_unit_of_what_is_said_to_be_on_under_plasma_and_of_nothing_else(
    tmp_path: Path, line: str, state: State
) -> None:
    entry = enabled(tmp_path, desktop=PLASMA)
    switched(entry, line)
    assert generate(tmp_path, complains=state is not ON).exists() == (state is ON)


@pytest.mark.desktop
def test_systemd_reads_the_drop_in_with_the_unit_that_it_makes_of_the_entry(tmp_path: Path) -> None:
    drop_in = DropIn(tmp_path / "systemd" / "user", FakeRun())
    enabled(tmp_path, (), drop_in)
    unit = generate(tmp_path)
    beside = unit.with_name(drop_in.path.parent.name)
    beside.mkdir()
    (beside / drop_in.path.name).write_bytes(drop_in.path.read_bytes())
    assert verify(unit, tmp_path) == (0, "")
    (beside / drop_in.path.name).write_text(drop_in.text.replace("on-failure", "sometimes"))
    assert "sometimes" in verify(unit, tmp_path)[1]
