"""The settings file is spoiled in every way while the program runs, and rubbish is asked to be written into it.

The program goes on with what was good, names the mistake, and never touches the file.
"""

import os
import random
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from support.desk import Desk
from support.homes import Home, new_home
from support.program import AT_MOST, Program
from support.spoiling import RUBBISH, spoiled
from support.trials import HowMany, Tally
from support.waiting import wait_until

from reminder.errors import ReminderError, UsageError
from reminder.settings.edit import change
from reminder.storage import paths

pytestmark = [pytest.mark.desktop, pytest.mark.proof]

GOOD = paths.packaged("default.toml").read_bytes().replace(b'every = "20m"', b'every = "37m"')
COMMENT = b"# All work and no play makes Jack a dull boy.\n"
OTHER = b'[reminders.posture]\nevery = "41m"\n'


@pytest.fixture
def started(program: Program, desk: Desk) -> Program:
    """The program, with a file of its person's that says everything there is to say."""
    program.settings.parent.mkdir(parents=True)
    program.settings.write_bytes(GOOD)
    assert program("start").code == 0
    assert program.standing()["every"] == "37m"
    return program


def reread(program: Program) -> None:
    """It reads the settings now, not a moment later; once more where a busy machine lets its reader be late."""

    def is_read() -> bool:
        problems = program.hear("reload", "settings")["problems"]
        return not any("the reader was not ready after" in problem["text"] for problem in problems)

    wait_until(is_read, AT_MOST)


def in_place(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def by_another_file(path: Path, content: bytes) -> None:
    """As most editors do it."""
    new = path.with_name("config.toml~")
    new.write_bytes(content)
    new.replace(path)


def is_toml(content: bytes) -> bool:
    try:
        tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def assert_good_again(program: Program) -> None:
    """By the file alone: nobody tells the program."""
    program.settings.write_bytes(OTHER)
    wait_until(lambda: program.standing()["every"] == "41m" and not program.problems)
    program.assert_no_bug()


def test_no_spoiled_file_stops_the_program_or_is_touched(
    started: Program, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    pid, every = started.pid, "37m"
    for _ in range(how_many(8, 5000)):
        content = spoiled(GOOD, chance)
        chance.choice((in_place, by_another_file))(started.settings, content)
        reread(started)
        status = started.status
        before, [posture] = every, [found for found in status["reminders"] if found["name"] == "posture"]
        every = posture["every"]
        named = [problem for problem in status["settings"]["problems"] if problem["file"] == str(started.settings)]
        if not is_toml(content):
            assert [problem["key"] for problem in named] == [""], content
            assert every == before, content
            tally["that were no TOML"] += 1
        assert status["pid"] == pid
        assert started.settings.read_bytes() == content
        assert [path.name for path in started.settings.parent.iterdir()] == ["config.toml"]
        tally["mutations, each while the program ran"] += 1
    assert_good_again(started)


NO_FILE = "it is not a file; what it said before serves until then"
PLACES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    # what is there now, what the status says of it, and how often a tip comes then
    "nothing": (lambda path: None, "", "20m"),
    "a directory": (Path.mkdir, NO_FILE, "37m"),
    "a pipe": (os.mkfifo, NO_FILE, "37m"),
    "a link to itself": (lambda path: path.symlink_to(path), NO_FILE, "37m"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), NO_FILE, "37m"),
    "huge": (lambda path: path.write_bytes(COMMENT * 50_000 + b"x"), "it is not valid TOML", "37m"),
    "deep": (lambda path: path.write_bytes(b"x = " + b"[" * 100_000), "it is nested too deeply", "37m"),
    "a long name": (lambda path: path.write_bytes(b"k" * 200_000 + b" = 1\n"), "there is no such setting", "20m"),
    "with a mark and other line ends": (
        lambda path: path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")),
        "",
        "37m",
    ),
    "no text": (lambda path: path.write_bytes(b"\x00" * 1000), "it is not valid TOML", "37m"),
}


def test_whatever_lies_in_the_place_of_the_file_the_status_names_it(started: Program, tally: Tally) -> None:
    for name, (put, words, every) in PLACES.items():
        started.settings.unlink()
        put(started.settings)
        reread(started)
        assert started.standing()["every"] == every, name
        told = started("status").out
        assert words in told, told
        assert ("Problem: " in told) == bool(words), told
        assert len(told) < 10_000
        if os.path.lexists(started.settings):
            started.settings.rename(started.settings.with_name(name))
        started.settings.write_bytes(GOOD)
        if every != "37m":
            reread(started)
        tally["things in its place"] += 1
    assert_good_again(started)


# --- written by commands ----------------------------------------------------------------------------------------------

KEYS = (
    "reminders.posture.every", "reminders.posture.at", "reminders.posture.title", "reminders.tea.every",
    "reminders.tea", "snooze.for", "snooze.limit", "timing.idle", "hours.mon", "hours.off", "quiet.apps",
    "quiet.meeting", "quiet.at_most", "notify.sound", "tips.hide", "tips.files", "history.keep", "history.enabled",
    "log.level", "tips", "", ".", "a.b.c.d",
)  # fmt: skip
VALUES = (
    "30m", "5", "", "true", "off", "09:00-17:00", "2026-12-24", "zoom", "[]", '["a", "b"]', "[" * 2000, "9" * 5000,
    "1e9h", "\u0663\u0660m", "\u00b2m", "-5m", "nan", "inf", "'", '"', "#", "=", "\n", "\\", "a = 1", "[x]", "\u202e",
    "\U0001f600", "\udcff",
)  # fmt: skip
MEANT = (
    ("snooze.for", "7m"), ("quiet.apps", "zoom, vlc"), ("quiet.apps", "[]"), ("hours.mon", "09:00-17:00"),
    ("reminders.tea.every", "45m"), ("reminders.posture.every", "\u0663\u0660m"), ("notify.sound", "\U0001f600 # bell"),
    ("history.enabled", "off"), ("reminders.posture.title", "[x] = 'y'"),
)  # fmt: skip


def rubbish(chance: random.Random) -> tuple[str, str]:
    """A key and a value; now and then somebody could mean them."""
    if chance.random() < 0.3:
        return chance.choice(MEANT)
    key, value = chance.choice(KEYS), chance.choice(VALUES)
    if chance.random() < 0.3:
        key = "".join(chance.sample(key, len(key))) + chance.choice(("", ".", ".every", '"', "]"))
    if chance.random() < 0.3:
        value += chance.choice(VALUES) + chance.choice(RUBBISH)[:500].decode(errors="surrogateescape")
    return key, value.replace("\0", "")


def assert_in_order(before: bytes, after: bytes, written: bool) -> None:
    """What was refused left the file as it was; what was written left the rest of it as it was."""
    assert written or before == after
    tomllib.loads(after.decode())
    assert b"# mine" in after


def test_rubbish_is_refused_or_written_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    """In this process."""
    home: Home = new_home(monkeypatch, tmp_path)
    home.write('# mine\n[reminders.posture]\nevery = "37m" # as I like it\n')
    for _ in range(how_many(40, 2000)):
        key, value = rubbish(chance)
        before, written = home.user.read_bytes(), True
        try:
            change({key: chance.choice((value, None))})
        except (UsageError, ReminderError):
            written = False
        assert_in_order(before, home.user.read_bytes(), written)
        tally["changes refused"] += not written
        tally["changes written"] += written


def test_rubbish_on_the_command_line_is_a_word_and_an_exit_code(
    started: Program, chance: random.Random, how_many: HowMany, tally: Tally
) -> None:
    started.settings.write_text('# mine\n[reminders.posture]\nevery = "37m" # as I like it\n')
    for _ in range(how_many(4, 200)):
        key, value = rubbish(chance)
        before = started.settings.read_bytes()
        done = chance.choice((lambda: started("config", "set", key, value), lambda: started("every", value)))()  # noqa: B023
        assert done.code in (0, 2), done
        assert "Traceback" not in done.err, done
        assert bool(done.err) == bool(done.code), done
        assert_in_order(before, started.settings.read_bytes(), not done.code)
        tally["commands"] += 1
    assert started("config", "set", "quiet.apps", "3").err.startswith("reminder: quiet.apps: '3' is not a list; ")
    assert_good_again(started)
