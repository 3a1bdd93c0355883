"""The line in the file of a compositor: where it goes, when it does not, and that it leaves no trace."""

import os
import sys
from pathlib import Path, PurePosixPath

import pytest
from support.login_fakes import FakeRun, launcher, row_of
from support.words import in_words

from reminder.autostart.base import Program, State
from reminder.autostart.startup_files import Put, row_for
from reminder.autostart.startup_line import StartupLine, added, without
from reminder.errors import ReminderError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the files are those of Linux")

PLACES = {
    "sway": "sway/config",
    "i3": "i3/config",
    "labwc": "labwc/autostart",
    "wayfire": "wayfire.ini",
    "Hyprland": "hypr/hyprland.conf",
    "niri": "niri/config.kdl",
    "river": "river/init",
    "bspwm": "bspwm/bspwmrc",
    "herbstluftwm": "herbstluftwm/autostart",
    "openbox-session": "openbox/autostart",
}
LINES = {
    "sway": "exec /home/ann/bin/reminder run # added by: reminder autostart on",
    "i3": "exec --no-startup-id /home/ann/bin/reminder run # added by: reminder autostart on",
    "labwc": "/home/ann/bin/reminder run & # added by: reminder autostart on",
    "wayfire": "reminder_at_login = /home/ann/bin/reminder run # added by: reminder autostart on",
    "Hyprland": "exec-once = /home/ann/bin/reminder run # added by: reminder autostart on",
    "niri": 'spawn-at-startup "/home/ann/bin/reminder" "run" // added by: reminder autostart on',
    "river": "/home/ann/bin/reminder run & # added by: reminder autostart on",
}
OWN = b"x # added by: reminder autostart on"


class Home:
    """A home with the file of one desktop."""

    def __init__(self, root: Path, desktop: str) -> None:
        self.environment = {"HOME": str(root)}
        self.path = root / ".config" / PLACES[desktop]
        self.path.parent.mkdir(parents=True)
        self.path.write_bytes(b"[autostart]\n" if desktop == "wayfire" else b"#!/bin/sh\n")
        self.path.chmod(0o755)
        self.line = StartupLine(row_for(desktop, self.environment, FakeRun()), self.environment)
        self.program = Program(launcher(root / "bin"))


@pytest.fixture(params=PLACES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    return Home(tmp_path, request.param)


@pytest.fixture
def sway(tmp_path: Path) -> Home:
    return Home(tmp_path, "sway")


@pytest.mark.parametrize("desktop", LINES)
def test_the_whole_line(tmp_path: Path, desktop: str) -> None:
    program = Program(PurePosixPath("/home/ann/bin/reminder"))
    assert Home(tmp_path, desktop).line.render(program) == LINES[desktop]


def test_a_path_with_a_space_is_quoted(sway: Home) -> None:
    line = sway.line.render(Program(PurePosixPath("/home/Ann Lee/reminder")))
    assert line.startswith("exec '/home/Ann Lee/reminder' run #")


@pytest.mark.parametrize(
    "path", ["/home/a$x/reminder", "/home/a,b/reminder", "/home/a#b/reminder", "/home/o'neil/reminder", r"/home/a\b/r"]
)
def test_a_path_that_one_of_the_files_would_misread_is_refused(sway: Home, path: str) -> None:
    with pytest.raises(ReminderError, match="somewhere else"):
        sway.line.render(Program(PurePosixPath(path)))


def test_is_on_once_added_and_off_leaves_the_file_as_it_was(home: Home) -> None:
    before = home.path.read_bytes()
    assert home.line.status().state is State.OFF
    home.line.enable(home.program)
    assert (home.line.status().state, home.line.status().where) == (State.ON, str(home.path))
    assert home.line.render(home.program) in home.path.read_text().splitlines()
    home.line.disable()
    assert home.path.read_bytes() == before
    assert home.line.status().state is State.OFF


def test_adding_twice_adds_one_and_writes_once(home: Home) -> None:
    home.line.enable(home.program)
    written, inode = home.path.read_bytes(), home.path.stat().st_ino
    home.line.enable(home.program)
    assert (home.path.read_bytes(), home.path.stat().st_ino) == (written, inode)


def test_follows_a_program_that_moved_where_the_line_is(sway: Home) -> None:
    sway.line.enable(Program(sway.path.parent / "gone"))
    assert sway.line.status().state is State.BROKEN
    with sway.path.open("ab") as file:
        file.write(b"bar { }\n")
    sway.line.enable(sway.program)
    assert sway.line.status().state is State.ON
    assert [line[:4] for line in sway.path.read_text().splitlines()] == ["#!/b", "exec", "bar "]


def test_the_mode_of_the_file_stays(home: Home) -> None:
    home.path.chmod(0o750)
    home.line.enable(home.program)
    assert home.path.stat().st_mode & 0o777 == 0o750
    home.line.disable()
    assert home.path.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("put", [Put.LAST, Put.FIRST, Put.IN_SECTION], ids=lambda put: put.name)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"one",
        b"one\n",
        b"one\r\ntwo\r\n",
        b"one\r\ntwo",
        b"#!/bin/sh",
        b"#!/bin/sh\n\nexit\n",
        b"#!/bin/sh\r\nexit",
        b"\n",
        b"\n\n\n",
        b"caf\xe9\nno utf-8\xff\n",
        b"one\x0cstill one\x85\n",
    ],
)
def test_taken_out_again_every_byte_is_as_before(content: bytes, put: Put) -> None:
    if put is Put.IN_SECTION:
        content = content + (b"" if content.endswith(b"\n") or not content else b"\n") + b"[autostart]\r\nx = y"
    changed = added(content, OWN, put)
    assert OWN in [line.rstrip(b"\r") for line in changed.split(b"\n")]
    assert added(changed, OWN, put) == changed
    assert without(changed) == content


@pytest.mark.parametrize(
    ("content", "put", "expected"),
    [
        (b"a\n", Put.LAST, b"a\nL\n"),
        (b"a", Put.LAST, b"a\nL"),
        (b"a\r\n", Put.LAST, b"a\r\nL\r\n"),
        (b"a\r\nb", Put.LAST, b"a\r\nb\r\nL"),
        (b"", Put.LAST, b"L\n"),
        (b"#!/bin/sh\nexec waybar\n", Put.FIRST, b"#!/bin/sh\nL\nexec waybar\n"),
        (b"waybar\n", Put.FIRST, b"L\nwaybar\n"),
        (b"[core]\n [autostart] \nx = y\n", Put.IN_SECTION, b"[core]\n [autostart] \nL\nx = y\n"),
        (b"[autostart]", Put.IN_SECTION, b"[autostart]\nL"),
    ],
)
def test_where_the_line_goes(content: bytes, put: Put, expected: bytes) -> None:
    assert added(content, OWN, put) == expected.replace(b"L", OWN)


def test_of_several_of_ours_one_stays_and_off_takes_them_all(sway: Home) -> None:
    sway.line.enable(sway.program)
    line = sway.path.read_text().splitlines()[-1]
    sway.path.write_text(f"{line} \nbar\n# {line}\n{line}")
    sway.line.enable(sway.program)
    assert sway.path.read_text() == f"{line}\nbar"
    sway.line.disable()
    assert sway.path.read_text() == "bar"


def test_a_line_that_was_made_a_comment_is_off_and_comes_back_when_asked(sway: Home) -> None:
    sway.line.enable(sway.program)
    sway.path.write_text(sway.path.read_text().replace("exec ", "# exec "))
    assert sway.line.status().state is State.DISABLED_BY_DESKTOP
    sway.line.enable(sway.program)
    assert sway.line.status().state is State.ON


@pytest.mark.parametrize(
    ("desktop", "text", "state"),
    [
        ("sway", "exec reminder run", State.ON),
        ("sway", "  exec_always --no-startup-id ~/.local/bin/reminder start", State.ON),
        ("sway", "# exec reminder run", State.OFF),
        ("sway", "bindsym $mod+r exec reminder start", State.OFF),
        ("sway", "exec my-reminder run", State.OFF),
        ("sway", "exec reminder status", State.OFF),
        ("labwc", "#!/bin/sh\nreminder run &", State.ON),
        ("labwc", "'/home/Ann Lee/reminder' run >/dev/null &", State.ON),
        ("wayfire", "[autostart]\nr = reminder run", State.ON),
        ("wayfire", "[autostart]\n[command]\ncommand_r = reminder start", State.OFF),
        ("Hyprland", "exec-once=reminder run", State.ON),
        ("Hyprland", "bind = SUPER, R, exec, reminder start", State.OFF),
        ("niri", 'spawn-at-startup "reminder" "run"', State.ON),
        ("niri", 'binds { Mod+R { spawn "reminder" "start"; } }', State.OFF),
    ],
)
def test_a_line_of_the_persons_own_counts_and_is_let_alone(
    tmp_path: Path, desktop: str, text: str, state: State
) -> None:
    home = Home(tmp_path, desktop)
    home.path.write_text(text)
    status = home.line.status()
    assert (status.state, bool(status.detail)) == (state, state is State.ON)
    home.line.disable()
    assert home.path.read_text() == text
    if state is State.ON:
        home.line.enable(home.program)
        assert home.path.read_text() == text


@pytest.mark.parametrize("desktop", PLACES)
def test_no_file_is_ever_made(tmp_path: Path, desktop: str) -> None:
    home = Home(tmp_path, desktop)
    home.path.unlink()
    with pytest.raises(ReminderError, match="is not there"):
        home.line.enable(home.program)
    home.line.disable()
    assert home.line.status().state is State.OFF
    assert not list(home.path.parent.iterdir())


def test_where_the_systems_file_is_read_until_then_it_says_to_copy_that(sway: Home) -> None:
    sway.path.unlink()
    system = sway.path.parent / "system"
    system.write_text("bar\n")
    line = StartupLine(sway.line.row._replace(system=(str(system),)), sway.environment)
    with pytest.raises(ReminderError, match=f"reads {system} until it is; copy that one there first"):
        line.enable(sway.program)
    assert [path.name for path in sway.path.parent.iterdir()] == ["system"]


def test_a_link_is_let_alone(sway: Home) -> None:
    store = sway.path.rename(sway.path.parent / "store")
    sway.path.symlink_to(store)
    with pytest.raises(ReminderError, match=f"is a link to {store}.*add the line yourself; the line is: exec "):
        sway.line.enable(sway.program)
    assert (sway.path.readlink(), store.read_text()) == (store, "#!/bin/sh\n")


def test_a_link_whose_end_is_gone_is_let_alone(sway: Home) -> None:
    sway.path.unlink()
    sway.path.symlink_to(sway.path.parent / "gone")
    with pytest.raises(ReminderError, match="is a link to"):
        sway.line.enable(sway.program)
    assert not (sway.path.parent / "gone").exists()


def test_a_line_behind_a_link_still_counts_and_asking_again_is_no_error(sway: Home) -> None:
    sway.line.enable(sway.program)
    sway.path.symlink_to(sway.path.rename(sway.path.parent / "store"))
    sway.line.enable(sway.program)
    assert sway.line.status().state is State.ON
    with pytest.raises(ReminderError, match=r"is a link .*; take out the line that ends in"):
        sway.line.disable()


def test_a_file_with_a_second_name_is_let_alone(sway: Home) -> None:
    os.link(sway.path, sway.path.parent / "second")
    with pytest.raises(ReminderError, match="has a second name"):
        sway.line.enable(sway.program)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_let_alone(sway: Home) -> None:
    os.chown(sway.path, 12345, 12345)
    with pytest.raises(ReminderError, match="belongs to somebody else"):
        sway.line.enable(sway.program)
    assert sway.path.stat().st_uid == 12345


@pytest.mark.parametrize(
    ("desktop", "content", "why"),
    [
        ("sway", b"bindsym x \\\n", "ends in the middle of a line"),
        ("sway", b"a\0b\n", "is no text"),
        ("bspwm", b"#!/usr/bin/env python3\nimport os\n", "is no script for a shell"),
        ("wayfire", b"[core]\nplugins = autostart\n", r"has no section \[autostart\]"),
        ("wayfire", b"[core]\nplugins = \\\n  cube \\\n  expo\n[autostart]\n", "does not load the plugin autostart"),
    ],
)
def test_a_file_in_which_the_line_would_not_count_is_let_alone(
    tmp_path: Path, desktop: str, content: bytes, why: str
) -> None:
    home = Home(tmp_path, desktop)
    home.path.write_bytes(content)
    with pytest.raises(ReminderError, match=why):
        home.line.enable(home.program)
    assert home.path.read_bytes() == content


@pytest.mark.parametrize(
    ("plugins", "state"),
    [
        ("plugins = cube autostart", State.ON),
        ("plugins = \\\n cube \\\n autostart", State.ON),
        ("# none named", State.ON),
        ("plugins = cube", State.BROKEN),
        ("plugins = autostart-of-mine", State.BROKEN),
    ],
)
def test_wayfire_has_to_load_its_plugin(tmp_path: Path, plugins: str, state: State) -> None:
    wayfire = Home(tmp_path, "wayfire")
    wayfire.line.enable(wayfire.program)
    wayfire.path.write_text(f"[core]\n{plugins}\n\n{wayfire.path.read_text()}")
    assert wayfire.line.status().state is state


def test_a_file_that_is_run_has_to_be_executable(tmp_path: Path) -> None:
    river = Home(tmp_path, "river")
    river.line.enable(river.program)
    river.path.chmod(0o644)
    status = river.line.status()
    assert (status.state, "chmod +x" in in_words(status.detail)) == (State.BROKEN, True)


def test_the_file_that_the_compositor_reads_first_is_the_one(sway: Home) -> None:
    first = Path(sway.environment["HOME"]) / ".sway" / "config"
    sway.line.enable(sway.program)
    first.parent.mkdir()
    first.write_text("bar\n")
    assert sway.line.status().state is State.OFF
    sway.line.enable(sway.program)
    assert "exec" in first.read_text()
    sway.line.disable()
    assert (first.read_text(), sway.path.read_text()) == ("bar\n", "#!/bin/sh\n")


def test_a_window_manager_without_a_file_is_told_by_hand_only(program: Program, tmp_path: Path) -> None:
    line, xsession = StartupLine(row_of("dwm"), {"HOME": str(tmp_path)}), tmp_path / ".xsession"
    (tmp_path / ".xinitrc").write_text("exec dwm\n")
    with pytest.raises(ReminderError, match="yourself"):
        line.enable(program)
    xsession.write_text("reminder run &\nexec dwm\n")
    assert (line.status().state, line.status().where) == (State.ON, str(xsession))
