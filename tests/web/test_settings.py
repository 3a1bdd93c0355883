"""The page of settings, worked in a browser: what it saves is in the file, and the running program follows."""

import pytest
from playwright.sync_api import expect
from support.browser import Window, barriers, press
from support.desk import Desk
from support.program import Program, zone_at_noon
from support.waiting import wait_until

FILE = """\
# Mine, by hand.
[snooze]
for = "10m"  # a coffee
later = "unknown"

[reminders.tea]
every = "2h"   # of mint
title = "Tea"
"""


@pytest.fixture
def alone(program: Program) -> Program:
    """On a bus, where a notification can be shown, with half a day to come."""
    program.environment["TZ"] = zone_at_noon()
    program.write(FILE)
    return program


@pytest.mark.desktop
def test_what_is_set_is_saved_and_followed_and_taken_back(window: Window, desk: Desk) -> None:
    program = window.program
    assert program("start").code == 0
    with window.open("settings") as page:
        bar = page.locator("#bar")
        expect(bar).to_be_hidden()
        slider = page.get_by_role("slider", name="How often posture")
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(page.locator("[id='reminders.posture.every']")).to_have_value("30 min")
        expect(slider).to_have_attribute("aria-valuetext", "30 min")
        expect(bar).to_contain_text("1 change, not saved yet. With these settings you would hear from me")
        expect(page.locator("[id='reminders.posture.every-note']")).to_contain_text("The default is 20 min.")
        assert program.settings.read_text() == FILE

        press(page, "Save")
        expect(bar).to_contain_text("Saved. The running program follows already.")
        wait_until(lambda: program.standing()["every"] == "30m")
        saved = program.settings.read_text()
        assert saved.startswith(FILE)
        assert '[reminders.posture]\nevery = "30m"' in saved

        page.reload()
        expect(bar).to_contain_text("What you saved last can still be taken back.")
        assert barriers(page) == []
        press(page, "Undo")
        expect(page.locator("#said")).to_contain_text("Taken back.")
        expect(page.locator("#said")).to_be_in_viewport()
        expect(page.locator("#said")).to_be_focused()
        assert program.settings.read_text() == FILE
        wait_until(lambda: program.standing()["every"] == "20m")

        slider.press("ArrowRight")
        press(page, "Save")
        expect(page.locator(".follows")).to_be_visible()
        assert program("stop").code == 0
        expect(page.locator("#runs")).to_contain_text("reminder is not running.")
        expect(page.locator(".follows")).to_be_hidden()
        slider.press("ArrowRight")
        page.evaluate("document.getElementById('gone').hidden = false")
        expect(bar.get_by_role("button", name="Save")).to_be_disabled()
        expect(bar).to_contain_text("Nothing can be saved now")


@pytest.mark.desktop
def test_a_mistake_is_told_at_its_field_and_costs_nothing_else(window: Window) -> None:
    program = window.program
    with window.open("settings") as page:
        often = page.get_by_label("How often posture or in your words")
        often.fill("every 5 parsecs")
        often.press("Tab")
        expect(often).to_have_attribute("aria-invalid", "true")
        expect(page.locator("[id='reminders.posture.every-wrong']")).to_contain_text("not a length of time")
        expect(page.get_by_role("slider", name="How often posture")).to_have_attribute("aria-valuetext", "20 min")
        expect(page.locator("[id='reminders.posture-summary']")).to_contain_text("every 20 min")
        page.locator("[id='reminders.posture.every-slider'] + .steps span").nth(3).click()
        expect(often).to_have_value("20 min")
        expect(often).not_to_have_attribute("aria-invalid", "true")
        friday = page.get_by_label("Friday", exact=True)
        friday.fill("9am-5x")
        friday.press("Tab")
        expect(page.locator("[id='hours.fri-wrong']")).to_contain_text("'5x'")
        expect(page.locator("[id='hours.fri-band'] .plan")).to_have_count(1)
        sunday = page.locator("[id='hours.sun-band']")
        end = page.get_by_role("slider", name="Sunday, part 1: ends")
        end.drag_to(sunday, target_position={"x": 1, "y": 16})
        expect(sunday.locator(".plan")).to_have_count(0)
        expect(page.get_by_label("Sunday", exact=True)).to_have_value("")
        press(page, "Put back")
        page.get_by_label("How long the Snooze button").fill("5 parsecs")
        press(page, "Save")
        field = page.get_by_label("How long the Snooze button")
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
        page.get_by_role("switch", name="Stay quiet in a meeting").uncheck()
        expect(page.locator("[id='snooze.for-wrong']")).to_contain_text("not a length of time")
        expect(page.locator("#bar")).to_contain_text("One field needs another look")
        assert barriers(page) == []
        assert program.settings.read_text() == FILE

        press(page, "Save the other one")
        expect(page.locator("#bar")).to_contain_text("Saved.")
        assert 'meeting = "ignore"' in program.settings.read_text()
        expect(field).to_have_value("5 parsecs")
        field.fill("1 h 30")
        page.get_by_role("switch", name="Start when you log in").check()
        (program.home / "config" / "autostart").write_text("in the way")
        press(page, "Save")
        expect(page.locator("[id='login-wrong']")).not_to_be_empty()
        expect(page.get_by_role("switch", name="Start when you log in")).not_to_be_checked()
        assert barriers(page) == []
        wait_until(lambda: 'for = "1h30m"  # a coffee\nlater = "unknown"' in program.settings.read_text())
        expect(page.locator("#bar")).to_contain_text("It counts as soon as reminder runs.")


@pytest.mark.desktop
def test_a_file_that_is_changed_meanwhile_is_merged_or_asked_about(window: Window) -> None:
    program = window.program
    with window.open("settings") as page:
        page.get_by_label("How long the Snooze button").fill("6 min")
        program.write(FILE.replace("2h", "3h"))
        press(page, "Save")
        expect(page.locator("#bar")).to_contain_text("Saved.")
        assert program.settings.read_text() == FILE.replace("2h", "3h").replace('"10m"', '"6m"')

        page.get_by_label("How long the Snooze button").fill("7 min")
        program.write(FILE.replace("10m", "20m"))
        press(page, "Save")
        expect(page.get_by_role("heading", name="The file was changed meanwhile")).to_be_focused()
        row = page.get_by_role("row", name="How long the Snooze button")
        expect(row).to_contain_text("20 min")
        expect(row).to_contain_text("7 min")
        assert barriers(page) == []
        press(page, "Save with this choice")
        expect(page.locator("#bar")).to_contain_text("Saved.")
        assert program.settings.read_text() == FILE.replace("10m", "7m")


@pytest.mark.desktop
def test_what_others_decide_is_shown_and_what_is_looked_for_is_found(window: Window) -> None:
    """Also without script, and with a file that is no TOML."""
    program = window.program
    site = program.home / "site" / "reminder" / "config.toml"
    site.parent.mkdir(parents=True)
    site.write_text('locked = ["history.keep"]\nhistory.keep = "90d"\nsnooze.limit = 4\n')
    program.environment["REMINDER_LOG__LEVEL"] = "debug"
    with window.open("settings") as page:
        keep = page.get_by_label("How long a record is kept")
        expect(keep).to_be_disabled()
        expect(keep).to_have_value("90 d")
        expect(page.locator("[id='history.keep-note']")).to_contain_text("Set by your organisation.")
        expect(page.get_by_text("Your organisation has set one thing:")).to_be_visible()
        expect(page.get_by_label("How much is logged")).to_be_disabled()
        expect(page.locator("[id='log.level-note']")).to_contain_text("REMINDER_LOG__LEVEL")
        page.get_by_label("How often in a row").fill("5")
        expect(page.locator("[id='snooze.limit-note']")).to_contain_text("For everyone on this machine it is 4.")
        press(page, "Back to it: 4")
        expect(page.get_by_label("How often in a row")).to_have_value("4")
        expect(page.locator("#bar")).to_be_hidden()

        page.get_by_role("searchbox").fill("easyeffects")
        expect(page.locator("#found [role=status]")).to_contain_text("the best first")
        page.get_by_role("searchbox").press("Enter")
        expect(page.get_by_label("Programs that use camera")).to_be_focused()
        page.get_by_role("searchbox").fill("over each shoulder")
        page.get_by_role("link", name="Look over each shoulder").click()
        expect(page.get_by_role("button", name="Hide Look over each shoulder")).to_be_focused()
        assert barriers(page) == []
        for name in ("Quiet", "Start at login"):
            page.get_by_role("link", name=name, exact=True).click()
            place = page.get_by_role("heading", name=name, exact=True)
            wait_until(lambda place=place: 0 <= place.evaluate("it => it.getBoundingClientRect().top") < 150)
        page.get_by_role("link", name="Log", exact=True).click()
        expect(page.get_by_role("heading", name="Log", exact=True)).to_be_in_viewport()
        page.goto(page.url.replace("#log", "?#notify"))
        expect(page.get_by_role("heading", name="Notifications and sound")).to_be_in_viewport()
        page.goto(page.url.replace("?#notify", ""))
        page.wait_for_selector("body.whole")
        bottom = page.evaluate("scrollTo({ top: 1e9, behavior: 'instant' }), scrollY")
        page.goto(page.url.replace("settings", "today"))
        page.go_back()
        page.wait_for_function("bottom => Math.abs(scrollY - bottom) < 1", arg=bottom)
    with window.open("settings", script=False) as page:
        page.get_by_role("searchbox").fill("sound")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("#found a").first).to_have_attribute("href", "#notify.sound")
        page.get_by_label("How often posture or in your words").fill("half an hour")
        page.get_by_label("How long the Snooze button").fill("soon")
        page.locator(".without-script button").click()
        expect(page.locator("[id='snooze.for-wrong']")).to_contain_text("not a length of time")
        press(page, "Save the other one")
        expect(page.locator("#bar")).to_contain_text("Saved.")
        assert 'every = "30m"' in program.settings.read_text()
        broken = "[snooze\n"
        program.write(broken)
        page.goto(page.url)
        expect(page.get_by_role("alert").last).to_contain_text("line 1")
        page.get_by_label("How long the Snooze button").fill("6 min")
        page.locator(".without-script button").click()
        expect(page.get_by_role("alert").last).to_contain_text("Not saved:")
        expect(page.get_by_label("How long the Snooze button")).to_have_value("6 min")
        assert program.settings.read_text() == broken


@pytest.mark.desktop
def test_every_control_can_be_worked(window: Window, desk: Desk) -> None:
    program = window.program
    assert program("start").code == 0
    with window.open("settings") as page:
        # reminders
        press(page, "Add a reminder")
        name = page.get_by_label("Name", exact=True)
        expect(name).to_be_focused()
        name.fill("Bus")
        card = page.locator(".reminder").last
        expect(card.get_by_role("heading")).to_have_text("Bus")
        expect(card.get_by_label("A title of its own")).to_be_visible()
        card.get_by_label("At fixed times").check()
        card.get_by_label("At what time").fill("17:20")
        card.get_by_role("button", name="Add Fixed times of the day").click()
        expect(card).to_contain_text("17:20")
        card.get_by_label("neck").check()
        card.locator("summary").click()
        card.get_by_label("How long the break is").fill("2 min")
        press(page, "Duplicate tea")
        expect(page.get_by_role("button", name="Remove tea-2", exact=True)).to_be_visible()
        press(page, "Remove tea")
        expect(page.get_by_role("button", name="Remove tea", exact=True)).to_have_count(0)
        press(page, "Remove posture")
        expect(page.get_by_text("posture comes with reminder")).to_be_visible()
        # hours
        page.get_by_label("Lunch from").fill("12:30")
        page.get_by_label("to", exact=True).fill("13:15")
        press(page, "Keep it free on every working day")
        expect(page.get_by_label("Tuesday", exact=True)).to_have_value("00:00-12:30, 13:15-24:00")
        page.get_by_label("Tuesday", exact=True).fill("22-6")
        end = page.get_by_role("slider", name="Friday, part 2: ends")
        end.focus()
        page.keyboard.press("PageDown")
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_label("Friday", exact=True)).to_have_value("00:00-12:30, 13:15-22:45")
        expect(page.locator("[id='hours.tue-band']")).to_have_attribute("data-to", "1800")
        band = page.locator("[id='hours.mon-band']")
        box = band.bounding_box()
        nine = {"x": box["width"] * 9 / 30, "y": 16}
        page.get_by_role("slider", name="Monday, part 1: begins").drag_to(band, target_position=nine)
        expect(page.get_by_label("Monday", exact=True)).to_have_value("09:00-12:30, 13:15-24:00")
        page.get_by_label("A day off").fill("2026-12-24")
        page.get_by_label("A day off").press("Enter")
        expect(page.get_by_text("Thu 2026-12-24")).to_be_visible()
        # quiet, notifications, tips, login
        page.get_by_label("A program", exact=True).fill("obs")
        page.get_by_text("Programs that mean no meeting").click()
        page.get_by_label("Programs that use camera").fill("talon\nnumen")
        page.get_by_label("How the desktop ranks").select_option("low")
        page.get_by_label("The sound of a notification").fill("bell")
        press(page, "Show one, with this sound")
        expect(page.get_by_text("Shown by dbus.")).to_be_visible()
        assert desk.tips[-1].title == "This is a test"
        page.locator("#tips-neck > summary").click()
        press(page, "Hide Look over each shoulder")
        expect(page.locator("#tips .head")).to_contain_text("56 in all, 1 hidden")
        press(page, "Show again Look over each shoulder")
        press(page, "Hide Look over each shoulder")
        page.get_by_text("Write a tip of your own").click()
        page.get_by_label("What to do").fill("Look at the tree")
        page.get_by_label("How, in a line").fill("Find the furthest leaf.")
        expect(page.locator("#tip-text-shown")).to_have_text("Find the furthest leaf.")
        page.get_by_label("Kind", exact=True).fill("eyes")
        press(page, "Show it now")
        expect(page.get_by_text("Shown by dbus.").last).to_be_visible()
        press(page, "Add this tip")
        expect(page.get_by_text("Added to your tips.")).to_be_visible()
        page.locator("#tips-eyes > summary").click()
        press(page, "Change Look at the tree")
        expect(page.get_by_label("What to do")).to_be_focused()
        page.get_by_label("What to do").fill("Look at the oak")
        press(page, "Save this tip")
        expect(page.get_by_text("Your tip is changed.")).to_be_visible()
        press(page, "Remove Look at the oak")
        expect(page.get_by_text("Removed. Its words are still here")).to_be_visible()
        assert "Look at the" not in (program.settings.with_name("tips.toml")).read_text()
        press(page, "Add this tip")
        expect(page.get_by_text("Added to your tips.")).to_be_visible()
        page.get_by_role("switch", name="Start when you log in").check()
        page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
        assert barriers(page) == []
        press(page, "Save")
        expect(page.locator("#bar")).to_contain_text("Saved. The running program follows already.")
        expect(page.locator("#login-section")).to_contain_text("Registered")
        # another name
        page.get_by_label("Name tea-2").fill("Chai")
        expect(page.locator("#bar")).to_contain_text("1 change, not saved yet.")
        press(page, "Save")
        expect(page.get_by_role("button", name="Remove chai")).to_be_visible()
    settings = program.data("config", "show")
    said = {key: its["value"] for key, its in settings.items()}
    assert said["reminders.bus.at"] == ["17:20"]
    assert said["reminders.bus.about"] == ["neck"]
    assert said["reminders.bus.lasts"] == "2m"
    assert said["reminders.chai.title"] == "Tea"
    assert said["reminders.chai.every"] == "2h"
    assert "reminders.tea.every" not in said
    assert said["reminders.posture.enabled"] is False
    assert said["hours.tue"] == ["22:00-06:00"]
    assert said["hours.mon"] == ["09:00-12:30", "13:15-24:00"]
    assert said["hours.off"] == ["2026-12-24"]
    assert said["quiet.apps"] == ["obs"]
    assert said["quiet.meeting_ignore"] == ["talon", "numen"]
    assert said["notify.urgency"] == "low"
    assert said["notify.sound"] == "bell"
    assert said["tips.hide"] == ["look-over-each-shoulder"]
    assert "Look at the oak" in {tip["title"] for tip in program.data("tips")["tips"]}
    wait_until(lambda: {it["name"] for it in program.status["reminders"]} == {"posture", "break", "chai", "bus"})


@pytest.mark.desktop
def test_what_went_well_is_in_sight_for_a_while_and_what_did_not_until_the_next(window: Window) -> None:
    with window.open("settings", timed=True, reduced_motion="reduce") as page:
        page.clock.install()
        told = page.locator("#said .notice")
        page.get_by_label("How often in a row").fill("5")
        press(page, "Put back")
        expect(told).to_contain_text("Put back as it was saved.")
        page.clock.fast_forward(10_000)
        expect(told).to_have_class("notice good")
        page.mouse.move(0, 0)
        page.get_by_role("searchbox").focus()
        page.clock.fast_forward(15_000)
        expect(told).to_have_class("notice good hear")
        expect(page.locator("#said[role=status]")).to_contain_text("Put back as it was saved.")

        page.get_by_label("How often in a row").fill("6")
        page.evaluate("document.querySelector('[name=base]').value = 0")
        press(page, "Save")
        expect(told).to_contain_text("The page was too old")
        page.get_by_role("searchbox").focus()
        page.clock.fast_forward(60_000)
        expect(told).to_have_class("notice bad")


IN_SIGHT = """bar => {
  const { top, bottom } = document.activeElement.getBoundingClientRect();
  return 0 <= top && bottom <= bar.getBoundingClientRect().top;
}"""


@pytest.mark.desktop
def test_on_a_small_screen_the_bar_is_small_and_covers_nothing_that_is_worked_in(window: Window) -> None:
    with window.open("settings", (360, 740), reduced_motion="reduce") as page:
        field, bar = page.get_by_label("How long the Snooze button"), page.locator("#bar")

        def is_small() -> bool:
            return bar.evaluate("it => it.offsetHeight") < 740 / 5

        field.fill("6 min")
        expect(bar).to_be_visible()
        for key in ("Tab",) * 6 + ("Shift+Tab",) * 6:
            wait_until(lambda: bar.evaluate(IN_SIGHT))
            assert is_small()
            page.keyboard.press(key)
        field.fill("5 parsecs")
        page.keyboard.press("Tab")
        page.keyboard.type("5")
        expect(bar).to_contain_text("One field needs another look")
        wait_until(lambda: bar.evaluate(IN_SIGHT))
        assert is_small()
