"""Two thousand spoilt samples: whatever stands in a file of theirs, none does harm, and what it gives can be set.

The files that programs leave behind are of every age, cut off by a full disk or edited by hand.
"""

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from support.peers import SAMPLES, sample
from support.spoiling import RUBBISH, spoiled

from reminder.errors import UsageError
from reminder.moving.finding import in_data, in_file
from reminder.moving.found import Found
from reminder.moving.taking import parts, take
from reminder.moving.tips import as_tips
from reminder.settings.edit import change
from reminder.settings.in_force import in_force
from reminder.settings.layer import validated
from reminder.settings.nested import Values, put
from reminder.settings.read import read
from reminder.wording.language import strictly

pytestmark = pytest.mark.usefixtures("home")

MANY = 2000
WRITTEN = 25
"""So many of them are taken over in earnest."""
_VALUE = re.compile(rb"(?<=[:=] )?[-\w.]+(?=,?\r?\n)|(?<=[:=])[^,\n]+")


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """After accidents, or with something else in the place of some of its values."""
    if chance.random() < 0.5:
        return spoiled(data, chance)
    for _ in range(chance.randint(1, 3)):
        if values := [*_VALUE.finditer(data)]:
            value, other = chance.choice(values), chance.choice((*RUBBISH, b"[]", b"{}", b'""', b"0"))
            data = data[: value.start()] + other + data[value.end() :]
    return data


def spoilt_samples(first: int, many: int) -> Iterator[tuple[bytes, Found]]:
    """Of so many those that are still known, from a number on by which each is spoilt, and what they give."""
    contents = [sample(file.name) for file in sorted(SAMPLES.iterdir())]
    for number in range(first, first + many):
        data = spoilt(contents[number % len(contents)], random.Random(number))
        with suppress(UsageError):
            yield data, in_data(data, "theirs")


def test_no_spoilt_file_does_harm() -> None:
    reading = in_force()
    known = 0
    for _, found in spoilt_samples(0, MANY):
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


def test_what_a_spoilt_file_gives_is_taken_over_as_a_whole_and_the_file_left_as_it_is(tmp_path: Path) -> None:
    change({"snooze.for": "7m", "log.level": "debug"})
    file = tmp_path / "theirs"
    for data, _ in spoilt_samples(MANY, WRITTEN):
        file.write_bytes(data)
        found, reading = in_file(file), read()
        take(found, parts(found, reading), reading)
        after = read()
        assert after.problems == ()
        assert after.values["log"]["level"] == "debug"
        assert all(change.now == change.then for part in parts(found, after) for change in part.changes)
        assert file.read_bytes() == data
