"""The page of the history, worked in a browser: days are seen, found, taken along and deleted."""

import json
import os
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import Window, barriers
from support.program import Program
from support.visits import Served, served

from reminder.model.activity import Activity
from reminder.model.effects import Record, RecordBreak, RecordSpan
from reminder.model.showing import Outcome, Showing, Words
from reminder.storage.history import History

__all__ = ["served"]

pytestmark = pytest.mark.desktop


def day(back: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=back)


def write(program: Program, *days_back: int) -> None:
    """Of each day a morning of work with a tip every ten minutes, and a break."""
    history = History(program.state / "history.db")
    for back in days_back:

        def at(minutes: float, back: int = back) -> datetime:
            return datetime.combine(day(back), time(8), UTC) + timedelta(minutes=minutes)

        entries: list[Record | RecordBreak | RecordSpan] = [
            RecordSpan(Activity.AT_WORK, None, at(0), at(60)),
            RecordSpan(Activity.AWAY, None, at(60), at(75)),
            RecordBreak(at(60), at(75)),
            RecordSpan(Activity.AT_WORK, None, at(75), at(240)),
        ]
        for n in range(20):
            id, lasts = round(at(10 * n).timestamp() * 1000), timedelta(seconds=30)
            words = Words(f"Tip {n}", "Text.", f"tip-{n}")
            shown = Showing(id=id, reminder="posture", words=words, lasts=lasts, at=at(10 * n), ticks=timedelta())
            entries.append(Record(shown, Outcome.DONE if n % 2 else Outcome.SNOOZED, at(10 * n + 1)))
        for entry in entries:
            assert history.record(entry) is None


def heading(page: Page) -> str:
    return page.locator("#day-h").inner_text()


def test_days_are_seen_found_taken_along_and_deleted(window: Window) -> None:
    write(window.program, 1, 8, 15)
    with window.open("history") as page:
        chosen, list_ = page.locator("#day-h"), page.locator("#day .timeline > li")
        expect(page.get_by_text("Nothing is recorded of today yet.")).to_be_visible()
        page.get_by_role("link", name="Yesterday").click()
        expect(chosen).to_contain_text("Yesterday, ")
        expect(page.get_by_text("20 tips: 10 done, 10 put off.", exact=True)).to_be_visible()
        page.get_by_text("How often each was done").click()
        expect(page.get_by_role("row", name="Tip 3 1 of 1 3 of 3")).to_be_visible()
        page.locator("#more").focus()
        page.keyboard.press("Enter")
        expect(list_).to_have_count(23)
        expect(page.locator("#more")).to_be_focused()
        assert barriers(page) == []

        page.locator(".heat [aria-current]").focus()
        for key in ("ArrowUp", "ArrowLeft", "ArrowRight"):
            page.keyboard.press(key)
        expect(page.locator(f"#d{day(8)}")).to_be_focused()
        page.keyboard.press("Enter")
        expect(chosen).not_to_contain_text("Yesterday, ")
        expect(page.locator("#chosen")).to_have_text(heading(page))
        expect(page.locator(f"#d{day(8)}")).to_be_focused()
        expect(page.locator(".heat a[tabindex='0']")).to_have_count(1)
        assert page.url.endswith(f"?day={day(8)}")
        page.go_back()
        expect(chosen).to_contain_text("Yesterday, ")

        page.get_by_label("from", exact=True).fill(str(day(15)))
        page.get_by_label("to", exact=True).fill(str(day(8)))
        lines = downloaded(page, "CSV").splitlines()
        assert len(lines) == 1 + 2 * 20
        assert lines[0] == window.program("stats", "--csv").out.splitlines()[0]
        numbers = json.loads(downloaded(page, "JSON"))
        assert numbers["total"]["done"] == 20
        assert all(day["shown"] for day in numbers["days"])

        page.get_by_role("link", name="Delete this day").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("link", name="Keep it")).to_be_focused()
        assert barriers(page) == []
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        page.get_by_role("link", name="Delete this day").click()
        dialog.get_by_role("button", name="Delete this day").click()
        expect(page.locator("#said")).to_contain_text("is deleted, with 20 tips.")
        expect(page.get_by_text("There is nothing of that day.")).to_be_visible()
        page.get_by_role("link", name="Delete all days").click()
        dialog.get_by_role("button", name="Delete all days").click()
        expect(page.get_by_role("heading", name="Your days will stand here")).to_be_visible()
        assert window.program.total["shown"] == 0


def downloaded(page: Page, name: str) -> str:
    with page.expect_download() as waited:
        page.get_by_role("button", name=name).click()
    return Path(waited.value.path()).read_text("utf-8")


def test_the_same_goes_without_script(window: Window) -> None:
    write(window.program, 1)
    with window.open("history", script=False) as page:
        page.get_by_label("Go to a day").fill(str(day(1)))
        page.get_by_role("button", name="Show", exact=True).click()
        page.get_by_role("link", name="Show 11 more").click()
        expect(page.locator("#day .timeline > li")).to_have_count(23)
        page.get_by_role("link", name="Delete this day").click()
        expect(page.get_by_role("link", name="Keep it")).to_be_focused()
        page.get_by_role("button", name="Delete this day").click()
        expect(page.get_by_role("heading", name="Your days will stand here")).to_be_visible()


def test_a_month_is_opened_at_its_last_day_with_anything(served: Served) -> None:
    write(served.program, 1)
    assert served.get(f"/history?month={day(1).replace(day=1)}").headers["location"] == f"/history?day={day(1)}"


def test_where_there_is_nothing_the_page_says_why_and_what_to_do(window: Window) -> None:
    program = window.program
    program.write("[history]\nenabled = false  # for now\n")
    with window.open("history") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("No history is kept")
        assert barriers(page) == []
        page.get_by_role("button", name="Keep a history from now on").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your days will stand here")
        assert program.settings.read_text() == "[history]\nenabled = true  # for now\n"

        (program.state / "history.db").write_bytes(b"This is no history at all. " * 200)
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your history cannot be shown")
        expect(page.get_by_text("file is not a database")).to_be_visible()
        assert barriers(page) == []


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only root speaks for an organisation")
def test_what_an_organisation_fixes_is_not_offered(alone: Program) -> None:
    site = alone.home / "site" / "reminder" / "config.toml"
    site.parent.mkdir(parents=True)
    site.write_text('locked = ["history.enabled"]\n[history]\nenabled = false\n')
    page = Served(alone).get("/history").body
    assert "Set by your organisation." in page
    assert "Keep a history from now on" not in page
