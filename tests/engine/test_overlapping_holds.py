"""Whatever holds begin and end in whatever order, the right ones are left, and what they kept is shown once."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from support.fakes import POSTURE, Desk, a_plan, a_quiet, hours, minutes, office, seconds
from support.random_desk import SENSED

from reminder.model.events import Inhibited, Locked, SenseLost, Unlocked
from reminder.model.requests import Resume
from reminder.model.senses import Reason
from reminder.phrase import verbatim

LOCKED, PAUSED, AWAY = (Reason.LOCKED, ""), (Reason.PAUSED, ""), (Reason.AWAY, "")
ALL = (*SENSED, LOCKED, PAUSED, AWAY)
Key = tuple[Reason, str]


@dataclass(frozen=True)
class Turn:
    """One hold begins or ends, some time after the one before; for a sense, ends may mean that it goes blind."""

    key: Key
    begins: bool
    after: int
    blind: bool


turns = st.lists(
    st.builds(Turn, st.sampled_from(ALL), st.booleans(), st.integers(0, 25 * 60), st.booleans()),
    min_size=1,
    max_size=25,
)


def take(desk: Desk, turn: Turn, there: set[Key]) -> None:
    """At the desk, and in the account of what there must be."""
    key = turn.key
    if turn.begins == (key in there):
        return
    (there.add if turn.begins else there.discard)(key)
    if key == LOCKED:
        desk.send(Locked(desk.now) if turn.begins else Unlocked(desk.now))
    elif key == PAUSED:
        desk.pause() if turn.begins else desk.ask(Resume())
    elif key == AWAY and turn.begins:
        desk.stop_typing()
        desk.advance(minutes(5))
    elif key == AWAY:
        desk.type()
    elif turn.begins:
        desk.hold(*key)
    elif turn.blind:
        desk.send(SenseLost(desk.now, key[1], verbatim("blind")))
    else:
        desk.release(*key)


@settings(max_examples=150)
@given(turns=turns)
def test_one_ending_never_lifts_another(turns: list[Turn]) -> None:
    desk = Desk(a_plan(quiet=a_quiet(at_most=hours(24 * 30))))
    there: set[Key] = set()
    for turn in turns:
        desk.advance(seconds(turn.after))
        take(desk, turn, there)
        assert {(hold.reason, hold.sense) for hold in desk.status().holds} == there


@settings(max_examples=150)
@given(turns=turns, last=st.permutations(SENSED))
def test_what_a_hold_kept_is_shown_exactly_once(turns: list[Turn], last: list[Key]) -> None:
    """Under the sensed holds alone: the others may clear it."""
    desk = Desk(a_plan(quiet=a_quiet(at_most=hours(24 * 30))))
    there: set[Key] = set()
    desk.hold(*last[0])
    there.add(last[0])
    for turn in turns:
        desk.advance(seconds(turn.after))
        if turn.key in SENSED and turn.key != last[0]:
            take(desk, turn, there)
        assert desk.times() == []
    kept = desk.status().reminders[0].deferred
    assert kept == (sum(turn.after for turn in turns) >= 20 * 60)
    for key in reversed(last):
        take(desk, Turn(key, False, 0, False), there)
    assert len(desk.times()) == kept
    desk.advance(minutes(19))
    assert len(desk.times()) <= 1


@settings(max_examples=100)
@given(turns=turns, closing=st.booleans())
def test_films_and_hours_among_them_change_nothing_about_the_rest(turns: list[Turn], closing: bool) -> None:
    desk = Desk(a_plan(POSTURE, hours=office("09:00-13:00"), quiet=a_quiet(at_most=hours(24 * 30))))
    there: set[Key] = set()
    if closing:
        desk.until("13:00")
    for number, turn in enumerate(turns):
        desk.send(Inhibited(desk.now, "idle inhibitors", ("mpv",) if number % 3 else ()))
        if turn.key != AWAY:
            take(desk, turn, there)
        expected = there | ({(Reason.OUTSIDE_HOURS, "")} if closing else set())
        assert {(hold.reason, hold.sense) for hold in desk.status().holds} == expected
