"""Which desktop asks, and whether it starts anything at login."""

import sys
from pathlib import Path

import pytest
from support.login_fakes import FakeRun, launcher

from reminder.autostart import startup_files
from reminder.autostart.desktops import Desktop, here
from reminder.autostart.startup_files import ROWS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the desktops are those of Linux")

SHOW = "systemctl --user show"


@pytest.fixture(autouse=True)
def no_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine has for all its users is of no session that is tried here."""
    monkeypatch.setattr(startup_files, "ROWS", tuple(row._replace(system=()) if row.system else row for row in ROWS))


def targets(session: str = "inactive", entries: str = "inactive") -> FakeRun:
    """What systemd's user manager says of its two targets."""
    states = {"graphical-session.target": session, "xdg-desktop-autostart.target": entries}
    return FakeRun({SHOW: "\n".join(f"Id={target}\nActiveState={state}\n" for target, state in states.items())})


@pytest.mark.parametrize(
    ("environment", "name", "starts"),
    [
        ({"XDG_CURRENT_DESKTOP": "GNOME"}, "GNOME", True),
        ({"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}, "ubuntu", True),
        ({"XDG_CURRENT_DESKTOP": "Budgie"}, "Budgie", True),
        ({"XDG_CURRENT_DESKTOP": "KDE"}, "KDE", True),
        ({"XDG_CURRENT_DESKTOP": "XFCE", "LABWC_PID": "7"}, "XFCE", True),
        ({"XDG_CURRENT_DESKTOP": "LXQt:labwc:wlroots", "LABWC_PID": "7"}, "LXQt", True),
        ({"XDG_CURRENT_DESKTOP": "labwc:LXQt"}, "LXQt", True),
        ({"DESKTOP_SESSION": "/usr/share/xsessions/xfce"}, "xfce", True),
        ({"XDG_CURRENT_DESKTOP": "sway"}, "sway", False),
        ({"XDG_CURRENT_DESKTOP": "sway:wlroots"}, "sway", False),
        ({"XDG_CURRENT_DESKTOP": "labwc:wlroots"}, "labwc", False),
        ({"XDG_CURRENT_DESKTOP": "Wayfire:wlroots"}, "Wayfire", False),
        ({"XDG_CURRENT_DESKTOP": "Hyprland"}, "Hyprland", False),
        ({"XDG_CURRENT_DESKTOP": "river"}, "river", False),
        ({"XDG_CURRENT_DESKTOP": "i3"}, "i3", False),
        ({"XDG_CURRENT_DESKTOP": "none+i3"}, "i3", False),
        ({"XDG_SESSION_DESKTOP": "dwm"}, "dwm", False),
        ({"DESKTOP_SESSION": "bspwm"}, "bspwm", False),
        ({"XDG_SESSION_DESKTOP": "openbox"}, "openbox", False),
        ({"SWAYSOCK": "/run/user/7/sway.sock", "I3SOCK": "/run/user/7/sway.sock"}, "sway", False),
        ({"I3SOCK": "/run/user/7/i3"}, "i3", False),
        ({"LABWC_PID": "7"}, "labwc", False),
        ({"WAYFIRE_CONFIG_FILE": "/home/ann/.config/wayfire.ini"}, "wayfire", False),
        ({"HYPRLAND_INSTANCE_SIGNATURE": "x"}, "Hyprland", False),
        ({"XDG_CURRENT_DESKTOP": "Foo"}, "Foo", None),
        ({"DESKTOP_SESSION": "default"}, "", None),
        ({"XDG_CURRENT_DESKTOP": ""}, "", None),
        ({"WAYLAND_DISPLAY": "wayland-1"}, "", None),
        ({}, "", None),
    ],
)
def test_knows_the_desktop_by_what_its_session_says(
    tmp_path: Path, environment: dict[str, str], name: str, starts: bool | None
) -> None:
    found = here({"HOME": str(tmp_path), **environment}, FakeRun())
    assert (found.name, found.starts_entries) == (name, starts)


@pytest.mark.parametrize(
    ("wm", "name", "starts"),
    [("dwm", "dwm", False), ("Openbox", "Openbox", False), ("awesome", "awesome", False), ("Xfwm4", "", None)],
)
def test_knows_a_window_manager_alone_by_the_name_it_gives_itself(
    tmp_path: Path, wm: str, name: str, starts: bool | None
) -> None:
    xprop = FakeRun(
        {
            "xprop -root _NET_SUPPORTING_WM_CHECK": "_NET_SUPPORTING_WM_CHECK(WINDOW): window id # 0x40000a\n",
            "xprop -id 0x40000a _NET_WM_NAME": f'_NET_WM_NAME(UTF8_STRING) = "{wm}"\n',
        }
    )
    found = here({"HOME": str(tmp_path), "DISPLAY": ":0"}, xprop)
    assert (found.name, found.starts_entries) == (name, starts)
    assert here({"DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}, xprop) == Desktop()


def test_knows_nothing_of_a_display_where_nobody_answers() -> None:
    assert here({"DISPLAY": ":0"}, FakeRun()) == Desktop()


@pytest.mark.parametrize("variable", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
def test_knows_of_no_desktop_when_asked_over_ssh(variable: str) -> None:
    assert here({"XDG_CURRENT_DESKTOP": "sway", variable: "x"}, targets("active", "active")) == Desktop()


def test_asks_nobody_where_there_is_no_desktop() -> None:
    asked = FakeRun()
    assert here({}, asked) == Desktop()
    assert not asked.commands


@pytest.mark.parametrize(
    ("name", "said", "starts", "by_systemd", "reaches"),
    [
        ("sway", targets(), False, False, False),
        ("sway", targets("active"), False, False, True),
        ("sway", targets("active", "active"), True, True, True),
        ("Hyprland", targets("active"), False, False, True),
        ("niri", targets("active", "active"), True, True, True),
        ("Foo", targets("active", "active"), True, True, True),
        ("Foo", targets("active"), None, False, True),
        ("KDE", targets("active", "active"), True, True, True),
        ("GNOME", targets("active"), True, False, True),
        ("XFCE", FakeRun(), True, False, False),
        ("sway", targets("activating", "failed"), False, False, False),
    ],
)
def test_asks_the_user_manager_which_targets_the_session_has_reached(
    tmp_path: Path, name: str, said: FakeRun, starts: bool | None, by_systemd: bool, reaches: bool
) -> None:
    found = here({"HOME": str(tmp_path), "XDG_CURRENT_DESKTOP": name}, said)
    assert (found.starts_entries, found.by_systemd, found.reaches_target) == (starts, by_systemd, reaches)


@pytest.mark.parametrize(
    ("desktop", "file", "line", "installed", "starts"),
    [
        ("i3", "i3/config", "exec --no-startup-id dex --autostart --environment i3", True, True),
        ("i3", "i3/config", "exec --no-startup-id dex --autostart --environment i3", False, False),
        ("i3", "i3/config", "# exec --no-startup-id dex --autostart --environment i3", True, False),
        ("i3", "i3/config", "exec pandex-dexter", True, False),
        ("sway", "sway/config", "exec /usr/bin/dex -a", True, True),
        ("labwc", "labwc/autostart", "lxsession &", True, True),
        ("labwc", "labwc/autostart", "waybar &", True, False),
    ],
)
def test_a_desktop_whose_file_calls_one_that_starts_entries_does_start_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    desktop: str,
    file: str,
    line: str,
    installed: bool,
    starts: bool,
) -> None:
    path = tmp_path / ".config" / file
    path.parent.mkdir(parents=True)
    path.write_text(f"set $mod Mod4\n{line}\n")
    for program in ("dex", "lxsession") if installed else ():
        launcher(tmp_path / "bin", program)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    found = here({"HOME": str(tmp_path), "XDG_CURRENT_DESKTOP": desktop}, FakeRun())
    assert found.starts_entries is starts


@pytest.mark.parametrize(
    ("answers", "starts", "row"),
    [
        ({"ps": "openbox --startup /usr/libexec/openbox-autostart OPENBOX\n", "/usr/bin/python3": ""}, True, "session"),
        ({"ps": "openbox --startup /usr/libexec/openbox-autostart OPENBOX\n"}, False, "session"),
        ({"ps": "openbox\n", "/usr/bin/python3": ""}, False, "alone"),
        ({}, False, "alone"),
    ],
    ids=["session with python3-xdg", "session without", "alone", "nothing to be seen"],
)
def test_openbox_starts_entries_only_in_a_session_that_can_read_them(
    tmp_path: Path, answers: dict[str, str], starts: bool, row: str
) -> None:
    found = here({"HOME": str(tmp_path), "DESKTOP_SESSION": "openbox"}, FakeRun(answers))
    assert found.starts_entries is starts
    assert found.row.desktop == ("openbox-session" if row == "session" else "openbox")


def test_each_row_says_how_it_is_known() -> None:
    for row in ROWS:
        assert row.seen, row
        assert row.places, row
        assert ("{command}" in row.line) != ("{launcher}" in row.line), row
