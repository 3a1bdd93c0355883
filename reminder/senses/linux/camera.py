"""Who uses a camera, as the kernel tells of its device files.

    one is opened or closed, comes or goes ─▶ a moment later ─▶ who has one open? ─▶ PipeWire: for whom? ─▶ their names

A camera that is just looked at, to see what it can do, is closed again before that moment is over.
"""

import asyncio
import errno
import os
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from reminder.errors import NoAnswer, Unavailable
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.senses import SenseName
from reminder.phrase import phrase, several
from reminder.senses.linux import pipewire, processes
from reminder.senses.meeting import meeting
from reminder.senses.sensor import Seen, Sensor
from reminder.system.tasks import Timer

SETTLE = timedelta(seconds=0.3)

_SYSTEM = Path("/sys/class/video4linux")
_UDEV = Path("/run/udev/data")
_CAPABILITIES = "E:ID_V4L_CAPABILITIES="
_GIVES_PICTURES = "capture:", "video_output:"
"""A loopback device is of the second kind until something is fed to it."""
_NONE = phrase("there is no camera now; one that comes is noticed")
_LIMITS = {errno.EMFILE: "fs.inotify.max_user_instances", errno.ENOSPC: "fs.inotify.max_user_watches"}


class Camera(Sensor):
    """A program of the person's that has a camera open, or is shown its picture by PipeWire."""

    name = SenseName.CAMERA

    def __init__(self, put: Put, clock: Clock, ignore: Collection[str], devices: str = "/dev/video*") -> None:
        super().__init__(put, clock)
        self._ignore = ignore
        self._devices = devices
        self._folder, self._pattern = Path(devices).parent, Path(devices).name
        self._inotify: Any = None
        self._folder_watch = -1
        self._device_watches: set[int] = set()
        self._soon = Timer()

    async def stop(self) -> None:
        await super().stop()
        self._close()

    async def look(self) -> Seen:
        devices = self._watch()
        programs = [processes.program(number) for number in processes.openers(devices)] if devices else []
        used = [program for program in programs if program.binary not in pipewire.SERVERS]
        if len(used) < len(programs):
            try:
                used += (await pipewire.ask()).viewers()
            except Unavailable:
                if not used:
                    raise
        return Seen(self._devices, meeting(used, self._ignore), None if devices else _NONE)

    # --- what the kernel says -----------------------------------------------------------------------------------------

    def _watch(self) -> set[str]:
        """Watch the folder, and what is there now; its real paths. Raises Unavailable."""
        from inotify_simple import INotify, flags

        folder = flags.CREATE | flags.MOVED_TO | flags.ATTRIB | flags.DELETE | flags.DELETE_SELF | flags.ONLYDIR
        device = flags.OPEN | flags.CLOSE_WRITE | flags.CLOSE_NOWRITE
        found: dict[str, int] = {}
        refused = ""
        try:
            if self._inotify is None:
                self._inotify = INotify()
                asyncio.get_running_loop().add_reader(self._inotify.fileno(), self._read)
            self._folder_watch = self._inotify.add_watch(self._folder, folder)
            for path in self._folder.glob(self._pattern):
                try:
                    if gives_pictures(path.name):
                        found[os.path.realpath(path)] = self._inotify.add_watch(path, device)
                except FileNotFoundError:
                    pass  # it has just gone
                except PermissionError:
                    refused = str(path)  # who may not read it may not open it either
        except OSError as error:
            why = phrase("{folder} cannot be watched: {why}", folder=str(self._folder), why=error)
            limit = _LIMITS.get(error.errno or 0)
            hint = phrase("raise {limit}", limit=limit) if limit else None
            raise NoAnswer(several((why, hint))) from None
        if refused and not found:
            raise Unavailable(
                "{device} cannot be watched: it is not yours to open; the group video may be", device=refused
            )
        for number in self._device_watches - set(found.values()):
            with suppress(OSError):
                self._inotify.rm_watch(number)
        self._device_watches = set(found.values())
        return set(found)

    def _read(self) -> None:
        for event in self._inotify.read(timeout=0):
            is_about_it = event.wd != self._folder_watch or not event.name or fnmatchcase(event.name, self._pattern)
            if is_about_it and not self._soon:
                self._soon.set(SETTLE, self.prompt)

    def _close(self) -> None:
        self._soon.cancel()
        if self._inotify is not None:
            asyncio.get_running_loop().remove_reader(self._inotify.fileno())
            self._inotify.close()
            self._inotify = None


def gives_pictures(device: str, system: Path = _SYSTEM, udev: Path = _UDEV) -> bool:
    """It is a camera, or may be: udev knows of many that they are none, as those that only decode films."""
    try:
        number = (system / device / "dev").read_text().strip()
        lines = (udev / f"c{number}").read_text(errors="replace").splitlines()
    except OSError:
        return True
    known = [line for line in lines if line.startswith(_CAPABILITIES)]
    return not known or any(picture in line for line in known for picture in _GIVES_PICTURES)
