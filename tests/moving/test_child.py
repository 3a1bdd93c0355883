"""What the window asks its child for moving in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.homes import Home
from support.peers import sample

from reminder.moving.__main__ import answered, file_in
from reminder.moving.wanted import Wanted
from reminder.phrase import plainly
from reminder.settings.read import read

pytestmark = pytest.mark.usefixtures("home")

SAFE_EYES = sample("safeeyes-3.5.json")
SENT_AS = "multipart/form-data; boundary=----WebKitFormBoundaryAb1"


def form(data: bytes, name: str = "its.json") -> bytes:
    """As Chromium sends it."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/json\r\n'
    boundary = b"------WebKitFormBoundaryAb1"
    return boundary + b"\r\n" + head.encode() + b"\r\n" + data + b"\r\n" + boundary + b"--\r\n"


@given(st.binary(max_size=200) | st.text("\r\n-=ä\0", max_size=40).map(str.encode))
def test_a_file_arrives_as_it_is(data: bytes) -> None:
    assert file_in(SENT_AS, form(data)) == (data, "its.json")


def test_what_a_file_has_is_told_and_then_taken(home: Home) -> None:
    sent = form(SAFE_EYES, "Größe.json")
    [shown] = answered(Wanted(sent_as=SENT_AS), sent).shown
    assert (shown.name, shown.source) == ("Safe Eyes", "Größe.json")
    assert not home.user.exists()
    assert answered(Wanted("safeeyes", ("short breaks",), SENT_AS), sent).told
    assert read().values["reminders"]["posture"]["lasts"] == "25s"


@pytest.mark.parametrize(
    ("sent_as", "sent"),
    [
        (SENT_AS, form(b"", "")),
        (SENT_AS, b""),
        ("", b""),
        ("text/plain", SAFE_EYES),
        ("application/x-www-form-urlencoded", b"file=its.json"),
        ("multipart/form-data", form(SAFE_EYES)),
        ("message/rfc822", form(SAFE_EYES)),
    ],
)
def test_a_form_without_a_file_is_told_so(sent_as: str, sent: bytes) -> None:
    said = answered(Wanted(sent_as=sent_as), sent).failed
    assert said
    assert plainly(said) == "choose a file first"


def test_a_name_moves_no_cursor() -> None:
    said = answered(Wanted(sent_as=SENT_AS), form(b"{}", "a\x1b[2J")).failed
    assert said
    assert "\x1b" not in plainly(said)
