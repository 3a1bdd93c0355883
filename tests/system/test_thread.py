"""Questions that the loop does not wait for."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from support.waiting import until

from reminder.errors import Unavailable
from reminder.system.thread import BlockingCall

SOON = timedelta(milliseconds=50)


class Hanging:
    """A question that gets no answer before `back` is set."""

    def __init__(self) -> None:
        self.back = threading.Event()
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        assert self.back.wait(10)
        return "at last"


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    question = Hanging()
    yield question
    question.back.set()


async def test_an_answer_comes_from_another_thread() -> None:
    assert await BlockingCall().ask(threading.get_ident) != threading.get_ident()


@pytest.mark.parametrize("error", [Unavailable("no"), OSError("refused"), ValueError("a bug")], ids=repr)
async def test_what_a_question_raises_reaches_who_asked(error: Exception) -> None:
    def refuse() -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        await BlockingCall().ask(refuse)


async def test_the_loop_goes_on_while_a_question_hangs(hanging: Hanging) -> None:
    asking = asyncio.create_task(BlockingCall().ask(hanging))
    await until(lambda: hanging.asked)
    assert not asking.done()
    hanging.back.set()
    assert await asking == "at last"


async def test_a_question_that_hangs_is_given_up_and_never_gets_company(hanging: Hanging) -> None:
    aside = BlockingCall(SOON)
    before = asides()
    for _ in range(3):
        with pytest.raises(TimeoutError, match="does not answer"):
            await aside.ask(hanging)
    assert hanging.asked == 1
    assert len(asides() - before) == 1
    hanging.back.set()
    aside = await answering(aside)
    assert await aside.ask(lambda: 7) == 7


def asides() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "aside"}


async def answering(aside: BlockingCall) -> BlockingCall:
    """Once its thread is back."""
    while True:
        try:
            await aside.ask(int)
        except TimeoutError:
            continue
        return aside


async def test_who_asks_next_waits_for_an_answer_that_nobody_wants_any_more(hanging: Hanging) -> None:
    aside = BlockingCall()
    first = asyncio.create_task(aside.ask(hanging))
    await until(lambda: hanging.asked)
    first.cancel()
    second = asyncio.create_task(aside.ask(lambda: 7))
    await asyncio.sleep(0)
    hanging.back.set()
    assert await second == 7
    assert first.cancelled()


async def test_a_failure_that_nobody_waits_for_is_no_news() -> None:
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    failed = threading.Event()

    def fail() -> None:
        failed.set()
        raise OSError("refused")

    aside = BlockingCall()
    for _ in range(50):
        failed.clear()
        asking = asyncio.create_task(aside.ask(fail))
        await until(failed.is_set)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    await aside.ask(int)
    assert complaints == []


def test_an_answer_that_comes_after_the_end_is_dropped(hanging: Hanging) -> None:
    async def leave() -> None:
        with pytest.raises(TimeoutError):
            await BlockingCall(SOON).ask(hanging)

    asyncio.run(leave())
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "aside"]
    assert thread.daemon
    hanging.back.set()
    thread.join(10)
    assert not thread.is_alive()


async def test_a_system_without_threads_to_spare_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    aside = BlockingCall()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(OSError, match="no thread to spare"):
            await aside.ask(int)
    assert await aside.ask(int) == 0
