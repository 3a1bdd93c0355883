"""What open pages hear of the running program: when it starts, changes, stops, and is another one."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from typing import Any

import pytest
from support.waiting import until

from reminder.control.messages import RequestLine, ResponseLine
from reminder.errors import NotRunning, ReminderError
from reminder.phrase import phrase
from reminder.web import live
from reminder.web.live import Look, Program
from reminder.wording.language import word

Connected = Callable[[Callable[[], None]], None]
ENDS = "ends"
NOTHING = Look()


def says(pid: int = 1, **more: Any) -> ResponseLine:
    coming = {"reminder": "posture", "at": "2026-11-30T09:20:00+00:00", "in_seconds": pid}
    return ResponseLine("status", {"pid": pid, "next": coming, "working_seconds": pid, **more})


class Running:
    """In the place of the client: a program that says what it is told to, as long as there is one."""

    def __init__(self) -> None:
        self.says: ResponseLine | None = None
        self.attempts = 0
        self._clients: list[SimpleQueue[ResponseLine | str]] = []

    @property
    def followers(self) -> int:
        return len(self._clients)

    def follow(self, call: RequestLine, connected: Connected) -> Iterator[ResponseLine]:
        self.attempts += 1
        if self.says is None:
            raise NotRunning("reminder is not running")
        client: SimpleQueue[ResponseLine | str] = SimpleQueue()
        connected(lambda: client.put(ENDS))
        self._clients.append(client)
        try:
            yield self.says
            while isinstance(line := client.get(), ResponseLine):
                yield line
        finally:
            self._clients.remove(client)

    def ask(self, call: RequestLine, timeout: float = 8.0) -> ResponseLine:
        if self.says is None:
            raise NotRunning("reminder is not running")
        return self.says

    def say(self, line: ResponseLine | None) -> None:
        """From now on; None: it ends."""
        self.says = line
        for client in self._clients:
            client.put(line or ENDS)

    def make_room(self, line: ResponseLine) -> None:
        """For another program, which says this."""
        self.say(None)
        self.says = line


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Running:
    running = Running()
    monkeypatch.setattr(live, "follow", running.follow)
    monkeypatch.setattr(live, "ask", running.ask)
    monkeypatch.setattr(live, "_AGAIN", live._REPLACED_WITHIN / 25)
    monkeypatch.setattr(live, "_REPLACED_WITHIN", live._REPLACED_WITHIN / 50)
    return running


class Page:
    """An open one."""

    def __init__(self) -> None:
        self.told = 0

    def hear(self) -> None:
        self.told += 1


@contextmanager
def opened(program: Program, look: Look = NOTHING) -> Iterator[Page]:
    """One that was made of `look`."""
    page = Page()
    with program.listening(page.hear, look.version):
        yield page


def threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if "_listen" in thread.name}


def listens(before: set[threading.Thread]) -> set[threading.Thread]:
    """Those that have begun since; of an earlier test some may be about to end."""
    return threads() - before


async def test_what_is_on_the_page_already_is_no_news(running: Running) -> None:
    program = Program()
    running.says = says()
    look = await program.look()
    assert look.status == running.says.fields
    with opened(program, look) as page:
        await until(lambda: running.followers)
        running.say(says()._replace(fields={**says().fields, "working_seconds": 99}))
        running.say(says(pid=2))
        await until(lambda: page.told)
        assert page.told == 1


async def test_a_program_that_comes_and_goes_is_followed(running: Running) -> None:
    program = Program()
    look = await program.look()
    assert not look.runs
    with opened(program, look) as page:
        await until(lambda: running.attempts > 2)
        assert page.told == 0
        running.says = says()
        await until(lambda: page.told == 1)
        running.say(None)
        await until(lambda: page.told == 2)
        running.says = says()
        await until(lambda: page.told == 3)


async def test_a_program_that_another_one_takes_the_place_of_was_never_away(running: Running) -> None:
    program = Program()
    running.says = says()
    with opened(program, await program.look()) as page:
        await until(lambda: running.followers)
        running.make_room(says(pid=2))
        await until(lambda: page.told)
        assert page.told == 1
        assert running.followers == 1


async def test_each_page_hears_what_it_has_not_shown(running: Running) -> None:
    program = Program()
    running.says = says()
    of_first = await program.look()
    running.says = says(pid=2)
    of_second = await program.look()
    with opened(program, of_second) as second, opened(program, of_first) as first:
        assert (first.told, second.told) == (1, 0)
        await until(lambda: running.followers)
        running.says = says(pid=3)
        of_third = await program.look()  # before the news has come
        with opened(program, of_third) as third:
            assert (first.told, second.told, third.told) == (2, 1, 0)
            running.say(says(pid=3))
            running.say(says(pid=4))
            await until(lambda: third.told)
            assert (first.told, second.told, third.told) == (3, 2, 1)


async def test_nobody_listens_for_a_page_that_was_closed(running: Running) -> None:
    program, before = Program(), threads()
    running.says = says()
    with ExitStack() as pages:
        for _ in range(3):
            pages.enter_context(opened(program))
        await until(lambda: running.followers)
        assert running.followers == 1
        assert len(listens(before)) == 1
    await until(lambda: not running.followers and not listens(before))
    running.says = None
    with opened(program):
        await until(lambda: running.attempts > 3)
    await until(lambda: not listens(before))
    tried = running.attempts
    with opened(program) as page:
        running.says = says()
        await until(lambda: page.told)
    assert running.attempts > tried


async def test_a_page_that_is_closed_at_once_leaves_nobody_listening(running: Running) -> None:
    program, before = Program(), threads()
    running.says = says()
    for _ in range(50):
        with opened(program):
            pass
    await until(lambda: not running.followers and not listens(before))


@pytest.mark.parametrize("trouble", [ReminderError("it hangs"), OSError(24, "no room"), ValueError("a bug")], ids=str)
async def test_trouble_on_the_way_is_no_news(
    running: Running, trouble: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    program = Program()
    running.says = says()
    look = await program.look()
    tries = []

    def follow(call: RequestLine, connected: Connected) -> Iterator[ResponseLine]:
        tries.append(call)
        if len(tries) < 4:
            raise trouble
        return running.follow(call, connected)

    monkeypatch.setattr(live, "follow", follow)
    with opened(program, look) as page:
        await until(lambda: running.followers)
        assert page.told == 0
        running.say(None)
        await until(lambda: page.told)
    assert ("a bug" in caplog.text) == isinstance(trouble, ValueError)


async def test_an_older_program_says_what_it_can(running: Running) -> None:
    program = Program()
    running.says = ResponseLine("status", {"pid": 1})
    look = await program.look()
    assert look.status == {"pid": 1}
    with opened(program, look) as page:
        await until(lambda: running.followers)
        running.say(ResponseLine("status", {"pid": 1, "next": None, "new": True}))
        await until(lambda: page.told)


async def test_a_refusal_is_told(running: Running) -> None:
    running.says = ResponseLine("error", {"message": phrase("a bug was in the way")}, 1)
    look = await Program().look()
    assert look.runs
    assert look.silent
    assert str(word(look.silent)) == "A bug was in the way."
    with opened(Program()) as page:
        await until(lambda: running.attempts)
        assert page.told == 0


async def test_a_program_that_keeps_silent_is_told_soon_and_again_when_it_answers(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program()
    running.says = says()
    with opened(program, await program.look()) as page:
        await until(lambda: running.followers)

        def silent(call: RequestLine, timeout: float = 8.0) -> ResponseLine:
            assert timeout < 2
            raise ReminderError("reminder is running but has not answered")

        with monkeypatch.context() as hung:
            hung.setattr(live, "ask", silent)
            attempts, look = running.attempts, await program.look()
        assert look.runs
        assert look.status is None
        assert page.told == 1
        await until(lambda: running.attempts > attempts)
        await until(lambda: page.told == 2)


async def test_what_is_asked_is_answered(running: Running) -> None:
    with pytest.raises(NotRunning):
        await Program().ask("pause", "30m")
    running.says = says()
    assert await Program().ask("pause", "30m") == says()
