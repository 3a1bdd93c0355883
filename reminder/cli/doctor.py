"""`reminder doctor`: what works here and what does not, and why.

Every check -> a Finding; --test posts a real notification and waits for a press.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from reminder import __version__
from reminder.autostart import menu
from reminder.autostart.base import STATES, State
from reminder.autostart.login import choose
from reminder.cli.commands import Arguments
from reminder.cli.menu import standing
from reminder.cli.result import Result
from reminder.cli.running import current, is_elsewhere
from reminder.engine.outcomes import AT_ONCE, UNSEEN
from reminder.errors import NotRunning, ReminderError, Unavailable
from reminder.model import events
from reminder.model.effects import PollSenses
from reminder.model.plan import NotifierName, Notify, Plan, Problem, Tray
from reminder.model.senses import Reason, Sense, SenseName, SenseStatus
from reminder.model.showing import Withdraw, Words
from reminder.notify.notifier import Notifier
from reminder.notify.trial import heard, post
from reminder.phrase import Phrase, listed, phrase, several, verbatim
from reminder.senses.supervisor import Senses
from reminder.settings.in_force import in_force
from reminder.settings.reading import Reading
from reminder.storage import paths
from reminder.system import clock
from reminder.wording.answers import elsewhere, notifies, what
from reminder.wording.language import lines, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.control.fields import Why

_ANSWERED_WITHIN = timedelta(seconds=20)
_SIGNS = {True: "ok ", False: "no ", None: "-  "}


class Finding(NamedTuple):
    """One thing that was looked at; `works` is None where it is no matter of working."""

    about: Phrase
    works: bool | None
    text: Phrase


class Sensed(NamedTuple):
    """A sense as it is in the login of this command, and what is so now."""

    sense: Sense
    now: list[Phrase]


def doctor(args: Arguments) -> Result:
    """Exits 1 where no notification is possible without a terminal, or the one of a test was not posted."""
    reading = in_force()
    plan = reading.plan
    notifications, tried = asyncio.run(_notifications(plan.notify, args.test))
    senses = asyncio.run(_senses(plan))
    found = [_machine(), *_program(plan.problems, senses), *notifications, *tried, *map(_sense, senses), *_rivals()]
    found += [_icon(plan.tray), _settings(reading), _login(), *_menu(), *_files()]
    said = (
        phrase("{sign} {about}: {text}", sign=_SIGNS[works], about=about, text=text) for about, works, text in found
    )
    able = any(finding.works for finding in notifications) and all(finding.works for finding in tried)
    return Result(lines(*said), [finding._asdict() for finding in found], 0 if able else 1)


def _machine() -> Finding:
    desktop = os.environ.get("XDG_CURRENT_DESKTOP") or phrase("unknown desktop")
    session = os.environ.get("XDG_SESSION_TYPE") or phrase("unknown kind of session")
    parts = f"reminder {__version__}", f"Python {platform.python_version()}", platform.platform()
    return Finding(phrase("here"), None, listed((*parts, desktop, session) if sys.platform == "linux" else parts))


def _program(told: tuple[Problem, ...], here: list[Sensed]) -> Iterator[Finding]:
    """Whether it runs, for which login, and what it complains of beside the problems that are `told` anyway.

    Its senses are its own; those that are not as they are `here`, in the login of this command, are named.
    """
    program = phrase("program")
    try:
        status = current()
    except NotRunning:
        yield Finding(program, False, phrase("is not running; reminder start begins it"))
        return
    except ReminderError as problem:
        yield Finding(program, False, problem.said)
        return
    runs = phrase("runs (pid {pid}, version {version})", pid=status["pid"], version=status["version"])
    yield Finding(program, True, runs)
    yield from _session(status["session"])
    notify = status["backends"]["notify"]
    if notify["why"] or notify["name"] is None:
        yield Finding(phrase("program: notifications"), notify["name"] is not None, notifies(notify))
    for sense, _ in here:
        its = status["backends"]["presence"].get(sense.name)
        if its and its["source"] != (sense.source or None):
            about = phrase("program: detects {name}", name=what(sense.name))
            how = phrase("{how}; here it would be otherwise", how=_how(its["source"], its["why"]))
            yield Finding(about, bool(its["source"]), how)
    for its_own in status["settings"]["problems"]:
        if its_own not in [one._asdict() for one in told]:
            yield Finding(phrase("program: {setting}", setting=its_own["key"]), False, its_own["text"])


def _how(source: str | None, why: Why) -> Phrase | str:
    if source and why:
        return phrase("by {source}: {why}", source=source, why=why)
    return phrase("by {source}", source=source) if source else why


def _session(served: object) -> list[Finding]:
    """Which login it serves, where there may be several; one of an earlier version does not know that."""
    if sys.platform != "linux" or not isinstance(served, dict):
        return []
    away = is_elsewhere(served)
    serves = elsewhere(served["name"]) if away else phrase("serves {session}", session=served["name"])
    return [Finding(phrase("program: session"), not away, serves)]


def _settings(reading: Reading) -> Finding:
    told = [problem.text for problem in reading.problems]
    if not told:
        told.append(phrase("are fine ({file})", file=str(paths.config_file())))
    if reading.locked:
        files, keys = listed(dict.fromkeys(reading.locked.values())), listed(reading.locked)
        told.append(phrase("set by your organisation, in {file}: {keys}", file=files, keys=keys))
    return Finding(phrase("settings"), not reading.problems, several(told))


def _login() -> Finding:
    about = phrase("login")
    try:
        status = choose(state_dir=paths.state_dir(), look=True).status()
    except ReminderError as problem:
        return Finding(about, False, problem.said)
    state = STATES[status.state]
    if status.state is State.ON:
        state = phrase("{state} ({where})", state=state, where=status.where)
    state = listed((state, status.detail))
    if status.state is State.NOT_STARTED:
        state = phrase("{state}; what to do: reminder autostart status", state=state)
    return Finding(about, {State.ON: True, State.OFF: None}.get(status.state, False), state)


def _menu() -> Iterator[Finding]:
    """Whether the application menu has the entry, where menus are made of files."""
    if sys.platform in ("win32", "darwin"):
        return
    found = standing()
    state = phrase("{state} ({where})", state=menu.STATES[found.state], where=str(found.where))
    works = {menu.Listed.ON: True, menu.Listed.INSTALLED: True, menu.Listed.OFF: None}.get(found.state, False)
    yield Finding(phrase("application menu"), works, several((state, found.why)))


def _files() -> Iterator[Finding]:
    state, history, log = phrase("state"), phrase("history"), phrase("log")
    for about, path in ((state, paths.state_file()), (history, paths.history_file()), (log, paths.log_file())):
        file = verbatim(str(path))
        why = _why_not_written(path)
        yield Finding(about, not why, phrase("{file} cannot be written: {why}", file=file, why=why) if why else file)


def _why_not_written(path: Path) -> Phrase | None:
    """None where it can be. Asks without an error where even looking is forbidden."""
    folder = next(place for place in path.parents if os.path.exists(place))  # noqa: PTH110
    if not folder.is_dir():
        return phrase("{folder} is not a directory; move it away", folder=str(folder))
    if not os.access(folder, os.W_OK | os.X_OK):
        return phrase("see who owns {folder} and what its permissions are", folder=str(folder))
    if path.is_dir():
        return phrase("it is a directory; move it away")
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return phrase("see who owns it and what its permissions are")
    return None


async def _notifications(notify: Notify, test: bool) -> tuple[list[Finding], list[Finding]]:
    """Which back ends could serve, which one does, and, for a test, what becomes of a real notification."""
    news: asyncio.Queue[events.Event] = asyncio.Queue()
    notifier = Notifier(notify, news.put_nowait, clock.read, sys.stdout if sys.stdout.isatty() else None)
    notifier.start()
    try:
        reasons = await notifier.reasons()
        found = _back_ends(reasons, *await notifier.serves())
        return found, [await try_one(notifier, news)] if test else []
    finally:
        await notifier.stop()


def _back_ends(reasons: dict[str, Phrase | None], by: Sequence[Phrase], lacks: Sequence[Phrase]) -> list[Finding]:
    """The first that works serves, `by` this. The terminal is here now, but not at login nor after `reminder start`."""
    found = []
    serves = phrase("serves, by {what}", what=several(by)) if by else phrase("serves")
    for name, why in reasons.items():
        about = phrase("notify by {name}", name=name)
        if why:
            found.append(Finding(about, False, why))
        elif name == NotifierName.TERMINAL:
            only = phrase("{serves}, but only what `reminder run` shows here", serves=serves)
            found.append(Finding(about, None, only))
        else:
            found.append(Finding(about, True, serves))
        serves = serves if why else phrase("would work too")
    return found + [Finding(phrase("notify"), False, lacking) for lacking in lacks]


async def _senses(plan: Plan) -> list[Sensed]:
    """What can be sensed from here, and what is so now."""
    news: asyncio.Queue[events.Event] = asyncio.Queue()
    senses = Senses(plan, news.put_nowait, clock.read)
    senses.start()
    senses.perform(PollSenses())
    found: dict[str, Sense] = {}
    now: dict[str, list[Phrase]] = {}
    try:
        while not isinstance(event := await news.get(), events.SensesAnswered):
            match event:
                case events.SenseFound(sense=sense):
                    found[sense.name] = sense
                case events.SenseLost(name=name, why=why, status=status):
                    found[name] = Sense(name=name, status=status, why=why)
                case events.HoldBegan(reason=reason, sense=name, detail=detail):
                    now.setdefault(name, []).append(listed((reason, detail)))
                case events.Inhibited(sense=name, by=by) if by:
                    now[name] = [phrase("the screen is kept awake by {programs}", programs=listed(by))]
                case events.Locked():
                    now[SenseName.LOCK] = [verbatim(Reason.LOCKED)]
    finally:
        await senses.stop()
    return [Sensed(found[name], now.get(name, [])) for name in sorted(found)]


def _sense(sensed: Sensed) -> Finding:
    sense, now = sensed
    about = phrase("detects {name}", name=what(sense.name))
    if sense.status is not SenseStatus.SERVES:
        return Finding(about, None if sense.status is SenseStatus.OFF else False, sense.why or verbatim(""))
    so = phrase("now: {what}", what=several(now)) if now else None
    return Finding(about, True, several((phrase("by {source}", source=sense.source), sense.why, so)))


def _icon(wanted: Tray) -> Finding:
    if sys.platform == "linux":
        from reminder.tray.status_notifier import why_not

        can = phrase("a panel takes it")
    else:
        from reminder.tray.companion import why_not

        can = phrase("by pystray, in a process of its own")
    about = phrase("icon on the panel")
    if wanted is Tray.OFF:
        return Finding(about, None, phrase("switched off in your settings"))
    why = asyncio.run(why_not())
    if why:
        return Finding(about, None if wanted is Tray.AUTO else False, why)
    return Finding(about, True, can)


def _rivals() -> list[Finding]:
    """Other programs that remind of breaks: with them a person gets double reminders."""
    if sys.platform == "linux":
        from reminder.cli.rivals import importable, rivals

        with suppress(Unavailable):
            found = [Finding(phrase("double reminders"), None, rival) for rival in asyncio.run(rivals())]
            return found + [Finding(phrase("import"), None, offer) for offer in importable()]
    return []


async def try_one(notifier: Notifier, news: asyncio.Queue[events.Event]) -> Finding:
    about = phrase("test")
    text = phrase("If you can read this, reminders reach you. Press a button to try those too.")
    name, id, posted, why = await post(notifier, news, Words(str(word(phrase("This is a test"))), str(word(text))))
    if posted is None:
        return Finding(about, False, why or verbatim(""))
    wait = phrase("A notification was posted by {name}. Press one of its buttons, or wait.", name=name)
    print(word(wait), file=sys.stderr)
    match await heard(news, _ANSWERED_WITHIN, events.Pressed, events.Clicked, events.Closed):
        case events.Pressed(button=button):
            said = phrase("was posted by {name}, and the button {button} came back", name=name, button=button)
        case events.Clicked():
            said = phrase("was posted by {name}, and a click on its words came back", name=name)
        case events.Closed(at=at) if at.ticks - posted.at.ticks <= AT_ONCE:
            why = phrase("{name} took it and closed it in the same moment: {why}", name=name, why=UNSEEN)
            return Finding(about, False, why)
        case events.Closed(by_person=True):
            said = phrase("was posted by {name}, and that you closed it came back", name=name)
        case _:
            said = phrase("was posted by {name}; no button was pressed", name=name)
    notifier.perform(Withdraw(id, posted.handle))
    return Finding(about, True, said)
