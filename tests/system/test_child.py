"""Programs that are asked: what they print, and what becomes of one that does not end."""

import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from support.processes import is_running, number_in
from support.waiting import until

from reminder.errors import NoAnswer, Unavailable
from reminder.system.child import Child, Failed, Missing, output

if sys.platform != "linux":
    pytest.skip("these look into /proc", allow_module_level=True)

SOON = timedelta(seconds=0.2)
LEAVES = "setsid sh -c 'echo $$ > {}; exec sleep 1000' &"
"""A child in a session of its own, and where it says so once it is there."""


async def ask(script: str, within: timedelta = timedelta(seconds=5)) -> str:
    return await output("sh", "-c", script, packages=["dash"], within=within)


async def test_what_a_program_prints_is_had() -> None:
    assert await ask("echo one; echo two >&2") == "one\n"
    assert await ask("printf '\\377'") == "\ufffd"
    assert len(await ask("head -c 3000000 /dev/zero")) == 3000000


def test_what_it_is_given_arrives_however_late_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.system.child._LOOK_EVERY", 0.001)
    much = b"x" * 1_000_000
    assert Child("wc", "-c", given=much).end().printed == "1000000\n"
    assert Child("cat", given=b"").end() == (0, "", "")
    assert Child("true", given=much).end().code == 0


async def test_what_it_complains_of_is_told() -> None:
    with pytest.raises(Failed, match=r"^sh says: no server$"):
        await ask("echo no server >&2; echo more >&2; exit 1")
    with pytest.raises(Missing, match="the program nobody-has-it is missing; install the package none"):
        await output("nobody-has-it", packages=["none"])
    with pytest.raises(Unavailable, match=r"the program /etc/passwd does not start: Permission denied"):
        await output("/etc/passwd", packages=["none"])


@pytest.mark.parametrize(
    ("script", "within", "words"),
    [
        pytest.param("exec sleep 1000", SOON, "does not answer", id="it hangs"),
        pytest.param("trap '' TERM HUP; sleep 1000; sleep 1000", SOON, "does not answer", id="it ignores every wish"),
        pytest.param("yes", timedelta(seconds=5), "talks without end", id="it talks without end"),
        pytest.param("yes >&2", timedelta(seconds=5), "talks without end", id="it complains without end"),
    ],
)
async def test_one_that_does_not_end_is_killed_with_its_children(
    tmp_path: Path, script: str, within: timedelta, words: str
) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable, match=f"the program sh {words}"):
        await ask(f"echo $$ > {tmp_path}/pid; sleep 1000 & echo $! > {tmp_path}/child; {script}", within)
    assert time.monotonic() - began < 3
    for name in ("pid", "child"):
        await until(lambda name=name: not is_running(number_in(tmp_path / name)))
    assert str(number_in(tmp_path / "pid")) not in os.listdir("/proc"), "it is not reaped"  # noqa: PTH208


async def test_one_that_left_a_child_of_its_own_behind_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer, match="the program sh does not answer"):
        await ask(LEAVES.format(tmp_path / "child"), SOON)
    await until(lambda: number_in(tmp_path / "child"))
    os.kill(number_in(tmp_path / "child"), signal.SIGKILL)


async def test_a_question_that_nobody_wants_answered_any_more_is_ended(tmp_path: Path) -> None:
    question = asyncio.create_task(ask(f"echo $$ > {tmp_path}/pid; exec sleep 1000"))
    await until(lambda: number_in(tmp_path / "pid"))
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    assert not is_running(number_in(tmp_path / "pid"))


async def test_one_that_left_a_child_behind_is_given_up_at_once(tmp_path: Path) -> None:
    question = asyncio.create_task(ask(LEAVES.format(tmp_path / "child")))
    await until(lambda: number_in(tmp_path / "child"))
    began = time.monotonic()
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    assert time.monotonic() - began < 2
    os.kill(number_in(tmp_path / "child"), signal.SIGKILL)


def test_a_line_is_had_before_the_end_and_not_twice() -> None:
    child = Child("sh", "-c", "echo one; sleep 0.1; echo two; exit 3")
    assert child.line() == "one\n"
    ended = child.end()
    assert (ended.code, ended.printed) == (3, "two\n")


async def test_nothing_stays_open() -> None:
    await ask("true")
    before = os.listdir("/proc/self/fd")  # noqa: PTH208
    for script in ("echo much", "exit 1", "sleep 1000"):
        with suppress(Unavailable):
            await ask(script, SOON)
    assert os.listdir("/proc/self/fd") == before  # noqa: PTH208
