"""Commands, asked of a program that runs."""

import asyncio
import gc
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from support.fakes import POSTURE, a_plan, seconds
from support.homes import Home
from support.running import running
from support.typed import Asks, Refused
from support.waiting import until

import reminder.daemon.loop
from reminder.cli.main import main
from reminder.engine.step import step
from reminder.model.events import Event, Locked, RequestReceived, Unlocked
from reminder.model.plan import Plan, Problem
from reminder.model.requests import AskStatus
from reminder.model.state import State
from reminder.phrase import verbatim
from reminder.settings.reading import UNREAD, packaged_plan
from reminder.storage import paths
from reminder.system import clock

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def goes_on() -> Iterator[None]:
    """What goes on collects the garbage that a command leaves alone."""
    gc.disable()
    yield
    collects = gc.isenabled()
    gc.enable()
    assert collects


async def run(typed: str) -> int:
    """Whatever it says."""
    return await asyncio.to_thread(main, typed.split())


async def test_a_tip_goes_all_the_ways_that_a_person_can_send_it(asks: Asks, refused: Refused) -> None:
    async with running() as program:
        assert await refused("done", 1) == "There is nothing to answer yet."

        said = await asks("now posture")
        title = program.desktop.shown[-1].title
        assert said == f"Shown: {title}."
        assert (await asks("snooze 10m")).startswith(f"{title}: comes back ")
        assert await asks("skip") == "The snoozed tip of posture does not come back."

        await asks("now")
        answer = json.loads(await asks("done --json"))
        assert (answer["kind"], answer["outcome"]) == ("recorded", "done")


async def test_a_pause_begins_is_told_and_ends(asks: Asks) -> None:
    async with running():
        assert (await asks("pause 1 h 30 m")).startswith("Quiet until ")
        [hold] = json.loads(await asks("status --json"))["holds"]
        assert hold["reason"] == "paused"

        assert (await asks("resume")).startswith("The pause is over. Next: posture ")
        assert (await asks("resume")).startswith("There was no pause. ")


@pytest.mark.parametrize(
    ("typed", "code", "complaint"),
    [
        ("now nobody", 2, "reminder: there is no reminder 'nobody'; there is posture"),
        (
            "pause until 25:00",
            2,
            "reminder: '25:00' is no time of day; write it like: pause until 14:00, pause until tomorrow",
        ),
        ("tips hide", 1, "reminder: no tip was shown yet; name one: reminder tips hide ID"),
    ],
)
async def test_a_refusal_goes_to_standard_error(typed: str, code: int, complaint: str, refused: Refused) -> None:
    async with running():
        assert await refused(typed, code) == complaint


async def test_every_answer_is_also_given_as_json(asks: Asks) -> None:
    async with running(packaged_plan()) as program:
        for typed in (
            *("start", "status", "now", "snooze", "now posture", "done", "now", "skip", "pause until 23:59", "resume"),
            *("every 30m", "config show", "config get snooze.for", "config set snooze.for 10m"),
            *("config unset snooze.for", "config check", "config path", "tips", "tips --about neck", "tips hide"),
            *("preview", "preview --day 2026-12-24", "stats", "stats --days 30", "stats --clear", "autostart status"),
            "stop",
        ):
            answer = json.loads(await asks(f"{typed} --json"))
            assert isinstance(answer, str if typed == "config get snooze.for" else dict | list), typed
        await program.ended


async def test_alone_it_says_what_is_going_on(asks: Asks) -> None:
    async with running():
        assert (await asks("")).startswith("Next: posture ")


async def test_a_second_start_says_who_runs_and_is_no_error(asks: Asks) -> None:
    async with running() as program:
        for typed in ("start", "run", "run --now"):
            assert (await asks(typed)).startswith(f"reminder runs already (pid {os.getpid()}).")
    assert len(program.desktop.shown) == 1


async def test_to_stop_it_is_to_wait_until_it_is_gone(asks: Asks) -> None:
    async with running() as program:
        assert await asks("stop") == "reminder has ended."
        assert await program.ended
        assert await run("status") == 3


@pytest.mark.usefixtures("goes_on")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("--follow", ["Next: posture ", "paused by you, ", "Next: posture ", "reminder is not running."]),
        ("--follow --json", ['{"running": true', '{"running": true', '{"running": true', '{"running": false}']),
        ("--follow --format {state},{why}", ["next,", "held,paused by you", "next,", "stopped,"]),
    ],
)
async def test_one_line_per_change_until_it_ends(typed: str, expected: list[str], capsys: Capture) -> None:
    lines: list[str] = []

    def heard(number: int) -> bool:
        lines.extend(capsys.readouterr().out.splitlines())
        return len(lines) >= number

    async with running() as program:
        following = asyncio.create_task(run(f"status {typed}"))
        await until(lambda: heard(1))
        await program.ask("pause")
        await until(lambda: heard(2))
        await program.ask("resume")
        await until(lambda: heard(3))
        await program.end()
        assert await following == 3

    heard(4)
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=True)] == expected


async def test_what_changes_nothing_in_the_line_is_no_line(capsys: Capture) -> None:
    async with running() as program:
        await program.ask("pause")
        following = asyncio.create_task(run("status --follow --format {why}"))
        await until(lambda: program.daemon._clients.follow)
        await program.ask("now")
        await program.ask("done")
        await program.end()
        assert await following == 3

    assert capsys.readouterr().out == "paused by you\n\n"


AT_ONCE = a_plan(replace(POSTURE, lasts=seconds(0.05)), natural_break=seconds(0.05))
"""Whoever is away takes a break."""


async def test_a_script_hears_whether_there_is_a_break(asks: Asks, refused: Refused, capsys: Capture) -> None:
    assert await run("rest") == 3
    capsys.readouterr()
    async with running(AT_ONCE) as program:
        assert await refused("rest", 1) == "You are at work."
        assert json.loads(await asks("rest --json", 1)) == {"resting": False, "since": None}
        program.daemon.put(Locked(clock.read()))
        while await run("rest"):
            capsys.readouterr()
        assert re.fullmatch(r"A break, since \d\d:\d\d\.\n", capsys.readouterr().out)
        program.daemon.put(Unlocked(clock.read()))
        assert await run("rest") == 1


@pytest.mark.usefixtures("goes_on")
async def test_a_script_can_wait_until_the_person_is_back(capsys: Capture) -> None:
    assert await run("rest --wait") == 3
    async with running(AT_ONCE) as program:
        assert await run("rest --wait") == 0  # somebody is there
        program.daemon.put(Locked(clock.read()))
        while await run("rest"):
            pass
        waiting = asyncio.create_task(run("rest --wait"))
        await run("pause")  # is no return
        assert not waiting.done()
        program.daemon.put(Unlocked(clock.read()))
        assert await waiting == 0
    assert capsys.readouterr().out.endswith("You are at work.\n")


async def test_whoever_waits_for_the_person_hears_that_the_program_ends(capsys: Capture) -> None:
    async with running(AT_ONCE) as program:
        program.daemon.put(Locked(clock.read()))
        while await run("rest"):
            pass
        waiting = asyncio.create_task(run("rest --wait"))
        await asyncio.sleep(0)
        await program.end()
        assert await waiting == 3
    assert capsys.readouterr().err.endswith("; start it with: reminder start\n")


async def test_a_status_that_cannot_be_given_is_an_error(monkeypatch: pytest.MonkeyPatch, refused: Refused) -> None:
    def clumsy(state: State, event: Event, plan: Plan) -> Any:
        if isinstance(event, RequestReceived) and isinstance(event.what, AskStatus):
            raise ZeroDivisionError
        return step(state, event, plan)

    async with running():
        monkeypatch.setattr(reminder.daemon.loop, "step", clumsy)
        for typed in ("status", "status --follow", "start"):
            assert await refused(typed, 1) == f"reminder: a bug was in the way; see {paths.log_file()}"


async def test_a_changed_setting_is_in_force_when_the_command_returns(asks: Asks) -> None:
    async with running() as program:
        program.change(reminders=(replace(a_plan().reminders[0], every=a_plan().snooze_for),))
        assert "keeps" not in await asks("every 5m")

        [standing] = (await program.status())["reminders"]
        assert standing["every"] == "5m"


async def test_a_running_program_that_could_not_read_the_change_is_told(asks: Asks) -> None:
    async with running() as program:
        program.change(problems=(Problem(UNREAD, verbatim("the reader hangs")),))
        said = await asks("config set snooze.for 7m")

    assert said.endswith("\nThe running program does not know it yet: the reader hangs")


async def test_a_running_program_that_keeps_another_interval_is_told(asks: Asks) -> None:
    async with running() as program:
        [standing] = (await program.status())["reminders"]
        said = await asks("every 7m")

    keeps, how = said.splitlines()[-1].split(": ", 1)
    assert keeps == f"The running program keeps {standing['every']}"
    assert how == "it was started with another environment or --set; run: reminder restart"


async def test_the_tip_that_was_shown_last_is_hidden_by_one_word(home: Home) -> None:
    async with running(packaged_plan()) as program:
        await run("now")
        shown = (await program.status())["last"]["tip"]
        assert await run("tips hide") == 0

    assert f'hide = ["{shown}"]' in home.user.read_text()


async def test_the_preview_goes_on_from_where_the_program_is(asks: Asks) -> None:
    async with running() as program:
        before = json.loads(await asks("preview --json"))
        await program.ask("pause")
        assert json.loads(await asks("preview --json")) == []

    assert [row["reminder"] for row in before] == ["posture"] * len(before)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the desktops of Linux")
async def test_the_doctor_sees_the_program(capsys: Capture) -> None:
    async with running():
        await run("doctor --json")

    found = {finding["about"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert found["program"]["works"] is True
    assert f"pid {os.getpid()}" in found["program"]["text"]
