"""When to speak, which reminder, and what it says: rules 8 to 10, 12, and the warnings.

what is due, with no hold against it -> at a good moment one Show, and the others that fall together with it settled
"""

from datetime import timedelta

from reminder.engine import holds, outcomes, rotation, status
from reminder.engine.countdowns import falls_due
from reminder.engine.polling import has_polled, ready
from reminder.engine.restart import STARTING
from reminder.engine.schedule import APART
from reminder.engine.turn import Turn
from reminder.model.effects import Show, Warn
from reminder.model.plan import Problem, Reminder, Urgency
from reminder.model.requests import NotShown, Unknown
from reminder.model.showing import Outcome, Showing, Words
from reminder.model.state import Due
from reminder.phrase import phrase, plainly

PLAIN = Words("Time for a short break", "Look up, let go of the keyboard and move a little.")


def speak(turn: Turn) -> None:
    """Rules 9 and 10."""
    due = ready(turn)
    if not turn.state.notifier or not _is_apart(turn) or not any(_is_a_good_moment(turn, d) for _, d in due):
        return
    best, its = min(due, key=lambda pair: _precedence(pair[0]))
    patient = not its.deferred and turn.now.ticks - its.since < APART
    if not (patient and _better_soon(turn, best)) and has_polled(turn):
        _show(turn, best)
        _absorb(turn, best)


def show_now(turn: Turn, request: int, name: str) -> None:
    """Rule 8, with the words of a snooze that waits. The reply comes with the news of the delivery."""
    enabled = {r.name: r for r in turn.enabled()}
    names = tuple(r.name for r in turn.plan.reminders)
    chosen = enabled.get(name or status.next_name(turn.state, turn.plan, turn.now))
    if name and name not in names:
        turn.respond(request, Unknown(name, names))
    elif not chosen:
        turn.respond(
            request,
            NotShown(
                phrase("the reminder {name} is disabled", name=name) if name else phrase("no reminder is enabled")
            ),
        )
    elif not turn.state.notifier:
        turn.respond(request, NotShown(turn.state.notifier_why or STARTING))
    else:
        _show(turn, chosen, request)


def untold(turn: Turn) -> list[Problem]:
    """The problems that the person has had no notification about."""
    return [problem for problem in turn.plan.problems if _key(problem) not in turn.state.told]


def warn(turn: Turn) -> None:
    """Once per distinct problem, when nothing else is before the person, and never under a hold."""
    told = turn.state.told & {_key(problem) for problem in turn.plan.problems}
    new = untold(turn)
    quiet = not turn.holds and not turn.state.showing and not ready(turn)
    if new and quiet and turn.state.notifier and _is_apart(turn) and has_polled(turn):
        turn.effects.append(Warn(tuple(new)))
        turn.set(spoke=turn.now.ticks, spoke_before=turn.state.spoke, told_before=told)
        told |= {_key(problem) for problem in new}
    if told != turn.state.told:
        turn.set(told=told)


def _key(problem: Problem) -> str:
    return " ".join((problem.key, plainly(problem.text), problem.file))


# --- the moment, and which of several ---------------------------------------------------------------------------------


def _is_apart(turn: Turn) -> bool:
    return turn.state.spoke is None or turn.now.ticks - turn.state.spoke >= APART


def _is_a_good_moment(turn: Turn, due: Due) -> bool:
    if due.deferred or not holds.sees_input(turn.state, turn.plan):
        return True
    idle = turn.state.idle_since
    paused_typing = idle is not None and turn.now.ticks - idle >= turn.plan.pause_is
    return paused_typing or turn.now.ticks - due.since >= turn.plan.wait_for_pause


def _precedence(r: Reminder) -> tuple[bool, timedelta, str]:
    """Of two that fall together the lesser one is shown."""
    return (not (r.at or r.title), -r.lasts, r.name)


def _better_soon(turn: Turn, best: Reminder) -> bool:
    """One that goes before this one falls due within a minute."""
    return any(_precedence(r) < _precedence(best) and _is_due_soon(turn, r) for r in turn.enabled())


def _absorb(turn: Turn, shown: Reminder) -> None:
    """A tip that is due with the one shown, or within a minute, counts as shown."""
    for r in turn.enabled():
        if r != shown and r.every and not r.title and (turn.countdown(r).due or _is_due_soon(turn, r)):
            turn.set_countdown(r.name, began=turn.now.ticks, due=None, snoozed=None)


def _is_due_soon(turn: Turn, r: Reminder) -> bool:
    falls = falls_due(turn, r)
    return falls is not None and falls <= turn.now.ticks + APART


# --- the showing ------------------------------------------------------------------------------------------------------


def _show(turn: Turn, r: Reminder, request: int | None = None) -> None:
    """Put this one before the person, now; it takes the place of the one that is open."""
    before = turn.state.showing or turn.state.withdrawn
    if turn.state.showing:
        outcomes.finish(turn, turn.state.showing, Outcome.IGNORED, withdraw=False)
    countdown = turn.countdown(r)
    due = countdown.due or Due(since=turn.now.ticks, words=countdown.snoozed.words if countdown.snoozed else None)
    snoozes = countdown.snoozed.times if countdown.snoozed and due.words else 0
    id = max(turn.state.next_id, int(turn.now.wall.timestamp() * 1000))
    showing = Showing(
        id=id,
        reminder=r.name,
        words=due.words or _words(turn, r),
        lasts=r.lasts,
        at=turn.stamp(),
        ticks=turn.now.ticks,
        snoozes=snoozes,
        fixed=due.fixed,
        handle=before.handle if before else "",
        request=request,
        by_hand=request is not None,
        waited=turn.now.ticks - due.since,
    )
    turn.set(showing=showing, withdrawn=None, spoke=turn.now.ticks, spoke_before=turn.state.spoke, next_id=id + 1)
    said = (*countdown.said, due.fixed) if due.fixed else countdown.said
    turn.set_countdown(r.name, began=turn.now.ticks, due=None, snoozed=None, said=said)
    turn.effects.append(
        Show(
            showing=showing,
            snooze=turn.plan.snooze_for if snoozes < turn.plan.snooze_limit else None,
            worked=_worked(turn) if due.deferred else None,
            overridden_holds=holds.overruled(turn.state, turn.plan, turn.now) if due.deferred else (),
            urgent=holds.urgency(turn.state, turn.plan, turn.now) is Urgency.CRITICAL,
        )
    )


def _words(turn: Turn, r: Reminder) -> Words:
    """Rule 12."""
    if r.title:
        return Words(r.title, r.text)
    state, pool = turn.state, rotation.pool(turn.plan.tips, r.about)
    last = state.shown.words.tip if state.shown else ""
    tip = rotation.choose(pool, state.tip_rounds, state.last_kind, last, turn.now.wall.date())
    if tip is None:
        return PLAIN
    turn.set(tip_rounds=rotation.after(tip, pool, state.tip_rounds), last_kind=tip.about)
    return Words(tip.title, tip.text, tip.id)


def _worked(turn: Turn) -> timedelta | None:
    """The time since the last natural break, where such a break would have been seen."""
    since = turn.state.working_since
    return turn.now.ticks - since if since is not None and holds.sees_input(turn.state, turn.plan) else None
