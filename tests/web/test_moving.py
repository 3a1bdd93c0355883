"""The page on which the settings of another break reminder are taken over."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.browser import NARROW, WIDE, Window, barriers
from support.told import told
from support.visits import Served, served

from reminder.storage import checkins

__all__ = ["served"]

pytestmark = pytest.mark.desktop

SAMPLES = Path(__file__).parent.parent / "moving" / "samples"


@pytest.fixture
def stretchly(window: Window) -> Path:
    file = window.program.home / "config" / "Stretchly" / "config.json"
    file.parent.mkdir(parents=True)
    shutil.copyfile(SAMPLES / "stretchly-1.22.json", file)
    return file


@contextmanager
def opened(window: Window, **options: Any) -> Iterator[Page]:
    with window.open("history", **options) as page:
        page.goto(page.url.replace("history", "import"))
        yield page


def choose(page: Page, file: Path) -> None:
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at it").click()


def test_what_is_ticked_is_taken_over_and_the_rest_stays(window: Window, stretchly: Path) -> None:
    with window.open("settings") as page:
        page.get_by_role("link", name="Coming from another break reminder?").click()
        card = page.get_by_role("form", name="Stretchly 1.22.1")
        short = card.get_by_role("row", name="Short breaks How often it comes")
        expect(short).to_contain_text("20m25m")
        card.get_by_role("checkbox", name="Snooze").uncheck()
        card.get_by_role("checkbox", name="Start at login").uncheck()
        card.get_by_role("button", name="Take over what is ticked").click()
        expect(page.get_by_role("status").filter(has_text="Taken over from Stretchly")).to_contain_text(
            "Quit Stretchly"
        )
        expect(card.get_by_role("row", name="Short breaks How often it comes")).to_contain_text("the same")

    settings = window.program("config", "show", "--json").data
    assert settings["reminders.posture.every"]["value"] == "25m"
    assert settings["snooze.for"]["value"] == "5m"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_file_is_looked_at_first_and_then_taken_over(window: Window, script: bool) -> None:
    with opened(window, script=script) as page:
        choose(page, SAMPLES / "safeeyes-3.5.json")
        card = page.get_by_role("form", name="Safe Eyes 3.4.1-3.5")
        expect(card).to_contain_text("safeeyes-3.5.json")
        assert not window.program.settings.exists()
        card.get_by_role("button", name="Take over what is ticked").click()
        expect(page.get_by_role("status").filter(has_text="Taken over from Safe Eyes")).to_be_visible()
    assert '[reminders.posture]\nlasts = "25s"' in window.program.settings.read_text()


def test_a_file_that_is_none_of_theirs_is_refused_in_words(window: Window) -> None:
    with opened(window) as page:
        choose(page, Path(__file__))
        expect(page.get_by_role("alert").first).to_contain_text("test_moving.py is of no program that reminder knows")
        page.goto(page.url)
        expect(page.get_by_role("heading", name="If you have a file")).to_be_visible()
        expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)


def test_what_is_taken_over_is_of_the_file_that_was_looked_at(served: Served) -> None:
    assert "another file was chosen meanwhile" in served.post("/import", b"peer=safeeyes&part=snooze&file=0").body


def test_all_of_it_is_saved_and_can_be_brought_back_with_check_ins_or_without(window: Window) -> None:
    program, files = window.program, dict[Path, bool]()
    program.write('[checkin]\nenabled = true\n[snooze]\nfor = "9m"\n')
    checkins.add(program.state / "checkins.db", told(date(2026, 11, 2), {"neck": 4}))
    with opened(window) as page:
        for with_checkins in (True, False):
            page.get_by_role("checkbox", name="With what you told in check-ins").set_checked(with_checkins)
            page.get_by_role("button", name="Save it").click()
            expect(page.get_by_role("status").filter(has_text="for you alone to read")).to_be_visible()
            [file] = set(program.home.rglob("reminder-*.zip")) - files.keys()
            assert file.stat().st_mode & 0o077 == 0
            files[file] = with_checkins
        program.settings.unlink()
        for file, with_checkins in files.items():
            choose(page, file)
            card = page.get_by_role("form", name="reminder")
            expect(card).to_contain_text(file.name)
            expect(card.get_by_role("row", name="Snooze How long")).to_contain_text("9m")
            expect(card.get_by_role("checkbox", name="Check-ins")).to_have_count(int(with_checkins))


def test_it_keeps_nobody_out(window: Window, stretchly: Path) -> None:
    with opened(window, color_scheme="dark") as page:
        choose(page, SAMPLES / "safeeyes-3.5.json")
        page.get_by_role("form", name="Safe Eyes").get_by_text("What reminder has nothing like").click()
        for width, height in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": height})
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_taken_over_where_nothing_is_ticked_or_nothing_is_there(window: Window, stretchly: Path) -> None:
    with opened(window, script=False) as page:
        for box in page.get_by_role("checkbox").all():
            box.uncheck()
        page.get_by_role("button", name="Take over what is ticked").click()
        expect(page.get_by_role("alert").first).to_contain_text("nothing was chosen")
        stretchly.unlink()
        page.goto(page.url)
        expect(page.get_by_role("main")).to_contain_text("None was found.")
