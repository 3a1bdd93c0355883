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
    """Type it in another thread, for the loop of the program is in this one."""
    return await asyncio.to_thread(main, typed.split())


async def test_a_tip_goes_all_the_ways_that_a_person_can_send_it(capsys: Capture) -> None:
    async with running() as program:
        assert await run("done") == 1
        assert capsys.readouterr() == ("", "There is nothing to answer yet.\n")

        assert await run("now posture") == 0
        title = program.desktop.shown[-1].title
        assert capsys.readouterr() == (f"Shown: {title}.\n", "")

        assert await run("snooze 10m") == 0
        assert capsys.readouterr().out.startswith(f"{title}: comes back ")
        assert await run("skip") == 0
        assert capsys.readouterr().out == "The snoozed tip of posture does not come back.\n"

        await run("now")
        capsys.readouterr()
        assert await run("done --json") == 0
        answer = json.loads(capsys.readouterr().out)
        assert (answer["kind"], answer["outcome"]) == ("recorded", "done")


async def test_a_pause_begins_is_told_and_ends(capsys: Capture) -> None:
    async with running():
        assert await run("pause 1 h 30 m") == 0
        assert capsys.readouterr().out.startswith("Quiet until ")
        assert await run("status --json") == 0
        [hold] = json.loads(capsys.readouterr().out)["holds"]
        assert hold["reason"] == "paused"

        assert await run("resume") == 0
        assert capsys.readouterr().out.startswith("The pause is over. Next: posture ")
        assert await run("resume") == 0
        assert capsys.readouterr().out.startswith("There was no pause. ")


@pytest.mark.parametrize(
    ("typed", "code", "complaint"),
    [
        ("now nobody", 2, "reminder: there is no reminder 'nobody'; there is posture\n"),
        ("now posture break", 2, "reminder: one reminder at a time; write it like: reminder now posture\n"),
        ("pause 90", 2, "reminder: '90' lacks a unit; write 90s, 90m or 90h\n"),
        (
            "pause until 25:00",
            2,
            "reminder: '25:00' is no time of day; write it like: pause until 14:00, pause until tomorrow\n",
        ),
        ("snooze soon", 2, "reminder: 'soon' is not a length of time; write it like 20m, 1h30m or 45s\n"),
        ("snooze 10s", 2, "reminder: a snooze lasts from 1m to 4h, not 10s\n"),
        ("snooze 5h", 2, "reminder: a snooze lasts from 1m to 4h, not 5h\n"),
        ("tips hide", 1, "reminder: no tip was shown yet; name one: reminder tips hide ID\n"),
    ],
)
async def test_a_refusal_goes_to_standard_error(typed: str, code: int, complaint: str, capsys: Capture) -> None:
    async with running():
        assert await run(typed) == code

    assert capsys.readouterr() == ("", complaint)


async def test_every_answer_is_also_given_as_json(capsys: Capture) -> None:
    async with running(packaged_plan()) as program:
        for typed in (
            *("start", "status", "now", "snooze", "now posture", "done", "now", "skip", "pause until 23:59", "resume"),
            *("every 30m", "config show", "config get snooze.for", "config set snooze.for 10m"),
            *("config unset snooze.for", "config check", "config path", "tips", "tips --about neck", "tips hide"),
            *("preview", "preview --day 2026-12-24", "stats", "stats --days 30", "stats --clear", "autostart status"),
            "stop",
        ):
            assert await run(f"{typed} --json") == 0, typed
            said = capsys.readouterr()
            assert said.err == "", typed
            answer = json.loads(said.out)
            assert isinstance(answer, str if typed == "config get snooze.for" else dict | list), typed
        await program.ended


async def test_alone_it_says_what_is_going_on(capsys: Capture) -> None:
    async with running():
        assert await run("") == 0

    assert capsys.readouterr().out.startswith("Next: posture ")


@pytest.mark.parametrize("typed", ["start", "run", "run --now"])
async def test_a_second_start_says_who_runs_and_is_no_error(typed: str, capsys: Capture) -> None:
    async with running() as program:
        assert await run(typed) == 0

    assert capsys.readouterr().out.startswith(f"reminder runs already (pid {os.getpid()}).")
    assert len(program.desktop.shown) == typed.count("--now")


async def test_to_stop_it_is_to_wait_until_it_is_gone(capsys: Capture) -> None:
    async with running() as program:
        assert await run("stop") == 0
        assert capsys.readouterr().out == "reminder has ended.\n"
        assert await program.ended
        assert await run("status") == 3


async def test_one_line_per_change_until_it_ends(capsys: Capture) -> None:
    lines: list[str] = []

    async with running() as program:

        def heard(number: int) -> bool:
            lines.extend(capsys.readouterr().out.splitlines())
            return len(lines) >= number

        following = asyncio.create_task(run("status --follow"))
        await until(lambda: heard(1))
        await run("pause")
        await until(lambda: heard(3))
        await run("now")
        await run("done")
        await run("resume")
        await until(lambda: any(line.startswith("The pause is over") for line in lines) or heard(99))
        await program.end()
        assert await following == 3
        heard(99)

    bar = [line for line in lines if line.startswith(("Next", "paused", "reminder"))]
    assert [line.split()[0] for line in bar] == ["Next:", "paused", "Next:", "reminder"]
    assert bar[-1] == "reminder is not running."


AT_ONCE = a_plan(replace(POSTURE, lasts=seconds(0.05)), natural_break=seconds(0.05))
"""Whoever is away takes a break."""


async def test_a_script_hears_whether_there_is_a_break(capsys: Capture) -> None:
    assert await run("rest") == 3
    async with running(AT_ONCE) as program:
        assert await run("rest") == 1
        assert capsys.readouterr().err.endswith("You are at work.\n")
        assert await run("rest --json") == 1
        assert json.loads(capsys.readouterr().out) == {"resting": False, "since": None}
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


@pytest.mark.usefixtures("goes_on")
async def test_the_end_of_the_program_is_told_in_json(capsys: Capture) -> None:
    async with running() as program:
        following = asyncio.create_task(run("status --follow --json"))
        lines: list[str] = []

        def heard() -> bool:
            lines.extend(capsys.readouterr().out.splitlines())
            return bool(lines)

        await until(heard)
        await program.end()
        assert await following == 3

    lines.extend(capsys.readouterr().out.splitlines())
    assert json.loads(lines[-1]) == {"running": False}
    assert len(set(lines)) == len(lines)


async def test_a_status_that_cannot_be_given_is_an_error(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def clumsy(state: State, event: Event, plan: Plan) -> Any:
        if isinstance(event, RequestReceived) and isinstance(event.what, AskStatus):
            raise ZeroDivisionError
        return step(state, event, plan)

    async with running():
        monkeypatch.setattr(reminder.daemon.loop, "step", clumsy)
        for typed in ("status", "status --follow", "start"):
            assert await run(typed) == 1
            assert capsys.readouterr() == ("", f"reminder: a bug was in the way; see {paths.log_file()}\n")


async def test_a_changed_setting_is_in_force_when_the_command_returns(home: Home, capsys: Capture) -> None:
    async with running() as program:
        program.change(reminders=(replace(a_plan().reminders[0], every=a_plan().snooze_for),))
        assert await run("every 5m") == 0

        [standing] = (await program.status())["reminders"]
        assert standing["every"] == "5m"
        assert "keeps" not in capsys.readouterr().out


async def test_a_running_program_that_could_not_read_the_change_is_told(home: Home, capsys: Capture) -> None:
    async with running() as program:
        program.change(problems=(Problem(UNREAD, verbatim("the reader hangs")),))
        assert await run("config set snooze.for 7m") == 0

    assert capsys.readouterr().out.endswith("\nThe running program does not know it yet: the reader hangs\n")


async def test_a_running_program_that_keeps_another_interval_is_told(home: Home, capsys: Capture) -> None:
    async with running() as program:
        [standing] = (await program.status())["reminders"]
        assert await run("every 7m") == 0

    keeps, how = capsys.readouterr().out.splitlines()[-1].split(": ", 1)
    assert keeps == f"The running program keeps {standing['every']}"
    assert how == "it was started with another environment or --set; run: reminder restart"


async def test_the_tip_that_was_shown_last_is_hidden_by_one_word(home: Home, capsys: Capture) -> None:
    async with running(packaged_plan()) as program:
        await run("now")
        shown = (await program.status())["last"]["tip"]
        assert await run("tips hide") == 0

    assert f'hide = ["{shown}"]' in home.user.read_text()


async def test_the_preview_goes_on_from_where_the_program_is(capsys: Capture) -> None:
    async with running():
        await run("preview --json")
        before = json.loads(capsys.readouterr().out)
        await run("pause")
        capsys.readouterr()
        await run("preview --json")

    assert [row["reminder"] for row in before] == ["posture"] * len(before)
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.skipif(sys.platform != "linux", reason="asks the desktops of Linux")
async def test_the_doctor_sees_the_program(capsys: Capture) -> None:
    async with running():
        await run("doctor --json")

    found = {finding["about"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert found["program"]["works"] is True
    assert f"pid {os.getpid()}" in found["program"]["text"]
