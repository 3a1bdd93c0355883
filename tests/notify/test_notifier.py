import asyncio
import io
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from msgspec.structs import replace
from support.fakes import a_notify
from support.memory_notifier import Memory
from support.showings import MOMENT, Heard, clock, show
from support.waiting import until
from support.words import in_words

from reminder.model.effects import Greet, Show, Warn
from reminder.model.events import Closed, NotifierLost, NotifierReady, Posted, PostFailed, PostLapsed, Pressed, Put
from reminder.model.moment import Clock
from reminder.model.plan import NotifierName, Problem
from reminder.model.showing import WARNING, WELCOME, Button, Withdraw
from reminder.notify.base import BackEnd
from reminder.notify.notifier import SILENT, Notifier, back_ends
from reminder.phrase import verbatim

WARN = Warn((Problem("every", verbatim("every = 0 is too short")),))
GREET = Greet(None, None, offers_login=False)
Order = Show | Warn | Greet
LONG, SHORT = timedelta(minutes=1), timedelta(seconds=0.1)

each_order = pytest.mark.parametrize(
    ("order", "id"), [(show(7), 7), (WARN, WARNING), (GREET, WELCOME)], ids=["a tip", "a warning", "the welcome"]
)


class Desk:
    """A notifier over three back ends that only remember, named like the real ones of Linux."""

    def __init__(self, backend: NotifierName = NotifierName.AUTO, back_off: timedelta = LONG) -> None:
        self.heard = Heard()
        self.best = self.next = self.last = Memory(self.heard.append, clock)
        self.notifier = Notifier(
            a_notify(backend=backend), self.heard.append, clock, candidates=self._three, back_off=back_off
        )

    def _three(self, put: Put, clock: Clock) -> Sequence[BackEnd]:
        self.best, self.next, self.last = (Memory(put, clock, name) for name in ("dbus", "plyer", "terminal"))
        return self.best, self.next, self.last

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Desk"]:
        self.notifier.start()
        await self.told(NotifierReady, NotifierLost)
        try:
            yield self
        finally:
            await self.notifier.stop()

    async def told(self, *kinds: type) -> None:
        """The last event is one of these."""
        await until(lambda: self.heard and isinstance(self.heard[-1], kinds))


@pytest.fixture
def desk(enter: Callable[..., Desk]) -> Desk:
    return enter(Desk().open())


async def test_the_first_that_can_serves(desk: Desk) -> None:
    desk.notifier.perform(show(7))
    assert desk.heard == [NotifierReady(MOMENT, "dbus"), Posted(MOMENT, 7, "dbus/1")]
    assert [note.id for note in desk.best.shown] == [7]


async def test_the_reasons_of_those_that_cannot_are_told() -> None:
    desk = Desk()
    desk.best.why, desk.next.why = "no bus", "no program"
    async with desk.open():
        assert desk.heard == [NotifierReady(MOMENT, "terminal", verbatim("dbus: no bus; plyer: no program"))]
        reasons = await desk.notifier.reasons()
        assert reasons == {"dbus": verbatim("no bus"), "plyer": verbatim("no program"), "terminal": None}


async def test_a_bug_in_one_leaves_the_others_to_serve(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Memory):
        async def why_not(self) -> str | None:
            raise RuntimeError("oh")

    heard = Heard()

    def two(put: Put, clock: Clock) -> Sequence[BackEnd]:
        return Broken(put, clock, "dbus"), Memory(put, clock, "terminal")

    notifier = Notifier(a_notify(), heard.append, clock, candidates=two)
    notifier.start()
    await until(lambda: heard)
    await notifier.stop()
    assert heard == [NotifierReady(MOMENT, "terminal", verbatim("dbus: a bug: RuntimeError('oh')"))]
    assert "Traceback" in caplog.text


async def test_the_reasons_can_be_asked_without_starting_anything() -> None:
    desk = Desk()
    desk.best.why = "no bus"
    assert await desk.notifier.reasons() == {"dbus": verbatim("no bus"), "plyer": None, "terminal": None}
    assert desk.heard == []


async def test_the_one_that_the_person_chose_comes_first() -> None:
    async with Desk(NotifierName.PLYER).open() as desk:
        assert desk.heard == [NotifierReady(MOMENT, "plyer")]
        assert list(await desk.notifier.reasons()) == ["plyer", "dbus", "terminal"]


async def test_a_choice_that_cannot_serve_gives_way_and_says_why() -> None:
    desk = Desk(NotifierName.TERMINAL)
    desk.last.why = "no terminal"
    async with desk.open():
        assert desk.heard == [NotifierReady(MOMENT, "dbus", verbatim("terminal: no terminal"))]


async def test_a_sound_that_nobody_hears_is_told_as_long_as_it_is_wanted(desk: Desk) -> None:
    desk.best.plays_sounds = False
    desk.notifier.configure(a_notify(sound="bell"))
    unheard = verbatim("dbus plays no sounds, so notify.sound is not heard")
    await until(lambda: desk.heard[-1] == NotifierReady(MOMENT, "dbus", unheard))
    desk.notifier.configure(a_notify())
    await until(lambda: desk.heard[-1] == NotifierReady(MOMENT, "dbus"))


async def test_another_choice_is_in_force_at_once(desk: Desk) -> None:
    desk.notifier.configure(a_notify(backend=NotifierName.TERMINAL, sound="bell"))
    await until(lambda: desk.heard[-1] == NotifierReady(MOMENT, "terminal"))
    desk.notifier.perform(show())
    assert desk.last.shown[-1].sound == "bell"


async def test_when_the_one_that_serves_is_lost_the_next_takes_over_until_it_is_back(desk: Desk) -> None:
    desk.best.go("the bus is gone")
    await until(lambda: desk.heard[-1] == NotifierReady(MOMENT, "plyer", verbatim("dbus: the bus is gone")))
    desk.best.come()
    await until(lambda: desk.heard[-1] == NotifierReady(MOMENT, "dbus"))


async def test_news_that_change_nothing_are_kept_to_itself(desk: Desk) -> None:
    desk.best.come()
    desk.last.go("closed")
    desk.best.go("gone")
    await until(lambda: len(desk.heard) == 2)
    assert desk.heard == [NotifierReady(MOMENT, "dbus"), NotifierReady(MOMENT, "plyer", verbatim("dbus: gone"))]


@each_order
async def test_with_nothing_that_serves_it_fails_at_once(order: Order, id: int) -> None:
    desk = Desk()
    desk.best.why = desk.next.why = desk.last.why = "no"
    async with desk.open():
        why = verbatim("dbus: no; plyer: no; terminal: no")
        desk.notifier.perform(order)
        assert desk.heard == [NotifierLost(MOMENT, why), PostFailed(MOMENT, id, why)]


@each_order
async def test_after_a_refusal_the_next_one_takes_over(desk: Desk, order: Order, id: int) -> None:
    desk.best.fault = "full"
    desk.notifier.perform(order)
    await desk.told(NotifierReady)
    assert desk.heard[1:] == [
        PostFailed(MOMENT, id, verbatim("full")),
        NotifierReady(MOMENT, "plyer", verbatim("dbus: full")),
    ]


async def test_one_that_refused_is_tried_again_after_its_rest() -> None:
    async with Desk(back_off=SHORT).open() as desk:
        desk.best.fault = "full"
        desk.notifier.perform(show(7))
        await until(lambda: desk.heard[-1] == NotifierReady(MOMENT, "dbus"))


async def test_when_the_only_one_refused_it_is_ready_again_after_its_rest() -> None:
    desk = Desk(back_off=SHORT)
    desk.next.why = desk.last.why = "no"
    async with desk.open():
        desk.best.fault = "full"
        desk.notifier.perform(show(7))
        await desk.told(NotifierReady)
        assert [type(event) for event in desk.heard] == [NotifierReady, PostFailed, NotifierLost, NotifierReady]


async def test_one_that_refused_and_is_new_is_tried_again_at_once(desk: Desk) -> None:
    desk.best.fault = "it died"
    desk.notifier.perform(show(7))
    await until(lambda: desk.heard[-1] == NotifierReady(MOMENT, "plyer", verbatim("dbus: it died")))
    desk.best.come()
    await until(lambda: desk.heard[-1] == NotifierReady(MOMENT, "dbus"))


async def test_one_that_is_new_every_time_it_refuses_has_to_rest(desk: Desk) -> None:
    desk.best.fault = "it died"
    for id in (7, 8):
        desk.notifier.perform(show(id))
        desk.best.come()
        await desk.told(NotifierReady)
    assert desk.heard[-1] == NotifierReady(MOMENT, "plyer", verbatim("dbus: it died"))


async def test_one_that_hangs_goes_on_serving_and_is_told_of_until_it_answers(desk: Desk) -> None:
    desk.best.fault = "hangs"
    desk.notifier.perform(show(7))
    await desk.told(NotifierReady)
    assert desk.heard[1:] == [PostLapsed(MOMENT, 7), NotifierReady(MOMENT, "dbus", verbatim(in_words(SILENT)))]
    desk.best.fault = ""
    desk.notifier.perform(show(8))
    await desk.told(NotifierReady)
    assert desk.heard[3:] == [Posted(MOMENT, 8, "dbus/1"), NotifierReady(MOMENT, "dbus")]


async def test_what_the_person_does_passes_through(desk: Desk) -> None:
    desk.notifier.perform(show(7))
    desk.best.press(Button.SKIP)
    desk.best.close(by_person=True)
    assert desk.heard[-2:] == [Pressed(MOMENT, 7, Button.SKIP), Closed(MOMENT, 7, by_person=True)]


async def test_a_showing_is_withdrawn_wherever_it_is(desk: Desk) -> None:
    desk.notifier.perform(Withdraw(7, "dbus/1"))
    assert [back_end.withdrawn for back_end in (desk.best, desk.next, desk.last)] == [[7], [7], [7]]


async def test_the_showing_before_goes_even_when_another_one_serves_now(desk: Desk) -> None:
    desk.notifier.perform(show(7))
    desk.best.go("gone")
    await until(lambda: len(desk.heard) == 3)
    desk.notifier.perform(show(8))
    assert (desk.best.withdrawn, [note.id for note in desk.next.shown]) == ([7], [8])


async def test_a_warning_is_shown_and_answers_for_no_showing(desk: Desk) -> None:
    desk.notifier.perform(WARN)
    assert [(note.id, note.body) for note in desk.best.shown] == [(0, "every = 0 is too short")]


@pytest.mark.parametrize(("handle", "adopted"), [(":1.5/3", [(7, ":1.5/3")]), ("", [])], ids=["posted", "never posted"])
async def test_a_showing_of_an_earlier_run_is_adopted_if_it_was_posted(
    desk: Desk, handle: str, adopted: list[object]
) -> None:
    desk.notifier.adopt(replace(show(7).showing, handle=handle))
    assert desk.best.adopted == adopted


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("linux", ["dbus", "plyer", "terminal"]),
        ("win32", ["toast", "plyer", "terminal"]),
        ("darwin", ["toast", "plyer", "osascript", "terminal"]),
        ("freebsd14", ["plyer", "terminal"]),
    ],
)
async def test_each_platform_has_its_candidates_and_every_one_ends_on_the_terminal(
    platform: str, names: list[str]
) -> None:
    if platform == "linux" != sys.platform:
        pytest.skip("dbus-fast is for Linux")
    assert [back_end.name for back_end in back_ends(Heard().append, clock, None, platform)] == names


async def test_without_a_desktop_the_tip_is_printed_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux is without a desktop")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    heard, paper = Heard(), io.StringIO()
    notifier = Notifier(a_notify(), heard.append, clock, paper)
    notifier.start()
    await until(lambda: heard)
    notifier.perform(show(7))
    await notifier.stop()
    assert paper.getvalue() == "12:00  Drop your shoulders\n       Let them sink.\n"
    assert isinstance(heard[0], NotifierReady)
    assert heard[0].name == "terminal"
    assert "there is no session bus" in in_words(heard[0].why)
    assert heard[1:] == [Posted(MOMENT, 7)]


async def test_after_stop_nothing_is_left_running() -> None:
    async with Desk().open() as desk:
        desk.best.fault = "full"
        desk.notifier.perform(show(7))
    assert asyncio.all_tasks() == {asyncio.current_task()} | _harness()


def _harness() -> set["asyncio.Task[object]"]:
    """The task around the one that runs the test."""
    return {task for task in asyncio.all_tasks() if "wait_for" in repr(task.get_coro())}
