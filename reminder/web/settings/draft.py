"""What a person has made of the page and not saved yet, and what that changes in their file.

Base, the form ─▶ read_form() ─▶ Draft ─▶ act() ─▶ Draft ─▶ changes() ─▶ what to write, and what is wrong, by field

Pure. A draft has the text of every field; those that differ from the base's are what was changed.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reminder import durations
from reminder.errors import UsageError
from reminder.model.names import is_name
from reminder.phrase import Phrase, listed, phrase
from reminder.settings.names import LONGEST, free_name, slug
from reminder.settings.schema import REMINDER, keys
from reminder.settings.times import TIMES
from reminder.settings.values import WEEKDAYS, parse_clock
from reminder.web.forms import Form
from reminder.web.settings import week
from reminder.web.settings.base import LOGIN, NAME, WHEN, Base
from reminder.web.settings.texts import ON, Control, Texts, control, meant, written

MORE = "+"
"""Ends the name of the field in which one more is written."""
_UNCHECKED = (Control.SWITCH, Control.KINDS, Control.TIPS)
"""What is off or not chosen brings nothing."""
_NEW = {"every": ("1 h",), "lasts": ("1 min",), "enabled": ON}
_MONDAY_TO_FRIDAY = tuple(WEEKDAYS)[:5]


class OwnTip(NamedTuple):
    """A tip that is being written."""

    title: str = ""
    text: str = ""
    kind: str = ""
    id: str = ""
    """Of one that was there before."""


class Draft(NamedTuple):
    base: Base
    texts: Texts
    cards: tuple[str, ...]
    """The reminders in their order, new ones as well, but none that was removed."""
    gone: tuple[str, ...] = ()
    lunch: tuple[str, str] = ("", "")
    tip: OwnTip = OwnTip()
    told: Phrase | None = None
    """What came of a button; of those that show a notification with a sound or a tip, `heard` and `tip_said`."""
    heard: Phrase | None = None
    tip_said: Phrase | None = None
    is_tip_wrong: bool = False

    def has(self, dotted: str) -> tuple[str, ...]:
        return self.texts.get(dotted, ())

    def text(self, dotted: str, otherwise: str = "") -> str:
        """The one of a field that has one."""
        return next(iter(self.has(dotted)), otherwise)

    def when(self, reminder: str) -> str:
        """Which of `TIMES` counts."""
        return "at" if self.text(f"reminders.{reminder}.{WHEN}") == "at" else "every"

    def with_text(self, dotted: str, texts: tuple[str, ...]) -> "Draft":
        return self._replace(texts={**self.texts, dotted: texts})

    def is_new(self, name: str) -> bool:
        return name not in self.base.reminders

    @property
    def keys(self) -> set[str]:
        """All that can be set."""
        return set(keys(self.cards))

    @property
    def changed(self) -> set[str]:
        return {key for key, texts in self.texts.items() if texts != self.base.texts.get(key)}


class Changes(NamedTuple):
    values: dict[str, Any]
    """By dotted key as for `settings/edit`; None takes it out of the file."""
    wrong: dict[str, Phrase]
    """By the field."""
    places: set[str]
    """What a person would count as one change each, those that are wrong as well."""
    names: dict[str, str]
    """Of new and renamed reminders, by what they are to be called what they are called in the form."""
    login: bool | None = None
    """What login is to be."""
    renamed: Mapping[str, str] = {}
    """What reminders are to be called, by the name that they have, also in `values`."""

    @property
    def is_of_file(self) -> bool:
        return bool(self.values or self.renamed)

    def field(self, dotted: str) -> str:
        """The one of a key of the file."""
        section, _, rest = dotted.partition(".")
        name, dot, option = rest.partition(".")
        return f"{section}.{self.names[name]}{dot}{option}" if section == "reminders" and name in self.names else dotted


# --- the form ---------------------------------------------------------------------------------------------------------


def untouched(base: Base) -> Draft:
    lunch = week.lunch_of(map(base.value, week.KEYS))
    kept = (week.clock(lunch[0]), week.clock(lunch[1])) if lunch else ("", "")
    return Draft(base, base.texts, tuple(base.reminders), lunch=kept)


def read_form(base: Base, form: Form) -> Draft:
    start = untouched(base)
    gone = tuple(name for name in base.reminders if name in form.get("gone", ()) and not base.is_given(name))
    sent = [name for name in form.get("card", ()) if is_name(name)]
    cards = tuple(name for name in dict.fromkeys((*base.reminders, *sent)) if name not in gone)
    texts = {key: _sent(base, key, form) for key in keys(cards)}
    for name in cards:
        for field in (WHEN, NAME):
            dotted = f"reminders.{name}.{field}"
            if dotted in form and (dotted in base.texts or name not in base.reminders):
                texts[dotted] = (_first(form, dotted),)
            elif dotted in base.texts:
                texts[dotted] = base.texts[dotted]
    texts[LOGIN] = ON if LOGIN in form else ()
    tip = OwnTip(*(_first(form, f"tip.{name}") for name in OwnTip._fields))
    lunch = tuple(_first(form, f"lunch.{end}") or was for end, was in zip(("from", "to"), start.lunch, strict=True))
    return Draft(base, texts, cards, gone, (lunch[0], lunch[1]), tip)


def _sent(base: Base, dotted: str, form: Form) -> tuple[str, ...]:
    was = base.texts.get(dotted, written(dotted, None))
    if dotted in base.decided:
        return was
    kind = control(dotted)
    if kind is Control.SWITCH:
        return ON if dotted in form else ()
    sent = tuple(text.replace("\r\n", "\n") for text in form.get(dotted, ()))
    if kind is Control.EACH:
        return tuple(dict.fromkeys((*sent, *filter(None, (_first(form, f"{dotted}{MORE}").strip(),)))))
    if kind in _UNCHECKED:
        return was if set(sent) == set(was) else sent
    return sent[:1] or was


def _first(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")


def rebased(draft: Draft, base: Base) -> Draft:
    """The same changes, of what is in the file now."""
    changed = {key: draft.texts[key] for key in draft.changed}
    cards = dict.fromkeys((*base.reminders, *(name for name in draft.cards if draft.is_new(name))))
    kept = tuple(name for name in cards if name not in draft.gone)
    return draft._replace(base=base, texts={**base.texts, **changed}, cards=kept)


def without(draft: Draft, names: Iterable[str]) -> Draft:
    """Reminders that are saved now, under the names that they were to have."""
    gone = tuple(f"reminders.{name}." for name in names)
    texts = {key: its for key, its in draft.texts.items() if not key.startswith(gone or "-")}
    return draft._replace(texts=texts, cards=tuple(it for it in draft.cards if f"reminders.{it}." not in gone))


def as_in_file(draft: Draft, dotted: str) -> Draft:
    """What others have made of this counts."""
    section, name, field = f"{dotted}..".split(".")[:3]
    if section == "reminders" and not field:
        gone = tuple(it for it in draft.gone if it != name)
        cards = tuple(it for it in draft.base.reminders if it not in gone)
        return draft._replace(gone=gone, cards=tuple(dict.fromkeys((*cards, *draft.cards))))
    changed = {f"{section}.{name}.{it}" for it in (*TIMES, WHEN)} if field in TIMES else {dotted}
    kept = {key: its for key, its in draft.base.texts.items() if key in changed}
    return draft._replace(texts={**draft.texts, **kept})


# --- what a button does -----------------------------------------------------------------------------------------------


def act(draft: Draft, words: str) -> Draft:
    """Words that mean nothing here change nothing. Raises UsageError."""
    what, _, of = words.partition(" ")
    match what:
        case "add":
            return _added(draft, _NEW, "reminder")
        case "duplicate" if of in draft.cards:
            texts = {name: draft.has(f"reminders.{of}.{name}") for name in (*REMINDER, WHEN)}
            return _added(draft, texts, of)
        case "remove" if of in draft.cards:
            return _without(draft, of)
        case "drop":
            dotted, _, item = of.partition(" ")
            if dotted in draft.keys - draft.base.decided.keys() and control(dotted) is Control.EACH:
                return draft.with_text(dotted, tuple(it for it in draft.has(dotted) if it != item))
        case "back" if of == "hours":
            days = {it: written(it, draft.base.default(it)) for it in week.KEYS if it not in draft.base.decided}
            return draft._replace(texts={**draft.texts, **days})
        case "back" if of in draft.keys - draft.base.decided.keys():
            return _back(draft, of)
        case "hide" | "show" if "tips.hide" in draft.base.decided:
            return draft
        case "hide":
            return draft.with_text("tips.hide", tuple(dict.fromkeys((*draft.has("tips.hide"), of))))
        case "show":
            return draft.with_text("tips.hide", tuple(it for it in draft.has("tips.hide") if it != of))
        case "edit-tip" if of in draft.base.own_tips:
            return draft._replace(tip=written_before(draft.base, of))
        case "leave-tip":
            return draft._replace(tip=OwnTip())
        case "lunch":
            return _with_lunch(draft)
        case "put-back":
            return untouched(draft.base)._replace(told=phrase("Put back as it was saved."))
    return draft


def _added(draft: Draft, texts: Texts, name: str) -> Draft:
    new = free_name(name.rstrip("0123456789"), {*draft.base.reminders, *draft.cards}, "reminder")
    made = {f"reminders.{new}.{field}": its for field, its in texts.items()}
    made |= {f"reminders.{new}.{NAME}": (new,), f"reminders.{new}.{WHEN}": texts.get(WHEN, ("every",))}
    blank = {key: written(key, None) for key in keys([new]) if key.startswith(f"reminders.{new}.")}
    return draft._replace(texts={**draft.texts, **blank, **made}, cards=(*draft.cards, new))


def _without(draft: Draft, name: str) -> Draft:
    if draft.base.is_given(name):
        told = phrase("{name} comes with reminder, so it is switched off and stays here for another day.", name=name)
        return draft.with_text(f"reminders.{name}.enabled", ())._replace(told=told)
    cards = tuple(it for it in draft.cards if it != name)
    texts = {key: its for key, its in draft.texts.items() if not key.startswith(f"reminders.{name}.")}
    gone = draft.gone if draft.is_new(name) else (*draft.gone, name)
    return draft._replace(texts=texts, cards=cards, gone=gone)


def _back(draft: Draft, dotted: str) -> Draft:
    back = draft.with_text(dotted, written(dotted, draft.base.default(dotted)))
    section, _, name = dotted.rpartition(".")
    if name not in TIMES:
        return back
    return back.with_text(f"{section}.{WHEN}", ("at" if draft.base.default(f"{section}.at") else "every",))


def _with_lunch(draft: Draft) -> Draft:
    if not all(draft.lunch):
        raise UsageError("lunch needs both times, like 12:00 to 13:00")
    start, stop = (_minute(text) for text in draft.lunch)
    if start >= stop:
        raise UsageError("lunch ends before it begins")
    ranges = {day: meant(f"hours.{day}", draft.has(f"hours.{day}")) for day in WEEKDAYS}
    working = [day for day, its in ranges.items() if its] or [day for day in _MONDAY_TO_FRIDAY if ranges[day] is None]
    days = [day for day in working if f"hours.{day}" not in draft.base.decided]
    before = week.lunch_of(ranges.values())
    free = {f"hours.{day}": week.with_lunch(ranges[day], (start, stop), before) for day in days}
    texts = {**draft.texts, **{dotted: written(dotted, its) for dotted, its in free.items()}}
    told = phrase("Kept free on {days}.", days=listed(WEEKDAYS[day] for day in days)) if days else None
    return draft._replace(texts=texts, told=told)


def written_before(base: Base, id: str) -> OwnTip:
    tip = next(tip for tip in base.tips if tip.id == id)
    return OwnTip(tip.title, tip.text, tip.about, tip.id)


def _minute(text: str) -> int:
    at = parse_clock(text)
    return at.hour * 60 + at.minute


# --- what that changes ------------------------------------------------------------------------------------------------


def changes(draft: Draft) -> Changes:
    values = {f"reminders.{name}": None for name in draft.gone}
    login = bool(draft.has(LOGIN)) if LOGIN in draft.changed else None
    made = Changes(values, {}, {*values, *(() if login is None else (LOGIN,))}, {}, login)
    for name in draft.cards:
        if draft.is_new(name):
            _make(draft, name, made)
        elif draft.changed & {f"reminders.{name}.{field}" for field in (*TIMES, WHEN)}:
            _set_times(draft, name, made)
    for dotted in filter(draft.changed.__contains__, keys(draft.cards)):
        _, name, field = f"{dotted}..".split(".")[:3]
        if field not in TIMES and not (field and draft.is_new(name)):
            _set(draft, dotted, made)
    names = {name for name in draft.cards if not draft.is_new(name) and f"reminders.{name}.{NAME}" in draft.changed}
    return made._replace(renamed={name: its for name in sorted(names) if (its := _renamed(draft, name, made))})


def _called(draft: Draft, name: str, made: Changes) -> tuple[str, str]:
    """As a person has typed it, and as the file is to have it. What is wrong with it is noted."""
    dotted = f"reminders.{name}.{NAME}"
    typed = draft.text(dotted).strip()
    called = typed if is_name(typed) else slug(typed)
    if not called:
        made.wrong[dotted] = phrase("a name needs a letter or a digit")
    elif len(typed) > LONGEST:
        made.wrong[dotted] = phrase("a name is of up to {count} characters", count=LONGEST)
    elif called in made.names or (called != name and called in draft.base.reminders):
        made.wrong[dotted] = phrase("another reminder is called {name}", name=called)
    return typed, called


def _renamed(draft: Draft, name: str, made: Changes) -> str | None:
    """What it is to be called, unless anything of it is wrong. A title that is its name goes with it."""
    section = f"reminders.{name}"
    typed, called = _called(draft, name, made)
    if called == name and f"{section}.{NAME}" not in made.wrong:
        return None
    made.places.add(f"{section}.{NAME}")
    if any(key.startswith(f"{section}.") for key in made.wrong):
        return None
    made.names[called] = name
    title = f"{section}.title"
    was = draft.text(title)
    is_plain = not was and not draft.has(f"{section}.about")
    if title not in draft.changed and (slug(was) == name or (is_plain and typed != called)):
        made.values[title] = typed
    return called


def _make(draft: Draft, name: str, made: Changes) -> None:
    """A new reminder, with all that is not as it would be anyhow; none where anything of it is wrong."""
    section, mistakes = f"reminders.{name}", len(made.wrong)
    typed, called = _called(draft, name, made)
    made.places.update(key for key in made.wrong if key.startswith(f"{section}."))
    when, values = draft.when(name), {}
    for field in (when, *(field for field in REMINDER if field not in TIMES)):
        value = _value(draft, f"{section}.{field}", made)
        if field == when or not _same(f"{section}.{field}", value, draft.base.default(f"{section}.{field}")):
            values[f"reminders.{called}.{field}"] = value
    if typed != called and not {f"reminders.{called}.{field}" for field in ("title", "about")} & values.keys():
        values[f"reminders.{called}.title"] = typed
    if len(made.wrong) == mistakes:
        made.places.add(section)
        made.names[called] = name
        made.values.update(values)


def _set_times(draft: Draft, name: str, made: Changes) -> None:
    """One of `TIMES` takes the other out of the file."""
    when, base = draft.when(name), draft.base
    dotted, other = f"reminders.{name}.{when}", f"reminders.{name}.{_other(when)}"
    value = _value(draft, dotted, made)
    if dotted in made.wrong or _same(dotted, value, base.value(dotted)):
        return
    made.places.add(f"reminders.{name}.{WHEN}")
    if base.is_own(other):
        made.values[other] = None
    if not _same(dotted, value, base.default(dotted)):
        made.values[dotted] = value
    elif base.is_own(dotted):
        made.values[dotted] = None


def _set(draft: Draft, dotted: str, made: Changes) -> None:
    base, value = draft.base, _value(draft, dotted, made)
    if dotted in made.wrong or _same(dotted, value, base.value(dotted)):
        return
    made.places.add(dotted)
    if not _same(dotted, value, base.default(dotted)):
        made.values[dotted] = _spelled(dotted, value)
    elif base.is_own(dotted):
        made.values[dotted] = None


def _value(draft: Draft, dotted: str, made: Changes) -> Any:
    """What is wrong with it is noted."""
    try:
        value = meant(dotted, draft.has(dotted))
        if dotted.endswith(".at") and not value:
            raise UsageError("it needs a time of the day, like 12:30")
    except UsageError as error:
        made.wrong[dotted] = error.said
        made.places.add(dotted)
        return None
    return value


def _spelled(dotted: str, value: Any) -> Any:
    """Not set, where something else would be in force then."""
    if value is not None:
        return value
    return ["00:00-24:00"] if control(dotted) is Control.HOURS else ""


def _same(dotted: str, one: Any, other: Any) -> bool:
    return bool(_plain(dotted, one) == _plain(dotted, other))


def _plain(dotted: str, value: Any) -> Any:
    match control(dotted):
        case Control.LENGTH if value is not None:
            return durations.parse(value)
        case Control.HOURS:
            return None if value is None else list(value)
        case Control.KINDS | Control.TIPS:
            return sorted(value or ())
        case Control.EACH | Control.LINES:
            return list(value or ())
        case Control.LINE:
            return value or None
    return value


def _other(when: str) -> str:
    return next(name for name in TIMES if name != when)
