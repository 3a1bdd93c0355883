import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dbus_fast.aio import MessageBus
from support import notification_server
from support.desktop_fixtures import NOTIFICATIONS, Bus
from support.fakes import a_notify
from support.notification_server import ALL, Server, serving, signal
from support.showings import BUTTONS, MOMENT, Heard, clock, note
from support.waiting import until
from support.words import in_words

from reminder.model.checkin import Answer
from reminder.model.events import (
    Answered,
    Clicked,
    Closed,
    NotifierLost,
    NotifierReady,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
    WentAlong,
)
from reminder.model.plan import Click, Urgency
from reminder.model.showing import Button
from reminder.notify.dbus import DBus
from reminder.phrase import verbatim
from reminder.storage import paths
from reminder.system.bus import session_bus

SOON = timedelta(seconds=0.2)

Words = tuple[str, str]

pytestmark = pytest.mark.usefixtures("private_bus")


class Desk:
    """A notification server, the way to it, and what that told."""

    def __init__(self, server: Server | None = None, deadline: timedelta = timedelta(seconds=5)) -> None:
        """Without a `server` there is one that has not come."""
        self.server = server or Server()
        self.heard = Heard()
        self.dbus = DBus(self.heard.append, clock, session_bus(deadline), deadline)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Desk"]:
        self.dbus.start()
        await self.dbus.why_not()
        try:
            yield self
        finally:
            await self.dbus.stop()

    async def shown(self, id: int = 7, **words: Any) -> None:
        self.dbus.show(note(id, **words))
        await until(lambda: self.heard.handle(id))


@pytest.fixture
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bus that is gone is looked for."""
    monkeypatch.setattr("reminder.system.bus.RETRY", SOON)


@pytest.fixture
def server(private_bus: Bus, enter: Callable[..., Any]) -> Server:
    return enter(serving())


@pytest.fixture
def desk(server: Server, enter: Callable[..., Any]) -> Desk:
    return enter(Desk(server).open())


@pytest.fixture
def hasty(server: Server, enter: Callable[..., Any]) -> Desk:
    """One that waits for an answer no longer than that."""
    return enter(Desk(server, SOON).open())


async def test_a_note_comes_with_all_that_the_server_can_show(desk: Desk) -> None:
    await desk.shown(body="Wrists < 15°\nR&D", sound="bell", urgency=Urgency.CRITICAL)
    assert desk.server.shown == [
        notification_server.Shown(
            id=1,
            app="Reminder",
            replaces=0,
            icon=paths.icon(),
            title="Drop your shoulders",
            body="Wrists &lt; 15°\nR&amp;D",
            actions=["done", "Done", "snooze", "Snooze 5 min", "skip", "Skip"],
            hints={
                "desktop-entry": "reminder",
                "category": "x-reminder.tip",
                "urgency": 2,
                "image-path": paths.icon(),
                "sound-name": "bell",
            },
            expire=-1,
        )
    ]
    assert desk.server.bus
    handle = desk.heard.handle(7)
    assert handle.endswith(f"/{desk.server.bus.unique_name}/1")
    assert desk.heard == [NotifierReady(MOMENT, "dbus"), Posted(MOMENT, 7, handle)]


async def test_a_tip_comes_with_the_picture_of_what_to_do(desk: Desk) -> None:
    await desk.shown(7, tip="lift-the-heels", about="move")
    await desk.shown(8, tip="mine", about="neck")
    await desk.shown(9, tip="mine", about="eyes")
    own, of_kind, none = desk.server.shown
    assert own.hints["image-path"] == str(paths.packaged("pictures") / "lift-the-heels.png")
    assert of_kind.hints["image-path"] == str(paths.packaged("pictures") / "look-over-each-shoulder.png")
    assert none.hints["image-path"] == own.icon == paths.icon()


@pytest.mark.parametrize(
    ("called", "can", "words", "shown_as"),
    [
        pytest.param("poor", ["body"], ("A", "Wrists < 15°"), ("A", "Wrists < 15°"), id="plain"),
        pytest.param(
            "dunst",
            ["body"],
            ("A", "Tom & Jerry <i>now</i>"),
            ("A", "Tom &amp; Jerry &lt;i&gt;now&lt;/i&gt;"),
            id="markup though it does not say so",
        ),
        pytest.param(
            "fnott",
            ["body", "body-markup"],
            ("1 < 2", "R&D <b>"),
            ("1 &lt;\N{WORD JOINER} 2", "R&amp;D &lt;\N{WORD JOINER}b&gt;"),
            id="markup in the title too, and tags that are escaped",
        ),
    ],
)
async def test_the_words_are_given_as_the_server_reads_them(
    desk: Desk, called: str, can: list[str], words: Words, shown_as: Words
) -> None:
    desk.server.calls_itself, desk.server.capabilities = (called, "its maker"), can
    await desk.shown(title=words[0], body=words[1])
    [call] = desk.server.shown
    assert (call.title, call.body, call.actions) == (*shown_as, [])


@pytest.mark.parametrize(
    ("click", "actions"),
    [
        pytest.param(Click.AUTO, ["done", "Done", "snooze", "Snooze", "skip", "Skip"], id="of one word"),
        pytest.param(Click.OPEN, ["default", "Open", "done", "Done", "snooze", "Snooze"], id="with room for three"),
        pytest.param(
            Click.DONE, ["default", "Done", "snooze", "Snooze", "skip", "Skip"], id="a click for that of done"
        ),
    ],
)
async def test_the_buttons_of_lxqt_are_as_it_draws_them(desk: Desk, click: Click, actions: list[str]) -> None:
    desk.server.calls_itself = "lxqt-notificationd", "lxqt.org"
    await desk.shown(click=click)
    assert desk.server.shown[0].actions == actions


async def test_another_server_is_asked_anew_what_it_can_show(desk: Desk) -> None:
    await desk.shown(7)
    await desk.server.go()
    async with serving(("body",)) as poor:
        await until(lambda: isinstance(desk.heard[-1], NotifierReady))
        await desk.shown(8, body="R&D")
        assert (poor.shown[0].body, poor.shown[0].actions) == ("R&D", [])


@pytest.mark.parametrize(
    ("sound", "can", "told"),
    [
        pytest.param("", ALL, {"suppress-sound": True}, id="to be silent"),
        pytest.param("bell", ALL, {"sound-name": "bell"}, id="its name"),
        pytest.param("reminder", ALL, {"sound-file": paths.sound()}, id="our own by its file alone"),
        pytest.param("bell", ("body",), {}, id="nothing where it plays none"),
    ],
)
async def test_the_server_is_told_of_the_sound(
    desk: Desk, sound: str, can: tuple[str, ...], told: dict[str, object]
) -> None:
    desk.server.capabilities = [*can]
    await desk.shown(sound=sound)
    assert {name: hint for name, hint in desk.server.shown[0].hints.items() if "sound" in name} == told


async def test_never_more_than_three_buttons(desk: Desk) -> None:
    await desk.shown(buttons=(*BUTTONS, ("more", "More")))
    assert desk.server.shown[0].actions[::2] == ["done", "snooze", "skip"]


async def test_a_showing_comes_anew_once_the_one_before_is_closed(desk: Desk) -> None:
    await desk.shown(7)
    await desk.shown(8)
    assert [(call.id, call.replaces) for call in desk.server.shown] == [(1, 0), (2, 0)]
    assert (list(desk.server.on_screen), desk.server.closed) == ([2], [1])
    desk.server.press(1, "skip")
    desk.server.press(2, "done")
    await until(lambda: desk.heard.of(Pressed))
    assert desk.heard.of(Pressed, Closed) == [Pressed(MOMENT, 8, Button.DONE)]


async def test_what_follows_one_that_nobody_answered_is_seen(desk: Desk) -> None:
    """Many servers take a popup away, say nothing, and change only their history where it is replaced."""
    for id in (7, 8, 9):
        await desk.shown(id)
        (number,) = desk.server.on_screen
        desk.server.leave(number)
    await desk.shown(10)
    assert len(desk.server.on_screen) == 1
    assert not desk.server.history


async def test_one_that_was_closed_already_may_be_closed_again(desk: Desk) -> None:
    desk.server.tells_of_unknown = True
    await desk.shown(7)
    desk.server.close(1, 1)
    desk.server.on_screen.clear()
    await until(lambda: desk.heard.of(Closed))
    await desk.shown(8)
    desk.dbus.withdraw(8, desk.heard.handle(8))
    desk.dbus.withdraw(8, desk.heard.handle(8))
    await until(lambda: desk.server.closed == [1, 2, 2])
    await desk.shown(9)
    assert desk.heard.of(Closed) == [Closed(MOMENT, 7, by_person=False)]
    assert list(desk.server.on_screen) == [3]


async def test_a_server_that_takes_no_two_alike_in_a_row_is_asked_again(desk: Desk) -> None:
    desk.server.takes_equal_after = 0.3
    await desk.shown(7)
    await desk.shown(8)
    assert not desk.heard.of(PostFailed)
    assert [call.title for call in desk.server.on_screen.values()] == [note().title]


async def test_one_that_it_never_takes_is_a_failure(hasty: Desk) -> None:
    hasty.server.takes_equal_after = 60
    await hasty.shown(7)
    hasty.dbus.show(note(8))
    await until(lambda: hasty.heard.of(PostFailed))
    assert hasty.heard[-1].id == 8  # type: ignore[union-attr]


async def test_one_that_is_refused_fails_for_the_servers_reason_and_leaves_none_before_it_on_the_screen(
    desk: Desk,
) -> None:
    """Its outcome is settled by then, and the new one is due again."""
    await desk.shown(7)
    desk.server.refusal = "too many"
    desk.dbus.show(note(8))
    await until(lambda: desk.heard.of(PostFailed))
    assert desk.heard[-1] == PostFailed(MOMENT, 8, verbatim("the notification server refused: too many"))
    desk.server.refusal = ""
    await desk.shown(8)
    assert [call.id for call in desk.server.on_screen.values()] == [2]


async def test_a_warning_replaces_nothing_and_goes_with_the_next_showing(desk: Desk) -> None:
    await desk.shown(7)
    await desk.shown(0)
    assert list(desk.server.on_screen) == [1, 2]
    await desk.shown(8)
    assert list(desk.server.on_screen) == [3]


@pytest.mark.parametrize("answer", list(Button))
async def test_a_pressed_button_is_an_answer(desk: Desk, answer: Button) -> None:
    await desk.shown()
    desk.server.press(1, answer.value)
    await until(lambda: desk.heard.of(Pressed))
    assert desk.heard[-1] == Pressed(MOMENT, 7, answer)


async def test_a_press_that_is_told_twice_is_the_same_showings(desk: Desk) -> None:
    """As GNOME's server does; and with a token, as those for Wayland do. A second answer is none to the engine."""
    await desk.shown()
    desk.server.say("ActivationToken", "us", 1, "token")
    desk.server.press(1, "done")
    desk.server.press(1, "done")
    desk.server.close(1, 3)
    await until(lambda: desk.heard.of(Closed))
    assert desk.heard.of(Pressed) == [Pressed(MOMENT, 7, Button.DONE)] * 2


@pytest.mark.parametrize(
    ("server_name", "click", "offered"),
    [
        pytest.param(("stand-in", "reminder"), Click.AUTO, False, id="one that nobody tried"),
        pytest.param(("mako", "emersion"), Click.AUTO, False, id="a click closes there"),
        pytest.param(("lxqt-notificationd", "lxqt.org"), Click.AUTO, False, id="it would be drawn"),
        pytest.param(("mako", "emersion"), Click.DONE, True, id="as the person wants it"),
        pytest.param(("Plasma", "KDE"), Click.NOTHING, False, id="as the person does not want it"),
        pytest.param(
            ("Xfce Notify Daemon", "Xfce"), Click.DONE, False, id="a click closes there, whatever it could do"
        ),
    ],
)
async def test_a_click_on_the_words_counts_as_done_where_it_is_offered(
    desk: Desk, server_name: tuple[str, str], click: Click, offered: bool
) -> None:
    desk.server.calls_itself = server_name
    await desk.shown(click=click)
    assert desk.server.shown[0].actions[:2] == (["default", "Done"] if offered else ["done", "Done"])
    desk.server.press(1, "default")
    desk.server.press(1, "skip")
    await until(lambda: Pressed(MOMENT, 7, Button.SKIP) in desk.heard)
    assert (Pressed(MOMENT, 7, Button.DONE) in desk.heard) == offered


@pytest.mark.parametrize(
    ("server_name", "click"),
    [(("gnome-shell", "GNOME"), Click.AUTO), (("Plasma", "KDE"), Click.AUTO), (("mako", "emersion"), Click.OPEN)],
)
@pytest.mark.parametrize("token", ["", "token"])
async def test_a_click_on_the_words_opens_the_window_once_and_in_front(
    desk: Desk, server_name: tuple[str, str], click: Click, token: str
) -> None:
    desk.server.calls_itself = server_name
    await desk.shown(click=click)
    assert desk.server.shown[0].actions[:4] == ["default", "Open", "done", "Done"]
    if token:
        desk.server.say("ActivationToken", "us", 1, token)
    desk.server.say("ActivationToken", "us", 99, "of another program's")
    desk.server.press(1, "default")
    desk.server.press(1, "default")
    desk.server.press(1, "skip")
    await until(lambda: desk.heard.of(Pressed))
    assert desk.heard.of(Clicked) == [Clicked(MOMENT, 7, token)]


async def test_an_answer_to_the_question_how_one_is_is_told_with_the_token_that_lets_a_window_come(desk: Desk) -> None:
    await desk.shown(buttons=tuple((it.value, it.name) for it in Answer))
    desk.server.say("ActivationToken", "us", 1, "token")
    desk.server.press(1, "tell")
    await until(lambda: desk.heard.of(Answered))
    assert desk.heard.of(Answered) == [Answered(MOMENT, 7, Answer.TELL, "token")]


@pytest.mark.parametrize("click", [Click.NOTHING, Click.DONE, Click.OPEN])
async def test_a_click_on_one_of_an_earlier_run_is_what_it_was_then(desk: Desk, click: Click) -> None:
    desk.dbus.adopt(7, await left_behind(click=click))
    desk.server.press(1, "default")
    desk.server.press(1, "skip")
    await until(lambda: Pressed(MOMENT, 7, Button.SKIP) in desk.heard)
    assert (Pressed(MOMENT, 7, Button.DONE) in desk.heard) == (click is Click.DONE)
    assert (Clicked(MOMENT, 7) in desk.heard) == (click is Click.OPEN)


@pytest.mark.parametrize("click", [Click.NOTHING, Click.DONE, Click.OPEN])
async def test_one_of_an_earlier_run_can_be_withdrawn_whatever_a_click_on_it_is(server: Server, click: Click) -> None:
    handle, desk = await left_behind(click=click), Desk(server)
    desk.dbus.start()
    desk.dbus.withdraw(7, handle)
    await until(lambda: server.closed == [1])
    await desk.dbus.stop()


async def test_a_warning_has_nothing_to_click_on(desk: Desk) -> None:
    await desk.shown(0, buttons=(), click=Click.DONE)
    assert desk.server.shown[0].actions == []


@pytest.mark.parametrize("body", [[], [1], ["1", "done"], [1, 2, 3]], ids=str)
async def test_a_signal_of_another_shape_is_not_heard(desk: Desk, body: list[object]) -> None:
    await desk.shown()
    signature = "".join("u" if isinstance(part, int) else "s" for part in body)
    for member in ("ActionInvoked", "NotificationClosed"):
        desk.server.say(member, signature, *body)
    desk.server.press(1, "skip")
    await until(lambda: desk.heard.of(Pressed))
    assert desk.heard.of(Pressed, Closed) == [Pressed(MOMENT, 7, Button.SKIP)]


async def test_what_happens_to_the_notifications_of_others_is_not_heard(desk: Desk) -> None:
    await desk.shown()
    stranger = await MessageBus().connect()
    await stranger.send(signal("ActionInvoked", "us", 1, "done"))
    stranger.disconnect()
    desk.server.press(99, "done")
    desk.server.press(1, "default")
    desk.server.close(99, 2)
    desk.server.press(1, "skip")
    await until(lambda: desk.heard.of(Pressed))
    assert desk.heard.of(Pressed, Closed) == [Pressed(MOMENT, 7, Button.SKIP)]


@pytest.mark.parametrize(
    ("reason", "by_person"),
    [
        pytest.param(1, False, id="timed out"),
        pytest.param(2, True, id="closed by the person"),
        pytest.param(3, False, id="closed by a call"),
        pytest.param(4, False, id="for another reason"),
    ],
)
async def test_only_a_dismissal_is_the_persons(desk: Desk, reason: int, by_person: bool) -> None:
    await desk.shown()
    desk.server.close(1, reason)
    await until(lambda: desk.heard.of(Closed))
    assert desk.heard[-1] == Closed(MOMENT, 7, by_person)


async def test_one_that_timed_out_can_still_be_answered(desk: Desk) -> None:
    await desk.shown()
    desk.server.close(1, 1)
    desk.server.press(1, "done")
    await until(lambda: desk.heard.of(Pressed))


async def test_withdrawing_closes_it_and_is_nobodys_act(desk: Desk) -> None:
    await desk.shown()
    desk.dbus.withdraw(7, desk.heard.handle(7))
    await until(lambda: desk.server.closed == [1])
    await desk.shown(8)
    assert not desk.heard.of(Closed)


async def test_a_server_that_has_its_name_before_it_can_answer_is_asked_again() -> None:
    async with Desk().open() as desk:
        bus, asked = await MessageBus().connect(), []
        desk.server.bus = bus
        bus.add_message_handler(lambda message: asked.append(message.member))
        await bus.request_name(NOTIFICATIONS)
        await until(lambda: desk.heard.of(NotifierReady))
        desk.dbus.show(note(7))
        await until(lambda: "GetCapabilities" in asked)
        bus.export(notification_server.PATH, desk.server)
        await until(lambda: desk.heard.handle(7))
        assert not desk.heard.of(PostFailed)
        await desk.server.go()


async def test_the_late_answer_of_a_server_that_hung_is_adopted(hasty: Desk) -> None:
    hasty.server.answers.clear()
    hasty.dbus.show(note())
    await until(lambda: hasty.heard.of(PostLapsed))
    hasty.server.answers.set()
    await until(lambda: hasty.heard.of(Posted))
    hasty.server.press(1, "done")
    await until(lambda: hasty.heard.of(Pressed))
    assert len(hasty.server.shown) == 1


async def test_one_withdrawn_while_the_server_hung_is_closed_when_it_lands(hasty: Desk) -> None:
    hasty.server.answers.clear()
    hasty.dbus.show(note())
    await until(lambda: hasty.server.asked)
    hasty.dbus.withdraw(7, "")
    hasty.server.answers.set()
    await until(lambda: hasty.server.closed == [1])
    assert not hasty.heard.of(Posted)


async def test_one_that_hung_says_so_when_it_answers_again_whoever_still_waits(hasty: Desk) -> None:
    hasty.server.answers.clear()
    hasty.dbus.show(note())
    await until(lambda: hasty.heard.of(PostLapsed))
    hasty.dbus.withdraw(7, "")
    before = len(hasty.heard.of(NotifierReady))
    hasty.server.answers.set()
    await until(lambda: len(hasty.heard.of(NotifierReady)) > before)


async def test_one_replaced_while_the_server_hung_gives_way(hasty: Desk) -> None:
    await hasty.shown(6)
    hasty.server.answers.clear()
    hasty.dbus.show(note(7))
    hasty.dbus.show(note(8))
    await until(lambda: hasty.server.asked == 3)
    hasty.server.answers.set()
    await until(lambda: hasty.heard.handle(8))
    await until(lambda: list(hasty.server.on_screen) == [3])
    hasty.server.press(3, "done")
    await until(lambda: hasty.heard.of(Pressed))
    assert hasty.heard[-1] == Pressed(MOMENT, 8, Button.DONE)
    assert not hasty.heard.handle(7)


async def test_a_server_that_goes_takes_its_notifications_with_it_and_may_come_back(desk: Desk) -> None:
    await desk.shown()
    await desk.server.go()
    await until(lambda: desk.heard.of(NotifierLost))
    assert desk.heard[-2:] == [
        Closed(MOMENT, 7, by_person=False),
        NotifierLost(MOMENT, verbatim("no notification server runs on the session bus")),
    ]
    assert in_words(await desk.dbus.why_not()) == "no notification server runs on the session bus"
    desk.dbus.show(note(8))
    assert isinstance(desk.heard[-1], PostFailed)
    await desk.server.come()
    await until(lambda: isinstance(desk.heard[-1], NotifierReady))
    await desk.shown(9)


async def test_a_server_that_calls_all_dismissed_as_it_goes_is_no_person(desk: Desk) -> None:
    await desk.shown()
    await desk.server.end()
    await until(lambda: desk.heard.of(NotifierLost))
    assert desk.heard.of(Closed) == [Closed(MOMENT, 7, by_person=False)]


async def test_nor_is_one_whose_place_another_takes_at_once(desk: Desk) -> None:
    await desk.shown()
    async with serving():
        await desk.server.end()
        await until(lambda: desk.heard.of(Closed))
        await desk.shown(8)
        assert desk.heard.of(Closed) == [Closed(MOMENT, 7, by_person=False)]


async def test_a_server_that_dies_over_a_showing_has_not_shown_it(desk: Desk) -> None:
    desk.server.answers.clear()
    desk.dbus.show(note())
    await until(lambda: desk.server.asked)
    await desk.server.go()
    await until(lambda: desk.heard.of(PostFailed))


@pytest.mark.usefixtures("soon_again")
async def test_the_bus_may_go_and_come_back(desk: Desk, private_bus: Bus) -> None:
    desk.server.answers.clear()
    desk.dbus.show(note())
    await until(lambda: desk.server.asked)
    private_bus.stop()
    await until(lambda: desk.heard.of(NotifierLost))
    assert desk.heard[-2:] == [PostLapsed(MOMENT, 7), NotifierLost(MOMENT, verbatim("the session bus is gone"))]
    private_bus.start()
    async with serving():
        await until(lambda: isinstance(desk.heard[-1], NotifierReady))
        await desk.shown(8)


async def test_a_showing_into_a_bus_that_just_died_does_no_harm(desk: Desk, private_bus: Bus) -> None:
    await desk.shown()
    private_bus.stop()
    desk.dbus.show(note(8))
    desk.dbus.withdraw(7, "")
    await until(lambda: desk.heard.of(NotifierLost))
    assert desk.heard.ids() == [7, 8]


async def test_without_a_bus_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert in_words(await DBus(Heard().append, clock, session_bus()).why_not()) == (
        "there is no session bus: DBUS_SESSION_BUS_ADDRESS is not set"
    )


@pytest.mark.usefixtures("server")
async def test_the_bus_is_found_in_the_runtime_directory(private_bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(Path(private_bus.address.removeprefix("unix:path=")).parent))
    assert await DBus(Heard().append, clock, session_bus()).why_not() is None


async def test_a_bus_that_says_nothing_costs_one_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/mute")
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(f"{tmp_path}/mute")
        mute.listen()
        async with Desk(deadline=SOON).open() as desk:
            assert in_words(await desk.dbus.why_not()) == "there is no session bus: it does not answer"


async def test_a_notification_and_nothing_before_it_starts_the_server(private_bus: Bus) -> None:
    private_bus.offer(notification_server.AS_A_PROGRAM, NOTIFICATIONS)
    async with Desk().open() as desk:
        assert await desk.dbus.why_not() is None
        assert await desk.dbus.serves() == ()
        assert not private_bus.owns(NOTIFICATIONS)
        await desk.shown()
        assert private_bus.owns(NOTIFICATIONS)


@pytest.mark.parametrize("early", [True, False], ids=["told before it is connected", "told after"])
async def test_a_notification_of_an_earlier_run_can_be_answered(server: Server, early: bool) -> None:
    handle, desk = await left_behind(), Desk(server)
    desk.dbus.start()
    if not early:
        await desk.dbus.why_not()
    desk.dbus.adopt(7, handle)
    await desk.dbus.why_not()
    server.press(1, "skip")
    await until(lambda: desk.heard.of(Pressed))
    await desk.shown(8)
    assert list(server.on_screen) == [2]
    await desk.dbus.stop()


@pytest.mark.parametrize("server_is", ["gnome-shell", "dunst"])
@pytest.mark.parametrize("is_in_the_menu", [True, False])
async def test_on_gnome_one_of_an_earlier_run_that_named_an_entry_is_known_to_have_gone_with_it(
    desk: Desk, server_is: str, is_in_the_menu: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if is_in_the_menu:
        (tmp_path / "applications").mkdir()
        (tmp_path / "applications" / "reminder.desktop").touch()
    desk.server.calls_itself = server_is, "theirs"
    desk.dbus.adopt(7, await left_behind())
    await desk.shown(8)
    assert (WentAlong(MOMENT, 7) in desk.heard) == (is_in_the_menu and server_is == "gnome-shell")


@pytest.mark.parametrize("passing", [True, False])
@pytest.mark.parametrize("server_is", ["gnome-shell", "dunst"])
async def test_on_gnome_what_is_to_stay_when_its_program_ends_names_no_entry(
    desk: Desk, server_is: str, passing: bool
) -> None:
    desk.server.calls_itself = server_is, "theirs"
    desk.dbus.passing = passing
    await desk.shown()
    assert ("desktop-entry" in desk.server.shown[0].hints) == (server_is == "dunst" or not passing)


async def test_a_handle_of_another_server_means_nothing(desk: Desk) -> None:
    desk.dbus.adopt(7, ":1.999/1")
    desk.dbus.withdraw(6, "a name that another back end gave")
    await desk.shown(8)
    assert desk.server.closed == []


async def test_a_handle_of_another_session_means_nothing(private_bus: Bus) -> None:
    """There every name begins with :1.0, too."""
    async with serving():
        earlier = await left_behind()
    private_bus.stop()
    private_bus.start()
    async with serving() as server, Desk(server).open() as desk:
        await desk.shown()
        assert desk.heard.handle(7).partition("/")[2] == earlier.partition("/")[2]
        desk.dbus.withdraw(6, earlier)
        await desk.shown(8)
        assert server.closed == [1]


async def test_it_tells_what_it_posts_by_and_what_that_cannot_do(desk: Desk) -> None:
    desk.server.calls_itself, desk.server.capabilities = ("dunst", "knopwob"), ["actions", "body"]
    assert desk.dbus.lacks(a_notify(sound="bell")) == ()
    name, buttons = map(in_words, await desk.dbus.serves())
    assert name == "dunst 1 (tested with 1.13.2)"
    assert "dunstctl context" in buttons
    [lack] = desk.dbus.lacks(a_notify(sound="bell"))
    assert in_words(lack) == "dunst plays no sounds, so notify.sound is not heard"
    assert not desk.server.asked


async def test_one_that_hangs_keeps_nobody_waiting_who_asks_what_it_is() -> None:
    hung = await MessageBus().connect()
    await hung.request_name(NOTIFICATIONS)
    hung.add_message_handler(lambda message: message.destination == hung.unique_name or None)
    async with Desk(deadline=SOON).open() as desk:
        assert await desk.dbus.serves() == ()
    hung.disconnect()


async def test_nothing_wakes_it_while_all_is_well(server: Server) -> None:
    loop: Any = asyncio.get_running_loop()
    timers = set(loop._scheduled)
    async with Desk(server).open() as desk:
        await desk.shown()
        assert not [timer for timer in loop._scheduled if timer not in timers and not timer.cancelled()]


async def left_behind(**words: Any) -> str:
    """The handle of a notification that a program posted and did not live to withdraw."""
    async with Desk().open() as earlier:
        await earlier.shown(**words)
        return earlier.heard.handle(7)
