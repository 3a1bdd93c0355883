"""`reminder doctor`: what works here and what does not, and why.

Every check -> a Finding; --test posts a real notification and waits for the answer to it.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from reminder import __version__
from reminder.autostart.base import State
from reminder.autostart.login import choose
from reminder.cli.result import Result
from reminder.cli.running import current, is_elsewhere
from reminder.engine import schedule
from reminder.engine.outcomes import AT_ONCE, UNSEEN
from reminder.errors import NotRunning, ReminderError, Unavailable
from reminder.model.effects import PollSenses, Show
from reminder.model.events import (
    Closed,
    Event,
    HoldBegan,
    Inhibited,
    Locked,
    NotifierLost,
    NotifierReady,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
    SenseFound,
    SenseLost,
    SensesAnswered,
)
from reminder.model.plan import NotifierName, Notify, Plan, Problem
from reminder.model.senses import Reason, Sense, SenseName, SenseStatus
from reminder.model.showing import Showing, Withdraw, Words
from reminder.notify.notifier import Notifier
from reminder.phrase import phrase, plainly
from reminder.senses.supervisor import Senses
from reminder.settings.in_force import in_force
from reminder.storage import paths
from reminder.system import clock
from reminder.wording.answers import elsewhere, notify_in_words

_POSTED_WITHIN = timedelta(seconds=10)
_ANSWERED_WITHIN = timedelta(seconds=20)
_SIGNS = {True: "ok ", False: "no ", None: "-  "}


class Finding(NamedTuple):
    """One thing that was looked at; `works` is None where it is no matter of working."""

    about: str
    works: bool | None
    text: str


class Sensed(NamedTuple):
    """A sense as it is in the login of this command, and what is so now."""

    sense: Sense
    now: list[str]


def doctor(args: Namespace) -> Result:
    """Exits 1 where no notification is possible without a terminal, or the one of a test was not posted."""
    plan = in_force().plan
    notifications = asyncio.run(_notifications(plan.notify, args.test))
    senses = asyncio.run(_senses(plan))
    found = [_machine(), *_program(plan.problems, senses), *notifications, *map(_sense, senses), *_rivals()]
    found += [_settings(plan.problems), _login(), *_files()]
    text = "\n".join(f"{_SIGNS[finding.works]} {finding.about}: {finding.text}" for finding in found)
    able = any(finding.works for finding in notifications if finding.about != "test")
    failed = any(finding.about == "test" and not finding.works for finding in notifications)
    return Result(text, [finding._asdict() for finding in found], 0 if able and not failed else 1)


def _machine() -> Finding:
    desktop = os.environ.get("XDG_CURRENT_DESKTOP") or "unknown desktop"
    session = os.environ.get("XDG_SESSION_TYPE") or "unknown kind of session"
    where = f", {desktop}, {session}" if sys.platform == "linux" else ""
    return Finding(
        "here", None, f"reminder {__version__}, Python {platform.python_version()}, {platform.platform()}{where}"
    )


def _program(told: tuple[Problem, ...], here: list[Sensed]) -> Iterator[Finding]:
    """Whether it runs, for which login, and what it complains of beside the problems that are `told` anyway.

    Its senses are its own; those that are not as they are `here`, in the login of this command, are named.
    """
    try:
        status = current()
    except NotRunning:
        yield Finding("program", False, "is not running; reminder start begins it")
        return
    except ReminderError as problem:
        yield Finding("program", False, str(problem))
        return
    yield Finding("program", True, f"runs (pid {status['pid']}, version {status['version']})")
    yield from _session(status["session"])
    notify = status["backends"]["notify"]
    if notify["why"] or notify["name"] is None:
        yield Finding("program: notifications", notify["name"] is not None, notify_in_words(notify))
    for sense, _ in here:
        its = status["backends"]["presence"].get(sense.name)
        if its and its["source"] != (sense.source or None):
            why = f": {its['why']}" if its["why"] else ""
            how = f"by {its['source']}{why}" if its["source"] else its["why"]
            yield Finding(f"program: sense {sense.name}", bool(its["source"]), f"{how}; here it would be otherwise")
    for its in status["settings"]["problems"]:
        if its not in [{**one._asdict(), "text": plainly(one.text)} for one in told]:
            yield Finding(f"program: {its['key']}", False, its["text"])


def _session(served: object) -> list[Finding]:
    """Which login it serves, where there may be several; one of an earlier version does not know that."""
    if sys.platform != "linux" or not isinstance(served, dict):
        return []
    away = is_elsewhere(served)
    return [Finding("program: session", not away, elsewhere(served["name"]) if away else f"serves {served['name']}")]


def _settings(problems: tuple[Problem, ...]) -> Finding:
    text = "; ".join(plainly(problem.text) for problem in problems)
    return Finding("settings", not problems, text or f"are fine ({paths.config_file()})")


def _login() -> Finding:
    try:
        status = choose(state_dir=paths.state_dir(), look=True).status()
    except ReminderError as problem:
        return Finding("login", False, str(problem))
    works = {State.ON: True, State.OFF: None}.get(status.state, False)
    where = f" ({status.where})" if status.state is State.ON else ""
    detail = f", {status.detail}" if status.detail else ""
    more = "; what to do: reminder autostart status" if status.state is State.NOT_STARTED else ""
    return Finding("login", works, f"{status.state.value}{where}{detail}{more}")


def _files() -> Iterator[Finding]:
    for about, path in (("state", paths.state_file()), ("history", paths.history_file()), ("log", paths.log_file())):
        why = _why_not_written(path)
        yield Finding(about, not why, f"{path} cannot be written: {why}" if why else f"{path}")


def _why_not_written(path: Path) -> str:
    """Empty where it can be. Asks without an error where even looking is forbidden."""
    folder = next(place for place in path.parents if os.path.exists(place))  # noqa: PTH110
    if not folder.is_dir():
        return f"{folder} is not a directory; move it away"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"see who owns {folder} and what its permissions are"
    if path.is_dir():
        return "it is a directory; move it away"
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return "see who owns it and what its permissions are"
    return ""


async def _notifications(notify: Notify, test: bool) -> list[Finding]:
    """Which back ends could serve, which one does, and, for a test, what becomes of a real notification."""
    news: asyncio.Queue[Event] = asyncio.Queue()
    notifier = Notifier(notify, news.put_nowait, clock.read, sys.stdout if sys.stdout.isatty() else None)
    notifier.start()
    try:
        reasons = await notifier.reasons()
        found = _back_ends(reasons, *await notifier.serves())
        if test:
            found.append(await try_one(notifier, news))
        return found
    finally:
        await notifier.stop()


def _back_ends(reasons: dict[str, str | None], by: Sequence[str] = (), lacks: Sequence[str] = ()) -> list[Finding]:
    """The first that works serves, `by` this. The terminal is here now, but not at login nor after `reminder start`."""
    found = []
    serves = f"serves, by {'; '.join(by)}" if by else "serves"
    for name, why in reasons.items():
        if why:
            found.append(Finding(f"notify by {name}", False, why))
        elif name == NotifierName.TERMINAL:
            found.append(Finding(f"notify by {name}", None, f"{serves}, but only what `reminder run` shows here"))
        else:
            found.append(Finding(f"notify by {name}", True, serves))
        serves = serves if why else "would work too"
    return found + [Finding("notify", False, what) for what in lacks]


async def _senses(plan: Plan) -> list[Sensed]:
    """What can be sensed from here, and what is so now."""
    news: asyncio.Queue[Event] = asyncio.Queue()
    senses = Senses(plan, news.put_nowait, clock.read)
    senses.start()
    senses.perform(PollSenses())
    found: dict[str, Sense] = {}
    now: dict[str, list[str]] = {}
    try:
        while not isinstance(event := await news.get(), SensesAnswered):
            match event:
                case SenseFound(sense=sense):
                    found[sense.name] = sense
                case SenseLost(name=name, why=why, status=status):
                    found[name] = Sense(name=name, status=status, why=why)
                case HoldBegan(reason=reason, source=name, detail=detail):
                    now.setdefault(name, []).append(f"{reason}, {detail}" if detail else reason)
                case Inhibited(source=name, by=by) if by:
                    now[name] = [f"the screen is kept awake by {', '.join(by)}"]
                case Locked():
                    now[SenseName.LOCK] = [Reason.LOCKED]
    finally:
        await senses.stop()
    return [Sensed(found[name], now.get(name, [])) for name in sorted(found)]


def _sense(sensed: Sensed) -> Finding:
    sense, now = sensed
    why = plainly(sense.why) if sense.why else ""
    about = f"sense {sense.name}"
    if sense.status is not SenseStatus.SERVES:
        return Finding(about, None if sense.status is SenseStatus.OFF else False, why)
    parts = f"by {sense.source}", why, f"now: {'; '.join(now)}" if now else ""
    return Finding(about, True, "; ".join(filter(None, parts)))


def _rivals() -> list[Finding]:
    """Other programs that remind of breaks: with them a person gets double reminders."""
    if sys.platform == "linux":
        from reminder.cli.rivals import rivals

        with suppress(Unavailable):
            return [Finding("double reminders", None, rival) for rival in asyncio.run(rivals())]
    return []


async def try_one(notifier: Notifier, news: asyncio.Queue[Event]) -> Finding:
    """What becomes of a real notification."""
    ready = await _next(news, _POSTED_WITHIN, NotifierReady, NotifierLost)
    if not isinstance(ready, NotifierReady):
        return Finding("test", False, "nothing can be posted")
    now = clock.read()
    words = Words("This is a test", "If you can read this, reminders reach you. Press a button to try those too.")
    id = int(now.wall.timestamp() * 1000)
    showing = Showing(
        id=id, reminder="test", words=words, lasts=timedelta(), at=schedule.stamp(now.wall), ticks=now.ticks
    )
    notifier.perform(Show(showing, timedelta(minutes=5)))
    posted = await _next(news, _POSTED_WITHIN, Posted, PostFailed, PostLapsed)
    if isinstance(posted, PostFailed):
        return Finding("test", False, f"{ready.name} refused it: {posted.why}")
    if not isinstance(posted, Posted):
        return Finding("test", False, f"{ready.name} did not answer in time; it may still appear")
    print(f"A notification was posted by {ready.name}. Press one of its buttons, or wait.", file=sys.stderr)
    match await _next(news, _ANSWERED_WITHIN, Pressed, Closed):
        case Pressed(answer=answer):
            text = f"was posted by {ready.name}, and the button {answer} came back"
        case Closed(at=at) if at.ticks - posted.at.ticks <= AT_ONCE:
            said = phrase("{name} took it and closed it in the same moment: {why}", name=ready.name, why=UNSEEN)
            return Finding("test", False, plainly(said))
        case Closed(by_person=True):
            text = f"was posted by {ready.name}, and that you closed it came back"
        case _:
            text = f"was posted by {ready.name}; no button was pressed"
    notifier.perform(Withdraw(id, posted.handle))
    return Finding("test", True, text)


async def _next(news: asyncio.Queue[Event], within: timedelta, *kinds: type) -> Event | None:
    """The next event of one of `kinds`; None if it does not come in time."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            while not isinstance(event := await news.get(), kinds):
                pass
            return event
    except TimeoutError:
        return None
