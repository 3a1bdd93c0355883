"""Whose a connection from this machine is, as Linux lists them.

/proc/net/tcp, /proc/net/tcp6 (proc_pid_net(5)): each line has the local and the remote address, in hexadecimal words of
the machine's own byte order, the state, and the uid of whoever made the socket.
"""

import socket
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

Address = tuple[str, int]

TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_LOCAL, _REMOTE, _UID = 1, 2, 7


def uid_of(client: Address, server: Address, tables: Iterable[str] = TABLES) -> int | None:
    """The uid of the process at `client`, connected to `server`; None: no such connection is listed."""
    ends = {(_listed(client, family), _listed(server, family)) for family in (socket.AF_INET, socket.AF_INET6)}
    for table in tables:
        try:
            text = Path(table).read_text("ascii")
        except FileNotFoundError:  # a machine without IPv6
            continue
        for line in text.splitlines()[1:]:
            fields = line.split()
            if (fields[_LOCAL], fields[_REMOTE]) in ends:
                return int(fields[_UID])
    return None


def _listed(address: Address, family: socket.AddressFamily) -> str:
    """As the table of that family lists it."""
    host, port = address
    if family is socket.AF_INET6 and ":" not in host:
        host = f"::ffff:{host}"
    try:
        packed = socket.inet_pton(family, host)
    except OSError:
        return ""
    order = "<" if sys.byteorder == "little" else ">"
    words = struct.unpack(f"{order}{len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words) + f":{port:04X}"
