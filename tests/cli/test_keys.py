"""`reminder keys`: what it says on each desktop, and what on and off do."""

from pathlib import Path, PurePosixPath

import pytest
from support.desktop_fixtures import Bus
from support.gsettings import GSettings
from support.typed import Complains, Says, Tells

from reminder.autostart.base import Program
from reminder.autostart.custom_keys import custom
from reminder.autostart.desktops import SOCKETS


@pytest.fixture(autouse=True)
def program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.cli.keys.find_program", lambda: Program(PurePosixPath("/home/ann/bin/reminder")))
    for variable in ("XDG_CURRENT_DESKTOP", "KDE_SESSION_VERSION", *SOCKETS):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def gnome(monkeypatch: pytest.MonkeyPatch) -> GSettings:
    settings = GSettings("org.gnome.settings-daemon.plugins.media-keys")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setattr("reminder.cli.keys.custom", lambda names: custom(names, settings.ask))
    return settings


def test_where_a_desktop_has_a_file_the_lines_for_it_are_printed(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "sway")
    assert says("keys done=F9").splitlines()[:3] == [
        "Add these lines to ~/.config/sway/config, unless a key is in it already:",
        "  bindsym F9 exec /home/ann/bin/reminder done",
        "  bindsym Mod4+Mod1+z exec /home/ann/bin/reminder snooze",
    ]


def test_a_window_manager_without_a_login_manager_is_known_by_its_socket(
    says: Says, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("I3SOCK", str(tmp_path))
    assert "exec --no-startup-id" in says("keys")


def test_hyprland_is_told_in_the_form_of_the_file_that_it_reads(
    says: Says, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "Hyprland")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert 'hl.bind("SUPER + ALT + D", ' in says("keys")
    (tmp_path / "hypr").mkdir()
    (tmp_path / "hypr/hyprland.conf").touch()
    assert "bind = SUPER ALT, D, exec, " in says("keys")
    (tmp_path / "hypr/hyprland.lua").touch()
    assert 'hl.bind("SUPER + ALT + D", ' in says("keys")


def test_where_nothing_is_known_the_commands_are_told(says: Says) -> None:
    assert says("keys").startswith("Have whatever binds keys here start these")


def test_json_has_the_lines_and_the_keys(tells: Tells, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "i3")
    told = tells("keys")
    assert told["bound"] is None
    assert told["keys"][3] == {"command": "pause", "key": "Super+Alt+H", "runs": "/home/ann/bin/reminder pause 1h"}
    assert told["lines"][3] == "bindsym Mod4+Mod1+h exec --no-startup-id /home/ann/bin/reminder pause 1h"


def test_on_binds_them_keys_shows_them_and_off_takes_them_away(gnome: GSettings, says: Says, tells: Tells) -> None:
    assert says("keys").startswith("This binds them: reminder keys on\n  Super+Alt+D ")
    assert tells("keys")["bound"] is False
    assert says("keys on done=Super+F9").startswith("GNOME binds these; reminder keys off takes them away:\n")
    assert "  Super+F9       /home/ann/bin/reminder done\n" in says("keys")
    assert tells("keys")["bound"] is True
    assert says("keys off") == "GNOME binds no key to reminder any more."
    assert gnome.list == []


@pytest.mark.parametrize("what", ["on", "off"])
def test_on_and_off_are_refused_where_they_cannot_be_done(
    what: str, complains: Complains, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "sway")
    assert "this says what to do: reminder keys" in complains(f"keys {what}", 1)


def test_off_takes_no_keys(gnome: GSettings, complains: Complains) -> None:
    assert "off takes no keys" in complains("keys off done=F9", 2)
    assert gnome.told == []


@pytest.mark.desktop
def test_plasma_binds_them_as_the_others_do(
    private_bus: Bus, says: Says, tells: Tells, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from support.kglobalaccel import KGlobalAccel  # it is for buses, and elsewhere there are none

    from reminder.autostart.plasma_keys import Plasma

    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    with KGlobalAccel(tmp_path / "applications") as shortcuts:
        monkeypatch.setattr(
            "reminder.autostart.plasma_keys.plasma", lambda version: Plasma(tmp_path, shortcuts.rebuild)
        )
        assert says("keys done=F9").startswith("This binds them: reminder keys on done=F9\n  F9 ")
        assert says("keys on done=F9").startswith("KDE Plasma binds these; reminder keys off takes them away:\n  F9 ")
        assert tells("keys")["bound"] is True
        assert says("keys off") == "KDE Plasma binds no key to reminder any more."
        assert tells("keys")["bound"] is False


def test_plasma_6_takes_keys_and_an_older_one_is_told_by_hand(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    said = says("keys")
    assert said.startswith("This binds them: reminder keys on\n  Super+Alt+D ")
    assert "\nThe shortcuts of KDE Plasma cannot be reached: there is no session bus" in said
    monkeypatch.setenv("KDE_SESSION_VERSION", "5")
    assert says("keys").startswith("Add them in System Settings > Keyboard > Shortcuts, by Add New > Command")
