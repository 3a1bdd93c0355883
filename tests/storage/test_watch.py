"""A change of a settings file is noticed, however an editor makes it."""

import asyncio
import contextlib
import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.waiting import until
from support.words import told

from reminder.storage.watch import FileWatch, Inotify, Seen, Source, Watchdog, folders
from reminder.storage.watch_windows import Handles, Kernel


class Changes:
    """Counts what a watch tells."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> None:
        self.number += 1

    def reached(self, number: int) -> bool:
        return self.number == number


Make = Callable[[asyncio.AbstractEventLoop, Seen], Source]


class Overheard:
    """A source that writes down what it is asked and what it tells."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self.folders: set[Path] = set()
        self.told: list[str] = []

    def __call__(self, loop: asyncio.AbstractEventLoop, seen: Seen) -> Source:
        def hear(folder: Path, name: str) -> None:
            self.told.append(name)
            seen(folder, name)

        self._source = self._make(loop, hear)
        return self

    def watch(self, folders: Mapping[Path, Iterable[str]]) -> None:
        self.folders = set(folders)
        self._source.watch(folders)

    def watches(self, folder: Path) -> bool:
        return folder in self.folders

    def close(self) -> None:
        self._source.close()


class Silent:
    """A source that tells only what a test says."""

    def __init__(self, fails: OSError | None = None) -> None:
        self.fails = fails
        self.seen: Seen = lambda folder, name: None

    def __call__(self, loop: asyncio.AbstractEventLoop, seen: Seen) -> Source:
        self.seen = seen
        return self

    def watch(self, folders: Mapping[Path, Iterable[str]]) -> None:
        if self.fails:
            raise self.fails

    def close(self) -> None:
        pass


SOURCES: dict[str, tuple[Make, tuple[str, ...]]] = {
    "inotify": (Inotify, ("linux",)),
    "handles": (Handles, ("win32",)),
    "watchdog": (Watchdog, ("linux", "darwin")),
}


@pytest.fixture(params=SOURCES)
def make(request: pytest.FixtureRequest) -> Make:
    chosen, platforms = SOURCES[request.param]
    if sys.platform not in platforms:
        pytest.skip(f"{request.param} is for {' and '.join(platforms)}")
    return chosen


def replace(file: Path) -> None:
    new = file.with_name("new")
    new.write_text("limit = 3\n")
    new.replace(file)


def link(file: Path) -> None:
    other = file.with_name("other")
    other.write_text("limit = 3\n")
    file.unlink()
    file.symlink_to(other)


def remake_folder(file: Path) -> None:
    file.unlink()
    file.parent.rmdir()
    file.parent.mkdir()
    file.write_text("limit = 3\n")


def append(file: Path) -> None:
    with file.open("a") as opened:
        opened.write("# more\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "written": lambda file: file.write_text("limit = 3\n"),
    "appended": append,
    "replaced": replace,
    "deleted": Path.unlink,
    "linked": link,
    "made readable": lambda file: file.chmod(0o604),
    "folder made anew": remake_folder,
}


def append_after_reading(read: Path, other: Path) -> None:
    for _ in range(3):
        read.read_text()
    append(other)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.storage.watch._SETTLE", timedelta(seconds=0.05))


@pytest.fixture(autouse=True)
def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tests write counts as old until it is watched."""
    monkeypatch.setattr("reminder.storage.files._JUST_NOW", 0.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config" / "config.toml"
    file.parent.mkdir()
    file.write_text("limit = 2\n")
    return file


@contextlib.contextmanager
def watching(paths: Iterable[Path], make: Make | None = None) -> Iterator[tuple[FileWatch, Changes]]:
    told = Changes()
    watch = FileWatch(paths, told)
    assert watch.start(asyncio.get_running_loop(), make) is None
    try:
        yield watch, told
    finally:
        watch.stop()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_change_is_told(make: Make, file: Path, change: Callable[[Path], object]) -> None:
    with watching([file], make) as (_, told):
        change(file)
        await until(lambda: told.number)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells that a watched folder itself is moved")
async def test_a_folder_that_is_moved_away_is_told(file: Path) -> None:
    with watching([file]) as (_, told):
        file.parent.rename(file.parent.with_name("aside"))
        await until(lambda: told.number)


async def test_each_of_several_changes_is_told_and_each_once(make: Make, file: Path) -> None:
    with watching([file], make) as (_, told):
        for number in range(1, 4):
            replace(file)
            append(file)
            await until(partial(told.reached, number))


async def test_a_file_is_noticed_in_folders_that_are_still_to_come(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "c" / "config.toml"
    source = Overheard(make)
    with watching([file], source) as (_, told):
        for folder in reversed(file.parents[:3]):
            folder.mkdir()
            await until(partial(source.watches, folder))
        assert told.number == 0
        file.write_text("")
        await until(lambda: told.number == 1)


async def test_folders_that_come_all_at_once_hide_no_file(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "c" / "config.toml"
    with watching([file], make) as (_, told):
        file.parent.mkdir(parents=True)
        file.write_text("")
        await until(lambda: told.number)


async def test_reading_a_file_tells_nothing(make: Make, file: Path) -> None:
    if make is Handles:
        pytest.skip("Windows does not say what has changed")
    source = Overheard(make)
    with watching([file], source):
        append_after_reading(file, file.with_name("other"))
        await until(lambda: "other" in source.told)
        assert file.name not in source.told


async def test_a_change_where_a_link_leads_is_told(make: Make, file: Path, tmp_path: Path) -> None:
    to_file, to_folder = tmp_path / "file" / "link.toml", tmp_path / "folder"
    to_file.parent.mkdir()
    to_file.symlink_to(file)
    to_folder.symlink_to(file.parent)
    with watching([to_file], make) as (_, by_file), watching([to_folder / file.name], make) as (_, by_folder):
        append(file)
        await until(lambda: by_file.number and by_folder.number)


async def test_a_link_on_the_way_that_leads_elsewhere_is_told(make: Make, file: Path, tmp_path: Path) -> None:
    way = tmp_path / "way"
    way.symlink_to(file.parent)
    with watching([way / file.name], make) as (_, told):
        way.unlink()
        way.symlink_to(tmp_path)
        await until(lambda: told.number)


def by_static(folder: Path) -> tuple[Path, Path]:
    """As NixOS has /etc: what the site has is a link into `static`, which is one itself."""
    (folder / "etc" / "xdg").mkdir(parents=True)
    (folder / "etc" / "static").symlink_to("../one")
    (folder / "etc" / "xdg" / "reminder").symlink_to("../static/xdg/reminder")
    return folder / "etc" / "xdg" / "reminder" / "config.toml", folder / "etc" / "static"


def by_data(folder: Path) -> tuple[Path, Path]:
    """As Kubernetes mounts a ConfigMap."""
    (folder / "..data").symlink_to("one/xdg/reminder")
    (folder / "config.toml").symlink_to("..data/config.toml")
    return folder / "config.toml", folder / "..data"


def by_many(folder: Path) -> tuple[Path, Path]:
    """As a profile of Nix: a link to the newest of several, by way of links in other folders."""
    (folder / "profiles" / "of" / "me").mkdir(parents=True)
    (folder / "profiles" / "newest").symlink_to(folder / "one")
    (folder / "profiles" / "of" / "me" / "mine").symlink_to("../../newest/xdg")
    (folder / "config.toml").symlink_to("profiles/of/me/mine/reminder/config.toml")
    return folder / "config.toml", folder / "profiles" / "newest"


@pytest.mark.parametrize("build", [by_static, by_data, by_many])
async def test_a_link_within_what_a_link_leads_to_is_told(
    build: Callable[[Path], tuple[Path, Path]], make: Make, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "xdg" / "reminder").mkdir(parents=True)
        (tmp_path / name / "xdg" / "reminder" / "config.toml").write_text(f"# {name}\n")
    file, link = build(tmp_path)
    with watching([file], make) as (_, told):
        other = link.with_name("new")
        other.symlink_to(str(link.readlink()).replace("one", "two"))
        other.replace(link)
        await until(lambda: told.number)
        assert file.read_text() == "# two\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a file whatever it is called by")
async def test_a_change_by_another_name_of_the_file_is_told(file: Path, tmp_path: Path) -> None:
    with watching([file]) as (_, told):
        (tmp_path / "name").hardlink_to(file)
        for number in (1, 2):
            append(tmp_path / "name")
            await until(partial(told.reached, number))
        replace(file)
        await until(partial(told.reached, 3))
        (tmp_path / "other name").hardlink_to(file)
        append(tmp_path / "other name")
        await until(partial(told.reached, 4))


async def test_other_files_can_be_watched_instead(make: Make, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "tips" / "my.toml"
    other.parent.mkdir()
    source = Overheard(make)
    with watching([file], source) as (watch, told):
        assert watch.watch([other]) is None
        assert source.folders == {other.parent}
        other.write_text("")
        await until(lambda: told.number)


async def test_a_change_before_the_start_is_told(file: Path) -> None:
    told = Changes()
    watch = FileWatch([file], told)
    append(file)
    assert watch.start(asyncio.get_running_loop(), Silent()) is None
    await until(lambda: told.number)
    watch.stop()


async def test_a_change_that_was_not_told_yet_outlives_another_choice_of_files(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "my.toml"
    source = Silent()
    with watching([file], source) as (watch, told):
        append(file)
        source.seen(Path(), "")
        assert watch.watch([file, other]) is None
        await until(lambda: told.number)


async def test_what_may_have_changed_while_it_was_read_is_told(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.toml"
    with watching([old]) as (watch, told):
        monkeypatch.setattr("reminder.storage.files._JUST_NOW", 60.0)
        assert watch.watch([old, file]) is None
        await until(lambda: told.number)
    with watching([file]) as (_, told):
        await until(lambda: told.number)


async def test_lost_events_make_it_look_for_itself(file: Path) -> None:
    source = Silent()
    with watching([file], source) as (_, told):
        append(file)
        source.seen(Path(), "")
        await until(lambda: told.number)


async def test_nothing_is_told_after_the_stop(make: Make, file: Path) -> None:
    source = Overheard(make)
    with watching([file], make) as (_, told):
        with watching([file], source) as (_, stopped):
            append(file)
            await until(lambda: source.told)
        await until(lambda: told.number)
    assert stopped.number == 0


async def test_a_system_that_watches_no_more_is_a_problem(file: Path) -> None:
    for source in (Silent(OSError(28, "No space left on device")), _refuses):
        assert "may go unnoticed" in told(FileWatch([file], Changes()).start(asyncio.get_running_loop(), source))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.storage.watch._AGAIN", timedelta(seconds=0.01))


@pytest.mark.usefixtures("impatient")
async def test_what_could_not_begin_is_told_until_it_can(make: Make, file: Path) -> None:
    refusing = True

    def sometimes(loop: asyncio.AbstractEventLoop, seen: Seen) -> Source:
        return _refuses(loop, seen) if refusing else make(loop, seen)

    told = Changes()
    watch = FileWatch([file], told)
    assert watch.start(asyncio.get_running_loop(), sometimes)
    assert watch.watch([file]), "it does not begin by being asked for the same again"
    refusing = False
    await until(lambda: told.number == 1)
    assert watch.problem is None

    append(file)
    await until(lambda: told.number == 2)
    watch.stop()


@pytest.mark.usefixtures("impatient")
async def test_what_ends_later_is_told_until_it_works_again(file: Path) -> None:
    source = Silent()
    with watching([file], source) as (watch, told):
        source.fails = OSError(28, "No space left on device")
        source.seen(Path(), "")
        await until(lambda: watch.problem)
        assert told.number == 0
        source.fails = None
        await until(lambda: told.number == 1)
        assert watch.problem is None


async def test_after_the_stop_nothing_is_tried_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.storage.watch._AGAIN", timedelta())
    told = Changes()
    watch = FileWatch([file], told)
    watch.start(asyncio.get_running_loop(), _refuses)
    watch.stop()
    monkeypatch.setattr(watch, "_make", Silent())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert told.number == 0


def _refuses(loop: asyncio.AbstractEventLoop, seen: Seen) -> Source:
    raise OSError(24, "Too many open files")


def test_a_drive_that_is_not_there_is_no_folder_to_watch(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    exists = os.path.exists
    monkeypatch.setattr(os.path, "exists", lambda path: path != Path("/") and "Z:" not in str(path) and exists(path))
    assert folders([file, Path("/Z:/my.toml")]) == {file.parent: {file.name}}


class Memory:
    """The kernel of a Windows, and the loop that waits for its handles: a test signals them."""

    def __init__(self) -> None:
        self.open_ones: dict[int, Path] = {}
        self.waits: dict[int, asyncio.Future[bool]] = {}
        self.refuses: OSError | None = None

    def __call__(self, loop: asyncio.AbstractEventLoop, seen: Seen) -> Source:
        self._loop = loop
        return Handles(SimpleNamespace(_proactor=self), seen, self)  # type: ignore[arg-type]

    def open(self, folder: Path) -> int:
        if self.refuses:
            raise self.refuses
        handle = len(self.waits) + 1
        self.open_ones[handle] = folder
        return handle

    def close(self, handle: int) -> None:
        assert self.waits[handle].done()
        del self.open_ones[handle]

    def wait_for_handle(self, handle: int) -> "asyncio.Future[bool]":
        self.waits[handle] = self._loop.create_future()
        return self.waits[handle]

    def signal(self) -> None:
        for handle in self.open_ones:
            self.waits[handle].set_result(True)


async def test_a_handle_of_windows_serves_once_and_is_made_anew_before_anybody_looks(file: Path) -> None:
    kernel = Memory()
    with watching([file], kernel) as (_, told):
        for number in range(1, 3):
            assert list(kernel.open_ones.values()) == [file.parent]
            append(file)
            kernel.signal()
            await until(partial(told.reached, number))
    assert not kernel.open_ones


async def test_a_handle_that_is_signalled_at_the_very_end_is_closed_once(file: Path) -> None:
    kernel = Memory()
    with watching([file], kernel) as (_, told):
        append(file)
        kernel.signal()
    await asyncio.sleep(0)
    assert (kernel.open_ones, told.number) == ({}, 0)


async def test_a_folder_that_windows_does_not_watch_is_a_problem_and_one_that_has_gone_is_none(file: Path) -> None:
    kernel = Memory()
    watch = FileWatch([file], Changes())
    kernel.refuses = FileNotFoundError(2, "The system cannot find the path specified")
    assert watch.start(asyncio.get_running_loop(), kernel) is None
    kernel.refuses = PermissionError(13, "Access is denied")
    assert "(Access is denied)" in told(watch.watch([file]))
    watch.stop()


def test_a_change_is_asked_for_with_its_own_calling_signature_of_windows(tmp_path: Path) -> None:
    called: list[object] = []

    def first(folder: str, below: int, changes: int) -> int:
        called.append((folder, below, changes))
        return 2**64 - 1 if ctypes.sizeof(ctypes.c_void_p) == 8 else 2**32 - 1

    library = SimpleNamespace(
        FindFirstChangeNotificationW=ctypes.CFUNCTYPE(
            ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_int32, ctypes.c_uint32
        )(first)
    )
    with pytest.raises(OSError):
        Kernel(lambda name: library).open(tmp_path)
    assert called == [(str(tmp_path), 0, 0x11F)]


def test_the_nearest_folder_is_watched_and_the_links_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "way").symlink_to("real")
    assert folders([tmp_path / "way" / "to" / "my.toml"]) == {tmp_path: {"way"}, tmp_path / "real": {"to"}}


def test_links_that_lead_round_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert folders([tmp_path / "a" / "my.toml"])[tmp_path] == {"a", "b"}
