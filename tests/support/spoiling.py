"""What accidents make of a file or a line: bytes turned, parts cut, doubled and swapped, and rubbish of many kinds."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

RUBBISH = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\r", b'"', b"'''", b"=", b"[", b"]]", b"{", b"}", b",", b"#",
    b"\\u", b"\\ud800", b"null", b"true", b"-1", b"nan", b"1e999", b"9" * 30, b"9" * 5000, b"[" * 3000, b'{"a":' * 3000,
    b"2026-02-30", b"09:00", "\u0663\u0660m".encode(), "\u00b2".encode(), b"x" * 3000, b"\xc3\x28",
)  # fmt: skip


def _turn(content: bytearray, at: int, chance: random.Random) -> None:
    content[at : at + 1] = bytes([chance.randrange(256)])


def _cut(content: bytearray, at: int, chance: random.Random) -> None:
    del content[at : at + chance.choice((1, 2, 10, 100, len(content)))]


def _double(content: bytearray, at: int, chance: random.Random) -> None:
    content[at:at] = content[at : at + chance.choice((1, 5, 50, len(content)))]


def _put(content: bytearray, at: int, chance: random.Random) -> None:
    content[at : at + chance.choice((0, 0, 1, 5))] = chance.choice(RUBBISH)


def _renumber(content: bytearray, at: int, chance: random.Random) -> None:
    """Another digit in the place of the next one."""
    found = next((place for place in range(at, len(content)) if chr(content[place]).isdecimal()), None)
    if found is not None:
        content[found : found + 1] = chance.choice((b"0", b"9", b"-", b"77", b"9" * 12))


def _cut_a_line(content: bytearray, at: int, chance: random.Random) -> None:
    lines = content.splitlines(keepends=True)
    place = chance.randrange(len(lines) + 1)
    content[:] = b"".join([*lines[:place], *lines[place + chance.randrange(3) :]])


def _double_a_line(content: bytearray, at: int, chance: random.Random) -> None:
    lines = content.splitlines(keepends=True) or [b""]
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    content[:] = b"".join(lines)


def _other_ends(content: bytearray, at: int, chance: random.Random) -> None:
    content[:] = content.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\x0b\n", b"\x00\n")))


_WAYS: tuple[Callable[[bytearray, int, random.Random], None], ...] = (
    _turn, _cut, _double, _put, _put, _renumber, _renumber, _cut_a_line, _double_a_line, _other_ends,
)  # fmt: skip


def spoiled(content: bytes, chance: random.Random) -> bytes:
    """`content` after one to four accidents."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        chance.choice(_WAYS)(made, chance.randrange(len(made) + 1), chance)
    return bytes(made)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda whole, chance: whole[:4096] + chance.randbytes(len(whole) - 4096),
    lambda whole, chance: chance.randbytes(100) + whole[100:],
    lambda whole, chance: whole[: chance.randrange(5000, 9000)],
    lambda whole, chance: b"Dear diary, " * 1000,
)
"""What becomes of a database: overwritten, without a head, cut off, something else."""


ODD = (None, True, 0, -1, 1.5, 2**63, 10**30, "", "x", "\ud83d", [], {})
ODD_TIMES = (
    "2026-02-28T10:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2027-11-24T21:00:00+23:59",
    "2026-02-30T00:00:00Z", "1969-12-31T23:59:59Z",
)  # fmt: skip
ODD_LENGTHS = ("PT0S", "-PT100S", "PT1000S", "PT99999999S", "P36000D", "P999999999D", "P1Y", "PT1e3S")


def with_another_value(content: bytes, chance: random.Random) -> bytes:
    """JSON that is whole, and says something else in one place or two: often another time where one stood."""
    made = json.loads(content)
    for _ in range(chance.randint(1, 2)):
        places = list(_places(made))
        times = [place for place in places if _is_time(place)]
        if times and chance.random() < 0.5:
            within, key = chance.choice(times)
            within[key] = chance.choice(ODD_LENGTHS if "P" in within[key] else ODD_TIMES)
        else:
            within, key = chance.choice(places)
            within[key] = chance.choice((*ODD, *ODD_TIMES, *ODD_LENGTHS))
    return json.dumps(made).encode()


def _is_time(place: tuple[Any, Any]) -> bool:
    within, key = place
    return isinstance(within[key], str) and within[key].startswith(("PT", "-PT", "20"))


def _places(within: Any) -> Iterator[tuple[Any, Any]]:
    items = within.items() if isinstance(within, dict) else enumerate(within) if isinstance(within, list) else ()
    for key, value in items:
        yield within, key
        yield from _places(value)
