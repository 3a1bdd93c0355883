from pathlib import Path

import pytest
from running import install

from reminder.upgrade import Installed


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where 1.0 is installed."""
    folder = tmp_path / "site-packages"
    install(folder, "1.0")
    monkeypatch.syspath_prepend(folder)
    return folder


def test_the_running_version_is_no_other(site: Path) -> None:
    installed = Installed("1.0")

    assert not installed.is_another()


def test_another_version_is_noticed_once(site: Path) -> None:
    installed = Installed("1.0")
    install(site, "2.0")

    assert installed.is_another()
    assert not installed.is_another()


def test_the_same_version_installed_again_is_no_other(site: Path) -> None:
    installed = Installed("1.0")
    install(site, "1.0")
    (site / "something else").mkdir()

    assert not installed.is_another()


def test_an_installation_that_is_half_done_is_waited_for(site: Path) -> None:
    installed = Installed("1.0")
    metadata = site / "reminder-1.0.dist-info" / "METADATA"
    metadata.unlink()
    metadata.parent.rmdir()
    assert not installed.is_another()

    (site / "reminder-2.0.dist-info").mkdir()
    assert not installed.is_another()

    (site / "reminder-2.0.dist-info").rmdir()
    install(site, "2.0")
    assert installed.is_another()


def test_a_version_that_comes_after_its_folder_is_noticed(site: Path) -> None:
    installed = Installed("1.0")
    for before in site.iterdir():
        (before / "METADATA").unlink()
        before.rmdir()
    info = site / "reminder-2.0.dist-info"
    info.mkdir()
    assert not installed.is_another()

    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: reminder\nVersion: 2.0\n")
    assert installed.is_another()
