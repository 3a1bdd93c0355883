"""Answers in words: the fields of a ResponseLine -> what a person reads."""

from __future__ import annotations

from reminder.phrase import counted, listed, phrase, sentences
from reminder.wording.language import lines, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from reminder.control import fields as f
    from reminder.control.messages import ResponseLine
    from reminder.phrase import Phrase
    from reminder.wording.language import Text

_OUTCOMES = {
    "done": phrase("done"),
    "observed": phrase("you stopped by yourself"),
    "snoozed": phrase("snoozed"),
    "skipped": phrase("skipped"),
    "dismissed": phrase("closed"),
    "ignored": phrase("not answered"),
    None: phrase("open"),
}
HOLDS = {
    "paused": phrase("paused by you"),
    "outside hours": phrase("outside working hours"),
    "away": phrase("you are away"),
    "locked": phrase("the screen is locked"),
    "do not disturb": phrase("the desktop's do not disturb is on"),
    "meeting": phrase("you seem to be in a meeting"),
    "full screen": phrase("a program has the full screen"),
    "app": phrase("a program you named is running"),
}
_SENSES = {
    "idle": phrase("typing"),
    "idle inhibitors": phrase("what keeps the screen awake"),
    "lock": phrase("the lock screen"),
    "sleep": phrase("sleep"),
    "do not disturb": phrase("do not disturb"),
    "camera": phrase("the camera"),
    "microphone": phrase("the microphone"),
    "screen sharing": phrase("screen sharing"),
    "full screen": phrase("full screen"),
    "apps": phrase("the programs you named"),
}
_GATES = {
    "do not disturb": phrase("Do not disturb"),
    "full screen": phrase("The desktop's quiet in full screen"),
}
_TELL = phrase("To tell how you are: reminder checkin")
_NOTHING: f.Sense = {"source": None, "off": False, "why": ""}


def in_words(response: ResponseLine) -> Text:
    """Any response, in one line or a few."""
    fields: Any = response.fields
    match response.kind:
        case "status":
            return status_in_words(fields, verbose=True)
        case "shown":
            unsure = phrase("The desktop has not confirmed it yet; it may still appear.")
            holds = (phrase("Quiet goes on: {hold}.", hold=held(hold)) for hold in fields["holds"])
            return lines(_shown(fields["title"], fields.get("behind")), None if fields["confirmed"] else unsure, *holds)
        case "nothing open" if fields["last"]:
            return word(phrase("There is nothing to answer. {last}", last=_last(fields["last"])))
        case "settings":
            return lines(phrase("The settings were read."), *problems(fields["problems"]))
    return word(_in_a_line(response.kind, fields))


def as_phrase(response: ResponseLine) -> Phrase:
    """A response that is one line, or none that was hoped for, as an error has it."""
    fields: Any = response.fields
    problem: Phrase = fields["message"] if response.kind == "error" else _in_a_line(response.kind, fields)
    return problem


def _in_a_line(kind: str, fields: Any) -> Phrase:
    match kind:
        case "not shown":
            return phrase("Nothing can be shown now: {why}. See: reminder doctor", why=fields["why"])
        case "unknown reminder":
            names = listed(fields["names"])
            return phrase("reminder: there is no reminder {name!r}; there is {names}", name=fields["name"], names=names)
        case "recorded":
            return sentences([_recorded(fields), _TELL if fields.get("checkin") else None])
        case "snooze cancelled":
            return phrase("The snoozed tip of {reminder} does not come back.", reminder=fields["reminder"])
        case "snoozed enough":
            return phrase(
                "{snoozed}; to put it off all the same, say for how long: reminder snooze 10m",
                snoozed=_snoozed(fields["limit"]),
            )
        case "nothing open":
            return phrase("There is nothing to answer yet.")
        case "paused" if fields["until"]:
            return phrase("Quiet until {until:when}.", until=fields["until"])
        case "paused":
            return phrase("Quiet until you say: reminder resume")
        case "resumed":
            return _resumed(fields)
        case "stopping":
            return phrase("reminder ends.")
        case "error":
            return phrase("reminder: {problem}", problem=fields["message"])
    return phrase("reminder answered {kind!r}, which this version does not know; run: reminder restart", kind=kind)


def status_in_words(status: f.Status, is_elsewhere: bool = False, verbose: bool = False) -> Text:
    """What comes, why not, and what is open; if `verbose` also what was, and what is detected and by what.

    As long as no tip has come it also says what will happen.

    `is_elsewhere`: the program serves another login than the one here.
    """
    return lines(*_status(status, is_elsewhere, verbose))


def _status(status: f.Status, is_elsewhere: bool, verbose: bool) -> Iterator[Phrase]:
    backends = status["backends"]
    mute, blind = backends["notify"]["name"] is None, not backends["presence"].get("idle", _NOTHING)["source"]
    yield coming(status["next"])
    if status["next"] and not status["last"]:
        name = status["next"]["reminder"]
        every = next((its.get("every_seconds") for its in status["reminders"] if its["name"] == name), None)
        yield what_will_happen(every)
    for standing in status["reminders"]:
        if standing["enabled"]:
            yield phrase("  {standing}", standing=_standing(standing, mute, blind))
    for hold in status["holds"]:
        yield phrase("Quiet: {hold}.", hold=held(hold))
    for hold in status["overruled"]:
        yield phrase("Ignored by now: {hold}.", hold=held(hold))
    if verbose and status["working_seconds"] is not None:
        yield phrase("At work for {length:about} without a break.", length=status["working_seconds"])
    if status["last"] and (verbose or status["open"]):
        yield _last(status["last"])
    if status["last"] and status["open"]:
        with_buttons = phrase("  Answer it with: reminder done, reminder snooze, reminder skip")
        yield phrase("  Answer it with: reminder checkin") if status.get("checkin") else with_buttons
    for missed in status["missed"]:
        yield phrase("Missed: {reminder} {at:at}.", reminder=missed["reminder"], at=missed["at"])
    if was_set := status.get("clock_set"):
        yield _clock_set(was_set)
    if is_elsewhere:
        yield elsewhere(status["session"]["name"])
    if verbose or mute:
        yield notifies(backends["notify"])
    yield from senses(backends["presence"]) if verbose else _undetected(backends["presence"])
    yield from problems(status["settings"]["problems"])
    if verbose:
        yield phrase(
            "Running since {since:when} (version {version}, pid {pid}).",
            since=status["since"],
            version=status["version"],
            pid=status["pid"],
        )


def _undetected(found: dict[str, f.Sense]) -> Iterator[Phrase]:
    """How many senses do not work that are meant to."""
    if count := sum(not sense["source"] and not sense.get("off") for sense in found.values()):
        yield counted(
            "{count} thing cannot be detected here; see: reminder doctor",
            "{count} things cannot be detected here; see: reminder doctor",
            count,
        )


def elsewhere(session: Phrase) -> Phrase:
    """Where the program is, that is not here."""
    return phrase("It serves {session}, not this login; to move it here: reminder restart.", session=session)


def line(status: f.Status) -> Phrase:
    """A status in one line, for status bars; it says nothing that is wrong a minute later."""
    holds, next = status["holds"], status["next"]
    if holds:
        return held(holds[0])
    if next and next["at"]:
        return phrase("Next: {reminder} {at:at}.", reminder=next["reminder"], at=next["at"])
    return coming(next)


def coming(next: f.Next | None) -> Phrase:
    """Which reminder is next, and when."""
    if next is None:
        return phrase("No reminder is enabled.")
    name, at = next["reminder"], next["at"]
    if at is not None and next["in_seconds"] is not None:
        return phrase("Next: {reminder} {at:at}, in {left:about}.", reminder=name, at=at, left=next["in_seconds"])
    if "why" in next:
        return phrase("Next: {reminder}, when this is over: {hold}.", reminder=name, hold=HOLDS[next["why"]])
    return phrase("Next: {reminder}, as soon as it can notify you.", reminder=name)


def what_will_happen(every: float | None) -> Phrase:
    """To whoever has had no tip yet; `every` is the interval of the first one in seconds, if it has one."""
    if every:
        return phrase(
            "After every {every:long} of work you get a short tip. It tries to come at a good moment.", every=every
        )
    return phrase("Now and then you get a short tip. It tries to come at a good moment.")


def rest(resting_since: str | None) -> Phrase:
    """Whether there is a break now."""
    if resting_since:
        return phrase("A break, since {since:when}.", since=resting_since)
    return phrase("You are at work.")


def held(hold: f.Hold) -> Phrase:
    """A hold, by what it is and how long it lasts."""
    what, source = HOLDS[hold["reason"]], hold["source"] if hold["reason"] == "meeting" else None
    if named := [name for name in (hold["detail"], source) if name]:
        what = phrase("{hold} ({named})", hold=what, named=listed(named))
    if hold["until"]:
        return phrase("{hold}, until {until:when}", hold=what, until=hold["until"])
    return phrase("{hold}, since {since:when}", hold=what, since=hold["since"])


def notifies(notify: f.BackEnd) -> Phrase:
    """By what, and what is wrong with it or with a better way."""
    name, why = notify["name"], notify["why"]
    if name is None:
        return phrase("Cannot notify: {why}.", why=why)
    return (
        phrase("Notifies by {name}. ({why})", name=name, why=why) if why else phrase("Notifies by {name}.", name=name)
    )


def senses(found: dict[str, f.Sense]) -> Iterator[Phrase]:
    """Those that work, in one line, with what they cannot tell below; each that does not on its own."""
    found = dict(sorted(found.items()))
    working = {name: sense for name, sense in found.items() if sense["source"]}
    if working:
        named = (
            phrase("{name} ({source})", name=what(name), source=its["source"] or "") for name, its in working.items()
        )
        yield phrase("Detects {names}.", names=listed(named))
    for name, sense in working.items():
        if sense["why"]:
            yield phrase("  {name}: {why}", name=what(name), why=sense["why"])
    off = [name for name, sense in found.items() if sense.get("off")]
    for name, sense in found.items():
        if name not in working and name not in off:
            yield phrase("Cannot detect {name}: {why}.", name=what(name), why=sense["why"])
    if off:
        yield phrase("Switched off in your settings: {names}.", names=listed(map(what, off)))


def what(sense: str) -> Phrase | str:
    """What a sense detects, by its name in the data."""
    return _SENSES.get(sense, sense)


def problems(found: list[f.Problem]) -> list[Phrase]:
    """Each on a line: what, where, and what to do."""
    return [phrase("Problem: {problem}", problem=problem["text"]) for problem in found]


def _standing(standing: f.Standing, mute: bool, blind: bool) -> Phrase:
    """`mute`: nothing can notify; `blind`: no input is sensed."""
    name, every, state = standing["name"], standing["every"], _state(standing, mute, blind)
    if every:
        return phrase("{name}, every {every}: {state}", name=name, every=every, state=state)
    return phrase("{name}, at {times}: {state}", name=name, times=listed(standing["at"]), state=state)


def _state(standing: f.Standing, mute: bool, blind: bool) -> Phrase:
    if standing["snoozed_until"]:
        return phrase("snoozed until {until:when}", until=standing["snoozed_until"])
    if standing["kept"]:
        return phrase("due, and kept until you can listen")
    if standing["waiting"] and mute:
        return phrase("due, and waiting for a way to notify you")
    if standing["waiting"] and blind:
        return phrase("due, and coming within a minute")
    if standing["waiting"]:
        return phrase("due, and waiting for a pause in typing")
    if standing["next"] and standing["next"]["at"]:
        return phrase("next {at:at}", at=standing["next"]["at"])
    return phrase("waiting")


def _shown(title: str, behind: dict[str, Any] | None) -> Phrase:
    """What became of one that was asked for; `behind`: what keeps it from being seen, and what the desktop does so."""
    if not behind:
        return phrase("Shown: {title}.", title=title)
    fate = _fate(behind["fate"], _GATES[behind["reason"]])
    return phrase("Given to the desktop, but not on the screen: {title}. {fate}", title=title, fate=fate)


def _fate(fate: str | None, gate: Phrase) -> Phrase:
    """What the desktop does with a notification that it does not show."""
    match fate:
        case "waits":
            return phrase("{gate} holds it back until it is over.", gate=gate)
        case "listed":
            return phrase("{gate} holds it back; look for it in the list of notifications.", gate=gate)
        case "dropped":
            return phrase("{gate} drops it, and it does not come later either.", gate=gate)
    return phrase("{gate} holds it back.", gate=gate)


def _snoozed(limit: int) -> Phrase:
    if not limit:
        return phrase("Snoozing is off")
    return counted("It was snoozed once", "It was snoozed {count} times in a row", limit)


def _resumed(fields: Any) -> Phrase:
    said = [phrase("The pause is over.") if fields["was_paused"] else phrase("There was no pause.")]
    said += [phrase("Still quiet: {hold}.", hold=held(hold)) for hold in fields["holds"]]
    return sentences([*said, coming(fields["next"])])


def _clock_set(was_set: f.ClockSet) -> Phrase:
    at, by = was_set["at"], was_set["by_seconds"]
    if was_set.get("paused"):
        return phrase(
            "This virtual machine was paused for {length:about} until {at:when}, or its clock was set ahead.",
            length=by,
            at=at,
        )
    if by > 0:
        return phrase("The clock was set ahead by {by:duration} {at:at}.", by=by, at=at)
    return phrase("The clock was set back by {by:duration} {at:at}.", by=-by, at=at)


def _last(last: f.Shown) -> Phrase:
    return phrase(
        "Last: {title} ({reminder}), {at:when}: {outcome}.",
        title=last["title"],
        reminder=last["reminder"],
        at=last["at"],
        outcome=_OUTCOMES[last["outcome"]],
    )


def _recorded(fields: Any) -> Phrase:
    title, until = fields["last"]["title"], fields["until"]
    match fields["outcome"]:
        case "snoozed" if until:
            return phrase("{title}: comes back {until:at}.", title=title, until=until)
        case "snoozed":
            return phrase(
                "{title}: put off, but it does not come back in a pause or outside working hours.", title=title
            )
        case "skipped":
            return phrase("{title}: skipped.", title=title)
        case "done" if fields.get("checkin"):
            return phrase("{title}: closed, without an answer.", title=title)
    return phrase("{title}: well done.", title=title)
