"""What a terminal's coding cannot hold is written in plainer letters, and a command ends as it would anywhere."""

import io
import sys

import pytest
from support.homes import Home

from reminder.cli.coding import take_any_text
from reminder.cli.main import main


def narrow(coding: str) -> io.TextIOWrapper:
    """A strict stream, as Python opens standard output in most locales."""
    return io.TextIOWrapper(io.BytesIO(), encoding=coding, errors="strict", newline="")


def sent(stream: io.TextIOWrapper) -> bytes:
    """What has gone out."""
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


@pytest.mark.parametrize("typed", ["stats", "tips", "preview --day 2026-12-24", "config show", "config get snooze.for"])
def test_whatever_a_command_says_can_be_written(typed: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write('[reminders.tea]\nevery = "1h"\ntitle = "Tee \u2192 \u0628\u064a\u062a"\n')
    monkeypatch.setattr(sys, "stdout", narrow("ascii"))
    assert main(typed.split()) == 0
    assert sent(sys.stdout)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("coding", "text", "bytes_"),
    [
        pytest.param("cp1252", "a ─ \u2192 \u0142 é…", b"a - -> ? \xe9\x85", id="each letter as near as it can be"),
        pytest.param("ascii", "\u2018é\u2019 日本…", b"'?' ??...", id="ascii"),
        pytest.param("utf-8", "─ 日", "─ 日".encode(), id="what holds everything"),
        pytest.param("utf-8", "/home/\udcff", b"/home/\xff", id="the name of a file that is no text"),
        pytest.param("cp1252", "/home/\udcff", b"/home/\xff", id="the same in another coding"),
        pytest.param("utf-16-le", "\udcff", b"?\0", id="a byte that would be half a letter"),
        pytest.param("utf-8", "\ud83d", b"?", id="half a letter"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="names of files are text on Windows")
def test_what_the_coding_lacks_is_written_in_plainer_letters(coding: str, text: str, bytes_: bytes) -> None:
    stream = narrow(coding)
    take_any_text(stream)
    print(text, end="", file=stream)
    assert sent(stream) == bytes_


def test_a_stream_that_is_not_there_or_has_no_coding_needs_nothing() -> None:
    take_any_text(None, io.StringIO())
