"""Pages that are open side by side, one without script, and what they say of a window that went."""

import os
import signal

import pytest
from playwright.sync_api import Page, expect
from support.browser import Window

from reminder.control import window as places

pytestmark = pytest.mark.desktop


def beside(page: Page, path: str) -> Page:
    """Another one in the same browser."""
    other = page.context.new_page()
    other.goto(page.url.rpartition("/")[0] + path)
    return other


def test_many_are_open_at_once_and_hear_of_the_program_when_the_first_is_closed(window: Window) -> None:
    with window.open("history") as first:
        others = [beside(first, "/history") for _ in range(8)]
        today = beside(first, "/today")
        for closed in (first, *others[:-1]):
            closed.close()
        expect(today.locator("#next")).to_have_text("reminder is not running")
        assert window.program("start").code == 0
        expect(today.locator("#next")).not_to_have_text("reminder is not running")


def test_a_form_is_taken_from_a_page_that_runs_no_script(window: Window) -> None:
    with window.open("today", script=False) as page:
        page.get_by_role("button", name="Start it").click()
        expect(page.locator("#said")).to_contain_text("It runs.")
        assert window.program.runs


def test_all_say_that_the_window_went(window: Window) -> None:
    with window.open("history") as first:
        second = beside(first, "/history")
        place = places.find()
        assert place
        first.wait_for_function("async () => (await navigator.locks.query()).held.length")
        os.kill(place.pid, signal.SIGTERM)
        for page in (first, second):
            expect(page.locator("#gone")).to_be_visible()
            expect(page.locator("#gone")).to_contain_text("reminder open")
    window.faults.clear()
