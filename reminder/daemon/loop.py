"""The loop that owns the state: news come in, one pure function decides, orders go out.

    alarm, senses, notifier, control, settings ─▶ Event ─▶ inbox ─▶ step() ─▶ outbox

Every part only puts events into the inbox. A part that fails is one more event.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TextIO

from reminder.control.api import problems, request
from reminder.control.lock import Lock
from reminder.control.messages import RequestLine, ResponseLine, refusal
from reminder.control.server import Send
from reminder.daemon import checking_in
from reminder.daemon.clients import Clients, bug
from reminder.daemon.health import Health
from reminder.daemon.news import Ending, FilesChanged, Inbox, Judged, MessageReceived, NewPlan, News
from reminder.daemon.opening import offers_login
from reminder.daemon.outbox import Outbox, Parts
from reminder.daemon.rereading import Rereading
from reminder.daemon.saving import SavedState
from reminder.daemon.succession import Succession, person
from reminder.engine.holds import stood_still
from reminder.engine.step import step
from reminder.errors import ReminderError
from reminder.model.effects import Effect, Restart
from reminder.model.events import Event, NotifierReady, PlanChanged, RequestReceived, Started, Stopping, Upgraded, Woke
from reminder.model.plan import Plan, Problem
from reminder.model.requests import AskStatus, ShowNow
from reminder.model.state import State
from reminder.phrase import Phrase, phrase
from reminder.senses.serving import ScreenFound, SessionCalls, SessionOver
from reminder.storage import paths, state
from reminder.system import clock, session, signals
from reminder.wording import journal
from reminder.wording.language import word

log = logging.getLogger("reminder")


class Daemon:
    """The loop. It ends by `stop()`, a signal, or an upgrade."""

    def __init__(
        self,
        inbox: Inbox,
        parts: Parts,
        plan: Plan,
        show_first: bool,
        unlogged: Callable[[], Phrase | None],
        screen: TextIO | None = None,
    ) -> None:
        """`show_first`: show one as soon as that is possible."""
        self._inbox = inbox
        self._parts = parts
        self._plan = plan
        self._show_first = show_first
        self._state = State()
        self._clients = Clients()
        self._saved = SavedState()
        self._health = Health(self.put, unlogged, parts.watch, parts.history, self._saved)
        self._checking_in = checking_in.CheckingIn(paths.checkins_file(), self.put, clock.read, self._health.note)
        self._outbox = Outbox(parts, self._saved, self._health, self._clients, self._checking_in, self.put)
        self._rereading = Rereading(parts.reader, self.put)
        self._succession = Succession(parts.serving, self.put, screen)
        self._ending: Ending | None = None

    async def run(self, lock: Lock) -> Ending:
        await self._begin(lock)
        while self._ending is None:
            news = [await self._next()]
            while not self._inbox.empty():
                news.append(self._inbox.get_nowait())
            try:
                self._turn(news, lock)
            except Exception:
                log.exception("a bug: %r could not be dealt with", news)
        await self._close()
        return self._ending

    def put(self, news: News) -> None:
        """News for the loop, which takes it in after what came before."""
        self._inbox.put_nowait(news)

    def stop(self, why: Phrase | None = None) -> None:
        """End soon, with everything in its place, and `why` in the log."""
        self.put(Stopping(clock.read(), why))

    async def _begin(self, lock: Lock) -> None:
        parts, loop = self._parts, asyncio.get_running_loop()
        loaded = state.load(paths.state_file())
        self._state = loaded.state or self._state
        first = loaded.state is None and loaded.problem is None and not paths.history_file().exists()
        greets = first or self._state.delivery.welcome is not None
        offers, weights = greets and offers_login(), self._checking_in.weights()
        self.put(Started(clock.read(), clock.boot_id(), clock.is_virtual(), first, offers, weights))
        self._health.note(checking_in.PART, self._checking_in.problem)
        self._health.note("saved state", loaded.problem)  # no "state", which the next one that is saved mends
        self._health.note_log()
        _log_problems(self._plan.problems)
        parts.alarm.start()
        self._outbox.prune(self._plan)
        self._outbox.hooks.configure(self._plan)
        if self._state.delivery.showing:
            parts.notifier.adopt(self._state.delivery.showing)
        parts.senses.start()
        parts.serving.start()
        parts.notifier.start()
        parts.tray.start()
        self._health.note("settings", parts.watch.start(loop))
        self._rereading.read_later()
        await parts.server.start(lock)
        signals.listen(loop, self.stop, lambda: self.put(FilesChanged()))

    async def _next(self) -> News:
        """What comes next; where nothing was saved for a while, that it is later: that leaves word on disk."""
        try:
            async with asyncio.timeout(self._saved.next_heartbeat().total_seconds()):
                return await self._inbox.get()
        except TimeoutError:
            return Woke(clock.read())

    def _turn(self, news: list[News], lock: Lock) -> None:
        """Deal with all that is at hand. Once the end is certain, only word of how to end is heard."""
        if not lock.holds():
            log.warning(word(phrase("the lock file is gone; this program ends, so that no second one is in its way")))
            self._ending = Ending.DISPLACED
            return
        self._parts.server.keep_fresh()
        effects = [effect for event in self._health.try_again(self._state) for effect in self._step(event)]
        for one in news:
            if self._ending is None or _is_to_stop(one):
                effects += self._take_in(one)
        self._outbox.perform(effects, self._state, self._plan)
        is_waited_for = self._clients.wait or self._rereading.goes_on  # this program alone can answer
        if not is_waited_for and self._parts.installed.is_another() and not self._state.run.upgrade_pending:
            self.put(Upgraded(clock.read()))

    def _take_in(self, news: News) -> list[Effect]:
        match news:
            case MessageReceived(call=call, reply=reply):
                return self._take_message(call, reply)
            case FilesChanged():
                self._rereading.read()
            case NewPlan(plan=plan, reply=reply):
                return self._take_plan(plan, reply)
            case Judged():
                if stopping := self._succession.welcome(news, self._outbox.facts()):
                    return self._step(stopping)
            case ScreenFound():
                self._parts.senses.look_again()
            case SessionCalls():
                if stopping := self._succession.called(news, person(self._state, self._plan)):
                    effects = self._step(stopping)
                    self._ending = Ending.REPLACED
                    return effects
            case SessionOver(why=why):
                return self._step(Stopping(clock.read(), why))
            case _:
                return self._step(news)
        return []

    def _take_message(self, call: RequestLine, reply: Send) -> list[Effect]:
        """From the command line; what it asks of the engine becomes an event."""
        now = clock.read()
        match call.command:
            case "stop":
                reply(ResponseLine("stopping", {}))
                why = phrase("a command told it to, `reminder stop` or one that starts it anew")
                return self._step(Stopping(now, why))
            case "reload":
                self._checking_in.read()
                self._rereading.read(reply)
                return []
            case "knock":
                self._succession.judge(session.read(call.args), person(self._state, self._plan), reply)
                return []
        try:
            what = AskStatus() if call.follow else request(call, self._plan, now)
        except ReminderError as problem:
            reply(refusal(problem))
            return []
        return self._step(RequestReceived(now, self._clients.expect(reply, call.follow), what))

    def _take_plan(self, plan: Plan, reply: Send | None) -> list[Effect]:
        before, self._plan = self._plan, plan
        self._rereading.read_later()
        if reply:
            reply(ResponseLine("settings", {"problems": problems(plan.problems)}))
        if plan == before:
            return []
        _log_problems(problem for problem in plan.problems if problem not in before.problems)
        return self._step(PlanChanged(clock.read(), before))

    def _step(self, event: Event) -> list[Effect]:
        """A bug costs its event, never the program."""
        if isinstance(event, Stopping):
            self._ending = Ending.STOPPED
        self._succession.notice(event)
        try:
            self._log(event)
            self._state, effects = step(self._state, event, self._plan)
            if any(isinstance(effect, Restart) for effect in effects):
                self._ending = self._ending or Ending.REPLACED
        except Exception:
            log.exception("a bug: %r could not be taken in", event)
            if isinstance(event, RequestReceived):
                self._clients.respond(event.request, bug())
            return []
        self._succession.seek(self._state, self._plan)
        if isinstance(event, NotifierReady) and self._show_first and self._ending is None:
            self._show_first = False
            effects += self._step(RequestReceived(clock.read(), 0, ShowNow()))
        return effects

    def _log(self, event: Event) -> None:
        last = self._state.heartbeat.last
        if last and not isinstance(event, Started):
            paused = stood_still(self._state, event.at)
            if line := journal.of_clocks(last, event.at, paused):
                log.info(word(line))
        if line := journal.of_event(event, self._state.run.senses):
            log.info(word(line))

    async def _close(self) -> None:
        await self._rereading.stop()
        await self._succession.stop()
        await self._outbox.hooks.stop()
        parts = self._parts
        parts.alarm.stop()
        parts.watch.stop()
        await parts.serving.stop()
        await parts.senses.stop()
        await parts.tray.stop()
        await parts.notifier.stop()
        if self._plan.history_retention is not None and (problem := parts.history.close()):
            log.error(word(problem.text))
        await parts.server.stop(displaced=self._ending is Ending.DISPLACED)


def _is_to_stop(news: News) -> bool:
    return isinstance(news, Stopping | SessionOver) or (
        isinstance(news, MessageReceived) and news.call.command == "stop"
    )


def _log_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        log.warning(word(phrase("settings: {problem}", problem=problem.text)))
