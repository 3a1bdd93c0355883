"""Input under X11, as the X server's own counter of the time without any tells it: by alarms, nothing is polled.

    watch(after) ─▶ an alarm for reaching `after` ─▶ look ─▶ idle(since)
                                                      └▶ an alarm for falling back ─▶ active()

To look is to set the alarm for falling back first, and to read the counter then. So input in between is seen:
the alarm comes, or the counter says too little. While the person works the X server sends nothing.

An alarm is for being above or below, and comes once, at once if it is so already. There is another kind, for getting
there, which never comes if another program reads the counter at that very moment.

Xwayland (23.1 and later say so themselves) sees input for its own windows only, and has no screen saver extension, as
all others do: its counter would tell of a person who is away, or is never.

Where there is no such counter the screen saver is asked, as rarely as that can be done. For both of them a program that
resets the screen saver, as some players do, is input.
"""

import struct
from datetime import timedelta

from reminder.errors import Unavailable
from reminder.model.moment import Clock
from reminder.phrase import Phrase
from reminder.senses.input import IdleSource
from reminder.senses.linux.connection import read_number
from reminder.senses.linux.x11.connection import Display, Extension, Heard, Refused
from reminder.senses.polled_input import InputPolling

SYNC, SCREEN_SAVER = "SYNC", "MIT-SCREEN-SAVER"
COUNTER = b"IDLETIME"

_INITIALIZE, _LIST_COUNTERS, _QUERY_COUNTER, _CREATE_ALARM, _DESTROY_ALARM = 0, 1, 5, 8, 11
_VERSION = 3, 1
_ALARM_NOTIFY = 1
_COUNTER, _VALUE, _TEST, _STEP = 1, 4, 8, 16
"""What is said of an alarm, as flags."""
_ABOVE, _BELOW = 2, 3
_QUERY_INFO = 1
_MILLISECOND = timedelta(milliseconds=1)
_A_YEAR = 365 * 24 * 60 * 60 * 1000


class X11Idle(IdleSource):
    """By the X server's counter, or its screen saver."""

    name = "X11"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._display: Display | None = None
        self._extension = Extension(0, 0)
        self._counter = 0
        self._asking: InputPolling | None = None
        """In place of all that follows."""
        self._after: timedelta | None = None
        self._rising = self._falling = 0
        """The alarms there are; those that come late from others count for nothing."""
        self._is_idle = False
        """As it was told."""

    async def open(self) -> Phrase | None:
        display = Display(self._lose, self._hear)
        try:
            await display.connect()
            saver = await display.extension(SCREEN_SAVER)
            if not saver:
                raise Unavailable(
                    "the display has no {extension}; so it is with Xwayland, which sees a part only",
                    extension=SCREEN_SAVER,
                )
            asking = None if await self._find_counter(display) else await self._ask_instead(display, saver)
            display.check()
            self._display, self._asking = display, asking
            self.name = f"X11 ({SCREEN_SAVER if asking else SYNC})"
        except Unavailable as failure:
            return failure.said
        finally:
            if self._display is not display:
                display.close()
        return None

    def watch(self, after: timedelta | None) -> None:
        self._after = after
        if self._asking:
            self._asking.watch(after)
        elif not self._is_idle:
            self._begin()

    async def close(self) -> None:
        if self._asking:
            self._asking.stop()
            self._asking = None
        if self._display:
            self._display.close()
            self._display = None
        self.name = "X11"
        self._after = None
        self._rising = self._falling = 0
        self._is_idle = False

    # --- what the X server says ---------------------------------------------------------------------------------------

    def _lose(self, why: Phrase) -> None:
        if self._display:
            self._listener.lost(why)

    def _hear(self, event: bytes) -> None:
        alarm = read_number(event, 4)
        if event[0] != self._extension.first_event + _ALARM_NOTIFY or not (alarm and self._display):
            return
        if alarm == self._rising:
            self._look()
        elif alarm == self._falling:
            was_idle, self._is_idle = self._is_idle, False
            self._begin()
            if was_idle:
                self._listener.active()

    def _check(self, answer: bytes | None) -> None:
        """The X server still answers; who only listens would not know."""
        if answer is None:
            self._lose(Refused().said)

    def _judge(self, falling: int, answer: bytes | None) -> None:
        """The counter is read, and `falling` tells when it falls, unless it has already and counts for nothing."""
        if falling != self._falling or self._after is None:
            return
        if answer is None:
            self._lose(Refused().said)
            return
        idle = _read_long(answer, 8)
        if idle < self._after // _MILLISECOND:
            self._begin()
            return
        self._rising = self._destroy(self._rising)
        self._is_idle = True
        self._listener.idle(self._clock().ticks - idle * _MILLISECOND)

    # --- what is asked of it ------------------------------------------------------------------------------------------

    async def _find_counter(self, display: Display) -> bool:
        """Whether it has the counter. Raises Unavailable, also where that is not for us: better now than often."""
        extension = await display.extension(SYNC)
        if not extension:
            return False
        try:
            await display.ask(extension.opcode, _INITIALIZE, struct.pack("=BBxx", *_VERSION))
            counters = _read_counters(await display.ask(extension.opcode, _LIST_COUNTERS))
        except (Refused, ValueError, struct.error):
            return False
        counter = counters.get(COUNTER, 0)
        if not counter:
            return False
        alarm = display.create()
        display.send(extension.opcode, _CREATE_ALARM, _written_alarm(alarm, counter, _ABOVE, _A_YEAR))
        display.send(extension.opcode, _DESTROY_ALARM, struct.pack("=I", alarm))
        await display.ask(extension.opcode, _QUERY_COUNTER, struct.pack("=I", counter))
        self._extension, self._counter = extension, counter
        return True

    async def _ask_instead(self, display: Display, saver: Extension) -> InputPolling:
        """Ask the screen saver. Raises Unavailable."""

        async def ask() -> timedelta:
            answer = await display.ask(saver.opcode, _QUERY_INFO, struct.pack("=I", display.root))
            return read_number(answer, 16) * _MILLISECOND

        await ask()
        return InputPolling(ask, self._clock, self._listener)

    def _begin(self) -> None:
        """Wait for the time that is watched for, which may be over already."""
        self._rising = self._destroy(self._rising)
        self._falling = self._destroy(self._falling)
        if self._after is not None:
            self._read(self._check)
            self._rising = self._create(_ABOVE, max(self._after // _MILLISECOND, 1))

    def _look(self) -> None:
        """Half the time is below what has been reached, and well above what a slow X server finds after input."""
        assert self._after is not None
        self._destroy(self._falling)
        falling = self._falling = self._create(_BELOW, self._after // _MILLISECOND // 2)
        self._read(lambda answer: self._judge(falling, answer))

    def _read(self, heard: Heard) -> None:
        if self._display:
            self._display.send(self._extension.opcode, _QUERY_COUNTER, struct.pack("=I", self._counter), heard)

    def _create(self, test: int, value: int) -> int:
        if not self._display:
            return 0
        alarm = self._display.create()
        what = _written_alarm(alarm, self._counter, test, value)
        self._display.send(self._extension.opcode, _CREATE_ALARM, what)
        return alarm

    def _destroy(self, alarm: int) -> int:
        """Returns the number of no alarm."""
        if alarm and self._display:
            self._display.send(self._extension.opcode, _DESTROY_ALARM, struct.pack("=I", alarm))
        return 0


def _written_alarm(alarm: int, counter: int, test: int, value: int) -> bytes:
    what = struct.pack("=II", alarm, _COUNTER | _VALUE | _TEST | _STEP)
    high, low = divmod(value, 2**32)
    return what + struct.pack("=IiIIiI", counter, high, low, test, 0, 0)


def _read_counters(answer: bytes) -> dict[bytes, int]:
    """The system's counters, by name."""
    counters, at = {}, 32
    for _ in range(read_number(answer, 8)):
        counter, size = struct.unpack_from("=I8xH", answer, at)
        counters[answer[at + 14 : at + 14 + size]] = counter
        at += 14 + size + -(14 + size) % 4
    return counters


def _read_long(message: bytes, at: int) -> int:
    high, low = struct.unpack_from("=iI", message, at)
    return int(high) * 2**32 + int(low)
