"""Where things live."""

import sys
from pathlib import Path

import pytest
from homes import new_home

from reminder import paths

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


@pytest.mark.parametrize("name", ["default.toml", "tips.toml", "reminder.svg"])
def test_a_packaged_file_is_found(name: str) -> None:
    assert paths.packaged(name).is_file()


def test_the_icon_is_told_by_its_path() -> None:
    assert paths.icon() == str(paths.packaged("reminder.svg"))


def test_or_by_a_uri_where_its_path_is_no_unicode(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A message on a bus cannot hold such a path."""
    monkeypatch.setattr(paths, "packaged", lambda name: tmp_path / "\udcff" / name)
    assert paths.icon() == f"file://{tmp_path}/%FF/reminder.svg"
