"""The icon on a panel of Linux, by panels that speak as those of GTK and of Qt do; and where one comes and goes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.desktop_fixtures import Bus
from support.running import Program, private_home, running
from support.tray_host import Gtk, Panel, Qt
from support.waiting import LONG, until

from reminder.daemon.opening import Opening
from reminder.model.plan import Reminder, Tray
from reminder.model.tray import Shape
from reminder.tray.pictures import pictures

pytestmark = pytest.mark.desktop

SOON = 0.3
"""Seconds in which a change is seen."""
ROWS = (
    "Show one now", "Done", "Snooze", "Skip", "Pause", "For 30 minutes", "For 1 hour", "For 2 hours", "Until tomorrow",
    "Resume", "Today", "Settings", "Quit",
)  # fmt: skip


@pytest.fixture(autouse=True)
def desktop(private_bus: Bus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A bus that is looked for again soon, and a home."""
    monkeypatch.setattr("reminder.system.bus.RETRY", timedelta(seconds=SOON))
    with private_home(monkeypatch, tmp_path):
        yield


@pytest.fixture
def program(desktop: None, enter: Callable[..., Any]) -> Program:
    return enter(running())


@asynccontextmanager
async def reading(kind: type[Panel]) -> AsyncIterator[Panel]:
    async with kind() as panel:
        await until(lambda: panel.has_read)
        yield panel


@pytest.fixture(params=[Gtk, Qt])
def panel(program: Program, enter: Callable[..., Any], request: pytest.FixtureRequest) -> Panel:
    """One of each dialect, which has read the icon."""
    return enter(reading(request.param))


def shows(panel: Panel, shape: Shape) -> bool:
    return bool(panel.shown) and panel.shown["IconPixmap"] == [(it.size, it.size, it.argb()) for it in pictures(shape)]


async def test_a_panel_sees_the_icon_the_tooltip_and_every_row(panel: Panel) -> None:
    assert (panel.shown["Id"], panel.shown["Title"], panel.shown["Status"]) == ("reminder", "Reminder", "Active")
    assert (panel.shown["IconName"], panel.shown["ItemIsMenu"]) == ("", False)
    assert shows(panel, Shape.FAR)
    _, _, title, text = panel.shown["ToolTip"]
    assert title.startswith("Next: posture ")
    assert text == ""
    await panel.open()
    labels = [row["label"] for row in panel.rows.values() if "label" in row]
    assert sorted(labels) == sorted([title, *ROWS])


async def seen(panel: Panel, shape: Shape, heading: str, within: float = LONG) -> None:
    await until(lambda: shows(panel, shape) and panel.rows[1]["label"].startswith(heading), within)
    assert not panel.is_enabled(heading)


async def test_a_change_is_seen_soon(panel: Panel, program: Program) -> None:
    await program.ask("pause", "1h")
    await seen(panel, Shape.PAUSED, "Paused by you, until ", SOON)
    assert panel.is_enabled("Resume")
    await program.ask("resume")
    await seen(panel, Shape.FAR, "Next: posture ", SOON)
    assert not panel.is_enabled("Resume")
    assert "LayoutUpdated" not in panel.told


async def test_nothing_is_told_where_nothing_has_changed(panel: Panel, program: Program) -> None:
    before = len(panel.told)
    for _ in range(3):
        await program.status()
        await program.ask("reload")
    await program.ask("pause", "1h")
    await seen(panel, Shape.PAUSED, "Paused by you, until ")
    assert len(panel.registered) == 1
    assert sorted(panel.told[before:]) == ["ItemsPropertiesUpdated", "NewIcon", "NewToolTip"]


async def test_the_menu_does_what_the_commands_do(panel: Panel, program: Program) -> None:

    async def last() -> tuple[str | None, bool]:
        status = await program.status()
        return status["last"]["outcome"], status["open"]

    async def press(row: str, outcome: str | None) -> None:
        await panel.press(row)
        async with asyncio.timeout(LONG):
            while await last() != (outcome, outcome is None):
                pass

    await panel.press("Done")
    assert not (await program.status())["last"]
    for row, outcome in (("Done", "done"), ("Snooze 5 min", "snoozed"), ("Skip", "skipped")):
        await press("Show one now", None)
        await seen(panel, Shape.DUE, "Next: posture ")
        assert [panel.shown["ToolTip"][2]] == [(await program.status())["last"]["title"]]
        await press(row, outcome)


async def test_the_menu_pauses(panel: Panel) -> None:
    for row in ("For 30 minutes", "For 1 hour", "For 2 hours", "Until tomorrow"):
        await panel.press(row)
        await seen(panel, Shape.PAUSED, "Paused by you, until ")
        await panel.press("Resume")
        await seen(panel, Shape.FAR, "Next: posture ")


async def test_the_menu_ends_the_program_and_the_icon_goes_with_it(panel: Panel, program: Program) -> None:
    await panel.press("Quit")
    await program.ended
    await until(lambda: not panel.shown)


Opened = list[tuple[str, str]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Which pages were to be opened, each with what lets it come to the front."""
    found: Opened = []
    monkeypatch.setattr(Opening, "open", lambda self, token, page: found.append((page, token)))
    return found


@pytest.mark.parametrize("panel", [Gtk], indirect=True)
@pytest.mark.parametrize("clicks", [1, 2, 3])
async def test_a_click_opens_the_window_and_a_double_click_not_two(panel: Panel, opened: Opened, clicks: int) -> None:
    """waybar makes three calls of a double click."""
    await panel.click(clicks)
    await panel.press("Settings")
    await until(lambda: ("settings", "") in opened)
    assert opened == [("today", ""), ("settings", "")]


async def test_the_window_comes_to_the_front_by_the_token_of_its_click(panel: Panel, opened: Opened) -> None:
    await panel.item("ProvideXdgActivationToken", "s", "of-the-click")
    await panel.press("Today")
    await panel.press("Settings")
    await until(lambda: len(opened) == 2)
    assert opened == [("today", "of-the-click"), ("settings", "")]


async def test_where_a_check_in_is_asked_for_the_menu_leads_to_it(
    panel: Panel, program: Program, opened: Opened
) -> None:
    asks = Reminder(name="check-in", at=(time(12),), title="How are you?", checkin=True)
    program.change(reminders=(asks,))
    await program.ask("reload")
    await program.ask("now")
    await seen(panel, Shape.DUE, "Next: check-in ")
    await panel.press("Tell how you are")
    await until(lambda: opened == [("checkin", "")])


async def test_it_is_there_again_once_a_panel_is(panel: Panel) -> None:
    for _ in range(2):
        await panel.go()
        panel.shown, panel.rows = {}, {}
        await panel.come()
        await until(lambda: panel.has_read)
        assert shows(panel, Shape.FAR)


async def test_of_two_panels_in_turn_each_gets_it() -> None:
    """The second waits for the name of the first, so that there is no time without any."""
    async with running(), Gtk() as first:
        await until(lambda: first.rows)
        second = Qt()
        await second.come()
        await first.go()
        await until(lambda: second.rows)
        assert shows(second, Shape.FAR)
        await second.go()


@pytest.mark.parametrize("panel", [Gtk], indirect=True)
async def test_it_outlives_the_bus(panel: Panel, private_bus: Bus) -> None:
    private_bus.stop()
    panel.bus, panel.shown, panel.rows = None, {}, {}
    private_bus.start()
    await panel.come()
    await until(lambda: panel.has_read)


async def test_it_goes_and_comes_with_the_settings(panel: Panel, program: Program) -> None:
    for tray in (Tray.OFF, Tray.ON, Tray.OFF, Tray.AUTO):
        program.change(tray=tray)
        await program.ask("reload")
        await until(lambda tray=tray: bool(panel.shown) is (tray is not Tray.OFF))
    await until(lambda: panel.shown["Status"] == "Active" and shows(panel, Shape.FAR))


async def test_without_a_panel_nothing_is_lost(program: Program) -> None:
    assert (await program.ask("now")).kind == "shown"
    assert await program.problems() == {}


async def test_a_panel_that_refuses_it_is_told_of_and_no_more(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    panel = Gtk()
    panel.refuse("RegisterStatusNotifierItem")
    await panel.come()
    await until(lambda: "the panel refuses the icon: not you" in caplog.text)
    assert await program.problems() == {}
    await panel.go()
