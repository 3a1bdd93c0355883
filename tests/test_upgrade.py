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

    install(site, "2.0")
    assert installed.is_another()
