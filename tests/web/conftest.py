"""The window of the installed program, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from support.browser import Window, chromium
from support.program import Program
from support.program_fixtures import alone, desk, program, runtime

__all__ = ["alone", "desk", "program", "runtime"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what needs the browser, of which there is one at a time: what comes to it last is waited for by all."""
    items.sort(key=lambda item: "browser" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def window(alone: Program, browser: Browser) -> Iterator[Window]:
    """Where there is no desktop."""
    shown = Window(alone, browser)
    yield shown
    assert shown.faults == []
