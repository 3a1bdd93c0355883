"""Commands are read from where nobody else can write them, and written by nobody but the person."""

import os
import stat
import sys
from pathlib import Path

import pytest
from support.homes import Home

from reminder.phrase import plainly
from reminder.settings.edit import Refused, change, version
from reminder.settings.origins import Source, settings
from reminder.settings.read import read
from reminder.settings.reading import circumstances
from reminder.storage import paths
from reminder.system import ownership

HOOKS = '[hooks]\nshown = [["play", "a gong.oga"], ["lamp"]]\n'
GIVEN = {"shown": (("play", "a gong.oga"), ("lamp",))}

unix = pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")


def told(flags: tuple[str, ...] = ()) -> list[str]:
    return [plainly(problem.text) for problem in read(flags).problems]


def test_they_are_lists_of_words_in_the_persons_own_file(home: Home) -> None:
    home.write(HOOKS)
    reading = read()
    assert reading.problems == ()
    assert dict(reading.plan.hooks) == GIVEN
    setting = settings(reading)["hooks.shown"]
    assert (setting.source, setting.value, setting.line) == (Source.OWN, [["play", "a gong.oga"], ["lamp"]], 2)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ('"play"', "is not a list"),
        ('["play"]', "'play' is not a command; write it in words"),
        ("[[]]", "a command without a program cannot be run"),
        ('[["", "x"]]', "a command without a program cannot be run"),
        ("[[1]]", "[1] is not a command; write it in words"),
        ('[["play", "\\u0000"]]', "a command cannot have the character NUL"),
    ],
)
def test_what_is_no_command_is_told_and_not_run(home: Home, value: str, what: str) -> None:
    home.write(f"[hooks]\nshown = {value}\n")
    [problem] = told()
    assert what in problem
    assert read().plan.hooks == {}


def test_what_cannot_happen_is_no_hook(home: Home) -> None:
    home.write('[hooks]\nshowed = [["play"]]\n')
    [problem] = told()
    assert "did you mean 'shown'?" in problem


@pytest.mark.parametrize(
    "variable",
    ["REMINDER_HOOKS__SHOWN=evil", 'REMINDER_HOOKS={"shown": [["evil"]]}', 'reminder_hooks__shown=[["evil"]]'],
)
def test_a_variable_adds_none(home: Home, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(HOOKS)
    monkeypatch.setenv(*variable.split("=", 1))
    assert dict(read().plan.hooks) == GIVEN
    [problem] = told()
    assert "commands are read from your own file alone" in problem


@pytest.mark.parametrize("flag", ['hooks.shown=[["evil"]]', 'hooks.done=[["evil"]]', "hooks=evil", " hooks.shown=evil"])
def test_a_flag_adds_none(home: Home, flag: str) -> None:
    home.write(HOOKS)
    assert dict(read((flag,)).plan.hooks) == GIVEN
    [problem] = told((flag,))
    assert "they are not run: commands are read from your own file alone" in problem


def test_a_file_of_tips_adds_none(home: Home, tmp_path: Path) -> None:
    tips = '[[tips]]\nid = "a"\nabout = "eyes"\ntitle = "T"\ntext = "t"\n'
    (tmp_path / "tips.toml").write_text(f"{tips}{HOOKS}", "utf-8")
    home.write(f"[tips]\nfiles = ['{tmp_path / 'tips.toml'}']\n")
    assert read().plan.hooks == {}


@unix
def test_a_file_that_others_may_write_has_none(home: Home) -> None:
    home.write(f"{HOOKS}[snooze]\nlimit = 3\n")
    home.user.chmod(0o646)
    reading = read()
    assert (reading.plan.hooks, reading.plan.snooze_limit) == ({}, 3)
    [problem] = told()
    assert f"everybody may write {home.user.resolve()}; run: chmod o-w {home.user.resolve()}" in problem


@unix
def test_a_folder_that_others_may_write_has_none(home: Home) -> None:
    home.write(HOOKS)
    home.user.parent.chmod(0o777)
    assert read().plan.hooks == {}
    home.user.parent.chmod(0o777 | stat.S_ISVTX)
    assert read().plan.hooks == {}


@unix
def test_a_file_of_somebody_else_has_none(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(HOOKS)
    monkeypatch.setattr(ownership, "_ROOT", -1)
    monkeypatch.setattr(os, "geteuid", lambda: home.user.stat().st_uid + 1)
    [problem] = told()
    assert f"{home.user.parent} is not yours" in problem
    assert read().plan.hooks == {}


@unix
def test_a_sites_file_has_them_where_it_is_roots_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_site(HOOKS)
    monkeypatch.setattr(ownership, "_ROOT", home.site.stat().st_uid)
    assert dict(read().plan.hooks) == GIVEN
    home.site.chmod(0o664)
    assert read().plan.hooks == {}
    [problem] = told()
    assert "others than root may write" in problem
    home.site.chmod(0o644)
    monkeypatch.setattr(ownership, "_ROOT", home.site.stat().st_uid + 1)
    assert read().plan.hooks == {}


@unix
def test_an_organisation_can_fix_them(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_site('locked = ["hooks"]\n')
    monkeypatch.setattr(ownership, "_ROOT", home.site.stat().st_uid)
    home.write(HOOKS)
    reading = read()
    assert reading.plan.hooks == {}
    assert "hooks.shown" in reading.locked


@pytest.mark.parametrize(
    "changes",
    [
        {"hooks.shown": '[["evil"]]'},
        {"hooks.shown": None},
        {"hooks": {"shown": [["evil"]]}},
        {"snooze.limit": 1, "hooks.done": [["evil"]]},
        {" hooks.shown": [["evil"]]},
    ],
)
def test_no_command_and_no_page_writes_them(home: Home, changes: dict[str, object]) -> None:
    home.write(HOOKS)
    before = version()
    with pytest.raises(Refused) as refused:
        change(changes)
    assert "commands are written by hand alone: edit" in str(refused.value)
    assert version() == before


def test_another_change_leaves_them_as_they_are(home: Home) -> None:
    home.write(HOOKS)
    change({"snooze.limit": 3})
    assert dict(read().plan.hooks) == GIVEN


def test_what_tells_a_command_what_happened_sets_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = circumstances((), ())
    monkeypatch.setenv("REMINDER_EVENT", "shown")
    monkeypatch.setenv("REMINDER_EVENT_AT", "2026-11-28T12:00:00+01:00")
    assert told() == []
    assert circumstances((), ()) == before
    assert paths.config_file() == home.user
