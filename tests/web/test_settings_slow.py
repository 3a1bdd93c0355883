"""The window while an answer is under way: what is pressed, written or dragged meanwhile counts."""

import re
import time

import pytest
from playwright.sync_api import Page, Request, Route, expect
from support.browser import Window, press
from support.program import Program, zone_at_noon
from support.waiting import LONG

FILE = """\
[snooze]
for = "10m"

[reminders.tea]
every = "2h"

[reminders.bus]
at = ["17:20"]
"""


@pytest.fixture
def alone(alone: Program) -> Program:
    alone.write(FILE)
    return alone


class Slow:
    """A server that answers a form when it is told to."""

    def __init__(self, page: Page, name: str = "settings") -> None:
        self._page = page
        self._sent: list[Route] = []
        page.route(f"**/{name}", self._hear)

    def _hear(self, route: Route) -> None:
        if route.request.method == "POST":
            self._sent.append(route)
        else:
            route.continue_()

    def answer(self) -> None:
        """Once one is under way; the page has taken it, if it does so at once."""
        deadline = time.monotonic() + LONG
        while not self._sent:
            assert time.monotonic() < deadline
            self._page.wait_for_timeout(5)  # the browser's events come in meanwhile alone
        route = self._sent.pop(0)
        with self._page.expect_response(lambda it: it.request == route.request) as response:
            route.continue_()
        response.value.finished()
        self._page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def middle(page: Page, button: str) -> None:
    """The pointer goes there."""
    box = page.get_by_role("button", name=button, exact=True).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.desktop
def test_what_is_pressed_while_an_answer_is_under_way_is_done_to_what_it_brings(window: Window) -> None:
    with window.open("settings") as page:
        slow = Slow(page)
        press(page, "Duplicate bus")
        press(page, "Remove tea")
        slow.answer()
        page.get_by_role("button", name="Remove bus", exact=True).scroll_into_view_if_needed()
        middle(page, "Remove bus")
        page.mouse.down()
        slow.answer()
        page.mouse.up()
        slow.answer()
        expect(page.locator(".reminder h3")).to_have_text(["posture", "break", "bus-2"])

        press(page, "Duplicate bus-2")
        page.get_by_role("button", name="Remove bus-2", exact=True).focus()
        page.keyboard.down(" ")
        slow.answer()
        page.keyboard.up(" ")
        slow.answer()
        expect(page.locator(".reminder h3")).to_have_text(["posture", "break", "bus-3"])


@pytest.mark.desktop
def test_nothing_shows_as_saved_before_it_is_and_what_is_written_late_stays(window: Window) -> None:
    program = window.program
    with window.open("settings") as page:
        slow = Slow(page)
        bar = page.locator("#bar")
        snooze = page.get_by_label("How long the Snooze button")
        limit = page.get_by_label("How often in a row")
        meeting = page.get_by_role("switch", name="Stay quiet in a meeting")
        snooze.fill("6 min")
        press(page, "Save")
        expect(bar.get_by_role("button", name="Saving…")).to_be_disabled()
        expect(bar).not_to_contain_text("Saved")
        snooze.fill("7 min")
        limit.fill("5")
        meeting.uncheck()
        assert program.settings.read_text() == FILE

        program.write(FILE.replace('"10m"', '"10m"\nlimit = 4'))
        slow.answer()
        expect(bar).to_contain_text("3 changes, not saved yet.")
        assert 'for = "6m"' in program.settings.read_text()
        expect(snooze).to_have_value("7 min")
        expect(limit).to_have_value("5")
        expect(meeting).not_to_be_checked()
        page.unroute("**/settings")
        press(page, "Save")
        expect(page.get_by_role("row", name="How often in a row")).to_contain_text("4")


@pytest.mark.desktop
def test_whatever_comes_of_a_save_whoever_writes_on_elsewhere_goes_on_there(window: Window) -> None:
    with window.open("settings") as page:
        slow = Slow(page)
        snooze, friday = page.get_by_label("How long the Snooze button"), page.get_by_label("Friday", exact=True)
        snooze.fill("5 parsecs")
        snooze.press("Enter")
        friday.fill("13-17")
        page.keyboard.press("Home")
        page.keyboard.type("9-")
        slow.answer()
        expect(page.locator("[id='snooze.for-wrong']")).not_to_be_empty()
        page.keyboard.type("12, ")
        expect(friday).to_have_value("9-12, 13-17")

        window.program.write(FILE.replace("10m", "20m"))
        snooze.fill("6 min")
        snooze.press("Enter")
        friday.focus()
        page.keyboard.press("End")
        page.keyboard.type(", 18")
        slow.answer()
        expect(page.get_by_role("heading", name="The file was changed meanwhile")).to_be_visible()
        page.keyboard.type("-19")
        expect(friday).to_have_value("9-12, 13-17, 18-19")


@pytest.mark.desktop
def test_each_of_two_things_in_a_row_is_told_and_what_is_written_meanwhile_stays(window: Window) -> None:
    window.program.environment["TZ"] = zone_at_noon()  # before dawn "tomorrow" is the same day
    assert window.program("start").code == 0
    with window.open("today") as page:
        slow, asked = Slow(page, "today"), list[str]()
        page.on("request", lambda it: asked.append(it.method) if _is_of_today(it) else None)
        press(page, "1 hour")
        press(page, "Until tomorrow")
        until = page.get_by_label("until", exact=True)
        until.focus()
        page.keyboard.type("05")
        slow.answer()
        slow.answer()
        expect(page.locator("#said")).to_contain_text("Quiet until tomorrow")
        assert asked == ["POST", "GET"] * 2
        page.keyboard.type("45")
        expect(until).to_be_focused()
        expect(until).to_have_value(re.compile(":45$"))


def _is_of_today(request: Request) -> bool:
    """Asked for by a person."""
    return request.url.endswith("/today") and "x-refreshes" not in request.headers


@pytest.mark.desktop
def test_a_drag_that_is_taken_away_ends_where_it_was(window: Window) -> None:
    with window.open("settings") as page:
        handle = page.get_by_role("slider", name="Monday, part 1: ends")
        handle.scroll_into_view_if_needed()
        band = page.locator("[id='hours.mon-band']").bounding_box()
        assert band
        finger = page.context.new_cdp_session(page)

        def touch(kind: str, *days: float) -> None:
            at = [{"x": band["x"] + band["width"] * part - 1, "y": band["y"] + 16} for part in days]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

        touch("touchStart", 1)
        touch("touchMove", 0.75)
        touch("touchCancel")
        expect(page.locator("#bar")).to_contain_text("1 change, not saved yet.")
        handle.dispatch_event("pointermove", {"clientX": band["x"]})
        expect(page.get_by_label("Monday", exact=True)).to_have_value("00:00-18:00")
