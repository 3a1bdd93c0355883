"""The loop and its parts, all of them real but the desktop and the reading of settings."""

import asyncio
import os
import re
import shutil
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.desktop_fixtures import Bus
from support.disks import full_disk
from support.fakes import POSTURE, WALK, a_plan, minutes, seconds
from support.homes import Home
from support.memory_notifier import Memory
from support.running import Program, install, running
from support.sensed import ZOOM, Room
from support.waiting import LONG, until

import reminder.daemon.loop
import reminder.daemon.saving
from reminder.control.address import runtime_directory, socket_path
from reminder.control.client import follow
from reminder.control.messages import RequestLine, ResponseLine, encode_request
from reminder.daemon.news import Ending, MessageReceived, News
from reminder.engine.polling import FRESH
from reminder.engine.restart import HEARTBEAT_EVERY
from reminder.engine.step import step
from reminder.errors import NotRunning
from reminder.model.events import Locked, Put, RequestReceived, Stopping, Unlocked, Upgraded, Woke
from reminder.model.moment import Clock, Moment
from reminder.model.plan import Problem
from reminder.model.requests import ShowNow
from reminder.model.showing import Button
from reminder.model.state import State
from reminder.phrase import phrase, verbatim
from reminder.senses.platform import Platform
from reminder.senses.serving import Person, Serving, SessionCalls, SessionNews, SessionOver, Verdict
from reminder.storage import paths, state, stats, watch
from reminder.system import clock
from reminder.system.session import Session
from reminder.wording.notifications import Note


class Passing:
    """A clock that can be put forward."""

    def __init__(self, read: Clock) -> None:
        self._read = read
        self.by = timedelta()

    def __call__(self) -> Moment:
        now = self._read()
        return Moment(now.ticks + self.by, now.awake + self.by, now.wall + self.by)


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Passing:
    """The clock of the program."""
    passing = Passing(clock.read)
    monkeypatch.setattr(clock, "read", passing)
    return passing


# --- what it answers --------------------------------------------------------------------------------------------------


async def test_a_status_says_what_is_going_on() -> None:
    async with running() as program:
        status = await program.status()

    assert status["running"]
    assert status["pid"] == os.getpid()
    assert status["next"]["reminder"] == "posture"
    assert 1190 <= status["next"]["in_seconds"] <= 1200
    assert status["backends"]["notify"] == {"name": "memory", "why": ""}
    assert status["holds"] == status["settings"]["problems"] == []


async def test_a_button_on_the_screen_is_an_outcome() -> None:
    async with running() as program:
        await program.ask("now")
        program.desktop.press(Button.DONE)
        status = await program.status()

    assert (status["last"]["outcome"], status["open"]) == ("done", False)
    assert outcomes() == ["done"]


async def test_the_first_one_comes_at_once_where_that_is_asked_for() -> None:
    async with running(show_first=True) as program:
        await until(lambda: program.desktop.shown)


@pytest.mark.parametrize("waits", [True, False], ids=["waits", "has given up"])
@pytest.mark.skipif(sys.platform == "win32", reason="a Unix socket is what is hung up")
async def test_room_is_made_for_nobody_who_has_given_up(waits: bool) -> None:
    """As after Ctrl+C, or where the judgement took longer than a client waits: nobody would take the place."""
    judged, gate = asyncio.Event(), asyncio.Event()

    class Slow(Serving):
        async def judge(self, newcomer: Session, person: Person) -> Verdict:
            judged.set()
            await gate.wait()
            return Verdict.ROOM

    class Desk(Platform):
        def serving(self, tell: Callable[[SessionNews], None]) -> Serving:
            return Slow()

    async with running(platform=Desk()) as program:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(socket_path())
            client.sendall(encode_request(RequestLine("knock")))
            await judged.wait()
            if not waits:
                client.close()
                await until(lambda: not program.daemon._parts.server._connections)
            gate.set()
            await until(lambda: not program.daemon._succession._judging and program.daemon._inbox.empty())
            await asyncio.sleep(0)
            if waits:
                assert await program.ended is Ending.STOPPED
            else:
                assert await program.speaks()


async def test_a_call_to_stop_ends_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "reminder")
    async with running() as program:
        assert (await program.ask("stop")).kind == "stopping"
        assert await program.ended is Ending.STOPPED
        with pytest.raises(NotRunning):
            await program.ask("status")
    assert "ends: a command told it to, `reminder stop` or one that starts it anew" in caplog.messages


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send itself a signal that is heard")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_a_signal_ends_it_in_good_order(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "reminder")
    async with running() as program:
        await program.ask("now")
        os.kill(os.getpid(), getattr(signal, name))

        assert await program.ended is Ending.STOPPED

    assert outcomes() == ["ignored"]
    assert f"ends: told by {name}" in caplog.messages
    assert not is_there(socket_path())


# --- the senses -------------------------------------------------------------------------------------------------------


async def test_a_status_has_asked_the_senses_that_push_nothing_and_those_that_push_have_told() -> None:
    room = Room(asked=ZOOM)
    async with running(platform=room) as program:
        status = await program.status()
        assert [(hold["reason"], hold["source"], hold["detail"]) for hold in status["holds"]] == [
            ("meeting", "asked", "zoom")
        ]
        assert {name: sense["source"] for name, sense in status["backends"]["presence"].items()} == {
            "idle": "X11",
            "asked": "a stand-in",
            "pushing": "a stand-in",
        }
        room.pushing[0].sees = ZOOM
        room.pushing[0].prompt()
        status = await program.status()
        assert len(status["holds"]) == 2


async def test_the_source_of_input_is_told_what_to_watch_for_and_is_let_go_at_the_end() -> None:
    room = Room()
    async with running(platform=room) as program:
        await until(lambda: room.input.after == minutes(5))
        program.change(natural_break=minutes(1))
        await program.ask("reload")
        await until(lambda: room.input.after == minutes(1))
        program.change(see_idle=False)
        await program.ask("reload")
        await until(lambda: not room.input.serves)
        presence = (await program.status())["backends"]["presence"]
        assert presence["idle"] == {"source": None, "off": True, "why": "not wanted (timing.idle)"}
    assert not room.is_open


async def test_a_natural_break_is_in_the_history_once_the_person_is_back() -> None:
    room = Room()
    async with running(platform=room) as program:
        await until(lambda: room.input.after)
        room.input.says.idle(clock.read().ticks - minutes(7))
        assert [hold["reason"] for hold in (await program.status())["holds"]] == ["away"]
        room.input.says.active()
        assert (await program.status())["holds"] == []
        today = clock.read().wall.date()
        breaks = stats.summary(paths.history_file(), 1, today).total.natural
    assert breaks == (clock.read().wall - minutes(7)).date().toordinal() - today.toordinal() + 1


async def test_what_the_person_did_is_in_the_history_once_it_is_over(passing: Passing) -> None:
    room = Room()
    async with running(platform=room) as program:
        await until(lambda: room.input.after)
        room.input.says.idle(clock.read().ticks)
        passing.by = minutes(7)
        assert [hold["reason"] for hold in (await program.status())["holds"]] == ["away"]
        room.input.says.active()
        assert (await program.status())["holds"] == []
    now = clock.read().wall
    spans = stats.spans(paths.history_file(), now - minutes(20), now)
    assert [span.kind for span in spans][-2:] == ["away", "at work"]


# --- the order of things ----------------------------------------------------------------------------------------------


class Watched(Memory):
    """A desktop that looks around whenever it is told something."""

    def __init__(self, put: Put, clock: Clock) -> None:
        super().__init__(put, clock)
        self.seen: list[Any] = []

    def withdraw(self, id: int, handle: str) -> None:
        super().withdraw(id, handle)
        self.seen.append("withdrawn")

    async def stop(self) -> None:
        self.seen.append("the connection is closed")


async def test_an_answer_is_recorded_and_saved_before_it_is_acknowledged_and_then_leaves_the_screen() -> None:
    async with running(desktop=Watched) as program:
        desktop = program.desktop
        await program.ask("now")

        def reply(answer: ResponseLine) -> bool:
            desktop.seen += [outcomes(), saved().delivery.showing, answer.kind]
            return False

        program.daemon.put(MessageReceived(RequestLine("done"), reply))
        await until(lambda: desktop.withdrawn)

        assert desktop.seen == [["done"], None, "recorded", "withdrawn"]


async def test_at_the_end_the_screen_is_cleared_before_the_desktop_is_left() -> None:
    async with running(desktop=Watched) as program:
        desktop = program.desktop
        await program.ask("now")
        await program.end()

    assert desktop.seen == ["withdrawn", "the connection is closed"]
    assert saved().heartbeat.ended
    assert saved().delivery.showing is None


@pytest.mark.skipif(sys.platform != "linux", reason="the session bus is for Linux")
async def test_at_the_end_a_real_bus_still_takes_the_last_order(private_bus: Bus) -> None:
    from support.notification_server import serving

    from reminder.notify.dbus import DBus
    from reminder.system.bus import session_bus

    async with serving() as server, running(desktop=partial(DBus, bus=session_bus())) as program:
        assert (await program.ask("now")).fields["confirmed"]
        await program.end()
        await until(lambda: server.closed)

        assert server.closed == [shown.id for shown in server.shown]


async def test_after_a_crash_everything_goes_on_where_it_was() -> None:
    async with running() as program:
        await program.ask("now")
        await program.ask("pause", "1h")
        before = await program.status()
        await program.crash()

    async with running() as program:
        after = await program.status()

    assert before["holds"][0]["reason"] == "paused"
    assert after["holds"] == before["holds"]
    assert after["last"] == before["last"]


async def test_what_a_run_before_left_on_the_screen_can_be_answered() -> None:
    async with running() as program:
        await program.ask("now")
        showing = program.desktop.shown[0].id
        await program.crash()

    async with running() as program:
        assert program.desktop.adopted == [(showing, "memory/1")]
        assert (await program.ask("done")).kind == "recorded"

    assert outcomes() == ["done"]


async def mended(program: Program) -> None:
    """Once it complains of nothing any more."""
    async with asyncio.timeout(LONG):
        while await program.problems():
            pass


# --- parts that fail --------------------------------------------------------------------------------------------------


async def test_a_history_that_cannot_be_written_is_a_problem_until_it_can() -> None:
    paths.history_file().mkdir(parents=True)
    async with running() as program:
        assert "the history cannot be written" in (await program.problems())["history"]

        paths.history_file().rmdir()
        await program.ask("now")
        await program.ask("skip")
        assert await program.problems() == {}

    assert outcomes() == ["skipped"]


async def test_a_state_that_cannot_be_saved_is_a_problem_until_it_can() -> None:
    async with running() as program:
        paths.state_file().unlink()
        paths.state_file().mkdir()
        await program.ask("pause")
        assert "the state cannot be saved" in (await program.problems())["state"]

        paths.state_file().rmdir()
        await program.ask("resume")
        assert await program.problems() == {}

        assert (await program.ask("now")).kind == "shown"


async def test_settings_that_could_not_be_read_are_read_again_by_itself() -> None:
    async with running() as program:
        program.change(problems=(Problem("settings", verbatim("the reader hangs")),))
        program.plans.again = seconds(0.01)
        await program.ask("reload")
        assert (await program.problems())["settings"] == "the reader hangs"

        program.change(problems=())
        program.plans.again = None
        await mended(program)


async def test_what_can_be_written_again_is_written_before_the_status_that_says_so(passing: Passing) -> None:
    paths.history_file().mkdir(parents=True)
    async with running() as program:
        paths.state_file().unlink()
        paths.state_file().mkdir()
        await program.ask("now")
        await program.ask("done")
        assert {"history", "state"} <= (await program.problems()).keys()

        paths.history_file().rmdir()
        paths.state_file().rmdir()
        passing.by = minutes(1)
        assert await program.problems() == {}
        assert outcomes() == ["done"]
        assert saved()


async def test_a_directory_that_was_removed_is_made_anew(passing: Passing) -> None:
    async with running() as program:
        await program.ask("pause", "1h")
        shutil.rmtree(paths.state_dir())
        passing.by = HEARTBEAT_EVERY
        assert await program.problems() == {}
        assert saved().pause


async def test_what_could_not_be_written_waits_for_the_next_run(caplog: pytest.LogCaptureFixture) -> None:
    paths.history_file().mkdir(parents=True)
    async with running() as program:
        await program.ask("now")
        await program.ask("done")
    assert re.search(
        "the last (entry waits|2 entries wait) in history.db.waiting", caplog.text
    )  # work, if it took long
    paths.history_file().rmdir()
    async with running():
        pass
    today = clock.read().wall.date()
    assert [row.outcome for row in stats.rows(paths.history_file(), 1, today)] == ["done"]


async def test_what_is_lost_at_the_end_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with full_disk():
        async with running() as program:
            await program.ask("now")
            await program.ask("done")
    assert re.search("the last (entry waits|2 entries wait) in memory, and would be lost with this", caplog.text)


async def test_a_damaged_state_is_set_aside_and_the_status_says_so() -> None:
    paths.state_dir().mkdir(parents=True)
    paths.state_file().write_text("{nonsense")
    async with running() as program:
        assert "kept as" in (await program.problems())["saved state"]

    assert paths.state_file().with_name("state.json.corrupt-1").read_text() == "{nonsense"


class Clumsy:
    """`step`, but one kind of event is too much for it, for as long as it is told."""

    def __init__(self, kind: type) -> None:
        self.kind: type | None = kind

    def __call__(self, before: Any, event: Any, plan: Any) -> Any:
        if self.kind and isinstance(getattr(event, "what", event), self.kind):
            raise ZeroDivisionError("seven by nothing")
        return step(before, event, plan)


async def test_a_bug_costs_its_event_and_leaves_a_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clumsy = Clumsy(ShowNow)
    async with running() as program:
        monkeypatch.setattr(reminder.daemon.loop, "step", clumsy)
        answer = await program.ask("now")
        clumsy.kind = None

        assert (answer.kind, answer.exit_code) == ("error", 1)
        assert str(paths.log_file()) in answer.fields["message"]
        assert (await program.ask("now")).kind == "shown"

    assert "ZeroDivisionError: seven by nothing" in caplog.text
    assert "Traceback" in caplog.text


async def test_even_a_bug_at_the_end_lets_it_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with running() as program:
        monkeypatch.setattr(reminder.daemon.loop, "step", Clumsy(Stopping))

        assert await program.end() is Ending.STOPPED

    assert "seven by nothing" in caplog.text


class Brittle(Memory):
    """A desktop that breaks at the first notification."""

    def show(self, note: Note) -> None:
        if not self.why:
            self.why = "broken"
            raise ZeroDivisionError("the desktop divides")
        super().show(note)


async def test_a_bug_in_a_part_is_logged_and_the_loop_lives(caplog: pytest.LogCaptureFixture) -> None:
    async with running(desktop=Brittle) as program:
        program.daemon.put(RequestReceived(clock.read(), 0, ShowNow()))
        await until(lambda: program.desktop.why)

        assert (await program.ask("skip")).kind == "recorded"

    assert "ZeroDivisionError: the desktop divides" in caplog.text


async def test_a_bug_outside_of_all_costs_its_news_and_never_the_program(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("the answer divides")

    async with running() as program:
        with monkeypatch.context() as patched:
            patched.setattr(reminder.daemon.loop, "request", broken)
            program.daemon.put(MessageReceived(RequestLine("now"), lambda _: True))
            await until(lambda: "the answer divides" in caplog.text)

        assert (await program.ask("now")).kind == "shown"


async def test_a_path_that_is_no_unicode_harms_nobody() -> None:
    paths.state_dir().mkdir(parents=True)
    async with running(unlogged="/home/\udcff cannot be written") as program:
        assert await program.problems() == {"log": "/home/? cannot be written"}


async def test_problems_are_in_the_log_from_the_start_and_once_each(caplog: pytest.LogCaptureFixture) -> None:
    old, new = (
        Problem("snooze.for", verbatim("90 lacks a unit"), "/a/file"),
        Problem("at_once", verbatim("is no setting"), "/a/file"),
    )
    async with running(a_plan(problems=(old,))) as program:
        assert "settings: 90 lacks a unit" in caplog.messages
        program.change(problems=(old, new))
        await program.ask("reload")

    assert [text for text in caplog.messages if text.startswith("settings: ")] == [
        "settings: 90 lacks a unit",
        "settings: is no setting",
    ]


# --- what is saved, and when ------------------------------------------------------------------------------------------


async def test_a_status_writes_nothing() -> None:
    async with running() as program:
        await program.status()
        before = paths.state_file().stat().st_ino
        await program.status()

        assert paths.state_file().stat().st_ino == before


async def test_word_that_it_still_runs_is_left_often_enough(passing: Passing) -> None:
    async with running() as program:
        await program.status()
        before = saved().heartbeat.last
        passing.by = HEARTBEAT_EVERY
        await program.status()

        assert saved().heartbeat.last.ticks - before.ticks >= HEARTBEAT_EVERY


async def test_word_is_left_though_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminder.daemon.saving, "HEARTBEAT_EVERY", timedelta(seconds=0.3))
    async with running() as program:
        await program.status()
        before = saved()
        await until(lambda: saved() != before)


# --- followers --------------------------------------------------------------------------------------------------------


async def test_a_follower_hears_of_every_change_and_not_of_the_time_that_passes(passing: Passing) -> None:
    heard: list[ResponseLine] = []

    async def heard_of(number: int) -> None:
        await until(lambda: len(heard) >= number)
        await program.status()
        assert len(heard) == number

    async with running() as program:

        def one_by_one() -> None:
            for answer in follow(RequestLine("status")):
                heard.append(answer)

        listening = asyncio.create_task(asyncio.to_thread(one_by_one))
        await heard_of(1)
        await program.ask("pause", "1h")
        await heard_of(2)
        await program.ask("resume")
        await heard_of(3)
        passing.by = minutes(10)
        program.daemon.put(Woke(clock.read()))
        await heard_of(3)
        await program.ask("now")
        await heard_of(4)
        await program.ask("done")
        await heard_of(5)
        await program.end()
        await listening

    holds = [[hold["reason"] for hold in answer.fields["holds"]] for answer in heard]
    assert holds == [[], ["paused"], [], [], []]
    assert [answer.fields["open"] for answer in heard] == [False, False, False, True, False]


# --- settings ---------------------------------------------------------------------------------------------------------


async def test_reload_reads_the_settings_and_names_what_is_wrong() -> None:
    problem = Problem("snooze.for", verbatim("90 lacks a unit"), "/a/file")
    async with running() as program:
        program.change(reminders=(POSTURE, WALK), problems=(problem,))

        answer = await program.ask("reload")
        status = await program.status()

    told = {**problem._asdict(), "text": "90 lacks a unit"}
    assert answer == ResponseLine("settings", {"problems": [told]})
    assert [one["name"] for one in status["reminders"]] == ["posture", "walk"]
    assert status["settings"]["problems"] == [told]


async def test_a_changed_file_is_read_without_being_told(home: Home) -> None:
    async with running(a_plan(files=(str(home.user),))) as program:
        program.change(reminders=(WALK,))
        home.write("# anything")

        async with asyncio.timeout(LONG):
            while (await program.status())["reminders"][0]["name"] != "walk":
                pass


async def test_files_that_cannot_be_watched_are_told_of_until_they_can(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = True

    def sometimes(loop: asyncio.AbstractEventLoop, seen: watch.Seen) -> watch.Source:
        if refused:
            raise OSError(24, "Too many open files")
        return kind(loop, seen)

    kind = watch._of_this_system()
    monkeypatch.setattr(watch, "_of_this_system", lambda: sometimes)
    monkeypatch.setattr(watch, "_AGAIN", seconds(0.05))
    async with running() as program:
        assert "may go unnoticed (Too many open files)" in (await program.problems())["settings"]
        program.change(reminders=(WALK,))
        await program.ask("reload")
        assert "settings" in await program.problems(), "it does not become better by a command"

        refused = False
        await mended(program)


async def test_nothing_is_recorded_where_history_is_off() -> None:
    async with running(a_plan(history_retention=None)) as program:
        await program.ask("now")
        await program.ask("done")

    assert not paths.history_file().exists()


# --- other versions, other sessions -----------------------------------------------------------------------------------


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the program is installed."""
    site = tmp_path / "site-packages"
    install(site, reminder.__version__)
    monkeypatch.syspath_prepend(site)
    return site


async def test_another_version_takes_over_once_nothing_is_on_the_screen(site: Path) -> None:
    async with running() as program:
        await program.ask("now")
        install(site, "99.0")
        await program.status()
        await program.status()
        assert not program.ended.done()

        await program.ask("done")
        assert await program.ended is Ending.REPLACED


@pytest.mark.parametrize("word", ["status", "reload"])
async def test_who_asks_first_after_an_upgrade_is_answered_before_the_other_version_takes_over(
    passing: Passing, site: Path, word: str
) -> None:
    room = Room()
    async with running(platform=room) as program:
        [sense], plans = room.asked, program.plans
        looks = sense.looks + plans.looks
        passing.by = 2 * FRESH
        sense.gate.clear()
        plans.gate.clear()
        asked = asyncio.create_task(program.ask(word))
        await until(lambda: sense.looks + plans.looks > looks)
        install(site, "99.0")
        program.daemon.put(Woke(clock.read()))
        await asyncio.sleep(0)
        sense.gate.set()
        plans.gate.set()
        assert (await asked).kind == {"status": "status", "reload": "settings"}[word]
        assert await program.ended is Ending.REPLACED


def show_one(now: Moment) -> RequestReceived:
    return RequestReceived(now, 0, ShowNow())


def the_session_is_over(_: Moment) -> SessionOver:
    return SessionOver(phrase("its session is over"))


@pytest.mark.parametrize(
    "news",
    [[Stopping, show_one], [Upgraded, show_one, Stopping], [Upgraded, show_one, the_session_is_over]],
    ids=["a stop", "another version, and a stop still counts", "another version, and so does the end of the session"],
)
async def test_after_the_end_is_certain_nothing_is_shown_any_more(news: list[Callable[[Moment], News]]) -> None:
    async with running() as program:
        for one in news:
            program.daemon.put(one(clock.read()))
        assert await program.ended is Ending.STOPPED

        assert program.desktop.shown == []


async def test_a_program_whose_lock_was_deleted_gives_way() -> None:
    async with running() as program:
        os.unlink(f"{runtime_directory()}/control.lock")  # noqa: PTH108
        program.daemon.put(Woke(clock.read()))

        assert await program.ended is Ending.DISPLACED


def saved() -> State:
    """What a restart would go on from."""
    found = state.load(paths.state_file()).state
    assert found
    return found


def is_there(path: str) -> bool:
    return Path(path).exists()


def outcomes() -> list[str]:
    """What the history holds."""
    with closing(sqlite3.connect(paths.history_file())) as db:
        return [outcome for (outcome,) in db.execute("SELECT outcome FROM outcomes ORDER BY at_ms")]


# --- other logins -----------------------------------------------------------------------------------------------------


class Follower(Serving):
    """Follows a session: how often it was to seek the person."""

    sought = 0

    def seek(self) -> None:
        self.sought += 1


class TwoLogins(Room):
    """A room of a person who has another login."""

    def __init__(self) -> None:
        super().__init__()
        self.follower = Follower()

    def serving(self, tell: Callable[[SessionNews], None]) -> Serving:
        return self.follower


CALL = SessionCalls(Session(id="5"), is_sure=False)


@pytest.mark.parametrize(
    ("since", "sought"),
    [pytest.param(minutes(-1), 1, id="before it called"), pytest.param(minutes(1), 0, id="later: they came back")],
)
async def test_who_has_touched_nothing_since_another_login_called_is_sought_there(
    passing: Passing, since: timedelta, sought: int
) -> None:
    room = TwoLogins()
    async with running(platform=room) as program:
        await until(lambda: room.input.after)
        program.daemon.put(CALL)
        await program.status()
        since += clock.read().ticks
        passing.by = minutes(10)
        room.input.says.idle(since)
        assert [hold["reason"] for hold in (await program.status())["holds"]] == ["away"]
        assert room.follower.sought == sought
        program.daemon.put(Locked(clock.read()))
        await program.status()
        assert room.follower.sought == 1


async def test_who_locks_the_screen_after_another_login_called_is_sought_there() -> None:
    room = TwoLogins()
    async with running(platform=room) as program:
        program.daemon.put(CALL)
        await program.status()
        assert not room.follower.sought
        for event in (Locked, Unlocked, Locked):
            program.daemon.put(event(clock.read()))
        await program.status()
        assert room.follower.sought == 1


async def test_a_bug_on_the_way_to_an_answer_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    room = TwoLogins()
    async with running(platform=room) as program:
        monkeypatch.setattr(room.follower, "judge", None)
        monkeypatch.setattr(program.plans, "read", None)
        for word in ("knock", "reload"):
            refused = await program.ask(word)
            assert refused.kind == "error"
            assert "a bug was in the way; see " in refused.fields["message"]
