"""The bench measures; how much is not for a test to say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.desktop_fixtures import needed

pytestmark = pytest.mark.desktop

COST = Path(__file__).with_name("cost.py")
FIGURES = {"reminder": 12, "python, asleep": 10, "the bare stack": 10, "ten-line script": 10, "the same, settings": 10}
"""A command can be given to the first alone."""


def test_the_bench_of_the_window_has_every_figure() -> None:
    needed("chromium")

    command = [sys.executable, COST.with_name("window.py"), "--rounds", "1", "--seconds", "0.1"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)

    assert done.returncode in (0, 1)
    *painted, at_rest = done.stdout.splitlines()
    assert [len(re.findall(r"[0-9.]+", line)) for line in painted] == [2] * 5
    assert len(re.findall(r"[0-9.]+", at_rest)) == 3


def test_the_bench_has_every_figure_of_ours_and_of_what_it_is_measured_beside() -> None:
    for program in ("dbus-daemon", "Xvfb", "openbox", "dunst", "xdotool"):
        needed(program)

    command = [sys.executable, COST, "--minutes", "0.001", "--rounds", "1"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)

    assert done.returncode in (0, 1)
    lines = done.stdout.splitlines()
    for name, count in FIGURES.items():
        [line] = [line for line in lines if line.startswith(f"{name} ")]
        assert len([word for word in line.split() if word.replace(".", "").isdigit()]) == count, line
