"""Which login the program is at: whether it makes room for a program of another one, or goes there itself.

another program is started ─▶ judge() ─▶ Judged ─▶ welcome() ─▶ Stopping, or its refusal
another login calls ─▶ called() ─▶ Stopping, at once or when the person has left this one
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TextIO

from reminder.control.api import Facts, serves
from reminder.control.messages import ResponseLine
from reminder.control.server import Send
from reminder.daemon.clients import bug
from reminder.daemon.news import Judged, News
from reminder.engine.holds import away_since
from reminder.model.events import Event, NotifierLost, PostFailed, SenseLost, Stopping
from reminder.model.plan import NotifierName, Plan
from reminder.model.state import State
from reminder.phrase import phrase
from reminder.senses.serving import Person, Serving, SessionCalls, SessionOver, Verdict
from reminder.system import clock, session
from reminder.system.session import Session
from reminder.system.tasks import Tasks
from reminder.wording.language import word

log = logging.getLogger("reminder")


class Succession:
    """Who serves the person, and where. Its methods return at once."""

    def __init__(self, serving: Serving, put: Callable[[News], None], screen: TextIO | None) -> None:
        """`screen` is where a tip is printed for want of a desktop."""
        self._serving = serving
        self._put = put
        self._screen = screen
        self._judging = Tasks()
        self._called_at: timedelta | None = None
        """When another login of the person's last called while they were here, in ticks."""

    def judge(self, newcomer: Session, person: Person, reply: Send) -> None:
        """What becomes of a program that was begun while this one runs, beside everything else."""
        self._judging.begin(self._judge(newcomer, person, reply))

    def welcome(self, judged: Judged, facts: Facts) -> Stopping | None:
        """A newcomer that has given up meanwhile gets no room."""
        newcomer, verdict, reply = judged
        if verdict is not Verdict.ROOM:
            reply(serves(facts, is_same=verdict is Verdict.SAME))
        elif reply(ResponseLine("makes room", {"pid": facts.pid})):
            return Stopping(clock.read(), phrase("another login takes over ({name})", name=newcomer.name))
        return None

    def called(self, call: SessionCalls, person: Person) -> Stopping | None:
        """Begin again as a program of that session, if they are there: everything that connects does so anew."""
        if not (call.is_sure or person.is_gone):
            self._called_at = clock.read().ticks
            return None
        session.enter(call.session)
        why = phrase("the person is at another login ({name}), where it goes on", name=call.session.name)
        return Stopping(clock.read(), why)

    def notice(self, event: Event) -> None:
        """What is lost may be lost with the session; a terminal whose program serves no login is all it had."""
        if isinstance(event, SenseLost | NotifierLost):
            self._serving.look()
        served = self._serving.session
        has_its_own_end = served.has_screen or served.bus
        if isinstance(event, PostFailed) and self._screen and not (self._screen.isatty() or has_its_own_end):
            self._put(SessionOver(phrase("its terminal is gone, and it serves no login")))

    def seek(self, state: State, plan: Plan) -> None:
        """Who has touched nothing here since another login called is there, perhaps; and who has locked this one."""
        if self._called_at is None:
            return
        away = away_since(state, plan, clock.read())
        if state.run.locked_since is not None or (away is not None and away <= self._called_at):
            self._called_at = None
            self._serving.seek()

    async def stop(self) -> None:
        await self._judging.stop()

    async def _judge(self, newcomer: Session, person: Person, reply: Send) -> None:
        try:
            verdict = await self._serving.judge(newcomer, person)
        except Exception:
            log.exception("a bug: no place could be found for %s", word(newcomer.name))
            reply(bug())
        else:
            self._put(Judged(newcomer, verdict, reply))


def person(state: State, plan: Plan) -> Person:
    """The one who is served, as far as the engine knows."""
    is_gone = state.run.locked_since is not None or away_since(state, plan, clock.read()) is not None
    return Person(state.run.notifier not in ("", NotifierName.TERMINAL), is_gone)
