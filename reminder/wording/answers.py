"""Answers in words: the fields of an Answer -> what a person reads."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from reminder.control.messages import ResponseLine

_OUTCOMES = {
    "done": "done",
    "observed": "you stopped by yourself",
    "snoozed": "snoozed",
    "skipped": "skipped",
    "dismissed": "closed",
    "ignored": "not answered",
}
_HOLDS = {
    "paused": "paused by you",
    "outside hours": "outside working hours",
    "away": "you are away",
    "locked": "the screen is locked",
    "do not disturb": "the desktop's do not disturb is on",
    "meeting": "you seem to be in a meeting",
    "full screen": "a program has the full screen",
    "app": "a program you named is running",
}
_GATES = {"do not disturb": "Do not disturb", "full screen": "The desktop's quiet in full screen"}
_FATES = {
    "waits": "holds it back until it is over",
    "listed": "holds it back; look for it in the list of notifications",
    "dropped": "drops it, and it does not come later either",
    None: "holds it back",
}
"""What the desktop does with a notification that it does not show."""


def put(answer: ResponseLine) -> str:
    """Any answer, in one line or a few."""
    fields: dict[str, Any] = answer.fields
    match answer.kind:
        case "status":
            return status_in_words(fields)
        case "shown":
            held = "".join(f"\nQuiet goes on: {hold_in_words(hold)}." for hold in fields["holds"])
            unsure = "" if fields["confirmed"] else "\nThe desktop has not confirmed it yet; it may still appear."
            return f"{_shown(fields['title'], fields.get('behind'))}{unsure}{held}"
        case "not shown":
            return f"Nothing can be shown now: {fields['why']}. See: reminder doctor"
        case "unknown reminder":
            return f"reminder: there is no reminder {fields['name']!r}; there is {', '.join(fields['names'])}"
        case "recorded":
            return _recorded(fields)
        case "snooze cancelled":
            return f"The snoozed tip of {fields['reminder']} does not come back."
        case "snoozed enough":
            often = {0: "Snoozing is off", 1: "It was snoozed once"}
            said = often.get(fields["limit"], f"It was snoozed {fields['limit']} times in a row")
            return f"{said}; to put it off all the same, say for how long: reminder snooze 10m"
        case "nothing open":
            last = fields["last"]
            return f"There is nothing to answer. {_last(last)}" if last else "There is nothing to answer yet."
        case "paused":
            return (
                f"Quiet until {clock(fields['until'])}." if fields["until"] else "Quiet until you say: reminder resume"
            )
        case "resumed":
            begun = "The pause is over." if fields["was_paused"] else "There was no pause."
            return " ".join(
                (begun, *(f"Still quiet: {hold_in_words(h)}." for h in fields["holds"]), next_in_words(fields))
            )
        case "settings":
            return "\n".join(["The settings were read.", *problems(fields["problems"])])
        case "stopping":
            return "reminder ends."
        case "error":
            return f"reminder: {fields['message']}"
    return f"reminder answered {answer.kind!r}, which this version does not know; run: reminder restart"


def status_in_words(status: dict[str, Any], is_elsewhere: bool = False) -> str:
    """All of a status, the most wanted first. `is_elsewhere`: the program serves another login than the one here."""
    lines = [next_in_words(status)]
    backends = status["backends"]
    mute, blind = backends["notify"]["name"] is None, not backends["presence"].get("idle", {}).get("source")
    lines += [f"  {_standing(standing, mute, blind)}" for standing in status["reminders"] if standing["enabled"]]
    lines += [f"Quiet: {hold_in_words(hold)}." for hold in status["holds"]]
    lines += [f"No longer heeded: {hold_in_words(hold)}." for hold in status["overruled"]]
    if status["working_seconds"] is not None:
        lines.append(f"At work for {length(status['working_seconds'])} without a break.")
    if status["last"]:
        lines.append(_last(status["last"]))
        if status["open"]:
            lines.append("  Answer it with: reminder done, reminder snooze, reminder skip")
    lines += [f"Missed: {missed['reminder']} at {clock(missed['at'])}." for missed in status["missed"]]
    if was_set := status.get("clock_set"):
        lines.append(_clock_set(**was_set))
    if is_elsewhere:
        lines.append(elsewhere(status["session"]["name"]))
    lines.append(notify_in_words(status["backends"]["notify"]))
    lines += senses(status["backends"]["presence"])
    lines += problems(status["settings"]["problems"])
    lines.append(f"Running since {clock(status['since'])} (version {status['version']}, pid {status['pid']}).")
    return "\n".join(lines)


def elsewhere(session: str) -> str:
    """Where the program is, that is not here."""
    return f"It serves {session}, not this login; to move it here: reminder restart."


def _clock_set(at: str, by_seconds: int, paused: bool = False) -> str:
    from datetime import timedelta

    from reminder.durations import shift

    if paused:
        return (
            f"This virtual machine was paused for {length(by_seconds)} until {clock(at)}, or its clock was set ahead."
        )
    return f"The clock was set {shift(timedelta(seconds=by_seconds))} at {clock(at)}."


def line(status: dict[str, Any]) -> str:
    """A status in one line, for status bars; it says nothing that is wrong a minute later."""
    holds, coming = status["holds"], status["next"]
    if holds:
        return hold_in_words(holds[0])
    return f"Next: {coming['reminder']} at {clock(coming['at'])}." if coming and coming["at"] else next_in_words(status)


def next_in_words(fields: dict[str, Any]) -> str:
    coming = fields["next"]
    if coming is None:
        return "No reminder is enabled."
    if coming["at"] is None and "why" not in coming:
        return f"Next: {coming['reminder']}, as soon as it can notify you."
    if coming["at"] is None:
        return f"Next: {coming['reminder']}, when this is over: {_HOLDS[coming['why']]}."
    return f"Next: {coming['reminder']} at {clock(coming['at'])}, in {length(coming['in_seconds'])}."


def hold_in_words(hold: dict[str, Any]) -> str:
    named = [hold["detail"], hold["source"] if hold["reason"] == "meeting" else None]
    detail = f" ({', '.join(filter(None, named))})" if any(named) else ""
    until = f", until {clock(hold['until'])}" if hold["until"] else f", since {clock(hold['since'])}"
    return f"{_HOLDS[hold['reason']]}{detail}{until}"


def notify_in_words(notify: dict[str, Any]) -> str:
    """By what, and what is wrong with it or with a better way."""
    if notify["name"] is None:
        return f"Cannot notify: {notify['why']}."
    return f"Notifies by {notify['name']}." + (f" ({notify['why']})" if notify["why"] else "")


def senses(found: dict[str, dict[str, Any]]) -> list[str]:
    """Those that work, in one line, with what they cannot tell below; each that does not on its own."""
    found = dict(sorted(found.items()))
    working = {name: sense for name, sense in found.items() if sense["source"]}
    named = ", ".join(f"{name} ({sense['source']})" for name, sense in working.items())
    limits = [f"  {name}: {sense['why']}" for name, sense in working.items() if sense["why"]]
    blind = {name: sense["why"] or "" for name, sense in found.items() if not sense["source"]}
    off = [name for name in blind if found[name].get("off")]
    lines = [f"Senses {named}.", *limits] if named else []
    lines += [f"Does not sense {name}: {why}." for name, why in blind.items() if name not in off]
    return [*lines, f"Not wanted by your settings: {', '.join(off)}."] if off else lines


def problems(found: list[dict[str, Any]]) -> list[str]:
    """Each on a line: what, where, and what to do."""
    return [f"Problem: {problem['text']}" for problem in found]


def clock(when: str) -> str:
    """Hours and minutes, with the day where it is not today's."""
    from datetime import datetime

    at = datetime.fromisoformat(when)
    days = (at.date() - datetime.now().astimezone().date()).days
    day = {0: "", 1: "tomorrow ", -1: "yesterday "}.get(days, f"{at:%a %Y-%m-%d} ")
    return f"{day}{at:%H:%M}"


def length(seconds: int) -> str:
    """As people say it: "under a minute", "12 min", "1 h 5 min"."""
    minutes = max(seconds, 0) // 60
    if not minutes:
        return "under a minute"
    hours, minutes = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")))


def _standing(standing: dict[str, Any], mute: bool, blind: bool) -> str:
    """`mute`: nothing can notify; `blind`: no input is sensed."""
    how = f"every {standing['every']}" if standing["every"] else f"at {', '.join(standing['at'])}"
    if standing["snoozed_until"]:
        state = f"snoozed until {clock(standing['snoozed_until'])}"
    elif standing["kept"]:
        state = "due, and kept until you can listen"
    elif standing["waiting"] and mute:
        state = "due, and waiting for a way to notify you"
    elif standing["waiting"] and blind:
        state = "due, and coming within a minute"
    elif standing["waiting"]:
        state = "due, and waiting for a pause in typing"
    elif standing["next"]["at"]:
        state = f"next at {clock(standing['next']['at'])}"
    else:
        state = "waiting"
    return f"{standing['name']}, {how}: {state}"


def _shown(title: str, behind: dict[str, Any] | None) -> str:
    """What became of one that was asked for; `behind`: what keeps it from being seen, and what the desktop does so."""
    if not behind:
        return f"Shown: {title}."
    return f"Given to the desktop, but not on the screen: {title}. {_GATES[behind['reason']]} {_FATES[behind['fate']]}."


def _last(last: dict[str, Any]) -> str:
    outcome = _OUTCOMES[last["outcome"]] if last["outcome"] else "open"
    return f"Last: {last['title']} ({last['reminder']}), {clock(last['at'])}: {outcome}."


def _recorded(fields: dict[str, Any]) -> str:
    title = fields["last"]["title"]
    match fields["outcome"]:
        case "snoozed" if fields["until"]:
            return f"{title}: comes back at {clock(fields['until'])}."
        case "snoozed":
            return f"{title}: put off, but it does not come back in a pause or outside working hours."
        case "skipped":
            return f"{title}: skipped."
    return f"{title}: well done."
