"""What every source of input promises, tried on each before a stand-in for what tells it."""

import asyncio
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.fakes import seconds
from support.input_desks import Desk, at_polled
from support.waiting import until
from support.words import in_words

OF_LINUX = "x11", "screen saver", "wayland", "older wayland", "mutter"


@pytest.fixture(params=["polled", *(OF_LINUX if sys.platform == "linux" else ())])
def desk(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enter: Callable[..., Any]
) -> Desk:
    """Who is away is asked about all the time."""
    monkeypatch.setattr("reminder.senses.polled_input.AWAY", timedelta(milliseconds=10))
    if request.param == "polled":
        return enter(at_polled())
    from support.linux_input_desks import at_a_screen_saver, at_mutter, at_wayland, at_x11

    if request.param == "mutter":
        request.getfixturevalue("private_bus")
    at_desk = {
        "x11": lambda: at_x11(monkeypatch),
        "screen saver": lambda: at_a_screen_saver(monkeypatch),
        "wayland": lambda: at_wayland(tmp_path, monkeypatch),
        "older wayland": lambda: at_wayland(tmp_path, monkeypatch, version=1),
        "mutter": at_mutter,
    }
    return enter(at_desk[request.param]())


async def test_says_since_when_there_is_no_input_and_when_there_is_again(desk: Desk) -> None:
    await desk.watch(10)
    desk.let_pass(8)
    desk.touch()
    desk.let_pass(8)
    await desk.answered()
    assert desk.heard == []
    desk.let_pass(2)
    await desk.hears(("idle", 10))
    desk.let_pass(5)
    await desk.answered()
    desk.touch()
    await desk.hears(("idle", 10), "active")


async def test_each_absence_is_said_and_nothing_piles_up(desk: Desk) -> None:
    await desk.watch(3)
    orders = desk.orders()
    for _ in range(3):
        desk.let_pass(3)
        await desk.hears(("idle", 3))
        await desk.answered()
        desk.touch()
        await desk.hears(("idle", 3), "active")
        await desk.answered()
        desk.heard.clear()
    assert desk.orders() == orders or not desk.is_pushed


async def test_an_absence_that_is_long_enough_already_is_said_at_once(desk: Desk) -> None:
    if not desk.knows_before:
        pytest.skip("a compositor counts from when it is asked")
    desk.let_pass(20)
    await desk.watch(30)
    assert desk.heard == []
    await desk.watch(10)
    await desk.hears(("idle", 20))
    desk.touch()
    await desk.hears(("idle", 20), "active")


async def test_waiting_for_a_pause_in_typing_makes_no_absence_shorter(desk: Desk) -> None:
    await desk.watch(10)
    desk.let_pass(2)
    await desk.watch(3)
    await desk.watch(10)
    desk.let_pass(7)
    await desk.answered()
    assert desk.heard == []
    desk.let_pass(1)
    await desk.hears(("idle", 10))


async def test_idle_is_said_once_whatever_is_watched_for_and_active_even_if_nothing_is(desk: Desk) -> None:
    await desk.watch(3)
    desk.let_pass(3)
    await desk.hears(("idle", 3))
    for after in 10, 5, None:
        await desk.watch(after)
        desk.let_pass(10)
        await desk.answered()
    assert desk.heard == [("idle", 3)]
    desk.touch()
    if not desk.is_pushed:
        await desk.watch(10)
    await desk.hears(("idle", 3), "active")
    await until(lambda: not (desk.is_pushed and desk.orders()))


async def test_what_is_watched_for_meanwhile_counts_from_the_return(desk: Desk) -> None:
    await desk.watch(3)
    desk.let_pass(3)
    await desk.hears(("idle", 3))
    await desk.watch(10)
    desk.touch()
    await desk.hears(("idle", 3), "active")
    await desk.answered()
    desk.let_pass(9)
    await desk.answered()
    assert len(desk.heard) == 2
    desk.let_pass(1)
    await desk.hears(("idle", 3), "active", ("idle", 10))


async def test_nothing_is_watched_for_that_nobody_wants(desk: Desk) -> None:
    await desk.watch(3)
    await desk.watch(None)
    orders = desk.orders()
    assert not (desk.is_pushed and orders)
    desk.let_pass(10)
    await desk.answered()
    assert desk.orders() == orders
    assert desk.heard == []


async def test_of_many_changes_in_a_row_the_last_counts(desk: Desk) -> None:
    await desk.watch(10)
    orders = desk.orders()
    for after in 3, 10, None, 5, 10:
        desk.source.watch(None if after is None else seconds(after))
    await desk.answered()
    desk.let_pass(8)
    await desk.answered()
    assert desk.heard == []
    assert desk.orders() == orders or not desk.is_pushed
    desk.let_pass(2)
    await desk.hears(("idle", 10))


async def test_a_year_can_be_watched_for_and_no_time_at_all(desk: Desk) -> None:
    desk.source.watch(timedelta(days=365))
    await desk.answered()
    desk.let_pass(10)
    desk.touch()
    await desk.watch(0.000001)
    desk.let_pass(1)
    await until(lambda: desk.heard)
    assert desk.heard[0][0] == "idle"


async def test_while_a_person_works_it_is_left_alone(desk: Desk) -> None:
    await desk.watch(10)
    orders = desk.orders()
    for _ in range(100):
        desk.let_pass(0.2)
        desk.touch()
    await desk.answered()
    assert desk.orders() <= orders + (0 if desk.is_pushed else 2)
    assert desk.heard == []


async def test_after_closing_nothing_is_said_until_it_serves_again(desk: Desk) -> None:
    await desk.watch(3)
    desk.let_pass(3)
    await desk.hears(("idle", 3))
    await desk.source.close()
    await until(lambda: not (desk.is_pushed and desk.orders()))
    orders = desk.orders()
    desk.touch()
    desk.let_pass(20)
    await asyncio.sleep(0.02)
    assert desk.orders() == orders
    assert await desk.source.open() is None
    await desk.answered()
    assert desk.heard == [("idle", 3)]
    desk.touch()
    await desk.watch(3)
    desk.let_pass(3)
    await desk.hears(("idle", 3), ("idle", 3))


async def test_it_is_lost_when_the_other_side_goes_and_serves_again_when_that_is_back(desk: Desk) -> None:
    await desk.watch(3)
    await desk.go()
    desk.let_pass(3)
    await desk.hears(f"lost: {desk.gone}")
    await desk.source.close()
    assert in_words(await desk.source.open()) == desk.absent
    await desk.come()
    assert await desk.source.open() is None
    await desk.watch(3)
    desk.let_pass(3)
    await until(lambda: ("idle", 3) in desk.heard)
