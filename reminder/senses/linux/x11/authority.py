"""Where the X server of a session listens, and the cookie that it wants to see.

    DISPLAY ─▶ address() ─▶ a host and a number ─▶ cookie(), from the file that XAUTHORITY names ─▶ the greeting

https://www.x.org/releases/current/doc/man/man7/X.7.xhtml has what DISPLAY says, and the man page of Xau the file.
"""

import os
import re
import socket
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from reminder.errors import Unavailable

TCP = 6000
"""The port of display 0."""
COOKIE = b"MIT-MAGIC-COOKIE-1"

_PLACE = re.compile(r"(?:unix|(?P<host>.*)):(?P<number>\d{1,5})(?:\.\d+)?")
_LOCAL, _INTERNET, _INTERNET_6, _ANY = 256, 0, 6, 65535
"""Whose cookie it is: this machine's, that of an address of either kind, everybody's."""
_LARGE = 2**20
"""Bytes; a file of cookies has some hundred."""


def address(environment: Mapping[str, str] = os.environ) -> tuple[str, int]:
    """The host, empty for this machine, and the number of the display. Raises Unavailable."""
    name = environment.get("DISPLAY")
    if not name:
        raise Unavailable("DISPLAY is not set")
    place = _PLACE.fullmatch(name)
    if not place or int(place["number"]) > 2**16 - 1 - TCP:
        raise Unavailable("DISPLAY says no display: {name!r}", name=name)
    return (place["host"] or "").strip("[]"), int(place["number"])


def cookie(number: int, peer: str, environment: Mapping[str, str] = os.environ) -> bytes:
    """What to show the display of this number; empty: nothing. `peer` is its address, empty for this machine's."""
    if not peer or peer.startswith("127.") or peer == "::1":
        whose = _LOCAL, socket.gethostname().encode()
    elif ":" in peer:
        whose = _INTERNET_6, socket.inet_pton(socket.AF_INET6, peer)
    else:
        whose = _INTERNET, socket.inet_pton(socket.AF_INET, peer)
    for family, owner, display, name, secret in _entries(environment):
        is_ours = family == _ANY or (family, owner) == whose
        if is_ours and display in (b"", str(number).encode()) and name == COOKIE:
            return secret
    return b""


def _entries(environment: Mapping[str, str]) -> Iterator[tuple[int, bytes, bytes, bytes, bytes]]:
    """The family, owner, display, kind and secret of each cookie. What cannot be read is as good as missing."""
    path = Path(environment.get("XAUTHORITY") or os.path.expanduser("~/.Xauthority"))  # noqa: PTH111 - never raises
    try:
        data = path.read_bytes() if path.is_file() and path.stat().st_size < _LARGE else b""
    except OSError:
        return
    try:
        while data:
            (family,) = struct.unpack_from(">H", data)
            fields, data = [], data[2:]
            for _ in range(4):
                (size,) = struct.unpack_from(">H", data)
                fields.append(data[2 : 2 + size])
                data = data[2 + size :]
            owner, display, name, secret = fields
            yield family, owner, display, name, secret
    except struct.error:
        return
