"""What a person tells by the form of the check-in, and what stands in it at first.

Form ─▶ told() ─▶ CheckIn, or what is missing        the last CheckIn ─▶ filled() ─▶ the form        Pure.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from reminder.model.checkin import AREAS, FEELS, SIGNS, TEXTS, WORST, AreaPain, CheckIn, Course, in_one_line
from reminder.phrase import Phrase, phrase
from reminder.web.forms import Form, one
from reminder.wording.body import AREAS as WORDS


class Filled(NamedTuple):
    """What stands in the form."""

    levels: Mapping[str, int | None]
    """By the areas that are chosen; None: how much is not said yet."""
    course: str
    feels: tuple[str, ...]
    texts: Mapping[str, str]
    signs: tuple[str, ...]
    worse_tip: str
    problem: Phrase | None = None


def filled(last: CheckIn | None, is_todays: bool) -> Filled:
    """Nothing is chosen at first but what was told today; what is in words is as it was, for it seldom changes."""
    texts = {name: getattr(last, name) if last else "" for name in TEXTS}
    if not last or not is_todays:
        return Filled({}, "", (), texts, (), "")
    levels = {pain.area: pain.level for pain in last.areas}
    return Filled(levels, last.course or "", last.feels, texts, last.signs, next(iter(last.worse_tips), ""))


def told(form: Form, now: datetime) -> CheckIn | Filled:
    """What a form brings that no page of ours sends is left out."""
    chosen = [area for area in AREAS if area in form.get("area", ())]
    levels = {area: _level(one(form, f"level-{area}")) for area in chosen}
    texts = {name: in_one_line(one(form, name)) for name in TEXTS}
    feels = tuple(name for name in FEELS if name in form.get("feels", ()))
    signs = tuple(name for name in SIGNS if name in form.get("signs", ()))
    course, tip = one(form, "course"), in_one_line(one(form, "worse-tip"))
    missing = next((area for area, level in levels.items() if level is None), None)
    if missing:
        problem = phrase("{area:capital}: how much does it hurt, from 0 to 10?", area=WORDS[missing])
        return Filled(levels, course, feels, texts, signs, tip, problem)
    return CheckIn(
        day=now.date(),
        at=now,
        areas=tuple(AreaPain(area, level) for area, level in levels.items() if level is not None),
        course=Course(course) if course in list(Course) else None,
        feels=feels,
        signs=signs,
        worse_tips=(tip,) if tip else (),
        **texts,
    )


def nothing_hurts(now: datetime) -> CheckIn:
    return CheckIn(day=now.date(), at=now)


def _level(text: str) -> int | None:
    return int(text) if text in map(str, range(WORST + 1)) else None
