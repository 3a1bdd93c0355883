"""Says when one of the settings' files has changed, without looking at them again and again.

the system's word about a folder ─▶ is it about one of our files, or a folder on the way there? ─▶ do they look
otherwise than before? ─▶ changed()

Folders are watched, not files, since editors put a new file in the place of the old one. Where a folder is not there
yet, the nearest one above it is. Linux pushes through inotify, whose descriptor the loop reads, and Windows through
handles that it waits for; on macOS watchdog brings threads of its own.
"""

import os
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from sys import platform
from typing import Any, Protocol

from reminder.files import has_just_changed, look
from reminder.model import Problem

_SETTLE = 0.3
"""Seconds from the first sign to `changed()`: one saving of a file is several events."""

Seen = Callable[[Path, str], None]
"""What a source calls in the loop, with a folder and the name of what changed in it; "": anything may have.

After a "" the source need not tell of that folder again before it is watched anew.
"""


class Source(Protocol):
    """What tells of changes in folders, from when it is made."""

    def watch(self, folders: Iterable[Path]) -> None:
        """Tell of these, and no others. Raises OSError once it watches as many of them as it can."""

    def close(self) -> None:
        """Tell of nothing any more."""


class FileWatch:
    """Calls `changed` in the loop, within a second of a change to one of `paths`, which need not exist."""

    def __init__(self, paths: Iterable[str | Path], changed: Callable[[], None]) -> None:
        self._paths = tuple(map(Path, paths))
        self._looks = {path: _first_look(path) for path in self._paths}
        self._changed = changed
        self._loop: AbstractEventLoop | None = None
        self._source: Source | None = None
        self._names: Mapping[Path, set[str]] = {}
        self._soon: TimerHandle | None = None

    def start(
        self, loop: AbstractEventLoop, source: Callable[[AbstractEventLoop, Seen], Source] | None = None
    ) -> Problem | None:
        """Watch from now on. The problem, where some changes will go unnoticed."""
        self._loop = loop
        try:
            self._source = (source or _of_this_system())(loop, self._seen)
        except OSError as error:
            return _problem(error)
        return self._begin()

    def watch(self, paths: Iterable[str | Path]) -> Problem | None:
        """Watch these instead; answers like `start`."""
        self._paths = tuple(map(Path, paths))
        known = self._looks  # also of what changed and was not told yet
        self._looks = {path: known[path] if path in known else _first_look(path) for path in self._paths}
        return self._begin()

    def stop(self) -> None:
        """Call `changed` no more."""
        if self._soon:
            self._soon.cancel()
        if self._source:
            self._source.close()
            self._source = None

    def _begin(self) -> Problem | None:
        problem = self._arm()
        if self._looks != _looks(self._paths):  # a change between the reading and the watching
            self._seen(Path(), "")
        return problem

    def _arm(self) -> Problem | None:
        if self._source is None:
            return None
        watched = None
        while watched != (names := folders(self._paths)):  # looks again: one may have come before it was watched
            self._names = watched = names
            try:
                self._source.watch(names)
            except OSError as error:
                return _problem(error)
        return None

    def _seen(self, folder: Path, name: str) -> None:
        if self._loop and not self._soon and (not name or name in self._names.get(folder, ())):
            self._soon = self._loop.call_later(_SETTLE, self._settled)

    def _settled(self) -> None:
        self._soon = None
        self._arm()
        before, self._looks = self._looks, _looks(self._paths)
        if before != self._looks:
            self._changed()


def folders(paths: Iterable[Path]) -> dict[Path, set[str]]:
    """The folders to watch, and the names in them that matter: files, folders still to come, and links on the way."""
    names: dict[Path, set[str]] = {}
    for path in paths:
        for route in (path, Path(os.path.realpath(path))):
            there = next(filter(os.path.exists, route.parents), None)
            if there is not None:  # a drive of Windows need not be there
                names.setdefault(there, set()).add(route.relative_to(there).parts[0])
        for link in path.parents:
            if os.path.islink(link):  # noqa: PTH114 - never raises
                names.setdefault(link.parent, set()).add(link.name)
    return names


def _looks(paths: Iterable[Path]) -> dict[Path, object]:
    return {path: look(path) for path in paths}


def _first_look(path: Path) -> object:
    """That of a file which was read some time before; "", and so unlike every later one, if it has just changed."""
    return "" if has_just_changed(path) else look(path)


def _problem(error: OSError) -> Problem:
    why = error.strerror or str(error)
    return Problem("settings", f"a change of the settings may go unnoticed ({why}); `reminder restart` reads them anew")


def _of_this_system() -> Callable[[AbstractEventLoop, Seen], Source]:
    if platform == "linux":
        return Inotify
    if platform == "win32":
        from reminder.watch_windows import Handles

        return Handles
    return Watchdog


class Inotify:
    """Linux: the kernel says it on a descriptor."""

    def __init__(self, loop: AbstractEventLoop, seen: Seen) -> None:
        from inotify_simple import INotify, flags

        self._loop = loop
        self._seen = seen
        self._inotify = INotify()
        self._mask = (
            flags.ONLYDIR | flags.CREATE | flags.CLOSE_WRITE | flags.ATTRIB | flags.DELETE | flags.DELETE_SELF
            | flags.MOVED_FROM | flags.MOVED_TO | flags.MOVE_SELF
        )  # fmt: skip
        self._folders: dict[int, Path] = {}
        loop.add_reader(self._inotify.fileno(), self._read)

    def watch(self, folders: Iterable[Path]) -> None:
        watched: dict[int, Path] = {}
        failed: OSError | None = None
        for folder in folders:
            try:
                watched[self._inotify.add_watch(folder, self._mask)] = folder
            except FileNotFoundError:
                pass  # gone since; who asks will see that
            except OSError as error:
                failed = error
        for number in self._folders.keys() - watched.keys():
            with suppress(OSError):
                self._inotify.rm_watch(number)
        self._folders = watched
        if failed:
            raise failed

    def close(self) -> None:
        self._loop.remove_reader(self._inotify.fileno())
        self._inotify.close()

    def _read(self) -> None:
        for event in self._inotify.read(timeout=0):
            if event.wd in self._folders:
                self._seen(self._folders[event.wd], event.name)
            elif event.wd == -1:  # the queue was full, and events were lost
                self._seen(Path(), "")


class Watchdog:
    """macOS: the watchdog package asks the system in threads of its own."""

    def __init__(self, loop: AbstractEventLoop, seen: Seen) -> None:
        from watchdog.observers import Observer

        self._loop = loop
        self._seen = seen
        self._observer = Observer()
        self._folders: dict[Path, Any] = {}
        self._observer.start()

    def watch(self, folders: Iterable[Path]) -> None:
        wanted = set(folders)
        for folder in self._folders.keys() - wanted:
            self._observer.unschedule(self._folders.pop(folder))
        handler: Any = self
        for folder in wanted - self._folders.keys():
            with suppress(FileNotFoundError):  # gone since; who asks will see that
                self._folders[folder] = self._observer.schedule(handler, str(folder))

    def close(self) -> None:
        self._observer.stop()
        self._observer.join()

    def dispatch(self, event: Any) -> None:
        """Called by watchdog, in its thread."""
        if event.event_type in ("opened", "closed_no_write"):
            return
        for path in filter(None, (event.src_path, getattr(event, "dest_path", ""))):
            changed = Path(os.fsdecode(path))
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._seen, changed.parent, changed.name)
