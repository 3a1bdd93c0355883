"""The running program inside a test: the real loop, files and socket, before a desktop that only remembers."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from support.fakes import a_plan
from support.homes import Home, new_home, runtime_of_its_own
from support.memory_notifier import Memory
from support.waiting import LONG

from reminder.control.client import ask
from reminder.control.lock import Lock, acquire
from reminder.control.messages import RequestLine, ResponseLine
from reminder.daemon.loop import Daemon
from reminder.daemon.news import Ending
from reminder.daemon.wiring import wire
from reminder.errors import NotRunning
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.plan import Plan
from reminder.model.state import State
from reminder.notify.base import BackEnd
from reminder.phrase import verbatim
from reminder.senses.platform import Platform
from reminder.settings.reader import SettingsReader
from reminder.storage import paths
from reminder.storage.state import save
from reminder.wording.language import as_data

Desktop = Callable[[Put, Clock], BackEnd]


class Plans(SettingsReader):
    """The settings, without a child that reads them, once the `gate` is open."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.looks = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self) -> Plan:
        self.looks += 1
        await self.gate.wait()
        return self.plan


class Program:
    """One run of the program."""

    def __init__(self, plan: Plan, show_first: bool, desktop: Desktop, platform: Platform, unlogged: str) -> None:
        self.plans = Plans(plan)
        self.desktops: list[BackEnd] = []

        def back_ends(put: Put, clock: Clock) -> list[BackEnd]:
            self.desktops.append(desktop(put, clock))
            return self.desktops

        if not paths.state_file().exists():
            save(State(), paths.state_file())  # of somebody who was welcomed
        self.daemon: Daemon = wire(
            self.plans, plan, None, show_first, back_ends, platform, lambda: verbatim(unlogged) if unlogged else None
        )
        lock = acquire()
        assert isinstance(lock, Lock)
        self.ended = asyncio.create_task(self._run(lock))

    @property
    def desktop(self) -> Memory:
        [desktop] = self.desktops
        assert isinstance(desktop, Memory)
        return desktop

    def change(self, **changes: Any) -> None:
        """Other settings, once they are read again."""
        self.plans.plan = replace(self.plans.plan, **changes)

    async def ask(self, *words: str) -> ResponseLine:
        """As the command line does it, from another thread; the reasons in words."""
        answer = await asyncio.to_thread(ask, RequestLine(words[0], words[1:]))
        return answer._replace(fields=as_data(answer.fields))

    async def fields(self, *words: str) -> dict[str, Any]:
        return (await self.ask(*words)).fields

    async def status(self) -> dict[str, Any]:
        return await self.fields("status")

    async def speaks(self) -> bool:
        """It answers, and its desktop is there."""
        try:
            return bool((await self.status())["backends"]["notify"]["name"])
        except NotRunning:
            return False

    async def problems(self) -> dict[str, str]:
        """What the status complains of, by key."""
        return {problem["key"]: problem["text"] for problem in (await self.status())["settings"]["problems"]}

    async def _run(self, lock: Lock) -> Ending:
        try:
            return await self.daemon.run(lock)
        finally:
            lock.release()

    async def end(self) -> Ending:
        self.daemon.stop()
        return await self.ended

    async def crash(self) -> None:
        """Leave the files as a kill leaves them at this moment."""
        with tempfile.TemporaryDirectory() as kept:
            shutil.copytree(paths.state_dir(), kept, dirs_exist_ok=True)
            await self.end()
            shutil.rmtree(paths.state_dir())
            shutil.copytree(kept, paths.state_dir())


@asynccontextmanager
async def running(
    plan: Plan | None = None,
    show_first: bool = False,
    desktop: Desktop = Memory,
    platform: Platform | None = None,
    unlogged: str = "",
) -> AsyncIterator[Program]:
    """A program that answers, in the folders that the environment names; it has ended after the block.

    It senses nothing, unless a `platform` to sense with is given.
    """
    program = Program(plan or a_plan(), show_first, desktop, platform or Platform(), unlogged)
    try:
        async with asyncio.timeout(LONG):
            while not await program.speaks():
                pass
        yield program
    finally:
        await program.end()


@contextmanager
def private_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Home]:
    """Settings, state, log and socket of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    with runtime_of_its_own(monkeypatch):
        yield new_home(monkeypatch, folder)


def install(folder: Path, version: str) -> None:
    """Put a version of the program in the place of the one before, as pip does it."""
    for before in folder.glob("*.dist-info"):
        (before / "METADATA").unlink()
        before.rmdir()
    info = folder / f"reminder-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: reminder\nVersion: {version}\n")
