"""Commands that need no running program: what they do, print, and exit with."""

import csv
import errno
import io
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.desk import Desk
from support.desktop_fixtures import Bus
from support.fakes import minutes, seconds
from support.homes import Home
from support.typed import Complains, Says, Tells

from reminder.cli.main import main
from reminder.engine import schedule
from reminder.model.effects import Record
from reminder.model.showing import Outcome, Showing, Words
from reminder.storage import paths
from reminder.storage.history import History
from reminder.system import clock

# --- nothing runs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["status", "now", "done", "snooze 5m", "skip", "pause until 14:00", "resume", "stop"])
def test_without_a_running_program_a_command_says_so_and_exits_3(typed: str, complains: Complains) -> None:
    assert complains(typed, 3) == "reminder: reminder is not running; start it with: reminder start"


def test_a_status_in_json_says_that_nothing_runs(tells: Tells) -> None:
    assert tells("status", 3) == {"running": False}


def test_alone_it_says_how_to_begin(says: Says) -> None:
    words = says("")
    assert words.startswith("reminder is not running.\n")
    assert "reminder start " in words
    assert "reminder autostart on " in words


# --- settings ---------------------------------------------------------------------------------------------------------


def test_every_changes_an_interval_for_good(home: Home, says: Says) -> None:
    home.write("# mine\n[snooze]\nfor = '10m'\n")

    assert says("every 30m") == f"reminders.posture.every is now 30m ({home.user})."
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
def test_a_length_may_be_of_several_words(typed: str, name: str, every: str, tells: Tells) -> None:
    answer = tells(typed)
    assert (answer["key"], answer["value"]) == (f"reminders.{name}.every", every)


def test_an_interval_of_a_reminder_that_is_off_says_how_to_switch_it_on(says: Says) -> None:
    assert says("every 2h break").endswith("It is switched off; reminder config set reminders.break.enabled true")


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
        ("tips --open lift-the-heel", "reminder: there is no tip 'lift-the-heel'; did you mean "),
        ("tips hide no-such-tip", "reminder: there is no tip 'no-such-tip'; "),
        ("tips unhide no-such-tip", "reminder: 'no-such-tip' is not hidden; hidden are: none"),
        ("preview --day tomorrow", "reminder: --day 'tomorrow' is no date; write it like 2026-12-24"),
        ("preview --day 9999-12-31", "reminder: --day '9999-12-31': a year from 1971 to 9000 is possible"),
        ("preview --day 0001-01-01", "reminder: --day '0001-01-01': a year from 1971 to 9000 is possible"),
        ("stats --days 0", "reminder: --days 0: from 1 to 36500 is possible"),
    ],
)
def test_a_mistake_is_one_line_on_standard_error_and_exits_2(
    typed: str, complaint: str, home: Home, complains: Complains
) -> None:
    line = complains(typed, 2)
    assert line.startswith(complaint)
    assert "\n" not in line
    assert not home.user.exists()


def test_a_setting_is_set_told_and_taken_back(home: Home, says: Says, tells: Tells) -> None:
    assert says("config get snooze.for") == "5m"

    assert says("config set snooze.for 10m") == f"snooze.for is now 10m ({home.user})."
    assert tells("config get snooze.for") == "10m"

    assert says("config unset snooze.for") == f"snooze.for is not set any more in {home.user}; it is now 5m (default)."


@pytest.mark.skipif(sys.platform != "linux", reason="the session bus is for Linux")
def test_commands_are_shown_as_the_file_has_them_and_written_by_hand_alone(
    home: Home, says: Says, tells: Tells, complains: Complains
) -> None:
    home.write('[hooks]\nshown = [["play", "a gong.oga"]]\n')
    assert says("config get hooks.shown") == '[["play", "a gong.oga"]]'
    assert tells("config show")["hooks.shown"]["origin"] == str(home.user)
    for typed in ("config set hooks.done evil", "config unset hooks.shown"):
        assert complains(typed, 2).endswith(f"commands are written by hand alone: edit {home.user}")
    assert complains("config set hooks.done evil", 2).startswith("reminder: hooks.done: ")
    assert says("config get hooks.shown") == '[["play", "a gong.oga"]]'


def test_a_sound_that_the_desktop_cannot_play_is_said_as_it_is_set(private_bus: Bus, says: Says, tells: Tells) -> None:
    desk = Desk(("actions", "body"))
    desk.come()
    try:
        lack = "stand-in plays no sounds, so notify.sound is not heard"
        assert says("config set notify.sound bell").endswith(f"\nBut {lack}.")
        assert tells("config set notify.sound bell")["lacks"] == [lack]
        assert "But" not in says('config set notify.sound ""')
    finally:
        desk.close()


def test_what_serves_after_a_setting_is_taken_back_is_told_with_where_it_comes_from(
    home: Home, monkeypatch: pytest.MonkeyPatch, says: Says
) -> None:
    home.write_site("[snooze]\nfor = '7m'\n")
    home.write("[snooze]\nfor = '6m'\n[reminders.tea]\nevery = '1h'\n")

    assert says("config unset snooze.for").endswith(f"; it is now 7m ({home.site}).")
    assert says("config unset reminders.tea.every") == f"reminders.tea.every is not set any more in {home.user}."
    home.write("[snooze]\nfor = '6m'\n")
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "20m")
    assert says("config unset snooze.for").endswith("; it is now 20m (environment REMINDER_SNOOZE__FOR).")


def test_an_interval_for_a_reminder_with_fixed_times_is_refused(home: Home, complains: Complains) -> None:
    text = "[reminders.bus]\nat = ['17:20']\ntitle = 'Bus'\n"
    home.write(text)

    for typed in ("every 20m bus", "config set reminders.bus.every 20m"):
        assert "reminders.bus has fixed times" in complains(typed, 2)
    assert home.user.read_text() == text


def test_a_list_without_anything_in_it_is_told_to_be_empty(says: Says) -> None:
    assert says('config set tips.hide ""').startswith("tips.hide is now empty (")


def test_what_the_environment_says_still_wins_and_that_is_told(monkeypatch: pytest.MonkeyPatch, says: Says) -> None:
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "20m")

    assert says("config set snooze.for 10m").endswith("environment REMINDER_SNOOZE__FOR still wins over the file.")


def test_every_setting_is_shown_with_where_it_comes_from(home: Home, says: Says, tells: Tells) -> None:
    home.write("[snooze]\nfor = '10m'\n")

    shown = tells("config show")
    about = {"label": "How long the Snooze button puts a tip off", "allowed": "1m to 4h"}
    whose = {"default": "5m", "locked": False, "changed": True, "line": 2}
    assert shown["snooze.for"] == {"value": "10m", "origin": str(home.user), **about, **whose}
    about = {"label": "How often in a row the same tip can be put off", "allowed": "0 to 10"}
    whose = {"default": 2, "locked": False, "changed": False, "line": None}
    assert shown["snooze.limit"] == {"value": 2, "origin": "default", **about, **whose}
    assert (shown["timing.idle"]["allowed"], shown["tips.hide"]["allowed"]) == ("auto, off", "")

    assert "notify.expire" in says("config show")


@pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")
def test_what_an_organisation_has_locked_is_said_to_be_and_cannot_be_changed(
    home: Home, monkeypatch: pytest.MonkeyPatch, says: Says, tells: Tells, complains: Complains
) -> None:
    monkeypatch.setattr("reminder.system.ownership._ROOT", os.geteuid())
    home.write_site('locked = ["history.keep", "hours"]\n[history]\nkeep = "90d"\n')
    home.write('[history]\nkeep = "10d"\n')

    for typed in ("config set history.keep 20d", "config unset history.keep"):
        assert complains(typed, 2) == f"reminder: history.keep is set by your organisation, in {home.site}"
    assert home.user.read_text() == '[history]\nkeep = "10d"\n'
    shown = tells("config show")["history.keep"]
    assert (shown["value"], shown["origin"], shown["locked"]) == ("90d", str(home.site), True)
    assert f"{home.site} (set by your organisation)" in says("config show")
    assert complains("config check", 2).startswith(
        f"{home.site}: locked: 'hours' cannot be locked; these can: history, "
    )


def test_a_reminder_is_unset_as_a_whole(home: Home, says: Says) -> None:
    home.write("[reminders.tea]\nevery = '1h'\ntitle = 'Tea'\n[reminders.posture]\nevery = '30m'\n")

    for name in ("tea", "posture"):
        assert says(f"config unset reminders.{name}") == f"reminders.{name} is not set any more in {home.user}."
    assert home.user.read_text() == ""


def test_settings_that_are_fine_pass_the_check(says: Says) -> None:
    assert says("config check") == "The settings are fine."


def test_settings_with_a_mistake_fail_the_check_and_it_is_named(home: Home, tells: Tells, complains: Complains) -> None:
    home.write("[snooze]\nfor = '90'\n")

    assert complains("config check", 2).startswith(f"{home.user}: snooze.for: '90' lacks a unit")
    assert [problem["key"] for problem in tells("config check", 2)["problems"]] == ["snooze.for"]


def test_the_users_file_and_the_documentation_are_found(home: Home, tells: Tells) -> None:
    answer = tells("config path")
    assert (answer["path"], answer["exists"]) == (str(home.user), False)
    assert Path(answer["documented_in"]).exists()


# --- tips -------------------------------------------------------------------------------------------------------------


def test_tips_are_listed_by_kind(says: Says, tells: Tells) -> None:
    tips = tells("tips --about wrists")["tips"]
    assert len(tips) >= 4
    assert {tip["about"] for tip in tips} == {"wrists"}

    assert tips[0]["id"] in says("tips --about wrists")


def test_a_tip_is_told_with_its_picture_where_no_browser_can_show_it(
    says: Says, tells: Tells, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reminder.cli.open.find_browser", lambda: False)
    picture = paths.packaged("pictures") / "lift-the-heels.svg"
    assert says("tips --open lift-the-heels").splitlines() == [
        "Wake up your calves",
        "Lift your heels high and lower them, ten times, to get the blood moving.",
        f"Its picture: {picture}",
    ]
    told = tells("tips --open lift-the-heels")
    assert (told["about"], told["picture"], told["opened"]) == ("move", str(picture), False)


def test_a_tip_is_hidden_and_comes_back(home: Home, says: Says, tells: Tells) -> None:
    first, second = (tip["id"] for tip in tells("tips")["tips"][:2])

    for id in (first, second):
        assert main(["tips", "hide", id]) == 0
    assert says(f"tips hide {first}").endswith(f"{first} is hidden already.")
    left = tells("tips")
    assert left["hidden"] == [first, second]
    assert {first, second}.isdisjoint(tip["id"] for tip in left["tips"])
    assert says("tips").endswith(f"Hidden: {first}, {second}")

    assert tells(f"tips unhide {first}")["value"] == [second]


def test_the_tip_last_shown_is_only_known_while_the_program_runs(complains: Complains) -> None:
    assert "is not running" in complains("tips hide", 3)


# --- the day ahead ----------------------------------------------------------------------------------------------------


def test_a_day_is_previewed_within_its_hours(home: Home, says: Says, tells: Tells) -> None:
    home.write("[hours]\nthu = ['09:00-10:00', '13:00-13:30']\n")

    shown = tells("preview --day 2026-12-24")
    assert [row["at"][:16] for row in shown] == ["2026-12-24T09:20", "2026-12-24T09:40", "2026-12-24T13:20"]
    assert {row["reminder"] for row in shown} == {"posture"}
    assert all(datetime.fromisoformat(row["at"]).tzinfo for row in shown)
    assert len({row["title"] for row in shown}) == 3

    lines = says("preview --day 2026-12-24").splitlines()
    assert [line.split()[0] for line in lines if line.lstrip()[:1].isdigit()] == ["09:20", "09:40", "13:20"]


@pytest.mark.parametrize(
    ("zone", "offset"), [("<+03>-3", 3), ("UTC-3", 3), ("Asia/Tokyo", 9)], ids=["angled", "named", "known"]
)
def test_a_preview_is_in_the_zone_of_the_person_whatever_kind_it_is(
    zone: str, offset: int, monkeypatch: pytest.MonkeyPatch, tells: Tells
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        shown = tells("preview --day 2026-12-24")
    finally:
        monkeypatch.undo()
        time.tzset()
    first = datetime.fromisoformat(shown[0]["at"])
    assert (first.hour, first.utcoffset()) == (0, timedelta(hours=offset))


@pytest.mark.parametrize("day", ["1971-01-01", "9000-12-31"])
def test_the_farthest_days_can_be_previewed(day: str, home: Home, tells: Tells) -> None:
    home.write("[hours]\nthu = ['09:00-10:00']\nfri = ['09:00-10:00']\nwed = ['09:00-10:00']\n")

    assert tells(f"preview --day {day}")[0]["at"].startswith(day)


def test_a_day_off_has_nothing_to_preview(home: Home, says: Says, tells: Tells) -> None:
    home.write("[hours]\noff = ['2026-12-24']\n")

    assert says("preview --day 2026-12-24") == "Nothing comes on Thu 2026-12-24."
    assert tells("preview --day 2026-12-24") == []


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


def test_outcomes_are_counted_by_day(says: Says, tells: Tells) -> None:
    record(Outcome.DONE, Outcome.DONE, Outcome.IGNORED)
    record(Outcome.SKIPPED, back=timedelta(days=8))

    counted = tells("stats")
    assert len(counted["days"]) == 7
    assert set(counted["days"][0]) == {
        "date", "shown", "done", "observed", "snoozed", "skipped", "dismissed", "ignored", "natural",
    }  # fmt: skip
    assert (counted["total"]["shown"], counted["total"]["done"], counted["total"]["ignored"]) == (3, 2, 1)

    assert tells("stats --days 9")["total"]["skipped"] == 1

    lines = says("stats").splitlines()
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


def test_every_showing_is_a_row_of_csv(says: Says) -> None:
    record(Outcome.DONE, Outcome.SNOOZED)

    rows = list(csv.DictReader(io.StringIO(says("stats --csv"))))
    assert [row["outcome"] for row in rows] == ["snoozed", "done"]
    assert (rows[0]["title"], rows[0]["tip"], rows[0]["waited"]) == ("Sit up, please", "sit-up", "3.0")
    assert datetime.fromisoformat(rows[0]["at"]).tzinfo
    assert "T" in rows[0]["answered"]


def test_without_records_everything_is_zero(says: Says, tells: Tells) -> None:
    assert tells("stats")["total"]["shown"] == 0
    assert says("stats --csv").startswith("showing,reminder,tip,")
    assert not paths.history_file().exists()


def test_records_are_forgotten_on_demand(says: Says, tells: Tells) -> None:
    record(Outcome.DONE)

    assert says("stats --clear") == "1 showing forgotten."
    assert tells("stats")["total"]["shown"] == 0
    assert tells("stats --clear") == {"cleared": 0}


def test_a_history_that_cannot_be_read_fails_and_names_the_file(complains: Complains) -> None:
    paths.state_dir().mkdir(parents=True)
    paths.history_file().write_text("no database, whatever it may look like")

    assert complains("stats", 1).startswith(f"reminder: {paths.history_file()}: the history cannot be read")


# --- login and what works ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="writes where a Linux desktop looks")
def test_login_is_off_until_it_is_asked_for_and_stays_off(says: Says, tells: Tells) -> None:
    assert tells("autostart status")["state"] == "off"

    assert says("autostart off").startswith("Start at login: off")


@pytest.mark.skipif(sys.platform != "linux", reason="a Mac and Windows have a desktop, always")
def test_the_doctor_says_why_nothing_can_be_shown_and_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tells: Tells
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/no-bus")
    monkeypatch.setenv("PATH", str(tmp_path))

    found = {finding["about"]: finding for finding in tells("doctor", 1)}
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


@pytest.mark.parametrize("typed", ["tips", "tips --json"])
def test_a_reader_that_has_seen_enough_is_no_error(typed: str) -> None:
    command = [sys.executable, "-m", "reminder", *typed.split()]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, env=buffered, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        _, complaints = process.communicate()

    assert (process.returncode, complaints) == (0, b"")
