"""A check-in: what hurts, and what that means for the tips.

the person ─▶ CheckIn ─▶ checkins.db ─▶ weights() ─▶ TipWeights ─▶ the engine

Nothing of it is logged: in what is, as in the report of a bug, these structs keep silent.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct
from msgspec.structs import replace

AREAS: Mapping[str, tuple[str, ...]] = {
    "head": ("ease", "workspace"),
    "neck": ("neck",),
    "left-shoulder": ("shoulders",),
    "right-shoulder": ("shoulders",),
    "chest": ("shoulders", "ease"),
    "upper-back": ("back", "shoulders"),
    "lower-back": ("back",),
    "belly": ("ease",),
    "left-arm": ("shoulders", "stretch"),
    "right-arm": ("shoulders", "stretch"),
    "left-elbow": ("wrists",),
    "right-elbow": ("wrists",),
    "left-wrist": ("wrists",),
    "right-wrist": ("wrists",),
    "left-hand": ("wrists",),
    "right-hand": ("wrists",),
    "left-hip": ("move",),
    "right-hip": ("move",),
    "left-leg": ("move", "stretch"),
    "right-leg": ("move", "stretch"),
    "left-knee": ("move",),
    "right-knee": ("move",),
    "left-foot": ("move",),
    "right-foot": ("move",),
}
"""The areas of the body, from head to foot, each with the kinds of tips that are for it."""
WORST = 10
"""The highest level; 0 is no pain."""


class Course(StrEnum):
    """Whether pain is there all the time."""

    CONSTANT = "constant"
    COMES_AND_GOES = "comes-and-goes"


FEELS = ("stabbing", "sharp", "dull", "burning", "pins-and-needles")
"""What pain may feel like, by the article's words."""

SIGNS = (
    "after-an-accident",
    "numb-or-weak",
    "swollen-or-hot",
    "fever",
    "weight-loss",
    "at-night",
    "getting-worse",
    "weeks",
)
"""Signs that belong before a doctor, after the sources that `wording/body.py` names."""


TEXTS = ("words", "better", "worse", "doing")
"""What is told in the person's own words."""
LONGEST = 500
"""Characters of each of them."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

Moment = Annotated[datetime, Meta(tz=True)]
Name = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]


class AreaPain(NamedTuple):
    area: Name
    level: Annotated[int, Meta(ge=0, le=WORST)]


class CheckIn(Struct, frozen=True, kw_only=True):
    """What was told on a day, the last of it; without areas nothing hurt."""

    day: date
    at: Moment
    areas: tuple[AreaPain, ...] = ()
    course: Course | None = None
    feels: tuple[Name, ...] = ()
    """Of `FEELS`."""
    words: str = ""
    """And in the person's own."""
    better: str = ""
    worse: str = ""
    doing: str = ""
    """What is done about it."""
    signs: tuple[Name, ...] = ()
    """Of `SIGNS`, for the areas of this check-in."""
    worse_tips: tuple[Name, ...] = ()
    """Tips that made it worse."""

    def __repr__(self) -> str:
        return "a check-in"

    @property
    def hurting(self) -> tuple[AreaPain, ...]:
        """The areas with any pain."""
        return tuple(pain for pain in self.areas if pain.level > 0)


def in_one_line(text: str) -> str:
    """A person's own words as they are kept, and nothing that moves the cursor of a terminal."""
    return " ".join(_CONTROLS.sub(" ", text).split())[:LONGEST]


def as_before(last: CheckIn, now: datetime) -> CheckIn:
    """Today is like `last`; a sign, and a tip that made it worse, were told then, and may be allowed again since."""
    return replace(last, day=now.date(), at=now, signs=(), worse_tips=())


class Answer(StrEnum):
    """A button of the notification that asks; the value is its action key."""

    NOTHING_HURTS = "nothing-hurts"
    AS_BEFORE = "as-before"
    """What was told the last time is so today."""
    TELL = "tell"
    """More than a button can say; it opens the window."""


class TipWeights(Struct, frozen=True, kw_only=True):
    """What check-ins mean for the choice of tips."""

    doubled: frozenset[str] = frozenset()
    """Kinds that come twice as often."""
    resting: frozenset[str] = frozenset()
    """Kinds that do not come until the person switches them on."""
    worse: frozenset[str] = frozenset()
    """Tips that made it worse, and never come."""
    last: date | None = None
    """The day of the last check-in; None: there is none that today's can be like."""

    def __repr__(self) -> str:
        return "weights of tips"

    def of_today(self, now: datetime) -> bool:
        """There is a check-in of the day that it is on the wall."""
        return self.last == now.date()


NO_WEIGHTS = TipWeights()
"""Without any check-in."""


def kinds(areas: Iterable[AreaPain]) -> frozenset[str]:
    """The kinds of tips that are for areas that hurt."""
    return frozenset(kind for pain in areas if pain.level > 0 for kind in AREAS.get(pain.area, ()))


def weights(told: Sequence[CheckIn], allowed: Mapping[str, datetime]) -> TipWeights:
    """Of all check-ins in order of their days; `allowed`: kinds and tips that the person switched on again, and when.

    What hurt last counts until the next check-in; a sign, and what made it worse, until it is switched on again.
    """
    doubled: frozenset[str] = frozenset()
    resting, worse = set[str](), set[str]()
    for checkin in told:
        doubled = kinds(checkin.areas)
        if checkin.signs:
            resting |= {kind for kind in doubled if not _is_allowed(kind, checkin, allowed)}
        worse |= {tip for tip in checkin.worse_tips if not _is_allowed(tip, checkin, allowed)}
    last = told[-1].day if told else None
    return TipWeights(doubled=doubled - resting, resting=frozenset(resting), worse=frozenset(worse), last=last)


def _is_allowed(name: str, checkin: CheckIn, allowed: Mapping[str, datetime]) -> bool:
    return name in allowed and allowed[name] >= checkin.at
