"""Commands of the person's own: each once per happening, whatever they do, and never in the way of a reminder."""

import asyncio
import json
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.fakes import a_plan, seconds
from support.running import running
from support.waiting import until

from reminder.daemon import hooks
from reminder.daemon.hooks import AT_ONCE, Hooks, variables
from reminder.model.effects import RunHooks
from reminder.model.plan import Command, Happening, Problem
from reminder.model.senses import Reason
from reminder.model.showing import Button, Outcome, Showing, Words
from reminder.wording.language import word

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SHOWING = Showing(
    id=7, reminder="posture", words=Words("Up", "Look up.", "up"), lasts=seconds(30), at=NOON, ticks=seconds(9)
)
SHOWN = RunHooks(what=Happening.SHOWN, at=NOON, showing=SHOWING)

TIME_TO_START = seconds(5 if sys.platform == "win32" else 0.5)
"""For a Python; under Wine it takes a second."""

unix = pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")


class Noted:
    """What is told of, by part."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}

    def __call__(self, part: str, problem: Problem | None) -> None:
        self.problems.pop(part, None)
        if problem:
            self.problems[part] = str(word(problem.text))


def python(script: str, *arguments: object) -> Command:
    return (sys.executable, "-I", "-S", "-c", script, *map(str, arguments))


def mark(file: Path, then: str = "") -> Command:
    """One more line in this file, before anything else."""
    return python(f"import sys, os, time\nopen(sys.argv[1], 'a').write('once\\n')\n{then}", file)


@asynccontextmanager
async def hooked(*commands: Command, within: timedelta = hooks.WITHIN) -> AsyncIterator[tuple[Hooks, Noted]]:
    noted = Noted()
    its = Hooks(noted, within)
    its.configure(a_plan(hooks={Happening.SHOWN: commands}))
    yield its, noted
    await its.stop()


async def happens(its: Hooks) -> None:
    """Once, and all that waits for it has run."""
    its.run(SHOWN)
    await until(lambda: not its.running)


def lines(file: Path) -> int:
    return len(file.read_text().splitlines()) if file.exists() else 0


LEAVES = "if os.fork() == 0: {}"
"""Behind, with both outputs in its hands."""


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("", None),
        ("sys.exit(3)", "it ended with 3"),
        ("time.sleep(60)", "it was ended, as it took longer than"),
        ("print('x' * 2**20)", None),
        pytest.param("os.close(1); os.close(2); time.sleep(60)", "it was ended, as it took longer", marks=unix),
        pytest.param(LEAVES.format("time.sleep(3)"), None, marks=unix),
        pytest.param(LEAVES.format("os.setsid(); time.sleep(3)"), None, marks=unix),
        pytest.param(LEAVES.format("[print('x' * 999) for _ in iter(int, 1)]"), None, marks=unix),
    ],
    ids=[
        "ends",
        "fails",
        "hangs",
        "prints a megabyte",
        "hangs in silence",
        "forks",
        "leaves a session",
        "leaves noise",
    ],
)
async def test_each_is_run_once_per_happening_whatever_it_does(then: str, why: str | None, tmp_path: Path) -> None:
    file = tmp_path / "marks"
    async with hooked(mark(file, then), within=TIME_TO_START) as (its, noted):
        its.run(SHOWN)
        await happens(its)
        assert lines(file) == 2
        told = noted.problems.get("hooks.shown", "")
        assert (why in told and told.startswith(f"shown ({sys.executable})")) if why else not told


@unix
async def test_what_one_that_ends_in_time_leaves_running_goes_on(tmp_path: Path) -> None:
    file, gate = tmp_path / "marks", tmp_path / "gate"
    waits = f"\n while not os.path.exists({str(gate)!r}): time.sleep(0.01)\n open(sys.argv[1], 'a').write('on\\n')"
    async with hooked(mark(file, LEAVES.format(waits))) as (its, noted):
        await happens(its)
        assert noted.problems == {}
    gate.touch()
    await until(lambda: lines(file) == 2)


@unix
async def test_what_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    script = "open(sys.argv[1], 'a').write(f'{os.getpid()} {os.fork()}\\n'); time.sleep(60)"
    async with hooked(python(f"import sys, os, time\n{script}", pids), within=seconds(0.5)) as (its, _):
        await happens(its)
    begun = {int(pid) for pid in pids.read_text().split() if pid != "0"}
    assert begun
    await until(lambda: not any(map(is_alive, begun)))


def is_alive(pid: int) -> bool:
    """One that nobody has reaped yet does nothing any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_two_run_at_once_the_others_wait_and_what_is_too_many_is_dropped_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "WAITING", 4)
    file, gate = tmp_path / "marks", tmp_path / "gate"
    waiting = f"\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.01)"
    async with hooked(mark(file, waiting)) as (its, noted):
        for _ in range(AT_ONCE):
            its.run(SHOWN)
        await until(lambda: lines(file) == AT_ONCE)
        for _ in range(4 + 3):
            its.run(SHOWN)
        assert "too many wait" in noted.problems["hooks"]
        assert sum("dropped" in record.message for record in caplog.records) == 3
        assert lines(file) == AT_ONCE
        its.configure(a_plan())  # one that is gone meanwhile was asked for then
        gate.touch()
        await until(lambda: not its.running)
        assert lines(file) == AT_ONCE + 4
        assert noted.problems == {}


async def test_nothing_waits_for_one_that_hangs() -> None:
    async with hooked(python("import time; time.sleep(60)"), within=seconds(0.1)) as (its, _):
        before = time.monotonic()
        its.run(SHOWN)
        await asyncio.sleep(0)
        assert time.monotonic() - before < 0.1


async def test_one_that_does_not_even_start_holds_up_nobody_not_even_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(hooks, "Child", lambda *command, **options: gate.wait())
    monkeypatch.setattr(hooks, "_TO_START", seconds(0.1))
    async with hooked(("away",), within=seconds(0.1)) as (its, noted):
        its.run(SHOWN)
        await until(lambda: "it was ended, as it took longer" in noted.problems.get("hooks.shown", ""))
        its.run(SHOWN)
    gate.set()


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["as on Unix", "as on Windows"])
async def test_what_it_prints_is_in_the_log_and_not_more_than_a_line(
    end: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    printed = f"b'first' + {end!r} + b'second' + b'x' * 2**20"
    async with hooked(python(f"import sys; sys.stdout.buffer.write({printed})")) as (its, _):
        await happens(its)
    [said] = [record.message for record in caplog.records if "printed" in record.message]
    assert "printed: first\\nsecond" in said
    assert len(said) < 2500
    assert "\n" not in said


async def test_one_that_is_not_there_fails_until_it_is_taken_out_or_works(tmp_path: Path) -> None:
    program = tmp_path / "later"
    async with hooked((str(program),), (str(tmp_path / "never"),)) as (its, noted):
        await happens(its)
        assert "does not start" in noted.problems["hooks.shown"]
        its.configure(a_plan(hooks={Happening.SHOWN: ((str(program),),)}))
        assert "later" in noted.problems["hooks.shown"]
        its.configure(a_plan())
        assert noted.problems == {}


@unix
async def test_the_home_of_the_person_is_where_they_run_and_may_begin_their_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "gong"
    program.write_text("#!/bin/sh\npwd >here\n")
    program.chmod(0o755)
    async with hooked(("~/bin/gong",)) as (its, noted):
        await happens(its)
        assert noted.problems == {}
    assert (tmp_path / "here").read_text().strip() == str(tmp_path)


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (
            SHOWN,
            {"": "shown", "_REMINDER": "posture", "_TITLE": "Up", "_TEXT": "Look up.", "_TIP": "up", "_LASTS": "30"},
        ),
        (
            RunHooks(what=Happening.DONE, at=NOON, outcome=Outcome.OBSERVED),
            {"": "done"},
        ),
        (
            RunHooks(what=Happening.BREAK_ENDED, at=NOON, began=NOON - seconds(90)),
            {"": "break_ended", "_BEGAN": "2026-11-28T11:58:30+00:00"},
        ),
        (
            RunHooks(what=Happening.HELD, at=NOON, reasons=(Reason.PAUSED, Reason.FULL_SCREEN)),
            {"": "held", "_HOLDS": "paused,full screen"},
        ),
        (RunHooks(what=Happening.FREE, at=NOON), {"": "free"}),
    ],
    ids=lambda it: it.what if isinstance(it, RunHooks) else "",
)
def test_what_happened_is_told_by_variables(happened: RunHooks, told: dict[str, str]) -> None:
    told = {"_AT": "2026-11-28T12:00:00+00:00", **told}
    assert variables(happened) == {f"REMINDER_EVENT{name}": value for name, value in told.items()}


async def test_the_program_runs_them_with_what_happened_and_tells_of_those_that_fail(tmp_path: Path) -> None:
    file = tmp_path / "told"
    script = "import json, os, sys; open(sys.argv[1], 'a').write(json.dumps(dict(os.environ)) + '\\n')"
    commands = {Happening.SHOWN: (python(script, file),), Happening.DONE: (python(script, file), ("/no/such/program",))}

    def told() -> list[dict[str, Any]]:
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    async with running(a_plan(hooks=commands)) as program:
        await program.ask("now")
        await until(lambda: len(told()) == 1)
        program.desktop.press(Button.DONE)
        await until(lambda: len(told()) == 2)

        status = await program.status()
        while not (problems := status["settings"]["problems"]):
            status = await program.status()
    assert [its["REMINDER_EVENT"] for its in told()] == ["shown", "done"]
    assert told()[1]["REMINDER_EVENT_OUTCOME"] == "done"
    assert [its["key"] for its in problems] == ["hooks.done"]
    assert os.environ.keys() <= told()[0].keys()
