"""What all senses have in common: what a look tells, which source of input serves, and when a sense is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from msgspec.structs import replace
from support.fakes import a_plan, a_quiet, hours, seconds
from support.sensed import FREE, ZOOM, Asked, Heard, Input, Pushing, Room, clock, sensing_input
from support.waiting import until
from support.words import in_words

from reminder.errors import NoAnswer, Unavailable
from reminder.model.effects import PollSenses, WatchIdle
from reminder.model.events import (
    CameBack,
    HoldBegan,
    HoldEnded,
    Inhibited,
    Locked,
    SenseFound,
    SenseLost,
    SensesAnswered,
    Unlocked,
    WentIdle,
)
from reminder.model.plan import Plan
from reminder.model.senses import Reason, Sense
from reminder.phrase import verbatim
from reminder.senses import sensor as base
from reminder.senses.sensor import Seen, names, plain_name
from reminder.senses.supervisor import Senses


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not answered is soon unavailable."""
    monkeypatch.setattr(base, "ANSWER_WITHIN", timedelta(milliseconds=20))


# --- one look ---------------------------------------------------------------------------------------------------------


async def look(sensor: Pushing, sees: Seen | Exception) -> None:
    sensor.sees = sees
    await sensor.answer()


async def test_what_is_seen_is_told_once(heard: Heard) -> None:
    sensor = Pushing(heard.put, ZOOM)
    for _ in range(3):
        await look(sensor, ZOOM)
    assert heard.kinds() == ["SenseFound", "HoldBegan"]
    (began,) = heard.of(HoldBegan)
    assert (began.reason, began.sense, began.detail) == (Reason.MEETING, "pushing", "zoom")
    await look(sensor, FREE)
    await look(sensor, FREE)
    assert heard.kinds()[2:] == ["HoldEnded"]


async def test_another_detail_is_told(heard: Heard) -> None:
    sensor = Pushing(heard.put, ZOOM)
    await look(sensor, ZOOM)
    await look(sensor, Seen("a stand-in", {Reason.MEETING: "teams"}))
    assert [began.detail for began in heard.of(HoldBegan)] == ["zoom", "teams"]
    assert heard.of(HoldEnded) == []


async def test_a_lock_is_told_as_such(heard: Heard) -> None:
    sensor = Pushing(heard.put, FREE)
    await look(sensor, Seen("a stand-in", {Reason.LOCKED: ""}))
    await look(sensor, Seen("a stand-in", {Reason.LOCKED: "again"}))
    await look(sensor, FREE)
    assert (len(heard.of(Locked)), len(heard.of(Unlocked)), heard.of(HoldBegan)) == (1, 1, [])


async def test_one_that_goes_blind_and_sees_again_tells_all_anew(heard: Heard) -> None:
    sensor = Pushing(heard.put, ZOOM)
    await look(sensor, ZOOM)
    await look(sensor, Unavailable("pactl is not installed"))
    await look(sensor, Unavailable("pactl is not installed"))
    await look(sensor, ZOOM)
    assert heard.kinds() == ["SenseFound", "HoldBegan", "SenseLost", "SenseFound", "HoldBegan"]
    assert [in_words(lost.why) for lost in heard.of(SenseLost)] == ["pactl is not installed"]


async def test_what_a_source_cannot_tell_is_told(heard: Heard) -> None:
    await look(Pushing(heard.put, FREE), Seen("a stand-in", limit=verbatim("whose it is")))
    (found,) = heard.of(SenseFound)
    assert found.sense == Sense(name="pushing", source="a stand-in", why=verbatim("whose it is"))


async def test_a_bug_makes_it_blind_and_is_logged(heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    await look(Pushing(heard.put, FREE), ZeroDivisionError("by zero"))
    (lost,) = heard.of(SenseLost)
    assert "a bug" in in_words(lost.why)
    assert "could not be sensed" in caplog.text


async def test_prompts_while_it_looks_are_one_more_look() -> None:
    sensor = Pushing(Heard().put, FREE)
    sensor.gate.clear()
    sensor.prompt()
    await until(lambda: sensor.looks == 1)
    for _ in range(10):
        sensor.prompt()
    sensor.gate.set()
    await until(lambda: sensor.looks == 2)
    await sensor.answer()
    assert sensor.looks == 3


async def test_whom_nobody_answered_asks_again_in_a_while(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "RETRY", timedelta(milliseconds=20))
    sensor = Pushing(heard.put, NoAnswer("logind does not answer"))
    sensor.start()
    await until(lambda: sensor.looks >= 3)
    sensor.sees = FREE
    await until(lambda: heard.of(SenseFound))
    looks = sensor.looks
    await sensor.stop()
    assert sensor.looks == looks
    assert len(heard.of(SenseLost)) == 1


async def test_a_look_without_end_is_given_up(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "LOOK_WITHIN", timedelta(milliseconds=20))
    sensor = Pushing(heard.put, FREE)
    sensor.gate.clear()
    await sensor.answer()
    (lost,) = heard.of(SenseLost)
    assert in_words(lost.why) == "it does not answer"
    await sensor.stop()


async def test_one_that_takes_too_long_to_answer_is_blind_until_it_does(heard: Heard, impatient: None) -> None:
    sensor = Asked(heard.put, FREE)
    await sensor.answer()
    sensor.gate.clear()
    await sensor.answer()
    assert heard.kinds() == ["SenseFound", "SenseLost"]
    sensor.gate.set()
    await until(lambda: heard.kinds()[2:] == ["SenseFound"])


async def test_a_late_answer_ends_no_hold(heard: Heard, impatient: None) -> None:
    sensor = Asked(heard.put, ZOOM)
    await sensor.answer()
    sensor.gate.clear()
    await sensor.answer()
    sensor.gate.set()
    await sensor.answer()
    assert heard.kinds() == ["SenseFound", "HoldBegan"]


async def test_that_nobody_asked_for_a_while_is_no_end(heard: Heard) -> None:
    moments = [clock()]
    sensor = Asked(heard.put, ZOOM, lambda: moments[-1])
    for _ in range(3):
        await sensor.answer()
        moments.append(moments[-1]._replace(ticks=moments[-1].ticks + hours(1)))
    assert heard.kinds() == ["SenseFound", "HoldBegan"]


async def test_an_answer_that_comes_during_the_very_first_look_is_that_look(heard: Heard) -> None:
    sensor = Asked(heard.put, ZOOM)
    sensor.gate.clear()
    sensor.start()
    answer = asyncio.create_task(sensor.answer())
    await until(lambda: sensor.looks)
    sensor.gate.set()
    await answer
    assert (sensor.looks, heard.kinds()) == (1, ["SenseFound", "HoldBegan"])


async def test_a_stopped_one_looks_no_more(heard: Heard) -> None:
    sensor = Pushing(heard.put, FREE)
    sensor.gate.clear()
    sensor.start()
    await until(lambda: sensor.looks)
    await sensor.stop()
    sensor.prompt()
    await sensor.answer()
    assert (sensor.looks, heard) == (1, [])


def test_several_programs_are_named_once_each_in_order() -> None:
    assert names(["zoom", "obs", "zoom"]) == "obs, zoom"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("foot", "foot"),
        ("Firefox", "firefox"),
        ("Document Viewer", "document viewer"),
        ("org.mozilla.firefox", "firefox"),
        ("org.mozilla.firefox.desktop", "firefox"),
        ("firefox.desktop", "firefox"),
        ("firefox_firefox", "firefox"),
        ("firefox_firefox.desktop", "firefox"),
        ("kwin_wayland", "kwin_wayland"),
        ("com.spotify.Client", "spotify"),
        ("org.telegram.desktop", "telegram"),
        ("org.telegram.desktop.desktop", "telegram"),
        ("com.github.iwalton3.jellyfin_media_player", "jellyfin_media_player"),
        ("main.app", "main.app"),
        ("game.exe", "game.exe"),
        ("/usr/bin/mpv film.mkv", "mpv"),
        ("C:\\Program Files\\Player\\player.exe", "player.exe"),
        ("a\nb\x1b[31m", "ab[31m"),
        ("...", ""),
    ],
)
def test_a_program_is_called_what_people_call_it(told: str, name: str) -> None:
    assert plain_name(told) == name


# --- the sense of input -----------------------------------------------------------------------------------------------


async def test_the_first_that_works_serves_and_is_told_what_to_watch_for() -> None:
    mutter, wayland, x11 = Input("Mutter", "nobody has the name"), Input("Wayland"), Input("X11")
    async with sensing_input(mutter, wayland, x11) as (idle, heard):
        assert heard.of(SenseFound)[0].sense == Sense(name="idle", source="Wayland")
        assert (mutter.opened, wayland.serves, x11.opened) == (1, True, 0)
        idle.watch(seconds(300))
        assert wayland.after == seconds(300)
        wayland.says.idle(seconds(5))
        wayland.says.active()
        assert heard.kinds() == ["SenseFound", "WentIdle", "CameBack"]
        assert heard.of(WentIdle)[0].since == seconds(5)
    assert all(source.is_closed for source in (mutter, wayland, x11))


async def test_where_none_works_every_reason_is_told_and_each_is_tried_again() -> None:
    mutter, x11 = Input("Mutter", "nobody has the name"), Input("X11", "DISPLAY is not set")
    async with sensing_input(mutter, x11, retry=timedelta(milliseconds=20)) as (idle, heard):
        idle.watch(seconds(3))
        assert in_words(heard.of(SenseLost)[0].why) == "Mutter: nobody has the name; X11: DISPLAY is not set"
        await until(lambda: x11.opened >= 3)
        x11.why = None
        await until(lambda: x11.serves)
        assert x11.after == seconds(3)
        assert heard.kinds() == ["SenseLost", "SenseFound"]


async def test_one_with_a_bug_does_not_serve_and_the_bug_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Input):
        async def open(self) -> str | None:
            raise ZeroDivisionError("by zero")

    broken, x11 = Broken("Mutter"), Input("X11")
    async with sensing_input(broken, x11) as (_, heard):
        assert heard.of(SenseFound)[0].sense.source == "X11"
        assert "could not be sensed by Mutter" in caplog.text


@pytest.mark.parametrize("is_idle", [True, False])
async def test_one_that_takes_over_has_to_say_soon_that_nobody_is_there(
    monkeypatch: pytest.MonkeyPatch, is_idle: bool
) -> None:
    monkeypatch.setattr("reminder.senses.input._TAKES_OVER_WITHIN", 0.2)
    wayland, x11 = Input("Wayland", "no compositor"), Input("X11")
    async with sensing_input(wayland, x11) as (idle, heard):
        idle.watch(seconds(3))
        x11.says.idle(seconds(5))
        wayland.why = None
        wayland.says.changed()
        await until(lambda: wayland.after)
        if is_idle:
            wayland.says.idle(seconds(5))
        await asyncio.sleep(0.2)  # which began after that time
        assert heard.of(SenseLost) == []
        assert len(heard.of(CameBack)) == (not is_idle)


async def test_one_whose_source_hangs_is_blind_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.senses.input.ANSWER_WITHIN", timedelta(milliseconds=20))

    class Slow(Input):
        gate = asyncio.Event()

        async def open(self) -> str | None:
            await self.gate.wait()
            return await super().open()

    slow = Slow("Mutter")
    async with sensing_input(slow) as (_, heard):
        assert [in_words(lost.why) for lost in heard.of(SenseLost)] == ["it has not answered within a second"]
        slow.gate.set()
        await until(lambda: heard.of(SenseFound))


async def test_where_none_works_a_question_tries_them_once_more() -> None:
    x11 = Input("X11", "the display is gone")
    async with sensing_input(x11) as (idle, heard):
        x11.why = None
        await idle.answer()
        assert [found.sense.source for found in heard.of(SenseFound)] == ["X11"]
        await idle.answer()
        assert x11.opened == 2


async def test_when_one_is_lost_the_next_takes_over_and_the_better_comes_back() -> None:
    wayland, x11 = Input("Wayland"), Input("X11")
    async with sensing_input(wayland, x11) as (idle, heard):
        idle.watch(seconds(3))
        wayland.says.idle(seconds(1))
        wayland.why = "no compositor"
        wayland.says.lost(verbatim("the compositor is gone"))
        await until(lambda: x11.serves)
        assert not wayland.serves
        assert heard.kinds() == ["SenseFound", "WentIdle", "SenseLost", "SenseFound"]
        assert in_words(heard.of(SenseLost)[0].why) == "Wayland: the compositor is gone"
        wayland.says.active()
        wayland.says.idle(seconds(9))
        assert heard.of(CameBack) == []
        wayland.why = None
        wayland.says.changed()
        await until(lambda: wayland.serves)
        await until(lambda: not x11.serves)
        assert heard.of(SenseFound)[-1].sense.source == "Wayland"


async def test_one_that_is_lost_again_and_again_is_opened_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.senses.input._BRAKE", timedelta(milliseconds=20))
    x11 = Input("X11")
    async with sensing_input(x11) as (_, heard):
        began = asyncio.get_running_loop().time()
        for number in range(1, 4):
            await until(lambda number=number: x11.serves and x11.opened == number)
            x11.says.lost(verbatim("the display is gone"))
        await until(lambda: x11.opened == 4)
        assert asyncio.get_running_loop().time() - began > 0.22
        assert len(heard.of(SenseLost)) == 3


async def test_however_often_one_is_lost_it_is_tried_again() -> None:
    x11 = Input("X11")
    async with sensing_input(x11, retry=timedelta(milliseconds=1)) as (idle, _):
        idle._losses = 10_000
        for number in range(2, 5):
            idle._opened_at = asyncio.get_running_loop().time()
            x11.says.lost(verbatim("the display is gone"))
            await until(lambda number=number: x11.opened == number and x11.serves)


async def test_one_that_comes_after_the_one_that_serves_is_not_tried() -> None:
    wayland, x11 = Input("Wayland"), Input("X11")
    async with sensing_input(wayland, x11) as (_, heard):
        x11.says.changed()
        await asyncio.sleep(0)
        assert (x11.opened, heard.kinds()) == (0, ["SenseFound"])


async def test_a_better_known_beginning_is_passed_on() -> None:
    x11 = Input("X11")
    async with sensing_input(x11) as (idle, heard):
        idle.watch(seconds(3))
        x11.says.idle(seconds(100))
        x11.says.idle(seconds(10))
        x11.says.active()
        assert [went.since for went in heard.of(WentIdle)] == [seconds(100), seconds(10)]
        assert len(heard.of(CameBack)) == 1


async def test_coming_back_without_having_been_idle_is_not_told() -> None:
    x11 = Input("X11")
    async with sensing_input(x11) as (idle, heard):
        x11.says.active()
        x11.says.idle(seconds(1))
        assert heard.kinds() == ["SenseFound"]
        idle.watch(seconds(3))
        x11.says.idle(seconds(1))
        idle.watch(seconds(30))
        x11.says.active()
        x11.says.active()
        assert heard.kinds() == ["SenseFound", "WentIdle", "CameBack"]


async def test_who_keeps_the_screen_awake_is_told_under_the_name_of_the_sense() -> None:
    wayland = Input("Wayland")
    async with sensing_input(wayland) as (_, heard):
        wayland.says.inhibited(("a program",))
        (told,) = heard.of(Inhibited)
        assert (told.sense, told.by) == ("idle", ("a program",))


# --- all of them ------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def sensing(plan: Plan) -> AsyncIterator[tuple[Senses, Room, Heard]]:
    heard, room = Heard(), Room(pushing=ZOOM)
    senses = Senses(plan, heard.put, clock, room)
    senses.start()
    assert room.is_open
    yield senses, room, heard
    await senses.stop()
    assert not room.is_open


async def ask(senses: Senses, heard: Heard) -> None:
    before = len(heard.of(SensesAnswered))
    senses.perform(PollSenses())
    await until(lambda: len(heard.of(SensesAnswered)) > before)


async def test_the_first_answer_comes_after_everyone_has_looked() -> None:
    async with sensing(a_plan()) as (senses, room, heard):
        await ask(senses, heard)
        assert heard.kinds()[-1] == "SensesAnswered"
        assert {found.sense.name for found in heard.of(SenseFound)} == {"idle", "pushing", "asked"}
        assert heard.of(HoldBegan)
        pushing, asked = room.pushing[0].looks, room.asked[0].looks
        await ask(senses, heard)
        assert (room.pushing[0].looks, room.asked[0].looks) == (pushing, asked + 1)


async def test_a_sense_that_hangs_delays_the_answer_by_its_deadline_and_no_more(impatient: None) -> None:
    async with sensing(a_plan()) as (senses, room, heard):
        await ask(senses, heard)
        room.asked[0].gate.clear()
        await ask(senses, heard)
        assert [lost.name for lost in heard.of(SenseLost)] == ["asked"]


async def test_what_the_settings_do_not_want_is_not_sensed() -> None:
    plan = a_plan(see_idle=False, quiet=a_quiet(meeting=False))
    async with sensing(plan) as (senses, room, heard):
        await ask(senses, heard)
        assert {lost.name: in_words(lost.why) for lost in heard.of(SenseLost)} == {
            "idle": "not wanted (timing.idle)",
            "asked": "not wanted (quiet.meeting)",
        }
        assert (room.asked, room.input.opened) == ([], 0)
        senses.perform(WatchIdle(seconds(300)))
        senses.configure(a_plan())
        await until(lambda: room.input.after == seconds(300))
        assert len(room.asked) == 1
        senses.configure(plan)
        await until(lambda: not room.input.serves)
        assert len(heard.of(SenseLost)) == 5


async def test_one_that_is_not_wanted_any_more_tells_nothing_of_the_look_that_goes_on() -> None:
    async with sensing(a_plan()) as (senses, room, heard):
        await ask(senses, heard)
        asked = room.asked[0]
        asked.sees = ZOOM
        asked.gate.clear()
        asked.prompt()
        await until(lambda: asked.looks >= 2)
        asked.gate.set()
        senses.configure(a_plan(quiet=a_quiet(meeting=False)))
        await ask(senses, heard)
        assert [began.sense for began in heard.of(HoldBegan)] == ["pushing"]


async def test_a_question_is_answered_even_if_a_sense_is_made_anew_meanwhile() -> None:
    async with sensing(a_plan()) as (senses, room, heard):
        await ask(senses, heard)
        room.asked[0].gate.clear()
        senses.perform(PollSenses())
        await until(lambda: room.asked[0].looks >= 2)
        senses.configure(a_plan(quiet=a_quiet(meeting_ignore=("cava",))))
        await until(lambda: len(heard.of(SensesAnswered)) == 2)


async def test_other_settings_leave_a_sense_alone_and_its_own_make_it_anew() -> None:
    async with sensing(a_plan()) as (senses, room, heard):
        await ask(senses, heard)
        senses.configure(a_plan(snooze_limit=5))
        assert len(room.asked) == 1
        room.sees["asked"] = ZOOM
        senses.configure(replace(a_plan(), quiet=a_quiet(meeting_ignore=("cava",))))
        await ask(senses, heard)
        assert len(room.asked) == 2
        assert (heard.of(SenseLost)[0].name, room.pushing[0].looks) == ("asked", 1)
