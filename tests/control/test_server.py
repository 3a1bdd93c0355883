import asyncio
import errno
import inspect
import os
import socket
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.control_fakes import DEADLINE, SOON, client, echo, locked, rest_of, said_to, serving
from support.descriptors import no_file_descriptors
from support.waiting import until

from reminder.control.address import socket_path
from reminder.control.client import ask, follow
from reminder.control.messages import LIMIT, RequestLine, ResponseLine, decode_response, encode_request
from reminder.control.server import _ANSWER_WITHIN, ControlServer, Send, peer_uid
from reminder.errors import NotRunning, ReminderError, UsageError
from reminder.phrase import phrase
from reminder.wording.language import word

pytestmark = pytest.mark.usefixtures("runtime")

STATUS = encode_request(RequestLine("status"))


async def asked(command: str = "status") -> ResponseLine:
    return await asyncio.to_thread(ask, RequestLine(command))


async def test_an_answer_may_come_later() -> None:
    replies: list[Send] = []
    async with serving(lambda call, reply: replies.append(reply)):
        answer = asyncio.create_task(asked())
        await until(lambda: replies)
        assert replies[0](ResponseLine("status", {"next": None}, 1)) is True
        assert await answer == ResponseLine("status", {"next": None}, 1)
        assert replies[0](ResponseLine("status", {})) is False


async def test_fifty_clients_at_once_are_all_answered() -> None:
    commands = [f"command {n}" for n in range(50)]
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(len(commands)) as threads:
        async with serving(echo):
            answers = await asyncio.gather(
                *(loop.run_in_executor(threads, ask, RequestLine(name)) for name in commands)
            )
    assert [answer.fields["command"] for answer in answers] == commands


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_socket_and_directory_are_for_their_user_alone(runtime: Path) -> None:
    before = os.umask(0)
    try:
        async with serving(echo):
            assert mode(runtime) == 0o700
            assert mode(runtime / "control.sock") == 0o600
        assert os.umask(0) == 0
    finally:
        os.umask(before)


def test_the_kernel_tells_the_uid_of_the_peer() -> None:
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        assert peer_uid(one) == os.getuid()


def peer_gone(connection: socket.socket) -> int:
    raise OSError("not connected")


@pytest.mark.parametrize(
    "uid_of", [pytest.param(lambda _: os.getuid() + 1, id="another user"), pytest.param(peer_gone, id="gone already")]
)
async def test_another_user_is_hung_up_on_without_an_answer(uid_of: Callable[[socket.socket], int]) -> None:
    calls: list[RequestLine] = []
    async with serving(lambda call, reply: calls.append(call), uid_of=uid_of):
        assert await said_to(STATUS) == b""
        assert await said_to(STATUS) == b""
    assert calls == []


async def test_a_dead_programs_socket_is_replaced(runtime: Path) -> None:
    runtime.mkdir(mode=0o700)  # noqa: ASYNC240
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(socket_path())
    async with serving(echo):
        assert (await asked()).kind == "echo"


async def test_stop_removes_the_socket_and_hangs_up(runtime: Path) -> None:
    calls: list[RequestLine] = []
    async with serving(lambda call, reply: calls.append(call)) as server, client() as (reader, writer):
        writer.write(STATUS)
        await until(lambda: calls)
        await server.stop()
        assert await rest_of(reader) == b""
        assert not os.path.exists(socket_path())  # noqa: ASYNC240, PTH110
        with pytest.raises(NotRunning):
            await asked()


async def test_the_answer_to_stop_arrives() -> None:
    stopping = asyncio.Event()

    def handle(call: RequestLine, reply: Send) -> None:
        reply(ResponseLine("stopping", {}))
        stopping.set()

    async with serving(handle):
        answer = asyncio.create_task(asked("stop"))
        await stopping.wait()
    assert (await answer).kind == "stopping"


async def test_says_where_it_cannot_listen() -> None:
    server = ControlServer(echo)
    with locked() as lock:
        Path(socket_path()).mkdir()  # noqa: ASYNC240
        with pytest.raises(ReminderError, match=r"cannot listen for commands at .*control\.(sock|pipe)"):
            await server.start(lock)
    await server.stop()


async def test_what_a_person_can_mend_is_the_answer() -> None:
    def handle(call: RequestLine, reply: Send) -> None:
        raise UsageError("'90' lacks a unit")

    async with serving(handle):
        assert await asked() == ResponseLine("error", {"message": phrase("'90' lacks a unit")}, 2)


async def test_a_bug_costs_its_client_the_answer_and_nobody_else() -> None:
    def handle(call: RequestLine, reply: Send) -> None:
        if call.command == "break":
            raise ZeroDivisionError
        echo(call, reply)

    bugs: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: bugs.append(context))
    async with serving(handle):
        with pytest.raises(ReminderError, match="before it answered"):
            await asked("break")
        assert (await asked()).kind == "echo"
    assert [type(bug["exception"]) for bug in bugs] == [ZeroDivisionError]


async def test_an_answer_too_long_for_a_line_is_told() -> None:
    def handle(call: RequestLine, reply: Send) -> None:
        asyncio.get_running_loop().call_soon(reply, ResponseLine("status", {"all": "x" * LIMIT}))

    async with serving(handle):
        answer = await asked()
    assert (answer.kind, answer.exit_code) == ("error", 1)
    assert "too long" in str(word(answer.fields["message"]))


async def test_a_question_that_stays_without_an_answer_ends_at_its_deadline() -> None:
    replies: list[Send] = []
    async with serving(lambda call, reply: replies.append(reply), answer_within=SOON):
        answer = await asked()
        assert replies[0](ResponseLine("status", {})) is False
    assert (answer.kind, answer.exit_code) == ("error", 1)
    assert "too busy" in str(word(answer.fields["message"]))


def test_the_program_says_that_it_is_busy_before_a_client_gives_up() -> None:
    client_waits = inspect.signature(ask).parameters["timeout"].default
    assert _ANSWER_WITHIN.total_seconds() < client_waits


async def test_a_program_that_runs_for_days_does_not_look_forgotten(runtime: Path) -> None:
    async with serving(echo) as server:
        paths = Path(socket_path()), runtime / "control.lock"
        for path in paths:
            for age, touched in ((3600, False), (2 * 86400, True)):
                then = time.time() - age
                os.utime(path, (then, then))
                server.keep_fresh()
                assert (path.stat().st_mtime > then + 1) is touched


async def test_a_follower_gets_every_answer_until_it_leaves() -> None:
    replies: list[Send] = []
    wait = 5 * SOON
    async with serving(lambda call, reply: replies.append(reply), answer_within=wait):
        answers = follow(RequestLine("status"), timeout=wait.total_seconds())
        for n in range(3):
            heard = asyncio.create_task(asyncio.to_thread(next, answers))
            await (asyncio.sleep(1.5 * wait.total_seconds()) if n else until(lambda: replies))
            assert replies[0](ResponseLine("status", {"n": n}))
            assert (await heard).fields == {"n": n}
        answers.close()
        await until(lambda: not replies[0](ResponseLine("status", {})))


async def test_a_follower_that_never_reads_is_cut_off() -> None:
    replies: list[Send] = []
    big = ResponseLine("status", {"all": "x" * (LIMIT // 2)})
    async with serving(lambda call, reply: replies.append(reply)) as server:
        with socket.socket(socket.AF_UNIX) as deaf:
            deaf.connect(socket_path())
            deaf.sendall(encode_request(RequestLine("status", follow=True)))
            await until(lambda: replies)
            sent = 0
            while replies[0](big):
                sent += 1
                assert sent < 1000
            await until(lambda: not server._connections)


HOSTILE = [
    pytest.param(b"", id="silent"),
    pytest.param(b'{"v":1,"comm', id="half a line"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", id="a browser"),
    pytest.param(bytes(range(256)), id="every byte"),
    pytest.param(b"x" * 1_000_000, id="a megabyte in one line"),
    pytest.param(b"\n" * 100_000, id="empty lines"),
    pytest.param(STATUS * 1000, id="a thousand calls"),
]


@pytest.mark.parametrize("line", HOSTILE)
async def test_a_bad_client_is_refused_and_disturbs_no_other(line: bytes) -> None:
    async with serving(echo, hear_within=SOON) as server:
        bad = asyncio.create_task(said_to(line))
        assert (await asked()).kind == "echo"
        answer = await bad
        assert not answer or decode_response(answer).kind == "error"
        await until(lambda: not server._connections)


async def test_a_line_without_an_end_is_refused_before_its_deadline() -> None:
    async with serving(echo, hear_within=timedelta(hours=1)):
        answer = await said_to(b"x" * (LIMIT + 1))
    assert "too long" in str(word(decode_response(answer).fields["message"]))


async def test_a_client_that_goes_on_talking_is_cut_off() -> None:
    calls: list[RequestLine] = []
    async with serving(lambda call, reply: calls.append(call)), client() as (reader, writer):
        writer.write(STATUS)
        await until(lambda: calls)
        writer.write(STATUS)
        assert await rest_of(reader) == b""
        assert len(calls) == 1


async def test_a_hundred_silent_clients_disturb_no_other() -> None:
    silent = [socket.socket(socket.AF_UNIX) for _ in range(100)]
    async with serving(echo) as server:
        for one in silent:
            one.connect(socket_path())
        assert (await asked()).kind == "echo"
        await until(lambda: len(server._connections) == len(silent))
    for one in silent:
        one.close()


async def test_out_of_file_descriptors_one_client_is_answered_and_the_next_waits_without_spinning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []

    async def answer_to(client: socket.socket) -> bytes:
        return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(client, LIMIT), DEADLINE.total_seconds())

    loop = asyncio.get_running_loop()
    accept, failures = loop.sock_accept, []

    async def noted(listener: socket.socket) -> Any:
        try:
            return await accept(listener)
        except OSError as error:
            failures.append(error.errno)
            raise

    monkeypatch.setattr(loop, "sock_accept", noted)
    monkeypatch.setattr("reminder.control.server._ACCEPT_AGAIN_AFTER", SOON)
    async with serving(echo, told.append):
        clients = [socket.socket(socket.AF_UNIX) for _ in range(3)]
        for one in clients:
            one.setblocking(False)
        first, silent, late = clients
        with no_file_descriptors():
            first.connect(socket_path())
            await loop.sock_sendall(first, STATUS)
            assert decode_response(await answer_to(first)).kind == "echo"
            assert len(told) == 1
            silent.connect(socket_path())
            late.connect(socket_path())
            await loop.sock_sendall(late, STATUS)
            await until(lambda: len(failures) >= 3)
        assert decode_response(await answer_to(late)).kind == "echo"
        for one in clients:
            one.close()
    assert set(failures) == {errno.EMFILE}
    assert len(failures) < 10
    assert [bool(why) for why in told] == [True, False]
    assert "no more files can be opened (Too many open files)" in str(word(told[0]))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(STATUS)), st.integers(0, 10), st.binary(max_size=10)), max_size=5))
def test_mutated_lines_disturb_no_other(mutations: list[tuple[int, int, bytes]]) -> None:
    async def scenario() -> None:
        async with serving(echo, hear_within=SOON / 5):
            lines = [STATUS[:start] + new + STATUS[start + gone :] for start, gone, new in mutations]
            for answer in await asyncio.gather(*map(said_to, lines)):
                assert not answer or decode_response(answer).kind in ("echo", "error")
            assert decode_response(await said_to(STATUS)).kind == "echo"

    asyncio.run(scenario())
