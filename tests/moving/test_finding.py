"""What is installed is found where it lies, a file by what is in it, and nothing of theirs is touched."""

import shutil
import sys
from pathlib import Path

import pytest
from support.peers import sample, wrong
from support.scripts import script

from reminder.errors import ReminderError, UsageError
from reminder.moving.finding import in_file, installed, unasked
from reminder.moving.found import MOST_SETTINGS, Home
from reminder.moving.peers import READERS, reader_of
from reminder.wording.language import strictly


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home("linux", tmp_path, {})


def put(file: Path, data: bytes) -> Path:
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    return file


FILES = [reader for reader in READERS if reader.PEER in ("stretchly", "safeeyes", "breaktimer")]
"""Those that are read from files alone: what commands print is of whoever runs the tests."""


def test_nothing_is_found_where_nothing_is(home: Home) -> None:
    assert installed(home, FILES) == []


def test_each_is_found_where_it_lies(home: Home) -> None:
    put(home.config / "Stretchly" / "config.json", sample("stretchly-1.22.json"))
    put(home.config / "safeeyes" / "safeeyes.json", sample("safeeyes-3.5.json"))
    put(home.snap("breaktimer") / ".config" / "BreakTimer" / "config.json", sample("breaktimer-2.1.json"))
    assert [found.peer for found in installed(home, FILES)] == ["stretchly", "safeeyes", "breaktimer"]


@pytest.mark.parametrize(
    ("system", "folder"),
    [
        ("linux", ".config/Stretchly"),
        ("linux", ".var/app/net.hovancik.Stretchly/config/Stretchly"),
        ("linux", "snap/stretchly/current/.config/Stretchly"),
        ("win32", "AppData/Roaming/Stretchly"),
        ("darwin", "Library/Application Support/Stretchly"),
    ],
)
def test_every_system_has_its_place(tmp_path: Path, system: str, folder: str) -> None:
    file = put(tmp_path / folder / "config.json", sample("stretchly-1.22.json"))
    (found,) = installed(Home(system, tmp_path, {}), FILES)
    assert found.source == str(file)


def test_the_first_place_wins(home: Home) -> None:
    first = put(home.config / "Stretchly" / "config.json", sample("stretchly-1.22.json"))
    put(home.flatpak("net.hovancik.Stretchly") / "config" / "Stretchly" / "config.json", b'{"break": true}')
    (found,) = installed(home, FILES)
    assert (found.source, found.settings["reminders.posture.every"]) == (str(first), "25m")


def test_a_variable_of_the_desktop_leads_elsewhere(tmp_path: Path) -> None:
    put(tmp_path / "other" / "safeeyes" / "safeeyes.json", sample("safeeyes-2.0.json"))
    assert installed(Home("linux", tmp_path, {"XDG_CONFIG_HOME": str(tmp_path / "other")}), FILES)


def test_an_entry_at_login_is_told_and_how_it_is_called(home: Home) -> None:
    put(home.config / "safeeyes" / "safeeyes.json", sample("safeeyes-3.5.json"))
    entry = put(
        home.config / "autostart" / "io.github.slgobinath.SafeEyes.desktop", b"[Desktop Entry]\nExec=safeeyes\n"
    )
    (found,) = installed(home, FILES)
    assert found.login is True
    assert found.ending[-1].values == {"file": str(entry)}
    entry.write_bytes(b"[Desktop Entry]\nHidden=true\n")
    (found,) = installed(home, FILES)
    assert found.login is None


def test_what_cannot_be_read_is_named(home: Home) -> None:
    file = put(home.config / "Stretchly" / "config.json", b"{" + b" " * MOST_SETTINGS)
    (found,) = installed(home, FILES)
    assert wrong(found) == [f"{file} cannot be read: it is larger than 1 MB"]
    file.write_bytes(b"\0" * 100)
    (found,) = installed(home, FILES)
    assert wrong(found) == [f"{file} is of no form that reminder knows of Stretchly"]
    file.unlink()
    file.mkdir()
    (found,) = installed(home, FILES)
    assert wrong(found)[0].startswith(f"{file} cannot be read: ")


@pytest.mark.parametrize(
    ("name", "peer"),
    [
        ("stretchly-1.22.json", "stretchly"),
        ("safeeyes-2.0.json", "safeeyes"),
        ("safeeyes-3.5.json", "safeeyes"),
        ("breaktimer-2.1.json", "breaktimer"),
        ("workrave.ini", "workrave"),
        ("workrave-dconf.txt", "workrave"),
        ("workrave-historystats", "workrave"),
        ("workrave-statistics.sql", "workrave"),
        ("rsibreakrc", "rsibreak"),
        ("SaneBreak.ini", "sane-break"),
        ("sane-break-spans.sql", "sane-break"),
        ("gnome-shell-break-reminders-dconf.txt", "gnome-shell"),
        ("gnome-break-timer-keyfile", "gnome-break-timer"),
        ("entracte-settings.json", "entracte"),
        ("entracte-events.jsonl", "entracte"),
    ],
)
def test_a_file_is_known_by_what_is_in_it_and_by_one_reader_alone(tmp_path: Path, name: str, peer: str) -> None:
    assert [reader.PEER for reader in READERS if reader.knows(sample(name))] == [peer]
    file = put(tmp_path / "backup" / "old.txt", sample(name))
    before = file.stat()
    assert in_file(file).peer == peer
    assert file.read_bytes() == sample(name)
    assert file.stat().st_mtime_ns == before.st_mtime_ns


IN_DCONF = [reader for reader in READERS if reader.PEER in ("gnome-break-timer", "gnome-shell")]
SCHEMA = "org.gnome.desktop.break-reminders"


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that commands are in."""
    (folder := tmp_path / "commands").mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="the scripts are of a shell")
def test_without_dconf_gsettings_is_asked_for_what_is_not_the_default(
    home: Home, commands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(
        commands / "gsettings",
        f'test "$2" = {SCHEMA} || exit 1',
        f'echo "{SCHEMA}.eyesight interval-seconds uint32 1200"',
        'test "$GSETTINGS_BACKEND" = memory && chosen="@as []" || chosen="[\'eyesight\']"',
        f'test -n "$untouched" && chosen="@as []"; echo "{SCHEMA} selected-breaks $chosen"',
    )
    (found,) = installed(home, IN_DCONF)
    assert found.source == f"gsettings list-recursively {SCHEMA}"
    assert (found.settings["reminders.posture.enabled"], found.settings["reminders.break.enabled"]) == (True, False)
    assert unasked(home, [found], IN_DCONF) is None
    monkeypatch.setenv("untouched", "yes")
    assert installed(home, IN_DCONF) == []


def test_whose_settings_no_command_could_ask_for_is_told(home: Home, commands: Path) -> None:
    assert installed(home, IN_DCONF) == []
    assert (told := unasked(home, [], IN_DCONF))
    assert strictly(told) == (
        "the settings of GNOME Break Timer, GNOME Shell's break reminders could not be asked for,"
        " as there is no dconf or gsettings here"
    )
    assert unasked(home, [], FILES) is None


def test_a_file_of_another_program_is_none(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    for data in (b"", b"{}", b"[]", b"\xff\xfe", b"[reminders.posture]\nevery = '20m'\n"):
        file.write_bytes(data)
        with pytest.raises(UsageError, match="is of no program that reminder knows"):
            in_file(file)
    with pytest.raises(ReminderError, match="cannot be read"):
        in_file(tmp_path / "none")
    with pytest.raises(ReminderError, match="cannot be read"):
        in_file(tmp_path)


def test_names_are_taken_as_people_write_them() -> None:
    for name in ("Safe Eyes", "safeeyes", "safe-eyes", "SAFEEYES"):
        assert reader_of(name) is not None
    assert reader_of("safe") is None


def test_a_pipe_in_its_place_is_not_waited_for(home: Home) -> None:
    os = pytest.importorskip("os")
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    folder = home.config / "Stretchly"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "config.json")
    (found,) = installed(home, FILES)
    assert "cannot be read" in wrong(found)[0]
    shutil.rmtree(folder)
