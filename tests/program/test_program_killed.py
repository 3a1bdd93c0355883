"""Killed without warning, again and again, and started anew each time.

What a command acknowledged is there after the kill; what it did not is there whole, or not at all.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from desk import Desk
from program import Program, moment
from waiting import wait_until

pytestmark = [pytest.mark.desktop, pytest.mark.proof]

NOBODY_ANSWERS = ("now", "pause 2h", "resume", "status")
ANSWERS = {"done": "done", "skip": "skipped", "snooze 1h": "snoozed"}


class Stand(NamedTuple):
    """Where the program stands, as far as a kill must not change it."""

    paused: str | None
    snoozed: str | None
    next: datetime
    title: str | None
    outcome: str | None
    open: bool

    def is_like(self, other: "Stand") -> bool:
        """The same but for a second, by which a time that is worked out anew may be off."""
        near = abs(self.next - other.next) <= timedelta(seconds=1)
        return near and self._replace(next=other.next) == other


def stand(status: dict[str, Any]) -> Stand:
    [posture] = [found for found in status["reminders"] if found["name"] == "posture"]
    last = status["last"] or {"title": None, "outcome": None}
    paused = [hold["until"] for hold in status["holds"] if hold["reason"] == "paused"]
    return Stand(
        paused=paused[0] if paused else None,
        snoozed=posture["snoozed_until"],
        next=moment(status["next"]["at"]),
        title=last["title"],
        outcome=last["outcome"],
        open=status["open"],
    )


def was_done(command: str, answer: dict[str, Any], after: Stand) -> bool:
    """What the program said that it did is how it stands."""
    match command:
        case "now":
            return (after.title, after.open) == (answer["title"], True)
        case "pause 2h":
            return bool(after.paused == answer["until"])
        case "resume":
            return after.paused is None
        case "snooze 1h":
            return (after.outcome, after.snoozed) == ("snoozed", answer["until"])
    return after.outcome == ANSWERS[command]


def test_killed_at_any_moment_it_goes_on_where_it_was(
    program: Program, desk: Desk, chance: random.Random, how_many: Callable[[int, int], int], tally: Counter[str]
) -> None:
    program("start")
    wait_until(lambda: program.status["backends"]["notify"]["name"] == "dbus")
    before = stand(program.status)
    sent: Counter[str] = Counter()
    acknowledged: Counter[str] = Counter()
    for number in range(how_many(20, 200)):
        answers = [answer for answer in ANSWERS if not (before.paused and answer.startswith("snooze"))]
        command = chance.choice([*NOBODY_ANSWERS, *answers] if before.open else NOBODY_ANSWERS)
        pid = program.pid
        sent[command] += 1
        client = program.begin(*command.split(), "--json")
        time.sleep(chance.uniform(0, 0.12))
        program.kill()
        said, _ = client.communicate(timeout=30)
        sure = client.returncode == 0
        acknowledged[command] += sure

        assert program("start").code == 0
        assert program.pid != pid
        after = stand(program.status)
        story = f"kill {number}: {command}, {said!r}: {before} became {after}"
        if command == "status":
            assert after.is_like(before), story
        elif sure:
            assert was_done(command, json.loads(said), after), story
        if command not in ("pause 2h", "resume"):
            assert after.paused == before.paused, story
        if command != "now":
            assert after.title == before.title, story
        if command == "done":
            assert abs(after.next - before.next) <= timedelta(seconds=1), story
        assert acknowledged["now"] <= len(desk.tips) <= sent["now"], story
        if outcome := ANSWERS.get(command):
            assert acknowledged[command] <= program.total[outcome] <= sent[command], story
        wait_until(lambda: program.status["backends"]["notify"]["name"] == "dbus")
        before = stand(program.status)
        tally["kills"] += 1
    tally["commands acknowledged before a kill"] = sum(acknowledged.values())
    assert tally["commands acknowledged before a kill"] > 0
