"""Commands that need no running program: what they do, print, and exit with."""

import csv
import errno
import io
import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.desk import Desk
from support.desktop_fixtures import Bus
from support.fakes import minutes, seconds
from support.homes import Home

from reminder.cli.main import main
from reminder.engine import schedule
from reminder.model.effects import Record
from reminder.model.showing import Outcome, Showing, Words
from reminder.storage import paths
from reminder.storage.history import History
from reminder.system import clock

Capture = pytest.CaptureFixture[str]


def data(capsys: Capture) -> Any:
    """What was answered in JSON, with nothing said beside it."""
    said = capsys.readouterr()
    assert said.err == ""
    return json.loads(said.out)


def said(capsys: Capture) -> str:
    """What was answered, with nothing said on standard error."""
    said = capsys.readouterr()
    assert said.err == ""
    return said.out.rstrip("\n")


def refused(capsys: Capture) -> str:
    """What was complained of, with nothing said on standard output."""
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.rstrip("\n")


# --- nothing runs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["status", "now", "done", "snooze 5m", "skip", "pause until 14:00", "resume", "stop"])
def test_without_a_running_program_a_command_says_so_and_exits_3(typed: str, capsys: Capture) -> None:
    assert main(typed.split()) == 3
    assert refused(capsys) == "reminder: reminder is not running; start it with: reminder start"


def test_a_status_in_json_says_that_nothing_runs(capsys: Capture) -> None:
    assert main(["status", "--json"]) == 3
    assert data(capsys) == {"running": False}


def test_alone_it_says_how_to_begin(capsys: Capture) -> None:
    assert main([]) == 0
    words = said(capsys)
    assert words.startswith("reminder is not running.\n")
    assert "reminder start " in words
    assert "reminder autostart on " in words


# --- settings ---------------------------------------------------------------------------------------------------------


def test_every_changes_an_interval_for_good(home: Home, capsys: Capture) -> None:
    home.write("# mine\n[snooze]\nfor = '10m'\n")

    assert main(["every", "30m"]) == 0
    assert said(capsys) == f"reminders.posture.every is now 30m ({home.user})."
    assert home.user.read_text() == "# mine\n[snooze]\nfor = '10m'\n\n[reminders.posture]\nevery = \"30m\"\n"
    assert home.user.with_name("config.toml.bak").read_text() == "# mine\n[snooze]\nfor = '10m'\n"


@pytest.mark.parametrize(
    ("typed", "name", "every"),
    [
        ("every 1h 30m", "posture", "1h 30m"),
        ("every 45 m", "posture", "45 m"),
        ("every 45 m posture", "posture", "45 m"),
        ("every 2h break", "break", "2h"),
        ("every break 45m", "break", "45m"),
        ("every break 1 h", "break", "1 h"),
    ],
)
def test_a_length_may_be_of_several_words(typed: str, name: str, every: str, capsys: Capture) -> None:
    assert main([*typed.split(), "--json"]) == 0
    answer = data(capsys)
    assert (answer["key"], answer["value"]) == (f"reminders.{name}.every", every)


def test_an_interval_of_a_reminder_that_is_off_says_how_to_switch_it_on(capsys: Capture) -> None:
    assert main(["every", "2h", "break"]) == 0
    assert said(capsys).endswith("It is switched off; reminder config set reminders.break.enabled true")


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("every 90", "reminder: reminders.posture.every: '90' lacks a unit; write 90s, 90m or 90h"),
        ("every 10s", "reminder: reminders.posture.every: "),
        ("every postur 30m", "reminder: there is no reminder 'postur'; did you mean 'posture'?"),
        ("pause -5m", "reminder: '-5m' is less than nothing; write it without the minus, like 5m"),
        ("config set snooze.for -5m", "reminder: '-5m' is less than nothing; "),
        ("every 30m postur", "reminder: there is no reminder 'postur'; did you mean 'posture'?"),
        ("config get snooze.fro", "reminder: there is no setting 'snooze.fro'; did you mean 'snooze.for'?"),
        ("config set snooze.fro 5m", "reminder: snooze.fro: there is no such setting; did you mean 'for'?"),
        ("config unset snooze.for", "reminder: snooze.for is not set in "),
        ("tips --about knees", "reminder: no tip is about 'knees'; there are: "),
        ("tips hide no-such-tip", "reminder: there is no tip 'no-such-tip'; "),
        ("tips unhide no-such-tip", "reminder: 'no-such-tip' is not hidden; hidden are: none"),
        ("preview --day tomorrow", "reminder: --day 'tomorrow' is no date; write it like 2026-12-24"),
        ("preview --day 9999-12-31", "reminder: --day '9999-12-31': a year from 1971 to 9000 is possible"),
        ("preview --day 0001-01-01", "reminder: --day '0001-01-01': a year from 1971 to 9000 is possible"),
        ("stats --days 0", "reminder: --days 0: from 1 to 36500 is possible"),
    ],
)
def test_a_mistake_is_one_line_on_standard_error_and_exits_2(
    typed: str, complaint: str, home: Home, capsys: Capture
) -> None:
    assert main(typed.split()) == 2
    line = refused(capsys)
    assert line.startswith(complaint)
    assert "\n" not in line
    assert not home.user.exists()


def test_a_setting_is_set_told_and_taken_back(home: Home, capsys: Capture) -> None:
    assert main(["config", "get", "snooze.for"]) == 0
    assert said(capsys) == "5m"

    assert main(["config", "set", "snooze.for", "10m"]) == 0
    assert said(capsys) == f"snooze.for is now 10m ({home.user})."
    assert main(["config", "get", "snooze.for", "--json"]) == 0
    assert data(capsys) == "10m"

    assert main(["config", "unset", "snooze.for"]) == 0
    assert said(capsys) == f"snooze.for is not set any more in {home.user}; it is now 5m (default)."


@pytest.mark.skipif(sys.platform != "linux", reason="the session bus is for Linux")
def test_a_sound_that_the_desktop_cannot_play_is_said_as_it_is_set(private_bus: Bus, capsys: Capture) -> None:
    desk = Desk(("actions", "body"))
    desk.come()
    try:
        assert main(["config", "set", "notify.sound", "bell"]) == 0
        assert said(capsys).endswith("\nBut stand-in plays no sounds, so notify.sound is not heard.")
        assert main(["config", "set", "notify.sound", "bell", "--json"]) == 0
        assert data(capsys)["lacks"] == ["stand-in plays no sounds, so notify.sound is not heard"]
        assert main(["config", "set", "notify.sound", ""]) == 0
        assert "But" not in said(capsys)
    finally:
        desk.close()


def test_what_serves_after_a_setting_is_taken_back_is_told_with_where_it_comes_from(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    home.write_site("[snooze]\nfor = '7m'\n")
    home.write("[snooze]\nfor = '6m'\n[reminders.tea]\nevery = '1h'\n")

    assert main(["config", "unset", "snooze.for"]) == 0
    assert said(capsys).endswith(f"; it is now 7m ({home.site}).")
    assert main(["config", "unset", "reminders.tea.every"]) == 0
    assert said(capsys) == f"reminders.tea.every is not set any more in {home.user}."
    home.write("[snooze]\nfor = '6m'\n")
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "20m")
    assert main(["config", "unset", "snooze.for"]) == 0
    assert said(capsys).endswith("; it is now 20m (environment REMINDER_SNOOZE__FOR).")


def test_an_interval_for_a_reminder_with_fixed_times_is_refused(home: Home, capsys: Capture) -> None:
    text = "[reminders.bus]\nat = ['17:20']\ntitle = 'Bus'\n"
    home.write(text)

    for typed in ("every 20m bus", "config set reminders.bus.every 20m"):
        assert main(typed.split()) == 2
        assert "reminders.bus has fixed times" in refused(capsys)
    assert home.user.read_text() == text


def test_a_list_without_anything_in_it_is_told_to_be_empty(capsys: Capture) -> None:
    assert main(["config", "set", "tips.hide", ""]) == 0
    assert said(capsys).startswith("tips.hide is now empty (")


def test_what_the_environment_says_still_wins_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "20m")

    assert main(["config", "set", "snooze.for", "10m"]) == 0
    assert said(capsys).endswith("environment REMINDER_SNOOZE__FOR still wins over the file.")


def test_every_setting_is_shown_with_where_it_comes_from(home: Home, capsys: Capture) -> None:
    home.write("[snooze]\nfor = '10m'\n")

    assert main(["config", "show", "--json"]) == 0
    shown = data(capsys)
    about = {"label": "How long the Snooze button puts a tip off", "allowed": "1m to 4h"}
    whose = {"default": "5m", "locked": False, "changed": True, "line": 2}
    assert shown["snooze.for"] == {"value": "10m", "origin": str(home.user), **about, **whose}
    about = {"label": "How often in a row the same tip can be put off", "allowed": "0 to 10"}
    whose = {"default": 2, "locked": False, "changed": False, "line": None}
    assert shown["snooze.limit"] == {"value": 2, "origin": "default", **about, **whose}
    assert (shown["timing.idle"]["allowed"], shown["tips.hide"]["allowed"]) == ("auto, off", "")

    assert main(["config", "show"]) == 0
    assert "notify.expire" in said(capsys)


@pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")
def test_what_an_organisation_has_locked_is_said_to_be_and_cannot_be_changed(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("reminder.system.ownership._ROOT", os.geteuid())
    home.write_site('locked = ["history.keep", "hours"]\n[history]\nkeep = "90d"\n')
    home.write('[history]\nkeep = "10d"\n')

    for typed in ("config set history.keep 20d", "config unset history.keep"):
        assert main(typed.split()) == 2
        assert refused(capsys) == f"reminder: history.keep is set by your organisation, in {home.site}"
    assert home.user.read_text() == '[history]\nkeep = "10d"\n'
    assert main(["config", "show", "--json"]) == 0
    shown = data(capsys)["history.keep"]
    assert (shown["value"], shown["origin"], shown["locked"]) == ("90d", str(home.site), True)
    assert main(["config", "show"]) == 0
    assert f"{home.site} (set by your organisation)" in said(capsys)
    assert main(["config", "check"]) == 2
    assert refused(capsys).startswith(f"{home.site}: locked: 'hours' cannot be locked; these can: history, ")


def test_a_reminder_is_unset_as_a_whole(home: Home, capsys: Capture) -> None:
    home.write("[reminders.tea]\nevery = '1h'\ntitle = 'Tea'\n[reminders.posture]\nevery = '30m'\n")

    for name in ("tea", "posture"):
        assert main(["config", "unset", f"reminders.{name}"]) == 0
        assert said(capsys) == f"reminders.{name} is not set any more in {home.user}."
    assert home.user.read_text() == ""


def test_settings_that_are_fine_pass_the_check(capsys: Capture) -> None:
    assert main(["config", "check"]) == 0
    assert said(capsys) == "The settings are fine."


def test_settings_with_a_mistake_fail_the_check_and_it_is_named(home: Home, capsys: Capture) -> None:
    home.write("[snooze]\nfor = '90'\n")

    assert main(["config", "check"]) == 2
    assert refused(capsys).startswith(f"{home.user}: snooze.for: '90' lacks a unit")
    assert main(["config", "check", "--json"]) == 2
    assert [problem["key"] for problem in data(capsys)["problems"]] == ["snooze.for"]


def test_the_users_file_and_the_documentation_are_found(home: Home, capsys: Capture) -> None:
    assert main(["config", "path", "--json"]) == 0
    answer = data(capsys)
    assert (answer["path"], answer["exists"]) == (str(home.user), False)
    assert Path(answer["documented_in"]).exists()


# --- tips -------------------------------------------------------------------------------------------------------------


def test_tips_are_listed_by_kind(capsys: Capture) -> None:
    assert main(["tips", "--about", "wrists", "--json"]) == 0
    tips = data(capsys)["tips"]
    assert len(tips) >= 4
    assert {tip["about"] for tip in tips} == {"wrists"}

    assert main(["tips", "--about", "wrists"]) == 0
    assert tips[0]["id"] in said(capsys)


def test_a_tip_is_hidden_and_comes_back(home: Home, capsys: Capture) -> None:
    main(["tips", "--json"])
    first, second = (tip["id"] for tip in data(capsys)["tips"][:2])

    for id in (first, second):
        assert main(["tips", "hide", id]) == 0
    main(["tips", "hide", first])
    assert said(capsys).endswith(f"{first} is hidden already.")
    main(["tips", "--json"])
    left = data(capsys)
    assert left["hidden"] == [first, second]
    assert {first, second}.isdisjoint(tip["id"] for tip in left["tips"])
    main(["tips"])
    assert said(capsys).endswith(f"Hidden: {first}, {second}")

    assert main(["tips", "unhide", first, "--json"]) == 0
    assert data(capsys)["value"] == [second]


def test_the_tip_last_shown_is_only_known_while_the_program_runs(capsys: Capture) -> None:
    assert main(["tips", "hide"]) == 3
    assert "is not running" in refused(capsys)


# --- the day ahead ----------------------------------------------------------------------------------------------------


def test_a_day_is_previewed_within_its_hours(home: Home, capsys: Capture) -> None:
    home.write("[hours]\nthu = ['09:00-10:00', '13:00-13:30']\n")

    assert main(["preview", "--day", "2026-12-24", "--json"]) == 0
    shown = data(capsys)
    assert [row["at"][:16] for row in shown] == ["2026-12-24T09:20", "2026-12-24T09:40", "2026-12-24T13:20"]
    assert {row["reminder"] for row in shown} == {"posture"}
    assert all(datetime.fromisoformat(row["at"]).tzinfo for row in shown)
    assert len({row["title"] for row in shown}) == 3

    assert main(["preview", "--day", "2026-12-24"]) == 0
    lines = said(capsys).splitlines()
    assert [line.split()[0] for line in lines if line.lstrip()[:1].isdigit()] == ["09:20", "09:40", "13:20"]


@pytest.mark.parametrize(
    ("zone", "offset"), [("<+03>-3", 3), ("UTC-3", 3), ("Asia/Tokyo", 9)], ids=["angled", "named", "known"]
)
def test_a_preview_is_in_the_zone_of_the_person_whatever_kind_it_is(
    zone: str, offset: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert main(["preview", "--day", "2026-12-24", "--json"]) == 0
    finally:
        monkeypatch.undo()
        time.tzset()
    first = datetime.fromisoformat(data(capsys)[0]["at"])
    assert (first.hour, first.utcoffset()) == (0, timedelta(hours=offset))


@pytest.mark.parametrize("day", ["1971-01-01", "9000-12-31"])
def test_the_farthest_days_can_be_previewed(day: str, home: Home, capsys: Capture) -> None:
    home.write("[hours]\nthu = ['09:00-10:00']\nfri = ['09:00-10:00']\nwed = ['09:00-10:00']\n")

    assert main(["preview", "--day", day, "--json"]) == 0
    assert data(capsys)[0]["at"].startswith(day)


def test_a_day_off_has_nothing_to_preview(home: Home, capsys: Capture) -> None:
    home.write("[hours]\noff = ['2026-12-24']\n")

    assert main(["preview", "--day", "2026-12-24"]) == 0
    assert said(capsys) == "Nothing comes on Thu 2026-12-24."
    assert main(["preview", "--day", "2026-12-24", "--json"]) == 0
    assert data(capsys) == []


# --- records ----------------------------------------------------------------------------------------------------------


def record(*outcomes: Outcome, back: timedelta = timedelta()) -> None:
    """One showing each, some seconds apart, `back` from now."""
    history = History(paths.history_file())
    for number, outcome in enumerate(outcomes):
        at = schedule.stamp(clock.read().wall) - back - seconds(number)
        showing = Showing(
            id=int(at.timestamp() * 1000),
            reminder="posture",
            words=Words("Sit up, please", "Both feet down.", "sit-up"),
            lasts=seconds(30),
            at=at,
            ticks=timedelta(),
            waited=seconds(3),
        )
        assert history.record(Record(showing, outcome, at + minutes(1))) is None


def test_outcomes_are_counted_by_day(capsys: Capture) -> None:
    record(Outcome.DONE, Outcome.DONE, Outcome.IGNORED)
    record(Outcome.SKIPPED, back=timedelta(days=8))

    assert main(["stats", "--json"]) == 0
    counted = data(capsys)
    assert len(counted["days"]) == 7
    assert set(counted["days"][0]) == {
        "date", "shown", "done", "observed", "snoozed", "skipped", "dismissed", "ignored", "natural",
    }  # fmt: skip
    assert (counted["total"]["shown"], counted["total"]["done"], counted["total"]["ignored"]) == (3, 2, 1)

    main(["stats", "--days", "9", "--json"])
    assert data(capsys)["total"]["skipped"] == 1

    assert main(["stats"]) == 0
    lines = said(capsys).splitlines()
    assert lines[-1].split() == ["total", "3", "2", "0", "0", "0", "0", "1", "0"]
    assert len({len(line) for line in lines}) == 1, "numbers stand to the right"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("typed", ["stats", "config show --json"])
def test_an_answer_that_cannot_be_written_is_one_line_of_complaint(typed: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "reminder", *typed.split()], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (
        1,
        "reminder: the answer cannot be written: No space left on device\n",
    )


class Unread(io.TextIOBase):
    """A pipe of Windows whose reader has left."""

    def __init__(self, number: int) -> None:
        self._number = number

    def fileno(self) -> int:
        return self._number

    def write(self, text: str) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")


@pytest.mark.parametrize(("platform", "code"), [("win32", 0), ("linux", 1)])
def test_a_reader_that_leaves_early_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, code: int
) -> None:
    with (tmp_path / "pipe").open("w") as pipe, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", Unread(pipe.fileno()))
        patched.setattr(sys, "platform", platform)
        assert main(["tips", "--json"]) == code


def test_every_showing_is_a_row_of_csv(capsys: Capture) -> None:
    record(Outcome.DONE, Outcome.SNOOZED)

    assert main(["stats", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(said(capsys))))
    assert [row["outcome"] for row in rows] == ["snoozed", "done"]
    assert (rows[0]["title"], rows[0]["tip"], rows[0]["waited"]) == ("Sit up, please", "sit-up", "3.0")
    assert datetime.fromisoformat(rows[0]["at"]).tzinfo
    assert "T" in rows[0]["answered"]


def test_without_records_everything_is_zero(capsys: Capture) -> None:
    assert main(["stats", "--json"]) == 0
    assert data(capsys)["total"]["shown"] == 0
    assert main(["stats", "--csv"]) == 0
    assert said(capsys).startswith("showing,reminder,tip,")
    assert not paths.history_file().exists()


def test_records_are_forgotten_on_demand(capsys: Capture) -> None:
    record(Outcome.DONE)

    assert main(["stats", "--clear"]) == 0
    assert said(capsys) == "1 showing forgotten."
    main(["stats", "--json"])
    assert data(capsys)["total"]["shown"] == 0
    assert main(["stats", "--clear", "--json"]) == 0
    assert data(capsys) == {"cleared": 0}


def test_a_history_that_cannot_be_read_fails_and_names_the_file(capsys: Capture) -> None:
    paths.state_dir().mkdir(parents=True)
    paths.history_file().write_text("no database, whatever it may look like")

    assert main(["stats"]) == 1
    assert refused(capsys).startswith(f"reminder: {paths.history_file()}: the history cannot be read")


# --- login and what works ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="writes where a Linux desktop looks")
def test_login_is_off_until_it_is_asked_for_and_stays_off(capsys: Capture) -> None:
    assert main(["autostart", "status", "--json"]) == 0
    assert data(capsys)["state"] == "off"

    assert main(["autostart", "off"]) == 0
    assert said(capsys).startswith("Start at login: off")


@pytest.mark.skipif(sys.platform != "linux", reason="a Mac and Windows have a desktop, always")
def test_the_doctor_says_why_nothing_can_be_shown_and_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/no-bus")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main(["doctor", "--json"]) == 1
    found = {finding["about"]: finding for finding in data(capsys)}
    assert found["program"]["works"] is False
    assert found["notify by dbus"]["works"] is False
    assert "no session bus" in found["notify by dbus"]["text"]
    assert found["settings"]["works"] is True
    assert found["state"]["works"] is True
    assert found["login"]["works"] is None


# --- how a command ends -----------------------------------------------------------------------------------------------


def test_whoever_presses_ctrl_c_gets_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reminder.cli.running.status", interrupted)

    assert main(["status"]) == 130


@pytest.mark.parametrize("typed", ["tips", "tips --json", "config show"])
def test_a_reader_that_has_seen_enough_is_no_error(typed: str) -> None:
    command = [sys.executable, "-m", "reminder", *typed.split()]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, env=buffered, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        _, complaints = process.communicate()

    assert (process.returncode, complaints) == (0, b"")
