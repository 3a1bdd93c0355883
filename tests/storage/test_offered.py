"""The check-in is offered once, in each place."""

from pathlib import Path

import pytest

from reminder.storage import offered, paths


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "state_dir", lambda: tmp_path / "state")
    return tmp_path / "state"


def test_each_place_offers_it_once() -> None:
    assert offered.is_due("window")
    offered.note("window")

    assert not offered.is_due("window")
    assert offered.is_due("stats")


def test_whoever_has_told_of_something_is_offered_nothing(state_dir: Path) -> None:
    state_dir.mkdir()
    paths.checkins_file().touch()

    assert not offered.is_due("window")


def test_a_disk_that_takes_nothing_is_no_reason_to_fail(state_dir: Path) -> None:
    state_dir.write_text("no folder")
    offered.note("window")

    assert offered.is_due("window")
