"""The disk fails while the program runs: full, read-only, its files locked, damaged, removed, or no files at all.

It goes on, the status says what is wrong, and once the cause is gone everything is in its place by itself.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from support.desk import Desk
from support.disks import fill, read_only, small_disk
from support.program import Program
from support.scripts import script
from support.spoiling import DAMAGES, spoiled, with_another_value
from support.trials import HowMany, Tally
from support.waiting import wait_until

from reminder.engine import status as report
from reminder.engine.step import step
from reminder.model.events import Started, Woke
from reminder.model.state import State
from reminder.phrase import plainly
from reminder.settings.reading import packaged_plan
from reminder.storage import state
from reminder.system import clock

pytestmark = [pytest.mark.desktop, pytest.mark.proof]

MINE = '# mine\n[reminders.posture]\nevery = "25m"  # as I like it\n'


@pytest.fixture
def started(program: Program, desk: Desk) -> Program:
    """The program, which runs and can notify, and whose person has a settings file and a past."""
    program.write(MINE)
    program.start()
    do_one(program)
    return program


def do_one(program: Program) -> None:
    """One more tip is shown, and acknowledged as done."""
    for command in ("now", "done"):
        assert program.ask(command).exit_code == 0


def complaints(program: Program, *parts: str) -> dict[str, str]:
    """The same once it complains of all these, to people too; meanwhile there is something to write."""
    wait_until(lambda: program.ask("pause 1h").exit_code == 0 and set(parts) <= program.problems.keys())
    found, told = program.problems, program("status").out
    assert all(f"Problem: {found[part]}" in told for part in parts), told
    return found


def assert_healthy(program: Program, done: int) -> None:
    """By itself, soon; and what was acknowledged is there."""
    wait_until(lambda: not program.problems)
    assert program.total["done"] == done
    program.assert_no_bug()


def assert_kept(program: Program, done: int) -> None:
    """What is acknowledged now outlives a kill."""
    until = program.ask("pause 2h").fields["until"]
    program.kill()
    program.start()
    assert program.holds["paused"]["until"] == until
    assert_healthy(program, done)


# --- the disk ---------------------------------------------------------------------------------------------------------


def refuse_changes(program: Program, why: str) -> None:
    """Whoever wants to change their settings hears why not, and has them as they were."""
    before = program.settings.read_bytes()
    for words in (
        ["every", "30m"],
        ["config", "set", "snooze.for", "9m"],
        ["config", "unset", "reminders.posture.every"],
    ):
        done = program(*words)
        assert done.code == 1, done
        assert why in done.err, done
        assert "it was left as it is" in done.err, done
        assert "Traceback" not in done.err, done
        assert program.settings.read_bytes() == before
    assert [path.name for path in program.settings.parent.iterdir()] == ["config.toml"]
    assert program.standing()["every"] == "25m"


def test_a_full_disk_costs_nothing_that_was_acknowledged(program: Program, desk: Desk, tally: Tally) -> None:
    with small_disk(program.home):
        program.write(MINE)
        program.start()
        do_one(program)
        ballast = fill(program.home)

        for _ in range(3):
            do_one(program)
        until = program.ask("pause 1h").fields["until"]
        assert program.holds["paused"]["until"] == until
        found = complaints(program, "history", "state", "log")
        assert "disk" in found["history"]
        assert "see that the disk has room" in found["history"]
        assert "entries wait in memory, and would be lost" in found["history"]
        assert "No space left on device" in found["state"]
        assert "a restart would lose pauses" in found["state"]
        assert "No space left on device" in found["log"]
        refuse_changes(program, "No space left on device")
        assert program.total["done"] == 1, "what waits in memory is not called written"

        ballast.unlink()
        assert_healthy(program, done=4)
        assert_kept(program, done=4)
        assert program("every", "30m").code == 0
        assert program.settings.read_text() == MINE.replace("25m", "30m")
    tally["times the disk was full"] += 1


def test_a_home_that_is_read_only_costs_nothing_that_was_acknowledged(started: Program, tally: Tally) -> None:
    with read_only(started.home):
        for _ in range(3):
            do_one(started)
        found = complaints(started, "history", "state")
        assert "entries wait in memory, and would be lost" in found["history"]
        assert f"{started.state} can be written" in found["history"]
        assert "Read-only file system" in found["state"]
        refuse_changes(started, "Read-only file system")
        assert started.total["done"] == 1
    assert_healthy(started, done=4)
    assert_kept(started, done=4)
    tally["times the home was read-only"] += 1


@pytest.mark.parametrize("output", ["a full disk", "a pipe that nobody reads"])
def test_one_whose_words_nobody_takes_runs_all_the_same(program: Program, desk: Desk, output: str) -> None:
    """As where a session writes what its programs say into a file of a full home."""
    if output == "a full disk":
        taken = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, taken = os.pipe()
        os.close(reader)
    with program.begin("run", out=taken) as running:
        os.close(taken)
        try:
            wait_until(lambda: program.runs)
            do_one(program)
            assert_healthy(program, done=1)
            assert running.poll() is None
        finally:
            running.kill()


def test_one_that_is_begun_in_a_read_only_home_speaks_all_the_same(program: Program, desk: Desk) -> None:
    with read_only(program.home):
        program.start()
        do_one(program)
        found = complaints(program, "history", "state", "log")
        assert "Read-only file system" in found["log"]
    assert_healthy(program, done=1)
    assert "lines are missing here" in program.log


def without_rights(program: Program, folder: Path) -> None:
    """Root heeds the modes of files too."""
    if os.getuid() == 0:
        rights = "--bounding-set=-dac_override,-dac_read_search"
        does = f'exec {shutil.which("setpriv")} {rights} -- {program.command} "$@"'
        program.command = script(folder / "reminder", does)


def test_files_that_may_not_be_touched_are_told_of(program: Program, desk: Desk, tmp_path: Path, tally: Tally) -> None:
    without_rights(program, tmp_path)
    program.write(MINE)
    program.start()
    do_one(program)
    folders = [program.state, program.settings.parent]
    for folder in folders:
        folder.chmod(0o500)
    (program.state / "history.db").chmod(0o400)
    do_one(program)
    found = complaints(program, "history", "state")
    assert "readonly" in found["history"]
    assert "Permission denied" in found["state"]
    refuse_changes(program, "Permission denied")
    program.settings.chmod(0o000)
    [(_, text)] = [item for item in complaints(program, "").items() if item[0] == ""]
    assert "cannot be read: Permission denied; what it said before serves until then" in text
    assert program.standing()["every"] == "25m"

    for folder in folders:
        folder.chmod(0o700)
    (program.state / "history.db").chmod(0o600)
    program.settings.chmod(0o600)
    assert_healthy(program, done=2)
    tally["times the files could not be touched"] += 1


def test_a_directory_that_is_removed_comes_back(started: Program, tally: Tally) -> None:
    shutil.rmtree(started.state)
    do_one(started)
    assert_healthy(started, done=1)
    assert {"state.json", "history.db", "log"} <= {path.name for path in started.state.iterdir()}
    tally["times the directory was removed"] += 1


def test_what_is_no_file_is_told_of_until_it_is_gone(started: Program, tally: Tally) -> None:
    names = {"state": "state.json", "history": "history.db", "log": "log/reminder.log"}
    paths = {part: started.state / name for part, name in names.items()}
    for put, parts in ((Path.mkdir, [*paths]), (os.mkfifo, ["history", "log"])):  # a saved state replaces a pipe
        for path in paths.values():
            path.rename(path.with_name(f"{path.name}-before"))
            put(path)
        do_one(started)
        found = complaints(started, *parts)
        for part in parts:
            assert str(paths[part].parent) in found[part]
            paths[part].rename(paths[part].with_name(f"{put.__name__}-away"))
        paths["history"].with_name("history.db-before").replace(paths["history"])
        wait_until(lambda: not started.problems)
        tally["things in a file's place"] += len(paths)
    assert_healthy(started, done=3)


# --- the history ------------------------------------------------------------------------------------------------------

LOCK = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process keeps the history for itself."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", LOCK, path], **pipes) as other:
        assert other.stdout.readline() == "locked\n"
        yield
        other.stdin.close()


def test_a_locked_history_stops_nothing_and_is_caught_up_with(
    started: Program, how_many: HowMany, tally: Tally
) -> None:
    number = how_many(3, 100)
    with locked(started.state / "history.db"):
        for _ in range(number):
            do_one(started)
        found = started.problems
        assert "database is locked" in found["history"]
        assert f"another program has {started.state / 'history.db'} open" in found["history"]
        assert f"the last {number} entries wait in history.db.waiting" in found["history"]
        assert started.total["done"] == 1, "what waits is not called written"
        started.kill()
        started.start()
        do_one(started)
        assert started("stop").code == 0
    started.start()
    assert_healthy(started, done=number + 2)
    assert_kept(started, done=number + 2)
    tally["answers while the history was locked"] += number


@pytest.mark.parametrize("while_it_runs", [True, False], ids=["while it runs", "at its start"])
def test_a_damaged_history_is_kept_and_a_new_one_begun(
    started: Program, while_it_runs: bool, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    path = started.state / "history.db"
    for number in range(1, how_many(len(DAMAGES) if while_it_runs else 1, 100) + 1):
        if not while_it_runs:
            started("stop")
        damaged = DAMAGES[number % len(DAMAGES)](path.read_bytes(), chance)
        path.write_bytes(damaged)
        if while_it_runs:
            do_one(started)
        else:
            started.start()
        kept = path.with_name(f"history.db.corrupt-{number}")
        text = f"the history was damaged; it was kept as {kept} and a new one begun"
        # The next entry takes it back, so nothing is asked for meanwhile.
        wait_until(lambda text=text: started.problems.get("history") == text)  # type: ignore[misc]
        assert f"Problem: {text}" in started("status").out
        assert kept.read_bytes() == damaged
        do_one(started)
        assert started.total["done"] == 1 + while_it_runs
        tally["damaged histories"] += 1
    assert_healthy(started, done=1 + while_it_runs)


# --- the saved state --------------------------------------------------------------------------------------------------


@pytest.fixture
def saved(started: Program) -> dict[str, bytes]:
    """What a program leaves that was killed with something open, snoozed and paused."""
    for command in ("now", "snooze 1h", "now", "pause 2h", "now"):
        assert started.ask(command).exit_code == 0
    started.kill()
    path = started.state / "state.json"
    loaded = state.load(path).state
    assert loaded.delivery.showing
    assert loaded.pause
    still = replace(loaded, heartbeat=replace(loaded.heartbeat, last=clock.read()))
    assert state.write_heartbeat(still, path) is None
    return {name: (started.state / name).read_bytes() for name in ("state.json", "state.json.alive")}


def assert_within_bounds(found: State) -> None:
    """The engine goes on with it, and what is to come is no further off than it can be."""
    plan, now = packaged_plan(), clock.read()
    for event in (Started(now, clock.boot_id()), Woke(now)):
        found, _ = step(found, event, plan)
        told = report.status(found, plan, now)
        for standing in told.reminders:
            coming = standing.next and standing.next.in_
            assert coming is None or timedelta(seconds=-1) <= coming <= timedelta(days=366)
            if coming and standing.every and not told.holds:
                assert coming <= (timedelta(hours=4) if standing.snoozed_until else standing.every)
        assert all(hold.until is None or hold.until - now.wall <= timedelta(days=366) for hold in told.holds)


def test_a_state_cut_off_or_spoiled_is_a_state_or_set_aside(
    saved: dict[str, bytes], tmp_path: Path, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    """Each in this process: what it loads, and whether the engine can go on with it."""
    path = tmp_path / "spoiled" / "state.json"
    path.parent.mkdir()

    def try_out(name: str, content: bytes) -> None:
        for other, whole in saved.items():
            path.with_name(other).write_bytes(content if other == name else whole)
        found, problem = state.load(path)
        assert (found is None) == (problem is not None)
        if problem:
            assert name == "state.json"
            assert "the saved state is damaged" in plainly(problem.text) or "is of version" in plainly(problem.text)
            assert not path.exists()
        assert_within_bounds(found or State())

    for name, whole in saved.items():
        for length in range(0, len(whole), how_many(17, 1)):
            try_out(name, whole[:length])
            tally["lengths"] += 1
        for _ in range(how_many(100, 5000)):
            try_out(name, chance.choice((spoiled, with_another_value))(whole, chance))
            tally["mutations"] += 1


def test_started_with_a_state_cut_off_or_spoiled_it_runs_and_says_so(
    started: Program, saved: dict[str, bytes], chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    whole = saved["state.json"]
    for number in range(how_many(3, 200)):
        content = whole[: chance.randrange(len(whole))] if number % 2 else with_another_value(whole, chance)
        for name in saved:
            (started.state / name).write_bytes(saved[name])
        (started.state / "state.json").write_bytes(content)
        assert started("start").code == 0
        found, status = started.problems, started.status
        story = f"{content!r} became {status}"
        assert ("saved state" in found) or not number % 2, story
        if "saved state" in found:
            assert "countdowns begin again. It was kept as" in found["saved state"]
            kept = Path(found["saved state"].rpartition("kept as ")[2])
            assert kept.read_bytes() == content
        coming = started.standing()["next"]
        assert coming["at"] is None or 0 <= coming["in_seconds"] <= timedelta(hours=4).total_seconds(), story
        assert started.ask("resume").exit_code == 0
        assert started("stop").code == 0
        assert "a bug" not in started.log, story
        tally["starts"] += 1


def test_whatever_stands_in_the_kept_settings_it_starts(
    started: Program, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    kept = started.state / "plan.json"
    whole = kept.read_bytes()
    started("stop")
    for number in range(how_many(2, 100)):
        kept.write_bytes((spoiled, with_another_value)[number % 2](whole, chance))
        assert started("start").code == 0
        assert started.standing()["every"] == "25m"
        assert not started.problems
        assert started("stop").code == 0
        tally["starts"] += 1
    json.loads(kept.read_bytes())
