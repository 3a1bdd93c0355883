"""The icon on the panel: when it looks otherwise, and what waking up for it costs."""

from datetime import timedelta

import pytest
from support.fakes import PILLS, Desk, a_plan, hours, minutes, seconds

from reminder.engine import nearness
from reminder.model.effects import OpenWindow, WakeAt
from reminder.model.events import IconChanged, WindowWanted
from reminder.model.requests import PauseFor


@pytest.mark.parametrize(
    ("every", "steps"),
    [
        (minutes(20), [seconds(800), seconds(400)]),
        (minutes(1), [seconds(40), seconds(20)]),
        (seconds(100), [seconds(66), seconds(33)]),
        (None, [minutes(40), minutes(20)]),
    ],
)
def test_a_countdown_comes_near_in_thirds_and_a_fixed_time_in_its_last_hour(
    every: timedelta | None, steps: list[timedelta]
) -> None:
    assert nearness.steps(every) == steps
    lefts = [steps[0] + seconds(1), *steps, seconds(0)]
    assert [nearness.step(left, every) for left in lefts] == [0, 1, 2, 2]


def woken(desk: Desk, icon: bool) -> list[str]:
    """At which times from now until the first reminder it wakes up by itself."""
    desk.send(IconChanged(desk.now, icon))
    found = []
    while (wake := desk.state.run.wake) and not desk.times():
        desk.advance(wake - desk.now.ticks)
        found.append(f"{desk.now.wall:%H:%M:%S}")
    return found


def test_it_costs_two_wake_ups_for_each_countdown_and_none_where_there_is_no_icon() -> None:
    assert woken(Desk(), icon=False) == ["09:20:00"]
    assert woken(Desk(), icon=True) == ["09:06:40", "09:13:20", "09:20:00"]


def test_what_comes_at_a_fixed_time_is_told_by_the_time_that_is_left() -> None:
    assert woken(Desk(a_plan(PILLS)), icon=True)[:2] == ["11:50:00", "12:10:00"]


def test_it_is_right_again_after_midnight_when_tomorrow_is_today() -> None:
    desk = Desk(at="23:50")
    desk.ask(PauseFor(hours(20)))
    desk.send(IconChanged(desk.now, True))
    assert desk.state.run.wake == desk.now.ticks + minutes(10)


def test_while_it_is_quiet_nothing_comes_near() -> None:
    desk = Desk()
    desk.ask(PauseFor(hours(1)))
    desk.send(IconChanged(desk.now, True))
    assert desk.state.run.wake == desk.now.ticks + hours(1)


def test_the_icon_goes_and_nothing_waits_for_it_any_more() -> None:
    desk = Desk()
    desk.send(IconChanged(desk.now, True))
    desk.send(IconChanged(desk.now, False))
    assert [wake.ticks - desk.now.ticks for wake in desk.effects(WakeAt)[-2:]] == [seconds(400), minutes(20)]


def test_the_window_opens_at_the_page_that_was_wanted() -> None:
    desk = Desk()
    desk.send(WindowWanted(desk.now, "settings", "token"))
    assert desk.effects(OpenWindow) == [OpenWindow("token", "settings")]
