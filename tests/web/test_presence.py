"""When the window ends: time is moved, not waited for."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from reminder.web.presence import Presence

MINUTE = timedelta(minutes=1)


class Clock:
    """By which the loop calls later; it can be moved on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._now = timedelta()
        self._later: dict[asyncio.TimerHandle, tuple[timedelta, Callable[[], None]]] = {}
        monkeypatch.setattr(asyncio.get_running_loop(), "call_later", self._call_later)

    def _call_later(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(0, call, (), asyncio.get_running_loop())
        self._later[handle] = self._now + timedelta(seconds=seconds), call
        return handle

    def passes(self, length: timedelta) -> None:
        self._now += length
        for handle, (at, call) in list(self._later.items()):
            if at <= self._now:
                del self._later[handle]
                if not handle.cancelled():
                    call()


def nothing() -> None:
    pass


def may_end() -> bool:
    return True


async def test_a_window_that_nobody_comes_to_ends_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, presence = Clock(monkeypatch), Presence(may_end)
    clock.passes(0.9 * MINUTE)
    assert not presence.over.is_set()
    clock.passes(0.2 * MINUTE)
    assert presence.over.is_set()


async def test_each_request_is_another_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, presence = Clock(monkeypatch), Presence(may_end)
    for _ in range(10):
        clock.passes(0.9 * MINUTE)
        presence.stir()
    assert not presence.over.is_set()
    clock.passes(1.1 * MINUTE)
    assert presence.over.is_set()


async def test_while_somebody_is_on_the_way_it_stays_another_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [True, False]
    clock, presence = Clock(monkeypatch), Presence(answers.pop)
    clock.passes(1.1 * MINUTE)
    clock.passes(0.9 * MINUTE)
    assert not presence.over.is_set()
    clock.passes(0.2 * MINUTE)
    assert presence.over.is_set()


async def test_it_ends_a_minute_after_the_last_page_was_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, presence = Clock(monkeypatch), Presence(may_end)
    with presence.stream(nothing):
        with presence.stream(print):
            clock.passes(600 * MINUTE)
        clock.passes(600 * MINUTE)
        presence.stir()
        clock.passes(600 * MINUTE)
    clock.passes(0.9 * MINUTE)
    assert not presence.over.is_set()
    clock.passes(0.2 * MINUTE)
    assert presence.over.is_set()


async def test_a_page_that_runs_no_script_is_given_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, presence = Clock(monkeypatch), Presence(may_end)
    presence.stir(without_script=True)
    clock.passes(29 * MINUTE)
    presence.stir()
    clock.passes(29 * MINUTE)
    assert not presence.over.is_set()
    with presence.stream(nothing):
        pass
    clock.passes(1.1 * MINUTE)
    assert presence.over.is_set()


@pytest.mark.parametrize("end", [Presence.end, lambda presence: (presence.end(), presence.stir())], ids=["end", "stir"])
async def test_open_pages_are_told_of_the_end(end: Callable[[Presence], object]) -> None:
    presence, told = Presence(may_end), []
    with presence.stream(lambda: told.append("first")), presence.stream(lambda: told.append("second")):
        end(presence)
        assert sorted(told) == ["first", "second"]
        assert presence.over.is_set()
