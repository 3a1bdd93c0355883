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
from reminder.model.events import Answered, Clicked, Closed, NotifierReady, Posted, PostFailed, PostLapsed, Pressed
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


@pytest.fixture
def centre(monkeypatch: pytest.MonkeyPatch) -> Centre:
    """The notification centre of a Windows."""
    made = Centre("", None)

    def notifier(app_name: str, app_icon: object) -> Centre:
        made.app_name, made.app_icon = app_name, app_icon
        return made

    urgency = Enum("Urgency", {"Low": "low", "Normal": "normal", "Critical": "critical"})  # type: ignore[misc]
    library = SimpleNamespace(
        DesktopNotifier=notifier,
        Attachment=Picture,
        Button=Button,
        Icon=Picture,
        Notification=Notification,
        Sound=Sound,
        Urgency=urgency,
    )
    monkeypatch.setitem(sys.modules, "desktop_notifier", library)
    on(monkeypatch, "win32")
    return made


def on(monkeypatch: pytest.MonkeyPatch, platform: str, bundled: bool = True) -> None:
    monkeypatch.setattr(toast, "sys", SimpleNamespace(platform=platform))
    monkeypatch.setattr(toast, "find_spec", lambda name: name)
    monkeypatch.setattr(toast, "_is_bundled", lambda: bundled)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def back_end(heard: Heard) -> Toast:
    return Toast(heard.append, clock)


@pytest.fixture
def hasty(heard: Heard) -> Toast:
    """One that waits for an answer no longer than that."""
    return Toast(heard.append, clock, timedelta(seconds=0.05))


async def test_a_note_becomes_a_toast_with_buttons(centre: Centre, back_end: Toast, heard: Heard) -> None:
    assert await back_end.why_not() is None
    back_end.show(note(urgency=Urgency.LOW))
    await until(lambda: heard)
    [sent] = centre.sent
    assert heard == [Posted(MOMENT, 7, "7")]
    assert (sent.title, sent.message, sent.urgency.value) == ("Drop your shoulders", "Let them sink.", "low")
    assert sent.buttons == (("Done", "done"), ("Snooze 5 min", "snooze"), ("Skip", "skip"))
    assert (sent.sound, centre.app_name, centre.app_icon) == (None, "Reminder", None)


@pytest.mark.parametrize(("platform", "place"), [("win32", "icon"), ("darwin", "attachment")])
async def test_a_tip_brings_its_picture(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, platform: str, place: str, back_end: Toast, heard: Heard
) -> None:
    on(monkeypatch, platform)
    back_end.show(note(tip="lift-the-heels", about="move"))
    await until(lambda: heard)
    [sent] = centre.sent
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
async def test_a_sound_is_one_that_the_system_knows(
    centre: Centre,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    sound: str,
    played: str,
    back_end: Toast,
    heard: Heard,
) -> None:
    on(monkeypatch, platform)
    back_end.show(note(sound=sound))
    await until(lambda: heard)
    assert centre.sent[0].sound == Sound(played)


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
    centre: Centre, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str, back_end: Toast
) -> None:
    def refuse(**_: object) -> Centre:
        raise error

    monkeypatch.setattr(sys.modules["desktop_notifier"], "DesktopNotifier", refuse)
    assert in_words(await back_end.why_not()) == f"the notification centre cannot be reached: {why}"


async def test_a_press_finds_its_showing(centre: Centre, back_end: Toast, heard: Heard) -> None:
    await back_end.why_not()
    centre.on_button_pressed("7", "snooze")
    centre.on_button_pressed("7", "as-before")
    centre.on_button_pressed("7", "a button of nobody")
    assert heard == [Pressed(MOMENT, 7, showing.Button.SNOOZE), Answered(MOMENT, 7, Answer.AS_BEFORE)]


@pytest.mark.parametrize("how", ["on_clicked", "on_dismissed"])
async def test_closing_it_is_the_persons_act(centre: Centre, how: str, back_end: Toast, heard: Heard) -> None:
    await back_end.why_not()
    getattr(centre, how)("7")
    assert heard == [Closed(MOMENT, 7, by_person=True)]


async def test_a_click_opens_the_window_where_the_person_wants_that(
    centre: Centre, back_end: Toast, heard: Heard
) -> None:
    back_end.show(note(7, click=Click.OPEN))
    await until(lambda: heard)
    centre.on_clicked("7")
    centre.on_clicked("8")
    assert heard[1:] == [Clicked(MOMENT, 7), Closed(MOMENT, 8, by_person=True)]


async def test_a_showing_takes_the_place_of_all_before_and_a_warning_of_none(
    centre: Centre, back_end: Toast, heard: Heard
) -> None:
    back_end.show(note(7))
    back_end.show(note(0))
    await until(lambda: len(heard) == 2)
    assert centre.cleared == []
    back_end.show(note(8))
    await until(lambda: len(heard) == 3)
    assert sorted(centre.cleared) == ["0", "7"]


async def test_a_failure_that_the_library_swallows_is_heard(centre: Centre, back_end: Toast, heard: Heard) -> None:
    centre.fails = True
    back_end.show(note())
    await until(lambda: heard)
    assert isinstance(heard[0], PostFailed)


async def test_one_withdrawn_before_it_got_there_does_not_stay(centre: Centre, hasty: Toast, heard: Heard) -> None:
    await hasty.why_not()
    centre.answers.clear()
    hasty.show(note())
    await until(lambda: heard)
    hasty.withdraw(7, "")
    assert (heard, centre.cleared) == ([PostLapsed(MOMENT, 7)], [])
    centre.answers.set()
    await until(lambda: centre.cleared == ["7"])
    assert heard[1:] == [Posted(MOMENT, 7, "7")]


async def test_one_of_an_earlier_run_is_withdrawn_once_the_centre_is_open(centre: Centre, back_end: Toast) -> None:
    back_end.withdraw(6, "6")
    await back_end.why_not()
    await until(lambda: centre.cleared == ["6"])


async def test_one_that_a_kill_kept_from_taking_the_place_of_another_is_withdrawn_with_that(
    centre: Centre, back_end: Toast
) -> None:
    back_end.withdraw(7, "6")
    await back_end.why_not()
    await until(lambda: sorted(centre.cleared) == ["6", "7"])
    back_end.withdraw(9, "8")
    await until(lambda: sorted(centre.cleared) == ["6", "7", "8", "9"])


async def test_one_that_came_in_time_does_not_lapse_later(centre: Centre, hasty: Toast, heard: Heard) -> None:
    hasty.show(note())
    later = time.monotonic() + 0.1
    await until(lambda: time.monotonic() > later)
    assert heard == [Posted(MOMENT, 7, "7")]


async def test_settings_that_forbid_it_are_named(centre: Centre, back_end: Toast, heard: Heard) -> None:
    centre.allowed = False
    assert in_words(await back_end.why_not()) == "the system's settings do not allow it to post notifications"
    centre.allowed = True
    assert await back_end.why_not() is None
    assert heard == []


async def test_while_the_system_asks_the_person_it_waits_and_then_serves(
    centre: Centre, hasty: Toast, heard: Heard
) -> None:
    centre.answers.clear()
    why = "the system is asking whether this program may post notifications; say yes"
    assert [in_words(await hasty.why_not()), in_words(await hasty.why_not())] == [why, why]
    centre.answers.set()
    await until(lambda: heard)
    assert heard == [NotifierReady(MOMENT, "toast")]
    assert await hasty.why_not() is None


async def test_a_mac_whose_python_may_not_post_is_told_so(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, back_end: Toast
) -> None:
    on(monkeypatch, "darwin", bundled=False)
    assert "python.org" in in_words(await back_end.why_not())


async def test_a_mac_gets_no_buttons_that_nobody_would_hear(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, back_end: Toast, heard: Heard
) -> None:
    on(monkeypatch, "darwin")
    assert await back_end.why_not() is None
    back_end.show(note())
    await until(lambda: heard)
    assert centre.sent[0].buttons == ()


async def test_a_missing_library_is_named(centre: Centre, monkeypatch: pytest.MonkeyPatch, back_end: Toast) -> None:
    monkeypatch.setattr(toast, "find_spec", lambda name: None)
    assert in_words(await back_end.why_not()) == "desktop-notifier is not installed"


async def test_other_platforms_have_no_toasts(centre: Centre, monkeypatch: pytest.MonkeyPatch, back_end: Toast) -> None:
    on(monkeypatch, "linux")
    assert in_words(await back_end.why_not()) == "toasts are for Windows and macOS"
