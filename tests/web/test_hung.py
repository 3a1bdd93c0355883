"""The window beside a program that runs and keeps silent, as one that hangs."""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from support.browser import Window
from support.visits import Served, served

__all__ = ["served"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no program")


def test_every_page_is_there_soon_and_says_that_the_program_does_not_answer(served: Served) -> None:
    assert served.program("start").code == 0
    pid = served.program.status["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        pages = {"/today": "Restart it", "/settings": "Working hours", "/history": "Your days will"}
        began = time.monotonic()
        with ThreadPoolExecutor() as at_once:
            shown = dict(zip(pages, at_once.map(served.get, pages), strict=True))
        assert time.monotonic() - began < 6
        for page, has in pages.items():
            assert shown[page].code == 200, page
            assert "run: reminder restart" in shown[page].body, page
            assert has in shown[page].body, page
            assert "reminder is not running" not in shown[page].body, page
        began = time.monotonic()
        told = served.post("/today", b"do=skip")
        assert time.monotonic() - began < 6
        assert told.code == 303
        assert "run: reminder restart" in served.get("/tips/lift-the-heels").body
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.desktop
def test_a_page_says_so_until_it_answers_and_what_it_was_answered_itself(window: Window) -> None:
    program = window.program
    assert program("start").code == 0
    pid = program.status["pid"]
    with window.open("settings") as page:
        os.kill(pid, signal.SIGSTOP)
        try:
            page.reload()
            expect(page.locator("#silent")).to_contain_text("run: reminder restart")
        finally:
            os.kill(pid, signal.SIGCONT)
        expect(page.locator("#silent .notice")).to_have_count(0)

        page.route("**/settings", lambda route: route.fulfill(status=503, body="<h1>No such luck</h1>"))
        page.get_by_role("button", name="Add a reminder").click()
        expect(page.locator("#said")).to_have_text("No such luck")
        expect(page.locator("#gone")).to_be_hidden()
        page.unroute("**/settings")
        page.get_by_role("button", name="Add a reminder").click()
        expect(page.locator("#said")).to_be_empty()
        page.goto(page.url.rpartition("/")[0] + "/today")
        page.route("**/today", lambda route: route.fulfill(status=503, body="<h1>No such luck</h1>"))
        page.get_by_role("button", name="1 hour").click()
        expect(page.locator("#said")).to_have_text("No such luck")
        expect(page.locator("#gone")).to_be_hidden()
    window.faults.clear()
