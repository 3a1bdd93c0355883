"""Another version is installed over the running program, and takes its place."""

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from support.desk import Desk
from support.program import Program
from support.waiting import wait_until

import reminder

pytestmark = pytest.mark.desktop

CHECKOUT = Path(__file__).resolve().parents[2]
PARTS = ("reminder", "config", "pyproject.toml", "README.md", "LICENSE")
VERSION, NEXT = reminder.__version__, "99.1.0"
OVER = ("install", "--quiet", "--no-deps", "--force-reinstall")


def said(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def wheel(folder: Path) -> Path:
    """That of the checkout."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in PARTS:
        part = CHECKOUT / name
        if part.is_dir():
            shutil.copytree(part, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(part, source / name)
    said(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source)
    [made] = folder.glob("*.whl")
    return made


def in_version(version: str, wheel: Path) -> Path:
    """What the wheel would be in another version."""
    made = wheel.with_name(wheel.name.replace(VERSION, version))
    with zipfile.ZipFile(wheel) as its, zipfile.ZipFile(made, "w") as other:
        for name in its.namelist():
            content = its.read(name)
            if name == "reminder/__init__.py" or name.endswith((".dist-info/METADATA", ".dist-info/RECORD")):
                content = content.replace(VERSION.encode(), version.encode())
            other.writestr(name.replace(f"-{VERSION}.", f"-{version}."), content)
    return made


class Place:
    """A throw-away environment, which borrows all other packages from that of the tests."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self.command = folder / "bin" / "reminder"
        self._python = folder / "bin" / "python"
        [packages] = folder.glob("lib/python*/site-packages")
        borrowed = folder / "borrowed"
        borrowed.mkdir()
        for package in Path(sysconfig.get_path("purelib")).iterdir():
            if not package.name.startswith("reminder"):
                (borrowed / package.name).symlink_to(package)
        (packages / "borrowed.pth").write_text(f"{borrowed}\n")

    def install(self, wheel: Path) -> None:
        said(sys.executable, "-m", "pip", "--python", self._python, *OVER, wheel)


def test_an_upgrade_takes_over_and_carries_on(program: Program, desk: Desk, tmp_path: Path) -> None:
    older = wheel(tmp_path / "wheel")
    newer = in_version(NEXT, older)
    place = Place(tmp_path / "place")
    place.install(older)
    program.command = place.command
    process = program.begin("run", "--set", "snooze.for=7m")
    try:
        wait_until(lambda: program.notifies_by == "dbus")
        assert (program.status["version"], program.status["pid"]) == (VERSION, process.pid)
        until = program.data("pause", "2h")["until"]
        program.data("now")

        place.install(newer)
        assert program.status["version"] == VERSION, "it waits while a tip is on the screen"
        assert program("done").code == 0
        wait_until(lambda: program.any_status.get("version") == NEXT)

        after = program.status
        assert after["pid"] == process.pid
        assert after["last"]["outcome"] == "done"
        assert program.total["done"] == 1
        assert [(hold["reason"], hold["until"]) for hold in after["holds"]] == [("paused", until)]
        wait_until(lambda: program.notifies_by == "dbus")
        program.data("now")
        assert "Snooze 7 min" in desk.tips[-1].actions
    finally:
        program.end()
        said_last, _ = process.communicate(timeout=20)
    assert "Traceback" not in said_last
