"""The window of the installed program, in a real browser."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser
from support.browser import Window, chromium
from support.program import Program
from support.program_fixtures import alone, desk, program, runtime

__all__ = ["alone", "desk", "program", "runtime"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what needs the browser, of which there is one at a time: what comes to it last is waited for by all."""
    items.sort(key=lambda item: "browser" not in getattr(item, "fixturenames", ()))


_shared = pytest.StashKey[tuple[Browser, ExitStack]]()


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """One for all tests that follow one another."""
    stash = request.config.stash
    if _shared not in stash:
        closing = ExitStack()
        stash[_shared] = closing.enter_context(chromium()), closing
    return stash[_shared][0]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Whatever test comes next finds none: while there is one, no coroutine can be a test."""
    if _shared in item.config.stash and "browser" not in getattr(nextitem, "fixturenames", ()):
        _, closing = item.config.stash[_shared]
        del item.config.stash[_shared]
        closing.close()


@pytest.fixture
def window(alone: Program, browser: Browser) -> Iterator[Window]:
    """Where there is no desktop."""
    shown = Window(alone, browser)
    yield shown
    assert shown.faults == []
