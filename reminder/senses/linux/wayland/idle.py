"""Input under a Wayland compositor that tells of its absence: ext-idle-notify-v1, which most have, GNOME's excepted.

    watch(after) ─▶ one notification for each seat ─▶ idled, from all of them ─▶ idle(since)
                                                   └▶ resumed, from any ─▶ active()

The compositor counts from the last input or from the request, whichever is later. So a longer notification than the one
that is asked for now is kept, and a while of waiting for a pause in typing makes no absence shorter.

Programs may keep the screen awake, and a plain notification is then not given. From version 2 on there is another that
minds input only. What they say differently tells whether a program keeps the screen awake: once there is no input a
plain one with hardly any patience is asked for beside it. Where there are plain ones only, the same is done to doubt
what they said: KWin 6.3 tells of no input at all while the screen is kept awake by a program that began to do so in the
meantime, and unknown means present.
"""

from datetime import timedelta
from functools import partial

from reminder.errors import Unavailable
from reminder.model.moment import Clock
from reminder.phrase import Phrase, phrase
from reminder.senses.input import IdleSource
from reminder.senses.linux.wayland.connection import Compositor, Heard, ignore
from reminder.senses.sensor import SOMEBODY
from reminder.system.tasks import Timer

NOTIFIER = "ext_idle_notifier_v1"
SEAT = "wl_seat"
MOMENT = timedelta(seconds=1)
"""Within it everything is said that goes with something else."""
IMPATIENT = timedelta(milliseconds=10)
DOUBT_EVERY = timedelta(seconds=60)
"""While the person is away."""

_INPUT_ONLY = 2
"""The version from which on input can be told from programs that keep the screen awake."""
_GET, _GET_INPUT_ONLY, _DESTROY = 1, 2, 0
_IDLED = 0
_MILLISECOND = timedelta(milliseconds=1)
_SAME = timedelta(milliseconds=100)
"""Two notifications that tell of the same last input differ by less."""
_LONGEST = 2**32 - 1
_PLAIN_ONLY = phrase(
    'a film or a call that keeps the screen awake counts as input, also with `timing.passive = "break"`'
)

_Place = tuple[timedelta, int]
"""A notification: its length, and which seat it is about."""


class WaylandIdle(IdleSource):
    """By the compositor's notifications."""

    name = "Wayland"

    def __init__(self, clock: Clock, moment: timedelta = MOMENT, doubt_every: timedelta = DOUBT_EVERY) -> None:
        self._clock = clock
        self._moment = moment
        self._doubt_every = doubt_every
        self._compositor: Compositor | None = None
        self._version = _INPUT_ONLY
        self._notifier = 0
        self._seats: list[int] = []
        self._after: timedelta | None = None
        self._asked: dict[_Place, int] = {}
        """The notifications there are."""
        self._idled: set[_Place] = set()
        """Those of which `resumed` will come."""
        self._since: dict[int, timedelta] = {}
        """The seats without input; the earliest moment known of each."""
        self._told: timedelta | None = None
        """Since when, while idle was said and active not yet."""
        self._plain: int | None = None
        """The notification that heeds programs, while there is no input."""
        self._may_darken = False
        """It has come: no program keeps the screen awake."""
        self._is_inhibited = False
        """As it was told."""
        self._later = Timer()
        """It is not known yet whether a program does; or a doubt is to come."""

    async def open(self) -> Phrase | None:
        compositor = Compositor(self._lose, self._notice)
        try:
            await compositor.connect()
            self._take(compositor)
            compositor.check()
        except Unavailable as failure:
            compositor.close()
            return failure.said
        self._compositor = compositor
        return None

    def watch(self, after: timedelta | None) -> None:
        self._after = after
        self._tidy()
        if after is not None:
            for number, seat in enumerate(self._seats):
                place = after, number
                if place not in self._asked:
                    request = _GET_INPUT_ONLY if self._version >= _INPUT_ONLY else _GET
                    self._asked[place] = self._ask(request, after, seat, partial(self._hear, place))
        self._judge()

    async def close(self) -> None:
        self._drop_plain()
        if self._compositor:
            self._compositor.close()
            self._compositor = None
        self._seats.clear()
        self._asked.clear()
        self._idled.clear()
        self._since.clear()
        self._told, self._is_inhibited = None, False

    # --- what the compositor says -------------------------------------------------------------------------------------

    def _lose(self, why: Phrase) -> None:
        if self._compositor:
            self._listener.lost(why)

    def _notice(self, interface: str) -> None:
        if interface in (NOTIFIER, SEAT):
            self._lose(phrase("its seats have changed"))

    def _hear(self, place: _Place, event: int, body: bytes) -> None:
        after, seat = place
        if event == _IDLED:
            since = self._clock().ticks - after
            self._idled.add(place)
            self._since[seat] = min(since, self._since.get(seat, since))
            self._judge()
        else:
            self._resume(seat)

    def _resume(self, seat: int) -> None:
        """There was input; the other notifications of this seat say the same in a moment."""
        self._since.pop(seat, None)
        self._idled = {place for place in self._idled if place[1] != seat}
        self._end_idleness()
        self._tidy()

    def _hear_plain(self, event: int, body: bytes) -> None:
        self._may_darken = event == _IDLED
        if self._may_darken:
            self._settle()
        else:
            self._later.set(self._moment, self._settle)

    # --- what follows from it -----------------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Tell that there is no input, once it is known whether a program keeps the screen awake meanwhile."""
        if not self._seats or len(self._since) < len(self._seats):
            return
        if self._version >= _INPUT_ONLY and self._plain is None:
            self._look_beside()
        since = max(self._since.values())
        if self._told is not None:
            if since < self._told - _SAME:
                self._told = since
                self._listener.idle(since)
            return
        enough = self._after is not None and self._clock().ticks - since >= self._after
        if enough and not self._later:
            self._told = since
            self._listener.idle(since)
            if self._version < _INPUT_ONLY:
                self._later.set(self._doubt_every, self._look_beside)

    def _look_beside(self) -> None:
        """Does a program keep the screen awake?"""
        self._drop_plain()
        self._may_darken = False
        self._plain = self._ask(_GET, IMPATIENT, self._seats[0], self._hear_plain)
        self._later.set(self._moment, self._settle)

    def _settle(self) -> None:
        """Now it is known."""
        self._later.cancel()
        if self._version >= _INPUT_ONLY:
            self._tell_inhibited(not self._may_darken)
            self._judge()
        elif self._may_darken:
            self._later.set(self._doubt_every, self._look_beside)
        else:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Nothing that was said holds any more."""
        self._since.clear()
        self._idled.clear()
        self._end_idleness()
        after, self._after = self._after, None
        self._tidy()
        self.watch(after)

    def _end_idleness(self) -> None:
        self._drop_plain()
        self._tell_inhibited(False)
        if self._told is not None:
            self._told = None
            self._listener.active()

    def _tell_inhibited(self, inhibited: bool) -> None:
        if inhibited != self._is_inhibited:
            self._is_inhibited = inhibited
            self._listener.inhibited(SOMEBODY if inhibited else ())

    # --- what is asked of it ------------------------------------------------------------------------------------------

    def _take(self, compositor: Compositor) -> None:
        """Take what the compositor offers. Raises Unavailable where that is not enough."""
        notifiers, seats = compositor.find(NOTIFIER), compositor.find(SEAT)
        if not notifiers:
            raise Unavailable("the compositor does not tell of input: it has no {interface}", interface=NOTIFIER)
        if not seats:
            raise Unavailable("the compositor has no seat, and so no input")
        self._version = min(compositor.offers[notifiers[0]].version, _INPUT_ONLY)
        self.limit = None if self._version >= _INPUT_ONLY else _PLAIN_ONLY
        self._notifier = compositor.bind(notifiers[0], self._version, ignore)
        self._seats = [compositor.bind(number, 1, ignore) for number in seats]

    def _ask(self, request: int, after: timedelta, seat: int, heard: Heard) -> int:
        assert self._compositor
        notification = self._compositor.create(heard)
        milliseconds = min(max(after // _MILLISECOND, 1), _LONGEST)
        self._compositor.send(self._notifier, request, notification, milliseconds, seat)
        return notification

    def _tidy(self) -> None:
        """Let go of what is shorter than what is wanted now, unless it has to say that there is input again."""
        for place in self._asked.keys() - self._idled:
            if self._compositor and (self._after is None or place[0] < self._after):
                self._compositor.destroy(self._asked.pop(place), _DESTROY)

    def _drop_plain(self) -> None:
        self._later.cancel()
        if self._plain is not None and self._compositor:
            self._compositor.destroy(self._plain, _DESTROY)
        self._plain = None
