"""`reminder checkin`: tell in ten seconds what hurts; switch it on and off, look at what was told, delete it.

words, or answers on a terminal ─▶ CheckIn ─▶ checkins.db ─▶ the running program reads it ─▶ what comes of it
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import reminder.system.lean  # noqa: F401 - before what imports msgspec
from reminder.cli.commands import Arguments
from reminder.cli.result import Result, answer_to, mention, somebody_is_there
from reminder.cli.settings import set_value
from reminder.control.client import ask
from reminder.control.messages import RequestLine
from reminder.errors import ReminderError, UsageError
from reminder.model.checkin import (
    AREAS,
    FEELS,
    SIGNS,
    WORST,
    AreaPain,
    CheckIn,
    Course,
    TipWeights,
    as_before,
    in_one_line,
)
from reminder.phrase import Phrase, counted, listed, phrase, sentences, verbatim
from reminder.settings.in_force import in_force
from reminder.settings.values import did_you_mean
from reminder.storage import checkins, paths
from reminder.wording import body
from reminder.wording.days import kind_in_words
from reminder.wording.language import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ENABLED, _AT = "checkin.enabled", "checkin.at"
_NOTHING = ("nothing", "nothing hurts")
_AS_BEFORE = ("as yesterday", "as-yesterday", "as before", "same")
_FLAGS = ("course", "feels", "better", "worse", "doing", "sign", "tip")
_COURSES = {"c": Course.CONSTANT, "g": Course.COMES_AND_GOES}


def checkin(args: Arguments) -> Result:
    """What the first word says; else it is what hurts, and without a word that is asked for."""
    first, rest = (args.words[0], args.words[1:]) if args.words else ("", [])
    flags = [name for name in _FLAGS if getattr(args, name)]
    if flags and (first in _COMMANDS or " ".join(args.words) in ("", *_NOTHING, *_AS_BEFORE)):
        raise UsageError("--{flag} goes with what hurts, like: reminder checkin neck=4 --{flag} ...", flag=flags[0])
    does = _COMMANDS.get(first)
    return does(rest) if does else _tell(args)


# --- telling ----------------------------------------------------------------------------------------------------------


def _tell(args: Arguments) -> Result:
    if not in_force().values["checkin"]["enabled"]:
        raise ReminderError("check-ins are off, and nothing was noted; to switch them on: reminder checkin on")
    now, path = datetime.now(UTC).astimezone(), paths.checkins_file()
    before, said = checkins.last(path, now.date()), " ".join(args.words)
    if not said:
        told = _asked(args, before, now)
    elif said in _NOTHING:
        told = CheckIn(day=now.date(), at=now)
    elif said in _AS_BEFORE:
        told = _as_before(before, now)
    else:
        told = _given(args, now)
    if told is None:
        return Result(phrase("Nothing was noted."), {"noted": False})
    checkins.add(path, told)
    weights = _tell_program()
    return Result(_noted(told, weights), {"noted": True, **_as_data(told), **_weights_as_data(weights)})


def _as_before(before: CheckIn | None, now: datetime) -> CheckIn:
    if before is None:
        raise UsageError("nothing was told before that today could be like; write it like: reminder checkin neck=4")
    return as_before(before, now)


def _given(args: Arguments, now: datetime) -> CheckIn:
    """By words and flags."""
    feels, words = _feelings(args.feels or "")
    return CheckIn(
        day=now.date(),
        at=now,
        areas=_areas(" ".join(args.words)),
        course=Course(args.course) if args.course else None,
        feels=feels,
        words=words,
        better=in_one_line(args.better or ""),
        worse=in_one_line(args.worse or ""),
        doing=in_one_line(args.doing or ""),
        signs=tuple(_one_of(name, SIGNS) for name in _apart(args.sign or "")),
        worse_tips=_tips(args.tip or ""),
    )


def _asked(args: Arguments, before: CheckIn | None, now: datetime) -> CheckIn | None:
    """In a few lines on a terminal; None: the person left."""
    if args.json or not somebody_is_there():
        raise UsageError("say how it is, like: reminder checkin nothing, reminder checkin neck=4 left-wrist=2")
    try:
        return _asked_for(before, now)
    except EOFError:
        return None


def _asked_for(before: CheckIn | None, now: datetime) -> CheckIn:
    mention(lines(phrase("How are you today?"), phrase("  1  nothing hurts")))
    if before:
        mention(phrase("  2  as {day}: {areas}", day=_day_in_words(before.day, now.date()), areas=_hurting(before)))
    mention(phrase("  3  tell"))
    while True:
        match answer_to(phrase("1, 2 or 3: ") if before else phrase("1 or 3: ")):
            case "1":
                return CheckIn(day=now.date(), at=now)
            case "2" if before:
                return as_before(before, now)
            case "3":
                return _told_in_full(before, now)


def _told_in_full(before: CheckIn | None, now: datetime) -> CheckIn:
    """Enter leaves what is in brackets, or leaves it out."""
    mention(phrase("Areas: {areas}", areas=listed(AREAS)))
    areas = _until_right(phrase("Where, and how much from 0 to 10? Such as: neck 4, left-wrist 2: "), _areas)
    course = answer_to(phrase("Is it constant, or does it come and go? c or g: ")).lower()
    feels, words = _feelings(
        answer_to(phrase("What does it feel like? {known}, or your own words: ", known=listed(FEELS)))
    )
    better = _kept(phrase("What makes it better?"), before.better if before else "")
    worse = _kept(phrase("What makes it worse?"), before.worse if before else "")
    doing = _kept(phrase("What do you do about it?"), before.doing if before else "")
    mention(lines(*(phrase("  {number}  {sign}", number=n, sign=body.SIGNS[it]) for n, it in enumerate(SIGNS, 1))))
    signs = _until_right(phrase("Does any of these go with it? Their numbers, or Enter for none: "), _signs_by_number)
    tips = _until_right(phrase("Did a tip make it worse? Its id, or Enter for none: "), _tips)
    return CheckIn(
        day=now.date(),
        at=now,
        areas=areas,
        course=_COURSES.get(course[:1]),
        feels=feels,
        words=words,
        better=better,
        worse=worse,
        doing=doing,
        signs=signs,
        worse_tips=tips,
    )


def _kept(asks: Phrase, before: str) -> str:
    if not before:
        return in_one_line(answer_to(phrase("{asks} ", asks=asks)))
    typed = answer_to(phrase("{asks} [{before}] (- for nothing): ", asks=asks, before=before))
    return "" if typed == "-" else in_one_line(typed) or before


def _until_right(asks: Phrase, read: Callable[[str], Any]) -> Any:
    while True:
        try:
            return read(answer_to(asks))
        except UsageError as problem:
            mention(problem.said)


def _signs_by_number(typed: str) -> tuple[str, ...]:
    numbers = _apart(typed.replace(" ", ","))
    if wrong := next((it for it in numbers if not it.isdecimal() or not 1 <= int(it) <= len(SIGNS)), None):
        raise UsageError("{number} is none of the numbers", number=wrong)
    return tuple(dict.fromkeys(SIGNS[int(number) - 1] for number in numbers))


# --- what was typed ---------------------------------------------------------------------------------------------------


def _areas(typed: str) -> tuple[AreaPain, ...]:
    """`neck=4 left-wrist=2`, `neck 4, left wrist 2`. Raises UsageError."""
    levels: dict[str, int] = {}
    name: list[str] = []
    for part in typed.lower().replace("=", " ").replace(",", " ").split():
        if not part.isdecimal():
            name.append(part)
            continue
        area = _one_of("-".join(name), tuple(AREAS))
        if int(part) > WORST:
            raise UsageError("{area}: {level} is not from 0 to {most}", area=area, level=part, most=WORST)
        levels[area], name = int(part), []
    if name or not levels:
        raise UsageError("say how much it hurts, from 0 to {most}, like: neck=4 left-wrist=2", most=WORST)
    return tuple(AreaPain(area, level) for area, level in levels.items())


def _feelings(typed: str) -> tuple[tuple[str, ...], str]:
    """What is known, and the rest as it was said."""
    parts = _apart(typed)
    known = {part: part.lower().replace(" ", "-") for part in parts}
    feels = tuple(name for name in FEELS if name in known.values())
    return feels, in_one_line(", ".join(part for part in parts if known[part] not in FEELS))


def _apart(typed: str) -> list[str]:
    return [part for it in typed.split(",") if (part := it.strip())]


def _one_of(name: str, known: Sequence[str]) -> str:
    if name not in known:
        raise UsageError("{name!r} is not known here; {hint}", name=name, hint=did_you_mean(name, known))
    return name


def _tips(typed: str) -> tuple[str, ...]:
    """Of their ids."""
    return tuple(_one_of(id, [tip.id for tip in in_force().plan.tips]) for id in _apart(typed))


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UsageError("{day!r} is no day; write it like 2026-11-28", day=typed) from None


# --- the rest ---------------------------------------------------------------------------------------------------------


def _on(words: Sequence[str]) -> Result:
    """With a time, and a notification asks at it."""
    if words:
        set_value(_AT, ", ".join(words))
    set_value(_ENABLED, True)
    at = in_force().values["checkin"]["at"]
    said = phrase("Check-ins are on; to tell how you are: reminder checkin")
    asks = phrase("A notification asks at {times}.", times=listed(at))
    asks_not = phrase("No notification asks for it; for one: reminder checkin on 17:00")
    stays = phrase("What you tell stays on this machine: {file}", file=str(paths.checkins_file()))
    return Result(lines(said, asks if at else asks_not, stays), {"enabled": True, "at": at})


def _off(words: Sequence[str]) -> Result:
    _no_more(words)
    set_value(_ENABLED, False)
    said = phrase("Check-ins are off.")
    kept = phrase("What you told is still there, and tips go by it; to delete it: reminder checkin delete all")
    is_kept = bool(checkins.between(paths.checkins_file()))
    return Result(lines(said, kept if is_kept else None), {"enabled": False, "kept": is_kept})


def _show(words: Sequence[str]) -> Result:
    path = paths.checkins_file()
    given = _day(words[0]) if words else None
    _no_more(words[1:])
    found = checkins.between(path, given or date.min, given or date.max)
    weights = checkins.weights(path)
    told = [phrase("{day}: {told}", day=it.day.isoformat(), told=_in_words(it)) for it in found]
    if not told:
        told = [phrase("Nothing was told on {day}.", day=given.isoformat()) if given else phrase("Nothing was told.")]
    data = {"checkins": [_as_data(it) for it in found], **_weights_as_data(weights)}
    return Result(lines(*told, *_comes_of_it(weights)), data)


def _delete(words: Sequence[str]) -> Result:
    path = paths.checkins_file()
    _no_more(words[1:])
    if words == ["all"]:
        number = checkins.delete_all(path)
        said = counted("{count} check-in is deleted.", "{count} check-ins are deleted.", number)
    else:
        day = _day(words[0]) if words else datetime.now(UTC).astimezone().date()
        number = int(checkins.delete(path, day))
        gone = phrase("What was told on {day} is deleted.", day=day.isoformat())
        said = gone if number else phrase("Nothing was told on {day}.", day=day.isoformat())
    _tell_program()
    return Result(said, {"deleted": number})


def _allow(words: Sequence[str]) -> Result:
    path, name = paths.checkins_file(), " ".join(words)
    weights = checkins.weights(path)
    kept_back = _at_rest(weights)
    if name not in kept_back:
        hint = did_you_mean(name, kept_back) if kept_back else phrase("none does")
        raise UsageError("nothing rests by the name {name!r}; {hint}", name=name, hint=hint)
    checkins.allow(path, name, datetime.now(UTC).astimezone())
    weights = _tell_program()
    return Result(phrase("{name} comes again.", name=name), {"allowed": name, **_weights_as_data(weights)})


def _no_more(words: Sequence[str]) -> None:
    if words:
        raise UsageError("{words!r} is too much here; see: reminder checkin --help", words=" ".join(words))


_COMMANDS: dict[str, Callable[[Sequence[str]], Result]] = {
    "on": _on,
    "off": _off,
    "show": _show,
    "delete": _delete,
    "allow": _allow,
}


def _tell_program() -> TipWeights:
    """It reads what has changed, if it runs; so does this, for what it says."""
    with suppress(ReminderError):
        ask(RequestLine("reload"), timeout=5.0)
    return checkins.weights(paths.checkins_file())


# --- in words ---------------------------------------------------------------------------------------------------------


def _noted(told: CheckIn, weights: TipWeights) -> Phrase:
    noted = phrase("Noted for today: {told}.", told=_hurting(told))
    signs = listed(body.SIGNS[sign] for sign in told.signs)
    see_a_doctor = phrase("{signs:capital}: that belongs before a doctor.", signs=signs) if told.signs else None
    return sentences([noted, *_comes_of_it(weights), see_a_doctor])


def _comes_of_it(weights: TipWeights) -> list[Phrase]:
    said = []
    if weights.doubled:
        often = listed(kind_in_words(kind) for kind in sorted(weights.doubled))
        said.append(phrase("Tips for {kinds} come more often.", kinds=often))
    if rests := _at_rest(weights):
        again = phrase("reminder checkin allow {name}", name=rests[0])
        said.append(phrase("At rest: {names}; to have one again: {again}.", names=listed(rests), again=again))
    return said


def _hurting(told: CheckIn) -> Phrase:
    hurts = [phrase("{area} {level}", area=body.area_in_words(it), level=level) for it, level in told.hurting]
    return listed(hurts) if hurts else phrase("nothing hurts")


def _in_words(told: CheckIn) -> Phrase:
    course = body.COURSES[told.course] if told.course else None
    feels = [body.FEELS.get(name, verbatim(name)) for name in told.feels]
    signs = [body.SIGNS.get(name, verbatim(name)) for name in told.signs]
    better = phrase("better by {what}", what=told.better) if told.better else None
    worse = phrase("worse by {what}", what=told.worse) if told.worse else None
    doing = phrase("done about it: {what}", what=told.doing) if told.doing else None
    tips = phrase("made worse by {tips}", tips=listed(told.worse_tips)) if told.worse_tips else None
    return listed([_hurting(told), course, *feels, told.words, better, worse, doing, *signs, tips])


def _day_in_words(day: date, today: date) -> Phrase:
    return phrase("yesterday") if today - day == timedelta(days=1) else phrase("on {day}", day=day.isoformat())


def _as_data(told: CheckIn) -> dict[str, Any]:
    """All of it but its moment."""
    from msgspec import to_builtins

    data: dict[str, Any] = to_builtins(told)
    del data["at"]
    return {**data, "areas": dict(told.areas)}


def _weights_as_data(weights: TipWeights) -> dict[str, Any]:
    return {"more_often": sorted(weights.doubled), "at_rest": _at_rest(weights)}


def _at_rest(weights: TipWeights) -> list[str]:
    """Kinds and tips that do not come."""
    return sorted(weights.resting | weights.worse)
