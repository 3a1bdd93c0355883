"""The child that reads the settings, for real: what it says, and what serves when it does not."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from support.homes import Home, names
from support.scripts import script
from support.waiting import until

from reminder.model.plan import Plan
from reminder.phrase import plainly
from reminder.settings.edit import change
from reminder.settings.read import read
from reminder.settings.reader import AGAIN, AGAIN_AT_MOST, SettingsReader
from reminder.settings.reading import Reading, cached_reading, circumstances, keep, known, packaged_plan
from reminder.storage import paths

MINE = "[snooze]\nlimit = 3\n"
TIPS = '[[tips]]\nid = "a"\nabout = "neck"\ntitle = "A"\ntext = "B."\n'

Begun = Callable[..., Awaitable[Plan]]
ChildIs = Callable[[str], None]


@pytest.fixture
def child_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ChildIs:
    """From now on this shell script stands in for the interpreter that reads the settings."""
    return lambda does: monkeypatch.setattr(sys, "executable", str(script(tmp_path / "child", does)))


def started(flags: Sequence[str] = ()) -> SettingsReader:
    reader = SettingsReader(flags)
    reader.start()
    return reader


async def test_the_plan_comes_from_the_child_and_is_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = home.state.parent.parent / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    home.write(MINE)
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "6m")
    reader = started(["notify.backend=plyer"])
    plan = await reader.read()
    assert (plan.snooze_limit, plan.snooze_for, plan.notify.backend) == (3, timedelta(minutes=6), "plyer")
    assert plan.problems == ()
    kept = cached_reading()
    assert kept.plan == plan
    assert names(home.state) == ["plan.json"]
    assert threading.active_count() == 1

    home.write("[snooze]\nlimit = 33\n")
    again = await reader.read()
    assert again.snooze_limit == 3
    assert [problem.key for problem in again.problems] == ["snooze.limit"]
    monkeypatch.chdir("/")


class Watched(SettingsReader):
    """Does something to the files each time before it reads them once more, and reads them in this process: quickly."""

    def __init__(self, *meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile = list(meanwhile)
        self.waits = 0

    async def _read(self) -> Reading:
        self._began_in = circumstances((), self._files)
        return read((), cached_reading())

    async def _wait_a_moment(self) -> None:
        self.waits += 1
        if self.meanwhile:
            self.meanwhile.pop(0)()


FAILURES = [
    pytest.param("echo 'no module named pydantic' >&2; exit 1", "no module named pydantic", id="fails"),
    pytest.param("echo '{}'", "it ended with 0", id="says nothing"),
    pytest.param("kill -9 $$", "it ended with -9", id="is killed"),
    pytest.param("sleep 60", "was not ready after 0.3 seconds", id="hangs"),
    pytest.param("exec sleep 60", "was not ready after 0.3 seconds", id="hangs by itself"),
]


@pytest.mark.parametrize(("script", "words"), FAILURES)
async def test_without_a_child_the_packaged_plan_serves_with_a_problem(
    home: Home, script: str, words: str, child_is: ChildIs
) -> None:
    home.write("")
    child_is(script)
    plan = await SettingsReader(deadline=timedelta(seconds=0.3)).read()
    assert plan.reminders == packaged_plan().reminders
    (problem,) = plan.problems
    assert problem.key == "settings"
    assert "the defaults serve" in plainly(problem.text)
    assert words in plainly(problem.text)
    assert not home.state.exists()


@pytest.mark.parametrize("executable", ["/nowhere/python", ""])
async def test_a_child_that_cannot_be_started_is_a_problem(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, executable: str
) -> None:
    home.write("")
    monkeypatch.setattr(sys, "executable", executable)
    (problem,) = (await started().read()).problems
    assert "could not be started: " in plainly(problem.text)
    assert "run `reminder restart`" in plainly(problem.text)
    assert "cannot be started: " in caplog.text


async def test_an_installation_that_is_gone_is_a_problem_that_a_restart_mends(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home.write("")
    monkeypatch.setattr("reminder.settings.reader._BEGIN_IN", tmp_path / "lib" / "python3.11" / "site-packages")
    (problem,) = (await started().read()).problems
    assert "`reminder restart`" in plainly(problem.text)
    assert "config check" not in plainly(problem.text)


async def test_a_child_of_another_python_is_a_problem_that_a_restart_mends(home: Home, child_is: ChildIs) -> None:
    home.write("")
    child_is("echo \"ModuleNotFoundError: No module named 'pydantic_core.x'\" >&2; exit 1")
    (problem,) = (await SettingsReader().read()).problems
    assert "`reminder restart`" in plainly(problem.text)


async def test_what_could_not_be_read_is_to_be_read_again_ever_later(home: Home, child_is: ChildIs) -> None:
    home.write("")
    reader = SettingsReader()
    python, waits = sys.executable, []
    child_is("exit 1")
    for _ in range(12):
        await reader.read()
        waits.append(reader.again)
    assert waits[:3] == [AGAIN, 2 * AGAIN, 4 * AGAIN]
    assert waits[-1] == AGAIN_AT_MOST
    child_is(f'exec {python} "$@"')
    await reader.read()
    assert reader.again is None


@pytest.fixture
def kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The settings of somebody who started the program before, as that has read and kept them."""
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "6m")
    home.write('[snooze]\nlimit = 3\n[tips]\nfiles = ["mine.toml"]\n')
    keep(read(), ())
    return home


@pytest.fixture
def begun(child_is: ChildIs) -> Begun:
    """What a program that starts now reads, where no child can."""

    async def begin(flags: Sequence[str] = ()) -> Plan:
        child_is("exit 1")
        return await started(flags).read()

    return begin


async def test_settings_that_have_not_changed_need_no_child_at_the_start(
    home: Home, monkeypatch: pytest.MonkeyPatch, begun: Begun
) -> None:
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "6m")
    home.write(MINE)
    first = await SettingsReader().read()
    plan = await begun()
    assert plan == first
    assert (plan.snooze_limit, plan.snooze_for) == (3, timedelta(minutes=6))


async def test_where_nobody_has_set_anything_no_child_is_needed(home: Home, begun: Begun) -> None:
    assert await begun() == read().plan
    assert known() == read()
    home.write_site("")
    assert (await begun()).problems != ()
    assert known() is None


async def test_what_the_build_before_has_kept_is_the_last_good_value(home: Home) -> None:
    home.write('[snooze]\nfor = "7"\nlimit = 1\n')
    home.state.mkdir(parents=True, exist_ok=True)
    origins = {"snooze.for": str(home.user), "snooze.limit": "default", "notify.urgency": "default"}
    values = {"snooze": {"for": "7m", "limit": 2}, "notify": {"urgency": "high"}}
    kept = {"plan": {"keep_history": "P365D", "problems": []}, "values": values, "origins": origins, "of": ["0.1.0"]}
    paths.plan_file().write_text(json.dumps(kept))
    assert cached_reading() is None, "nothing is of that urgency"
    del values["notify"]
    paths.plan_file().write_text(json.dumps(kept))
    plan = await Watched().read()
    assert (plan.snooze_for, plan.snooze_limit) == (timedelta(minutes=7), 1)
    assert [problem.key for problem in plan.problems] == ["snooze.for"]


CHANGES = [
    pytest.param(lambda home, patch: home.write("[snooze]\nlimit = 4\n"), id="the file"),
    pytest.param(lambda home, patch: home.write_site(""), id="a file that comes"),
    pytest.param(lambda home, patch: (home.user.parent / "mine.toml").write_text(""), id="tips that come"),
    pytest.param(lambda home, patch: patch.setenv("REMINDER_SNOOZE__FOR", "7m"), id="a variable"),
    pytest.param(lambda home, patch: patch.setenv("reminder_snooze__limit", "1"), id="one that comes"),
    pytest.param(lambda home, patch: patch.setenv("HOME", "/nowhere"), id="another home"),
    pytest.param(lambda home, patch: patch.setenv("XDG_CONFIG_HOME", "/nowhere"), id="another folder"),
    pytest.param(
        lambda home, patch: patch.setattr("reminder.settings.reading.__version__", "0.0.1"), id="another version"
    ),
    pytest.param(
        lambda home, patch: paths.plan_file().write_text(paths.plan_file().read_text().replace("PT360S", "PT36S")),
        id="a kept length that the disk has spoiled",
    ),
    pytest.param(
        lambda home, patch: paths.plan_file().write_text(paths.plan_file().read_text().replace('"checksum"', '"c"')),
        id="a kept checksum that is lost",
    ),
]


@pytest.mark.parametrize("change", CHANGES)
async def test_any_change_needs_a_child(
    kept: Home, monkeypatch: pytest.MonkeyPatch, change: Callable[[Home, pytest.MonkeyPatch], object], begun: Begun
) -> None:
    change(kept, monkeypatch)
    plan = await begun()
    assert plan.problems[-1].key == "settings"


async def test_other_flags_need_a_child(kept: Home, begun: Begun) -> None:
    keep(read(["snooze.limit=1"]), (), ["snooze.limit=1"])
    assert (await begun(["snooze.limit=1"])).snooze_limit == 1
    assert (await begun()).problems != ()


async def test_a_file_that_goes_while_it_is_read_is_missed_at_the_next_start(
    home: Home, monkeypatch: pytest.MonkeyPatch, child_is: ChildIs
) -> None:
    monkeypatch.setattr("reminder.settings.reader.MOMENT", timedelta())
    python = sys.executable
    home.write(MINE)
    child_is(f'{python} "$@"; rm {home.user}')
    assert (await started().read()).snooze_limit == 3
    child_is(f'exec {python} "$@"')
    assert (await started().read()).snooze_limit == 2


@pytest.mark.parametrize("change", ["variable", "flag"])
async def test_what_is_no_text_is_kept_all_the_same(
    kept: Home, monkeypatch: pytest.MonkeyPatch, change: str, begun: Begun
) -> None:
    if change == "variable":
        monkeypatch.setenv("REMINDER_SNOOZE__AT", os.fsdecode(b"\xff"))
    flags = [os.fsdecode(b"snooze.at=\xff")] if change == "flag" else []
    first = await SettingsReader(flags).read()
    assert first.snooze_limit == 3
    assert await begun(flags) == first


async def test_a_change_within_the_tick_of_a_coarse_clock_is_read_again(
    kept: Home, monkeypatch: pytest.MonkeyPatch, begun: Begun
) -> None:
    monkeypatch.setattr("reminder.storage.files.look", lambda path: "as before")
    keep(read(), ())
    kept.write(kept.user.read_text().replace("3", "4"))
    assert (await begun()).problems != ()


async def test_what_a_command_has_changed_needs_no_child(kept: Home, child_is: ChildIs) -> None:
    (kept.user.parent / "mine.toml").write_text(TIPS)
    keep(read(), ())
    child_is("exit 1")
    change({"reminders.posture.every": "31m"})
    change({"snooze.limit": 4, "tips.hide": ["a"], "quiet.apps": "obs"})
    plan = await SettingsReader().read()
    assert plan.problems == ()
    assert (plan.reminders[0].every, plan.snooze_limit, plan.quiet.apps) == (timedelta(minutes=31), 4, ("obs",))
    assert plan == read().plan


async def test_what_a_command_has_changed_in_another_environment_is_read_by_a_child(
    kept: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = SettingsReader()
    await reader.read()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("REMINDER_SNOOZE__FOR", "7m")
        change({"snooze.limit": 4})
    plan = await reader.read()
    assert (plan.snooze_limit, plan.snooze_for) == (4, timedelta(minutes=6))


async def test_a_change_after_the_start_is_read_by_a_child(kept: Home) -> None:
    reader = started()
    await reader.read()
    kept.write("[snooze]\nlimit = 4\n")
    assert (await reader.read()).snooze_limit == 4


async def test_the_last_plan_serves_while_the_child_fails(home: Home, child_is: ChildIs) -> None:
    home.write(MINE)
    keep(read(), ())
    reader = SettingsReader()
    good = await reader.read()
    child_is("exit 1")
    home.write("[snooze]\nlimit = 4\n")
    plan = await reader.read()
    assert plan.snooze_limit == good.snooze_limit == 3
    assert "those that were read before serve" in plainly(plan.problems[-1].text)
    assert len((await reader.read()).problems) == 1

    fresh = await SettingsReader().read()
    assert fresh.snooze_limit == 3
    assert "those that were last read serve" in plainly(fresh.problems[-1].text)

    for nonsense in (b"{", b'{"values":{"\xc3\x28":1}}', b'{"values":' + b'{"a":' * 100_000):
        paths.plan_file().write_bytes(nonsense)
        assert (await SettingsReader().read()).snooze_limit == 2


BAD = "[snooze\n"
COMMENTS = "# All work and no play makes Jack a dull boy.\n"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (None, [BAD]),
        ("", [BAD]),
        (COMMENTS, [2 * COMMENTS, 3 * COMMENTS, 3 * COMMENTS + BAD]),
        (None, [COMMENTS, COMMENTS + BAD]),
    ],
    ids=["away", "empty", "being written", "away, then being written"],
)
async def test_a_file_that_is_away_for_a_moment_does_not_cost_the_last_good_values(
    home: Home, first: str | None, then: list[str]
) -> None:
    home.write(MINE)
    await Watched().read()
    home.user.unlink()
    if first is not None:
        home.write(first)
    reader = Watched(*(lambda text=text: home.write(text) for text in then))
    plan = await reader.read()
    assert plan.snooze_limit == 3
    assert [problem.file for problem in plan.problems] == [str(home.user)]
    assert reader.waits == len(then)


@pytest.mark.parametrize("content", [None, "", COMMENTS], ids=["deleted", "emptied", "comments alone"])
async def test_a_file_that_stays_away_is_deleted(home: Home, content: str | None) -> None:
    home.write(MINE)
    await Watched().read()
    home.user.unlink()
    if content is not None:
        home.write(content)
    reader = Watched()
    plan = await reader.read()
    assert (plan.snooze_limit, plan.problems, reader.waits) == (2, (), 1)
    home.write(BAD)
    assert (await reader.read()).snooze_limit == 2
    assert reader.waits == 1


async def test_one_that_never_stops_being_written_is_read_all_the_same(home: Home) -> None:
    home.write(MINE)
    await Watched().read()
    home.write(COMMENTS)
    reader = Watched(*(lambda times=times: home.write(times * COMMENTS) for times in range(2, 30)))
    assert (await reader.read()).snooze_limit == 2
    assert reader.waits < 15


async def test_tips_that_are_away_for_a_moment_are_no_problem(home: Home) -> None:
    tips = home.user.with_name("mine.toml")
    home.write('[tips]\nfiles = ["mine.toml"]\n')
    tips.write_text(TIPS)
    first = await Watched().read()
    tips.unlink()
    assert (await Watched(lambda: tips.write_text(TIPS)).read()).tips == first.tips
    tips.unlink()
    assert [problem.key for problem in (await Watched().read()).problems] == ["tips.files"]


async def test_settings_that_were_never_there_are_not_waited_for(home: Home) -> None:
    reader = Watched()
    await reader.read()
    home.write(MINE)
    await reader.read()
    home.write(BAD)
    await reader.read()
    assert reader.waits == 0


async def test_a_state_folder_that_cannot_be_written_costs_only_the_keeping(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home.state.parent.mkdir()
    home.state.write_text("in the way")
    home.write(MINE)
    with caplog.at_level(logging.WARNING, "reminder.settings.reader"):
        plan = await Watched().read()
    assert (plan.snooze_limit, plan.problems) == (3, ())
    assert "cannot be kept" in caplog.text


async def test_a_reading_that_is_given_up_leaves_no_child(home: Home, tmp_path: Path, child_is: ChildIs) -> None:
    home.write("")
    child_is(f"echo $$ > {tmp_path}/pid; exec sleep 60")
    task = asyncio.create_task(SettingsReader().read())
    pid = tmp_path / "pid"
    await until(lambda: pid.exists() and pid.read_text().strip())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def test_of_two_readings_at_once_the_later_one_reads_later(home: Home) -> None:
    reader = SettingsReader()
    first = asyncio.create_task(reader.read())
    await asyncio.sleep(0)
    home.write(MINE)
    assert (await reader.read()).snooze_limit == 3
    assert first.done()


def test_killed_while_it_keeps_them_it_leaves_one_unfinished_file_and_no_more(home: Home) -> None:
    home.write("")
    read = (
        "import asyncio, os; from reminder.settings.reader import SettingsReader;"
        "os.fsync = lambda _: os.kill(os.getpid(), 9); asyncio.run(SettingsReader().read())"
    )
    for _ in range(2):
        assert subprocess.run([sys.executable, "-c", read], timeout=30, check=False).returncode == -9
    assert names(home.state) == ["plan.json.new"]
