"""The page on which the settings of another break reminder are taken over."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.browser import NARROW, WIDE, Window, barriers

pytestmark = pytest.mark.desktop

SAMPLES = Path(__file__).parent.parent / "moving" / "samples"


@pytest.fixture
def stretchly(window: Window) -> Path:
    file = window.program.home / "config" / "Stretchly" / "config.json"
    file.parent.mkdir(parents=True)
    shutil.copyfile(SAMPLES / "stretchly-1.22.json", file)
    return file


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


def test_it_keeps_nobody_out(window: Window, stretchly: Path) -> None:
    with window.open("settings", color_scheme="dark") as page:
        page.goto(page.url.replace("settings", "import"))
        page.get_by_text("What reminder has nothing like").click()
        for width, height in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": height})
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_taken_over_where_nothing_is_ticked_or_nothing_is_there(window: Window, stretchly: Path) -> None:
    with window.open("settings", java_script_enabled=False) as page:
        page.goto(page.url.replace("settings", "import"))
        for box in page.get_by_role("checkbox").all():
            box.uncheck()
        page.get_by_role("button", name="Take over what is ticked").click()
        expect(page.get_by_role("alert").first).to_contain_text("nothing was chosen")
        stretchly.unlink()
        page.goto(page.url)
        expect(page.get_by_role("main")).to_contain_text("None was found.")
