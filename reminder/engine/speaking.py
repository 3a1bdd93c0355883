"""When to speak, which reminder, and what it says: rules 8 to 10, and 12.

what is due, with no hold against it -> at a good moment one Show, and the others that fall together with it settled
"""

from datetime import timedelta

from reminder.engine import checkins, holds, outcomes, rotation, status
from reminder.engine.countdowns import falls_due
from reminder.engine.polling import has_polled
from reminder.engine.restart import STARTING
from reminder.engine.schedule import APART
from reminder.engine.turn import Turn
from reminder.model.checkin import Answer
from reminder.model.effects import Show
from reminder.model.plan import Reminder, Urgency
from reminder.model.requests import NotShown, Unknown
from reminder.model.showing import Outcome, Showing, Words
from reminder.model.state import Asked, Due
from reminder.phrase import phrase

PLAIN = Words("Time for a short break", "Look up, let go of the keyboard and move a little.")
"""Where every tip is hidden: the one piece of advice that stands in the program and not in tips.toml."""


def speak(turn: Turn) -> None:
    """Rules 9 and 10."""
    due = turn.ready()
    if not turn.run.notifier or not is_apart(turn) or not any(_is_a_good_moment(turn, d) for _, d in due):
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
        why = phrase("the reminder {name} is disabled", name=name) if name else phrase("no reminder is enabled")
        turn.respond(request, NotShown(why))
    elif not turn.run.notifier:
        turn.respond(request, NotShown(turn.run.notifier_why or STARTING))
    else:
        _show(turn, chosen, request)


# --- the moment, and which of several ---------------------------------------------------------------------------------


def is_apart(turn: Turn) -> bool:
    """Rule 10: the last notification is a minute ago."""
    return turn.delivery.spoke is None or turn.now.ticks - turn.delivery.spoke >= APART


def _is_a_good_moment(turn: Turn, due: Due) -> bool:
    if due.deferred or not holds.sees_input(turn.state, turn.plan):
        return True
    idle = turn.run.idle_since
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
    before = turn.showing or turn.delivery.withdrawn
    if turn.showing:
        outcomes.finish(turn, turn.showing, Outcome.IGNORED, withdraw=False)
    countdown = turn.countdown(r)
    due = countdown.due or Due(since=turn.now.ticks, words=countdown.snoozed.words if countdown.snoozed else None)
    again = due.words if due.words and checkins.may_say(turn, due.words) else None
    snoozes = countdown.snoozed.times if countdown.snoozed and again else 0
    id = max(turn.delivery.next_id, int(turn.now.wall.timestamp() * 1000))
    showing = Showing(
        id=id,
        reminder=r.name,
        words=again or _words(turn, r),
        lasts=r.lasts,
        at=turn.stamp(),
        ticks=turn.now.ticks,
        snoozes=snoozes,
        fixed=due.fixed,
        handle=before.handle if before else "",
        by_hand=request is not None,
        waited=turn.now.ticks - due.since,
    )
    spoke = turn.delivery.spoke
    asked = None if r.checkin else Asked(at=showing.ticks, lasts=showing.lasts)
    turn.set_delivery(
        showing=showing, asked=asked, withdrawn=None, spoke=turn.now.ticks, spoke_before=spoke, next_id=id + 1
    )
    turn.set_run(show_request=request)
    said = (*countdown.said, due.fixed) if due.fixed else countdown.said
    turn.set_countdown(r.name, began=turn.now.ticks, due=None, snoozed=None, said=said)
    turn.effects.append(
        Show(
            showing=showing,
            snooze=None if r.checkin else turn.plan.snooze_after(snoozes),
            worked=_worked(turn) if due.deferred else None,
            overruled=holds.overruled(turn.state, turn.plan, turn.now) if due.deferred else (),
            urgent=holds.urgency(turn.state, turn.plan, turn.now) is Urgency.CRITICAL,
            answers=_answers(turn) if r.checkin else (),
            about=next((tip.about for tip in turn.plan.tips if tip.id == showing.words.tip), ""),
        )
    )


def _answers(turn: Turn) -> tuple[Answer, ...]:
    return tuple(answer for answer in Answer if answer is not Answer.AS_BEFORE or turn.run.weights.last)


def _words(turn: Turn, r: Reminder) -> Words:
    """Rule 12."""
    if r.title:
        return Words(r.title, r.text)
    delivery, pool = turn.delivery, rotation.pool(checkins.tips(turn), r.about)
    last = delivery.shown.words.tip if delivery.shown else ""
    doubled = turn.run.weights.doubled
    told = rotation.Told(delivery.tip_rounds, delivery.kind_turns, delivery.last_kind, last, doubled)
    tip = rotation.choose(pool, told, turn.now.wall.date())
    if tip is None:
        return PLAIN
    told = rotation.after(tip, pool, told)
    turn.set_delivery(tip_rounds=told.rounds, kind_turns=told.turns, last_kind=told.kind)
    return Words(tip.title, tip.text, tip.id)


def _worked(turn: Turn) -> timedelta | None:
    """The time since the last natural break, where such a break would have been seen."""
    since = turn.state.working_since
    return turn.now.ticks - since if since is not None and holds.sees_input(turn.state, turn.plan) else None
