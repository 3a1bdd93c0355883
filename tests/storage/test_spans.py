"""What the person did when, on real files: it comes back as it was recorded, and no two spans overlap."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.histories import BERLIN, a_span, at, bytes_in, write

from reminder.model.activity import Activity
from reminder.model.effects import RecordSpan
from reminder.model.senses import Reason
from reminder.storage.clearing import clear
from reminder.storage.stats import Span, spans

BEGIN, END = at("00:00"), at("24:00")


def told(path: Path, begin: datetime = BEGIN, end: datetime = END) -> list[str]:
    return [f"{it.began:%H:%M} {it.kind} {it.ended:%H:%M}" for it in spans(path, begin, end)]


def test_a_span_comes_back_as_it_was_recorded(path: Path) -> None:
    write(path, a_span("09:00", "10:30"), a_span("10:30", "11:00", Activity.HELD, Reason.MEETING))
    assert spans(path, BEGIN, END) == (
        Span("at work", "", at("09:00"), at("10:30")),
        Span("held", "meeting", at("10:30"), at("11:00")),
    )


def test_those_that_reach_into_the_time_asked_for_are_told_and_no_others(path: Path) -> None:
    write(path, a_span("08:00", "09:00"), a_span("09:00", "10:00", Activity.AWAY), a_span("10:00", "11:00"))
    assert told(path, at("09:30"), at("10:00")) == ["09:00 away 10:00"]
    assert told(path, at("08:59"), at("10:01")) == ["08:00 at work 09:00", "09:00 away 10:00", "10:00 at work 11:00"]
    assert told(path, at("11:00"), END) == []


def test_in_the_night_when_the_clocks_are_set_back_no_hour_is_taken_for_another(path: Path) -> None:
    first = datetime(2026, 10, 25, 2, tzinfo=BERLIN)
    second = first.replace(fold=1)
    write(
        path,
        RecordSpan(Activity.AT_WORK, None, first, second),
        RecordSpan(Activity.ASLEEP, None, second, second + timedelta(hours=1)),
    )
    found = spans(path, first, second + timedelta(hours=1))
    assert [it.ended.timestamp() - it.began.timestamp() for it in found] == [3600, 3600]
    assert found[0].ended.timestamp() == found[1].began.timestamp()


@pytest.mark.parametrize(
    ("later", "left"),
    [
        pytest.param(
            ("09:30", "09:50"), ["08:00 at work 09:00", "09:00 held 09:30", "09:30 away 09:50"], id="within one"
        ),
        pytest.param(("08:30", "09:50"), ["08:00 at work 08:30", "08:30 away 09:50"], id="over the end of one"),
        pytest.param(("07:00", "11:00"), ["07:00 away 11:00"], id="over all"),
        pytest.param(("09:00", "10:00"), ["08:00 at work 09:00", "09:00 away 10:00"], id="again"),
        pytest.param(
            ("10:00", "11:00"), ["08:00 at work 09:00", "09:00 held 10:00", "10:00 away 11:00"], id="after all of them"
        ),
    ],
)
def test_what_a_clock_told_before_it_was_set_back_gives_way(
    path: Path, later: tuple[str, str], left: list[str]
) -> None:
    held = a_span("09:00", "10:00", Activity.HELD, Reason.APP)
    write(path, a_span("08:00", "09:00"), held, a_span(*later, Activity.AWAY))
    assert told(path) == left


def test_spans_are_kept_as_long_as_the_rest_and_cleared_with_it(path: Path) -> None:
    history = write(path, a_span("08:00", "09:00"), a_span("09:00", "10:00", Activity.AWAY))
    assert history.prune(timedelta(minutes=90), at("10:00")) is None
    assert told(path) == ["09:00 away 10:00"]
    assert clear(path) == 0
    assert told(path) == []
    assert b"away" not in bytes_in(path.parent)


def test_of_what_goes_on_the_part_before_it_was_cleared_is_forgotten_too(path: Path) -> None:
    now = datetime.now(BERLIN)
    write(path, a_span("08:00", "09:00"))
    clear(path)
    write(path, RecordSpan(Activity.AT_WORK, None, now - timedelta(hours=3), now + timedelta(hours=1)))
    (found,) = spans(path, now - timedelta(hours=4), now + timedelta(hours=4))
    assert now <= found.began < now + timedelta(minutes=30)
    assert found.ended > now + timedelta(minutes=30)


def test_there_are_none_without_a_history(path: Path) -> None:
    assert spans(path, BEGIN, END) == ()
    assert not path.exists()
