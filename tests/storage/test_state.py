"""The state on real files: what goes in comes out, and no accident costs the file that was there."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace
from support.disks import full_disk
from support.words import told

from reminder.model.moment import Moment
from reminder.model.senses import Hold, Reason
from reminder.model.showing import Showing, Words
from reminder.model.state import Countdown, Delivery, Due, Heartbeat, Pause, Run, State
from reminder.phrase import Phrase, plainly, verbatim
from reminder.storage.files import set_aside
from reminder.storage.state import load, save, write_heartbeat

_zones = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-9, minutes=-30))])
st.register_type_strategy(
    datetime,
    st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=_zones),  # noqa: DTZ001
)
st.register_type_strategy(timedelta, st.timedeltas(timedelta(), timedelta(hours=4)))
st.register_type_strategy(Moment, st.builds(Moment, st.just(timedelta(hours=5)), st.from_type(timedelta)))
st.register_type_strategy(int, st.integers(-(2**60), 2**60))
st.register_type_strategy(Phrase, st.builds(verbatim, st.text(max_size=8)))
st.register_type_strategy(str, st.text(st.characters(codec="utf-8"), max_size=8))


def _any(kind: type[Struct], **known: Struct) -> st.SearchStrategy[Any]:
    fields = {name: st.from_type(hint) for name, hint in get_type_hints(kind).items()}
    return st.builds(kind, **fields | {name: st.just(value) for name, value in known.items()})


st.register_type_strategy(Heartbeat, _any(Heartbeat))
st.register_type_strategy(Delivery, _any(Delivery))

BERLIN = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
WORDS = Words("Look up", "Let the eyes rest on something far away.", "eyes-far")
FULL = State(
    heartbeat=Heartbeat(boot="b", last=Moment(timedelta(hours=5, microseconds=3), timedelta(hours=4), BERLIN)),
    countdowns={
        "posture": Countdown(began=timedelta(hours=4), due=Due(since=timedelta(hours=5), deferred=True, words=WORDS)),
        "lunch": Countdown(began=timedelta(), said=(BERLIN,)),
    },
    delivery=Delivery(
        showing=Showing(
            id=2**53 + 1,
            reminder="posture",
            words=WORDS,
            lasts=timedelta(seconds=30),
            at=BERLIN,
            ticks=timedelta(hours=5),
        ),
        tip_rounds={"eyes-far": 2},
    ),
    sensed=(Hold(reason=Reason.MEETING, since=BERLIN, sense="microphone"),),
    held=frozenset({Reason.MEETING, Reason.PAUSED}),
)
BEFORE = State(heartbeat=Heartbeat(boot="before"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def loaded(path: Path) -> State:
    found = load(path)
    assert found.problem is None
    assert found.state is not None
    return found.state


def refused(path: Path) -> str:
    """Nothing is loaded; why."""
    state, problem = load(path)
    assert state is None
    return told(problem)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
@given(state=_any(State, run=Run()))
def test_every_state_comes_back_as_it_was(path: Path, state: State) -> None:
    assert save(state, path) is None
    assert loaded(path) == state


def test_a_doubled_hour_comes_back_as_the_same_instant_with_its_offset(path: Path) -> None:
    save(FULL, path)
    last = loaded(path).heartbeat.last
    assert last.wall.astimezone(UTC) == BERLIN.astimezone(UTC)
    assert last.wall.utcoffset() == BERLIN.utcoffset() == timedelta(hours=1)


def test_any_kind_of_mapping_is_saved(path: Path) -> None:
    assert save(State(heeded=MappingProxyType({"camera": timedelta(1)})), path) is None
    assert loaded(path).heeded == {"camera": timedelta(1)}


def test_a_text_that_is_no_unicode_is_a_problem_and_no_error(path: Path) -> None:
    save(FULL, path)

    assert "not Unicode" in told(save(State(sensed=(Hold(reason=Reason.APP, since=BERLIN, detail="\udcff"),)), path))
    assert loaded(path).delivery.showing


def test_where_nothing_was_saved_there_is_no_state_and_no_problem(path: Path) -> None:
    assert load(path) == (None, None)


def test_cut_off_at_any_byte_it_is_set_aside_as_it_is(path: Path) -> None:
    save(FULL, path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        why = refused(path)
        assert "damaged" in why
        assert not path.exists()
        newest = max(path.parent.glob("*.corrupt-*"), key=lambda file: int(file.name.rpartition("-")[2]))
        assert str(newest) in why
        assert newest.read_bytes() == whole[:length]


@given(content=st.binary(max_size=200) | st.text().map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_stands_in_the_file_is_an_error(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert load(path).problem is not None


@pytest.mark.parametrize(
    "content",
    [
        '{"version":2,"state":{"heartbeat":{"boot":7}}}',
        '{"version":2,"state":{"heartbeat":{"last":[1,2,3]}}}',
        '{"version":2,"state":{"heartbeat":{"checked":"2026-02-30T00:00:00Z"}}}',
        '{"version":2}',
        '{"version":2,"state":' + "[" * 100_000,
        '{"version":1,"state":{"boot":7}}',
        '{"version":1,"state":{"last":[1,2,3]}}',
        '{"version":1,"state":{"courses":7}}',
        '{"version":1,"state":["courses"]}',
    ],
    ids=[
        *("wrong type", "no durations", "no date", "no state", "deep and cut"),
        *("old, wrong type", "old, no durations", "old, no countdowns", "old, a list"),
    ],
)
def test_a_file_of_another_shape_is_set_aside(path: Path, content: str) -> None:
    path.write_text(content)
    assert "damaged" in refused(path)
    assert path.with_name("state.json.corrupt-1").read_text() == content


@pytest.mark.parametrize("levels", [10_000, 100_000, 1_000_000])
@pytest.mark.parametrize(("version", "key"), [(2, "countdowns"), (1, "courses")])
def test_a_file_that_is_nested_too_deep_is_set_aside(path: Path, version: int, key: str, levels: int) -> None:
    """How deep is too deep Python says, from 3.14 on by the stack that there is; what is not is passed over."""
    path.write_text(f'{{"version":{version},"state":{{"{key}":' + '{"a":' * levels + "1" + "}" * (levels + 2))

    state, problem = load(path)

    if state:
        assert (problem, path.exists(), *state.countdowns) == (None, True, "a")
    else:
        assert "damaged" in told(problem)
        assert path.with_name("state.json.corrupt-1").exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda state: replace(state, heartbeat=Heartbeat(checked=datetime(2026, 1, 5, 9))),  # noqa: DTZ001
        lambda state: replace(state, heartbeat=Heartbeat(checked=datetime(1, 1, 1, tzinfo=UTC))),
        lambda state: replace(state, working_since=timedelta(days=900_000_000)),
        lambda state: replace(state, delivery=Delivery(next_id=10**30)),
        lambda state: replace(state, countdowns={"posture": Countdown(began=timedelta(hours=6))}),
        lambda state: replace(state, delivery=replace(state.delivery, spoke=timedelta(hours=6))),
        lambda state: replace(state, pause=Pause(began=timedelta(), since=BERLIN, length=timedelta(days=4000))),
        lambda state: replace(
            state, heartbeat=Heartbeat(), pause=Pause(began=timedelta(), since=BERLIN, length=timedelta(days=4000))
        ),
    ],
    ids=[
        "no zone",
        "antiquity",
        "an age",
        "too large for the history",
        "a countdown to come",
        "a notification to come",
        "ten years of pause",
        "ten years of pause, and no event before",
    ],
)
def test_what_no_run_can_have_saved_is_set_aside(path: Path, spoil: Callable[[State], State]) -> None:
    save(spoil(FULL), path)
    assert "damaged" in refused(path)


def test_a_pipe_in_its_place_keeps_nobody_waiting(path: Path) -> None:
    save(FULL, path)
    for name in ("state.json", "state.json.alive"):
        path.with_name(name).unlink(missing_ok=True)
        os.mkfifo(path.with_name(name))
    assert "cannot be read (Not a file)" in refused(path)
    assert write_heartbeat(FULL, path) is not None
    assert save(FULL, path) is None
    assert loaded(path).delivery.tip_rounds == FULL.delivery.tip_rounds


def test_a_file_of_a_newer_program_is_set_aside_and_named(path: Path) -> None:
    path.write_text('{"version":3,"state":["another","shape"]}')
    assert "version 3" in refused(path)
    assert path.with_name("state.json.corrupt-1").exists()


def test_a_field_of_a_newer_program_is_passed_over_and_a_missing_one_has_its_default(path: Path) -> None:
    path.write_text('{"version":2,"state":{"heartbeat":{"boot":"b","pulse":60},"mood":"good"}}')
    assert loaded(path) == State(heartbeat=Heartbeat(boot="b"))


def test_three_set_aside_are_kept_the_last_ones(path: Path) -> None:
    for number in range(1, 13):
        path.write_text(f"garbage {number}")
        path.with_name("state.json-wal").write_text(f"companion {number}")
        set_aside(path, "-wal")
    assert {file.name: file.read_text() for file in path.parent.iterdir()} == {
        f"state.json.corrupt-{number}{ending}": f"{text} {number}"
        for number in (10, 11, 12)
        for ending, text in (("", "garbage"), ("-wal", "companion"))
    }


def test_what_cannot_be_set_aside_is_a_problem_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, goal: Path) -> None:
        raise PermissionError(13, "Permission denied")

    path.write_text("garbage")
    monkeypatch.setattr(Path, "replace", refuse)
    assert "could not be set aside (Permission denied)" in refused(path)


def test_what_cannot_be_read_is_left_where_it_is(path: Path) -> None:
    path.mkdir()
    assert "cannot be read (Is a directory)" in refused(path)
    assert path.is_dir()


def test_nothing_is_written_where_nothing_changed(path: Path) -> None:
    save(FULL, path)
    before = path.stat()
    save(FULL, path)
    assert path.stat().st_ino == before.st_ino
    save(State(), path)
    assert path.stat().st_ino != before.st_ino


def test_only_its_owner_reads_it_and_nothing_is_left_beside_it(path: Path) -> None:
    save(FULL, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["state.json"]  # noqa: PTH208


def _beside_is_full(path: Path) -> None:
    path.with_name("state.json.new").symlink_to("/dev/full")


def _beside_is_a_directory(path: Path) -> None:
    path.with_name("state.json.new").mkdir()


@pytest.mark.parametrize("hurt", [_beside_is_full, _beside_is_a_directory], ids=["full", "in the way"])
def test_a_failed_save_is_a_problem_and_leaves_what_was_there(path: Path, hurt: Callable[[Path], None]) -> None:
    save(BEFORE, path)
    hurt(path)
    problem = save(FULL, path)
    assert problem.key == "state"
    assert "cannot be saved" in plainly(problem.text)
    assert loaded(path) == BEFORE


def test_a_disk_that_fills_up_leaves_what_was_there(path: Path) -> None:
    save(BEFORE, path)
    with full_disk():
        problem = save(FULL, path)
    assert "File too large" in told(problem)
    assert loaded(path) == BEFORE
    assert os.listdir(path.parent) == ["state.json"]  # noqa: PTH208


def test_a_home_that_is_a_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert str(tmp_path / "home") in told(save(FULL, tmp_path / "home" / "state.json"))


def test_saving_heals_by_itself(path: Path) -> None:
    save(BEFORE, path)
    _beside_is_full(path)
    assert save(FULL, path) is not None
    assert save(FULL, path) is None
    assert loaded(path).heartbeat.boot == FULL.heartbeat.boot


NOW = Moment(timedelta(hours=5), timedelta(hours=4), datetime(2026, 1, 5, 9, tzinfo=UTC))
HERE = State(heartbeat=Heartbeat(boot="b", last=NOW))


def later(state: State, by: timedelta) -> State:
    return replace(state, heartbeat=replace(state.heartbeat, last=NOW._replace(ticks=NOW.ticks + by)))


def test_word_that_it_runs_makes_it_later_and_nothing_else(path: Path) -> None:
    save(HERE, path)
    whole = path.read_bytes()
    for number in range(1, 4):
        still = later(HERE, timedelta(minutes=5 * number))
        assert write_heartbeat(still, path) is None
        assert load(path).state == still
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "spoil",
    [
        lambda word, path: word.write_bytes(b""),
        lambda word, path: word.write_bytes(word.read_bytes()[:20]),
        lambda word, path: word.write_bytes(b"\xff" * 256),
        lambda word, path: write_heartbeat(State(heartbeat=Heartbeat(boot="another", last=NOW)), path),
        lambda word, path: write_heartbeat(later(HERE, timedelta(minutes=-5)), path),
        lambda word, path: word.unlink(),
    ],
    ids=["empty", "cut off", "rubbish", "of another boot", "earlier", "gone"],
)
def test_a_word_that_says_nothing_changes_nothing(path: Path, spoil: Callable[[Path, Path], object]) -> None:
    save(HERE, path)
    write_heartbeat(later(HERE, timedelta(minutes=5)), path)
    spoil(path.with_name(f"{path.name}.alive"), path)
    assert load(path).state == HERE


def test_a_program_that_has_ended_did_not_go_on(path: Path) -> None:
    ended = State(heartbeat=Heartbeat(boot="b", last=NOW, ended=True))
    write_heartbeat(later(HERE, timedelta(minutes=5)), path)
    save(ended, path)
    assert load(path).state == ended


def test_a_word_that_cannot_be_left_is_told(path: Path) -> None:
    save(HERE, path)
    path.with_name(f"{path.name}.alive").mkdir()
    assert "cannot be left" in told(write_heartbeat(HERE, path))
    assert load(path).state == HERE
