"""The running program: one loop that owns the state, and the one place where the parts meet.

    alarm, senses, notifier, control, settings ─▶ Event ─▶ inbox ─▶ step()
        ─▶ history, saved state, replies, notifier, senses, alarm

Every part only puts events into the inbox; every order goes out from `_perform`. A part that fails is one more event.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NamedTuple, TextIO, assert_never

from msgspec.structs import replace

from reminder import __version__
from reminder.control.api import Facts, problems, request, response, sendable, serves
from reminder.control.lock import Lock
from reminder.control.messages import RequestLine, ResponseLine, refusal
from reminder.control.server import ControlServer, Send
from reminder.daemon.news import Ending, FilesChanged, Inbox, Judged, MessageReceived, NewPlan, News
from reminder.engine import SEEN_EVERY, step
from reminder.engine import status as report
from reminder.engine.holds import away_since, stood_still
from reminder.errors import ReminderError
from reminder.model.effects import (
    Effect,
    PollSenses,
    Record,
    RecordBreak,
    Respond,
    Restart,
    Show,
    WakeAt,
    Warn,
    WatchIdle,
)
from reminder.model.events import (
    Event,
    NotifierLost,
    NotifierReady,
    PartFailed,
    PartWorks,
    PlanChanged,
    PostFailed,
    RequestReceived,
    SenseLost,
    Started,
    Stopping,
    Upgraded,
    Woke,
)
from reminder.model.moment import Moment
from reminder.model.plan import NotifierName, Plan, Problem
from reminder.model.requests import AskStatus, ShowNow
from reminder.model.showing import Withdraw
from reminder.model.state import Heartbeat, Run, State
from reminder.notify.notifier import Notifier
from reminder.phrase import phrase, plainly, verbatim
from reminder.senses.serving import Person, ScreenFound, Serving, SessionCalls, SessionOver, Verdict
from reminder.senses.supervisor import Senses
from reminder.settings.reader import SettingsReader
from reminder.storage import history, paths, state
from reminder.storage.watch import FileWatch
from reminder.system import clock, session, signals
from reminder.system.alarm import Alarm
from reminder.system.session import Session
from reminder.system.upgrade import Installed
from reminder.wording import journal

log = logging.getLogger("reminder")

_TRY_AGAIN = timedelta(seconds=1)


class Parts(NamedTuple):
    """What the loop gives its orders to; what comes of them they put into the inbox."""

    reader: SettingsReader
    alarm: Alarm
    notifier: Notifier
    senses: Senses
    serving: Serving
    history: history.History
    server: ControlServer
    watch: FileWatch
    installed: Installed


class Daemon:
    """The loop. It ends by `stop()`, a signal, or an upgrade."""

    def __init__(
        self,
        inbox: Inbox,
        parts: Parts,
        plan: Plan,
        show_first: bool,
        unlogged: Callable[[], str],
        screen: TextIO | None = None,
    ) -> None:
        """`show_first`: show one as soon as that is possible."""
        self._inbox = inbox
        self._parts = parts
        self._plan = plan
        self._show_first = show_first
        self._unlogged = unlogged
        self._screen = screen
        self._state = State()
        self._kept: State | None = None
        """What of the state is on disk; None: not all that matters."""
        self._kept_at = clock.read().ticks
        self._failed: dict[str, str] = {}
        self._tried_at = self._kept_at
        self._replies: dict[int, tuple[Send, bool]] = {}
        """By request, each with whether it follows."""
        self._requests = 0
        self._followers: dict[Send, ResponseLine] = {}
        """Each with what it was told last."""
        self._reading: set[asyncio.Task[None]] = set()
        self._read_again: asyncio.TimerHandle | None = None
        self._since = clock.read().wall
        self._judging: set[asyncio.Task[None]] = set()
        self._called_at: timedelta | None = None
        """When another login of the person's last called while they were here, in ticks."""
        self._ending: Ending | None = None

    async def run(self, lock: Lock) -> Ending:
        """Serve until the end."""
        parts = self._parts
        loaded = state.load(paths.state_file())
        self._state = loaded.state or self._state
        self.put(Started(clock.read(), clock.boot_id(), clock.is_virtual()))
        self._note("saved state", _text(loaded.problem))
        self._note("log", self._unlogged())
        _log_problems(self._plan.problems)
        parts.alarm.start()
        self._prune()
        if self._state.delivery.showing:
            parts.notifier.adopt(self._state.delivery.showing)
        parts.senses.start()
        parts.serving.start()
        parts.notifier.start()
        self._note("settings", _text(parts.watch.start(asyncio.get_running_loop())))
        self._read_later()
        await parts.server.start(lock)
        signals.listen(asyncio.get_running_loop(), self.stop, lambda: self.put(FilesChanged()))
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

    def _turn(self, news: list[News], lock: Lock) -> None:
        """Deal with all that is at hand. Once the end is certain, only word of how to end is heard."""
        if not lock.holds():
            log.warning("the lock file is gone; this program ends, so that no second one is in its way")
            self._ending = Ending.DISPLACED
            return
        self._parts.server.keep_fresh()
        effects = self._try_again()
        for one in news:
            if self._ending is None or _is_to_stop(one):
                effects += self._take_in(one)
        self._perform(effects)
        self._tell_followers()
        if not self._is_waited_for() and self._parts.installed.is_another() and not self._state.run.upgrade_pending:
            self.put(Upgraded(clock.read()))

    def _is_waited_for(self) -> bool:
        """Somebody has asked, and this program alone can answer: the senses or the settings are being looked at."""
        return bool(self._replies) or any(not task.done() for task in self._reading)

    def _try_again(self) -> list[Effect]:
        """What could not be written, before the news: who has made room, and asks for the status, hears that it helped.

        Not at each turn, since a locked history takes a moment. The watch over the files tries again by itself.
        """
        changed = [
            self._changed("log", self._unlogged()),
            self._changed("settings", _text(self._parts.watch.problem)),
        ]
        now = clock.read().ticks
        if now - self._tried_at >= _TRY_AGAIN:
            self._tried_at = now
            if self._parts.history.fails:
                changed.append(self._changed("history", _text(self._parts.history.again())))
            if "state" in self._failed:
                changed.append(self._changed("state", _text(state.save(self._state, paths.state_file()))))
        return [effect for event in changed if event for effect in self._step(event)]

    def stop(self, why: str = "") -> None:
        """End soon, with everything in its place, and `why` in the log."""
        self.put(Stopping(clock.read(), verbatim(why) if why else None))

    async def _next(self) -> News:
        """What comes next; where nothing was saved for a while, that it is later: that leaves word on disk."""
        try:
            async with asyncio.timeout((self._kept_at + SEEN_EVERY - clock.read().ticks).total_seconds()):
                return await self._inbox.get()
        except TimeoutError:
            return Woke(clock.read())

    # --- in -----------------------------------------------------------------------------------------------------------

    def put(self, news: News) -> None:
        """News for the loop, which takes it in after what came before."""
        self._inbox.put_nowait(news)

    def _take_in(self, news: News) -> list[Effect]:
        match news:
            case MessageReceived(call=call, reply=reply):
                return self._hear(call, reply)
            case FilesChanged():
                self._read_settings()
                return []
            case NewPlan(plan=plan, reply=reply):
                return self._take_plan(plan, reply)
            case Judged(newcomer=newcomer, verdict=verdict, reply=reply):
                return self._welcome(newcomer, verdict, reply)
            case ScreenFound():
                self._parts.senses.look_again()
                return []
            case SessionCalls(session=other, is_sure=is_sure):
                if is_sure or self._person().is_gone:
                    return self._go_to(other)
                self._called_at = clock.read().ticks
                return []
            case SessionOver(why=why):
                return self._step(Stopping(clock.read(), verbatim(why)))
            case _:
                return self._step(news)

    def _step(self, event: Event) -> list[Effect]:
        """A bug costs its event, never the program."""
        if isinstance(event, Stopping):
            self._ending = Ending.STOPPED
        if isinstance(event, SenseLost | NotifierLost):
            self._parts.serving.look()
        if isinstance(event, PostFailed) and self._has_lost_its_terminal():
            self.put(SessionOver("its terminal is gone, and it serves no login"))
        try:
            last = self._state.heartbeat.last
            if last and not isinstance(event, Started):
                self._log_clocks(last, event.at)
            if line := journal.of_event(event, self._state.run.senses):
                log.info(line)
            self._state, effects = step(self._state, event, self._plan)
            if any(isinstance(effect, Restart) for effect in effects):
                self._ending = self._ending or Ending.REPLACED
        except Exception:
            log.exception("a bug: %r could not be taken in", event)
            if isinstance(event, RequestReceived):
                self._reply(event.request, _bug())
            return []
        self._seek_person()
        if isinstance(event, NotifierReady) and self._show_first and self._ending is None:
            self._show_first = False
            effects += self._step(RequestReceived(clock.read(), 0, ShowNow()))
        return effects

    def _log_clocks(self, last: Moment, now: Moment) -> None:
        if line := journal.of_clocks(last, now, stood_still(self._state, now)):
            log.info(line)

    def _hear(self, call: RequestLine, reply: Send) -> list[Effect]:
        """A call from the command line; what it asks of the engine becomes an event."""
        if call.command == "stop":
            reply(ResponseLine("stopping", {}))
            return self._step(
                Stopping(clock.read(), phrase("a command told it to, `reminder stop` or one that starts it anew"))
            )
        if call.command == "reload":
            self._read_settings(reply)
            return []
        if call.command == "knock":
            self._judge(session.read(call.args), reply)
            return []
        now = clock.read()
        try:
            what = AskStatus() if call.follow else request(call, self._plan, now)
        except ReminderError as problem:
            reply(refusal(problem))
            return []
        self._requests += 1
        self._replies[self._requests] = reply, call.follow
        return self._step(RequestReceived(now, self._requests, what))

    def _judge(self, newcomer: Session, reply: Send) -> None:
        """What becomes of a program that was begun while this one runs, beside everything else."""

        async def judge() -> None:
            try:
                verdict = await self._parts.serving.judge(newcomer, self._person())
            except Exception:
                log.exception("a bug: no place could be found for %s", newcomer.name)
                reply(_bug())
            else:
                self.put(Judged(newcomer, verdict, reply))

        task = asyncio.get_running_loop().create_task(judge())
        self._judging.add(task)
        task.add_done_callback(self._judging.discard)

    def _welcome(self, newcomer: Session, verdict: Verdict, reply: Send) -> list[Effect]:
        """Whoever has given up meanwhile takes no place, so none is made."""
        facts = self._facts()
        if verdict is not Verdict.ROOM:
            reply(serves(facts, is_same=verdict is Verdict.SAME))
            return []
        if not reply(ResponseLine("makes room", {"pid": facts.pid})):
            return []
        return self._step(Stopping(clock.read(), phrase("another login takes over ({name})", name=newcomer.name)))

    def _has_lost_its_terminal(self) -> bool:
        """And that was all it had: a login that has none of its own ends it otherwise."""
        served = self._parts.serving.session
        return bool(self._screen and not self._screen.isatty() and not served.has_screen and not served.bus)

    def _go_to(self, other: Session) -> list[Effect]:
        """Begin again as a program of that session: everything that connects does so anew."""
        session.enter(other)
        moves = phrase("the person is at another login ({name}), where it goes on", name=other.name)
        effects = self._step(Stopping(clock.read(), moves))
        self._ending = Ending.REPLACED
        return effects

    def _person(self) -> Person:
        now, state = clock.read(), self._state
        is_gone = state.run.locked_since is not None or away_since(state, self._plan, now) is not None
        return Person(state.run.notifier not in ("", NotifierName.TERMINAL), is_gone)

    def _seek_person(self) -> None:
        """Who has touched nothing here since another login called is there, perhaps; and who has locked this one."""
        if self._called_at is None:
            return
        away = away_since(self._state, self._plan, clock.read())
        if self._state.run.locked_since is not None or (away is not None and away <= self._called_at):
            self._called_at = None
            self._parts.serving.seek()

    def _facts(self) -> Facts:
        return Facts(__version__, os.getpid(), self._since, self._parts.serving.session)

    def _take_plan(self, plan: Plan, reply: Send | None) -> list[Effect]:
        before, self._plan = self._plan, plan
        self._read_later()
        if reply:
            reply(ResponseLine("settings", {"problems": problems(plan.problems)}))
        if plan == before:
            return []
        _log_problems(problem for problem in plan.problems if problem not in before.problems)
        self._parts.watch.watch(plan.files)
        self._parts.notifier.configure(plan.notify)
        self._parts.senses.configure(plan)
        log.setLevel(plan.log_level.upper())
        self._prune()
        return self._step(PlanChanged(clock.read(), before))

    def _read_settings(self, reply: Send | None = None) -> None:
        """Read them anew, beside everything else."""

        async def read() -> None:
            try:
                plan = await self._parts.reader.read()
            except Exception:
                log.exception("a bug: the settings could not be read")
                if reply:
                    reply(_bug())
            else:
                self.put(NewPlan(plan, reply))

        task = asyncio.get_running_loop().create_task(read())
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    def _read_later(self) -> None:
        """What could not be read is read again in a while."""
        if self._read_again:
            self._read_again.cancel()
            self._read_again = None
        if again := self._parts.reader.again:
            loop = asyncio.get_running_loop()
            self._read_again = loop.call_later(again.total_seconds(), self.put, FilesChanged())

    # --- out ----------------------------------------------------------------------------------------------------------

    def _perform(self, effects: list[Effect]) -> None:
        """The record first, then the state, the replies, and the screen: what was acknowledged is never lost."""
        for effect in effects:
            if isinstance(effect, Record | RecordBreak) and self._plan.history_retention is not None:
                self._note("history", _text(self._parts.history.record(effect)))
        self._save()
        for effect in sorted(effects, key=lambda effect: not isinstance(effect, Respond)):
            try:
                self._obey(effect)
            except Exception:
                log.exception("a bug: %r could not be performed", effect)

    def _save(self) -> None:
        """What a restart needs is saved at once; of the mere time, word is left at least every `SEEN_EVERY`."""
        now = clock.read().ticks
        kept = replace(self._state, heartbeat=Heartbeat(), run=Run())
        if kept != self._kept or self._state.heartbeat.ended:
            problem = state.save(self._state, paths.state_file())
        elif now - self._kept_at >= SEEN_EVERY:
            problem = state.write_heartbeat(self._state, paths.state_file())
            if problem:  # as where the directory is gone
                problem = state.save(self._state, paths.state_file())
        else:
            return
        self._kept = None if problem else kept
        self._kept_at = now
        self._note("state", _text(problem))

    def _obey(self, effect: Effect) -> None:
        if (line := journal.of_effect(effect)) and not self._is_on_the_terminal(effect):
            log.info(line)
        match effect:
            case Respond(request=id, response=said):
                self._reply(id, response(said, self._facts(), self._plan.files))
            case Show() | Withdraw() | Warn():
                self._parts.notifier.perform(effect)
            case WakeAt(ticks=ticks):
                self._parts.alarm.set(ticks)
            case WatchIdle() | PollSenses():
                self._parts.senses.perform(effect)
            case Record() | RecordBreak() | Restart():
                pass
            case _:
                assert_never(effect)

    def _is_on_the_terminal(self, effect: Effect) -> bool:
        """Whoever watches reads it there already."""
        return isinstance(effect, Show) and self._state.run.notifier == NotifierName.TERMINAL

    def _reply(self, id: int, response: ResponseLine) -> None:
        reply, follows = self._replies.pop(id, (None, False))
        if reply and reply(response) and follows:
            self._followers[reply] = response

    def _tell_followers(self) -> None:
        """One answer a change; how long it is until the next reminder is none."""
        if not self._followers:
            return
        status = response(report.status(self._state, self._plan, clock.read()), self._facts(), self._plan.files)
        for reply, before in list(self._followers.items()):
            if _lasting(status) == _lasting(before):
                continue
            self._followers[reply] = status
            if not reply(status):
                del self._followers[reply]

    def _note(self, part: str, why: str) -> None:
        if event := self._changed(part, why):
            self.put(event)

    def _changed(self, part: str, why: str) -> PartFailed | PartWorks | None:
        """A part that begins to fail, fails otherwise, or works again, is an event; more of the same is none."""
        why = sendable(why)
        if why == self._failed.get(part, ""):
            return None
        if why:
            self._failed[part] = why
            return PartFailed(clock.read(), part, verbatim(why))
        del self._failed[part]
        return PartWorks(clock.read(), part)

    def _prune(self) -> None:
        keep = self._plan.history_retention
        if keep is not None:
            self._note("history", _text(self._parts.history.prune(keep, clock.read().wall)))

    async def _close(self) -> None:
        for task in (*self._reading, *self._judging):
            task.cancel()
        if self._read_again:
            self._read_again.cancel()
        parts = self._parts
        parts.alarm.stop()
        parts.watch.stop()
        await parts.serving.stop()
        await parts.senses.stop()
        await parts.notifier.stop()
        if self._plan.history_retention is not None and (problem := parts.history.close()):
            log.error("%s", plainly(problem.text))
        await parts.server.stop(displaced=self._ending is Ending.DISPLACED)


def _is_to_stop(news: News) -> bool:
    return isinstance(news, Stopping | SessionOver) or (
        isinstance(news, MessageReceived) and news.call.command == "stop"
    )


def _bug() -> ResponseLine:
    """What whoever waits for an answer is told."""
    return refusal(ReminderError(sendable(f"a bug was in the way; see {paths.log_file()}")))


def _log_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        log.warning("settings: %s", plainly(problem.text))


def _text(problem: Problem | None) -> str:
    return plainly(problem.text) if problem else ""


def _lasting(response: ResponseLine) -> object:
    """What of a status does not change by the mere passing of time."""
    fields = {key: value for key, value in response.fields.items() if key not in ("working_seconds", "reminders")}
    upcoming = fields.get("next") or {}
    return {**fields, "next": {key: value for key, value in upcoming.items() if key != "in_seconds"}}
