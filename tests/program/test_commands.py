"""What the commands do to the running program, and say of it."""

import json
import os
import pty
import shutil
import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.desk import Desk
from support.desktop_fixtures import needed
from support.program import COMMAND, Program, moment
from support.waiting import wait_until

pytestmark = pytest.mark.desktop


# --- beginning and ending ---------------------------------------------------------------------------------------------


def test_start_returns_when_it_answers_and_a_second_one_names_who_runs(program: Program) -> None:
    first = program("start")
    pid = program.status["pid"]
    assert (first.code, f"(pid {pid})" in first.out) == (0, True)
    second, third = program("start"), program("run")
    assert (second.code, third.code, program.status["pid"]) == (0, 0, pid)
    assert f"runs already (pid {pid})" in second.out
    assert f"runs already (pid {pid})" in third.out


def test_two_that_are_started_at_once_are_one(program: Program) -> None:
    both = [program.begin("start") for _ in range(2)]
    said = [process.communicate(timeout=30)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert all(f"(pid {program.status['pid']})" in one for one in said), said


def test_stop_ends_it_and_restart_takes_its_place_and_its_pause(started: Program) -> None:
    first = started.status["pid"]
    until = started.data("pause", "2h")["until"]
    started.data("restart")
    assert started.status["pid"] != first
    assert {reason: hold["until"] for reason, hold in started.holds.items()} == {"paused": until}
    assert started("stop").code == 0
    assert started("stop").code == 3
    assert not (started.runtime / "reminder" / "control.sock").exists()
    assert started("restart").code == 0
    assert started.holds["paused"]["until"] == until


def test_two_people_do_not_meet(started: Program, tmp_path: Path, runtime: Path) -> None:
    (runtime / "other").mkdir(mode=0o700)
    home = tmp_path / "other"
    home.mkdir()
    bus = {"DBUS_SESSION_BUS_ADDRESS": started.environment["DBUS_SESSION_BUS_ADDRESS"]}
    other = Program(home, runtime / "other", bus)
    try:
        assert other("start").code == 0
        assert other.data("status")["pid"] != started.status["pid"]
        assert other("pause").code == 0
        assert not started.holds
        assert other("stop").code == 0
        assert started.runs
    finally:
        other.end()


# --- settings ---------------------------------------------------------------------------------------------------------


def test_every_changes_the_interval_of_the_running_program_and_keeps_the_time_served(started: Program) -> None:
    began = moment(started.status["next"]["at"]) - timedelta(minutes=20)
    started.write("# mine\n")
    done = started("every", "30m")
    assert done.code == 0
    wait_until(lambda: started.standing()["every"] == "30m")
    assert abs(moment(started.status["next"]["at"]) - began - timedelta(minutes=30)) <= timedelta(seconds=1)
    assert started.settings.read_text().startswith("# mine\n")


def test_a_file_edited_by_hand_takes_effect_and_a_broken_one_costs_nothing(started: Program) -> None:
    started.write('[reminders.posture]\nevery = "40m"\n')
    wait_until(lambda: started.standing()["every"] == "40m")
    started.write('[reminders.posture]\nevery = "soon"\n')
    wait_until(lambda: started.status["settings"]["problems"])
    [problem] = started.status["settings"]["problems"]
    assert (problem["key"], problem["file"]) == ("reminders.posture.every", str(started.settings))
    assert started.standing()["every"] == "40m"
    started.write("[reminders.posture\n")
    wait_until(lambda: started.status["settings"]["problems"][0] != problem)
    assert started.standing()["every"] == "40m"
    assert started("config", "check").code == 2
    started.write('[reminders.posture]\nevery = "50m"\n')
    wait_until(lambda: not started.status["settings"]["problems"])
    assert started.standing()["every"] == "50m"


def test_hiding_the_last_tip_and_the_environment_and_flags(program: Program, desk: Desk) -> None:
    program.environment["REMINDER_REMINDERS__POSTURE__EVERY"] = "35m"
    process = program.begin("run", "--now", "--set", "snooze.for=7m")
    try:
        wait_until(lambda: desk.tips)
        assert "Snooze 7 min" in desk.tips[-1].actions
        wait_until(lambda: program.status["last"])
        tip = program.status["last"]["tip"]
        assert program("tips", "hide").code == 0
        assert program.data("config", "get", "tips.hide") == [tip]
        assert "still wins" in program("every", "30m").out
        assert program.standing()["every"] == "35m"
    finally:
        program.end()
        process.communicate(timeout=10)


# --- what may be missing ----------------------------------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The two ends of one: what a person sees, and what a program has."""
    ends = pty.openpty()
    os.set_blocking(ends[0], False)
    yield ends
    for end in ends:
        os.close(end)


def test_without_a_desktop_the_tip_is_printed_on_the_terminal(alone: Program, terminal: tuple[int, int]) -> None:
    seen, given = terminal
    titles = alone.titles()
    process = subprocess.Popen(
        [COMMAND, "run", "--now"], env=alone.environment, stdin=given, stdout=given, stderr=given, cwd=alone.home
    )
    try:
        text = ""

        def shows_one() -> bool:
            nonlocal text
            try:
                text += os.read(seen, 4096).decode()
            except BlockingIOError:
                return False
            return any(title in text for title in titles)

        wait_until(shows_one)
        notify = alone.status["backends"]["notify"]
        assert notify["name"] == "terminal"
        assert "there is no session bus" in notify["why"]
        assert alone("done").code == 0
        assert alone.total["done"] == 1
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert "Traceback" not in text


def test_a_home_that_cannot_be_written_costs_the_record_and_not_the_reminder(program: Program, desk: Desk) -> None:
    shutil.rmtree(program.home / "state")
    (program.home / "state").write_text("a file where a directory should be")
    program.start()
    program("now")
    wait_until(lambda: desk.tips)
    assert program("done").code == 0
    assert {"state", "history"} <= program.problems.keys()


# --- login ------------------------------------------------------------------------------------------------------------


def test_autostart_on_registers_and_starts_it_and_off_stays_off(program: Program) -> None:
    validate = needed("desktop-file-validate")
    assert program.data("autostart", "status")["state"] == "off"
    assert "autostart on" in program("start").out
    program("stop")
    on = program.data("autostart", "on")
    assert (on["state"], on["running"]["pid"]) == ("on", program.status["pid"])
    entry = Path(on["where"])
    assert entry.is_relative_to(program.home)
    said = subprocess.run([validate, entry], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout + said.stderr) == (0, "")
    [line] = [line for line in entry.read_text().splitlines() if line.startswith("Exec=")]
    words = line.removeprefix("Exec=").split()
    assert shutil.which(words[0])
    written = entry.read_text()
    assert program("autostart", "on").code == 0
    assert entry.read_text() == written
    assert "autostart on" not in program("start").out
    assert program("autostart", "off").code == 0
    assert not entry.exists()
    assert program.runs
    assert program.data("autostart", "status")["state"] == "off"
    program("stop")
    assert "autostart on" not in program("start").out


def test_what_a_login_starts_is_the_program(program: Program) -> None:
    entry = Path(program.data("autostart", "on")["where"])
    program("stop")
    [line] = [line for line in entry.read_text().splitlines() if line.startswith("Exec=")]
    words = line.removeprefix("Exec=").split()
    process = subprocess.Popen(words, env=program.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: program.runs)
        assert program.status["pid"] == process.pid
        program("stop")
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()


def test_doctor_tells_what_works_and_what_does_not(started: Program) -> None:
    done = started("doctor")
    assert done.code == 0
    assert "ok  notify by dbus: serves" in done.out
    assert f"runs (pid {started.status['pid']}" in done.out
    assert json.loads(started("doctor", "--json").out)
