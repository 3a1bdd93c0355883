"""Hours in minutes: the whole program by a clock that goes up to sixty times faster.

What the program records is by its own clock; what the notification server was asked is counted beside it.
"""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from support.desk import Desk
from support.program import MONDAY, Program, moment
from support.waiting import wait_until

from reminder.model.showing import Outcome
from reminder.storage import stats
from reminder.storage.stats import Row

pytestmark = pytest.mark.desktop

EVERY = timedelta(minutes=20)
"""Unless a test says otherwise."""
CLOSELY = timedelta(seconds=5)
"""A twelfth of a second for whoever looks at a minute a second."""
NONE_EARLIER = timedelta(seconds=1)
SLOWLY, LATE = 10, timedelta(seconds=20)
"""Times; and two seconds for whoever looks, for others want the machine, too."""
LONGEST = 1200.0
"""Seconds of waiting for one tip: a night is sixteen minutes."""

WORK = """\
[hours]
mon = ["09:00-12:00", "13:00-17:00"]
tue = ["09:00-12:00", "13:00-17:00"]
"""


def rows(program: Program) -> list[Row]:
    """Every outcome there is."""
    return stats.rows(program.state / "history.db", 7, MONDAY.date() + timedelta(days=6))


def do_the_next(program: Program, desk: Desk, number: int) -> Row:
    """Wait for this tip, the first being 1, and press Done."""
    wait_until(lambda: len(desk.tips) >= number, LONGEST)
    desk.press("done")
    wait_until(lambda: len(rows(program)) >= number)
    [*_, row] = rows(program)
    return row


def all_alike(program: Program, desk: Desk, count: int, since: datetime, every: timedelta, late: timedelta) -> None:
    """So many came, each a whole interval after the one before and at most so `late`, all done, none twice."""
    found = rows(program)
    assert [row.outcome for row in found] == [Outcome.DONE] * count
    assert [shown.title for shown in desk.tips] == [row.title for row in found]
    assert len({row.tip for row in found}) == count
    ats = [since, *(row.at for row in found)]
    gaps = [after - before for before, after in pairwise(ats)]
    assert [gap for gap in gaps if not -NONE_EARLIER <= gap - every <= late] == []


@pytest.mark.parametrize(
    ("settings", "every", "count", "times", "late"),
    [
        pytest.param('reminders.posture.every = "1m"', timedelta(minutes=1), 2, SLOWLY, LATE, id="two minutes"),
        pytest.param("", EVERY, 24, 60, CLOSELY, id="eight hours", marks=pytest.mark.long),
    ],
)
def test_a_tip_at_every_interval_and_none_twice(
    program: Program, desk: Desk, settings: str, every: timedelta, count: int, times: int, late: timedelta
) -> None:
    program.write(settings)
    with program.sped_up(times):
        since = moment(program.status["next"]["at"]) - every
        for number in range(1, count + 1):
            last = do_the_next(program, desk, number)
        assert abs(moment(program.status["next"]["at"]) - last.at - every) <= CLOSELY
    all_alike(program, desk, count, since, every, late)


def test_a_snoozed_tip_comes_back(program: Program, desk: Desk) -> None:
    program.write('snooze.for = "1m"')
    with program.sped_up(SLOWLY):
        assert program("now").code == 0
        desk.press("snooze")
        wait_until(lambda: len(desk.tips) == 2)
        do_the_next(program, desk, 2)
    first, second = rows(program)
    assert (first.tip, first.outcome, second.tip, second.outcome) == (
        second.tip,
        Outcome.SNOOZED,
        first.tip,
        Outcome.DONE,
    )
    assert -NONE_EARLIER <= second.at - first.answered - timedelta(minutes=1) <= LATE


@pytest.mark.long
def test_none_in_a_pause_at_lunch_or_at_night_and_the_next_one_a_whole_interval_after_each(
    program: Program, desk: Desk
) -> None:
    program.write(WORK)
    with program.sped_up():
        since = moment(program.status["since"])
        for number in range(1, 4):
            do_the_next(program, desk, number)
        paused = program.data("pause", "45m")
        resumed = moment(paused["until"])
        after_lunch, evening = at(13), at(17)
        morning = at(9, day=6)
        number = 3
        while (row := do_the_next(program, desk, number := number + 1)).at < morning:
            assert row.at < evening
    found = rows(program)
    starts = [since, resumed, after_lunch, morning]
    for row, before in zip(found, [None, *found], strict=False):
        begun = max(start for start in starts if start < row.at)
        since_then = row.at - max(begun, before.at if before else begun)
        assert abs(since_then - EVERY) <= CLOSELY, row
    quiet = [(found[2].at, resumed), (at(12), at(13)), (evening, morning)]
    assert [row for row in found for begin, end in quiet if begin < row.at < end] == []
    firsts = [next(row.at for row in found if row.at > start) - start for start in starts]
    assert all(abs(first - EVERY) <= CLOSELY for first in firsts)
    assert len(desk.tips) == len(found)
    assert len({row.tip for row in found}) == len(found)


def at(hour: int, day: int = MONDAY.day) -> datetime:
    return MONDAY.replace(day=day, hour=hour)
