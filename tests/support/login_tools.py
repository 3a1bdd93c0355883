"""The programs of a real Linux that judge what is written for a login."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.desktop_fixtures import needed

GENERATOR = Path("/usr/lib/systemd/user-generators/systemd-xdg-autostart-generator")


def said(command: list[str], home: Path, **environment: str) -> tuple[int, str]:
    """The exit code of `command`, to which `home` is all the configuration there is, and all it prints."""
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment |= {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_CONFIG_DIRS": str(home / "site"),
        "XDG_RUNTIME_DIR": str(runtime),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30
    )
    return done.returncode, done.stdout


def verify(unit: Path, home: Path) -> tuple[int, str]:
    """What systemd finds wrong with `unit`, and not with those of this machine; of an unknown key it only speaks."""
    (unit.parent / "basic.target").write_text("[Unit]\n")  # which every unit needs; an empty file would mask it
    command = [needed("systemd-analyze"), "--user", "--man=no", "verify", str(unit)]
    return said(command, home, SYSTEMD_UNIT_PATH=str(unit.parent))


def generate(home: Path, complains: bool = False) -> Path:
    """Where systemd, asked to start the autostart entries of `home`, puts the unit for ours."""
    if not GENERATOR.exists():
        pytest.skip(f"{GENERATOR} is not installed")
    units = home / "units"
    shutil.rmtree(units, ignore_errors=True)
    units.mkdir()
    code, complaints = said([str(GENERATOR), *[str(units)] * 3], home)
    assert (code, complaints if not complains else "") == (0, "")
    return units / "app-reminder@autostart.service"
