"""The user's file changes on their word alone, and loses nothing."""

import contextlib
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace
from support.homes import Home, names, new_home

from reminder.errors import ReminderError, UsageError
from reminder.settings import own_file
from reminder.settings.document import Document
from reminder.settings.edit import Changed, ChangedMeanwhile, Difference, Refused, change, undo, version
from reminder.settings.names import free_name
from reminder.settings.own_file import own
from reminder.settings.read import read
from reminder.settings.reading import known
from reminder.storage import files, paths
from reminder.system import file_lock

EVERY = "reminders.posture.every"


class Written(NamedTuple):
    """What became of one key."""

    file: Path
    value: Any
    origin: str


def made(*arguments: Any, **named: Any) -> Changed:
    """A change that nothing stands in the way of."""
    changed = change(*arguments, **named)
    assert isinstance(changed, Changed)
    return changed


def set_value(dotted: str, value: Any) -> Written:
    changed = made({dotted: value})
    anew = read()
    assert changed.reading.plan == anew.plan
    assert changed.reading.values == anew.values
    assert changed.reading.origins == anew.origins
    return Written(changed.file, changed.value(dotted), changed.origin(dotted))


def unset(dotted: str) -> Written:
    return set_value(dotted, None)


def backup(home: Home) -> Path:
    return home.user.with_name("config.toml.bak")


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*")}


@contextlib.contextmanager
def refused(
    home: Home, *words: str, by: type[ReminderError] = UsageError
) -> Iterator[pytest.ExceptionInfo[ReminderError]]:
    """With all of these words, and every file is left as it was."""
    before = contents(home.user.parent)
    with pytest.raises(by) as error:
        yield error
    assert [its for its in words if its not in str(error.value)] == [], error.value
    assert contents(home.user.parent) == before


MINE = """\
# Mine.
colour = "blue"  # for another program

[reminders.posture]   # the main one
every = "25m"         # was 20m
# lasts = "1m"

# --- below, the rest ---

[tips]
hide = [
    "choose-a-warm-up",   # it hurts
]
"""


@pytest.mark.parametrize(
    ("dotted", "text", "old", "new"),
    [
        pytest.param(EVERY, "30m", '"25m" ', '"30m" ', id="changed"),
        pytest.param(
            "reminders.posture.lasts", "1m", "was 20m\n", 'was 20m\nlasts = "1m"\n', id="new, above what follows"
        ),
        pytest.param("tips.files", "", "]\n", "]\nfiles = []\n", id="new at the end"),
        pytest.param("snooze.limit", "3", "]\n", "]\n\n[snooze]\nlimit = 3\n", id="new section"),
        pytest.param("reminders.tea.at", "16:00", "]\n", ']\n\n[reminders.tea]\nat = ["16:00"]\n', id="new reminder"),
        pytest.param("history.enabled", "no", "]\n", "]\n\n[history]\nenabled = false\n", id="false"),
    ],
)
def test_only_the_one_value_changes(home: Home, dotted: str, text: str, old: str, new: str) -> None:
    home.write(MINE)
    written = set_value(dotted, text)
    head, found, tail = MINE.rpartition(old)
    assert found
    assert home.user.read_text() == head + new + tail
    assert backup(home).read_text() == MINE
    assert (written.file, written.origin) == (home.user, str(home.user))


def test_a_list_keeps_the_comments_of_what_stays_in_it(home: Home) -> None:
    home.write(MINE)
    set_value("tips.hide", "choose-a-warm-up, find-the-stiff-spot")
    text = home.user.read_text()
    assert '    "choose-a-warm-up",   # it hurts\n    "find-the-stiff-spot",\n]' in text
    set_value("tips.hide", "find-the-stiff-spot, choose-a-warm-up")
    assert read().values["tips"]["hide"] == ["find-the-stiff-spot", "choose-a-warm-up"]


def test_every_documented_option_can_be_changed_in_place_in_a_copy_of_the_documentation(home: Home) -> None:
    text = paths.packaged("default.toml").read_text("utf-8")
    home.write(text)
    assert set_value("notify.expire", "11m") == Written(home.user, "11m", str(home.user))
    assert home.user.read_text("utf-8") == text.replace('expire = "10m"', 'expire = "11m"')
    set_value("hours.mon", "09:00-12:00, 13:00-17:30")
    assert 'off = []\nmon = ["09:00-12:00", "13:00-17:30"]\n' in home.user.read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('snooze.for = "6m"\n', 'snooze.for = "6m"\nsnooze.limit = 3\n'),
        ("snooze = {limit = 2}\n", "snooze = {limit = 3}\n"),
        ("[snooze]\n", "[snooze]\nlimit = 3\n"),
        (
            '[reminders.break]\nenabled = true\n[snooze]\n[reminders.posture]\nevery = "1h"\n',
            '[reminders.break]\nenabled = true\n[snooze]\nlimit = 3\n[reminders.posture]\nevery = "1h"\n',
        ),
        ("[snooze]\r\nlimit=2\r\n", "[snooze]\r\nlimit=3\r\n"),
        ("[snooze]\r\nfor = '6m'\r\n", "[snooze]\r\nfor = '6m'\r\nlimit = 3\r\n"),
        ("[snooze]\r\n# why\r\n\r\n[tips]\r\n", "[snooze]\r\nlimit = 3\r\n# why\r\n\r\n[tips]\r\n"),
        ("[tips]\r\n", "[tips]\r\n\r\n[snooze]\r\nlimit = 3\r\n"),
        ("[tips] # x  \r\n  \r\n\r\n", "[tips] # x  \r\n  \r\n\r\n[snooze]\r\nlimit = 3\r\n"),
        ("[tips]\r\n[snooze]\nfor = '6m'\n", "[tips]\r\n[snooze]\nfor = '6m'\nlimit = 3\n"),
        ("[tips]\n[snooze]\r\nfor = '6m'\n\n", "[tips]\n[snooze]\r\nfor = '6m'\nlimit = 3\n\n"),
        ("[tips]", "[tips]\n\n[snooze]\nlimit = 3\n"),
        ("[tips]\r\nhide = []", "[tips]\r\nhide = []\r\n\r\n[snooze]\r\nlimit = 3\r\n"),
        ("# one line  ", "# one line  \n\n[snooze]\nlimit = 3\n"),
        ("[snooze]\nlimit = 2", "[snooze]\nlimit = 3"),
        ("[snooze]\r\nfor = '6m'", "[snooze]\r\nfor = '6m'\r\nlimit = 3\r\n"),
    ],
    ids=[
        "dotted", "inline", "empty", "out of order",
        "windows, changed", "windows", "windows, before a section", "windows, a new section", "lines of nothing",
        "mixed", "mixed, last line", "no end", "windows, no end", "a comment", "changed at no end", "added at no end",
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "mark"])
def test_a_file_may_be_written_in_any_way_and_new_lines_end_like_those_before(
    home: Home, mark: str, before: str, after: str
) -> None:
    home.write(mark + before)
    assert set_value("snooze.limit", "3").value == 3
    assert home.user.read_bytes().decode() == mark + after


def test_a_line_that_is_taken_out_leaves_the_ends_of_the_others(home: Home) -> None:
    home.write("[snooze]\r\nlimit = 2\r\nfor = '6m'\n# b\r\n")
    unset("snooze.limit")
    assert home.user.read_bytes() == b"[snooze]\r\nfor = '6m'\n# b\r\n"


def test_a_list_of_windows_lines_keeps_them(home: Home) -> None:
    home.write(MINE.replace("\n", "\r\n"))
    set_value("tips.hide", "choose-a-warm-up, find-the-stiff-spot")
    assert b"\n" not in home.user.read_bytes().replace(b"\r\n", b"")


def test_a_file_of_newer_toml_is_left_as_it_is_and_told_what_to_do(home: Home) -> None:
    if sys.version_info >= (3, 15):
        pytest.skip("this Python reads it")
    home.write("[snooze]\nlimit = 2\n\n[reminders]\ntea = {\n    every = '1h',\n}\n")
    for value in ("3", None):
        with refused(home, "line 5 is TOML 1.1, ", "on one line", "mend that first"):
            set_value("snooze.limit", value)


def test_a_file_that_cannot_be_changed_safely_is_left_to_its_owner(home: Home) -> None:
    home.write('reminders = {tea = {every = "1h"}}\n')
    with refused(home, "edit it by hand"):
        set_value("reminders.water.every", "1h")


def test_the_first_change_makes_a_file_that_says_where_the_options_are_explained(home: Home) -> None:
    set_value(EVERY, "30m")
    text = home.user.read_text()
    assert str(paths.packaged("default.toml")) in text
    assert text.endswith('\n\n[reminders.posture]\nevery = "30m"\n')
    assert names(home.user.parent) == ["config.toml"]
    assert read().problems == ()


def test_it_is_said_when_a_variable_still_wins(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMINDER_REMINDERS__POSTURE__EVERY", "45m")
    written = set_value(EVERY, "30m")
    assert written == Written(home.user, "45m", "environment REMINDER_REMINDERS__POSTURE__EVERY")
    assert 'every = "30m"' in home.user.read_text()


@pytest.mark.parametrize(
    ("dotted", "text", "words"),
    [
        pytest.param(EVERY, "90", "'90' lacks a unit", id="no unit"),
        pytest.param(EVERY, "25h", "is not from 1m to 1d", id="limit"),
        pytest.param("reminders.posture.evry", "30m", "did you mean 'every'?", id="unknown key"),
        pytest.param("timming.idle", "off", "did you mean 'timing'?", id="unknown section"),
        pytest.param("every", "30m", "there is no such setting", id="no section"),
        pytest.param("snooze", "30m", "is a section", id="section"),
        pytest.param("", "30m", "there is no such setting", id="nothing"),
        pytest.param("reminders.posture.at", "12:30", "can have only one of the two", id="both"),
        pytest.param("reminders.tea.title", "Tea", "neither `every` nor `at`", id="neither"),
        pytest.param("reminders.posture.text", "Sit up", "needs a title", id="no title"),
        pytest.param("tips.files", "gone.toml", "No such file", id="missing file"),
        pytest.param("tips.hide", "nodding", "no tip has the id 'nodding'", id="unknown tip"),
        pytest.param("reminders.posture.about", "nekc", "did you mean 'neck'?", id="unknown kind"),
    ],
)
def test_a_bad_value_is_refused_before_anything_is_written(home: Home, dotted: str, text: str, words: str) -> None:
    home.write('[reminders.posture]\nevery = "25m"\n')
    with refused(home, words):
        set_value(dotted, text)


def test_a_problem_that_was_there_before_refuses_nothing(home: Home) -> None:
    home.write('[tips]\nhide = ["gone"]\n[reminders.posture]\nevery = "9"\n')
    set_value("tips.hide", "gone, choose-a-warm-up")
    set_value(EVERY, "30m")
    assert [problem.key for problem in read().problems] == ["tips.hide"]


@pytest.mark.parametrize(
    ("there", "dotted", "text", "words"),
    [
        ('at = ["17:20"]', "reminders.bus.every", "20m", "has fixed times, and can have only one of the two; unset"),
        ('every = "20m"', "reminders.bus.at", "17:20", "has an interval, and can have only one of the two; unset"),
        ('at = ["25:00"]', "reminders.bus.every", "20m", "unset reminders.bus.at first"),
        ('every = "20m"\ntext = "Go"', "reminders.bus.lasts", "1m", "needs a title"),
    ],
    ids=["every", "at", "bad at", "left out already"],
)
def test_a_value_that_would_kill_its_reminder_is_refused(
    home: Home, there: str, dotted: str, text: str, words: str
) -> None:
    home.write(f"[reminders.bus]\n{there}\n")
    with refused(home, words):
        set_value(dotted, text)


def test_a_value_that_could_not_count_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMINDER_REMINDERS__BUS__AT", "17:20")
    with refused(home, "environment REMINDER_REMINDERS__BUS__AT gives reminders.bus fixed times"):
        set_value("reminders.bus.every", "20m")


def test_what_others_wrote_badly_keeps_nobody_from_their_own(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_site('[snooze]\nfor = "9"\n[tips]\nhide = ["gone"]\n')
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "soon")
    monkeypatch.setenv("REMINDER_REMINDERS__POSTURE__EVERY", "often")
    assert set_value("snooze.for", "10m").value == "10m"
    assert set_value(EVERY, "30m").value == "30m"
    assert set_value("tips.hide", "choose-a-warm-up").value == ["choose-a-warm-up"]


def test_a_file_of_tips_may_be_named_though_one_of_them_is_bad(home: Home) -> None:
    home.write("")
    (home.user.parent / "my.toml").write_text('[[tips]]\nid = "tree"\n')
    assert set_value("tips.files", "my.toml").value == ["my.toml"]


def test_a_file_with_a_byte_order_mark_is_read_and_edited(home: Home) -> None:
    home.write("\ufeff" + MINE)
    assert set_value(EVERY, "30m").value == "30m"
    assert home.user.read_text("utf-8") == "\ufeff" + MINE.replace('"25m"', '"30m"')
    assert backup(home).read_bytes().startswith(b"\xef\xbb\xbf")
    assert [problem.key for problem in read().problems] == ["colour"]


@pytest.mark.parametrize("content", [b"[snooze\nlimit = 2\n", b"# caf\xe9\n", b"tips = 3\n[tips]\n"])
def test_a_broken_file_is_not_touched(home: Home, content: bytes) -> None:
    home.write("")
    home.user.write_bytes(content)
    for value in ("3", None):
        with refused(home, "mend that first"):
            set_value("snooze.limit", value)


def test_a_pipe_in_its_place_keeps_nobody_waiting(home: Home) -> None:
    home.user.parent.mkdir(parents=True)
    os.mkfifo(home.user)
    with pytest.raises(ReminderError, match="cannot be read: Not a file"):
        set_value(EVERY, "30m")


def test_a_section_that_is_none_is_not_overwritten(home: Home) -> None:
    home.write("snooze = 3\n")
    with refused(home, "snooze is not a section"):
        set_value("snooze.limit", "3")


def test_unset_takes_out_one_line(home: Home) -> None:
    home.write(MINE)
    assert unset(EVERY) == Written(home.user, "20m", "default")
    assert home.user.read_text() == MINE.replace('every = "25m"         # was 20m\n', "")
    assert backup(home).read_text() == MINE


def test_unset_takes_out_what_is_no_setting(home: Home) -> None:
    home.write(MINE)
    assert unset("colour") == Written(home.user, None, "")
    assert "colour" not in home.user.read_text()


@pytest.mark.parametrize(
    ("dotted", "words"),
    [
        ("snooze.for", "is not set in"),
        ("colour.red", "is not set in"),
        ("tips", "unset its options: hide"),
        ("reminders", "unset its options: posture"),
        ("reminders.tea", "is not set in"),
    ],
)
def test_unset_of_what_is_not_there_is_refused(home: Home, dotted: str, words: str) -> None:
    home.write(MINE)
    with refused(home, words):
        unset(dotted)


@pytest.mark.parametrize("older", ["", "[snooze]\nlimit = 1\n"], ids=["none before", "one before"])
def test_where_nothing_could_be_written_the_copy_is_what_it_was(
    home: Home, older: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(path: Path, content: bytes) -> None:
        if path == home.user:
            raise PermissionError(13, "Permission denied")
        replace(path, content)

    replace = files.replace
    home.write(MINE)
    if older:
        backup(home).write_text(older)
    monkeypatch.setattr(files, "replace", refuses)
    with refused(home, "it was left as it is", by=ReminderError):
        set_value(EVERY, "30m")


def test_a_link_stays_a_link_and_the_file_keeps_its_mode(home: Home, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "reminder.settings.toml"
    real.parent.mkdir()
    real.write_text(MINE)
    real.chmod(0o640)
    home.user.parent.mkdir(parents=True)
    home.user.symlink_to(real)
    set_value(EVERY, "30m")
    assert home.user.is_symlink()
    assert '"30m"' in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert names(real.parent) == ["reminder.settings.toml"]
    assert backup(home).read_text() == MINE


# --- several at once -------------------------------------------------------------------------------------------------


def test_several_keys_change_together(home: Home) -> None:
    home.write(MINE)
    changed = made({EVERY: "30m", "snooze.limit": 3, "colour": None, "tips.hide": [], "history.enabled": "off"})
    assert changed.reading.values == read().values
    assert (changed.value(EVERY), changed.value("snooze.limit"), changed.value("tips.hide")) == ("30m", 3, [])
    text = home.user.read_text()
    assert "# Mine." in text
    assert 'every = "30m"         # was 20m' in text
    assert "colour" not in text
    assert "enabled = false" in text
    assert version() == changed.version


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({EVERY: "30m", "snooze.limit": 11}, ["snooze.limit"]),
        ({EVERY: "30", "snooze.for": "5h"}, [EVERY, "snooze.for"]),
        ({EVERY: "30", "snooze.limit": 11, "snooze.for": "6m"}, [EVERY, "snooze.limit"]),
        ({"timing.idel": "off", "snooze.for": "6m"}, ["timing.idel"]),
        ({"tips.hide": ["nodding"], "reminders.posture.text": "Sit", "snooze.limit": 3},
         ["tips.hide", "reminders.posture.text"]),
        ({"reminders.tea.every": "1h", "reminders.tea.at": ["16:00"]}, ["reminders.tea.at"]),
    ],
)  # fmt: skip
def test_one_that_is_wrong_refuses_all_of_them(home: Home, changes: dict[str, Any], wrong: list[str]) -> None:
    home.write(MINE)
    with refused(home) as error:
        change(changes)
    assert isinstance(error.value, Refused)
    assert [problem.key for problem in error.value.problems] == wrong


def test_a_reminder_goes_from_fixed_times_to_an_interval_in_one_change(home: Home) -> None:
    home.write('[reminders.tea]\nat = ["16:00"]\n')
    made({"reminders.tea.every": "2h", "reminders.tea.at": None})
    assert home.user.read_text() == '[reminders.tea]\nevery = "2h"\n'


@pytest.mark.parametrize("content", [None, "", MINE])
def test_a_change_of_another_version_than_was_seen_is_not_made(home: Home, content: str | None) -> None:
    if content is not None:
        home.write(content)
    seen = version()
    home.write("[snooze]\nlimit = 1\n")
    assert change({EVERY: "30m"}, seen) == ChangedMeanwhile(home.user, version())
    assert names(home.user.parent) == ["config.toml"]
    changed = made({EVERY: "30m"}, version())
    made({EVERY: "31m"}, changed.version)


@pytest.mark.parametrize("older", ["", "[snooze]\nlimit = 1\n"], ids=["no copy before", "a copy before"])
@pytest.mark.parametrize("before", [None, MINE], ids=["no file", "a file"])
def test_what_somebody_writes_at_the_same_moment_is_not_lost(
    home: Home, monkeypatch: pytest.MonkeyPatch, before: str | None, older: str
) -> None:
    def check(document: Document) -> None:
        home.write("[snooze]\nlimit = 1\n")

    home.write(before or "")
    if before is None:
        home.user.unlink()
    if older:
        backup(home).write_text(older)
    monkeypatch.setattr(Document, "check", check)
    assert change({EVERY: "30m"}, version()) == ChangedMeanwhile(home.user, version())
    assert home.user.read_text() == "[snooze]\nlimit = 1\n"
    assert (backup(home).read_text() if backup(home).exists() else "") == older


# --- somebody else changes it too -------------------------------------------------------------------------------------


def test_what_others_changed_in_other_keys_is_taken_in(home: Home) -> None:
    home.write(MINE)
    seen = own()
    home.write(home.user.read_text().replace("# Mine.", "# Ours.") + "[snooze]\nlimit = 1\n")
    changed = made({EVERY: "30m", "timing.idle": "off"}, seen.version, seen.values)
    assert [changed.value(key) for key in (EVERY, "timing.idle", "snooze.limit")] == ["30m", "off", 1]
    assert home.user.read_text().startswith("# Ours.")


def test_of_a_key_that_others_changed_too_all_three_values_are_told_and_nothing_is_written(home: Home) -> None:
    home.write('[reminders.posture]\nevery = "25m"\n[snooze]\nlimit = 1\n[hours]\noff = [2026-12-24]\n')
    seen = own()
    theirs = '[reminders.posture]\nevery = "35m"\n[snooze]\nlimit = 3\n[hours]\noff = [2026-12-25]\n'
    home.write(theirs)
    wanted = {EVERY: "30m", "snooze.limit": "3", "hours.off": ["2026-12-26"], "timing.idle": "off"}
    assert change(wanted, seen.version, seen.values) == ChangedMeanwhile(
        home.user,
        version(),
        (
            Difference(EVERY, "25m", "35m", "30m"),
            Difference("hours.off", ["2026-12-24"], ["2026-12-25"], ["2026-12-26"]),
        ),
    )
    assert home.user.read_text() == theirs
    made(wanted, version(), seen.values)


@pytest.mark.parametrize("theirs", ["", '[reminders.tea]\nevery = "2h"\n'], ids=["gone", "another"])
def test_what_others_took_out_too_is_out_and_what_they_changed_is_not(home: Home, theirs: str) -> None:
    home.write('[reminders.tea]\nevery = "1h"\n')
    seen = own()
    home.write(theirs)
    changed = change({"reminders.tea": None, "snooze.limit": 3}, seen.version, seen.values)
    assert isinstance(changed, ChangedMeanwhile if theirs else Changed)
    if isinstance(changed, ChangedMeanwhile):
        [difference] = changed.differences
        assert difference == Difference("reminders.tea", {"every": "1h"}, {"every": "2h"}, None)


def test_what_somebody_writes_at_the_same_moment_is_merged_where_it_is_told_what_was_seen(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write(MINE)
    seen = own()
    monkeypatch.setattr(Document, "check", lambda document: home.write("[snooze]\nlimit = 1\n"))
    made({"snooze.for": "6m"}, seen.version, seen.values)
    assert home.user.read_text() == '[snooze]\nlimit = 1\nfor = "6m"\n'


@pytest.mark.parametrize("theirs", ["[snooze]\nlimit = 1\n", '[reminders.posture]\nevery = "35m"\n'])
def test_what_is_changed_at_the_same_moment_as_something_else_is_changed_too(
    home: Home, monkeypatch: pytest.MonkeyPatch, theirs: str
) -> None:
    home.write("# Mine.\n")
    monkeypatch.setattr(Document, "check", lambda document: home.write(theirs))
    changed = change({EVERY: "30m"})
    assert isinstance(changed, ChangedMeanwhile if "every" in theirs else Changed)
    assert home.user.read_text().startswith(theirs)


HAMMER = """
import sys
from reminder.settings.edit import Changed, change
from reminder.settings.nested import find
from reminder.settings.own_file import own
for minutes in range(2, 22):
    seen = own()
    assert isinstance(change({sys.argv[1]: f"{minutes}m"}, seen.version, seen.values), Changed)
    assert find(own().values, sys.argv[1].split(".")) == f"{minutes}m"
"""


def test_of_what_two_write_at_once_nothing_is_lost(home: Home) -> None:
    home.write("# Mine.\n")
    both = [subprocess.Popen([sys.executable, "-c", HAMMER, key]) for key in ("snooze.for", "notify.expire")]
    assert [one.wait() for one in both] == [0, 0]


def test_whoever_writes_without_end_keeps_others_waiting_no_longer_than_a_second(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write(MINE)
    monkeypatch.setattr(own_file, "_WAITS", 0.02)
    home.state.mkdir(parents=True, exist_ok=True)
    with (home.state / "settings.lock").open("w") as lock:
        assert file_lock.take(lock.fileno())
        with refused(home, "is just being written by somebody else: try again", by=ReminderError):
            change({EVERY: "30m"})
    made({EVERY: "30m"})


def test_what_a_file_says_is_told_as_plain_data_with_its_version(home: Home) -> None:
    assert own() == (version(), {})
    home.write("[hours]\noff = [2026-12-24]\nat = 12:30:00\n")
    assert own() == (version(), {"hours": {"off": ["2026-12-24"], "at": "12:30:00"}})
    home.write("[hours")
    with pytest.raises(UsageError):
        own()


# --- taking it back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [None, "", MINE, "\ufeff# a\r\n"])
def test_the_last_change_is_taken_back_to_the_letter_and_made_again(home: Home, before: str | None) -> None:
    if before is not None:
        home.write(before)
    changed = made({EVERY: "30m"})
    assert changed.undo
    after = home.user.read_bytes()
    back = undo(changed.undo)
    assert isinstance(back, Changed)
    assert (home.user.read_bytes().decode() if home.user.exists() else None) == before
    assert (back.version, back.reading.values) == (version(), read().values)
    assert back.undo
    assert isinstance(undo(back.undo), Changed)
    assert home.user.read_bytes() == after


def test_what_others_have_written_since_is_not_taken_back(home: Home) -> None:
    changed = made({EVERY: "30m"})
    assert changed.undo
    home.write(MINE)
    assert undo(changed.undo) == ChangedMeanwhile(home.user, version())
    assert home.user.read_text() == MINE


def test_where_nothing_was_written_there_is_nothing_to_take_back(home: Home) -> None:
    change({EVERY: "30m"})
    changed = made({EVERY: "30m"})
    assert changed.undo is None


# --- whole reminders --------------------------------------------------------------------------------------------------

TWO = """\
# One for tea.
[reminders.tea]  # at four
every = "2h"
title = "Tea"  # green

# Pills come next.
[reminders.pills]
at = ["08:00"]
# later: lasts

# The rest.
[snooze]
limit = 3
"""


def test_a_reminder_is_written_as_a_table(home: Home) -> None:
    home.write("[snooze]\nlimit = 3\n")
    changed = made({"reminders.tea": {"at": ["16:00"], "title": "Tea", "about": []}})
    assert home.user.read_text().endswith('limit = 3\n\n[reminders.tea]\nat = ["16:00"]\ntitle = "Tea"\nabout = []\n')
    assert [reminder.name for reminder in changed.reading.plan.reminders] == ["posture", "break", "tea"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_reminder_goes_with_its_lines_and_what_is_said_of_others_stays(home: Home, ends: str) -> None:
    home.write(TWO.replace("\n", ends))
    changed = made({"reminders.pills": None})
    assert changed.value("reminders.pills") is None
    left = TWO.replace('[reminders.pills]\nat = ["08:00"]\n', "")
    assert home.user.read_bytes().decode() == left.replace("\n", ends)
    change({"reminders.tea": None})
    left = left.replace('[reminders.tea]  # at four\nevery = "2h"\ntitle = "Tea"  # green\n\n', "")
    assert home.user.read_bytes().decode() == left.replace("\n", ends)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('reminders.tea.every = "2h"\nsnooze.limit = 3\n', "snooze.limit = 3\n"),
        ('[reminders]\ntea = {every = "2h"}\n', "[reminders]\n"),
        ('[reminders."tea"]\nevery = "2h"\n', ""),
        ('[ reminders . tea ]\nevery = "2h"\n[snooze]\n', "[snooze]\n"),
        ("[reminders.tea]\n[snooze]\nlimit = 3\n", "[snooze]\nlimit = 3\n"),
    ],
    ids=["dotted", "inline", "in quotes", "spaced", "without a value"],
)
def test_a_reminder_goes_however_it_is_written(home: Home, text: str, left: str) -> None:
    home.write(text)
    made({"reminders.tea": None})
    assert home.user.read_text() == left


def test_a_reminder_is_renamed_in_its_place_and_all_that_is_said_of_it_stays(home: Home) -> None:
    home.write(TWO + "[reminders.tea.later]\ntea = 1\n[reminders.tea-2]\nevery = '3h'\n")
    before = home.user.read_text()
    changed = made({"snooze.limit": 4}, renamed={"tea": "chai"})
    assert " ".join(it.name for it in changed.reading.plan.reminders) == "posture break chai pills tea-2"
    renamed = re.sub(r"reminders\.tea(?=[].])", "reminders.chai", before)
    assert home.user.read_text() == renamed.replace("limit = 3", "limit = 4")
    assert changed.undo
    undo(changed.undo)
    assert home.user.read_text() == before


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('log.level = "info"\nreminders.tea.every = "2h"\n', 'log.level = "info"\n\n[reminders.chai]\nevery = "2h"\n'),
        ('[reminders]\ntea = {every = "2h"}\n', '[reminders]\n\n[reminders.chai]\nevery = "2h"\n'),
        ("[reminders.'tea'] # x\nevery = '2h'\n", "[reminders.'chai'] # x\nevery = '2h'\n"),
    ],
    ids=["dotted", "inline", "in quotes"],
)
def test_a_reminder_is_renamed_however_it_is_written(home: Home, text: str, left: str) -> None:
    home.write(text)
    made({}, renamed={"tea": "chai"})
    assert home.user.read_text() == left


@pytest.mark.parametrize(
    ("name", "of", "why"),
    [("tea", "pills", "another reminder"), ("water", "well", "not in"), ("tea", "Tea", "not a name")],
)
def test_a_name_that_is_taken_or_none_renames_nothing(home: Home, name: str, of: str, why: str) -> None:
    home.write(TWO)
    with refused(home, why):
        change({"snooze.limit": 5}, renamed={name: of})


def test_what_others_changed_of_a_reminder_meanwhile_goes_with_its_new_name(home: Home) -> None:
    home.write(TWO)
    seen = own()
    home.write(TWO.replace('"2h"', '"3h"'))
    changed = made({"reminders.tea.title": "Chai"}, seen.version, seen.values, {"tea": "chai"})
    assert [changed.value(f"reminders.chai.{key}") for key in ("every", "title")] == ["3h", "Chai"]


def test_a_copy_of_a_reminder_is_what_the_settings_say_of_it_under_a_free_name(home: Home) -> None:
    home.write('[reminders.posture]\nevery = "25m"\n')
    rules = read().values["reminders"]
    changed = made({f"reminders.{free_name('posture', rules, 'reminder')}": rules["posture"]})
    assert changed.value("reminders.posture-2") == changed.value("reminders.posture") == rules["posture"]


def test_days_off_are_written_as_dates(home: Home) -> None:
    changed = made({"hours.off": [date(2026, 12, 24), "2026-12-25"]})
    assert changed.value("hours.off") == ["2026-12-24", "2026-12-25"]
    assert changed.reading.plan.hours.off == {date(2026, 12, 24), date(2026, 12, 25)}


@pytest.mark.parametrize("name", ["Tea", "a b", ""])
def test_the_name_of_a_reminder_that_is_none_is_told_at_the_reminder(home: Home, name: str) -> None:
    with pytest.raises(Refused) as error:
        change({f"reminders.{name}": {"every": "2h", "title": "Tea"}})
    assert {problem.key for problem in error.value.problems} <= {f"reminders.{name}.every", f"reminders.{name}.title"}
    assert not home.user.exists()


# --- what it takes ---------------------------------------------------------------------------------------------------


def outcome(dotted: str, text: str) -> object:
    try:
        changed = change({dotted: text})
    except UsageError as error:
        return str(error)
    assert isinstance(changed, Changed)
    return replace(changed.reading, of=())


LENGTHS = [
    (EVERY, "30m"),
    (EVERY, "59s"),
    (EVERY, "30"),
    ("reminders.posture.lasts", "1m"),
    ("reminders.tea.every", "2h"),
    ("reminders.tea.lasts", "1m"),
    ("reminders.pills.every", "2h"),
    ("snooze.for", "6m"),
    ("snooze.for", "5h"),
    ("timing.pause_is", "soon"),
    ("timing.natural_break", "7m"),
]


@pytest.mark.parametrize(("dotted", "text"), LENGTHS)
def test_a_length_fares_alike_where_the_settings_are_known_and_where_they_are_not(
    home: Home, monkeypatch: pytest.MonkeyPatch, dotted: str, text: str
) -> None:
    monkeypatch.setenv("REMINDER_TIMING__NATURAL_BREAK", "6m")
    home.write_site("[snooze]\nlimit = 1\n")
    home.write(f'{MINE}[reminders.pills]\nat = ["08:00"]\n'.replace("colour", "#"))
    change({"history.keep": "300d"})
    before = home.user.read_bytes()
    assert known()
    first, written = outcome(dotted, text), home.user.read_bytes()
    assert (written == before) == isinstance(first, str)
    home.user.write_bytes(before)
    paths.plan_file().unlink()
    assert (outcome(dotted, text), home.user.read_bytes()) == (first, written)


def test_where_something_is_wrong_the_last_good_values_are_left_to_the_program(home: Home) -> None:
    home.write('[snooze]\nlimit = 3\n[timing]\nidle = "on"\n')
    made({"snooze.for": "6m"})
    assert known() is None
    change({"timing.idle": "off"})
    reading = known()
    assert reading.values == read().values


def test_a_state_folder_that_cannot_be_written_keeps_nobody_from_their_settings(home: Home) -> None:
    home.state.parent.mkdir()
    home.state.write_text("in the way")
    assert set_value(EVERY, "30m").value == "30m"


@contextlib.contextmanager
def nobody() -> Iterator[None]:
    """For root, who may write everywhere: be somebody else for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_that_cannot_be_written_gives_a_clear_error_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        home = new_home(monkeypatch, Path(name))
        home.write("")
        set_value(EVERY, "31m")  # imports what that takes: another user may not be allowed to
        home.write(MINE)
        backup(home).unlink(missing_ok=True)
        home.user.parent.chmod(0o555)
        try:
            with nobody(), pytest.raises(ReminderError) as error:
                set_value(EVERY, "30m")
            assert str(error.value) == f"{home.user} cannot be written: Permission denied; it was left as it is"
            assert error.value.exit_code == 1
            assert contents(home.user.parent) == {"config.toml": MINE.encode()}
        finally:
            home.user.parent.chmod(0o755)


def test_a_length_of_a_reminder_with_no_fit_name_is_refused_for_the_name(home: Home) -> None:
    with pytest.raises(UsageError, match="'BAD' is not a name") as error:
        set_value("reminders.BAD.every", "5m")
    assert "left out" not in str(error.value)
    assert not home.user.exists()
