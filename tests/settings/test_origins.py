"""Every option is told with its value, its default, and who decides it."""

import os
import sys
from typing import Any

import pytest
from support.homes import Home

from reminder.settings.nested import leaves
from reminder.settings.origins import Setting, Source, settings
from reminder.settings.read import read
from reminder.settings.reading import packaged_reading
from reminder.settings.schema import REMINDER, keys
from reminder.system import ownership


def test_without_any_file_every_option_is_at_its_default(home: Home) -> None:
    standing = settings(read())
    assert [*standing] == keys(["posture", "break"])
    assert {key: its.value for key, its in standing.items() if its.value is not None}.items() >= {
        ".".join(key): value for key, value in leaves(packaged_reading().values)
    }.items()
    for its in standing.values():
        assert (its.value, its.source, its.is_own, its.variable, its.locked) == (its.default, "default", False, "", "")


def test_it_is_told_who_decides(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_site('[snooze]\nfor = "7m"\nlimit = 1\n[timing]\nidle = "off"\n')
    home.write('# mine\n[snooze]\nfor = "6m"\n\n[timing]\npause_is = "4s"\nnatural_break="9m"\n')
    monkeypatch.setenv("REMINDER_TIMING__PAUSE_IS", "5s")
    standing = settings(read(["log.level=debug"]))

    def who(key: str) -> tuple[Any, ...]:
        its = standing[key]
        return its.value, its.default, its.source, its.own, its.line

    assert who("snooze.for") == ("6m", "7m", Source.OWN, "6m", 3)
    assert who("snooze.limit") == (1, 1, Source.SITE, None, None)
    assert who("timing.pause_is") == ("5s", "3s", Source.ENVIRONMENT, "4s", 6)
    assert standing["timing.pause_is"].variable == "REMINDER_TIMING__PAUSE_IS"
    assert who("timing.natural_break") == ("9m", "5m", Source.OWN, "9m", 7)
    assert who("log.level") == ("debug", "info", Source.FLAG, None, None)
    assert who("quiet.meeting") == ("hold", "hold", Source.DEFAULT, None, None)
    assert standing["timing.idle"].origin == str(home.site)


@pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")
def test_what_is_locked_is_told_with_the_file_and_what_the_user_would_have(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ownership, "_ROOT", os.geteuid())
    home.write_site('locked = ["history"]\n[history]\nenabled = true\n')
    home.write("[history]\nenabled = false\n")
    standing = settings(read())
    assert standing["history.enabled"] == Setting(
        "history.enabled", True, True, str(home.site), Source.SITE, "", str(home.site), False, 2
    )
    assert (standing["history.keep"].source, standing["history.keep"].locked) == (Source.DEFAULT, str(home.site))


def test_a_reminder_of_the_users_own_is_told_with_what_it_has_of_itself(home: Home) -> None:
    home.write(
        '[reminders.tea]\nat = ["16:00"]\ntitle = "Tea"\n[reminders.bad]\nlasts = "1m"\n[reminders.No]\nlasts = 3\n'
    )
    standing = settings(read())
    tea = {name: standing[f"reminders.tea.{name}"] for name in REMINDER}
    assert {name: its.value for name, its in tea.items()} == {
        "every": None, "at": ["16:00"], "lasts": "30s", "about": [], "title": "Tea", "text": None, "enabled": True,
    }  # fmt: skip
    assert tea["at"].default is None
    assert standing["reminders.bad.lasts"].own == "1m"
    assert "reminders.No.lasts" not in standing


def test_an_interval_in_place_of_fixed_times_takes_them_back(home: Home) -> None:
    home.write('[reminders.posture]\nat = ["16:00"]\n')
    standing = settings(read())
    assert (standing["reminders.posture.every"].value, standing["reminders.posture.every"].default) == (None, "20m")
    assert standing["reminders.posture.at"].source is Source.OWN


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("snooze.for = '6m'\n", 1),
        ("[ snooze ] # x\n\n  'for' = '6m'\n", 3),
        ("[snooze]\r\nfor='6m'\r\n", 2),
        ("snooze = {for = '6m'}\n", None),
        ("[log]\nlevel = 'info'\n# [snooze]\n# for = '1m'\n[snooze]\nfor = '6m'\n", 6),
        ("[snooze]\nfor = '6m'\n[other]\ntext = '''\n[snooze]\nfor = 3\n'''\n", None),
    ],
    ids=["dotted", "spaced", "windows", "inline", "comments", "twice"],
)
def test_the_line_is_told_where_it_is_sure(home: Home, text: str, line: int | None) -> None:
    home.write(text)
    its = settings(read())["snooze.for"]
    assert (its.own, its.line) == ("6m", line)


@pytest.mark.parametrize("content", [b"[snooze", b"\xff", b"reminders = 3\n", b"[reminders]\ntea = 3\n"])
def test_a_file_that_says_nothing_right_changes_nothing(home: Home, content: bytes) -> None:
    home.write("")
    home.user.write_bytes(content)
    assert not any(its.is_own for its in settings(read()).values())
