"""Layers of settings: which value serves, where it came from, and that no mistake stops anything."""

import os
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from support.homes import Home, names
from support.spoiling import spoiled

from reminder.errors import UsageError
from reminder.phrase import plainly
from reminder.settings import layer
from reminder.settings.layer import validated
from reminder.settings.nested import find, nested
from reminder.settings.read import read
from reminder.settings.reading import Reading, packaged_plan
from reminder.storage import paths

DEFAULTS = paths.packaged("default.toml").read_bytes()
EVERY = "reminders.posture.every"


def typed(dotted: str, text: str) -> Any:
    """What becomes of text that is typed for this key."""
    key = dotted.split(".")
    values, mistakes = validated(layer.typed(nested(key, text)))
    if mistakes:
        raise UsageError(mistakes[0].what)
    return find(values, key)


def problems(reading: Reading) -> dict[str, str]:
    return {problem.key: plainly(problem.text) for problem in reading.problems}


# --- layers ----------------------------------------------------------------------------------------------------------


def test_without_any_file_the_defaults_serve(home: Home) -> None:
    reading = read()
    assert reading.plan.reminders == packaged_plan().reminders
    assert set(reading.origins.values()) == {"default"}
    assert reading.problems == ()
    assert reading.files == (str(home.site), str(home.user))


def test_every_option_that_is_documented_is_allowed_in_the_users_file(home: Home) -> None:
    home.write(DEFAULTS.decode())
    reading = read()
    assert reading.problems == ()
    assert set(reading.origins.values()) == {str(home.user)}


def test_each_layer_wins_over_those_before_key_by_key(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_site('[reminders.posture]\nevery = "21m"\nlasts = "31s"\n[snooze]\nfor = "6m"\nlimit = 3\n')
    home.write('[reminders.posture]\nevery = "22m"\nlasts = "32s"\n[snooze]\nfor = "7m"\n')
    monkeypatch.setenv("REMINDER_REMINDERS__POSTURE__EVERY", "23m")
    monkeypatch.setenv("REMINDER_REMINDERS__POSTURE__LASTS", "33s")
    reading = read(["reminders.posture.every=24m"])
    assert {key: (reading.value(key), origin) for key, origin in reading.origins.items() if origin != "default"} == {
        "reminders.posture.every": ("24m", "flag"),
        "reminders.posture.lasts": ("33s", "environment REMINDER_REMINDERS__POSTURE__LASTS"),
        "snooze.for": ("7m", str(home.user)),
        "snooze.limit": (3, str(home.site)),
    }
    assert reading.problems == ()


def test_a_file_of_the_site_that_anybody_may_have_made_does_not_count_and_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners = dict.fromkeys((home.site.parent, home.site), "S-1-5-32-544")
    monkeypatch.setattr("reminder.settings.read.sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr("reminder.system.windows_owner.owner_of", owners.__getitem__)
    assert read().problems == ()
    home.write_site('[snooze]\nfor = "9m"\n')
    assert (read().value("snooze.for"), problems(read())) == ("9m", {})
    trusted = read()
    for place in home.site.parent, home.site:
        owners[place] = "S-1-5-21-1-2-3-1001"
        reading = read(last_good=trusted)
        assert reading.value("snooze.for") == "5m"
        assert reading.files == trusted.files
        [problem] = reading.problems
        assert "anybody may have made it" in plainly(problem.text)
        assert "takeown" in plainly(problem.text)
        assert plainly(problem.text).endswith("; it is left out until then")
        owners[place] = "S-1-5-18"


@pytest.mark.parametrize(
    ("dotted", "text", "expected"),
    [
        ("reminders.water.every", "1h", "1h"),
        ("reminders.posture.enabled", "off", False),
        ("history.enabled", "TRUE", True),
        ("snooze.limit", "0", 0),
        ("tips.hide", "a, b", ["a", "b"]),
        ("tips.hide", '["a"]', ["a"]),
        ("tips.hide", "", []),
        ("hours.mon", "09:00-12:00, 13:00-17:30", ["09:00-12:00", "13:00-17:30"]),
        ("hours.sun", "", []),
        ("notify.sound", "", ""),
        ("reminders.posture.title", "3", "3"),
    ],
)
def test_text_becomes_what_its_option_is(
    home: Home, monkeypatch: pytest.MonkeyPatch, dotted: str, text: str, expected: object
) -> None:
    assert typed(dotted, text) == expected
    assert read([f"{dotted}={text}"]).value(dotted) == expected
    monkeypatch.setenv("REMINDER_" + dotted.upper().replace(".", "__"), text)
    assert read().value(dotted) == expected


@pytest.mark.parametrize(
    ("dotted", "words"),
    [("snoze.limit", "did you mean 'snooze'?"), ("snooze.limt", "did you mean 'limit'?"), ("snooze", "is a section")],
)
def test_a_key_that_is_none_cannot_be_typed(dotted: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        typed(dotted, "3")
    assert words in str(refused.value)


@pytest.mark.parametrize("text", ["3", "off", "true", "[" * 5000])
def test_what_is_no_list_of_programs_cannot_be_typed(text: str) -> None:
    with pytest.raises(UsageError, match=r"is not a list|at most 100"):
        typed("quiet.apps", text)
    assert typed("quiet.apps", "zoom, 7z") == ["zoom", "7z"]
    assert typed("quiet.apps", '["3"]') == ["3"]


def test_a_date_may_stand_without_quotes(home: Home) -> None:
    home.write("[hours]\noff = [2026-12-24]\n")
    assert read().value("hours.off") == ["2026-12-24"]


@pytest.mark.parametrize(
    ("site", "user", "left"),
    [
        ('every = "30m"', 'at = ["12:30"]', {"at": ["12:30"]}),
        ('at = ["12:30"]', 'every = "30m"', {"every": "30m"}),
    ],
    ids=["at over every", "every over at"],
)
def test_a_later_layer_chooses_anew_between_every_and_at(
    home: Home, site: str, user: str, left: Mapping[str, object]
) -> None:
    home.write_site(f"[reminders.posture]\n{site}\n")
    home.write(f"[reminders.posture]\n{user}\n")
    reading = read()
    posture = reading.value("reminders.posture")
    assert {key: posture[key] for key in ("every", "at") if key in posture} == left
    assert reading.problems == ()


# --- mistakes --------------------------------------------------------------------------------------------------------

MISTAKES = [
    # where, what is written there, words of the problem, what serves
    ("reminders.posture.every", '"90"', "lacks a unit", "20m"),
    ("reminders.posture.every", "20", "20 lacks a unit", "20m"),
    ("reminders.posture.every", "true", "true is not a length of time", "20m"),
    ("reminders.posture.every", '"59s"', "is not from 1m to 1d", "20m"),
    ("reminders.posture.every", '"25h"', "is not from 1m to 1d", "20m"),
    ("reminders.posture.every", "[]", "is not text", "20m"),
    ("reminders.posture.about", '"neck"', "is not a list", []),
    ("reminders.posture.about", '["Neck"]', "lower-case", []),
    ("reminders.posture.title", '"' + 41 * "x" + '"', "at most 40", None),
    ("reminders.posture.enabled", '"no"', "neither true nor false; write one of these, without quotes", True),
    ("reminders.posture.at", "[]", "empty", None),
    ("reminders.posture.at", '["25:00"]', "not a time of the day", None),
    ("snooze.limit", "11", "is not from 0 to 10", 2),
    ("snooze.limit", "1.0", "not a whole number; write one without quotes, like 2", 2),
    ("snooze.limit", "true", "not a whole number", 2),
    ("timing.idle", '"on"', "none of auto, off", "auto"),
    ("timing.idle", "true", 'true is none of auto, off; write one of them in quotes, like "auto"', "auto"),
    ("notify.sound", "true", "true is not text", ""),
    ("hours.mon", '["9-5"]', "not a time of the day", None),
    ("hours.off", '["24.12.2026"]', "not a date", []),
    ("notify.sound", '"a\\nb"', "not one line", ""),
    ("tips.hide", "[3]", "is not text", []),
    ("tips.files", '["~nobody-here/tips.toml"]', "not known here", []),
    ("snooze", "3", "it is a section", None),
    ("reminders.posture.evry", '"1h"', "did you mean 'every'?", None),
    ("timming.idle", '"off"', "did you mean 'timing'?", None),
    ("reminders.Water.every", '"1h"', "lower-case", None),
    ("reminders.water.lasts", '"1m"', "neither `every` nor `at`", None),
    ("reminders.water.text", '"Drink"', "needs a title", None),
    ("reminders.posture.text", '"Sit up"', "needs a title", None),
]


@pytest.mark.parametrize(("dotted", "written", "words", "serves"), MISTAKES, ids=lambda part: str(part)[:40])
def test_a_mistake_is_named_with_its_file_and_the_layer_below_serves(
    home: Home, dotted: str, written: str, words: str, serves: object
) -> None:
    section, _, name = dotted.rpartition(".")
    text = f"quiet.at_most = '3h'\n{f'[{section}]' if section else ''}\n{name} = {written}\n"
    home.write(text)
    reading = read()
    (problem,) = reading.problems
    assert dotted.startswith(problem.key)
    assert problem.file == str(home.user)
    assert plainly(problem.text).startswith(f"{home.user}: {problem.key}: ")
    assert words in plainly(problem.text)
    if not isinstance(reading.value(dotted), dict):
        assert reading.value(dotted) == serves
    assert reading.value("quiet.at_most") == "3h"
    assert [reminder.name for reminder in reading.plan.reminders] == ["posture", "break"]
    assert home.user.read_text() == text


def test_a_reminder_with_every_and_at_in_one_file_is_left_out_with_a_problem(home: Home) -> None:
    home.write('[reminders.tea]\nevery = "1h"\nat = ["16:00"]\n')
    reading = read()
    assert "can have only one of the two" in problems(reading)["reminders.tea.at"]
    assert "tea" not in [reminder.name for reminder in reading.plan.reminders]


def test_an_empty_reminder_says_nothing_and_is_no_mistake(home: Home) -> None:
    home.write("[reminders.tea]\n")
    reading = read()
    assert reading.problems == ()
    assert "tea" not in [reminder.name for reminder in reading.plan.reminders]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{EVERY} = '90'", "until then it is 30m"),
        ("notify.sound = 3", "until then it is empty"),
        ("tips.hide = 3", "until then it is empty"),
        ("hours.mon = 3", "until then it is not set"),
        ("history.enabled = 3", "until then it is true"),
    ],
    ids=["of the site", "text", "list", "nothing", "a switch"],
)
def test_the_problem_says_what_serves_meanwhile(home: Home, line: str, words: str) -> None:
    home.write_site('[reminders.posture]\nevery = "30m"\n')
    home.write(f"{line}\n")
    (text,) = problems(read()).values()
    assert text.endswith(f"; {words}")


@pytest.mark.parametrize("backend", ["dbus", "toast"])
def test_a_way_to_notify_that_this_system_lacks_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    home.write(f'[notify]\nbackend = "{backend}"\n')
    reading = read()
    there = (sys.platform == "linux") == (backend == "dbus")
    assert [problem.file for problem in reading.problems] == [str(home.user)] * (not there)
    assert ["is not there on this system; 'auto' serves" in plainly(problem.text) for problem in reading.problems] == [
        True
    ] * (not there)


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("REMINDER_REMINDERS__POSTURE__EVERY", "is not a length of time"),
        ("REMINDER_POSTURE_EVERY", "there is no such setting"),
        ("REMINDER_TIPS", "is a section"),
        ("REMINDER_TIPS__HIDE__ALL", "is not a list"),
        ("REMINDER_REMINDERS", "is a section"),
        ("REMINDER_REMINDERS__POSTURE", "is a section"),
        ("REMINDER__", "there is no such setting"),
        ("REMINDER_", "there is no such setting"),
    ],
)
def test_a_bad_variable_is_named_and_the_others_count(
    home: Home, monkeypatch: pytest.MonkeyPatch, variable: str, words: str
) -> None:
    monkeypatch.setenv(variable, "bad")
    monkeypatch.setenv("REMINDER_SNOOZE__LIMIT", "1")
    reading = read()
    (text,) = problems(reading).values()
    assert text.startswith("environment REMINDER_")
    assert words in text
    assert reading.plan.snooze_limit == 1


def test_variables_that_contradict_each_other_stop_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("", "__POSTURE", "__POSTURE__EVERY", "__POSTURE__EVERY__MORE"):
        monkeypatch.setenv(f"REMINDER_REMINDERS{part}", "1m")
    reading = read()
    assert reading.problems
    assert reading.plan.reminders == packaged_plan().reminders


@pytest.mark.parametrize("flag", ["snooze.limit", "snooze.limit=many", "snooze=3", "limit=3", "=", "", "a.b.c.d=1"])
def test_a_bad_flag_is_a_problem_of_no_file(home: Home, flag: str) -> None:
    reading = read([flag])
    (problem,) = reading.problems
    assert plainly(problem.text).startswith("flag: ")
    assert problem.file == ""
    assert reading.plan.snooze_limit == 2


BROKEN = [
    pytest.param(b'[snooze]\nlimit = 3\nfor = "7m\n', "line 3", id="syntax"),
    pytest.param(b"[snooze]\nlimit = 3\n# caf\xe9\n", "line 3", id="encoding"),
    pytest.param(b"[snooze]\nlimit = 3\nlimit = 4\n", "line 3", id="twice"),
    pytest.param(b"x = " + 5000 * b"[", "", id="nested"),
    pytest.param(b"x = " + 5000 * b"1", "", id="number"),
]


@pytest.mark.parametrize(("content", "words"), BROKEN)
def test_a_broken_file_is_named_with_its_line_and_the_defaults_serve(home: Home, content: bytes, words: str) -> None:
    home.write("")
    home.user.write_bytes(content)
    reading = read()
    (problem,) = reading.problems
    assert problem.file == str(home.user)
    assert words in plainly(problem.text)
    assert reading.plan.snooze_limit == 2
    assert home.user.read_bytes() == content


def test_a_mistake_of_any_length_is_told_by_its_beginning_and_its_end(home: Home) -> None:
    home.write(f'{"k" * 100_000} = 1\n[reminders.posture]\nevery = "{"m" * 100_000}"\n')
    reading = read()
    assert len(reading.problems) == 2
    assert all(len(problem.key) + len(plainly(problem.text)) < 2000 for problem in reading.problems)
    assert any(plainly(problem.text).endswith("1h30m or 45s; until then it is 20m") for problem in reading.problems)


def test_a_pipe_of_tips_keeps_nobody_waiting(home: Home) -> None:
    home.write('[tips]\nfiles = ["pipe.toml"]\n')
    os.mkfifo(home.user.with_name("pipe.toml"))
    (problem,) = read().problems
    assert "pipe.toml: it cannot be read: Not a file" in plainly(problem.text)


def test_keys_of_absurd_depth_stop_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = ["snooze"] * 3000
    home.write(f"[{'.'.join(deep)}]\n[x{'.'.join(deep)}]\n")
    monkeypatch.setenv(f"REMINDER_{'__'.join(deep)}", "1")
    monkeypatch.setenv(f"REMINDER_X{'__'.join(deep)}", "1")
    reading = read([f"{'.'.join(deep)}=1"])
    named = [plainly(problem.text) for problem in reading.problems]
    for source, least in (
        (str(home.user), 1),
        ("environment REMINDER_", 2),
        ("flag", 1),
    ):  # 3.14 refuses the file whole
        assert sum(text.startswith(source) for text in named) >= least, named
    assert reading.plan.snooze_limit == 2


def test_what_is_not_a_file_is_named(home: Home) -> None:
    home.user.mkdir(parents=True)
    home.site.parent.mkdir(parents=True)
    home.site.symlink_to("nowhere")
    assert [(problem.file, "is not a file" in plainly(problem.text)) for problem in read().problems] == [
        (str(home.site), True),
        (str(home.user), True),
    ]


# --- the last good values --------------------------------------------------------------------------------------------


def test_the_last_good_value_serves_as_long_as_the_key_is_bad(home: Home) -> None:
    home.write('[reminders.posture]\nevery = "25m"\nlasts = "40s"\n')
    reading = read()
    home.write('[reminders.posture]\nevery = "25"\n')
    for _ in range(2):
        reading = read(last_good=reading)
        assert problems(reading)[EVERY].endswith("; until then it is 25m")
        assert reading.value(EVERY) == "25m"
        assert reading.value("reminders.posture.lasts") == "30s"
    home.write("")
    assert read(last_good=reading).value(EVERY) == "20m"


def test_the_last_good_value_of_another_layer_does_not_serve(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMINDER_REMINDERS__POSTURE__EVERY", "25m")
    last = read()
    monkeypatch.delenv("REMINDER_REMINDERS__POSTURE__EVERY")
    home.write('[reminders.posture]\nevery = "25"\n')
    assert read(last_good=last).value(EVERY) == "20m"


@pytest.mark.parametrize(("content", "words"), BROKEN)
def test_all_that_a_file_said_serves_while_it_is_broken(home: Home, content: bytes, words: str) -> None:
    home.write('[reminders.tea]\nat = ["16:00"]\ntitle = "Tea"\n[hours]\nsun = []\n')
    last = read()
    home.user.write_bytes(content)
    broken = read(last_good=last)
    assert (broken.values, broken.origins) == (last.values, last.origins)
    assert "what it said before serves" in plainly(broken.problems[0].text)


def test_a_bad_change_from_fixed_times_to_an_interval_keeps_the_times(home: Home) -> None:
    home.write('[reminders.tea]\nat = ["16:00"]\n')
    last = read()
    home.write('[reminders.tea]\nevery = "1"\n')
    assert read(last_good=last).value("reminders.tea") == {"at": ["16:00"]}


def test_last_good_values_that_are_not_good_any_more_do_not_serve(home: Home) -> None:
    home.write('[reminders.posture]\nevery = "25m"\n')
    last = read()
    old = Reading(last.plan, {"reminders": {"posture": {"every": "1s"}}}, last.origins)
    home.write('[reminders.posture]\nevery = "25"\n')
    assert read(last_good=old).value(EVERY) == "20m"


# --- the user's tips -------------------------------------------------------------------------------------------------


def write_tips(home: Home, text: str) -> Path:
    """Into a file that the user's file names."""
    home.write('[tips]\nfiles = ["my.toml"]\n')
    file = home.user.with_name("my.toml")
    file.write_text(text, "utf-8")
    return file


GOOD = '[[tips]]\nid = "tree"\nabout = "eyes"\ntitle = "Look at the tree"\ntext = "Find the furthest leaf."\n'


def test_tips_of_the_user_lie_beside_the_file_that_names_them(home: Home) -> None:
    home.write('[tips]\nfiles = ["my.toml"]\n[reminders.posture]\nabout = ["eyes"]\n')
    (home.user.parent / "my.toml").write_text(GOOD)
    reading = read()
    assert reading.problems == ()
    assert reading.plan.tips[-1].id == "tree"
    assert reading.files[-1] == str(home.user.parent / "my.toml")


@pytest.mark.parametrize("own_first", [True, False])
def test_tips_of_the_user_come_first_where_they_want_that(home: Home, own_first: bool) -> None:
    write_tips(home, GOOD)
    with home.user.open("a") as file:
        file.write(f"own_first = {str(own_first).lower()}\n")
    reading = read()
    assert reading.problems == ()
    assert {tip.id for tip in reading.plan.tips if tip.comes_first} == ({"tree"} if own_first else set())


def test_tips_of_the_user_may_lie_in_their_home(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    home.write('[tips]\nfiles = ["~/my.toml"]\n')
    (tmp_path / "my.toml").write_text(GOOD)
    assert read().plan.tips[-1].id == "tree"


def test_a_tip_with_the_id_of_the_catalogue_replaces_it(home: Home) -> None:
    first = packaged_plan().tips[0]
    write_tips(home, GOOD.replace("tree", first.id, 1))
    tips = read().plan.tips
    assert (tips[0].id, tips[0].title) == (first.id, "Look at the tree")
    assert len(tips) == len(packaged_plan().tips)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (GOOD.replace("tree", "Tree", 1), "1 'Tree': id: 'Tree' is not a name"),
        (GOOD.replace('title = "Look at the tree"', ""), "1 'tree': title: it is missing;"),
        (GOOD.replace("the tree", 40 * "x"), "1 'tree': title: it has 48 characters, and at most 40"),
        (GOOD.replace("Find", 120 * "x"), "1 'tree': text: it has 139 characters, and at most 120"),
        (GOOD.replace("Find the furthest leaf.", ""), "1 'tree': text: it is empty;"),
        (GOOD.replace('"eyes"', "3"), "1 'tree': about: 3 is not text;"),
        (GOOD.replace('id = "tree"', ""), "1: id: it is missing;"),
        (2 * GOOD, "2 'tree': another tip of this file has the same id;"),
    ],
    ids=["name", "missing", "long title", "long text", "empty", "number", "no id", "twice"],
)
def test_a_bad_tip_is_named_and_the_others_serve(home: Home, bad: str, words: str) -> None:
    file = write_tips(home, "\ufeff" + bad + GOOD.replace("tree", "oak", 1))
    reading = read()
    (problem,) = reading.problems
    assert problem.file == str(file)
    assert plainly(problem.text).startswith(f"{file}: tip {words}")
    assert plainly(problem.text).endswith("; this tip is left out")
    served = [tip.id for tip in reading.plan.tips if tip not in packaged_plan().tips]
    assert served == (["tree", "oak"] if bad == 2 * GOOD else ["oak"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "it cannot be read: No such file or directory; its tips are left out"),
        (b"tips = 3", "it has no [[tips]]; its tips are left out"),
        (b"[[tips]", "it is not valid TOML"),
        (b"\xff", "line 1 is not UTF-8 text; its tips are left out"),
        (b"tips = [1]", "tip 1: 1 is no table; begin it with [[tips]]; this tip is left out"),
        (b"", "it has no [[tips]]; its tips are left out"),
    ],
)
def test_a_bad_file_of_tips_is_named_and_the_catalogue_serves(home: Home, content: bytes | None, words: str) -> None:
    home.write('[tips]\nfiles = ["my.toml"]\n')
    file = home.user.with_name("my.toml")
    if content is not None:
        file.write_bytes(content)
    reading = read()
    (problem,) = reading.problems
    assert problem.file == str(file)
    assert plainly(problem.text).startswith(f"{file}: {words}")
    assert reading.plan.tips == packaged_plan().tips


# --- whatever the file -----------------------------------------------------------------------------------------------


@pytest.mark.proof
def test_no_spoiled_file_stops_the_reader(
    home: Home, chance: random.Random, how_many: Callable[[int, int], int], tally: Counter[str]
) -> None:
    """What the child of the running program does, in this process."""
    good = DEFAULTS.replace(b'every = "20m"', b'every = "37m"')
    home.write(good.decode())
    last = read()
    for _ in range(how_many(100, 4000)):
        content = spoiled(good, chance)
        home.user.write_bytes(content)
        reading = read(last_good=last)
        try:
            tomllib.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            assert any(problem.file == str(home.user) and problem.key == "" for problem in reading.problems)
            assert reading.plan.reminders == last.plan.reminders
        assert {"posture", "break"} <= {reminder.name for reminder in reading.plan.reminders}
        assert names(home.user.parent) == ["config.toml"]
        assert home.user.read_bytes() == content
        assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading
        last = reading
        tally["mutations, each read in this process"] += 1
