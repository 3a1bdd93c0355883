"""What a peer has is brought within our bounds, and what that changes is named."""

import pytest
from support.peers import lost

from reminder.moving.fitting import fitted
from reminder.moving.found import Found, Loss
from reminder.phrase import phrase


def fit(**settings: object) -> Found:
    return fitted(Found("peer", "Peer", settings={key.replace("__", "."): value for key, value in settings.items()}))


@pytest.mark.parametrize(
    ("key", "value", "becomes"),
    [
        ("snooze__for", "30s", "1m"),
        ("snooze__for", "5h", "4h"),
        ("snooze__limit", 99, 10),
        ("reminders__break__lasts", "2h", "1h"),
        ("reminders__posture__every", "10s", "1m"),
        ("timing__natural_break", "3s", "10s"),
    ],
)
def test_a_length_or_a_number_is_the_nearest_that_there_is(key: str, value: object, becomes: object) -> None:
    found = fit(**{key: value})
    assert list(found.settings.values()) == [becomes]
    (said,) = lost(found).values()
    assert said.startswith(f"{value} there, {becomes} here")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("snooze__for", "often"),
        ("snooze__for", 3),
        ("snooze__limit", "3"),
        ("quiet__do_not_disturb", "maybe"),
        ("hours__mon", "9-17"),
        ("reminders__Break__every", "1h"),
        ("no__such", 1),
        ("hooks", []),
    ],
)
def test_what_cannot_be_set_is_left_out_and_named(key: str, value: object) -> None:
    found = fit(**{key: value})
    assert not found.settings
    assert len(found.losses) == 1


def test_of_a_list_what_can_be_set_stays() -> None:
    found = fit(hours__mon=["08:00-12:00", "noon"], quiet__apps=["zoom", ""])
    assert found.settings == {"hours.mon": ["08:00-12:00"], "quiet.apps": ["zoom"]}
    assert len(found.losses) == 2


def test_nothing_that_a_file_says_moves_the_cursor_of_a_terminal() -> None:
    loss = Loss("key\x1b[2J", phrase("{value}", value="\x1b[31m\n" + "x" * 5000))
    found = fitted(Found("peer", "Peer", version="1\x07", losses=(loss,), problems=(phrase("{it}", it="\r"),)))
    said = [found.version, *lost(found), *lost(found).values(), *(str(it.values["it"]) for it in found.problems)]
    assert all(text.isprintable() and len(text) < 1000 for text in said)
