"""What all tests share: coroutines as tests, and a desktop of their own (see `desktop_fixtures`)."""

import asyncio
import inspect
import os
from collections.abc import Generator

import pytest
from desktop_fixtures import display, dunst, private_bus, xfce4_notifyd

__all__ = ["display", "dunst", "private_bus", "xfce4_notifyd"]

AT_MOST = 60
"""Seconds that a coroutine may take."""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: value for name, value in pyfuncitem.funcargs.items() if name in names}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**arguments), AT_MOST))
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With NO_SKIPS in the environment, a desktop test that cannot run here has failed."""
    report = yield
    if report.skipped and item.get_closest_marker("desktop") and "NO_SKIPS" in os.environ:
        report.outcome = "failed"
        report.longrepr = f"must not be skipped here: {report.longrepr}"
    return report
