"""What all tests share: coroutines as tests, long forms, counts, and a desktop of their own (see `desktop_fixtures`).

pytest -m proof             what the program is trusted for, each in its short form, and how often it was tried
pytest -m proof --long      the same, tried as often as FIGURES says
"""

import asyncio
import gc
import inspect
import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from support import unix_only
from support.desktop_fixtures import display, dunst, private_bus, system, xfce4_notifyd, xfconf
from support.popups import desktop

__all__ = ["desktop", "display", "dunst", "private_bus", "system", "xfce4_notifyd", "xfconf"]

AT_MOST = 60
"""Seconds that a coroutine may take, in a short run."""

_tallies = pytest.StashKey[dict[str, Counter[str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("reminder")
    group.addoption("--long", action="store_true", help="the long forms too: hours in place of minutes")
    group.addoption("--seed", type=int, default=1, help="the story that what goes by chance follows")


def pytest_configure(config: pytest.Config) -> None:
    unix_only.install()
    hypothesis.settings.register_profile("any machine", deadline=None)
    hypothesis.settings.load_profile("any machine")
    config.stash[_tallies] = defaultdict(Counter)


def pytest_xdist_auto_num_workers() -> int:
    """Nearly two a processor: most tests wait for programs that wait for time, and one of them has a browser."""
    return max(2, 2 * (os.cpu_count() or 1) - 1)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return collection_path.name in unix_only.left_out() or None


def pytest_report_header() -> list[str]:
    return [f"without tests/{folder}: {reason}" for folder, reason in unix_only.left_out().items()]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes many minutes in whatever form is left out of a short run; what is for Unix is skipped elsewhere."""
    for item in items:
        if reason := unix_only.why_not(item):
            item.add_marker(pytest.mark.skip(reason=reason))
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands what it counted to the process that tells of it."""
    if output := getattr(session.config, "workeroutput", None):
        output["tallies"] = {test: dict(counts) for test, counts in session.config.stash[_tallies].items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for test, counts in getattr(node, "workeroutput", {}).get("tallies", {}).items():
        node.config.stash[_tallies][test].update(counts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """How often each thing was tried."""
    tallies = config.stash[_tallies]
    if tallies:
        terminalreporter.section("counted")
    for test, counts in tallies.items():
        terminalreporter.line(f"{test}: " + ", ".join(f"{count:,} {what}" for what, count in counts.items()))


@pytest.fixture
def how_many(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How often to try: the first number, or the second with `--long`."""

    def choose(short: int, long: int) -> int:
        return long if request.config.getoption("--long") else short

    return choose


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """The same for the same `--seed`."""
    return random.Random(request.config.getoption("--seed"))


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Counter[str]:
    """What this test counts, by what it is; printed at the end of the run. The cases of one test are added up."""
    name = getattr(request.node, "originalname", None) or request.node.name
    return request.config.stash[_tallies][name.removeprefix("test_").replace("_", " ")]


def pytest_itemcollected(item: pytest.Item) -> None:
    if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
        item.fixturenames.insert(0, "runner")


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """The loop of one test, and of what its fixtures open."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def enter(runner: asyncio.Runner) -> Iterator[Callable[..., Any]]:
    """Opens in the loop of the test what is closed after it."""
    stack = AsyncExitStack()
    yield lambda opened: runner.run(stack.enter_async_context(opened))
    runner.run(stack.aclose())


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: value for name, value in pyfuncitem.funcargs.items() if name in names}
    at_most = None if pyfuncitem.config.getoption("--long") else AT_MOST
    pyfuncitem.funcargs["runner"].run(asyncio.wait_for(pyfuncitem.obj(**arguments), at_most))
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With NO_SKIPS in the environment, a desktop test that cannot run here has failed.

    What was printed and logged goes from a worker to the process that tells of it as UTF-8.

    Nothing is collected meanwhile: it might tell of itself with a traceback, and so parse source while source is parsed
    to show the failure. There CPython 3.11.7 raises SystemError, and the whole run breaks off.
    """
    gc.disable()
    try:
        report = yield
    finally:
        gc.enable()
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    if report.skipped and item.get_closest_marker("desktop") and "NO_SKIPS" in os.environ:
        report.outcome = "failed"
        report.longrepr = f"must not be skipped here: {report.longrepr}"
    return report
