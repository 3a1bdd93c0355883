"""Our own file from elsewhere: what of it can be taken over, and what is named instead."""

from datetime import UTC, datetime

import pytest

from reminder.errors import UsageError
from reminder.moving.archive import CHECKINS, CONFIG, packed
from reminder.moving.arriving import arrived, tips
from reminder.moving.found import Found
from reminder.phrase import plainly

TIP = b'[[tips]]\nid = "sky"\nabout = "eyes"\ntitle = "Sky"\ntext = "Look."\n'


def of_ours(parts: dict[str, bytes], tips: dict[str, str] | None = None) -> Found:
    return arrived(packed(parts, tips or {}, datetime(2026, 11, 28, tzinfo=UTC)), "file")


def taken(found: Found) -> set[str]:
    assert found.archive
    return set(tips(found.archive))


@pytest.mark.parametrize(
    "name", ["config.toml", "Config.TOML", "con\ufb01g.toml", "config.toml.", "../tips.toml", ".bashrc", "C:tips"]
)
def test_no_file_of_tips_takes_the_place_of_another_file(name: str) -> None:
    found = of_ours({f"tips/{name}": TIP + b'[hooks]\nshown = [["true"]]\n'}, {name: f"tips/{name}"})
    assert taken(found) == set()
    assert [(loss.name, plainly(loss.why)) for loss in found.losses] == [(name, "it is no file of tips")]


@pytest.mark.parametrize("content", [b"[[tips", b"tips = 5\n", b"\xff"])
def test_a_broken_file_of_tips_is_named_and_costs_no_other(content: bytes) -> None:
    parts = {"tips/bad.toml": content, "tips/good.toml": TIP}
    found = of_ours(parts, {"bad.toml": "tips/bad.toml", "good.toml": "tips/good.toml"})
    assert taken(found) == {"good.toml"}
    assert [loss.name for loss in found.losses] == ["bad.toml"]


def test_settings_that_were_broken_are_told() -> None:
    found = of_ours({CONFIG: b"[snooze\n"})
    assert [plainly(it) for it in found.problems] == ["config.toml was broken already where this was made"]


def test_commands_that_are_written_otherwise_are_named_too() -> None:
    found = of_ours({CONFIG: b"hooks = 5\n"})
    assert [loss.name for loss in found.losses] == ["hooks"]


@pytest.mark.parametrize(
    "told",
    [
        '{"day": "2026-11-27", "at": "2026-11-27T10:00:00"}',
        '{"day": "2026-11-27", "at": "2026-11-27T10:00:00Z", "areas": [["neck", 11]]}',
        '{"day": "2026-11-27", "at": "2026-11-27T10:00:00Z", "areas": [["neck", -1]]}',
        '{"day": "2026-11-27", "at": "2026-11-27T10:00:00Z", "areas": [["\\u001b[2J", 1]]}',
        '{"day": "2026-11-27"}',
    ],
)
def test_check_ins_that_make_no_sense_are_refused(told: str) -> None:
    with pytest.raises(UsageError, match="are none, so nothing of it is taken over"):
        of_ours({CHECKINS: f'{{"told": [{told}]}}'.encode()})
