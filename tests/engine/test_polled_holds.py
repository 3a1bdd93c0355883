"""What must be asked counts as one hold until an answer says that it is over: rule 7, from the sense to the showing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from support.fakes import POSTURE, Desk, a_plan, a_quiet, hours, minutes, seconds

from reminder.model.effects import Effect, PollSenses, Show
from reminder.model.events import Put, RequestReceived, SensesAnswered, Woke
from reminder.model.moment import Clock
from reminder.model.plan import Plan
from reminder.model.requests import AskStatus
from reminder.model.senses import Reason
from reminder.senses.linux.apps import Apps
from reminder.senses.linux.full_screen import FullScreen
from reminder.senses.linux.microphone import Microphone
from reminder.senses.linux.screen_share import ScreenShare
from reminder.senses.polled import PolledApps
from reminder.senses.sensor import Seen, Sensor
from reminder.senses.windows.api import System
from reminder.senses.windows.platform import Camera
from reminder.system.bus import session_bus
from reminder.wording.notifications import note

OFTEN = a_plan(replace(POSTURE, every=minutes(2)), quiet=a_quiet(at_most=minutes(10)))

Make = Callable[[Put, Clock], Sensor]
SENSES: dict[str, tuple[Make, Reason]] = {
    "a program": (lambda put, clock: Apps(put, clock, ("obs",)), Reason.APP),
    "a program, elsewhere": (lambda put, clock: PolledApps(put, clock, ("obs",), "a stand-in", list), Reason.APP),
    "full screen": (lambda put, clock: FullScreen(put, clock, session_bus()), Reason.FULL_SCREEN),
    "the microphone": (lambda put, clock: Microphone(put, clock, ()), Reason.MEETING),
    "the camera, on Windows": (lambda put, clock: Camera(put, clock, (), System()), Reason.MEETING),
    "a shared screen": (lambda put, clock: ScreenShare(put, clock, ()), Reason.MEETING),
}
MICROPHONE = SENSES["the microphone"]
each_sense = pytest.mark.parametrize("sense", SENSES.values(), ids=SENSES)


class Asking(Desk):
    """A desk with one sense that must be asked; `holds` says whether it would find a reason now."""

    def __init__(self, sense: tuple[Make, Reason] = MICROPHONE, plan: Plan = OFTEN) -> None:
        self.make, self.reason = sense
        self.holds: Callable[[], bool] = lambda: True
        self.blind = False
        super().__init__(plan)

    def start(self) -> None:
        self.sensor = self.make(self.send, lambda: self.now)
        assert self.sensor.polled
        super().start()

    def _perform(self, effect: Effect) -> None:
        if isinstance(effect, PollSenses):
            if self.blind:
                self.sensor.lose("no sound server runs")
            else:
                self.sensor.tell(Seen("a stand-in", {self.reason: "it"} if self.holds() else {}))
            self.send(SensesAnswered(self.now))
        else:
            super()._perform(effect)

    def between(self, *spans: tuple[int, int]) -> None:
        """It holds between these minutes after 09:00 alone."""
        began = self.ticks
        self.holds = lambda: any(minutes(a) <= self.ticks - began < minutes(b) for a, b in spans)

    def questions(self) -> int:
        return len(self.effects(PollSenses))


# --- a hold that never ends -------------------------------------------------------------------------------------------


@each_sense
def test_rule_07_what_never_ends_holds_back_once(sense: tuple[Make, Reason]) -> None:
    desk = Asking(sense)
    desk.until("09:18")
    assert desk.times() == ["09:12", "09:14", "09:16", "09:18"]


def test_rule_07_at_the_defaults_there_is_one_every_twenty_minutes_from_then_on() -> None:
    desk = Asking(plan=a_plan())
    desk.until("12:40")
    assert desk.times() == ["11:20", "11:40", "12:00", "12:20", "12:40"]


@pytest.mark.parametrize("every", [seconds(20), seconds(30), seconds(61), minutes(5)])
def test_rule_07_it_makes_no_difference_how_often_somebody_looks(every: timedelta) -> None:
    desk = Asking()
    while desk.now.wall.hour == 9 and desk.now.wall.minute < 40:
        desk.ask(AskStatus())
        desk.advance(every)
    assert desk.times()[:8] == ["09:12", "09:14", "09:16", "09:18", "09:20", "09:22", "09:24", "09:26"]


def test_rule_07_looking_while_no_sense_answers_says_nothing_about_them() -> None:
    desk = Desk(polled=True)
    desk.hold(sense="call")
    desk.until("09:21")
    desk.ask(AskStatus())
    before = desk.countdown()
    desk.send(Woke(desk.now))
    assert desk.countdown() == before
    assert desk.state.heeded == {}


def test_rule_07_an_overruled_one_costs_one_question_a_reminder() -> None:
    desk = Asking(plan=a_plan())
    desk.until("11:30")
    before = desk.questions()
    desk.until("13:30")
    assert desk.questions() - before == 6


def test_rule_07_the_whole_stretch_is_told() -> None:
    desk = Asking(plan=a_plan())
    desk.until("12:10")
    (first, *_) = desk.effects(Show)
    assert "it has used the microphone for 2 hours" in note(first, desk.plan.notify).body
    (hold,) = desk.status().overruled
    assert f"{hold.since:%H:%M}" == "09:00"


def test_rule_07_an_overruled_one_stays_so_over_a_restart() -> None:
    desk = Asking()
    desk.until("09:15")
    desk.be_off(minutes(4))
    desk.until("09:25")
    assert desk.times() == ["09:12", "09:14", "09:19", "09:21", "09:23", "09:25"]


def test_rule_07_the_time_that_it_has_held_back_goes_on_over_a_restart() -> None:
    desk = Asking()
    desk.until("09:08")
    desk.be_off(seconds(30))
    desk.until("09:14")
    assert desk.times() == ["09:12", "09:14"]


def test_rule_07_a_break_changes_nothing_about_what_goes_on_all_the_time() -> None:
    """Otherwise whoever rests often would never be reminded."""
    desk = Asking(plan=a_plan())
    while desk.now.wall.hour < 13:
        desk.advance(minutes(50))
        desk.be_away(minutes(6))
    assert len(desk.times()) >= 3


def test_rule_07_a_sense_that_is_blind_for_a_moment_has_not_said_that_it_is_over() -> None:
    desk = Asking()
    desk.until("09:15:30")
    desk.blind = True
    desk.until("09:17:30")
    desk.blind = False
    desk.until("09:22")
    assert desk.times() == ["09:12", "09:14", "09:16", "09:18", "09:20", "09:22"]


# --- and one that does ------------------------------------------------------------------------------------------------


def test_rule_07_once_an_answer_said_that_it_is_over_the_next_one_counts_anew() -> None:
    desk = Asking()
    desk.between((0, 15), (17, 60))
    desk.until("09:30")
    assert desk.times() == ["09:12", "09:14", "09:16", "09:28", "09:30"]


def test_rule_07_one_that_ended_and_began_again_unseen_stays_overruled() -> None:
    desk = Asking()
    desk.between((0, 15), (15, 60))
    desk.until("09:20")
    assert desk.times() == ["09:12", "09:14", "09:16", "09:18", "09:20"]


def test_rule_07_a_meeting_after_the_lunch_is_another_one() -> None:
    """Who comes back is asked about, since nobody asked while they were away."""
    desk = Asking(plan=a_plan())
    desk.between((0, 185), (246, 400))
    desk.until("12:10")
    desk.be_away(minutes(55))
    assert desk.status().overruled == ()
    desk.until("14:00")
    assert desk.times() == ["11:20", "11:40", "12:00"]


def test_rule_06_what_was_seen_in_passing_is_not_what_is_held_for() -> None:
    """A status saw a meeting; two hours later the first reminder of the day falls due, in another one."""
    desk = Asking(plan=a_plan(replace(POSTURE, every=hours(3))))
    desk.between((0, 10), (170, 400))
    desk.advance(minutes(5))
    desk.ask(AskStatus())
    desk.until("13:59")
    assert desk.times() == []
    desk.until("14:00")
    assert desk.times() == ["14:00"]


spans = st.lists(st.tuples(st.integers(0, 15), st.integers(1, 30)), min_size=1, max_size=4)


@settings(max_examples=30, derandomize=True)
@given(spans=spans, looks=st.lists(st.integers(1, 600), min_size=1, max_size=15))
def test_rule_07_whoever_looks_and_whenever_the_same_is_shown(spans: list[tuple[int, int]], looks: list[int]) -> None:
    """Quiet and held in turns of whole minutes, and somebody who asks for the status now and then.

    What is kept comes up to 15 seconds after its hold, when it is asked again, and the next one counts from it.
    """
    at, held = 0, []
    for quiet, length in spans:
        held.append((at + quiet, at + quiet + length))
        at += quiet + length
    alone, watched = Asking(), Asking()
    for desk in (alone, watched):
        desk.between(*held)
    end = alone.now.wall + minutes(at) + seconds(30)  # what is kept comes up to 15 seconds after a whole minute
    alone.advance_to(end)
    for pause in looks:
        if watched.now.wall + seconds(pause + 5) < end:
            watched.advance(seconds(pause))
            watched.ask(AskStatus())
    watched.advance_to(end)
    assert len(alone.times()) == len(watched.times())
    for (one, _), (other, _) in zip(alone.shows(), watched.shows(), strict=True):
        assert abs(one - other) <= seconds(15) * len(spans)


def test_how_long_it_has_been_is_not_told_of_a_time_in_which_nobody_asked() -> None:
    """A call that a status found, a pause in which it ended, and another call: that one is an hour old, not six."""
    desk = Asking(MICROPHONE, a_plan(quiet=a_quiet(at_most=hours(1))))
    desk.between((0, 30), (300, 600))
    desk.until("09:01")
    desk.send(RequestReceived(desk.now, 1, AskStatus()))
    desk.pause(length=hours(5))
    desk.until("15:30")
    [said] = [note(effect, desk.plan.notify).body for effect in desk.effects(Show) if effect.overruled]
    assert "it has used the microphone for 1 hour." in said
