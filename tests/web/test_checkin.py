"""The page of the check-in, worked in a browser: it is offered, told by, looked at, taken to a doctor, and deleted."""

import stat
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import NARROW, WIDE, Window, barriers, press
from support.program import Program
from support.told import told

from reminder.model.checkin import CheckIn
from reminder.storage import checkins

pytestmark = pytest.mark.desktop

TODAY = datetime.now(UTC).date()


def file(program: Program) -> Path:
    return program.state / "checkins.db"


def switch_on(program: Program) -> None:
    program.write("[checkin]\nenabled = true\n")


def of_today(program: Program) -> CheckIn | None:
    return checkins.of(file(program), TODAY)


def levels(checkin: CheckIn | None) -> Mapping[str, int]:
    assert checkin
    return dict(checkin.areas)


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_is_offered_once_and_is_switched_on_and_off(window: Window) -> None:
    with window.open("today") as page:
        press(page, "No, thanks")
        expect(page.get_by_role("button", name="No, thanks")).to_have_count(0)
        page.reload()
        expect(page.get_by_text("Does anything hurt?")).to_have_count(0)

        page.get_by_role("link", name="Check-in").click()
        assert heading(page) == "A check-in, if you like"
        press(page, "Switch it on")
        assert heading(page) == "How is your body today?"
        press(page, "Nothing hurts")
        expect(page.get_by_text("Thank you, that is noted.")).to_be_visible()
        assert levels(of_today(window.program)) == {}

        press(page, "Switch the check-in off")
        expect(page.get_by_text("The check-in is off. What you told stays until you delete it.")).to_be_visible()
        assert window.program("config", "get", "checkin.enabled", "--json").data is False


def test_is_told_by_mouse_by_keyboard_and_by_the_list(window: Window) -> None:
    switch_on(window.program)
    checkins.add(file(window.program), told(TODAY - timedelta(days=1), {"neck": 2}, doing="a cushion"))
    with window.open("checkin") as page:
        chosen = page.locator("#places")
        expect(chosen).to_have_text("Nothing is chosen.")
        page.locator("[data-area=neck]").first.click()
        page.locator("[data-area=head]").last.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press(" ")
        expect(page.locator("[data-area=upper-back]")).to_have_attribute("aria-checked", "true")
        page.get_by_text("The same as a list").click()
        page.get_by_role("checkbox", name="Left wrist").last.check()
        expect(chosen).to_have_text("Chosen: neck, upper back, left wrist.")
        for name, level in (("Neck", 10), ("Upper back", 0), ("Left wrist", 3)):
            group = page.get_by_role("group", name=f"{name}: how much, from 0 to 10")
            group.get_by_role("radio", name=str(level), exact=True).check(force=True)
        page.get_by_label("In words of your own").fill("<i>like a rope</i>")
        expect(page.get_by_label("What you do about it")).to_have_value("a cushion")
        press(page, "Keep this")

        expect(page.get_by_text("Tips for neck, wrists now come more often.")).to_be_visible()
        kept = of_today(window.program)
        assert levels(kept) == {"neck": 10, "upper-back": 0, "left-wrist": 3}
        assert kept
        assert (kept.words, kept.doing) == ("<i>like a rope</i>", "a cushion")

        press(page, "Take it back")
        expect(page.get_by_text("Taken back: of today nothing is told.")).to_be_visible()
        assert of_today(window.program) is None
        press(page, "As yesterday")
        assert levels(of_today(window.program)) == {"neck": 2}


def test_works_without_script_and_asks_for_what_is_missing(window: Window) -> None:
    switch_on(window.program)
    with window.open("checkin", script=False) as page:
        page.get_by_text("The same as a list").click()
        page.get_by_role("checkbox", name="Neck", exact=True).check()
        page.get_by_label("Better with").fill("walking")
        press(page, "Keep this")
        expect(page.get_by_role("alert")).to_have_text("Neck: how much does it hurt, from 0 to 10?")
        expect(page.get_by_label("Better with")).to_have_value("walking")
        group = page.get_by_role("group", name="Neck: how much, from 0 to 10")
        group.get_by_role("radio", name="4").check(force=True)
        press(page, "Keep this")
        assert levels(of_today(window.program)) == {"neck": 4}


def test_is_looked_at_taken_to_a_doctor_in_part_and_deleted(window: Window) -> None:
    program = window.program
    switch_on(program)
    for back in range(20):
        day = TODAY - timedelta(days=back)
        checkins.add(
            file(program), told(day, {"neck": back % 5 + 1, "lower-back": 2}, signs=("weeks",) if back == 9 else ())
        )
    (downloads := program.home / "Downloads").mkdir()
    with window.open("checkin", color_scheme="dark") as page:
        page.get_by_role("link", name="By months").click()
        expect(page.get_by_role("heading", name="Months")).to_be_visible()
        page.get_by_text("The same in numbers").click()
        expect(page.get_by_role("columnheader", name="Lower back")).to_be_visible()
        page.get_by_role("button", name="Tips for neck: let them come again").click()
        assert "neck" not in checkins.weights(file(program)).resting
        for width, height in (WIDE, NARROW, (320, 256)):
            page.set_viewport_size({"width": width, "height": height})
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width

        press(page, "Look at it first…")
        page.get_by_role("checkbox", name="Lower back", exact=True).uncheck()
        expect(page.get_by_role("checkbox", name="Lower back: on")).not_to_be_checked()
        assert barriers(page) == []
        press(page, "Save as HTML")
        [saved] = downloads.iterdir()
        expect(page.locator("#said")).to_contain_text(str(saved))
        assert stat.S_IMODE(saved.stat().st_mode) == 0o600
        assert "Neck: on 20 of 20 days" in saved.read_text()
        assert "ower back" not in saved.read_text()
        press(page, "Save as PDF")
        expect(page.locator("#said")).to_contain_text(".pdf")

        page.get_by_role("link", name="Check-in").click()
        page.get_by_role("link", name="Delete all check-ins…").click()
        press(page, "Delete them")
        expect(page.get_by_text("20 check-ins are deleted.")).to_be_visible()
        assert not file(program).exists()
