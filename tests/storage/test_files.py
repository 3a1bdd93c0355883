import stat
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


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    with full_disk(), pytest.raises(OSError, match="File too large"):
        files.replace(path, b"two" * ROOM)
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["file"]
