"""Says when one of the settings' files has changed, without looking at them again and again.

the system's word about a folder ─▶ is it about one of our files, or a folder on the way there? ─▶ do they look
otherwise than before? ─▶ changed()

Folders are watched, since editors put a new file in the place of the old one. Where a folder is not there yet, the
nearest one above it is; and every link that the way to a file runs through is watched for in the folder it lies in.
Linux watches the file itself too, which may be written by another name (a hard link). It pushes through inotify, whose
descriptor the loop reads, and Windows through handles that it waits for; on macOS watchdog brings threads of its own.

What cannot be watched, as where others have used up all that the system has for it, is tried again until it can.
"""

import os
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from sys import platform
from types import SimpleNamespace
from typing import Any, Protocol

from reminder.model.plan import Problem
from reminder.phrase import phrase
from reminder.storage.files import has_just_changed, look
from reminder.system.lean import instead
from reminder.system.tasks import Timer

_SETTLE = timedelta(seconds=0.3)
"""From the first sign to `changed()`: one saving of a file is several events."""
_AGAIN, _AGAIN_AT_MOST = timedelta(seconds=2), timedelta(seconds=60)
"""Until it is tried again, doubled each time."""
_LINKS = 40
"""More of them on one way lead round in a circle, for Linux too."""

Seen = Callable[[Path, str], None]
"""What a source calls in the loop, with a folder and the name of what changed in it; "": anything may have.

After a "" the source need not tell of that folder again before it is watched anew.
"""


class Source(Protocol):
    """What tells of changes in folders, from when it is made."""

    def watch(self, folders: Mapping[Path, Iterable[str]]) -> None:
        """Tell of these, and no others; of what has these names in them also where it is changed by another name.

        The latter only where the system can. Raises OSError once it watches as many of them as it can.
        """

    def close(self) -> None:
        """Tell of nothing any more."""


Make = Callable[[AbstractEventLoop, Seen], Source]
"""Makes a source. Raises OSError where the system has none left to give."""


class FileWatch:
    """Calls `changed` in the loop, within a second of a change to one of `paths`, which need not exist."""

    def __init__(self, paths: Iterable[str | Path], changed: Callable[[], None]) -> None:
        self.problem: Problem | None = None
        """Why some changes go unnoticed for now; after the first time `changed` is called too once there is none."""
        self._paths = tuple(map(Path, paths))
        self._looks = {path: _first_look(path) for path in self._paths}
        self._changed = changed
        self._loop: AbstractEventLoop | None = None
        self._make = _of_this_system()
        self._source: Source | None = None
        self._names: Mapping[Path, set[str]] = {}
        self._soon = Timer()
        self._again = Timer()
        self._wait = _AGAIN

    def start(self, loop: AbstractEventLoop, make: Make | None = None) -> Problem | None:
        """Watch from now on. The problem, where some changes will go unnoticed."""
        self._loop = loop
        self._make = make or self._make
        return self._begin()

    def watch(self, paths: Iterable[str | Path]) -> Problem | None:
        """Watch these instead; answers like `start`."""
        self._paths = tuple(map(Path, paths))
        known = self._looks  # also of what changed and was not told yet
        self._looks = {path: known[path] if path in known else _first_look(path) for path in self._paths}
        return self._begin()

    def stop(self) -> None:
        self._soon.cancel()
        self._again.cancel()
        self._loop = None
        if self._source:
            self._source.close()
            self._source = None

    def _begin(self) -> Problem | None:
        self._arm()
        if self._looks != _looks(self._paths):  # a change between the reading and the watching
            self._seen(Path(), "")
        return self.problem

    def _arm(self) -> None:
        """Watch what has to be watched by now, or see to it that this is tried again."""
        if self._loop is None:
            return
        self._again.cancel()
        try:
            self._source = self._source or self._make(self._loop, self._seen)
            watched = None
            while watched != (names := folders(self._paths)):  # looks again: one may have come before it was watched
                self._names = watched = names
                self._source.watch(names)
        except OSError as error:
            self.problem = _problem(error)
            self._again.set(self._wait, self._try_again)
            self._wait = min(2 * self._wait, _AGAIN_AT_MOST)
        else:
            self.problem, self._wait = None, _AGAIN

    def _try_again(self) -> None:
        """Who is told that changes may go unnoticed hears that they no longer do, by word of one."""
        self._begin()
        if self.problem is None:
            self._changed()

    def _seen(self, folder: Path, name: str) -> None:
        if self._loop and not self._soon and (not name or name in self._names.get(folder, ())):
            self._soon.set(_SETTLE, self._settled)

    def _settled(self) -> None:
        self._arm()
        before, self._looks = self._looks, _looks(self._paths)
        if before != self._looks:
            self._changed()


def folders(paths: Iterable[Path]) -> dict[Path, set[str]]:
    """The folders to watch, and the names in them that matter: files, folders still to come, and links on the way."""
    names: dict[Path, set[str]] = {}
    for path in paths:
        *links, end = _way(path)
        for link in links:
            names.setdefault(link.parent, set()).add(link.name)
        there = next(filter(os.path.exists, end.parents), None)
        if there is not None:  # a drive of Windows need not be there
            names.setdefault(there, set()).add(end.relative_to(there).parts[0])
    return names


def _way(path: Path) -> Iterator[Path]:
    """Every link that `path` runs through, each where it really lies, and where that ends: at no link any more."""
    here = Path(path.absolute().anchor)
    ahead = list(reversed(path.absolute().parts[1:]))
    left = _LINKS
    while ahead:
        name = ahead.pop()
        here = here.parent if name == os.pardir else here / name
        try:
            target = here.readlink()
        except (OSError, ValueError):  # no link, or nothing is known of it
            continue
        if not (left := left - 1):
            break
        yield here
        here = Path(target.anchor) if target.is_absolute() else here.parent
        ahead += reversed(target.parts[1:] if target.is_absolute() else target.parts)
    yield here


def _looks(paths: Iterable[Path]) -> dict[Path, object]:
    return {path: look(path) for path in paths}


def _first_look(path: Path) -> object:
    """That of a file which was read some time before; "", and so unlike every later one, if it has just changed."""
    return "" if has_just_changed(path) else look(path)


def _problem(error: OSError) -> Problem:
    said = phrase("a change of the settings may go unnoticed ({why}); `reminder restart` reads them anew", why=error)
    return Problem("settings", said)


def _of_this_system() -> Make:
    if platform == "linux":
        return Inotify
    if platform == "win32":
        from reminder.storage.watch_windows import Handles

        return Handles
    return Watchdog


class Inotify:
    """Linux: the kernel says it on a descriptor."""

    def __init__(self, loop: AbstractEventLoop, seen: Seen) -> None:
        # It would look for the C library by name, in a process of its own; None stands for that of this process.
        with instead({"ctypes.util": SimpleNamespace(find_library=lambda name: None)}):
            from inotify_simple import INotify, flags

        self._loop = loop
        self._seen = seen
        self._inotify = INotify()
        self._mask = (
            flags.CREATE | flags.CLOSE_WRITE | flags.ATTRIB | flags.DELETE | flags.DELETE_SELF
            | flags.MOVED_FROM | flags.MOVED_TO | flags.MOVE_SELF
        )  # fmt: skip
        self._watched: dict[int, set[tuple[Path, str]]] = {}
        """Folders, without a name, and what is in them; one may be there twice, as where it is mounted twice."""
        loop.add_reader(self._inotify.fileno(), self._read)

    def watch(self, folders: Mapping[Path, Iterable[str]]) -> None:
        watched: dict[int, set[tuple[Path, str]]] = {}
        failed: OSError | None = None
        for folder, names in folders.items():
            files = [name for name in names if os.path.isfile(folder / name)]  # noqa: PTH113 - never raises
            for name in ("", *files):
                try:
                    watched.setdefault(self._inotify.add_watch(folder / name, self._mask), set()).add((folder, name))
                except (FileNotFoundError, NotADirectoryError):
                    pass  # gone since; who asks will see that
                except OSError as error:
                    failed = error
        for number in self._watched.keys() - watched.keys():
            with suppress(OSError):
                self._inotify.rm_watch(number)
        self._watched = watched
        if failed:
            raise failed

    def close(self) -> None:
        self._loop.remove_reader(self._inotify.fileno())
        self._inotify.close()

    def _read(self) -> None:
        for event in self._inotify.read(timeout=0):
            for folder, name in self._watched.get(event.wd, ()):
                self._seen(folder, name or event.name)
            if event.wd == -1:  # the queue was full, and events were lost
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

    def watch(self, folders: Mapping[Path, Iterable[str]]) -> None:
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
