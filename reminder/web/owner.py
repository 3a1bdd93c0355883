"""Whose a connection from this machine is, as Linux knows it.

    both ends ─▶ sock_diag(7), which looks up this one ─▶ uid
                    └▶ where the kernel is without: /proc/net/tcp, /proc/net/tcp6 (proc_pid_net(5)), which list them all

To read a list takes up to 10 ms, be it short or long. Each line has the local and the remote address, in hexadecimal
words of the machine's own byte order, the state, and the uid of whoever made the socket.

That counts only while the connection is established: one that its maker has closed belongs to nobody any more, and is
said to be root's. As long as it is, no other can have the same two ends, and its maker stays the same (to give a socket
to another user takes root), so that one look counts for all that comes over it.
"""

import errno
import socket
import struct
import sys
from pathlib import Path

Address = tuple[str, int]

TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_LOCAL, _REMOTE, _STATE, _UID = 1, 2, 3, 7
_ESTABLISHED = 1
_LOOKS = 3
"""The kernel gives out a list piece by piece, and a line may move from one to another meanwhile."""

_NETLINK_SOCK_DIAG, _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, _NLMSG_ERROR = 4, 20, 1, 2
_HEADER = struct.Struct("=IHHII")
"""nlmsghdr: length, type, flags, number, sender."""
_ENDS = struct.Struct("!HH16s16s")
"""Of inet_diag_sockid: ports and addresses, the local before the remote."""
_QUESTION = struct.Struct("=BBxxI36sIII")
"""inet_diag_req_v2: family, protocol, states, ends, interface, cookie."""
_ANSWER = struct.Struct("=xBxx36sIIIIIIII")
"""inet_diag_msg: state, ends, interface, cookie, expires, two queues, uid, inode."""
_ANY = 0xFFFFFFFF
_WITHIN = 1.0
"""Seconds. The kernel answers at once."""


def uid_of(client: Address, server: Address) -> int | None:
    """The uid of the process at `client`, connected to `server`; None: there is no such connection."""
    try:
        return _looked_up(client, server)
    except OSError:
        return listed(client, server)


def _looked_up(client: Address, server: Address) -> int | None:
    """Raises OSError where the kernel cannot be asked."""
    if sys.platform != "linux":
        raise NotImplementedError
    family = socket.AF_INET6 if ":" in client[0] else socket.AF_INET
    hosts = (socket.inet_pton(family, host) for host, *_ in (client, server))
    ends = _ENDS.pack(client[1], server[1], *hosts)
    question = _QUESTION.pack(family, socket.IPPROTO_TCP, _ANY, ends, 0, _ANY, _ANY)
    header = _HEADER.pack(_HEADER.size + len(question), _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, 0, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_SOCK_DIAG) as kernel:
        kernel.settimeout(_WITHIN)
        kernel.send(header + question)
        answer = kernel.recv(4096)
    if _HEADER.unpack_from(answer)[1] == _NLMSG_ERROR:
        code = -struct.unpack_from("=i", answer, _HEADER.size)[0]
        if code == errno.ENOENT:
            return None
        raise OSError(code, "sock_diag")
    state, _, _, _, _, _, _, _, uid, _ = _ANSWER.unpack_from(answer, _HEADER.size)
    return int(uid) if state == _ESTABLISHED else None


def listed(client: Address, server: Address, tables: tuple[str, ...] = TABLES) -> int | None:
    """The same by the lists of all that there are."""
    ends = {(_written(client, family), _written(server, family)) for family in (socket.AF_INET, socket.AF_INET6)}
    for table in tables * _LOOKS:
        try:
            text = Path(table).read_text("ascii")
        except OSError:  # a machine without IPv6, or one that hides its connections
            continue
        for line in text.splitlines()[1:]:
            fields = line.split(None, _UID + 1)
            if (fields[_LOCAL], fields[_REMOTE]) in ends and int(fields[_STATE], 16) == _ESTABLISHED:
                return int(fields[_UID])
    return None


def _written(address: Address, family: socket.AddressFamily) -> str:
    """As the list of that family has it."""
    host, port = address[:2]
    if family is socket.AF_INET6 and ":" not in host:
        host = f"::ffff:{host}"
    try:
        packed = socket.inet_pton(family, host)
    except OSError:
        return ""
    order = "<" if sys.byteorder == "little" else ">"
    words = struct.unpack(f"{order}{len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words) + f":{port:04X}"
