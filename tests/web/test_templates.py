"""Templates are compiled once for all windows, where there is room for that."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, bccache

from reminder.storage import paths
from reminder.web.pages import environment


@pytest.fixture(autouse=True)
def made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(paths, "compiled_templates", lambda: tmp_path / "cache" / "templates")
    environment.cache_clear()
    yield
    environment.cache_clear()


def get(name: str = "failed.html") -> str:
    found = environment().get_template(name).filename
    assert found
    return found


def test_the_next_window_compiles_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    get()
    environment.cache_clear()
    monkeypatch.setattr(Environment, "compile", lambda *_, **__: pytest.fail("compiled again"))
    get()
    assert (tmp_path / "cache" / "templates").stat().st_mode & 0o77 == 0


def test_what_was_spoiled_is_compiled_anew(tmp_path: Path) -> None:
    get()
    for file in (tmp_path / "cache" / "templates").iterdir():
        file.write_bytes(file.read_bytes()[:60])
    environment.cache_clear()
    get()


def test_without_room_it_is_compiled_each_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(bccache.Bucket, "write_bytecode", full)
    get()
    environment.cache_clear()
    (tmp_path / "cache").rename(tmp_path / "moved")
    (tmp_path / "cache").write_text("in the way")
    get()
