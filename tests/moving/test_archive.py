"""Our own file for another machine: whole or not at all."""

import io
import json
import random
import zipfile
from datetime import UTC, datetime

import pytest

from reminder.errors import UsageError
from reminder.moving.archive import CONFIG, HISTORY, LIST, Archive, is_ours, packed, unpacked

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PARTS = {
    CONFIG: b"# mine\n[snooze]\nfor = '7m'\n",
    "tips/tips.toml": b"tips = []\n",
    HISTORY: b"{}",
    "moon.json": b"[1]",
}
TIPS = {"~/tips.toml": "tips/tips.toml"}
WHOLE = packed(PARTS, TIPS, NOW)


def what_is_in(data: bytes) -> Archive | None:
    """None where it is refused."""
    if not is_ours(data):
        return None
    try:
        return unpacked(data, "file")
    except UsageError:
        return None


def test_it_comes_out_as_it_went_in() -> None:
    archive = unpacked(WHOLE, "file")
    assert (archive.parts, archive.tips, archive.format) == (PARTS, TIPS, 1)
    assert archive.others == {"moon.json": b"[1]"}
    assert archive.made == "2026-11-28T12:00:00+00:00"
    assert packed(PARTS, TIPS, NOW) == WHOLE


def test_cut_at_any_byte_it_is_refused() -> None:
    assert [at for at in range(len(WHOLE)) if what_is_in(WHOLE[:at])] == []


def test_with_any_byte_spoilt_it_says_the_same_or_is_refused() -> None:
    whole, chance = unpacked(WHOLE, "file"), random.Random(1)
    for at in range(len(WHOLE)):
        for byte in (WHOLE[at] ^ 1 << chance.randrange(8), chance.randrange(256)):
            found = what_is_in(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])
            assert found in (None, whole)


@pytest.mark.parametrize(
    "listed",
    [
        None,
        b"[]",
        b"{",
        json.dumps({"format": "1", "program": "", "made": "", "parts": {}, "tips": {}}).encode(),
        json.dumps({"format": 1, "program": "", "made": "", "parts": {}, "tips": {"a": "b"}}).encode(),
        json.dumps({"format": 1, "program": "", "made": "", "parts": {"config.toml": "0"}, "tips": {}}).encode(),
    ],
)
def test_another_zip_is_refused(listed: bytes | None) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zip_:
        zip_.writestr("other" if listed is None else LIST, listed or b"")
    with pytest.raises(UsageError, match="cut off or damaged, so nothing of it is taken over"):
        unpacked(file.getvalue(), "file")


def test_of_a_later_form_what_is_known_is_read() -> None:
    listed = json.loads(zipfile.ZipFile(io.BytesIO(WHOLE)).read(LIST)) | {"format": 2, "more": []}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zip_:
        for name, content in {LIST: json.dumps(listed).encode(), **PARTS}.items():
            zip_.writestr(name, content)
    archive = unpacked(file.getvalue(), "file")
    assert (archive.format, archive.parts) == (2, PARTS)
