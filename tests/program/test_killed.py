"""Killed without warning, again and again, and started anew each time.

What was acknowledged is there after the kill; what was not is there whole, or not at all. Nothing is shown twice, and
nothing that the dead one left is in the way of the next.
"""

import random
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from socket import gethostname
from typing import Any, NamedTuple

import pytest
from support.desk import Desk
from support.program import Program, going_on, moment
from support.trials import HowMany, Tally
from support.waiting import wait_until

from reminder import durations
from reminder.control.messages import ResponseLine
from reminder.errors import ReminderError
from reminder.storage import stats
from reminder.storage.stats import Row

pytestmark = [pytest.mark.desktop, pytest.mark.proof]

TIMES = 20
"""How much faster than that of the test the clock of a program goes, where it has to come to its reminders."""
SECOND = timedelta(seconds=1)
MISTAKEN = '[quiet]\napp = ["obs"]\n'
"""Settings with a mistake in them, of which a person is warned: once."""
ALLOWED = {
    *("history.db", "history.db-journal", "history.db-wal", "history.db-shm"),
    *("log", "plan.json", "plan.json.new", "settings.lock", "state.json", "state.json.alive", "state.json.new"),
    f"running-{gethostname()}",
}
"""What may lie in the program's folder, however it came to its end."""

NOBODY_ANSWERS = ("now", "pause 2h", "resume", "status", "reload")
ANSWERS = {"done": "done", "skip": "skipped", "snooze 1h": "snoozed"}
LENGTHS = ("25m", "30m", "35m", "40m", "45m")


# --- what is known of it from outside ---------------------------------------------------------------------------------


class Stand(NamedTuple):
    """Where the program stands, as far as a kill must not change it."""

    paused: str | None
    snoozed: str | None
    every: str
    next: datetime
    at: str | None
    title: str | None
    outcome: str | None
    open: bool

    def is_like(self, other: "Stand") -> bool:
        """The same but for a second, by which a time that is worked out anew may be off."""
        return abs(self.next - other.next) <= SECOND and self._replace(next=other.next) == other


def stand(program: Program) -> Stand:
    status = program.ask("status").fields
    [posture] = [found for found in status["reminders"] if found["name"] == "posture"]
    last = status["last"] or {"at": None, "title": None, "outcome": None}
    paused = [hold["until"] for hold in status["holds"] if hold["reason"] == "paused"]
    return Stand(
        paused=paused[0] if paused else None,
        snoozed=posture["snoozed_until"],
        every=posture["every"],
        next=moment(status["next"]["at"]),
        at=last["at"],
        title=last["title"],
        outcome=last["outcome"],
        open=status["open"],
    )


def rows(program: Program) -> list[Row]:
    """Every outcome there is, whether the program runs or not."""
    return stats.rows(program.state / "history.db", (date.max - date.min).days, date.max)


def settled(recorded: list[Row], before: Stand) -> list[Row]:
    """What was over `before`, and cannot change any more.

    Killed after it had written an outcome, and before it had saved and told that, the program has that one open again.
    """
    open_since = moment(before.at) if before.open and before.at else datetime.max.replace(tzinfo=UTC)
    return [row for row in recorded if row.at < open_since]


def is_continued(earlier: list[Row], later: list[Row], before: Stand) -> bool:
    """Nothing is gone, and nothing that was settled has changed."""
    over = settled(earlier, before)
    showings = [row.showing for row in later[: len(earlier)]]
    return later[: len(over)] == over and showings == [row.showing for row in earlier]


class Screen:
    """The notifications that a person sees, over all the lives of the program."""

    def __init__(self, program: Program, desk: Desk) -> None:
        self._program = program
        self._desk = desk
        self._strays: set[int] = set()

    @property
    def strays(self) -> int:
        """How many stay there unknown: the kill came after they were shown, and before the desktop had named them."""
        return len(self._strays & self._desk.on_screen)

    def look_at_the_dead(self) -> None:
        """After a kill, before the next start. Only the last of all may be unknown."""
        saved = (self._program.state / "state.json").read_text()
        unknown = {id for id in self._desk.on_screen if f'/{id}"' not in saved} - self._strays
        assert unknown <= {tip.id for tip in self._desk.tips[-1:]}, saved
        self._strays |= unknown

    def has_nothing_twice(self, now: Stand, recorded: list[Row]) -> None:
        """Each showing once, and one on the screen at a time."""
        showings = [(row.at.isoformat(timespec="seconds"), row.title) for row in recorded]
        if now.open and (now.at, now.title) not in showings:
            showings.append((now.at, now.title))
        left, shown = iter([title for _, title in showings]), [tip.title for tip in self._desk.tips]
        assert all(title in left for title in shown), (shown, showings)
        wait_until(lambda: len(self._desk.on_screen - self._strays) <= now.open)


@pytest.fixture
def screen(program: Program, desk: Desk) -> Screen:
    return Screen(program, desk)


@pytest.fixture
def callers() -> Iterator[ThreadPoolExecutor]:
    """Many at once."""
    with ThreadPoolExecutor(8) as threads:
        yield threads


def look_at_the_dead(program: Program, screen: Screen) -> None:
    """What it has left, once nobody else writes there."""
    screen.look_at_the_dead()
    assert {path.name for path in program.state.iterdir()} <= ALLOWED
    rows(program)


@contextmanager
def killed(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """At the end of the block, whatever becomes of it."""
    with process:
        try:
            yield process
        finally:
            process.kill()


def heard(call: Future[ResponseLine]) -> ResponseLine | None:
    """The acknowledgement, if there was one."""
    try:
        answer = call.result(30)
    except ReminderError:
        return None
    return answer if answer.exit_code == 0 else None


# --- one command ------------------------------------------------------------------------------------------------------


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
    program: Program,
    desk: Desk,
    screen: Screen,
    callers: ThreadPoolExecutor,
    chance: random.Random,
    how_many: HowMany,
    tally: Tally,
) -> None:
    program.write(MISTAKEN)
    program.start()
    before, recorded = stand(program), rows(program)
    for number in range(how_many(8, 200)):
        answers = [answer for answer in ANSWERS if not (before.paused and answer.startswith("snooze"))]
        command = chance.choice([*NOBODY_ANSWERS, *answers] if before.open else NOBODY_ANSWERS)
        call = callers.submit(program.ask, command)
        wait([call], chance.uniform(0, 0.05))
        program.kill()
        look_at_the_dead(program, screen)
        answer = heard(call)
        assert program("start").code == 0
        after = stand(program)
        story = f"kill {number}: {command}, {answer}: {before} became {after}"
        if command in ("status", "reload"):
            assert after.is_like(before), story
        elif answer:
            assert was_done(command, answer.fields, after), story
        if command not in ("pause 2h", "resume"):
            assert after.paused == before.paused, story
        if command != "now":
            assert after.title == before.title, story
        if command == "done":
            assert abs(after.next - before.next) <= SECOND, story
        wait_until(lambda: program.notifies_by == "dbus")
        earlier, recorded = recorded, rows(program)
        assert is_continued(earlier, recorded, before), story
        before = stand(program)
        if answer and command == "now":
            assert desk.last.title == answer.fields["title"], story
        if answer and command in ANSWERS:
            assert recorded[-1].outcome == ANSWERS[command], story
        screen.has_nothing_twice(before, recorded)
        assert len(desk.warnings) <= 1, story
        tally["kills"] += 1
        tally["commands acknowledged before a kill"] += answer is not None
    tally["notifications that stayed, unknown to the next"] = screen.strays
    assert tally["commands acknowledged before a kill"] > 0


# --- many at once -----------------------------------------------------------------------------------------------------


def test_killed_in_a_burst_of_commands_it_keeps_what_it_acknowledged(
    program: Program,
    screen: Screen,
    callers: ThreadPoolExecutor,
    chance: random.Random,
    how_many: HowMany,
    tally: Tally,
) -> None:
    program.start()
    for number in range(how_many(2, 50)):
        before, earlier = stand(program), rows(program)
        commands = [*("now",) * 3, "done", "skip", *chance.choices(("now", "done", "pause 2h", "status"), k=3)]
        chance.shuffle(commands)
        calls = [(command, callers.submit(program.ask, command)) for command in commands]
        wait([call for _, call in calls], chance.uniform(0, 0.1))
        program.kill()
        look_at_the_dead(program, screen)
        said = [(command, answer) for command, call in calls if (answer := heard(call))]
        assert program("start").code == 0
        after, recorded = stand(program), rows(program)
        story = f"kill {number}: {said} became {after}, {recorded[len(earlier) :]}"
        assert is_continued(earlier, recorded, before), story
        fresh = recorded[len(settled(earlier, before)) :]
        titles = {row.title for row in fresh} | {after.title}
        assert all(answer.fields["title"] in titles for command, answer in said if command == "now"), story
        for command in ("done", "skip"):
            times = sum(answer.kind == "recorded" for spoken, answer in said if spoken == command)
            assert sum(row.outcome == ANSWERS[command] for row in fresh) >= times, story
        pauses = {answer.fields["until"] for command, answer in said if command == "pause 2h"}
        assert after.paused or not pauses, story
        wait_until(lambda: program.notifies_by == "dbus")
        program.ask("resume")
        screen.has_nothing_twice(stand(program), recorded)
        tally["kills"] += 1
        tally["commands acknowledged before a kill"] += len(said)


# --- settings ---------------------------------------------------------------------------------------------------------


def test_killed_while_it_takes_other_settings_it_has_those_that_were_acknowledged(
    program: Program, screen: Screen, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    assert program("start").code == 0
    for number in range(how_many(2, 30)):
        before = stand(program)
        length = chance.choice([length for length in LENGTHS if length != before.every])
        command = chance.choice((f"every {length}", f"config set reminders.posture.every {length}"))
        client = program.begin(*command.split())
        with suppress(subprocess.TimeoutExpired):
            client.wait(chance.uniform(0, 1))
        program.kill()
        said, _ = client.communicate(timeout=30)
        assert client.returncode == 0, said
        look_at_the_dead(program, screen)
        assert program("start").code == 0
        after = stand(program)
        story = f"kill {number}: {command}, {said!r}: {before} became {after}"
        assert after.every == length, story
        served = durations.parse(after.every) - durations.parse(before.every)
        assert after.is_like(before._replace(every=after.every, next=before.next + served)), story
        tally["kills"] += 1


# --- at the start -----------------------------------------------------------------------------------------------------


def add_old_rows(program: Program, count: int, since: datetime) -> None:
    """What the next start has to delete."""
    with closing(sqlite3.connect(program.state / "history.db")) as db, db:
        [row] = db.execute("SELECT * FROM outcomes LIMIT 1")
        db.executemany(
            f"INSERT INTO outcomes VALUES ({', '.join('?' * len(row))})",
            [
                (row[0], number, *row[2:5], "2020-01-01", since.isoformat(), number, *row[8:])
                for number in range(1, count + 1)
            ],
        )


def old_rows(program: Program) -> int:
    with closing(sqlite3.connect(program.state / "history.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [(count,)] = db.execute("SELECT count(*) FROM outcomes WHERE day < '2021'")
        return int(count)


def test_killed_while_it_starts_the_next_start_is_like_any(
    program: Program, screen: Screen, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    """Two at once after each kill: one runs, the other says who."""
    program.start()
    for command in ("now", "done", "pause 2h"):
        assert program.ask(command).exit_code == 0
    before, recorded = stand(program), rows(program)
    program.kill()
    lasted = 1.0
    for _ in range(how_many(3, 50)):
        add_old_rows(program, 300, before.next)
        with killed(program.begin("run")):
            time.sleep(chance.uniform(0, lasted))
        screen.look_at_the_dead()
        at = time.monotonic()
        with killed(program.begin("run")) as one, killed(program.begin("run")) as other:
            wait_until(lambda: program.runs, 30)
            lasted = time.monotonic() - at
            wait_until(lambda one=one, other=other: (one.poll() is None) != (other.poll() is None), 30)
            second = other if one.poll() is None else one
            said, _ = second.communicate()
            assert second.returncode == 0, said
            assert said in (f"reminder runs already (pid {program.pid}).\n", "reminder runs already.\n")
            assert stand(program).is_like(before)
            assert rows(program) == recorded
            assert old_rows(program) == 0
        screen.look_at_the_dead()
        tally["kills"] += 2


def test_a_lock_file_that_names_another_process_is_in_nobodys_way(program: Program) -> None:
    assert program("start").code == 0
    program.kill()
    bystander = subprocess.Popen(["sleep", "1000"])
    try:
        (program.runtime / "reminder" / "control.lock").write_text(f"{bystander.pid}\n")
        assert program("stop").code == 3
        assert program("start").code == 0
        assert program.pid != bystander.pid
        assert program.ask("status").fields["pid"] == program.pid
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


# --- by the countdown -------------------------------------------------------------------------------------------------


def test_killed_around_the_moment_of_a_reminder_it_comes_once(
    program: Program, desk: Desk, screen: Screen, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    program.write('[reminders.posture]\nevery = "1m"\n')
    program.have_run()
    due = None
    with going_on(TIMES) as clock:
        for _ in range(how_many(2, 40)):
            with killed(program.begin("run", **clock)):
                has_come(program, due)
                screen.has_nothing_twice(stand(program), rows(program))
                due, shown = stand(program).next, len(desk.tips)
                left: int = program.ask("status").fields["next"]["in_seconds"]
                time.sleep(max(left / TIMES + chance.uniform(-0.1, 0.1), 0))
            screen.look_at_the_dead()
            tally["kills"] += 1
            tally["of these just after it was shown"] += len(desk.tips) > shown
        with killed(program.begin("run", **clock)):
            has_come(program, due)
            screen.has_nothing_twice(stand(program), rows(program))
    found = [row.at for row in rows(program)]
    assert all(later - earlier >= timedelta(minutes=1) - SECOND for earlier, later in pairwise(found))


def has_come(program: Program, due: datetime | None) -> None:
    """The reminder that was due then was shown: before the kill, or by the one that runs now."""
    wait_until(lambda: program.runs and program.notifies_by == "dbus", 30)
    if due:
        wait_until(lambda: moment(stand(program).at) >= due - SECOND, 30)
