"""Each page as a browser shows it: nobody is kept out of it, and it keeps to its own policy."""

from itertools import product

import pytest
from playwright.sync_api import expect
from support.browser import NARROW, WIDE, Window, barriers
from support.program import Program
from support.visits import Served, served
from support.waiting import wait_until

__all__ = ["served"]

pytestmark = pytest.mark.desktop

PAGES = ("today", "settings", "history", "checkin")
SMALLEST = (320, 256)
"""A screen of 1280 by 1024 at 400 %, as WCAG 2.2 has it (1.4.10)."""


@pytest.fixture
def alone(served: Served) -> Program:
    """The same for all of these, which only look."""
    return served.program


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_nobody_out(window: Window, name: str) -> None:
    with window.open(name, reduced_motion="reduce") as page:
        for scheme, (width, height) in product(("light", "dark"), (WIDE, NARROW, SMALLEST)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            assert barriers(page) == [], scheme
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_without_script_and_with_the_keyboard(window: Window, name: str) -> None:
    with window.open(name, script=False) as page:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        page.keyboard.press("Enter")
        expect(page.locator(":focus, main")).to_be_visible()
        history = page.get_by_role("navigation", name="Pages").get_by_role("link", name="History")
        history.click()
        expect(history).to_have_attribute("aria-current", "page")


def test_what_is_no_page_says_so(window: Window) -> None:
    with window.open("today") as page:
        answer = page.goto(page.url.replace("today", "tomorrow"))
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_contain_text("There is no such page")
        wait_until(lambda: page.title() and window.faults)  # the browser notes the 404, when it likes
        assert all("404" in fault for fault in window.faults)
        window.faults.clear()
