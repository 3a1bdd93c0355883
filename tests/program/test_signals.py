"""The program in a terminal that is closed, and out of one: which signals end it, and what its log says then."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from support.desktop_fixtures import needed
from support.program import Program
from support.waiting import wait_until

pytestmark = pytest.mark.desktop


@contextmanager
def terminal(program: Program, line: str) -> Iterator[int]:
    """A shell runs `line` there, with COMMAND for the program, and then waits. The block gets what closes it."""
    master, its = os.openpty()
    script = f"{line.replace('COMMAND', str(program.command))}\nexec sleep 600"
    command = [needed("setsid"), "--ctty", "bash", "--norc", "-ic", script]
    shell = subprocess.Popen(command, env=program.environment, cwd=program.home, stdin=its, stdout=its, stderr=its)
    os.close(its)
    try:
        wait_until(lambda: program.runs)
        yield master
    finally:
        shell.kill()
        shell.wait()


@pytest.mark.parametrize(
    ("line", "goes_on"),
    [
        pytest.param("COMMAND run", False, id="before a person"),
        pytest.param("nohup COMMAND run > /dev/null 2>&1 &", True, id="nohup"),
        pytest.param("COMMAND start", True, id="start"),
    ],
)
def test_a_terminal_that_is_closed_ends_what_belongs_to_it(alone: Program, line: str, goes_on: bool) -> None:
    with terminal(alone, line) as master:
        os.close(master)
        if goes_on:
            os.kill(alone.pid, signal.SIGHUP)
            assert alone.runs
        else:
            wait_until(lambda: not alone.runs)
            assert alone.log.endswith("ends: its terminal was closed (SIGHUP)\n")


def test_without_a_terminal_it_reads_its_settings_when_it_is_told_so(alone: Program) -> None:
    assert alone("start").code == 0
    os.kill(alone.pid, signal.SIGHUP)
    wait_until(lambda: "SIGHUP: the settings are read anew" in alone.log)
    assert alone.runs
    os.kill(alone.pid, signal.SIGTERM)
    wait_until(lambda: not alone.runs)
    assert alone.log.endswith("ends: told by SIGTERM\n")


def test_what_a_script_began_in_its_background_outlives_ctrl_c(alone: Program) -> None:
    line = f"{alone.command} run > /dev/null 2>&1 & echo $!"
    done = subprocess.run(["sh", "-c", line], env=alone.environment, capture_output=True, text=True, check=True)
    wait_until(lambda: alone.runs)
    os.kill(int(done.stdout), signal.SIGINT)
    os.kill(int(done.stdout), signal.SIGQUIT)
    assert alone.runs
