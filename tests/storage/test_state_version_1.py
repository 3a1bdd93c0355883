"""A saved state of version 1, written by the build before version 2, goes on where it was."""

import shutil
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.fakes import PILLS, POSTURE, WALK, WATER, Desk, a_plan, hours, minutes, seconds

from reminder.model.effects import Record, Warn
from reminder.model.events import NotifierReady, Pressed, SenseFound, Started
from reminder.model.plan import Problem
from reminder.model.senses import Reason, Sense
from reminder.model.showing import Button, Outcome, Words
from reminder.phrase import verbatim
from reminder.storage.state import load, save

MISTAKE = Problem("snooze.for", verbatim("90 lacks a unit, says a program of another version"), "/home/me/config.toml")
ANOTHER = Problem("every", verbatim("0 is too short"), "/home/me/config.toml")
PLAN = a_plan(POSTURE, WALK, WATER, PILLS, problems=(MISTAKE,))
CALL = "call"


class Resumed(Desk):
    """The program starts again ten seconds after the file was written, on the same boot; no sense has told yet."""

    def __init__(self, file: Path) -> None:
        found = load(file)
        assert found.problem is None
        last = found.state.heartbeat.last
        assert last
        assert save(found.state, file) is None
        assert load(file) == (found.state, None), "from now on it is one of this version"
        super(Desk, self).__init__(PLAN, last.wall.astimezone(UTC), ZoneInfo("Europe/Berlin"), state=found.state)
        self.ticks = self.awake = last.ticks
        self._move(seconds(10))
        self.send(Started(self.now, self.boot))
        self.send(NotifierReady(self.now, "simulated"))

    def press(self, answer: Button) -> None:
        self.send(Pressed(self.now, self.state.delivery.showing.id, answer))

    def call(self) -> None:
        """It goes on, the senses answer."""
        self.send(SenseFound(self.now, Sense(name=CALL, source="simulated", polled=True)))
        self.hold(sense=CALL)
        self.answer_for_senses()


def resumed(name: str, tmp_path: Path) -> Resumed:
    return Resumed(Path(shutil.copy(Path(__file__).with_name("version_1") / name, tmp_path)))


@pytest.fixture
def working(tmp_path: Path) -> Resumed:
    """Written at 09:27. A walk was open since 09:26, by `now`; water had come at 09:20, was snoozed, and was kept since
    09:25 under a call that had begun at 09:22 and must be asked for; the person had been told of a mistake."""
    return resumed("working.json", tmp_path)


@pytest.fixture
def paused(tmp_path: Path) -> Resumed:
    """Written at 09:28, in a pause from 09:27 on for two hours; posture was open, by `now`."""
    return resumed("paused.json", tmp_path)


def test_countdowns_go_on_from_where_they_were(working: Resumed) -> None:
    upcoming = {one.name: one.next.at for one in working.status().reminders if one.next and one.next.at}
    assert {name: f"{at:%H:%M}" for name, at in upcoming.items() if name != "water"} == {
        "posture": "09:40",
        "walk": "10:26",
        "pills": "12:30",
    }


def test_what_was_kept_comes_in_its_own_words_and_as_often_snoozed_once_the_hold_is_over(working: Resumed) -> None:
    working.call()
    assert working.times() == []
    working.release(sense=CALL)
    working.advance(minutes(1))
    (show,) = (show.showing for _, show in working.shows())
    assert (show.reminder, show.words, show.snoozes) == ("water", Words("Drink", "A glass of water."), 1)


def test_a_hold_goes_on_since_it_began_and_is_heeded_since_then(working: Resumed) -> None:
    working.call()
    (hold,) = working.status().holds
    assert f"{hold.since:%H:%M}" == "09:22"
    assert working.state.heeded == {CALL: hours(1) + minutes(25)}


def test_the_open_showing_can_be_answered(working: Resumed) -> None:
    working.press(Button.DONE)
    (record,) = working.effects(Record)
    assert (record.showing.words.tip, record.outcome) == ("move-0", Outcome.DONE)


def test_tips_go_on_taking_their_turns(working: Resumed) -> None:
    assert (working.state.delivery.tip_rounds, working.state.delivery.last_kind) == ({"move-0": 1}, "move")


def test_whoever_was_told_of_mistakes_is_told_of_new_ones_alone(working: Resumed) -> None:
    """Version 1 knew them by sentences that may be others by now."""
    working.press(Button.DONE)
    working.advance(minutes(12))
    assert working.effects(Warn) == []
    working.change(a_plan(*PLAN.reminders, problems=(MISTAKE, ANOTHER)))
    working.advance(minutes(2))
    assert working.effects(Warn) == [Warn((ANOTHER,))]


def test_a_pause_ends_when_it_would_have(paused: Resumed) -> None:
    (hold,) = paused.status().holds
    assert hold.until
    assert (hold.reason, f"{hold.until:%H:%M}") == (Reason.PAUSED, "11:27")
    paused.answer_for_senses()
    paused.press(Button.SKIP)
    paused.until("11:50")
    assert paused.said() == ["11:47 water"]
