"""Whatever comes in on the control line of the running program: each call has an answer, or the line is closed.

The lines go over the real socket; nobody else waits for long, and nothing of it stays in the program.
"""

import json
import os
import random
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.program import Program
from support.spoiling import RUBBISH, spoiled, with_another_value
from support.trials import HowMany, Tally
from support.waiting import wait_until

from reminder.control.messages import RequestLine, decode_response, encode_request
from reminder.wording.language import word

pytestmark = [pytest.mark.desktop, pytest.mark.proof]

CALLS = (
    RequestLine("status", follow=True),
    *(
        RequestLine(command, tuple(words))
        for command, *words in map(str.split, (
            "status", "now", "now posture", "done", "skip", "snooze", "snooze 10m",
            "pause", "pause 1h 30m", "pause until 14:00", "pause until tomorrow", "resume",
        ))
    ),
)  # fmt: skip
WORDS = (
    "\u0661\u0664:\u0663\u0660", "\u00b2\u2070m", "1\u0664:00", "24:00", "-1:00", "14:00+02:00", "9" * 20 + "h",
    "1e9h", "nan", "inf", "0.0000001s", "9" * 5000 + "m", "\ud800", "\x00", "\u202e", "posture " * 5000, "",
)  # fmt: skip


def line_to(program: Program) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(20)
    line.connect(str(program.runtime / "reminder" / "control.sock"))
    return line


def a_bad_line(chance: random.Random) -> bytes:
    """A call after an accident, one of odd words, or one that says everything at once."""
    call = chance.choice(CALLS)
    whole = encode_request(call)
    match chance.randrange(6):
        case 0:
            line = with_another_value(whole, chance) + b"\n"
        case 1:
            odd = call._replace(args=(*call.args, *chance.choices(WORDS, k=chance.randint(1, 3))))
            line = json.dumps({"v": 1, **odd._asdict()}).encode() + b"\n"
        case 2:
            line = whole * chance.choice((2, 3, 500))
        case 3:
            line = whole[: chance.randrange(len(whole))] + chance.choice((b"", b"\n"))
        case 4:
            line = chance.choice(RUBBISH) * chance.choice((1, 2, 30)) + b"\n"
        case _:
            line = spoiled(whole, chance)
    return b"" if b"stop" in line else line


def said_to(program: Program, words: bytes) -> bytes:
    """What comes back until the line is closed."""
    with line_to(program) as line:
        try:
            line.sendall(words)
            line.shutdown(socket.SHUT_WR)
            heard = b""
            while more := line.recv(1 << 16):
                heard += more
        except ConnectionError:  # it had heard enough
            return b""
    return heard


def say_something_bad(program: Program, chance: random.Random, tally: Tally) -> None:
    words = a_bad_line(chance)
    tally["lines"] += 1
    if chance.random() < 0.2:
        with line_to(program) as line:
            line.sendall(words[:60_000])
        tally["of these hung up on"] += 1
        return
    for answer in said_to(program, words).splitlines():
        assert decode_response(answer).kind != "stopping", words
        tally["answers"] += 1


def taken(pid: int) -> tuple[int, int]:
    """Memory in kB, and open files."""
    [memory] = [row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith("VmRSS")]
    return int(memory.split()[1]), len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208


def test_whatever_is_said_is_answered_or_hung_up_on(
    started: Program, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    pid = started.pid
    number = how_many(300, 10_000)
    before = (0, 0)
    with ExitStack() as lines:
        silent = [lines.enter_context(line_to(started)) for _ in range(how_many(0, 50))]
        for count in range(number):
            if count == number // 3:
                before = taken(pid)
            say_something_bad(started, chance, tally)
            if not count % 50:
                assert started.status["pid"] == pid
        for line in silent:
            assert "in vain" in str(word(decode_response(line.recv(1 << 16)).fields["message"]))
    assert started.status["pid"] == pid
    wait_until(lambda: taken(pid)[1] <= before[1])
    memory, _ = taken(pid)
    assert memory < 1.2 * before[0], f"{before[0]} kB became {memory} kB"
    started.assert_no_bug()


def test_fifty_clients_at_once_are_all_answered_among_fifty_that_say_nothing(
    started: Program, how_many: HowMany, tally: Tally
) -> None:
    """The installed command, fifty times at once."""
    commands = {
        "status": {0}, "now": {0}, "done": {0, 1}, "skip": {0, 1}, "snooze 10m": {0, 1}, "pause 1h": {0}, "resume": {0},
        "stats": {0}, "snooze nonsense": {2}, "now tea": {2},
    }  # fmt: skip
    for _ in range(how_many(1, 20)):
        with ExitStack() as silent:
            for _ in range(50):
                silent.enter_context(line_to(started))
            clients = [(words, started.begin(*words.split(), "--json")) for words in [*commands] * 5]
            for words, client in clients:
                said, _ = client.communicate(timeout=60)
                assert client.returncode in commands[words], (words, said)
                answer = json.loads(said)
                if words == "snooze nonsense":
                    assert "write it like 20m" in answer["message"]
                tally["clients"] += 1
    assert started.status["pid"] == started.pid
    started.assert_no_bug()
