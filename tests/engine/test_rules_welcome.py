"""Rule 20: the first run of a person begins with a welcome, which is no showing."""

from datetime import timedelta

import pytest
from support.fakes import Desk, minutes, seconds

from reminder.model.effects import Greet, OpenWindow, Record, Show, SwitchLoginOn
from reminder.model.events import Chosen, NotifierReady, SenseFound, SensesAnswered, Started
from reminder.model.requests import ShowNow
from reminder.model.senses import Reason, Sense, SenseName
from reminder.model.showing import Choice


class FirstRun(Desk):
    """Of a person who has not run it before."""

    welcomes = True

    def start(self) -> None:
        self.send(Started(self.now, self.boot, self.virtual, first=self.welcomes, offers_login=True))
        self.send(SenseFound(self.now, Sense(name=SenseName.IDLE, source="simulated")))
        self.ready()

    def ready(self) -> None:
        self.send(SensesAnswered(self.now))
        self.send(NotifierReady(self.now, "simulated"))


class InAMeeting(FirstRun):
    def ready(self) -> None:
        self.hold(Reason.MEETING)
        super().ready()


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
    desk.welcomes = False
    desk.be_off(off)
    desk.advance(minutes(5))
    assert len(desk.effects(Greet)) == 1


def test_its_buttons_open_the_settings_and_switch_login_on() -> None:
    desk = FirstRun()
    desk.send(Chosen(desk.now, Choice.SETTINGS, "token"))
    desk.send(Chosen(desk.now, Choice.LOGIN))
    assert desk.effects(OpenWindow) == [OpenWindow("token", "settings")]
    assert desk.effects(SwitchLoginOn) == [SwitchLoginOn()]
