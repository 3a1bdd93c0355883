"""Input as the window manager of GNOME or Cinnamon tells of it, by watches that it fires: nothing is polled.

    watch(after) ─▶ AddIdleWatch ─▶ WatchFired ─▶ AddUserActiveWatch, GetIdletime ─▶ idle(since)
                                                             └▶ WatchFired ─▶ active()

It fires no idle watch while the session manager says that a program keeps the session from idling, a film for one.
Then, and only then, the time without input is asked for, at the earliest moment at which it can be long enough.

Whatever the bus says is heard in its order, without a task between: a watch may fire right behind its number.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from dbus_fast import Message, MessageType, Variant

from reminder.model.moment import Clock
from reminder.phrase import Phrase, phrase, verbatim
from reminder.senses.input import IdleSource, InputListener
from reminder.senses.linux.services import IDLE_INHIBITED, LOST, SESSION_MANAGER
from reminder.system.bus import DEADLINE, PROPERTIES, Bus, BusError
from reminder.system.tasks import Timer

SESSION_MANAGER_PATH = "/org/gnome/SessionManager"
_MILLISECOND = timedelta(milliseconds=1)
_LONGEST = 2**40
"""Milliseconds; nobody is away for 30 years."""
_A_DAY = 24 * 60 * 60 * 1000
_NEEDED: tuple[tuple[Any, ...], ...] = (("GetIdletime",), ("AddIdleWatch", "t", _A_DAY), ("AddUserActiveWatch",))
"""What it must be able to do."""
_SILENT, _NONSENSE = phrase("it does not answer"), phrase("it answers nonsense")


class IdleMonitor(IdleSource):
    """By the window manager's watches."""

    def __init__(self, bus: Bus, clock: Clock, name: str, desktop: str, service: str, deadline: timedelta) -> None:
        """`service`: its name on the bus, and the interface's."""
        self.name = name
        self._bus = bus
        self._clock = clock
        self._desktop = desktop
        self._service = service
        self._path = f"/{service.replace('.', '/')}/Core"
        self._deadline = deadline.total_seconds()
        self._owner = ""
        self._found = asyncio.Event()
        """It is known whether there is one."""
        self._serves = False
        self._times_served = 0
        """By this an answer that was asked for earlier is told from one that counts."""
        self._after: timedelta | None = None
        self._idle_watch: int | None = None
        """It fires whenever there was no input for `_after`."""
        self._active_watch: int | None = None
        """It fires once, at the next input."""
        self._is_judging = False
        """It is being asked whether there is really no input."""
        self._is_idle = False
        """As it was told."""
        self._is_inhibited = False
        self._later = Timer()

    @classmethod
    def mutter(cls, bus: Bus, clock: Clock, deadline: timedelta = DEADLINE) -> "IdleMonitor":
        """That of GNOME, and of others that are built upon Mutter."""
        return cls(bus, clock, "Mutter", "GNOME", "org.gnome.Mutter.IdleMonitor", deadline)

    @classmethod
    def muffin(cls, bus: Bus, clock: Clock, deadline: timedelta = DEADLINE) -> "IdleMonitor":
        return cls(bus, clock, "Muffin", "Cinnamon", "org.cinnamon.Muffin.IdleMonitor", deadline)

    def start(self, listener: InputListener) -> None:
        super().start(listener)
        self._bus.listen(self._hear, self._service, "WatchFired", self._path)
        self._bus.listen_to_properties(lambda _: self._read_session(), SESSION_MANAGER, SESSION_MANAGER_PATH)
        self._bus.follow(SESSION_MANAGER, self._change_session)
        self._bus.follow(self._service, self._change_owner)

    async def open(self) -> Phrase | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._deadline):
                await self._found.wait()
        owner = self._owner
        if not owner:
            return self._bus.why or phrase("{desktop} does not run", desktop=self._desktop)
        try:
            for member, *arguments in _NEEDED:
                match await self._bus.call(owner, self._path, self._service, member, *arguments):
                    case [int(number)]:
                        if member != "GetIdletime":
                            self._remove(number)
                    case _:
                        return _NONSENSE
        except BusError as error:
            return _refusal(error.name, error.said)
        if owner != self._owner:
            return phrase("it has just gone")
        self._serves = True
        self._read_session()
        return None

    def watch(self, after: timedelta | None) -> None:
        if after == self._after:
            return
        self._after = after
        self._idle_watch = self._remove(self._idle_watch)
        if after is not None:
            self._ask("AddIdleWatch", partial(self._take_idle_watch, after), "t", max(-(-after // _MILLISECOND), 1))
        self._ask_meanwhile()

    async def close(self) -> None:
        self._forget()

    # --- what becomes of the monitor ----------------------------------------------------------------------------------

    def _change_owner(self, owner: str) -> None:
        """The watches go with the one that had them."""
        if owner != self._owner:
            self._lose(self._bus.why or phrase("it has ended"))
        self._owner = owner
        self._found.set()
        if owner:
            self._listener.changed()

    def _lose(self, why: Phrase) -> None:
        if self._serves:
            self._forget()
            self._listener.lost(why)

    def _forget(self) -> None:
        self._idle_watch = self._remove(self._idle_watch)
        self._active_watch = self._remove(self._active_watch)
        self._later.cancel()
        self._after = None
        self._serves = self._is_judging = self._is_idle = self._is_inhibited = False
        self._times_served += 1

    # --- leaving and coming back --------------------------------------------------------------------------------------

    def _hear(self, message: Message) -> None:
        """All watches fire for all to hear."""
        if message.sender != self._owner or message.signature != "u":
            return
        number = message.body[0]
        if number == self._active_watch:
            self._active_watch = None
            if self._is_idle:
                self._is_idle = False
                self._listener.active()
            self._ask_meanwhile()
        elif number == self._idle_watch:
            self._judge()

    def _judge(self) -> None:
        """First the watch, then the question: input before it is in the answer, and after it fires the watch."""
        if not (self._is_idle or self._is_judging):
            self._is_judging = True
            self._ask("AddUserActiveWatch", self._take_active_watch)
            self._ask("GetIdletime", self._decide)

    def _decide(self, milliseconds: int) -> None:
        self._is_judging = False
        idle = _length(milliseconds)
        if self._active_watch is not None and self._after is not None and idle >= self._after:
            self._is_idle = True
            self._listener.idle(max(self._clock().ticks - idle, timedelta()))
        else:
            self._active_watch = self._remove(self._active_watch)
            self._wait(idle)

    def _take_idle_watch(self, after: timedelta, number: int) -> None:
        if after == self._after:
            self._remove(self._idle_watch)
            self._idle_watch = number
        else:
            self._remove(number)

    def _take_active_watch(self, number: int) -> None:
        self._active_watch = number

    # --- while a program keeps the session from idling ----------------------------------------------------------------

    def _change_session(self, owner: str) -> None:
        """The monitor goes on as if it were there when it goes, and so what it said last still counts."""
        if owner:
            self._read_session()

    def _read_session(self) -> None:
        if self._serves:
            arguments = "ss", SESSION_MANAGER, "InhibitedActions"
            self._bus.send(SESSION_MANAGER, SESSION_MANAGER_PATH, PROPERTIES, "Get", self._take_flags, *arguments)

    def _take_flags(self, answer: Message) -> None:
        match answer.body:
            case [Variant(value=int(flags))] if self._serves:
                self._is_inhibited = bool(flags & IDLE_INHIBITED)
                self._ask_meanwhile()

    def _ask_meanwhile(self) -> None:
        """Once it does not say so by itself any more."""
        self._later.cancel()
        if self._is_inhibited and self._after is not None and not (self._is_idle or self._is_judging):
            self._ask("GetIdletime", lambda milliseconds: self._wait(_length(milliseconds)))

    def _wait(self, idle: timedelta) -> None:
        """It will not be long enough before the rest of `_after` is over."""
        if not self._is_inhibited or self._after is None:
            return
        if idle < self._after:
            self._later.set(self._after - idle, self._ask_meanwhile)
        else:
            self._judge()

    # --- on the bus ---------------------------------------------------------------------------------------------------

    def _ask(self, member: str, take: Callable[[int], None], signature: str = "", *body: Any) -> None:
        """`take` gets the number that is answered. Where none comes, or not in time, the monitor does not serve."""
        time = self._times_served

        def lapse() -> None:
            if time == self._times_served:
                self._lose(_SILENT)

        deadline = asyncio.get_running_loop().call_later(self._deadline, lapse)

        def heard(answer: Message) -> None:
            deadline.cancel()
            number = _number(answer)
            if time != self._times_served:
                if number is not None and member != "GetIdletime":
                    self._remove(number)
                if number is not None and not self._serves:
                    self._listener.changed()
            elif number is None:
                self._lose(_complaint(answer))
            else:
                take(number)

        self._bus.send(self._owner, self._path, self._service, member, heard, signature, *body)

    def _remove(self, number: int | None) -> int | None:
        """Returns the number of no watch."""
        if number is not None:
            self._bus.send(self._owner, self._path, self._service, "RemoveWatch", None, "u", number)
        return None


def _number(answer: Message) -> int | None:
    if answer.message_type is MessageType.METHOD_RETURN and answer.signature in ("u", "t"):
        number: int = answer.body[0]
        return number
    return None


def _complaint(answer: Message) -> Phrase:
    if answer.message_type is not MessageType.ERROR:
        return _NONSENSE
    return _refusal(str(answer.error_name), verbatim(str(answer.body[0] if answer.body else answer.error_name)))


def _refusal(name: str, why: Phrase) -> Phrase:
    return _SILENT if name in LOST else phrase("it refuses: {why}", why=why)


def _length(milliseconds: int) -> timedelta:
    return min(milliseconds, _LONGEST) * _MILLISECOND
