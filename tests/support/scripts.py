"""Programs that a shell runs, and where programs are found."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.desktop_fixtures import needed


def script(file: Path, *lines: str) -> Path:
    """Make this a program, which does what the lines say to a shell."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(("#!/bin/sh", *lines, "")), encoding="utf-8")
    file.chmod(0o755)
    return file


def offer(folder: Path, name: str, does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of this name that is found before any other, and does what `does` says to a shell."""
    script(folder / name, does)
    if str(folder) not in os.environ["PATH"].split(os.pathsep):
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def offer_only(names: Sequence[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these programs be found and no others, as if they were not installed."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).symlink_to(needed(name))
    monkeypatch.setenv("PATH", str(folder))
