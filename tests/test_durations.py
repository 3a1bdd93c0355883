from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reminder import durations
from reminder.errors import UsageError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20m", 1200),
        ("1h30m", 5400),
        ("45 s", 45),
        ("1 h 30 m", 5400),
        (" 20M ", 1200),
        ("1.5h", 5400),
        ("2 days", 172800),
        ("1 hour 5 minutes 1 second", 3901),
        ("5min", 300),
        ("0s", 0),
        ("90m", 5400),
        ("1d2h3m4s", 93784),
    ],
)
def test_a_length_is_read_as_people_write_it(text: str, seconds: int) -> None:
    assert durations.parse(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("90", "write 90s, 90m or 90h"),
        ("1h30", "write 30s, 30m or 30h"),
        ("", "is missing"),
        ("  ", "is missing"),
        ("soon", "write it like 20m, 1h30m or 45s"),
        ("1m1h", "write it like"),
        ("5m5m", "write it like"),
        ("-5m", "write it like"),
        ("5x", "write it like"),
        ("20m!", "write it like"),
        ("1,5h", "write it like"),
        ("90 20m", "write it like"),
        ("9" * 400 + "s", "write it like"),
        ("36501d", "write it like"),
    ],
)
def test_anything_else_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        durations.parse(text)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (45, "45s"), (1200, "20m"), (5400, "1h30m"), (86400, "1d"), (93784, "1d2h3m4s")]
)
def test_a_length_is_spelled_as_short_as_can_be(seconds: int, text: str) -> None:
    assert durations.spell(timedelta(seconds=seconds)) == text


@given(some.integers(min_value=0, max_value=36500 * 86400).map(lambda number: timedelta(seconds=number)))
def test_what_is_spelled_is_read_as_the_same(length: timedelta) -> None:
    assert durations.parse(durations.spell(length)) == length


@given(some.text())
def test_no_text_is_more_than_refused(text: str) -> None:
    try:
        length = durations.parse(text)
    except UsageError:
        return
    assert length >= timedelta()
