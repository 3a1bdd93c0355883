"""What an organisation locks holds against everybody, and only what it may lock, by a file that is root's alone."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.homes import Home, new_home

from reminder.model.plan import Happening
from reminder.phrase import plainly
from reminder.settings.edit import Refused, change
from reminder.settings.origins import settings
from reminder.settings.read import read
from reminder.settings.reader import SettingsReader
from reminder.settings.reading import Reading, keep, known
from reminder.storage import paths
from reminder.system import ownership

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")

LOCKED = 'locked = ["history.enabled", "log"]\n[history]\nenabled = true\n'


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    """Whose site's file is root's alone; of whoever runs the tests, if that is not root."""
    monkeypatch.setattr(ownership, "_ROOT", os.geteuid())
    home = new_home(monkeypatch, tmp_path)
    home.write_site(LOCKED)
    home.site.chmod(0o644)
    home.site.parent.chmod(0o755)
    return home


def problems(reading: Reading) -> list[tuple[str, str]]:
    return [(problem.key, plainly(problem.text)) for problem in reading.problems]


def test_it_holds_against_the_users_file_the_environment_and_flags(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write('[history]\nenabled = false\nkeep = "30d"\n[log]\nlevel = "debug"\n')
    monkeypatch.setenv("REMINDER_HISTORY__ENABLED", "no")
    monkeypatch.setenv("REMINDER_LOG__LEVEL", "debug")
    reading = read(["history.enabled=false", "log.level=error"])
    assert {dotted: (reading.value(dotted), reading.origins[dotted]) for dotted in reading.locked} == {
        "history.enabled": (True, str(home.site)),
        "log.level": ("info", "default"),
    }
    assert set(reading.locked.values()) == {str(home.site)}
    assert (reading.value("history.keep"), reading.origins["history.keep"]) == ("30d", str(home.user))
    assert reading.plan.history_retention
    assert reading.problems == ()


def test_a_mistake_in_what_does_not_count_is_none(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write('[history]\nenabled = "perhaps"\nkeep = 3\n')
    monkeypatch.setenv("REMINDER_LOG__LEVEL", "loud")
    assert [key for key, _ in problems(read())] == ["history.keep"]


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        ('["history"]', {"history.enabled", "history.keep"}),
        ('["history.*", "notify.sound"]', {"history.enabled", "history.keep", "notify.sound"}),
        ('["notify.backend", "log.level"]', {"notify.backend", "log.level"}),
        ('["hooks"]', {f"hooks.{name}" for name in Happening}),
        ("[]", set()),
    ],
)
def test_an_option_or_all_of_a_section_is_named(home: Home, names: str, keys: set[str]) -> None:
    home.write_site(f"locked = {names}\n")
    assert (read().locked.keys(), read().problems) == (keys, ())


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ('"reminders.*"', "'reminders.*' cannot be locked; these can: history, log, hooks, notify.backend"),
        ('"reminders.posture.every"', "cannot be locked"),
        ('"hours"', "cannot be locked"),
        ('"snooze.for"', "cannot be locked"),
        ('"quiet.*"', "cannot be locked"),
        ('"notify"', "cannot be locked"),
        ('"notify.*"', "cannot be locked"),
        ('"*"', "cannot be locked"),
        ('""', "cannot be locked"),
        ('"historyx"', "cannot be locked"),
        ('"history.kepe"', "there is no setting 'history.kepe'; did you mean 'history.keep'?"),
        ('"history.keep.long"', "there is no setting"),
        ("7", "7 is not text"),
    ],
)
def test_a_name_that_cannot_be_locked_is_told_and_the_others_count(home: Home, named: str, words: str) -> None:
    home.write_site(f'locked = [{named}, "log"]\n[snooze]\nfor = "7m"\n')
    reading = read()
    assert [*reading.locked] == ["log.level"]
    [(key, said)] = problems(reading)
    assert key == "locked"
    assert said.startswith(f"{home.site}: locked: ")
    assert words in said
    assert reading.value("snooze.for") == "7m"


@pytest.mark.parametrize("text", ['locked = "history"\n', "locked = true\n", "[locked]\nhistory = true\n"])
def test_what_is_no_list_locks_nothing_and_is_told(home: Home, text: str) -> None:
    home.write_site(text)
    [(key, said)] = problems(read())
    assert (key, read().locked) == ("locked", {})
    assert "is not a list" in said


def test_only_the_sites_file_can_lock(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.site.unlink()
    home.write('locked = ["history"]\n')
    monkeypatch.setenv("REMINDER_LOCKED", '["log"]')
    reading = read(['locked=["notify.sound"]'])
    assert reading.locked == {}
    assert [(key, "only the site's file can lock" in said) for key, said in problems(reading)] == [("locked", True)] * 3
    with pytest.raises(Refused, match="only the site's file can lock"):
        change({"locked": ["history"]})


def test_it_counts_only_where_nobody_else_may_write(home: Home) -> None:
    for place, mode in ((home.site, 0o664), (home.site, 0o646), (home.site.parent, 0o775), (home.site.parent, 0o1777)):
        before = place.stat().st_mode
        place.chmod(mode)
        [(key, said)] = problems(read())
        assert (key, read().locked) == ("locked", {})
        assert f"others than root may write {place}; to let it count, run as root: chmod go-w {place}" in said
        assert read().value("history.enabled") is True
        place.chmod(before)
        assert read().locked


def test_it_counts_only_where_both_are_roots(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    for place in (home.site, home.site.parent):
        os.chown(place, 65534, -1)
        assert f"{place} is not root's; to let it count, run as root: chown root {place}" in problems(read())[0][1]
        assert read().locked == {}
        os.chown(place, 0, -1)
        assert read().locked


def test_a_link_into_a_folder_of_others_does_not_count(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    home.site.rename(folder / "config.toml")
    home.site.symlink_to(folder / "config.toml")
    assert read().locked
    folder.chmod(0o777)
    assert read().locked == {}


def test_a_sites_file_that_cannot_be_read_for_a_moment_unlocks_nothing(home: Home) -> None:
    good = read()
    home.write("[history]\nenabled = false\n")
    home.write_site("locked = [")
    reading = read(last_good=good)
    assert reading.locked == good.locked
    assert reading.value("history.enabled") is True
    assert read().value("history.enabled") is False


def test_what_the_user_said_before_it_was_locked_does_not_come_back_with_a_broken_file(home: Home) -> None:
    home.site.rename(home.site.with_name("later"))
    home.write("[history]\nenabled = false\n")
    free = read()
    home.site.with_name("later").rename(home.site)
    home.write("[history\n")
    assert read(last_good=free).value("history.enabled") is True


def test_no_variable_leads_away_from_what_the_systems_own_file_locks(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = tmp_path / "etc" / "config.toml"
    monkeypatch.setattr(paths, "system_file", lambda: system)
    system.parent.mkdir(mode=0o755)
    system.write_text('locked = ["history.keep", "log", "quiet"]\n[history]\nkeep = "9d"\n[snooze]\nfor = "9m"\n')
    home.write_site('locked = ["history.keep", "notify.sound"]\n[history]\nkeep = "8d"\n[log]\nlevel = "debug"\n')
    home.write('[history]\nkeep = "7d"\n')
    reading = read()
    assert reading.locked == {
        "history.keep": str(system), "log.level": str(system), "notify.sound": str(home.site)
    }  # fmt: skip
    assert {dotted: reading.value(dotted) for dotted in (*reading.locked, "snooze.for")} == {
        "history.keep": "9d", "log.level": "info", "notify.sound": "", "snooze.for": "5m",
    }  # fmt: skip
    assert [key for key, _ in problems(reading)] == ["locked"]
    assert settings(reading)["history.keep"].default == "9d"
    keep(reading, ())
    system.unlink()
    assert known() is None


async def test_the_program_that_runs_follows_it_too(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its child, which is a process of its own: there root is root."""
    if os.geteuid() != 0:
        pytest.skip("only root has files that are root's")
    monkeypatch.setenv("REMINDER_LOG__LEVEL", "debug")
    home.write("[history]\nenabled = false\n")
    plan = await SettingsReader(["history.enabled=false"]).read()
    assert (plan.history_retention, plan.log_level, plan.problems) == (timedelta(days=365), "info", ())


@pytest.mark.parametrize("owner", ["S-1-5-32-544", "S-1-5-18", "S-1-5-21-1-2-3-1001"])
def test_on_windows_the_owner_says_whether_it_counts(home: Home, monkeypatch: pytest.MonkeyPatch, owner: str) -> None:
    monkeypatch.setattr(ownership, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr("reminder.system.windows_owner.owner_of", lambda path: owner)
    home.site.chmod(0o666)
    is_persons = owner.startswith("S-1-5-21")
    assert bool(read().locked) != is_persons
    assert ["anybody may have made it" in said for _, said in problems(read())] == [True] * is_persons


def test_it_is_known_with_the_settings_until_somebody_else_may_write_there(home: Home) -> None:
    keep(read(), ())
    assert known()
    home.site.parent.chmod(0o777)
    assert known() is None


def test_it_stays_known_when_a_length_is_changed_by_itself(home: Home) -> None:
    change({"snooze.for": "6m"})
    change({"snooze.for": "7m"})
    reading = known()
    assert (reading.locked, reading.site) == (read().locked, {"history": {"enabled": True}})


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "not known"])
@pytest.mark.parametrize(
    "changes",
    [
        {"history.enabled": False},
        {"history.enabled": "perhaps"},
        {"history.enabled": None},
        {"snooze.for": "6m", "log.level": "debug"},
    ],
    ids=["a value", "a bad one", "none", "among others"],
)
def test_a_change_of_what_is_locked_is_refused_and_nothing_written(
    home: Home, changes: dict[str, Any], is_known: bool
) -> None:
    text = "[history]\nenabled = false\n"
    home.write(text)
    if is_known:
        keep(read(), ())
    with pytest.raises(Refused) as refused:
        change(changes)
    [problem] = refused.value.problems
    assert problem.key in read().locked
    assert plainly(problem.text) == f"{problem.key} is set by your organisation, in {home.site}"
    assert home.user.read_text() == text
