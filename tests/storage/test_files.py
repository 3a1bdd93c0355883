import errno
import stat
import sys
from pathlib import Path

import pytest
from support.disks import ROOM, full_disk
from support.homes import names

from reminder.storage import files


def test_a_replaced_file_has_the_new_text_and_the_old_mode(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    files.replace(path, b"one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    files.replace(path, b"two")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"two", 0o644)
    assert names(path.parent) == ["file"]


class ReadBySomebody:
    """Takes the place of `Path.replace`, as Windows has it: denied so many times."""

    def __init__(self, times: int) -> None:
        self._denied = iter(range(times))
        self._replace = Path.replace

    def __call__(self, temporary: Path, path: Path) -> None:
        if next(self._denied, None) is not None:
            denied = PermissionError(errno.EACCES, "Access denied")
            denied.winerror = 5
            raise denied
        self._replace(temporary, path)


def replace_while_it_is_read(monkeypatch: pytest.MonkeyPatch, folder: Path, times: int) -> None:
    (path := folder / "file").write_bytes(b"one")
    somebody = ReadBySomebody(times)
    monkeypatch.setattr(Path, "replace", lambda temporary, path: somebody(temporary, path))
    monkeypatch.setattr(files, "_PATIENCE", 0.1)
    files.replace(path, b"two")


def test_one_that_somebody_reads_is_replaced_as_soon_as_windows_lets_it_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    replace_while_it_is_read(monkeypatch, tmp_path, times=3)
    assert (tmp_path / "file").read_bytes() == b"two"
    assert names(tmp_path) == ["file"]


def test_one_that_somebody_reads_without_end_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(PermissionError):
        replace_while_it_is_read(monkeypatch, tmp_path, times=sys.maxsize)
    assert (tmp_path / "file").read_bytes() == b"one"
    assert names(tmp_path) == ["file"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    with full_disk(), pytest.raises(OSError, match="File too large"):
        files.replace(path, b"two" * ROOM)
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["file"]
