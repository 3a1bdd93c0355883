"""The programs that a person may come from, in the order in which they are looked for."""

from reminder.moving import (
    breaktimer,
    entracte,
    gnome_break_timer,
    gnome_shell,
    pomatez,
    rsibreak,
    safe_eyes,
    sane_break,
    stretchly,
    workrave,
)
from reminder.moving.found import Reader

READERS: tuple[Reader, ...] = (
    stretchly,
    safe_eyes,
    workrave,
    rsibreak,
    breaktimer,
    gnome_break_timer,
    gnome_shell,
    sane_break,
    pomatez,
    entracte,
)


def reader_of(name: str) -> Reader | None:
    """By its name as people write it: `Safe Eyes`, `safeeyes`, `safe-eyes`."""
    return next((it for it in READERS if letters(name) in (letters(it.PEER), letters(it.NAME))), None)


def letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
