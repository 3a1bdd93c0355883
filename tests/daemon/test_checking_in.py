"""Check-ins and the running program: what a button says is written, what is written is heeded, nothing is logged."""

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from support.fakes import POSTURE, TIPS, a_plan
from support.running import running
from support.told import told
from support.waiting import until

import reminder.daemon.loop
from reminder.engine.step import step
from reminder.model.checkin import Answer, CheckIn
from reminder.model.events import Answered, CheckedIn
from reminder.model.plan import Reminder
from reminder.storage import checkins, paths
from reminder.system import clock

ASKS = Reminder(name="check-in", at=(), title="How are you today?", text="Ten seconds.", checkin=True)
PLAN = a_plan(POSTURE, ASKS, log_level="debug")
WORSE = tuple(tip.id for tip in TIPS if tip.id != "neck-0")


def of_today() -> CheckIn | None:
    return checkins.of(paths.checkins_file(), clock.read().wall.date())


async def test_a_button_writes_what_it_says_and_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    yesterday = clock.read().wall.date() - timedelta(days=1)
    checkins.add(paths.checkins_file(), told(yesterday, {"left-wrist": 4}))
    async with running(PLAN) as program:
        await program.ask("now", "check-in")
        program.desktop.answer(Answer.AS_BEFORE)
        await until(of_today)
        status = await program.status()

    assert dict((of_today() or told(yesterday)).areas) == {"left-wrist": 4}
    assert status["last"]["outcome"] == "done"
    assert "wrist" not in caplog.text
    left = [file for file in paths.state_dir().iterdir() if file.is_file() and b"wrist" in file.read_bytes()]
    assert left == [paths.checkins_file()]


async def test_nothing_hurts_is_written_too() -> None:
    async with running(PLAN) as program:
        await program.ask("now", "check-in")
        program.desktop.answer(Answer.NOTHING_HURTS)
        await until(of_today)

    assert (of_today() or told(clock.read().wall.date(), {"neck": 1})).areas == ()


async def test_like_a_day_that_was_deleted_meanwhile_says_nothing() -> None:
    checkins.add(paths.checkins_file(), told(clock.read().wall.date() - timedelta(days=1), {"neck": 4}))
    async with running(PLAN) as program:
        await program.ask("now", "check-in")
        checkins.delete_all(paths.checkins_file())
        program.desktop.answer(Answer.AS_BEFORE)
        assert (await program.status())["last"]["outcome"] == "done"
    assert of_today() is None


async def test_what_was_told_before_it_began_is_heeded() -> None:
    checkins.add(paths.checkins_file(), told(clock.read().wall.date(), worse_tips=WORSE))
    async with running(PLAN) as program:
        assert (await program.ask("now", "posture")).fields["tip"] == "neck-0"


async def test_what_is_told_and_deleted_elsewhere_is_heeded_from_then_on() -> None:
    async with running(PLAN) as program:
        checkins.add(paths.checkins_file(), told(clock.read().wall.date(), worse_tips=WORSE))
        await program.ask("reload")
        assert {(await program.ask("now", "posture")).fields["tip"] for _ in range(3)} == {"neck-0"}

        checkins.delete_all(paths.checkins_file())
        await program.ask("reload")
        assert (await program.ask("now", "posture")).fields["tip"] != "neck-0"


async def test_a_file_that_cannot_be_read_is_a_problem_until_it_can_and_no_word_of_it_is_told() -> None:
    checkins.add(paths.checkins_file(), told(clock.read().wall.date(), {"left-wrist": 4}))
    with closing(sqlite3.connect(paths.checkins_file())) as db, db:
        db.execute("UPDATE checkins SET told = 'left-wrist'")
    async with running(PLAN) as program:
        [problem] = (await program.status())["settings"]["problems"]
        assert "cannot be understood" in str(problem["text"])
        assert "wrist" not in str(problem)

        checkins.delete_all(paths.checkins_file())
        await program.ask("reload")
        assert (await program.status())["settings"]["problems"] == []


async def test_the_log_of_a_bug_tells_of_no_pain(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def clumsy(before: Any, event: Any, plan: Any) -> Any:
        if isinstance(event, CheckedIn | Answered):
            raise ZeroDivisionError("seven by nothing")
        return step(before, event, plan)

    async with running(PLAN) as program:
        await program.ask("now", "check-in")
        monkeypatch.setattr(reminder.daemon.loop, "step", clumsy)
        program.desktop.answer(Answer.NOTHING_HURTS)
        checkins.add(paths.checkins_file(), told(clock.read().wall.date(), {"neck": 4}, worse_tips=WORSE))
        await program.ask("reload")
        await until(lambda: caplog.text.count("Traceback") == 2)

    assert [word for word in ("neck", "wrists", "nothing-hurts", "NOTHING") if word in caplog.text] == []
