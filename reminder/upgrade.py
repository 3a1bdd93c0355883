"""Notices that another version of the program was installed over the running one."""

import importlib.metadata
from pathlib import Path

from reminder import __version__

DISTRIBUTION = "reminder"


class Installed:
    """The installed version, read anew only when its folder has changed: asking costs one `stat`."""

    def __init__(self, running: str = __version__) -> None:
        self._running = running
        self._folder = _folder()
        self._seen = self._changed()

    def is_another(self) -> bool:
        """True once the installed version differs from the running one; False while an installation is half done."""
        changed = self._changed()
        if changed == self._seen:
            return False
        found = importlib.metadata.distributions(name=DISTRIBUTION, path=[str(self._folder)])
        versions: list[str | None] = [distribution.version for distribution in found]
        if not versions or None in versions:  # a folder is there before what says its version
            return False
        self._seen = changed
        return versions[0] != self._running

    def _changed(self) -> int:
        try:
            return self._folder.stat().st_mtime_ns if self._folder else 0
        except OSError:
            return 0


def _folder() -> Path | None:
    """Where the distribution's metadata lies; None for a program that is not installed."""
    try:
        return Path(str(importlib.metadata.distribution(DISTRIBUTION).locate_file("")))
    except importlib.metadata.PackageNotFoundError:
        return None
