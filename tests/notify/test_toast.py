import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from support.showings import MOMENT, Heard, clock, note
from support.waiting import until
from support.words import in_words

from reminder.model import showing
from reminder.model.checkin import Answer
from reminder.model.events import (
    Answered,
    Chosen,
    Clicked,
    Closed,
    NotifierReady,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
)
from reminder.model.plan import Click, Urgency
from reminder.notify import toast
from reminder.notify.toast import Toast
from reminder.storage import pictures


class Button(NamedTuple):
    title: str
    identifier: str


class Picture(NamedTuple):
    path: Path


class Sound(NamedTuple):
    name: str


class Notification(NamedTuple):
    title: str
    message: str
    urgency: Any
    buttons: tuple[Button, ...]
    sound: Sound | None
    identifier: str
    icon: Picture | None
    attachment: Picture | None


@dataclass
class Centre:
    """Stands for desktop_notifier.DesktopNotifier: keeps what it is sent, and swallows its own failures."""

    app_name: str
    app_icon: object
    on_dispatched: Callable[[str], object] = print
    on_button_pressed: Callable[[str, str], object] = print
    on_clicked: Callable[[str], object] = print
    on_dismissed: Callable[[str], object] = print
    allowed: bool = True
    fails: bool = False
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[Notification] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers.set()

    async def request_authorisation(self) -> bool:
        await self.answers.wait()
        return self.allowed

    async def send_notification(self, notification: Notification) -> str:
        await self.answers.wait()
        if not self.fails:
            self.sent.append(notification)
            self.on_dispatched(notification.identifier)
        return notification.identifier

    async def clear(self, identifier: str) -> None:
        self.cleared.append(identifier)


class Desk:
    """A desktop with such a centre, the way to it, and what that told; Windows, unless it is said to be another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.centre = Centre("", None)
        self.heard = Heard()
        self.back_end = Toast(self.heard.append, clock)
        self.hasty = Toast(self.heard.append, clock, timedelta(seconds=0.05))
        """Waits for an answer no longer than that."""
        library = SimpleNamespace(
            DesktopNotifier=self._notifier,
            Attachment=Picture,
            Button=Button,
            Icon=Picture,
            Notification=Notification,
            Sound=Sound,
            Urgency=Enum("Urgency", {"Low": "low", "Normal": "normal", "Critical": "critical"}),
        )
        monkeypatch.setitem(sys.modules, "desktop_notifier", library)
        self.be("win32")

    def _notifier(self, app_name: str, app_icon: object) -> Centre:
        self.centre.app_name, self.centre.app_icon = app_name, app_icon
        return self.centre

    def be(self, platform: str, bundled: bool = True) -> None:
        self._patch.setattr(toast, "sys", SimpleNamespace(platform=platform))
        self._patch.setattr(toast, "find_spec", lambda name: name)
        self._patch.setattr(toast, "_is_bundled", lambda: bundled)

    async def shown(self, **words: Any) -> Notification:
        self.back_end.show(note(**words))
        await until(lambda: self.heard)
        return self.centre.sent[-1]

    async def why_not(self) -> str:
        return in_words(await self.back_end.why_not())


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


async def test_a_note_becomes_a_toast_with_buttons(desk: Desk) -> None:
    assert await desk.why_not() == ""
    sent = await desk.shown(urgency=Urgency.LOW)
    assert desk.heard == [Posted(MOMENT, 7, "7")]
    assert (sent.title, sent.message, sent.urgency.value) == ("Drop your shoulders", "Let them sink.", "low")
    assert sent.buttons == (("Done", "done"), ("Snooze 5 min", "snooze"), ("Skip", "skip"))
    assert (sent.sound, desk.centre.app_name, desk.centre.app_icon) == (None, "Reminder", None)


@pytest.mark.parametrize(("platform", "place"), [("win32", "icon"), ("darwin", "attachment")])
async def test_a_tip_brings_its_picture(desk: Desk, platform: str, place: str) -> None:
    desk.be(platform)
    sent = await desk.shown(tip="lift-the-heels", about="move")
    its = Picture(pictures.folder() / "lift-the-heels.png")
    assert {"icon": sent.icon, "attachment": sent.attachment} == {"icon": None, "attachment": None} | {place: its}


@pytest.mark.parametrize(
    ("platform", "sound", "played"),
    [
        ("win32", "message-new-instant", "ms-winsoundevent:Notification.IM"),
        ("win32", "bell", "ms-winsoundevent:Notification.Default"),
        ("win32", "ms-winsoundevent:Notification.Reminder", "ms-winsoundevent:Notification.Reminder"),
        ("darwin", "Ping", "Ping"),
    ],
)
async def test_a_sound_is_one_that_the_system_knows(desk: Desk, platform: str, sound: str, played: str) -> None:
    desk.be(platform)
    assert (await desk.shown(sound=sound)).sound == Sound(played)


def of_windows(sentence: str, number: int) -> OSError:
    error = OSError(22, sentence)
    error.winerror = number  # type: ignore[attr-defined, unused-ignore]
    return error


@pytest.mark.parametrize(
    ("error", "why"),
    [
        pytest.param(of_windows("", -2147221164), "error 0x80040154 of Windows", id="a number without a sentence"),
        pytest.param(of_windows("Element not found. \r\n", -2147023728), "Element not found", id="a sentence"),
        pytest.param(RuntimeError("Could not get ToastNotifier"), "Could not get ToastNotifier", id="the library's"),
    ],
)
async def test_a_centre_that_cannot_be_reached_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def refuse(**_: object) -> Centre:
        raise error

    monkeypatch.setattr(sys.modules["desktop_notifier"], "DesktopNotifier", refuse)
    assert await desk.why_not() == f"the notification centre cannot be reached: {why}"


async def test_a_press_finds_its_showing(desk: Desk) -> None:
    await desk.why_not()
    for name, key in (
        ("7", "snooze"),
        ("7", "as-before"),
        ("7", "a button of nobody"),
        ("7", "login"),
        ("-1", "login"),
    ):
        desk.centre.on_button_pressed(name, key)
    assert desk.heard == [
        Pressed(MOMENT, 7, showing.Button.SNOOZE),
        Answered(MOMENT, 7, Answer.AS_BEFORE),
        Chosen(MOMENT, showing.Choice.LOGIN),
    ]


@pytest.mark.parametrize("how", ["on_clicked", "on_dismissed"])
async def test_closing_it_is_the_persons_act(desk: Desk, how: str) -> None:
    await desk.why_not()
    getattr(desk.centre, how)("7")
    assert desk.heard == [Closed(MOMENT, 7, by_person=True)]


async def test_a_click_opens_the_window_where_the_person_wants_that(desk: Desk) -> None:
    await desk.shown(click=Click.OPEN)
    desk.centre.on_clicked("7")
    desk.centre.on_clicked("8")
    assert desk.heard[1:] == [Clicked(MOMENT, 7), Closed(MOMENT, 8, by_person=True)]


async def test_a_showing_takes_the_place_of_all_before_and_a_warning_of_none(desk: Desk) -> None:
    desk.back_end.show(note(7))
    desk.back_end.show(note(0))
    await until(lambda: len(desk.heard) == 2)
    assert desk.centre.cleared == []
    desk.back_end.show(note(8))
    await until(lambda: len(desk.heard) == 3)
    assert sorted(desk.centre.cleared) == ["0", "7"]


async def test_a_failure_that_the_library_swallows_is_heard(desk: Desk) -> None:
    desk.centre.fails = True
    desk.back_end.show(note())
    await until(lambda: desk.heard)
    assert isinstance(desk.heard[0], PostFailed)


async def test_one_withdrawn_before_it_got_there_does_not_stay(desk: Desk) -> None:
    await desk.hasty.why_not()
    desk.centre.answers.clear()
    desk.hasty.show(note())
    await until(lambda: desk.heard)
    desk.hasty.withdraw(7, "")
    assert (desk.heard, desk.centre.cleared) == ([PostLapsed(MOMENT, 7)], [])
    desk.centre.answers.set()
    await until(lambda: desk.centre.cleared == ["7"])
    assert desk.heard[1:] == [Posted(MOMENT, 7, "7")]


async def test_one_of_an_earlier_run_is_withdrawn_once_the_centre_is_open(desk: Desk) -> None:
    """With the one whose place it took, as a kill may have kept it from doing so."""
    desk.back_end.withdraw(7, "6")
    await desk.why_not()
    await until(lambda: sorted(desk.centre.cleared) == ["6", "7"])
    desk.back_end.withdraw(9, "8")
    await until(lambda: sorted(desk.centre.cleared) == ["6", "7", "8", "9"])


async def test_one_that_came_in_time_does_not_lapse_later(desk: Desk) -> None:
    desk.hasty.show(note())
    later = time.monotonic() + 0.1
    await until(lambda: time.monotonic() > later)
    assert desk.heard == [Posted(MOMENT, 7, "7")]


async def test_settings_that_forbid_it_are_named(desk: Desk) -> None:
    desk.centre.allowed = False
    assert await desk.why_not() == "the system's settings do not allow it to post notifications"
    desk.centre.allowed = True
    assert await desk.why_not() == ""
    assert desk.heard == []


async def test_while_the_system_asks_the_person_it_waits_and_then_serves(desk: Desk) -> None:
    desk.centre.answers.clear()
    for _ in range(2):
        why = in_words(await desk.hasty.why_not())
        assert why == "the system is asking whether this program may post notifications; say yes"
    desk.centre.answers.set()
    await until(lambda: desk.heard)
    assert desk.heard == [NotifierReady(MOMENT, "toast")]
    assert await desk.hasty.why_not() is None


async def test_a_mac_gets_no_buttons_that_nobody_would_hear(desk: Desk) -> None:
    desk.be("darwin")
    assert await desk.why_not() == ""
    assert (await desk.shown()).buttons == ()


@pytest.mark.parametrize(
    ("platform", "bundled", "why"),
    [
        pytest.param("darwin", False, "python.org", id="on a Mac whose Python may not post"),
        pytest.param("linux", True, "toasts are for Windows and macOS", id="elsewhere"),
    ],
)
async def test_where_there_are_none_it_says_why(desk: Desk, platform: str, bundled: bool, why: str) -> None:
    desk.be(platform, bundled)
    assert why in await desk.why_not()


async def test_a_missing_library_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toast, "find_spec", lambda name: None)
    assert await desk.why_not() == "desktop-notifier is not installed"
