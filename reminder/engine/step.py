"""One step: what happened is taken in, then all that the rules make of it is settled."""

from datetime import timedelta
from typing import assert_never

from reminder.engine import (
    breaks,
    checkins,
    countdowns,
    holds,
    outcomes,
    polling,
    presence,
    restart,
    schedule,
    spans,
    speaking,
    waiting,
    warnings,
    welcome,
)
from reminder.engine.turn import Turn
from reminder.model import events
from reminder.model.effects import Configure, Effect, OpenWindow, Restart, TellOfLogin
from reminder.model.moment import Moment
from reminder.model.plan import Plan
from reminder.model.requests import AskStatus, Paused, PauseFor, PressButton, Request, Resume, ShowNow
from reminder.model.showing import WELCOME
from reminder.model.state import Pause, State


def step(state: State, event: events.Event, plan: Plan) -> tuple[State, list[Effect]]:
    """What is known after `event`, and what to do now, in that order."""
    turn = Turn(state, plan, event.at)
    if isinstance(event, events.Started):
        restart.start(turn, event.boot, event.virtual)
        turn.set_run(weights=event.weights)
        welcome.begin(turn, event)
    else:
        turn.now = _not_before(state.heartbeat.last, event.at)
        presence.notice_clocks(turn)
    turn.set_heartbeat(last=turn.now._replace(wall=turn.stamp()))
    _take_in(turn, event)
    if not isinstance(event, events.Stopping):
        _settle(turn)
    spans.follow(turn, state, event)
    return turn.state, turn.effects


def _not_before(last: Moment | None, at: Moment) -> Moment:
    """An event that waited, while one that came later went before it, counts as of that time."""
    return last._replace(wall=last.wall.astimezone(at.wall.tzinfo)) if last and at.ticks < last.ticks else at


def _settle(turn: Turn) -> None:
    """Everything that the rules make of what is known, at this moment. Doing it twice changes nothing."""
    pause = turn.state.pause
    if pause and (left := holds.pause_left(pause, turn.now)) is not None and left <= timedelta():
        turn.set(pause=None)
    countdowns.sync(turn)
    outcomes.observe(turn, holds.absent_from(turn.state, turn.plan))
    breaks.begin(turn, holds.absent_from(turn.state, turn.plan))
    presence.follow_absence(turn)
    turn.holds = holds.active(turn.state, turn.plan, turn.now)
    breaks.follow(turn)
    countdowns.drop_and_renew(turn)
    countdowns.fall_due(turn)
    outcomes.defer_unseen(turn)
    polling.heed(turn, by_itself=turn.answered)
    outcomes.expire(turn)
    if turn.wanted:
        speaking.show_now(turn, *turn.wanted)
    speaking.speak(turn)
    warnings.warn(turn)
    welcome.greet(turn)
    waiting.arrange(turn)
    if turn.run.upgrade_pending and not turn.showing:
        turn.set_run(upgrade_pending=False)
        turn.effects.append(Restart())


def _take_in(turn: Turn, event: events.Event) -> None:
    match event:
        case events.Started() | events.Woke():
            pass
        case events.PlanChanged(before=before):
            turn.effects.append(Configure(turn.plan))
            countdowns.change_plan(turn, before)
            if turn.plan.quiet != before.quiet:  # some senses are made anew, and have not looked yet
                turn.set_run(sensed_before=turn.state.sensed)
                polling.poll(turn)
            if not turn.plan.see_idle:
                presence.end_idleness(turn)
        case events.WentIdle(since=since):
            presence.begin_idleness(turn, since)
        case events.CameBack():
            presence.end_idleness(turn)
        case events.Locked():
            if turn.run.locked_since is None:
                turn.set_run(locked_since=turn.now.ticks)
        case events.Unlocked():
            turn.set_run(locked_since=None)
        case events.Inhibited(sense=sense, by=by):
            presence.inhibit(turn, sense, by)
        case events.HoldBegan():
            presence.begin_hold(turn, event)
        case events.HoldEnded():
            presence.end_hold(turn, event)
        case events.SenseFound(sense=sense):
            presence.find_sense(turn, sense)
        case events.SenseLost():
            presence.lose_sense(turn, event)
        case events.SensesAnswered():
            turn.set_run(answered=True, gave_up=False, sensed_before=())
            turn.answered = not turn.run.status_requests
        case events.NotifierReady(name=name, why=why):
            turn.set_run(notifier=name, notifier_why=why)
        case events.NotifierLost(why=why):
            turn.set_run(notifier="", notifier_why=why)
        case events.Posted(id=id, handle=handle):
            if showing := turn.open(id):
                outcomes.confirm(turn, showing, handle)
            elif id == WELCOME:
                welcome.confirm(turn, handle)
        case events.PostFailed(id=id, why=why):
            outcomes.fail(turn, id, why)
            if id == WELCOME:
                welcome.fail(turn)
        case events.PostLapsed(id=id):
            if showing := turn.open(id):
                outcomes.lapse(turn, showing)
        case events.Pressed(id=id, button=button):
            if showing := turn.open(id):
                outcomes.press(turn, showing, button)
        case events.Clicked(id=id, token=token):
            outcomes.open_window(turn, turn.open(id), token)
        case events.WindowWanted(page=page, token=token):
            turn.effects.append(OpenWindow(token, page))
        case events.IconChanged(shown=shown):
            turn.set_run(icon=shown)
        case events.Chosen(choice=choice, token=token):
            welcome.choose(turn, choice, token)
        case events.LoginSwitchedOn(why=why):
            turn.effects.append(TellOfLogin(why))
        case events.Answered(id=id, answer=answer, token=token):
            if showing := turn.open(id):
                outcomes.answer(turn, showing, answer, token)
        case events.Closed(id=id, by_person=by_person):
            if showing := turn.open(id):
                outcomes.close(turn, showing, by_person)
            elif id == WELCOME and by_person:
                welcome.end(turn)
        case events.WentAlong(id=id):
            if showing := turn.open(id):
                outcomes.owe(turn, showing)
        case events.RequestReceived(request=request, what=what):
            _ask(turn, request, what)
        case events.CheckedIn(weights=weights):
            checkins.weigh(turn, weights)
        case events.PartFailed(part=part, why=why):
            turn.set_run(faults={**turn.run.faults, part: why})
        case events.PartWorks(part=part):
            turn.set_run(faults={name: why for name, why in turn.run.faults.items() if name != part})
        case events.Upgraded():
            turn.set_run(upgrade_pending=True)
        case events.Stopping():
            turn.set_heartbeat(ended=True)
            waiting.answer_status_requests(turn)
            outcomes.ignore(turn)
            welcome.withdraw(turn)
        case _:
            assert_never(event)


def _ask(turn: Turn, request: int, what: Request) -> None:
    """Takes in a request; `now` and a status wait until the rest is settled."""
    match what:
        case AskStatus():
            turn.set_run(status_requests=(*turn.run.status_requests, request))
        case ShowNow(name=name):
            turn.wanted = (request, name)
        case PressButton():
            outcomes.give(turn, request, what)
        case PauseFor():
            _pause(turn, request, what)
        case Resume():
            turn.resumed = (request, turn.state.pause is not None)
            turn.set(pause=None)
        case _:
            assert_never(what)


def _pause(turn: Turn, request: int, wanted: PauseFor) -> None:
    length, until = wanted.length, wanted.until
    if until is not None:
        length = max(until - turn.stamp(), timedelta())
    turn.set(pause=Pause(began=turn.now.ticks, since=turn.stamp(), length=length, until=until))
    outcomes.ignore(turn)
    if until is None and length is not None:
        until = schedule.stamp(holds.wall_at(turn.now, turn.now.ticks + length))
    turn.respond(request, Paused(until))
