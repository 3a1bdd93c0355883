"""Rule 21: the first run of a person begins with a welcome, which is no showing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from support.fakes import Desk, from_disk, minutes, seconds

from reminder.model.effects import Greet, OpenWindow, Record, Show, SwitchLoginOn, TellOfLogin
from reminder.model.events import (
    Chosen,
    Closed,
    LoginSwitchedOn,
    NotifierReady,
    Posted,
    PostFailed,
    SenseFound,
    SensesAnswered,
    Started,
)
from reminder.model.requests import ShowNow
from reminder.model.senses import Reason, Sense, SenseName
from reminder.model.showing import WELCOME, Choice, Withdraw
from reminder.model.state import Run
from reminder.phrase import Phrase, verbatim


class FirstRun(Desk):
    """Of a person who has not run it before."""

    welcomes = True
    can_notify = True

    def start(self) -> None:
        """As `Desk` does, with what the disk makes of the state."""
        self.state = replace(from_disk(self.state), run=Run())
        self.send(Started(self.now, self.boot, self.virtual, first=self.welcomes, offers_login=True))
        self.welcomes = False
        self.send(SenseFound(self.now, Sense(name=SenseName.IDLE, source="simulated")))
        self.ready()

    def ready(self) -> None:
        self.send(SensesAnswered(self.now))
        if self.can_notify:
            self.send(NotifierReady(self.now, "simulated"))

    def confirm(self) -> None:
        self.send(Posted(self.now, WELCOME, "its name"))

    def withdrawn(self) -> list[Withdraw]:
        return [it for it in self.effects(Withdraw) if it.id == WELCOME]


class InAMeeting(FirstRun):
    def ready(self) -> None:
        self.hold(Reason.MEETING)
        super().ready()


class Mute(FirstRun):
    can_notify = False


def test_the_first_run_says_what_will_happen_and_when() -> None:
    desk = FirstRun()
    [greet] = desk.effects(Greet)
    assert (greet.every, greet.offers_login) == (minutes(20), True)
    assert greet.first
    assert f"{greet.first:%H:%M}" == "09:20"


def test_any_other_run_says_nothing() -> None:
    assert Desk().effects(Greet) == []


def test_it_is_said_once_and_delays_nothing() -> None:
    desk = FirstRun()
    desk.until("10:00")
    assert len(desk.effects(Greet)) == 1
    assert desk.times()[0] == "09:20"


def test_it_counts_as_no_showing() -> None:
    desk = FirstRun()
    desk.until("09:19")
    assert desk.effects(Show) == []
    assert desk.effects(Record) == []
    assert desk.state.delivery.spoke is None


def test_it_waits_for_the_end_of_a_hold() -> None:
    desk = InAMeeting()
    assert desk.effects(Greet) == []
    desk.until("09:05")
    desk.release(Reason.MEETING)
    assert len(desk.effects(Greet)) == 1


def test_it_does_not_come_after_the_first_reminder() -> None:
    desk = InAMeeting()
    desk.ask(ShowNow())
    desk.advance(seconds(5))
    desk.release(Reason.MEETING)
    desk.until("12:00")
    assert desk.effects(Greet) == []


@pytest.mark.parametrize("off", [seconds(1), timedelta(days=9)], ids=str)
def test_a_later_run_does_not_say_it_again(off: timedelta) -> None:
    desk = FirstRun()
    desk.be_off(off)
    desk.advance(minutes(5))
    assert len(desk.effects(Greet)) == 1


@pytest.mark.parametrize("killed", [False, True], ids=["in good order", "killed"])
def test_a_later_run_says_it_where_the_first_could_not(killed: bool) -> None:
    desk = Mute()
    desk.be_off(minutes(1), killed=killed)
    desk.can_notify = True
    desk.be_off(minutes(1), killed=killed)
    assert len(desk.effects(Greet)) == 1
    desk.be_off(minutes(1), killed=killed)
    assert len(desk.effects(Greet)) == 1
    assert len(desk.withdrawn()) == 1


def test_one_that_the_desktop_refused_comes_again() -> None:
    desk = FirstRun()
    desk.send(PostFailed(desk.now, WELCOME, verbatim("full")))
    desk.ready()
    assert len(desk.effects(Greet)) == 2


def test_it_leaves_the_screen_with_the_program() -> None:
    desk = FirstRun()
    desk.confirm()
    desk.send(Closed(desk.now, WELCOME, by_person=False))  # into the list of notifications
    desk.be_off(minutes(1))
    assert desk.withdrawn() == [Withdraw(WELCOME, "its name")]


def test_one_of_a_run_that_was_killed_is_taken_off_by_the_next() -> None:
    desk = FirstRun()
    desk.confirm()
    desk.be_off(minutes(1), killed=True)
    assert desk.withdrawn() == [Withdraw(WELCOME, "its name")]
    desk.be_off(minutes(1))
    assert len(desk.withdrawn()) == 1


@pytest.mark.parametrize(
    "answer",
    [
        lambda desk: desk.send(Chosen(desk.now, Choice.SETTINGS)),
        lambda desk: desk.send(Closed(desk.now, WELCOME, by_person=True)),
        lambda desk: desk.say(),
    ],
    ids=["a button", "closed", "the first reminder took its place"],
)
def test_one_that_is_gone_is_not_taken_off(answer: Callable[[Desk], object]) -> None:
    desk = FirstRun()
    desk.confirm()
    answer(desk)
    desk.be_off(minutes(1))
    assert desk.withdrawn() == []
    assert len(desk.effects(Greet)) == 1


@pytest.mark.parametrize("why", [None, verbatim("it is full")], ids=["on", "not on"])
def test_whoever_wanted_it_at_login_is_told_what_came_of_that(why: Phrase | None) -> None:
    desk = FirstRun()
    desk.send(Chosen(desk.now, Choice.LOGIN))
    desk.send(LoginSwitchedOn(desk.now, why))
    assert desk.effects(TellOfLogin) == [TellOfLogin(why)]
    desk.send(PostFailed(desk.now, WELCOME, verbatim("full")))
    desk.ready()
    assert len(desk.effects(Greet)) == 1


def test_its_buttons_open_the_settings_and_switch_login_on() -> None:
    desk = FirstRun()
    desk.send(Chosen(desk.now, Choice.SETTINGS, "token"))
    desk.send(Chosen(desk.now, Choice.LOGIN))
    assert desk.effects(OpenWindow) == [OpenWindow("token", "settings")]
    assert desk.effects(SwitchLoginOn) == [SwitchLoginOn()]
