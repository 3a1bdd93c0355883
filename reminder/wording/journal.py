"""What happens, in one line each, for the log and for whoever watches `reminder run`.

Pure: an event or an effect -> a line, or None where it is of no interest to a person.
"""

from collections.abc import Iterable
from datetime import timedelta

from reminder import durations
from reminder.model.effects import Effect, Record, RecordBreak, Restart, Show, Warn
from reminder.model.events import (
    Event,
    HoldBegan,
    HoldEnded,
    Inhibited,
    Locked,
    NotifierLost,
    NotifierReady,
    PartFailed,
    PartWorks,
    PlanChanged,
    PostFailed,
    PostLapsed,
    RequestReceived,
    SenseFound,
    SenseLost,
    Stopping,
    Unlocked,
    Upgraded,
)
from reminder.model.moment import CLOCK_SET, Moment
from reminder.model.requests import PauseFor, Resume
from reminder.model.senses import Reason, Sense, SenseName, SenseStatus
from reminder.phrase import plainly

_WORTH_TELLING = timedelta(minutes=1)
"""Of sleep."""


def of_clocks(before: Moment, now: Moment, paused: timedelta = timedelta()) -> str | None:
    """What became of the clocks between two moments of one boot, other than that they went on.

    `paused`: so long it seems that the machine, a virtual one, stood still.
    """
    if now.ticks < before.ticks:  # it was overtaken
        return None
    slept, set_by = now.slept_since(before), now.set_since(before)
    if paused:
        return f"this virtual machine was paused for {durations.spell(paused)}, or its clock was set ahead"
    if abs(set_by) >= CLOCK_SET:
        return f"the clock was set {durations.shift(set_by)}"
    if slept >= _WORTH_TELLING:
        return f"the machine slept for {durations.spell(slept)}"
    return None


def of_event(event: Event, senses: Iterable[Sense] = ()) -> str | None:
    """What came in. `senses`: as they were known before; a source that is no other is no news."""
    match event:
        case NotifierReady(name=name, why=why):
            return f"notifications go by {name}" + (f" ({plainly(why)})" if why else "")
        case NotifierLost(why=why):
            return f"no notification is possible: {plainly(why)}"
        case PostFailed(why=why):
            return f"the desktop refused a notification: {plainly(why)}"
        case PostLapsed():
            return "the desktop has not answered in time; the notification may still come"
        case HoldBegan(reason=reason, source=source, detail=detail):
            named = ", ".join(filter(None, (detail, source if reason is Reason.MEETING else "")))
            return f"quiet: {reason}" + (f" ({named})" if named else "")
        case HoldEnded(reason=reason):
            return f"over: {reason}"
        case Locked():
            return "the screen is locked"
        case Unlocked():
            return "the screen is unlocked"
        case Inhibited(source=source, by=by) if source != SenseName.IDLE:
            return f"kept awake by {', '.join(by)}" if by else "nothing keeps the screen awake any more"
        case SenseFound(sense=sense) if any((s.name, s.source) == (sense.name, sense.source) for s in senses):
            return None
        case SenseFound(sense=sense):
            return f"senses {sense.name} by {sense.source}"
        case SenseLost(status=SenseStatus.STARTING):
            return None
        case SenseLost(name=name, why=why, status=SenseStatus.OFF):
            return f"does not sense {name}: {plainly(why)}"
        case SenseLost(name=name, why=why):
            return f"blind for {name}: {plainly(why)}"
        case PartFailed(part=part, why=why):
            return f"{part}: {plainly(why)}"
        case PartWorks(part=part):
            return f"{part}: works again"
        case PlanChanged():
            return "the settings have changed"
        case Upgraded():
            return "another version is installed; it takes over when nothing is on the screen"
        case Stopping(why=why):
            return f"ends: {plainly(why)}" if why else "ends"
        case RequestReceived(what=PauseFor(length=length, until=until)):
            end = (
                f"until {until:%a %H:%M}" if until else f"for {durations.spell(length)}" if length else "until resumed"
            )
            return f"paused {end}"
        case RequestReceived(what=Resume()):
            return "resumed"
    return None


def of_effect(effect: Effect) -> str | None:
    """What went out."""
    match effect:
        case Show(showing=showing):
            return f"{showing.reminder}: {showing.words.title}. {showing.words.text}"
        case Record(showing=showing, outcome=outcome):
            return f"{showing.reminder}: {outcome}"
        case RecordBreak(began=began):
            return f"back from a natural break, since {began:%H:%M}"
        case Restart():
            return "ends: the version that is installed now takes its place"
        case Warn(problems=problems):
            return f"told of {len(problems)} problem{'s' if len(problems) > 1 else ''} in the settings"
    return None
