"""From a draft to what the template shows: for each option a Field, with its words, where it stands and what is wrong.

Draft, status, what is wrong ─▶ View ─▶ templates/settings.html        Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from reminder import durations
from reminder.autostart.base import STATES, Registration, State
from reminder.errors import UsageError
from reminder.model.plan import OWN_SOUND, Tip
from reminder.phrase import Phrase, counted, listed, phrase, several, verbatim
from reminder.settings.kinds import Kind
from reminder.settings.names import LONGEST, slug
from reminder.settings.nested import find
from reminder.settings.orders import Difference
from reminder.settings.schema import ELSEWHERE, GROUPS, SECTIONS, group, option
from reminder.settings.times import TIMES
from reminder.settings.values import WEEKDAYS
from reminder.web.settings import week
from reminder.web.settings.base import LOGIN, NAME
from reminder.web.settings.draft import Changes, Draft, changes
from reminder.web.settings.texts import Control, control, known_option, meant, written
from reminder.web.situation import KINDS
from reminder.wording.answers import HOLDS, notifies
from reminder.wording.days import kind_in_words
from reminder.wording.language import word

if TYPE_CHECKING:
    from reminder.control import fields as f

STEPS = tuple(timedelta(minutes=n) for n in (5, 10, 15, 20, 25, 30, 40, 45, 60, 90, 120))
"""Where the slider of an interval stops."""
SOUNDS = (OWN_SOUND, "message-new-instant", "message", "bell", "complete", "dialog-information", "alarm-clock-elapsed")
"""Our own, and names that the sound themes of desktops have."""
_ELSEWHERE = {LOGIN: "#login", "pause": "/today", "history.data": "/history#data"}
LABELS = {
    "timing.idle": phrase("Notice when keyboard and mouse rest"),
    "timing.passive": phrase("A film or a call without input counts as"),
    "quiet.do_not_disturb": phrase("Stay quiet while do not disturb is on"),
    "quiet.meeting": phrase("Stay quiet in a meeting"),
    "quiet.full_screen": phrase("Stay quiet while a window fills the screen"),
    "quiet.apps": phrase("Stay quiet while these programs run"),
    "quiet.meeting_ignore": phrase("Programs that use camera or microphone without a meeting, one a line"),
    "quiet.modes": phrase("Modes of mako that mean do not disturb, one a line"),
    "tray.enabled": phrase("Show an icon on the panel"),
    "tips.files": phrase("Files with tips of your own, one a line"),
    "history.enabled": phrase("Keep a history of your days"),
}
"""Of a switch that has words in the file, and of a list: what it is when it is on, and how it is written here."""
WORDS = {
    "notify.backend auto": phrase("automatic"),
    "notify.backend dbus": phrase("the desktop, by D-Bus"),
    "notify.backend toast": phrase("toasts of the system"),
    "notify.backend plyer": phrase("plyer, without buttons"),
    "notify.backend terminal": phrase("the terminal that it runs in"),
    "notify.urgency low": phrase("low"),
    "notify.urgency normal": phrase("normal"),
    "notify.urgency critical": phrase("critical"),
    "notify.click auto": phrase("automatic"),
    "notify.click nothing": phrase("nothing"),
    "notify.click done": phrase("the same as Done"),
    "notify.click open": phrase("opens this window"),
    "tray.enabled auto": phrase("where a panel takes one"),
    "tray.enabled true": phrase("yes"),
    "tray.enabled false": phrase("no"),
    "timing.passive work": phrase("work"),
    "timing.passive break": phrase("a break"),
    "log.level error": phrase("errors alone"),
    "log.level warning": phrase("errors and warnings"),
    "log.level info": phrase("what it does"),
    "log.level debug": phrase("everything"),
}
FOLDED = ("quiet.meeting_ignore", "quiet.modes")
"""What few people look for."""
_ICONS = {"quiet.meeting": "mic", "quiet.do_not_disturb": "moon", "quiet.full_screen": "screen", "quiet.apps": "apps"}
_HELD = {
    "quiet.meeting": ("meeting", ("camera", "microphone", "screen sharing")),
    "quiet.do_not_disturb": ("do not disturb", ("do not disturb",)),
    "quiet.full_screen": ("full screen", ("full screen",)),
    "quiet.apps": ("app", ("apps",)),
}
"""For each switch, which hold it is about, and by which senses."""
_NOW_NOT = {
    "quiet.meeting": phrase("Now: no meeting"),
    "quiet.do_not_disturb": phrase("Now: it is off"),
    "quiet.full_screen": phrase("Now: no window fills it"),
    "quiet.apps": phrase("Now: none of them runs"),
}


class Field(NamedTuple):
    """One option, as the page has it."""

    key: str
    control: Control
    label: Phrase
    help: Phrase
    texts: tuple[str, ...]
    wrong: Phrase | None
    words: tuple[tuple[str, Phrase], ...] = ()
    """Of a choice, each with its name."""
    bounds: Phrase | None = None
    decided: Phrase | None = None
    """Who else decides it; then it cannot be changed here."""
    note: Phrase | None = None
    """Where it stands, next to its default."""
    back: Phrase | None = None
    """What the default is, for the button that goes back to it."""
    most: int = 0
    """Letters; 0: any number."""
    least_number: int = 0
    most_number: int = 0

    @property
    def described(self) -> str:
        """The ids of what is said about it."""
        return " ".join(f"{self.key}-{part}" for part in ("help", "wrong", "note"))


class Sensed(NamedTuple):
    """What is so now."""

    icon: str
    is_on: bool
    text: Phrase


class Card(NamedTuple):
    """One reminder."""

    name: str
    called: str
    heading: str
    """As a person has typed it, where that is known."""
    is_new: bool
    is_on: bool
    when: str
    summary: Phrase


class TipsOfKind(NamedTuple):
    """The tips of one kind."""

    name: str
    icon: str
    tips: tuple[Tip, ...]
    hidden: int


class Link(NamedTuple):
    """A place of the page."""

    key: str
    label: Phrase


class Result(NamedTuple):
    """What a search has found."""

    where: str
    label: Phrase
    group: Phrase


class Conflict(NamedTuple):
    """A key that others have changed as well."""

    key: str
    label: Phrase
    theirs: Phrase
    yours: Phrase


class View:
    steps, sounds, folded, days = STEPS, SOUNDS, FOLDED, week.KEYS

    def __init__(
        self, draft: Draft, status: "f.Status | None" = None, wrong: Mapping[str, Phrase] | None = None
    ) -> None:
        """`wrong`: what is to be told at the fields."""
        self.draft, self.base, self.status, self.wrong = draft, draft.base, status, wrong or {}

    @cached_property
    def changes(self) -> Changes:
        return changes(self.draft)

    # --- fields -------------------------------------------------------------------------------------------------------

    def field(self, dotted: str) -> Field:
        of = known_option(dotted)
        made = Field(
            dotted,
            control(dotted),
            LABELS.get(dotted, of.label),
            of.help,
            self.draft.has(dotted),
            self.wrong.get(dotted),
            tuple((it, WORDS.get(f"{dotted} {it}", verbatim(it))) for it in of.words),
            phrase("{least:short} to {most:short}", least=of.least, most=of.most) if of.kind is Kind.LENGTH else None,
            self.base.decided.get(dotted),
            *self.standing(dotted),
        )
        if of.kind is Kind.NUMBER:
            return made._replace(least_number=of.least, most_number=of.most)
        return made._replace(most=of.most) if isinstance(of.most, int) and not of.many else made

    def fields(self, section: str) -> list[Field]:
        return [self.field(f"{section}.{name}") for name in SECTIONS[section]]

    def standing(self, dotted: str) -> tuple[Phrase | None, Phrase | None]:
        """Where a value stands, and what the button goes back to."""
        if dotted in self.base.decided or dotted == LOGIN:
            return self.base.decided.get(dotted), None
        default = self.base.default(dotted)
        reminder = dotted.split(".")[1] if dotted.startswith("reminders.") else None
        if reminder is not None and not self.base.is_given(reminder):
            return None, None
        if reminder is not None and dotted.rpartition(".")[2] in TIMES and default is None:
            return None, None
        try:
            is_default = spoken(dotted, meant(dotted, self.draft.has(dotted))) == spoken(dotted, default)
        except UsageError:
            is_default = False
        if is_default:
            return None, None
        said = spoken(dotted, default)
        if find(self.base.reading.site, dotted.split(".")) is not None:
            return phrase("For everyone on this machine it is {default}.", default=said), said
        return phrase("The default is {default}.", default=said), said

    def week_standing(self) -> tuple[Phrase | None, Phrase | None]:
        """The same of all days at once."""
        days = [day for day in week.KEYS if day not in self.base.decided]
        if not any(self.standing(day)[0] for day in days):
            return None, None
        defaults = {week.written(self.base.default(day)): spoken(day, self.base.default(day)) for day in days}
        if len(defaults) == 1:
            said = next(iter(defaults.values()))
            return phrase("The default of every day is {default}.", default=said), said
        return phrase("Not all days are as by default."), phrase("the default week")

    # --- reminders ----------------------------------------------------------------------------------------------------

    def cards(self) -> list[Card]:
        return [self.card(name) for name in self.draft.cards]

    def card(self, name: str) -> Card:
        draft, when = self.draft, self.draft.when(name)
        return Card(
            name,
            draft.text(f"reminders.{name}.{NAME}", name),
            self._heading(name),
            draft.is_new(name),
            bool(draft.has(f"reminders.{name}.enabled")),
            when,
            self._summary(name, when),
        )

    def _heading(self, name: str) -> str:
        called, title = self.draft.text(f"reminders.{name}.{NAME}", name), self.draft.text(f"reminders.{name}.title")
        return title if slug(title) == called else called

    def kept_as(self, name: str) -> Phrase:
        """What becomes of the words that a new reminder is called by."""
        typed = self.draft.text(f"reminders.{name}.{NAME}").strip()
        file = slug(typed)
        if not file or file == typed:
            return phrase("As you like, up to {count} characters.", count=LONGEST)
        if any(self.draft.has(f"reminders.{name}.about")) or any(self.draft.has(f"reminders.{name}.title")):
            return phrase("It is called {name} in lists and in the file.", name=file)
        return phrase("These words are its title; in lists and in the file it is called {name}.", name=file)

    def _summary(self, name: str, when: str) -> Phrase:
        lasts = self._understood(f"reminders.{name}.lasts")
        if when == "every":
            return phrase("every {every}, for {lasts}", every=self._understood(f"reminders.{name}.every"), lasts=lasts)
        times = [it for it in self.draft.has(f"reminders.{name}.at") if it]
        return phrase("at {times}, for {lasts}", times=listed(times), lasts=lasts) if times else phrase("no time yet")

    def _understood(self, dotted: str) -> str:
        """What the field says; while nobody can read that, what is in force."""
        texts = self.draft.has(dotted)
        try:
            meant(dotted, texts)
        except UsageError:
            texts = written(dotted, self.base.value(dotted))
        return next(iter(texts), "")

    def kinds(self, dotted: str) -> list[tuple[str, str]]:
        """Each kind that there are tips of, or that is chosen, with its drawing."""
        names = dict.fromkeys((*KINDS, *(tip.about for tip in self.base.tips), *self.draft.has(dotted)))
        return [(name, name if name in KINDS else "") for name in names]

    def nearest(self, dotted: str) -> int:
        """The step of the slider that is closest to what the field says."""
        try:
            length = durations.parse(str(meant(dotted, self.draft.has(dotted))))
        except UsageError:
            length = durations.parse(self.base.value(dotted) or self.base.default(dotted) or "1h")
        return min(range(len(STEPS)), key=lambda at: abs(STEPS[at] - length))

    # --- hours --------------------------------------------------------------------------------------------------------

    def week(self) -> list[week.Row]:
        return week.rows(self._ranges())

    @property
    def has_lunch(self) -> bool:
        return week.lunch_of(self._ranges().values()) is not None

    def _ranges(self) -> dict[str, Sequence[str] | None]:
        ranges: dict[str, Sequence[str] | None] = {}
        for day in WEEKDAYS:
            try:
                ranges[day] = week.read(self.draft.text(f"hours.{day}"))
            except UsageError:
                ranges[day] = self.base.value(f"hours.{day}")
        return ranges

    def day(self, day: str) -> Phrase:
        return WEEKDAYS[day]

    def clock(self, minute: int) -> str:
        return week.clock(minute)

    # --- what is sensed now -------------------------------------------------------------------------------------------

    def sensed(self, dotted: str) -> Sensed | None:
        if self.status is None:
            return None
        if dotted == "notify.backend":
            return Sensed("info", False, notifies(self.status["backends"]["notify"]))
        if dotted not in _HELD:
            return None
        icon, (reason, names) = _ICONS[dotted], _HELD[dotted]
        held = [hold for hold in (*self.status["holds"], *self.status["overruled"]) if hold["reason"] == reason]
        if held:
            said = several(_uses(hold["source"], hold["detail"]) or HOLDS[reason] for hold in held)
            return Sensed(icon, True, phrase("Now: {what}", what=said))
        found = [its for name in names if (its := self.status["backends"]["presence"].get(name))]
        if any(its["source"] for its in found):
            return Sensed(icon, False, _NOW_NOT[dotted])
        if not found or all(its.get("off") for its in found):
            off = phrase("Not looked for while this is off")
            return Sensed(icon, False, off) if dotted != "quiet.apps" else None  # none is named
        why = several(its["why"] for its in found[:1])
        return Sensed(icon, False, phrase("Not detected here: {why}", why=why))

    # --- login, tips --------------------------------------------------------------------------------------------------

    def login(self) -> Field:
        of = ELSEWHERE[LOGIN]
        return Field(LOGIN, Control.SWITCH, of.label, of.help, self.draft.has(LOGIN), self.wrong.get(LOGIN))

    def registered(self) -> Sensed:
        """What is so, whatever the switch says."""
        its = self.base.login
        if not isinstance(its, Registration):
            return Sensed("note", False, phrase("Not known: {why}", why=its))
        if its.state is State.OFF:
            return Sensed("x", False, phrase("Not registered"))
        where = phrase("{state} ({where})", state=STATES[its.state], where=its.where)
        said = several((where, its.detail))
        if its.state is State.ON:
            return Sensed("check", True, phrase("Registered: {where}", where=its.where))
        return Sensed("note", False, said)

    def tips(self) -> list[TipsOfKind]:
        hidden = set(self.draft.has("tips.hide"))
        order = {name: at for at, name in enumerate(KINDS)}
        names = sorted({tip.about for tip in self.base.tips}, key=lambda name: (order.get(name, len(order)), name))
        found = []
        for name in names:
            its = tuple(tip for tip in self.base.tips if tip.about == name)
            icon = name if name in KINDS else "note"
            found.append(TipsOfKind(name, icon, its, sum(tip.id in hidden for tip in its)))
        return found

    def last_tip(self) -> Tip | None:
        """The one that was shown last, if it may come again."""
        id = self.status["last"]["tip"] if self.status and self.status["last"] else None
        if id in self.draft.has("tips.hide"):
            return None
        return next((tip for tip in self.base.tips if tip.id == id), None)

    def unknown_hidden(self) -> list[str]:
        known = {tip.id for tip in self.base.tips}
        return [id for id in self.draft.has("tips.hide") if id not in known]

    # --- the page -----------------------------------------------------------------------------------------------------

    def groups(self) -> list[tuple[str, Phrase]]:
        return [(name, its.label) for name, its in GROUPS.items()]

    def links(self, keys: Iterable[str]) -> list[Link]:
        return [Link(key, self.named(key)) for key in keys]

    def results(self, keys: Iterable[str]) -> list[Result]:
        """Of the option of any reminder the first one's; what belongs to no file is where it is done."""
        found: dict[str, Result] = {}
        for key in keys:
            dotted = key.replace("*", next(iter(self.draft.cards), "posture"))
            if key in ELSEWHERE:
                where, label = _ELSEWHERE[key], ELSEWHERE[key].label
            else:
                where, label = f"#{dotted}", LABELS.get(dotted, known_option(dotted).label)
            found.setdefault(where, Result(where, label, GROUPS[group(key)].label))
        return list(found.values())

    def tips_called(self, words: str) -> list[Result]:
        """Those whose title has all of these words."""
        tips = [tip for tip in self.base.tips if _has_all(tip.title, words)]
        return [Result(f"#tip-{tip.id}", verbatim(tip.title), phrase("Tips")) for tip in tips]

    def reminders_called(self, words: str) -> list[Result]:
        """The same of what reminders are called."""
        called = {name: self._heading(name) for name in self.draft.cards}
        its = {name: title for name, title in called.items() if _has_all(title, words)}
        return [Result(f"#reminders.{name}", verbatim(its[name]), GROUPS["reminders"].label) for name in its]

    def problems(self) -> list[Phrase]:
        """What is wrong with the files, but for what is told anyhow."""
        return [] if self.base.broken else [problem.text for problem in self.base.reading.problems]

    def has_wrong(self, section: str, names: Iterable[str]) -> bool:
        return any(f"{section}.{name}" in self.wrong for name in names)

    def plain(self, text: str) -> str:
        return text

    def date(self, text: str) -> str:
        """A day off, as it is read."""
        try:
            return str(word(phrase("{at:date}", at=date.fromisoformat(text).isoformat())))
        except ValueError:
            return text

    def named(self, dotted: str) -> Phrase:
        """With the reminder that it is of."""
        section, _, rest = dotted.partition(".")
        name, _, field = rest.partition(".")
        if section == "lunch":
            return phrase("Lunch from")
        if section == "tip":
            return phrase("your own tip")
        if dotted == LOGIN:
            return ELSEWHERE[LOGIN].label
        if section != "reminders":
            return LABELS.get(dotted, known_option(dotted).label)
        if not field:
            return phrase("reminder {name}", name=name)
        label = phrase("Name") if field == NAME else known_option(dotted).label
        return phrase("{label}, {reminder}", label=label, reminder=self._heading(name))

    def conflicts(self, differences: Sequence[Difference]) -> list[Conflict]:
        def said(key: str, value: Any) -> Phrase:
            if value is None:
                value = self.base.default(key)
            return spoken(key, value)

        return [Conflict(key, self.named(key), said(key, its), said(key, own)) for key, _, its, own in differences]


def spoken(dotted: str, value: Any) -> Phrase:
    """A value as a person says it."""
    if option(dotted.split(".")) is None:
        return phrase("removed") if value is None else phrase("changed")
    match control(dotted):
        case Control.LENGTH if value is not None:
            return phrase("{it:short}", it=durations.parse(value))
        case Control.HOURS:
            return verbatim(week.written(value))
        case Control.SWITCH:
            return phrase("on") if value in (True, "hold", "auto") else phrase("off")
        case Control.CHOICE:
            return WORDS.get(f"{dotted} {value}", verbatim(str(value)))
        case Control.KINDS:
            return listed(kind_in_words(it) for it in sorted(value)) if value else phrase("every kind")
    if isinstance(value, list | tuple):
        if len(value) > len("abc"):
            return counted("{count} entry", "{count} entries", len(value))
        return listed(map(str, value)) if value else phrase("none")
    return verbatim(str(value)) if value not in (None, "") else phrase("none")


def _has_all(title: str, words: str) -> bool:
    wanted = words.casefold().split()
    return bool(wanted) and all(word in title.casefold() for word in wanted)


def _uses(source: str | None, detail: str | None) -> Phrase | None:
    if not detail:
        return None
    match source:
        case "camera":
            return phrase("{program} has the camera", program=detail)
        case "microphone":
            return phrase("{program} has the microphone", program=detail)
        case "screen sharing":
            return phrase("{program} shares the screen", program=detail)
    return verbatim(detail)
