"""Whose a connection is, by both ways of the kernel's to tell it, of real sockets."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from reminder.web.owner import Address, listed, uid_of

if sys.platform != "linux":
    pytest.skip("Linux alone tells whose a connection is", allow_module_level=True)

Way = Callable[[Address, Address], int | None]
WAYS = pytest.mark.parametrize("way", [uid_of, listed])
V4, V6 = socket.AF_INET, socket.AF_INET6
KINDS = pytest.mark.parametrize(
    ("family", "to", "server", "at"),
    [(V4, "127.0.0.1", V4, "127.0.0.1"), (V6, "::1", V6, "::1"), (V6, "::ffff:127.0.0.1", V4, "127.0.0.1")],
    ids=["IPv4", "IPv6", "IPv4 in IPv6"],
)


@contextmanager
def connected(
    family: int = V4, to: str = "127.0.0.1", server: int = V4, at: str = "127.0.0.1"
) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends, the client's first."""
    with socket.create_server((at, 0), family=server) as listener, socket.socket(family) as client:
        client.connect((to, listener.getsockname()[1]))
        served, _ = listener.accept()
        with served:
            yield client, served


def ends(served: socket.socket) -> tuple[Address, Address]:
    return served.getpeername(), served.getsockname()


@WAYS
@KINDS
def test_it_is_that_of_whoever_made_the_socket(way: Way, family: int, to: str, server: int, at: str) -> None:
    with connected(family, to, server, at) as (client, served):
        assert way(*ends(served)) == os.getuid()
        if os.getuid() == 0:
            os.fchown(client.fileno(), 4321, -1)
            os.fchown(served.fileno(), 1234, -1)
            assert way(*ends(served)) == 4321


@WAYS
def test_one_that_was_closed_is_nobodys(way: Way) -> None:
    with connected() as (client, served):
        client.close()
        assert way(*ends(served)) is None
    with connected() as (client, served):
        client.shutdown(socket.SHUT_WR)
        assert way(*ends(served)) is None


@WAYS
def test_one_that_never_was_is_nobodys(way: Way) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        at = listener.getsockname()
        assert way(("127.0.0.1", 1), at) is None
        assert way(at, ("127.0.0.1", 1)) is None, "who listens there is not connected"
        assert way(("::1", 1), ("::1", at[1])) is None


@WAYS
def test_it_is_found_among_thousands(way: Way) -> None:
    with ExitStack() as crowd, socket.create_server(("127.0.0.1", 0), backlog=1) as listener:
        pairs = []
        for _ in range(300):
            client = crowd.enter_context(socket.create_connection(listener.getsockname()))
            pairs.append((client, crowd.enter_context(listener.accept()[0])))
        for client, served in pairs[::100]:
            assert way(*ends(served)) == os.getuid(), client


def test_a_kernel_that_cannot_be_asked_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    make = socket.socket

    def no_netlink(family: int = V4, *rest: int) -> socket.socket:
        if family == socket.AF_NETLINK:
            raise PermissionError("not in this container")
        return make(family, *rest)

    with connected() as (_, served):
        monkeypatch.setattr(socket, "socket", no_netlink)
        assert uid_of(*ends(served)) == os.getuid()


def test_a_machine_that_hides_its_connections_tells_nothing(tmp_path: Path) -> None:
    with connected() as (_, served):
        assert listed(*ends(served), tables=(str(tmp_path), str(tmp_path / "tcp"))) is None
