"""Where things live."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.homes import new_home

from reminder.errors import ReminderError
from reminder.storage import paths

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the XDG variables set the places on Linux only")


def test_files_lie_where_the_desktop_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = new_home(monkeypatch, tmp_path)
    assert (paths.config_file(), paths.site_file(), paths.state_dir()) == home
    assert {paths.state_file().parent, paths.plan_file().parent, paths.history_file().parent} == {home.state}
    assert home.state in paths.log_file().parents


def test_the_site_file_is_in_the_first_of_the_sites_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/first:/second")
    assert paths.site_file() == Path("/first/reminder/config.toml")


def test_the_site_file_is_under_etc_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_DIRS", raising=False)
    assert paths.site_file() == Path("/etc/xdg/reminder/config.toml")


def test_the_system_has_a_site_file_of_its_own_whatever_the_variables_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/first")
    assert paths.system_file() == Path("/etc/xdg/reminder/config.toml")


@pytest.mark.parametrize("name", ["default.toml", "tips.toml", "reminder.wav"])
def test_a_packaged_file_is_found(name: str) -> None:
    assert paths.packaged(name).is_file()


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whom the system does not know, in an environment that says nothing."""
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 3_999_999_999)


PLACES = [paths.home, paths.config_file, paths.state_dir, paths.state_file, paths.history_file, paths.log_file]


@pytest.mark.parametrize("home", [None, "", "relative"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.usefixtures("nobody")
def test_whoever_has_no_home_is_told_what_to_do(
    place: Callable[[], Path], home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if home is not None:
        monkeypatch.setenv("HOME", home)
    with pytest.raises(ReminderError, match=r"HOME is not set.* set it"):
        place()


def test_an_older_library_that_makes_up_a_folder_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.PlatformDirs.user_state_path", Path("~/.local/state/reminder"))
    with pytest.raises(ReminderError, match="set it"):
        paths.state_dir()


@pytest.mark.usefixtures("nobody")
def test_without_a_home_what_is_named_otherwise_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert new_home(monkeypatch, tmp_path).user == paths.config_file()


def test_an_empty_home_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    by_the_system = paths.home()
    monkeypatch.setenv("HOME", "")
    assert paths.home() == by_the_system


def test_icon_and_sound_are_told_by_their_paths() -> None:
    assert paths.icon() == str(paths.icon_file())
    assert paths.icon_file().is_file()
    assert paths.sound() == str(paths.packaged("reminder.wav"))


def test_or_by_a_uri_where_such_a_path_is_no_unicode(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A message on a bus cannot hold such a path."""
    monkeypatch.setattr(paths, "packaged", lambda name: tmp_path / "\udcff" / name)
    assert paths.icon() == f"file://{tmp_path}/%FF/icons/hicolor/scalable/apps/reminder.svg"
