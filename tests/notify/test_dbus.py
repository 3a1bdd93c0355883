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


@asynccontextmanager
async def notifying(heard: Heard, deadline: timedelta = timedelta(seconds=5)) -> AsyncIterator[DBus]:
    dbus = DBus(heard.append, clock, session_bus(deadline), deadline)
    dbus.start()
    await dbus.why_not()
    try:
        yield dbus
    finally:
        await dbus.stop()


@pytest.fixture
def server(private_bus: Bus, enter: Callable[..., Any]) -> Server:
    return enter(serving())


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def dbus(server: Server, heard: Heard, enter: Callable[..., Any]) -> DBus:
    return enter(notifying(heard))


@pytest.fixture
def hasty(server: Server, heard: Heard, enter: Callable[..., Any]) -> DBus:
    """One that waits for an answer no longer than that."""
    return enter(notifying(heard, SOON))


async def shown(dbus: DBus, heard: Heard, id: int = 7, **words: Any) -> None:
    dbus.show(note(id, **words))
    await until(lambda: heard.handle(id))


async def test_a_note_comes_with_all_that_the_server_can_show(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard, body="Wrists < 15°\nR&D", sound="bell", urgency=Urgency.CRITICAL)
    assert server.shown == [
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
    assert server.bus
    handle = heard.handle(7)
    assert handle.endswith(f"/{server.bus.unique_name}/1")
    assert heard == [NotifierReady(MOMENT, "dbus"), Posted(MOMENT, 7, handle)]


async def test_a_tip_comes_with_the_picture_of_what_to_do(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard, 7, tip="lift-the-heels", about="move")
    await shown(dbus, heard, 8, tip="mine", about="neck")
    await shown(dbus, heard, 9, tip="mine", about="eyes")
    own, of_kind, none = server.shown
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
    server: Server, dbus: DBus, heard: Heard, called: str, can: list[str], words: Words, shown_as: Words
) -> None:
    server.calls_itself, server.capabilities = (called, "its maker"), can
    await shown(dbus, heard, title=words[0], body=words[1])
    [call] = server.shown
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
async def test_the_buttons_of_lxqt_are_as_it_draws_them(
    server: Server, dbus: DBus, heard: Heard, click: Click, actions: list[str]
) -> None:
    server.calls_itself = "lxqt-notificationd", "lxqt.org"
    await shown(dbus, heard, click=click)
    assert server.shown[0].actions == actions


async def test_another_server_is_asked_anew_what_it_can_show(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard, 7)
    await server.go()
    async with serving(("body",)) as poor:
        await until(lambda: isinstance(heard[-1], NotifierReady))
        await shown(dbus, heard, 8, body="R&D")
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
    server: Server, dbus: DBus, heard: Heard, sound: str, can: tuple[str, ...], told: dict[str, object]
) -> None:
    server.capabilities = [*can]
    await shown(dbus, heard, sound=sound)
    assert {name: hint for name, hint in server.shown[0].hints.items() if "sound" in name} == told


async def test_never_more_than_three_buttons(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard, buttons=(*BUTTONS, ("more", "More")))
    assert server.shown[0].actions[::2] == ["done", "snooze", "skip"]


async def test_a_showing_comes_anew_once_the_one_before_is_closed(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard, 7)
    await shown(dbus, heard, 8)
    assert [(call.id, call.replaces) for call in server.shown] == [(1, 0), (2, 0)]
    assert (list(server.on_screen), server.closed) == ([2], [1])
    server.press(1, "skip")
    server.press(2, "done")
    await until(lambda: heard.of(Pressed))
    assert heard.of(Pressed, Closed) == [Pressed(MOMENT, 8, Button.DONE)]


async def test_what_follows_one_that_nobody_answered_is_seen(server: Server, dbus: DBus, heard: Heard) -> None:
    """Many servers take a popup away, say nothing, and change only their history where it is replaced."""
    for id in (7, 8, 9):
        await shown(dbus, heard, id)
        (number,) = server.on_screen
        server.leave(number)
    await shown(dbus, heard, 10)
    assert len(server.on_screen) == 1
    assert not server.history


async def test_one_that_was_closed_already_may_be_closed_again(server: Server, dbus: DBus, heard: Heard) -> None:
    server.tells_of_unknown = True
    await shown(dbus, heard, 7)
    server.close(1, 1)
    server.on_screen.clear()
    await until(lambda: heard.of(Closed))
    await shown(dbus, heard, 8)
    dbus.withdraw(8, heard.handle(8))
    dbus.withdraw(8, heard.handle(8))
    await until(lambda: server.closed == [1, 2, 2])
    await shown(dbus, heard, 9)
    assert heard.of(Closed) == [Closed(MOMENT, 7, by_person=False)]
    assert list(server.on_screen) == [3]


async def test_a_server_that_takes_no_two_alike_in_a_row_is_asked_again(
    server: Server, dbus: DBus, heard: Heard
) -> None:
    server.takes_equal_after = 0.3
    await shown(dbus, heard, 7)
    await shown(dbus, heard, 8)
    assert not heard.of(PostFailed)
    assert [call.title for call in server.on_screen.values()] == [note().title]


async def test_one_that_it_never_takes_is_a_failure(server: Server, hasty: DBus, heard: Heard) -> None:
    server.takes_equal_after = 60
    await shown(hasty, heard, 7)
    hasty.show(note(8))
    await until(lambda: heard.of(PostFailed))
    assert heard[-1].id == 8  # type: ignore[union-attr]


async def test_one_that_is_refused_leaves_none_before_it_on_the_screen(
    server: Server, dbus: DBus, heard: Heard
) -> None:
    """Its outcome is settled by then, and the new one is due again."""
    await shown(dbus, heard, 7)
    server.refusal = "too many"
    dbus.show(note(8))
    await until(lambda: heard.of(PostFailed))
    server.refusal = ""
    await shown(dbus, heard, 8)
    assert [call.id for call in server.on_screen.values()] == [2]


async def test_a_warning_replaces_nothing_and_goes_with_the_next_showing(
    server: Server, dbus: DBus, heard: Heard
) -> None:
    await shown(dbus, heard, 7)
    await shown(dbus, heard, 0)
    assert list(server.on_screen) == [1, 2]
    await shown(dbus, heard, 8)
    assert list(server.on_screen) == [3]


@pytest.mark.parametrize("answer", list(Button))
async def test_a_pressed_button_is_an_answer(server: Server, dbus: DBus, heard: Heard, answer: Button) -> None:
    await shown(dbus, heard)
    server.press(1, answer.value)
    await until(lambda: heard.of(Pressed))
    assert heard[-1] == Pressed(MOMENT, 7, answer)


async def test_a_press_that_is_told_twice_is_the_same_showings(server: Server, dbus: DBus, heard: Heard) -> None:
    """As GNOME's server does; and with a token, as those for Wayland do. A second answer is none to the engine."""
    await shown(dbus, heard)
    server.say("ActivationToken", "us", 1, "token")
    server.press(1, "done")
    server.press(1, "done")
    server.close(1, 3)
    await until(lambda: heard.of(Closed))
    assert heard.of(Pressed) == [Pressed(MOMENT, 7, Button.DONE)] * 2


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
    server: Server, dbus: DBus, heard: Heard, server_name: tuple[str, str], click: Click, offered: bool
) -> None:
    server.calls_itself = server_name
    await shown(dbus, heard, click=click)
    assert server.shown[0].actions[:2] == (["default", "Done"] if offered else ["done", "Done"])
    server.press(1, "default")
    server.press(1, "skip")
    await until(lambda: Pressed(MOMENT, 7, Button.SKIP) in heard)
    assert (Pressed(MOMENT, 7, Button.DONE) in heard) == offered


@pytest.mark.parametrize(
    ("server_name", "click"),
    [(("gnome-shell", "GNOME"), Click.AUTO), (("Plasma", "KDE"), Click.AUTO), (("mako", "emersion"), Click.OPEN)],
)
@pytest.mark.parametrize("token", ["", "token"])
async def test_a_click_on_the_words_opens_the_window_once_and_in_front(
    server: Server, dbus: DBus, heard: Heard, server_name: tuple[str, str], click: Click, token: str
) -> None:
    server.calls_itself = server_name
    await shown(dbus, heard, click=click)
    assert server.shown[0].actions[:4] == ["default", "Open", "done", "Done"]
    if token:
        server.say("ActivationToken", "us", 1, token)
    server.say("ActivationToken", "us", 99, "of another program's")
    server.press(1, "default")
    server.press(1, "default")
    server.press(1, "skip")
    await until(lambda: heard.of(Pressed))
    assert heard.of(Clicked) == [Clicked(MOMENT, 7, token)]


async def test_an_answer_to_the_question_how_one_is_is_told_with_the_token_that_lets_a_window_come(
    server: Server, dbus: DBus, heard: Heard
) -> None:
    await shown(dbus, heard, buttons=tuple((it.value, it.name) for it in Answer))
    server.say("ActivationToken", "us", 1, "token")
    server.press(1, "tell")
    await until(lambda: heard.of(Answered))
    assert heard.of(Answered) == [Answered(MOMENT, 7, Answer.TELL, "token")]


@pytest.mark.parametrize("click", [Click.NOTHING, Click.DONE, Click.OPEN])
async def test_a_click_on_one_of_an_earlier_run_is_what_it_was_then(
    server: Server, dbus: DBus, heard: Heard, click: Click
) -> None:
    dbus.adopt(7, await left_behind(click=click))
    server.press(1, "default")
    server.press(1, "skip")
    await until(lambda: Pressed(MOMENT, 7, Button.SKIP) in heard)
    assert (Pressed(MOMENT, 7, Button.DONE) in heard) == (click is Click.DONE)
    assert (Clicked(MOMENT, 7) in heard) == (click is Click.OPEN)


@pytest.mark.parametrize("click", [Click.DONE, Click.OPEN])
async def test_one_of_an_earlier_run_whose_click_counts_is_withdrawn_too(
    server: Server, dbus: DBus, click: Click
) -> None:
    dbus.withdraw(7, await left_behind(click=click))
    await until(lambda: server.closed == [1])


async def test_a_warning_has_nothing_to_click_on(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard, 0, buttons=(), click=Click.DONE)
    assert server.shown[0].actions == []


@pytest.mark.parametrize("body", [[], [1], ["1", "done"], [1, 2, 3]], ids=str)
async def test_a_signal_of_another_shape_is_not_heard(
    server: Server, dbus: DBus, heard: Heard, body: list[object]
) -> None:
    await shown(dbus, heard)
    signature = "".join("u" if isinstance(part, int) else "s" for part in body)
    for member in ("ActionInvoked", "NotificationClosed"):
        server.say(member, signature, *body)
    server.press(1, "skip")
    await until(lambda: heard.of(Pressed))
    assert heard.of(Pressed, Closed) == [Pressed(MOMENT, 7, Button.SKIP)]


async def test_what_happens_to_the_notifications_of_others_is_not_heard(
    server: Server, dbus: DBus, heard: Heard
) -> None:
    await shown(dbus, heard)
    stranger = await MessageBus().connect()
    await stranger.send(signal("ActionInvoked", "us", 1, "done"))
    stranger.disconnect()
    server.press(99, "done")
    server.press(1, "default")
    server.close(99, 2)
    server.press(1, "skip")
    await until(lambda: heard.of(Pressed))
    assert heard.of(Pressed, Closed) == [Pressed(MOMENT, 7, Button.SKIP)]


@pytest.mark.parametrize(
    ("reason", "by_person"),
    [
        pytest.param(1, False, id="timed out"),
        pytest.param(2, True, id="closed by the person"),
        pytest.param(3, False, id="closed by a call"),
        pytest.param(4, False, id="for another reason"),
    ],
)
async def test_only_a_dismissal_is_the_persons(
    server: Server, dbus: DBus, heard: Heard, reason: int, by_person: bool
) -> None:
    await shown(dbus, heard)
    server.close(1, reason)
    await until(lambda: heard.of(Closed))
    assert heard[-1] == Closed(MOMENT, 7, by_person)


async def test_one_that_timed_out_can_still_be_answered(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard)
    server.close(1, 1)
    server.press(1, "done")
    await until(lambda: heard.of(Pressed))


async def test_withdrawing_closes_it_and_is_nobodys_act(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard)
    dbus.withdraw(7, heard.handle(7))
    await until(lambda: server.closed == [1])
    await shown(dbus, heard, 8)
    assert not heard.of(Closed)


async def test_a_refusal_is_a_failure_with_the_servers_reason(server: Server, dbus: DBus, heard: Heard) -> None:
    server.refusal = "too many"
    dbus.show(note())
    await until(lambda: heard.of(PostFailed))
    assert heard[-1] == PostFailed(MOMENT, 7, verbatim("the notification server refused: too many"))


async def test_a_server_that_has_its_name_before_it_can_answer_is_asked_again(heard: Heard) -> None:
    server, asked = Server(), []
    async with notifying(heard) as dbus:
        server.bus = await MessageBus().connect()
        server.bus.add_message_handler(lambda message: asked.append(message.member))
        await server.bus.request_name(NOTIFICATIONS)
        await until(lambda: heard.of(NotifierReady))
        dbus.show(note(7))
        await until(lambda: "GetCapabilities" in asked)
        server.bus.export(notification_server.PATH, server)
        await until(lambda: heard.handle(7))
        assert not heard.of(PostFailed)
        await server.go()


async def test_the_late_answer_of_a_server_that_hung_is_adopted(server: Server, hasty: DBus, heard: Heard) -> None:
    server.answers.clear()
    hasty.show(note())
    await until(lambda: heard.of(PostLapsed))
    server.answers.set()
    await until(lambda: heard.of(Posted))
    server.press(1, "done")
    await until(lambda: heard.of(Pressed))
    assert len(server.shown) == 1


async def test_one_withdrawn_while_the_server_hung_is_closed_when_it_lands(
    server: Server, hasty: DBus, heard: Heard
) -> None:
    server.answers.clear()
    hasty.show(note())
    await until(lambda: server.asked)
    hasty.withdraw(7, "")
    server.answers.set()
    await until(lambda: server.closed == [1])
    assert not heard.of(Posted)


async def test_one_that_hung_says_so_when_it_answers_again_whoever_still_waits(
    server: Server, hasty: DBus, heard: Heard
) -> None:
    server.answers.clear()
    hasty.show(note())
    await until(lambda: heard.of(PostLapsed))
    hasty.withdraw(7, "")
    before = len(heard.of(NotifierReady))
    server.answers.set()
    await until(lambda: len(heard.of(NotifierReady)) > before)


async def test_one_replaced_while_the_server_hung_gives_way(server: Server, hasty: DBus, heard: Heard) -> None:
    await shown(hasty, heard, 6)
    server.answers.clear()
    hasty.show(note(7))
    hasty.show(note(8))
    await until(lambda: server.asked == 3)
    server.answers.set()
    await until(lambda: heard.handle(8))
    await until(lambda: list(server.on_screen) == [3])
    server.press(3, "done")
    await until(lambda: heard.of(Pressed))
    assert heard[-1] == Pressed(MOMENT, 8, Button.DONE)
    assert not heard.handle(7)


async def test_a_server_that_goes_takes_its_notifications_with_it_and_may_come_back(
    server: Server, dbus: DBus, heard: Heard
) -> None:
    await shown(dbus, heard)
    await server.go()
    await until(lambda: heard.of(NotifierLost))
    assert heard[-2:] == [
        Closed(MOMENT, 7, by_person=False),
        NotifierLost(MOMENT, verbatim("no notification server runs on the session bus")),
    ]
    assert in_words(await dbus.why_not()) == "no notification server runs on the session bus"
    dbus.show(note(8))
    assert isinstance(heard[-1], PostFailed)
    await server.come()
    await until(lambda: isinstance(heard[-1], NotifierReady))
    await shown(dbus, heard, 9)


async def test_a_server_that_calls_all_dismissed_as_it_goes_is_no_person(
    server: Server, dbus: DBus, heard: Heard
) -> None:
    await shown(dbus, heard)
    await server.end()
    await until(lambda: heard.of(NotifierLost))
    assert heard.of(Closed) == [Closed(MOMENT, 7, by_person=False)]


async def test_nor_is_one_whose_place_another_takes_at_once(server: Server, dbus: DBus, heard: Heard) -> None:
    await shown(dbus, heard)
    async with serving():
        await server.end()
        await until(lambda: heard.of(Closed))
        await shown(dbus, heard, 8)
        assert heard.of(Closed) == [Closed(MOMENT, 7, by_person=False)]


async def test_a_server_that_dies_over_a_showing_has_not_shown_it(server: Server, dbus: DBus, heard: Heard) -> None:
    server.answers.clear()
    dbus.show(note())
    await until(lambda: server.asked)
    await server.go()
    await until(lambda: heard.of(PostFailed))


async def test_the_bus_may_go_and_come_back(server: Server, dbus: DBus, heard: Heard, private_bus: Bus) -> None:
    server.answers.clear()
    dbus.show(note())
    await until(lambda: server.asked)
    private_bus.stop()
    await until(lambda: heard.of(NotifierLost))
    assert heard[-2:] == [PostLapsed(MOMENT, 7), NotifierLost(MOMENT, verbatim("the session bus is gone"))]
    private_bus.start()
    async with serving():
        await until(lambda: isinstance(heard[-1], NotifierReady))
        await shown(dbus, heard, 8)


async def test_a_showing_into_a_bus_that_just_died_does_no_harm(dbus: DBus, heard: Heard, private_bus: Bus) -> None:
    await shown(dbus, heard)
    private_bus.stop()
    dbus.show(note(8))
    dbus.withdraw(7, "")
    await until(lambda: heard.of(NotifierLost))
    assert heard.ids() == [7, 8]


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
        async with notifying(Heard(), SOON) as dbus:
            assert in_words(await dbus.why_not()) == "there is no session bus: it does not answer"


async def test_a_notification_and_nothing_before_it_starts_the_server(private_bus: Bus, heard: Heard) -> None:
    private_bus.offer(notification_server.AS_A_PROGRAM, NOTIFICATIONS)
    async with notifying(heard) as dbus:
        assert await dbus.why_not() is None
        assert not private_bus.owns(NOTIFICATIONS)
        await shown(dbus, heard)
        assert private_bus.owns(NOTIFICATIONS)


@pytest.mark.parametrize("early", [True, False], ids=["told before it is connected", "told after"])
async def test_a_notification_of_an_earlier_run_can_be_answered(server: Server, heard: Heard, early: bool) -> None:
    handle = await left_behind()
    dbus = DBus(heard.append, clock, session_bus())
    dbus.start()
    if not early:
        await dbus.why_not()
    dbus.adopt(7, handle)
    await dbus.why_not()
    server.press(1, "skip")
    await until(lambda: heard.of(Pressed))
    await shown(dbus, heard, 8)
    assert list(server.on_screen) == [2]
    await dbus.stop()


@pytest.mark.parametrize("server_is", ["gnome-shell", "dunst"])
@pytest.mark.parametrize("is_in_the_menu", [True, False])
async def test_on_gnome_one_of_an_earlier_run_that_named_an_entry_is_known_to_have_gone_with_it(
    server: Server,
    dbus: DBus,
    heard: Heard,
    server_is: str,
    is_in_the_menu: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if is_in_the_menu:
        (tmp_path / "applications").mkdir()
        (tmp_path / "applications" / "reminder.desktop").touch()
    server.calls_itself = server_is, "theirs"
    dbus.adopt(7, await left_behind())
    await shown(dbus, heard, 8)
    assert (WentAlong(MOMENT, 7) in heard) == (is_in_the_menu and server_is == "gnome-shell")


@pytest.mark.parametrize("passing", [True, False])
@pytest.mark.parametrize("server_is", ["gnome-shell", "dunst"])
async def test_on_gnome_what_is_to_stay_when_its_program_ends_names_no_entry(
    server: Server, dbus: DBus, heard: Heard, server_is: str, passing: bool
) -> None:
    server.calls_itself = server_is, "theirs"
    dbus.passing = passing
    await shown(dbus, heard)
    assert ("desktop-entry" in server.shown[0].hints) == (server_is == "dunst" or not passing)


async def test_a_notification_of_an_earlier_run_can_be_withdrawn(server: Server) -> None:
    handle = await left_behind()
    dbus = DBus(Heard().append, clock, session_bus())
    dbus.start()
    dbus.withdraw(7, handle)
    await until(lambda: server.closed == [1])
    await dbus.stop()


async def test_a_handle_of_another_server_means_nothing(server: Server, dbus: DBus, heard: Heard) -> None:
    dbus.adopt(7, ":1.999/1")
    dbus.withdraw(6, "a name that another back end gave")
    await shown(dbus, heard, 8)
    assert server.closed == []


async def test_a_handle_of_another_session_means_nothing(private_bus: Bus, heard: Heard) -> None:
    """There every name begins with :1.0, too."""
    async with serving():
        earlier = await left_behind()
    private_bus.stop()
    private_bus.start()
    async with serving() as server, notifying(heard) as dbus:
        await shown(dbus, heard)
        assert heard.handle(7).partition("/")[2] == earlier.partition("/")[2]
        dbus.withdraw(6, earlier)
        await shown(dbus, heard, 8)
        assert server.closed == [1]


async def test_it_tells_what_it_posts_by_and_what_that_cannot_do(server: Server, dbus: DBus) -> None:
    server.calls_itself, server.capabilities = ("dunst", "knopwob"), ["actions", "body"]
    assert dbus.lacks(a_notify(sound="bell")) == ()
    name, buttons = map(in_words, await dbus.serves())
    assert name == "dunst 1 (tested with 1.13.2)"
    assert "dunstctl context" in buttons
    [lack] = dbus.lacks(a_notify(sound="bell"))
    assert in_words(lack) == "dunst plays no sounds, so notify.sound is not heard"
    assert not server.asked


async def test_nobody_is_started_to_tell_that(private_bus: Bus) -> None:
    private_bus.offer(notification_server.AS_A_PROGRAM, NOTIFICATIONS)
    async with notifying(Heard()) as dbus:
        assert await dbus.serves() == ()
        assert not private_bus.owns(NOTIFICATIONS)


async def test_one_that_hangs_keeps_nobody_waiting_who_asks_what_it_is() -> None:
    hung = await MessageBus().connect()
    await hung.request_name(NOTIFICATIONS)
    hung.add_message_handler(lambda message: message.destination == hung.unique_name or None)
    async with notifying(Heard(), SOON) as dbus:
        assert await dbus.serves() == ()
    hung.disconnect()


@pytest.mark.usefixtures("server")
async def test_nothing_wakes_it_while_all_is_well(heard: Heard) -> None:
    loop: Any = asyncio.get_running_loop()
    timers = set(loop._scheduled)
    async with notifying(heard) as dbus:
        await shown(dbus, heard)
        assert not [timer for timer in loop._scheduled if timer not in timers and not timer.cancelled()]


async def left_behind(**words: Any) -> str:
    """The handle of a notification that a program posted and did not live to withdraw."""
    async with notifying(heard := Heard()) as dbus:
        await shown(dbus, heard, **words)
        return heard.handle(7)
