"""Where the window is found, and the tickets that let a browser in."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from support.waiting import LONG

from reminder import __version__
from reminder.control.address import runtime_directory
from reminder.control.window import PAGES, TICKET_LIVES, Held, Place, Tickets, find, hold
from reminder.errors import ReminderError

pytestmark = pytest.mark.usefixtures("runtime")

SECRET = b"s" * 32
AT = 1000.0


def file() -> Path:
    return Path(runtime_directory()) / "window"


@contextmanager
def held() -> Iterator[Held]:
    """A window's server has it, and nobody had it before."""
    server = hold()
    assert server
    yield server
    server.release()


def ticket(secret: bytes = SECRET, at: float = AT) -> str:
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr("time.monotonic", lambda: at)
        return Place(1, "", 80, secret).address("today").rpartition("=")[2]


class Clock:
    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> float:
        return self.now


# --- tickets ----------------------------------------------------------------------------------------------------------


def test_a_ticket_is_good_once() -> None:
    tickets, first, other = Tickets(SECRET, Clock()), ticket(), ticket()
    assert first != other
    assert tickets.redeem(first)
    assert not tickets.redeem(first)
    assert tickets.redeem(other)


def test_a_ticket_is_good_for_a_while() -> None:
    clock = Clock()
    tickets, in_time, late = Tickets(SECRET, clock), ticket(), ticket()
    clock.now = AT + TICKET_LIVES - 0.1
    assert tickets.redeem(in_time)
    clock.now = AT + TICKET_LIVES
    assert not tickets.redeem(late)
    assert not tickets.redeem(in_time)


def test_a_ticket_of_a_time_to_come_is_none() -> None:
    assert not Tickets(SECRET, Clock()).redeem(ticket(at=AT + 1))


def test_a_ticket_of_another_server_is_none() -> None:
    assert not Tickets(SECRET, Clock()).redeem(ticket(b"t" * 32))


def test_no_part_of_a_ticket_can_be_changed() -> None:
    tickets, good = Tickets(SECRET, Clock()), ticket()
    for at, old in enumerate(good):
        assert not tickets.redeem(good[:at] + ("0" if old != "0" else "1") + good[at + 1 :])
    for bad in (good[:-1], good + "0", good.upper(), f" {good}", f"{good}\n", f"+{good}", good.replace("-", "--", 1)):
        assert not tickets.redeem(bad)
    assert tickets.redeem(good)


@pytest.mark.parametrize(
    "garbage", ["", "-", "--", "---", "0", "f" * 9999 + "-0-0", "nan-0-0", "é-\udcff-\0", "-1-1-1"]
)
def test_garbage_is_no_ticket(garbage: str) -> None:
    assert not Tickets(SECRET, Clock()).redeem(garbage)


def test_what_was_used_is_not_remembered_for_ever() -> None:
    clock = Clock()
    tickets = Tickets(SECRET, clock)
    for _ in range(100):
        clock.now += TICKET_LIVES / 2
        assert tickets.redeem(ticket(at=clock.now))
    assert len(tickets._used) <= 3


# --- where it is ------------------------------------------------------------------------------------------------------


def test_nothing_is_found_where_nothing_is() -> None:
    assert find() is None


def test_a_server_is_found_once_it_says_where_and_until_it_leaves() -> None:
    with held() as server:
        assert find() is None
        place = server.tell(4711)
        assert find() == place == Place(os.getpid(), __version__, 4711, place.secret)
        assert len(place.secret) == 32
        assert [place.address(page).partition("&")[0] for page in PAGES] == [
            f"http://127.0.0.1:4711/enter?page={page}" for page in PAGES
        ]
    assert find() is None
    assert file().read_bytes() == b""


def age(seconds: float) -> None:
    """So long nobody has come, nor been about to."""
    called, before = file().with_name("window.called"), time.time() - seconds
    called.touch()
    os.utime(called, (before, before))


def test_a_server_that_somebody_has_found_to_go_there_stays_as_long_as_the_ticket() -> None:
    held = hold()
    place = held.tell(4711)
    age(2 * TICKET_LIVES)
    assert find(to_go_there=True) == place
    assert not held.leaves()
    age(TICKET_LIVES)
    assert find() == place
    assert held.leaves()
    assert find() is None
    held.release()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_whoever_comes_while_it_leaves_finds_one_that_stays(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Just before it is found no more, or just after that."""
    held = hold()
    place = held.tell(4711)
    age(2 * TICKET_LIVES)
    truncate = os.ftruncate

    def meanwhile(descriptor: int, length: int) -> None:
        if moment == "before":
            assert find(to_go_there=True) == place
        truncate(descriptor, length)
        if moment == "after":
            assert find(to_go_there=True) is None, "and looks again"

    monkeypatch.setattr(os, "ftruncate", meanwhile)
    assert not held.leaves()
    assert find() == place
    monkeypatch.undo()
    held.release()


def test_a_clock_that_was_set_back_keeps_no_server() -> None:
    held = hold()
    held.tell(4711)
    age(-1.5 * TICKET_LIVES)
    assert held.leaves()
    held.release()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_where_it_is_can_be_read_by_this_user_alone() -> None:
    with held() as server:
        server.tell(4711)
        assert file().stat().st_mode & 0o77 == 0


def test_there_is_one_at_a_time() -> None:
    with held() as first:
        first.tell(1)
        assert hold() is None
    with held():
        pass


def test_whoever_only_looks_does_not_turn_a_server_away() -> None:
    """Many commands look at once."""
    over: list[bool] = []

    def look() -> None:
        while not over:
            find()

    file().parent.mkdir(mode=0o700, exist_ok=True)
    file().write_text("")
    lookers = [Thread(target=look) for _ in range(3)]
    for looker in lookers:
        looker.start()
    try:
        for _ in range(20):
            with held():
                pass
    finally:
        over.append(True)
        for looker in lookers:
            looker.join()


def test_what_a_killed_server_left_is_not_the_place_of_the_next() -> None:
    with held() as before:
        before.tell(4711)
        left = file().read_text()
    file().write_text(left)
    with held() as server:
        assert find() is None, "before it has said where it is"
        server.tell(4712)
        assert find().port == 4712


def test_what_a_killed_server_left_is_no_place() -> None:
    kill = "from reminder.control.window import hold; import os; hold().tell(4711); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", kill], timeout=LONG).returncode == 9
    assert "4711" in file().read_text()
    assert find() is None
    with held():
        pass


@pytest.mark.parametrize("told", ["17\n9.9\n4711\nabcd\nand more\n", "17\n9.9\n{}\n", "17\n9.9\nport\nsecret\n"])
def test_one_of_another_version_can_at_least_be_ended(told: str) -> None:
    with held():
        file().write_text(told)
        assert find() == Place(17, "", 0, b"")


@pytest.mark.parametrize("told", ["", "17", "\n", "seventeen\n1\n2\n3\n"])
def test_what_says_nothing_is_no_place(told: str) -> None:
    with held():
        file().write_text(told)
        assert find() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_directory_that_others_can_enter_is_not_used() -> None:
    Path(runtime_directory()).mkdir(mode=0o777)
    Path(runtime_directory()).chmod(0o777)
    with pytest.raises(ReminderError, match="alone"):
        find()
    with pytest.raises(ReminderError, match="alone"):
        hold()


def test_what_cannot_be_written_is_told() -> None:
    file().mkdir(parents=True)
    Path(runtime_directory()).chmod(0o700)
    with pytest.raises(ReminderError, match="where the window is found"):
        hold()
    with pytest.raises(ReminderError, match="where the window is found"):
        find()
