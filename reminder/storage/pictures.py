"""The pictures of what to do: the one that goes with a tip, drawn by `config/drawing/` and kept in `config/pictures/`.

a tip's id, its kind ─▶ the picture of that tip, else its kind's, else none
"""

import os
from pathlib import Path

from reminder.storage import paths

_OF_KIND = {
    "stretch": "stretch-like-a-cat",
    "wrists": "wrists-in-line",
    "neck": "look-over-each-shoulder",
    "shoulders": "shrug-and-drop",
    "back": "grow-taller",
    "workspace": "screen-at-eye-level",
    "move": "walk-to-the-window",
    "ease": "ease",
}
"""What stands for a tip of that kind that has no picture of its own, as a person's tips have none."""


def name(tip: str, kind: str) -> str:
    """The picture's, without its ending; empty: there is none. Both are empty where a reminder has its own words."""
    return tip if is_one(tip) else _OF_KIND.get(kind, "")


def file(tip: str, kind: str, ending: str = ".png") -> Path | None:
    """`.png`: 96 pixels wide, for whoever cannot draw an `.svg`."""
    found = name(tip, kind)
    return folder() / f"{found}{ending}" if found else None


def is_one(name: str) -> bool:
    """Asked of the disk without opening anything: a tip comes where no file can be opened, too."""
    return Path(name).name == name and os.path.isfile(folder() / f"{name}.svg")  # noqa: PTH113 - never raises


def folder() -> Path:
    return paths.packaged("pictures")
