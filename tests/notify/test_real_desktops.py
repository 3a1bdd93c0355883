"""Real notification servers on a real, if invisible, screen; buttons are pressed with the mouse."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest
from support.desktop_fixtures import needed
from support.fakes import a_notify
from support.popups import Desktop
from support.showings import MOMENT, Heard, clock, show
from support.waiting import LONG, until

from reminder.model.events import Closed, NotifierReady, Posted, Pressed
from reminder.model.plan import NotifierName
from reminder.model.showing import Button, Withdraw
from reminder.notify.notifier import Notifier

pytestmark = pytest.mark.desktop

SAME = "Wrists straight: R&D < 15°."
AGAIN = 1.0
"""Seconds after which the mouse tries once more; a popup that is just fading in may miss a click."""


@asynccontextmanager
async def notifying(backend: NotifierName = NotifierName.AUTO) -> AsyncIterator[tuple[Notifier, Heard]]:
    heard = Heard()
    notifier = Notifier(a_notify(backend=backend), heard.append, clock)
    notifier.start()
    await until(lambda: heard)
    try:
        yield notifier, heard
    finally:
        await notifier.stop()


async def shown(notifier: Notifier, desktop: Desktop, heard: Heard, id: int = 7, text: str = SAME) -> None:
    notifier.perform(show(id, text=text))
    await until(lambda: heard.of(Posted) and heard.of(Posted)[-1] == Posted(MOMENT, id, heard.handle(id)))
    await until(lambda: len(desktop.popups()) == 1)


async def again_until(act: Callable[[], None], holds: Callable[[], object]) -> None:
    """Repeat `act` until it has worked."""
    deadline = time.monotonic() + LONG
    while not holds():
        act()
        try:
            await until(holds, AGAIN)
        except AssertionError:
            if time.monotonic() > deadline:
                raise


async def test_each_button_pressed_on_the_screen_is_an_answer(desktop: Desktop) -> None:
    async with notifying() as (notifier, heard):
        assert heard == [NotifierReady(MOMENT, "dbus")]
        for id, answer in enumerate(Button, 7):
            await shown(notifier, desktop, heard, id)
            pressed = Pressed(MOMENT, id, answer)
            await again_until(partial(desktop.click, answer), lambda pressed=pressed: pressed in heard)
        assert {event.id: event.button for event in heard.of(Pressed)} == dict(enumerate(Button, 7))


async def test_a_popup_closed_with_the_mouse_was_dismissed(desktop: Desktop) -> None:
    async with notifying() as (notifier, heard):
        await shown(notifier, desktop, heard)
        await again_until(desktop.close, lambda: heard.of(Closed))
        assert heard.of(Closed, Pressed) == [Closed(MOMENT, 7, by_person=True)]


async def test_a_new_showing_takes_the_place_of_the_old_on_the_screen(desktop: Desktop) -> None:
    """With other words as with the same."""
    async with notifying() as (notifier, heard):
        for id, text in ((7, SAME), (8, "Let them sink."), (9, "Let them sink.")):
            await shown(notifier, desktop, heard, id, text=text)
        assert len({heard.handle(id) for id in (7, 8, 9)}) == 3
        await again_until(lambda: desktop.click(Button.DONE), lambda: heard.of(Pressed))
        assert heard.of(Pressed)[0] == Pressed(MOMENT, 9, Button.DONE)


async def test_one_that_was_answered_can_be_taken_off_the_screen(desktop: Desktop) -> None:
    """dunst leaves it there, as do others."""
    async with notifying() as (notifier, heard):
        await shown(notifier, desktop, heard)
        await again_until(lambda: desktop.click(Button.DONE), lambda: heard.of(Pressed))
        notifier.perform(Withdraw(7, heard.handle(7)))
        await until(lambda: not desktop.popups())


async def test_withdrawing_clears_the_screen(desktop: Desktop) -> None:
    async with notifying() as (notifier, heard):
        await shown(notifier, desktop, heard)
        notifier.perform(Withdraw(7, heard.handle(7)))
        await until(lambda: not desktop.popups())
        assert not heard.of(Closed)


async def test_after_a_restart_the_popup_is_still_ours(desktop: Desktop) -> None:
    async with notifying() as (notifier, heard):
        await shown(notifier, desktop, heard)
    async with notifying() as (notifier, later):
        notifier.perform(Withdraw(7, heard.handle(7)))
        await until(lambda: not desktop.popups())
    assert len(later) == 1


async def test_plyer_reaches_the_screen_too(desktop: Desktop) -> None:
    needed("notify-send")
    async with notifying(NotifierName.PLYER) as (notifier, heard):
        assert heard == [NotifierReady(MOMENT, "plyer")]
        await shown(notifier, desktop, heard)
