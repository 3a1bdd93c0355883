"""The pictures of what to do: the one that goes with a tip, drawn by `config/drawing/` and kept in `config/pictures/`.

a tip's id, its kind ─▶ the picture of that tip, else its kind's, else none
"""

from functools import cache
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
    return tip if tip in names() else _OF_KIND.get(kind, "")


def file(tip: str, kind: str, ending: str = ".png") -> Path | None:
    """`.png`: 96 pixels wide, for whoever cannot draw an `.svg`."""
    found = name(tip, kind)
    return folder() / f"{found}{ending}" if found else None


@cache
def names() -> frozenset[str]:
    """Of all that there are, without their endings."""
    return frozenset(file.stem for file in folder().glob("*.svg"))


def folder() -> Path:
    return paths.packaged("pictures")
