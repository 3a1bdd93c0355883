"""Check-ins on real files: theirs alone, and what is deleted is gone to the last byte."""

import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.histories import bytes_in

from reminder.model.checkin import AreaPain, CheckIn, Course, TipWeights
from reminder.storage import checkins
from reminder.storage.checkins import CheckInsError

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = NOON.date()
SECRET = b"like-a-hot-needle"


def told(back: int = 0, *areas: AreaPain, signs: tuple[str, ...] = (), worse_tips: tuple[str, ...] = ()) -> CheckIn:
    """So many days ago."""
    at = NOON - timedelta(days=back)
    return CheckIn(
        day=at.date(),
        at=at,
        areas=areas or (AreaPain("neck", 4), AreaPain("left-wrist", 0)),
        course=Course.COMES_AND_GOES,
        feels=("dull",),
        words=SECRET.decode() * 500,
        signs=signs,
        worse_tips=worse_tips,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "checkins.db"


def test_what_was_told_comes_back(path: Path) -> None:
    for back in (3, 1, 0):
        checkins.add(path, told(back))

    assert checkins.of(path, TODAY) == told()
    assert checkins.of(path, TODAY - timedelta(days=2)) is None
    assert checkins.between(path, TODAY - timedelta(days=3), TODAY - timedelta(days=1)) == (told(3), told(1))
    assert checkins.last(path, before=TODAY) == told(1)


def test_a_day_has_the_last_that_was_told(path: Path) -> None:
    checkins.add(path, told())
    checkins.add(path, told(0, AreaPain("head", 1)))

    assert checkins.between(path) == (told(0, AreaPain("head", 1)),)


def test_without_a_file_nothing_was_told_and_none_is_made(path: Path) -> None:
    assert (checkins.between(path), checkins.last(path), checkins.delete_all(path)) == ((), None, 0)
    assert checkins.weights(path) == TipWeights()
    assert not checkins.delete(path, TODAY)
    assert not path.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a file of Windows has no such mode")
def test_the_file_is_the_persons_alone(path: Path) -> None:
    path.parent.mkdir()
    path.touch(mode=0o644)

    checkins.add(path, told())

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_deleted_day_leaves_no_byte(path: Path) -> None:
    checkins.add(path, told(1, AreaPain("neck", 2), signs=("fever",)))
    checkins.allow(path, "neck", NOON)
    assert SECRET in bytes_in(path.parent)
    checkins.add(path, CheckIn(day=TODAY, at=NOON))

    assert checkins.delete(path, TODAY - timedelta(days=1))

    assert SECRET not in bytes_in(path.parent)
    assert b"neck" not in bytes_in(path.parent)
    assert checkins.between(path) == (CheckIn(day=TODAY, at=NOON),)


def test_a_day_told_anew_leaves_no_byte_of_before(path: Path) -> None:
    checkins.add(path, told())

    checkins.add(path, CheckIn(day=TODAY, at=NOON))

    assert SECRET not in bytes_in(path.parent)


def test_deleting_all_leaves_no_file_at_all(path: Path) -> None:
    """Not what was set aside as damaged, either, nor the journal of a program that was killed."""
    checkins.add(path, told())
    whole = path.read_bytes()
    path.with_name("checkins.db-journal").write_bytes(SECRET)
    path.write_bytes(b"no database" + whole[11:])
    checkins.add(path, told(1))
    checkins.allow(path, "neck", NOON)
    assert {SECRET in file.read_bytes() for file in path.parent.iterdir()} == {True}

    assert checkins.delete_all(path) == 1

    assert [*path.parent.iterdir()] == []


def test_what_is_deleted_is_overwritten_also_on_the_disk(path: Path) -> None:
    """Whoever has the file open by another name sees what the disk has."""
    checkins.add(path, told())
    os.link(path, path.parent.with_name("link"))

    checkins.delete_all(path)

    assert {*path.parent.with_name("link").read_bytes()} == {0}


def test_a_file_of_a_later_version_is_left_alone_but_can_be_deleted(path: Path) -> None:
    checkins.add(path, told())
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 9")
    before = path.read_bytes()

    with pytest.raises(CheckInsError, match="version 9"):
        checkins.add(path, told())
    assert path.read_bytes() == before
    checkins.delete_all(path)
    assert not path.exists()


def test_an_error_tells_of_no_pain(path: Path) -> None:
    checkins.add(path, told())
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            'UPDATE checkins SET told = replace(told, \'"areas":[\', \'"areas":[["neck","like-a-hot-needle"],\')'
        )

    with pytest.raises(CheckInsError) as error:
        checkins.between(path)

    assert "cannot be understood" in str(error.value)
    assert SECRET.decode() not in f"{error.value}{error.value.__cause__}"
    assert repr(told()) == "a check-in"
    assert repr(TipWeights(doubled=frozenset({"neck"}))) == "weights of tips"


def test_what_hurt_last_doubles_its_kinds(path: Path) -> None:
    checkins.add(path, told(2, AreaPain("neck", 5), AreaPain("left-wrist", 0)))
    assert checkins.weights(path) == TipWeights(doubled=frozenset({"neck"}), last=TODAY - timedelta(days=2))

    checkins.add(path, CheckIn(day=TODAY, at=NOON))

    assert checkins.weights(path) == TipWeights(last=TODAY)


def test_a_kind_with_a_sign_rests_until_it_is_switched_on(path: Path) -> None:
    checkins.add(path, told(2, AreaPain("neck", 5), signs=("numb-or-weak",)))
    checkins.add(path, told(1, AreaPain("neck", 5), AreaPain("lower-back", 2)))
    assert checkins.weights(path).resting == {"neck"}
    assert checkins.weights(path).doubled == {"back"}

    checkins.allow(path, "neck", NOON)
    assert checkins.weights(path).doubled == {"neck", "back"}
    assert checkins.weights(path).resting == set()

    later = NOON + timedelta(days=1)
    checkins.add(path, CheckIn(day=later.date(), at=later, areas=(AreaPain("neck", 1),), signs=("fever",)))
    assert checkins.weights(path).resting == {"neck"}


def test_what_made_it_worse_stays_away_until_it_is_switched_on(path: Path) -> None:
    checkins.add(path, told(2, worse_tips=("glide-the-chin",)))
    checkins.add(path, CheckIn(day=TODAY, at=NOON))
    assert checkins.weights(path).worse == {"glide-the-chin"}

    checkins.allow(path, "glide-the-chin", NOON)

    assert checkins.weights(path).worse == set()


def test_a_day_that_is_no_day_of_ours_reads_as_it_was_written(path: Path) -> None:
    at = datetime(2026, 3, 10, 23, 59, tzinfo=UTC)
    checkins.add(path, CheckIn(day=date(2026, 3, 11), at=at))

    assert checkins.of(path, date(2026, 3, 11)) == CheckIn(day=date(2026, 3, 11), at=at)
