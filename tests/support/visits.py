"""Visits to the window, byte by byte over real sockets, by this user and by others.

served ─▶ Served.visit(request) ─▶ Answer           Served.request("GET", "/today") ─▶ bytes, with all that is right
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from support.homes import runtime_of_its_own
from support.program import Program, installed
from support.waiting import LONG

from reminder.control import window

NOBODY = 65534
_VISIT = """import os, socket, sys
uid, host, port, request = sys.argv[1:]
host.encode("idna")
os.setgroups([]), os.setgid(int(uid)), os.setuid(int(uid))
with socket.create_connection((host, int(port)), 30) as visit:
    print("connected", flush=True)
    try:
        visit.sendall(bytes.fromhex(request))
        while got := visit.recv(65536):
            sys.stdout.buffer.write(got)
    except ConnectionError:
        pass
"""


class Answer(NamedTuple):
    """What came back; code 0: nothing did."""

    code: int
    headers: dict[str, str]
    body: str


class Served:
    """A window of the installed program that somebody has opened."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.cookie = ""
        self.port = self.place.port
        self.cookie = self.enter()

    @property
    def place(self) -> window.Place:
        """Of the server that listens; one is begun where there is none."""
        if not (place := window.find()):
            assert self.program("open", "--json").code == 0
            place = window.find()
            assert place
        return place

    def enter(self) -> str:
        """A browser comes, with an address of its own; its cookie."""
        entered = self.visit(self.request("GET", self.address(), cookie=""))
        assert entered.code == 303, entered
        return entered.headers["set-cookie"].partition(";")[0]

    def address(self, page: str = "history") -> str:
        """The path of a fresh one."""
        return "/" + self.place.address(page).split("/", 3)[3]

    def request(self, method: str, path: str, body: bytes = b"", cookie: str | None = None, **headers: str) -> bytes:
        """As a page of the window makes it, but for `headers`; those that are empty are left out."""
        host = f"127.0.0.1:{self.port}"
        usual = {"host": host, "cookie": self.cookie if cookie is None else cookie, "connection": "close"}
        if method == "POST":
            usual |= {"origin": f"http://{host}", "content-type": "application/x-www-form-urlencoded"}
            usual["content-length"] = str(len(body))
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{name}: {value}" for name, value in (usual | given).items() if value]
        return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode("latin-1") + body

    def visit(self, request: bytes, host: str = window.HOST) -> Answer:
        with socket.create_connection((host, self.port), LONG) as visit:
            with suppress(ConnectionError):  # it has heard enough
                visit.sendall(request)
            return answer(read(visit))

    def get(self, path: str, **headers: str) -> Answer:
        return self.visit(self.request("GET", path, **headers))

    def post(self, path: str, body: bytes = b"", **headers: str) -> Answer:
        return self.visit(self.request("POST", path, body, **headers))

    def visit_as(self, uid: int, request: bytes, host: str = window.HOST) -> Answer:
        """The same by a process of another user, which may not even reach this Python."""
        done = subprocess.run(
            [sys.executable, "-I", "-c", _VISIT, str(uid), host, str(self.port), request.hex()],
            capture_output=True,
            check=True,
            timeout=LONG,
        )
        connected, _, got = done.stdout.partition(b"\n")
        assert connected == b"connected", done.stderr
        return answer(got)

    @property
    def log(self) -> str:
        """What went wrong in it."""
        return "".join(path.read_text() for path in self.program.home.rglob("reminder.log"))

    @property
    def files(self) -> Mapping[str, bytes]:
        """All that the person has on disk, but for the log, and what can be made anew."""
        folders = (self.program.home, self.program.runtime)
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return {
            str(path): path.read_bytes() for path in files if not {"reminder.log", "cache"}.intersection(path.parts)
        }


def read(visit: socket.socket) -> bytes:
    """Until it is hung up on."""
    got = b""
    with suppress(ConnectionError):
        while piece := visit.recv(65536):
            got += piece
    return got


def answer(got: bytes) -> Answer:
    head, _, body = got.decode("utf-8", "replace").partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    code = re.fullmatch(r"HTTP/1\.1 (\d{3}) .*", status)
    assert code or not got, got
    pairs = [line.partition(": ")[::2] for line in lines]
    return Answer(int(code[1]) if code else 0, {name.lower(): value for name, value in pairs}, body)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all tests of a module."""
    installed()
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patched, runtime_of_its_own(patched):
        patched.setenv("XDG_STATE_HOME", str(home / "state"))
        program = Program(home, Path(os.environ["XDG_RUNTIME_DIR"]), {})
        yield Served(program)
        program.end()
