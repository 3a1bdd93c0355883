"""The application's icon as pictures of every size that a menu asks for: python config/drawing/icons.py

config/icons/hicolor/scalable, and icon-small.svg for sizes at which that is too fine ─▶ rsvg-convert ─▶ SIZExSIZE/
"""

import struct
import subprocess
import zlib
from pathlib import Path

HERE = Path(__file__).parent
ICONS = HERE.parent / "icons" / "hicolor"
SMALL, LARGE = (16, 22, 24), (32, 48, 64, 128, 256)
MARK = b"Comment\0X-Reminder-Managed=true"
"""By it `reminder menu off` knows its own."""
_HEAD = 8 + 25
"""Of a PNG: its signature and its first chunk."""


def drawn(source: Path, size: int) -> bytes:
    command = ["rsvg-convert", "--width", str(size), "--height", str(size), str(source)]
    picture = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return picture[:_HEAD] + _chunk(b"tEXt", MARK) + picture[_HEAD:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    for source, sizes in ((HERE / "icon-small.svg", SMALL), (ICONS / "scalable" / "apps" / "reminder.svg", LARGE)):
        for size in sizes:
            path = ICONS / f"{size}x{size}" / "apps" / "reminder.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(drawn(source, size))
