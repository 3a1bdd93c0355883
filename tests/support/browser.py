"""A real browser before the window: headless Chromium, and axe-core to look for what keeps people out.

program ─▶ Window.open("settings") ─▶ Page ─▶ click, type, look ─▶ check(): no fault, no violation of the policy
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from support.desktop_fixtures import needed
from support.program import Program
from support.waiting import LONG

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / ".axe" / "axe.min.js"
"""axe-core, as `.ci/axe` fetches it."""
WIDE, NARROW = (1280, 900), (360, 800)
_AXE_RUN = "runOnly => axe.run(document, { runOnly, resultTypes: ['violations'] }).then(it => it.violations)"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Window:
    """The window of a program, as a browser shows it."""

    def __init__(self, program: Program, browser: Browser) -> None:
        self.program, self._browser = program, browser
        self.faults: list[str] = []
        """What the browser complained of: errors in scripts, violations of the policy, what it could not load."""

    @contextmanager
    def open(
        self, page: str, size: tuple[int, int] = WIDE, script: bool = True, timed: bool = False, **media: Any
    ) -> Iterator[Page]:
        """As `reminder open` does it; `media` are those of `Page.emulate_media`.

        `timed`: its clock can be moved; that of other pages, which would stand still with it, goes on.
        """
        opened = self.program("open", page, "--json")
        assert opened.code == 0, opened
        context = self._browser.new_context() if timed else _context(self._browser, script)
        try:
            shown = context.new_page()
            shown.set_viewport_size({"width": size[0], "height": size[1]})
            shown.emulate_media(**media)
            shown.set_default_timeout(1000 * LONG)
            shown.on("console", self._heard)
            shown.on("pageerror", lambda error: self.faults.append(str(error)))
            shown.goto(opened.data["address"])
            yield shown
        finally:
            if timed:
                context.close()
            else:
                for it in context.pages[1:]:
                    it.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@contextmanager
def chromium() -> Iterator[Browser]:
    """While it is there Playwright's own loop counts as running, so that no coroutine can be run.

    It is on no bus: with that of one test it would end, "D-Bus connection was disconnected" (Chromium).
    """
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        needed("chromium")
    with _alone(), sync_playwright() as playwright:
        expect.set_options(timeout=1000 * LONG)
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        )
        yield browser
        browser.close()


@cache
def _context(browser: Browser, script: bool) -> BrowserContext:
    """Of the pages of all windows, each of an origin of its own. A blank one keeps alive what is slow to begin."""
    context = browser.new_context(java_script_enabled=script)
    context.new_page()
    return context


@contextmanager
def _alone() -> Iterator[None]:
    """One browser at a time takes all the processors that there are; two would starve what other workers test."""
    from fcntl import LOCK_EX, flock  # there is a Chromium for these tests on Linux alone

    with (Path(gettempdir()) / "reminder-tests-browser.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def barriers(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands. It is put in by the browser itself, which no policy forbids.

    To list what is as it should be would take it several times as long.
    """
    if not AXE.exists():
        needed("axe-core")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: Sequence[Mapping[str, Any]] = page.evaluate(_AXE_RUN, RULES)
    return [f"{it['id']}: {node['html'][:200]}" for it in found for node in it["nodes"]]
