"""What becomes of a showing: rules 13 to 16, and 18.

a press, a command, a stretch without input, the passing of time -> one Record, and a Withdraw where it is still there
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from reminder.engine import holds, schedule
from reminder.engine.status import asks_checkin
from reminder.engine.turn import Turn
from reminder.model import requests
from reminder.model.checkin import Answer
from reminder.model.effects import CheckIn, OpenWindow, Record
from reminder.model.plan import Happening
from reminder.model.senses import Reason
from reminder.model.showing import WARNING, Button, Outcome, Showing, Shown, Withdraw
from reminder.model.state import Due, Snoozed
from reminder.phrase import Phrase, phrase

STARTS_WITHIN = timedelta(minutes=2)
"""A stretch without input that begins this soon after a showing has to do with it."""

AT_ONCE = timedelta(seconds=0.3)
"""Nobody closes a notification so soon after the desktop took it."""
_NEARLY_AT_ONCE = timedelta(seconds=2)
"""Nor so soon where the desktop is known to show none."""
_KNOWN_WITHIN = timedelta(seconds=10)
"""So long after that it may become known why."""
UNSEEN = phrase(
    "nobody has seen it; see whether the desktop's do not disturb is on, and what its settings for notifications say "
    "of reminder"
)

CHECKIN_PAGE = "checkin"
"""Of the window."""
_ENDINGS = frozenset({Reason.LOCKED, Reason.PAUSED, Reason.OUTSIDE_HOURS})
_PART = "notifications"
_CLOSED = phrase("the desktop closed the last notification in the moment in which it got it: {why}", why=UNSEEN)
_HAPPENINGS = {
    Outcome.DONE: Happening.DONE,
    Outcome.OBSERVED: Happening.DONE,
    Outcome.SNOOZED: Happening.SNOOZED,
    Outcome.SKIPPED: Happening.SKIPPED,
    Outcome.DISMISSED: Happening.IGNORED,
    Outcome.IGNORED: Happening.IGNORED,
}
_REFUSED = Outcome.SNOOZED, Outcome.SKIPPED
"""Whoever says so does not take the break that was asked for."""
_OUTCOMES = {Button.DONE: Outcome.DONE, Button.SKIP: Outcome.SKIPPED}


def finish(turn: Turn, showing: Showing, outcome: Outcome, withdraw: bool = True) -> None:
    """The one outcome of this showing."""
    _respond_to_now(turn, showing, confirmed=False)
    turn.effects.append(Record(showing, outcome, turn.stamp()))
    turn.tell(_HAPPENINGS[outcome], showing, outcome)
    if outcome in _REFUSED:
        turn.set_delivery(asked=None)
    if withdraw:
        _withdraw(turn, showing)
    turn.set_delivery(showing=None, shown=Shown(showing.reminder, showing.words, showing.at, outcome))


def _withdraw(turn: Turn, showing: Showing) -> None:
    withdrawn = Withdraw(showing.id, showing.handle)
    turn.set_delivery(withdrawn=withdrawn)
    turn.effects.append(withdrawn)


def ignore(turn: Turn) -> None:
    """Nobody answered the open showing, if there is one, and nobody can any more."""
    if turn.showing:
        finish(turn, turn.showing, Outcome.IGNORED)


# --- the person -------------------------------------------------------------------------------------------------------


def press(turn: Turn, showing: Showing, button: Button) -> None:
    """A button; that for a snooze is not there after `snooze.limit`."""
    if button is not Button.SNOOZE:
        finish(turn, showing, _OUTCOMES[button])
    elif showing.snoozes < turn.plan.snooze_limit:
        _snooze(turn, showing, turn.plan.snooze_for)


def answer(turn: Turn, showing: Showing, given: Answer, token: str) -> None:
    """A button of one that asks for a check-in. It counts as done whichever it was: what hurts is in no history."""
    if given is Answer.TELL:
        turn.effects.append(OpenWindow(token, CHECKIN_PAGE))
    else:
        turn.effects.append(CheckIn(given, turn.stamp()))
    finish(turn, showing, Outcome.DONE)


def open_window(turn: Turn, showing: Showing | None, token: str) -> None:
    """A click on the words says no more than that they were read; without a showing it was on one of before."""
    turn.effects.append(OpenWindow(token, CHECKIN_PAGE) if asks_checkin(showing, turn.plan) else OpenWindow(token))
    if showing:
        finish(turn, showing, Outcome.DISMISSED)


def close(turn: Turn, showing: Showing, by_person: bool) -> None:
    """One that merely timed out is still answerable, by a command or in the desktop's notification centre.

    Under do not disturb Cinnamon 6.6 closes at once what it is given and says that the person did; xfce4-notifyd 0.9
    does so for a reason without a name.
    """
    behind = holds.behind(turn.state, turn.plan, turn.now)
    since = None if showing.posted is None else turn.now.ticks - showing.posted
    if since is not None and since <= (_NEARLY_AT_ONCE if behind else AT_ONCE):
        turn.set_delivery(showing=replace(showing, unseen=True))
        if not behind:
            turn.set_run(faults={**turn.run.faults, _PART: _CLOSED})
    elif by_person:
        finish(turn, showing, Outcome.DISMISSED, withdraw=False)


def give(turn: Turn, request: int, wanted: requests.PressButton) -> None:
    """Rules 15 and 16, on the command line."""
    showing, button = turn.showing, wanted.button
    checkin = asks_checkin(showing, turn.plan)
    snoozed = [name for name, countdown in turn.state.countdowns.items() if countdown.snoozed]
    if showing and button is Button.SNOOZE:
        if wanted.length is None and showing.snoozes >= turn.plan.snooze_limit:
            turn.respond(request, requests.SnoozedEnough(turn.plan.snooze_limit))
        else:
            until = _snooze(turn, showing, wanted.length or turn.plan.snooze_for)
            turn.respond(request, requests.Recorded(Outcome.SNOOZED, turn.last_shown(), until, checkin))
    elif showing:
        finish(turn, showing, _OUTCOMES[button])
        turn.respond(request, requests.Recorded(_OUTCOMES[button], turn.last_shown(), checkin=checkin))
    elif snoozed and button is not Button.SNOOZE:
        for name in snoozed:
            _cancel_snooze(turn, name)
        turn.respond(request, requests.SnoozeCancelled(snoozed[0]))
    else:
        turn.respond(request, requests.NothingOpen(turn.delivery.shown))


def _snooze(turn: Turn, showing: Showing, length: timedelta) -> datetime | None:
    """Returns when it comes back; None: not at all, as a snooze does not outlive a pause or closed hours."""
    finish(turn, showing, Outcome.SNOOZED)
    active = holds.active(turn.state, turn.plan, turn.now)
    for r in turn.enabled():
        if r.name == showing.reminder and not holds.drops(holds.against(r, active, turn.plan, turn.now)):
            until, due = turn.now.ticks + length, turn.countdown(r).due
            snoozed = Snoozed(until=until, words=showing.words, times=showing.snoozes + 1)
            turn.set_countdown(r.name, due=due if due and due.fixed else None, snoozed=snoozed)
            return schedule.stamp(holds.wall_at(turn.now, until))
    return None


def _cancel_snooze(turn: Turn, name: str) -> None:
    """The countdown goes on from the showing that was put off; what is over by now is skipped as well."""
    countdown = turn.state.countdowns[name]
    due = countdown.due if countdown.due and not countdown.due.words else None
    every = next((r.every for r in turn.enabled() if r.name == name), None)
    over = every is not None and countdown.began + every <= turn.now.ticks
    turn.set_countdown(name, snoozed=None, due=due, began=turn.now.ticks if over else countdown.began)


def observe(turn: Turn, since: timedelta | None) -> None:
    """Rule 14, of a stretch without input `since` then. It answers no check-in.

    Only the part after the showing counts: the pause in typing that let it appear lies before.
    """
    showing = turn.showing
    if showing and since is not None and not asks_checkin(showing, turn.plan):
        began = max(since, showing.ticks)
        if began <= showing.ticks + STARTS_WITHIN and turn.now.ticks - began >= showing.lasts:
            finish(turn, showing, Outcome.OBSERVED)


# --- time and holds ---------------------------------------------------------------------------------------------------


def outlast(turn: Turn, since: timedelta) -> None:
    """An absence `since` then ends the showing before it, if it was the natural break that this one asks for."""
    showing = turn.showing
    if showing and turn.now.ticks - max(since, showing.ticks) >= holds.natural_break(showing.lasts, turn.plan):
        ignore(turn)


def expire(turn: Turn) -> None:
    """An open showing ends when a hold begins that nobody works under, and after `notify.expire`."""
    showing = turn.showing
    reasons = frozenset(hold.reason for hold in turn.holds)
    ending = (reasons - turn.state.held) & _ENDINGS
    if showing and (ending or turn.now.ticks - showing.ticks >= turn.plan.notify.expire):
        ignore(turn)
    if reasons != turn.state.held:
        turn.set(held=reasons)


def defer_unseen(turn: Turn) -> None:
    """What the desktop did not show because of a hold is deferred to its end, as if that had been known in time.

    One shown by `now` was given to the desktop, as the response says, and does not come again.
    """
    showing = turn.showing
    if not showing or not showing.unseen or showing.posted is None or showing.by_hand:
        return
    urgency = holds.urgency(turn.state, turn.plan, turn.now)
    is_new = turn.now.ticks - showing.posted <= _KNOWN_WITHIN
    if is_new and any(holds.hides(hold, urgency) for hold in turn.holds):
        _forget_fault(turn)
        owe(turn, showing)


# --- the delivery -----------------------------------------------------------------------------------------------------


def confirm(turn: Turn, showing: Showing, handle: str) -> None:
    """The desktop has taken it, however late."""
    _respond_to_now(turn, showing, confirmed=True)
    _forget_fault(turn)
    if showing.posted is None:
        turn.tell(Happening.SHOWN, showing)
    turn.set_delivery(showing=replace(showing, handle=handle, posted=turn.now.ticks))


def lapse(turn: Turn, showing: Showing) -> None:
    """Rule 18: it may be there, or still come; so it is neither posted again nor over."""
    _respond_to_now(turn, showing, confirmed=False)


def fail(turn: Turn, id: int, why: Phrase) -> None:
    """Rule 18: nobody saw it, so it is due again, with the same words, once a notifier serves; a warning likewise."""
    turn.set_run(notifier="", notifier_why=why)
    if id == WARNING:
        turn.set_delivery(told=turn.delivery.told_before, spoke=turn.delivery.spoke_before)
    if not (showing := turn.open(id)):
        return
    if showing.handle:  # the one before may still be there
        _withdraw(turn, showing)
    _respond_once(turn, requests.NotShown(why))
    owe(turn, showing)


def owe(turn: Turn, showing: Showing) -> None:
    """Nobody saw it, or could go on seeing it: it is due again, with the same words."""
    turn.set_delivery(showing=None, asked=None, spoke=turn.delivery.spoke_before)
    if countdown := turn.state.countdowns.get(showing.reminder):
        due = Due(since=turn.now.ticks, deferred=True, words=showing.words, fixed=showing.fixed)
        said = tuple(when for when in countdown.said if when != showing.fixed)
        times = showing.snoozes
        snoozed = Snoozed(until=turn.now.ticks, words=showing.words, times=times) if times else None
        turn.set_countdown(showing.reminder, due=due, said=said, snoozed=snoozed)


def _respond_to_now(turn: Turn, showing: Showing, confirmed: bool) -> None:
    active = holds.active(turn.state, turn.plan, turn.now)
    behind = holds.behind(turn.state, turn.plan, turn.now)
    _respond_once(turn, requests.NowShown(showing.reminder, showing.words, active, confirmed, behind))


def _respond_once(turn: Turn, response: requests.NowShown | requests.NotShown) -> None:
    """To the `now` that the open showing is for, if there is one."""
    if turn.run.show_request is not None:
        turn.respond(turn.run.show_request, response)
        turn.set_run(show_request=None)


def _forget_fault(turn: Turn) -> None:
    turn.set_run(faults={part: why for part, why in turn.run.faults.items() if part != _PART})
