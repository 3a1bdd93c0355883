import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.scripts import offer
from support.showings import MOMENT, Heard, clock, note
from support.waiting import until
from support.words import in_words

from reminder.model.events import Posted, PostFailed
from reminder.notify import osascript
from reminder.notify.base import Poster
from reminder.notify.osascript import Osascript
from reminder.notify.terminal import Terminal
from reminder.phrase import verbatim
from reminder.wording.notifications import Note


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Mac whose osascript writes its arguments into `said`, or fails with what is in `error`."""
    if sys.platform == "win32":
        pytest.skip("the stand-in for osascript is a shell script")
    fail = f"[ ! -e {tmp_path}/error ] || {{ cat {tmp_path}/error >&2; exit 1; }}"
    offer(tmp_path, "osascript", f'printf "%s\\n" "$@" > {tmp_path}/said\n{fail}', monkeypatch)
    monkeypatch.setattr(osascript, "sys", SimpleNamespace(platform="darwin"))
    return tmp_path


@pytest.mark.parametrize(("sound", "script"), [("", osascript._SCRIPT), ("Ping", osascript._WITH_SOUND)])
async def test_words_travel_to_applescript_as_arguments(mac: Path, sound: str, script: str) -> None:
    heard = Heard()
    back_end = Osascript(heard.append, clock)
    assert await back_end.why_not() is None
    back_end.show(note(title='-5" & quit', sound=sound))
    await until(lambda: heard)
    assert heard == [Posted(MOMENT, 7)]
    assert (mac / "said").read_text().splitlines() == [
        *("-e", "on run argv", "-e", script, "-e", "end run"),
        *("--", '-5" & quit', "Let them sink.", sound),
    ]


async def test_what_osascript_complains_of_is_told(mac: Path) -> None:
    (mac / "error").write_text("not authorised")
    heard = Heard()
    Osascript(heard.append, clock).show(note())
    await until(lambda: heard)
    assert heard == [PostFailed(MOMENT, 7, verbatim("osascript failed: not authorised"))]


async def test_only_a_mac_has_osascript(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osascript, "sys", SimpleNamespace(platform="linux"))
    assert in_words(await Osascript(Heard().append, clock).why_not()) == "only macOS has osascript"


async def test_a_bug_while_posting_is_a_failure_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Poster):
        name = "broken"

        async def why_not(self) -> str | None:
            return None

        async def post(self, note: Note) -> str:
            raise RuntimeError("oh")

    heard = Heard()
    Broken(heard.append, clock).show(note())
    await until(lambda: heard)
    assert heard == [PostFailed(MOMENT, 7, verbatim("a bug: RuntimeError('oh')"))]
    assert "Traceback" in caplog.text


def test_the_terminal_shows_time_title_and_text() -> None:
    heard, paper = Heard(), io.StringIO()
    Terminal(heard.append, clock, paper).show(note(body="One.\nTwo."))
    assert paper.getvalue() == "12:00  Drop your shoulders\n       One.\n       Two.\n"
    assert heard == [Posted(MOMENT, 7)]


def test_a_terminal_that_lacks_a_letter_shows_the_others() -> None:
    paper = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Terminal(Heard().append, clock, paper).show(note(title="Stretch…", body=""))
    paper.seek(0)
    assert paper.read() == "12:00  Stretch?\n"


async def test_a_terminal_that_was_closed_serves_no_more() -> None:
    heard, paper = Heard(), io.StringIO()
    paper.close()
    back_end = Terminal(heard.append, clock, paper)
    back_end.show(note())
    assert isinstance(heard[0], PostFailed)
    assert in_words(await back_end.why_not()) == "the program does not run on a terminal"
