"""What happens, in one line each, for the log and for whoever watches `reminder run`.

Pure: an event or an effect -> a phrase, or None where it is of no interest to a person.
"""

from collections.abc import Iterable
from datetime import timedelta

from reminder.model import events
from reminder.model.effects import Effect, Greet, Record, RecordBreak, Restart, Show, TellOfLogin, Warn
from reminder.model.moment import CLOCK_SET, Moment
from reminder.model.requests import PauseFor, Resume
from reminder.model.senses import Reason, Sense, SenseName, SenseStatus
from reminder.phrase import Phrase, counted, listed, phrase
from reminder.wording.answers import what

_WORTH_TELLING = timedelta(minutes=1)
"""Of sleep."""


def of_clocks(before: Moment, now: Moment, paused: timedelta = timedelta()) -> Phrase | None:
    """What became of the clocks between two moments of one boot, other than that they went on.

    `paused`: so long it seems that the machine, a virtual one, stood still.
    """
    if now.ticks < before.ticks:  # it was overtaken
        return None
    slept, set_by = now.slept_since(before), now.set_since(before)
    if paused:
        return phrase(
            "this virtual machine was paused for {length:duration}, or its clock was set ahead", length=paused
        )
    if set_by >= CLOCK_SET:
        return phrase("the clock was set ahead by {by:duration}", by=set_by)
    if -set_by >= CLOCK_SET:
        return phrase("the clock was set back by {by:duration}", by=-set_by)
    if slept >= _WORTH_TELLING:
        return phrase("the machine slept for {length:duration}", length=slept)
    return None


def of_event(event: events.Event, senses: Iterable[Sense] = ()) -> Phrase | None:
    """What came in. `senses`: as they were known before; a source that is no other is no news."""
    match event:
        case events.NotifierReady(name=name, why=why) if why:
            return phrase("notifications go by {name} ({why})", name=name, why=why)
        case events.NotifierReady(name=name):
            return phrase("notifications go by {name}", name=name)
        case events.NotifierLost(why=why):
            return phrase("no notification is possible: {why}", why=why)
        case events.PostFailed(why=why):
            return phrase("the desktop refused a notification: {why}", why=why)
        case events.PostLapsed():
            return phrase("the desktop has not answered in time; the notification may still come")
        case events.WentAlong():
            return phrase("the last notification left the screen with the program that had posted it; it is due again")
        case events.HoldBegan(reason=reason, sense=sense, detail=detail):
            named = [name for name in (detail, sense if reason is Reason.MEETING else "") if name]
            if named:
                return phrase("quiet: {reason} ({named})", reason=reason, named=listed(named))
            return phrase("quiet: {reason}", reason=reason)
        case events.HoldEnded(reason=reason):
            return phrase("over: {reason}", reason=reason)
        case events.Locked():
            return phrase("the screen is locked")
        case events.Unlocked():
            return phrase("the screen is unlocked")
        case events.Inhibited(sense=sense, by=by) if sense != SenseName.IDLE and by:
            return phrase("kept awake by {programs}", programs=listed(by))
        case events.Inhibited(sense=sense) if sense != SenseName.IDLE:
            return phrase("nothing keeps the screen awake any more")
        case events.SenseFound(sense=sense) if any((s.name, s.source) == (sense.name, sense.source) for s in senses):
            return None
        case events.SenseFound(sense=sense):
            return phrase("detects {name} by {source}", name=what(sense.name), source=sense.source)
        case events.SenseLost(status=SenseStatus.STARTING):
            return None
        case events.SenseLost(name=name, why=why, status=SenseStatus.OFF):
            return phrase("does not detect {name}: {why}", name=what(name), why=why)
        case events.SenseLost(name=name, why=why):
            return phrase("cannot detect {name}: {why}", name=what(name), why=why)
        case events.PartFailed(part=part, why=why):
            return phrase("{part}: {why}", part=part, why=why)
        case events.PartWorks(part=part):
            return phrase("{part}: works again", part=part)
        case events.PlanChanged():
            return phrase("the settings have changed")
        case events.Upgraded():
            return phrase("another version is installed; it takes over when nothing is on the screen")
        case events.Stopping(why=why):
            return phrase("ends: {why}", why=why) if why else phrase("ends")
        case events.RequestReceived(what=PauseFor(until=until)) if until:
            return phrase("paused until {until:day_clock}", until=until)
        case events.RequestReceived(what=PauseFor(length=length)) if length:
            return phrase("paused for {length:duration}", length=length)
        case events.RequestReceived(what=PauseFor()):
            return phrase("paused until resumed")
        case events.RequestReceived(what=Resume()):
            return phrase("resumed")
    return None


def of_effect(effect: Effect) -> Phrase | None:
    match effect:
        case Show(showing=showing):
            title, text = showing.words.title, showing.words.text
            return phrase("{reminder}: {title}. {text}", reminder=showing.reminder, title=title, text=text)
        case Record(showing=showing, outcome=outcome):
            return phrase("{reminder}: {outcome}", reminder=showing.reminder, outcome=outcome)
        case RecordBreak(began=began):
            return phrase("back from a natural break, since {began:clock}", began=began)
        case Restart():
            return phrase("ends: the version that is installed now takes its place")
        case Greet():
            return phrase("welcomed whoever runs it for the first time")
        case TellOfLogin(why=None):
            return phrase("starts at every login from now on")
        case Warn(problems=problems):
            return counted(
                "told of {count} problem in the settings", "told of {count} problems in the settings", len(problems)
            )
    return None
