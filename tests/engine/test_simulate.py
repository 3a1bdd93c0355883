"""The world that days are played in: its clocks, its person, its desktop."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.fakes import POSTURE, WALK, Desk, a_plan, hours, minutes, office

from reminder.engine.simulate import World
from reminder.model.events import CameBack, Event, WentIdle, Woke
from reminder.model.requests import AskStatus, NowShown, ShowNow, Status
from reminder.model.showing import Button, Outcome


class Witness(Desk):
    """A desk that remembers the events."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        super().__init__(a_plan(wait_for_pause=minutes(2)))

    def _take(self, event: Event) -> None:
        self.events.append(event)
        super()._take(event)

    def went_idle(self) -> list[timedelta]:
        return [event.at.ticks - event.since for event in self.events if isinstance(event, WentIdle)]


def test_time_passes_on_all_clocks_alike(desk: Desk) -> None:
    before = desk.now
    desk.advance(hours(3))
    after = desk.now
    assert after.ticks - before.ticks == after.awake - before.awake == after.wall - before.wall == hours(3)


def test_asleep_the_awake_clock_stands_still(desk: Desk) -> None:
    before = desk.now
    desk.sleep(hours(3))
    assert desk.now.awake == before.awake
    assert desk.now.ticks - before.ticks == hours(3)


def test_the_alarm_rings_when_it_is_set_to_and_not_again() -> None:
    desk = Witness()
    desk.until("09:19:59")
    count = sum(isinstance(event, Woke) for event in desk.events)
    desk.until("09:20")
    assert sum(isinstance(event, Woke) for event in desk.events) == count + 1


def test_idleness_is_told_once_and_as_closely_as_the_engine_asked() -> None:
    desk = Witness()
    desk.until("09:10")
    desk.stop_typing()
    desk.until("09:16")
    assert desk.went_idle() == [minutes(5)]
    desk.type()
    assert isinstance(desk.events[-1], CameBack)


def test_a_watch_that_is_drawn_closer_is_told_at_once() -> None:
    desk = Witness()
    desk.until("09:19")
    desk.stop_typing()
    desk.until("09:20")
    assert desk.went_idle() == [minutes(1)]


def test_a_short_pause_in_typing_is_not_told() -> None:
    desk = Witness()
    desk.be_away(minutes(4))
    assert desk.went_idle() == []


def test_a_world_that_sees_no_input_tells_nothing_of_it() -> None:
    desk = Desk(sees_input=False)
    desk.be_away(hours(1))
    assert desk.status().holds == ()
    assert len(desk.times()) == 3


def test_everything_that_waits_happens_in_its_order() -> None:
    desk = Desk(a_plan(POSTURE, WALK))
    desk.advance(hours(4))
    moments = [entry.at.ticks for entry in desk.log]
    assert moments == sorted(moments)


def test_a_question_is_answered_with_what_it_asked_for(desk: Desk) -> None:
    assert isinstance(desk.ask(ShowNow()), NowShown)
    assert isinstance(desk.ask(AskStatus()), Status)


def test_a_question_waits_for_senses_that_do_not_answer() -> None:
    assert isinstance(Desk(polled=True).ask(AskStatus()), Status)


def test_a_button_belongs_to_the_last_notification(desk: Desk) -> None:
    desk.say()
    desk.say()
    desk.press(Button.DONE)
    assert desk.outcomes() == [Outcome.IGNORED, Outcome.DONE]


def test_a_reboot_starts_the_clocks_anew_and_the_wall_goes_on(desk: Desk) -> None:
    wall = desk.now.wall
    desk.be_off(minutes(2), reboot=True)
    assert (desk.ticks, desk.awake) == (minutes(1), minutes(1))
    assert desk.now.wall - wall == minutes(2)
    assert desk.state.heartbeat.boot == "first+"


def test_the_wall_shows_the_time_of_the_zone(desk: Desk) -> None:
    desk.travel("America/New_York")
    assert f"{desk.now.wall:%H:%M}" == "03:00"


@pytest.mark.parametrize(("zone", "day"), [("Europe/Berlin", 29), ("America/New_York", 8)])
def test_time_passes_up_to_a_clock_time_over_a_change_of_clocks(zone: str, day: int) -> None:
    home = ZoneInfo(zone)
    world = World(a_plan(), datetime(2026, 3, day, tzinfo=UTC), home)
    world.start()
    world.advance_to(datetime(2026, 3, day + 1, 9, tzinfo=home))
    assert f"{world.now.wall:%m-%d %H:%M}" == f"03-{day + 1:02} 09:00"


def test_three_months_at_the_office_are_all_there() -> None:
    """Every 20 minutes from 9:00 to 12:00 and 13:00 to 17:30: 8 and 13 a day, on 63 weekdays."""
    desk = Desk(a_plan(hours=office("09:00-12:00", "13:00-17:30")), at="00:00", day="2026-01-02")
    desk.advance_to(datetime(2026, 4, 1, tzinfo=desk.zone))
    assert len(desk.times()) == 63 * (8 + 13)
    assert len(desk.outcomes()) == len(desk.times())
    assert all(len(at) == len("09:20") for at in desk.times()), "to the second"
