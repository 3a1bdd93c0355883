"""What a browser can ask of the check-in, beside what its page offers."""

import sys

import pytest
from support.visits import Served, served

__all__ = ["served"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the installed program is tried on Unix")


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/checkin/short", b"how=as-before", "There is no earlier check-in"),
        ("/checkin/report", b"first=yesterday", "is no date"),
        ("/checkin/report", b"first=2026-02-02&last=2026-01-01", "there is no day"),
        ("/checkin/report", b"as=pdf", "nothing was told of those days"),
    ],
)
def test_what_cannot_be_done_is_told(served: Served, path: str, body: bytes, said: str) -> None:
    assert served.post(path, body).code == 303
    assert said.casefold() in served.get("/checkin").body.casefold()
    assert served.log == ""


def test_check_ins_that_cannot_be_read_can_be_deleted(served: Served) -> None:
    file = served.program.state / "checkins.db"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"no database" * 99)

    assert "Your check-ins cannot be shown" in served.get("/checkin").body
    assert served.post("/checkin/delete", b"what=all").code == 303
    assert not file.exists()
    assert "A check-in, if you like" in served.get("/checkin").body
