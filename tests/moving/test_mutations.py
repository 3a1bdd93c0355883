"""Two thousand spoilt samples: whatever stands in a file of theirs, none does harm, and what it gives can be set.

The files that programs leave behind are of every age, cut off by a full disk or edited by hand.
"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from support.homes import Home, new_home
from support.peers import database

from reminder.errors import UsageError
from reminder.moving.finding import in_file
from reminder.moving.found import Found
from reminder.moving.taking import parts, take
from reminder.moving.tips import as_tips
from reminder.settings.edit import change
from reminder.settings.in_force import in_force
from reminder.settings.layer import validated
from reminder.settings.nested import Values, put
from reminder.settings.read import read
from reminder.wording.language import strictly

SAMPLES = sorted((Path(__file__).parent / "samples").iterdir())
MANY = 2000
WRITTEN = 25
"""So many of them are taken over in earnest."""
ODD = (
    b"null",
    b"[]",
    b"{}",
    b'""',
    b"-1",
    b"0",
    b"1e999",
    b"9" * 30,
    b'"\\u0000"',
    b"\xff\xfe",
    b"true",
    b"[[[[",
    b"NaN",
)


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """In one to three places."""
    for _ in range(chance.randint(1, 3)):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 1, 5, 50, 500))
        match chance.randrange(7):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + data[at + length :]
            case 2:
                data = data[:at] + chance.randbytes(length) + data[at + length :]
            case 3:
                data = data[:at] + data[at : at + length] * 3 + data[at + length :]
            case 4:
                data = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if data[at:] else data
            case _:  # another value in the place of one
                values = [*re.finditer(rb"(?<=[:=] )?[-\w.]+(?=,?\r?\n)|(?<=[:=])[^,\n]+", data)]
                if values:
                    value = chance.choice(values)
                    data = data[: value.start()] + chance.choice(ODD) + data[value.end() :]
    return data


def whole(sample: Path) -> bytes:
    return database(sample.read_text()) if sample.suffix == ".sql" else sample.read_bytes()


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    return new_home(monkeypatch, tmp_path)


@pytest.fixture
def spoilt_files(tmp_path: Path) -> Callable[[int, int], Iterator[Found]]:
    """What so many of them give, from a number on, by which each is spoilt; their file is not touched."""
    contents = [whole(sample) for sample in SAMPLES]
    file = tmp_path / "theirs"

    def each(first: int, many: int) -> Iterator[Found]:
        for number in range(first, first + many):
            data = spoilt(contents[number % len(contents)], random.Random(number))
            file.write_bytes(data)
            with suppress(UsageError):
                yield in_file(file)
            assert file.read_bytes() == data

    return each


def test_no_spoilt_file_does_harm(spoilt_files: Callable[[int, int], Iterator[Found]]) -> None:
    reading = in_force()
    known = 0
    for found in spoilt_files(0, MANY):
        known += 1
        values: Values = {}
        for key, value in found.settings.items():
            put(values, key.split("."), value)
        assert validated(values)[1] == []
        for said in (*(loss.why for loss in found.losses), *found.problems, *found.ending):
            assert strictly(said).isprintable()
        assert len({tip["id"] for tip in as_tips(found)}) == len(found.tips)
        parts(found, reading)
    assert known > MANY / 2


def test_what_a_spoilt_file_gives_is_taken_over_as_a_whole(
    spoilt_files: Callable[[int, int], Iterator[Found]], home: Home
) -> None:
    change({"snooze.for": "7m", "log.level": "debug"})
    for found in spoilt_files(MANY, WRITTEN):
        reading = read()
        chosen = parts(found, reading)
        take(found, chosen, reading)
        after = read()
        assert after.problems == ()
        assert after.values["log"]["level"] == "debug"
        assert all(change.now == change.then for part in parts(found, after) for change in part.changes)
