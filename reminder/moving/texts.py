"""Texts of other programs, brought to the length and the one line that ours have."""

TITLE, TEXT = 40, 120
"""Letters."""


def one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split())).strip()


def cut(text: str, most: int) -> str:
    """One line of at most so many letters, up to the end of a word where that is possible."""
    line = one_line(text)
    if len(line) <= most:
        return line
    head, _, _ = line[:most].rpartition(" ")
    return f"{(head or line[: most - 1]).rstrip(' ,;:-')}…"[:most]
