import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from support.processes import is_running, number_in
from support.scripts import script
from support.showings import MOMENT, Heard, clock, note
from support.waiting import until
from support.words import in_words

from reminder.model.events import Posted, PostFailed, PostLapsed
from reminder.notify import plyer
from reminder.notify.plyer import Plyer, clip
from reminder.phrase import verbatim
from reminder.wording.notifications import Note


@asynccontextmanager
async def notifying(deadline: timedelta = timedelta(seconds=5)) -> AsyncIterator[tuple[Plyer, Heard]]:
    heard = Heard()
    back_end = Plyer(heard.append, clock, deadline=deadline)
    try:
        yield back_end, heard
    finally:
        await back_end.stop()


async def heard_of(note: Note) -> Heard:
    """What comes of it, at once."""
    async with notifying() as (back_end, heard):
        back_end.show(note)
        await until(lambda: heard)
    return heard


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is searched before all others."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path


def notification_center(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """A plyer whose back end for this platform runs these lines."""
    package = folder / "plyer" / "platforms" / "linux"
    package.mkdir(parents=True)
    for place in (package, package.parent, package.parent.parent):
        (place / "__init__.py").touch()
    body = "\n    ".join(lines)
    module = (
        f"import sys, threading, time\nclass Desktop:\n  def _notify(self, **words):\n    {body}\ninstance = Desktop\n"
    )
    (package / "notification.py").write_text(module)
    monkeypatch.setenv("PYTHONPATH", str(folder))


@pytest.mark.parametrize(
    ("text", "units", "clipped"),
    [
        pytest.param("short", 63, "short", id="fits"),
        pytest.param("x" * 63, 63, "x" * 63, id="just fits"),
        pytest.param("x" * 64, 63, "x" * 62 + "…", id="one too long"),
        pytest.param("🧘" * 32, 63, "🧘" * 31 + "…", id="a character of two units is not cut in half"),
        pytest.param("🧘" * 31 + "x", 63, "🧘" * 31 + "x", id="units, not characters"),
        pytest.param("word " * 13, 63, "word " * 12 + "wo…", id="within a word"),
        pytest.param("-5 minutes", 63, " -5 minutes", id="no option for notify-send"),
    ],
)
def test_words_fit_into_a_balloon(text: str, units: int, clipped: str) -> None:
    assert clip(text, units) == clipped
    assert len(clip(text, units).encode("utf-16-le")) <= 2 * units


async def test_notify_send_is_told_all_it_can_take(programs: Path) -> None:
    script(programs / "notify-send", f'printf "%s\\n" "$@" > {programs}/said')
    assert await heard_of(note(title="-5 minutes", body="--help is no option")) == [Posted(MOMENT, 7)]
    said = (programs / "said").read_text().splitlines()
    assert said[:2] == [" -5 minutes", " --help is no option"]
    assert said[said.index("-t") + 1] == "10000"
    assert said[said.index("-u") + 1] == "normal"


async def test_what_notify_send_only_prints_is_a_failure(programs: Path) -> None:
    script(programs / "notify-send", "echo 'cannot reach the server' >&2; exit 1")
    assert await heard_of(note()) == [PostFailed(MOMENT, 7, verbatim("plyer failed: cannot reach the server"))]


async def test_a_desktop_that_hangs_costs_one_deadline_and_leaves_nothing(programs: Path) -> None:
    script(programs / "notify-send", f"echo $$ > {programs}/pid; exec sleep 300")
    async with notifying(timedelta(seconds=0.5)) as (back_end, heard):
        began = time.monotonic()
        back_end.show(note())
        assert time.monotonic() - began < 0.1
        await until(lambda: heard)
        assert heard == [PostLapsed(MOMENT, 7)]
        await until(lambda: number_in(programs / "pid"))
    await until(lambda: not is_running(number_in(programs / "pid")))


async def test_one_that_hangs_for_ever_is_given_up(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plyer, "GIVE_UP", timedelta(seconds=0.5))
    script(programs / "notify-send", f"echo $$ > {programs}/pid; exec sleep 300")
    async with notifying(timedelta(seconds=0.2)) as (back_end, heard):
        back_end.show(note())
        await until(lambda: len(heard) == 2)
        assert heard[1] == PostFailed(MOMENT, 7, verbatim("plyer failed: it did not come to an end"))


async def test_a_late_success_counts(programs: Path) -> None:
    script(programs / "notify-send", f"while [ ! -e {programs}/go ]; do sleep 0.01; done")
    async with notifying(timedelta(seconds=0.1)) as (back_end, heard):
        back_end.show(note())
        await until(lambda: heard)
        (programs / "go").touch()
        await until(lambda: len(heard) == 2)
    assert heard == [PostLapsed(MOMENT, 7), Posted(MOMENT, 7)]


async def test_an_error_in_a_thread_of_plyer_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notification_center(
        tmp_path,
        monkeypatch,
        "def balloon(): raise ValueError('string too long')",
        "threading.Thread(target=balloon).start()",
    )
    assert await heard_of(note()) == [PostFailed(MOMENT, 7, verbatim("plyer failed: ValueError: string too long"))]


async def test_a_balloon_counts_while_it_is_still_on_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notification_center(tmp_path, monkeypatch, "threading.Thread(target=time.sleep, args=(60,)).start()")
    assert await heard_of(note()) == [Posted(MOMENT, 7)]


async def test_an_import_that_fails_gives_one_line_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    notification_center(tmp_path, monkeypatch, "raise ImportError('No module named pyobjus')")
    assert await heard_of(note()) == [
        PostFailed(MOMENT, 7, verbatim("plyer failed: ImportError: No module named pyobjus"))
    ]
    assert capfd.readouterr() == ("", "")


async def test_the_helper_is_ours_wherever_the_program_began(
    tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(programs / "notify-send", "true")
    (tmp_path / "reminder").mkdir()
    (tmp_path / "reminder" / "__init__.py").write_text("raise SystemExit('not the program')")
    monkeypatch.chdir(tmp_path)
    assert await heard_of(note()) == [Posted(MOMENT, 7)]


async def test_a_python_that_is_gone_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    [failed] = await heard_of(note())
    assert isinstance(failed, PostFailed)
    assert "/nowhere/python" in in_words(failed.why)


async def test_without_notify_send_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert in_words(await Plyer(Heard().append, clock).why_not()) == (
        "plyer needs the program notify-send (package libnotify-bin)"
    )


async def test_without_a_server_it_does_not_serve(
    private_bus: object, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reminder.system.bus import session_bus

    script(programs / "notify-send", "true")
    why = await Plyer(Heard().append, clock, session_bus()).why_not()
    assert in_words(why) == "no notification server runs on the session bus"


async def test_a_folder_app_misleads_plyer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plyer, "_FLATPAK", tmp_path)
    assert "Flatpak" in in_words(await Plyer(Heard().append, clock).why_not())
