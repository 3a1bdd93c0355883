"""The page of today, worked in a browser: what it says is what the program does, also when that comes and goes."""

import re

import pytest
from playwright.sync_api import expect
from support.browser import Window, barriers, press
from support.desk import Desk
from support.program import Program, zone_at_noon
from support.visits import Served, served

__all__ = ["served"]


@pytest.fixture
def alone(program: Program) -> Program:
    """On a bus, where a notification can be shown, with half a day to come."""
    program.environment["TZ"] = zone_at_noon()
    return program


@pytest.mark.desktop
def test_everything_that_can_be_done_today(window: Window, desk: Desk) -> None:
    program = window.program
    with window.open("today") as page:
        heading, said = page.locator("#next"), page.locator("#said")
        expect(heading).to_have_text("reminder is not running")
        press(page, "Start it")
        expect(said).to_contain_text("It runs.")
        expect(heading).to_have_text(re.compile(r"Next tip at \d\d:\d\d"))

        press(page, "Show one now")
        expect(said).to_contain_text("Shown: ")
        tip = desk.tips[-1].title
        expect(heading).to_have_text(tip)
        press(page, "Snooze 5 min")
        expect(said).to_contain_text("comes back")
        press(page, "Show one now")
        press(page, "Skip")
        expect(said).to_contain_text("skipped")
        press(page, "Show one now")
        press(page, "Done")
        expect(said).to_contain_text("well done")
        assert program.total["done"] == 1
        press(page, "Never show it again")
        expect(said).to_contain_text("That tip does not come again.")
        assert program.data("tips")["hidden"] == [program.status["last"]["tip"]]
        press(page, "Show it again")
        expect(said).to_contain_text("That tip may come again.")
        expect(page.get_by_role("button", name="Never show it again")).to_be_focused()
        assert program.data("tips")["hidden"] == []

        page.get_by_text("What is still to come, as a list").click()
        page.get_by_text("What is detected right now").click()
        assert barriers(page) == []

        press(page, "30 min")
        expect(heading).to_contain_text("Paused until")
        assert barriers(page) == []
        press(page, "Resume")
        expect(heading).to_contain_text("Next tip at")
        expect(page.get_by_role("button", name="Show one now")).to_be_focused()
        press(page, "1 hour")
        press(page, "Until tomorrow")
        expect(said).to_contain_text("Quiet until tomorrow")
        page.get_by_label("until", exact=True).fill("00:01")
        page.keyboard.press("Enter")
        expect(heading).to_contain_text("00:01")
        expect(said).to_contain_text("That time is over for today, so it is paused until tomorrow")
        expect(page.get_by_label("until", exact=True)).to_be_focused()
        expect(page.get_by_label("until", exact=True)).to_have_value("00:01")


@pytest.mark.desktop
def test_a_check_in_that_is_asked_for_is_told_on_its_page(window: Window, desk: Desk) -> None:
    window.program("checkin", "on", "12:00")
    with window.open("today") as page:
        press(page, "Start it")
        expect(page.locator("#said")).to_contain_text("It runs.")
        assert window.program("now", "check-in").code == 0
        expect(page.locator("#next")).to_have_text("Your check-in for today")
        assert barriers(page) == []
        page.get_by_role("link", name="Tell how you are").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("How is your body today?")


@pytest.mark.desktop
def test_the_page_follows_what_happens_elsewhere(window: Window, desk: Desk) -> None:
    program = window.program
    with window.open("today") as page:
        heading = page.locator("#next")
        expect(heading).to_have_text("reminder is not running")
        program.write("[snooze]\nfor = 90\n")
        assert program("start").code == 0
        expect(heading).to_contain_text("Next tip at")
        expect(page.get_by_text("90 lacks a unit")).to_be_visible()
        assert program("pause").code == 0
        expect(heading).to_have_text("Paused")
        assert program("restart").code == 0
        assert program("resume").code == 0
        expect(heading).to_contain_text("Next tip at")
        assert program("stop").code == 0
        expect(heading).to_have_text("reminder is not running")


@pytest.mark.desktop
def test_what_could_not_be_done_is_told_as_such(served: Served) -> None:
    assert served.program("start").code == 0
    assert served.post("/today", b"do=done").code == 303
    said = served.get("/today").body.partition('id="said"')[2]
    assert re.search(r'<div class="notice bad">.*?There is nothing to answer', said, re.DOTALL)
