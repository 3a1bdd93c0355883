"""`reminder import`, as a person types it: what there is, beside what is set, and taking over what they choose."""

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from support.homes import Home, names
from support.scripts import script
from support.typed import Complains, Says, SitDown, Tells

from reminder.autostart.base import Program
from reminder.cli.main import main
from reminder.model.checkin import AreaPain, CheckIn
from reminder.moving import finding
from reminder.moving.archive import CHECKINS, packed
from reminder.moving.offers import Offer, as_data
from reminder.moving.peers import READERS
from reminder.phrase import phrase, plainly
from reminder.settings.read import read
from reminder.storage import checkins, paths

SAMPLES = Path(__file__).parent.parent / "moving" / "samples"
STRETCHLY, SAFE_EYES = "stretchly-1.22.json", "safeeyes-3.5.json"


@pytest.fixture(autouse=True)
def no_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the desktop of whoever runs the tests says is nobody's business."""
    quiet = [reader for reader in READERS if reader.PEER in ("stretchly", "safeeyes", "breaktimer")]
    monkeypatch.setattr("reminder.cli.moving.unasked", lambda *_: None)
    monkeypatch.setattr("reminder.cli.moving.installed", lambda home, readers=quiet: finding.installed(home, readers))


@pytest.fixture(autouse=True)
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What would be started at login."""
    monkeypatch.setattr("reminder.moving.offers.find_program", lambda: Program(script(tmp_path / "bin" / "reminder")))


@pytest.fixture
def stretchly() -> Path:
    return put(STRETCHLY, "Stretchly/config.json")


def put(sample: str, at: str) -> Path:
    file = finding.home().config / at
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SAMPLES / sample, file)
    return file


def every(reminder: str = "posture") -> Any:
    return read().values["reminders"][reminder]["every"]


def test_where_nothing_is_it_says_whom_it_looked_for(complains: Complains) -> None:
    said = complains("import", 1)
    assert said.startswith("reminder: no other break reminder was found here (Stretchly, Safe Eyes, Workrave,")
    assert complains("import stretchly", 1).startswith("reminder: nothing of Stretchly was found here")
    assert complains("import Stretchli", 2).endswith("did you mean 'stretchly'?")
    assert complains("import ./none.json", 1).endswith("cannot be read: No such file or directory")


def test_it_says_whose_settings_it_could_not_ask_for(
    stretchly: Path, says: Says, tells: Tells, complains: Complains, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = phrase("the settings of Workrave could not be asked for")
    monkeypatch.setattr("reminder.cli.moving.unasked", lambda *_: why)
    assert "\nThe settings of Workrave could not be asked for.\nNothing was taken over" in says("import")
    assert tells("import")["unasked"] == plainly(why)
    stretchly.unlink()
    assert "); the settings of Workrave could not be asked for; if you have a file" in complains("import", 1)
    assert "here; the settings of Workrave could not be asked for; if" in complains("import workrave", 1)


def test_without_a_terminal_it_says_what_there_is_and_takes_nothing(stretchly: Path, says: Says, home: Home) -> None:
    for typed in ("import", "import stretchly", "import --dry-run --yes", f"import {stretchly}"):
        said = says(typed)
        assert f"Stretchly 1.22.1, from {stretchly}:" in said
        assert " 1 short breaks     How often it comes                               20m    25m\n" in said
        assert " 2 long breaks      How often it comes                               1h     1h40m\n" in said
        assert "\n  morningHour: " in said
        assert "\nNothing was taken over; to take over all of it: reminder import " in said
        assert not home.user.exists()


def test_yes_takes_over_all_of_it(stretchly: Path, says: Says, home: Home) -> None:
    before = stretchly.read_bytes()
    home.write("# mine\n[snooze]\nfor = '9m' # as I like it\n\n[reminders.posture]\nat = ['12:00']\n")
    said = says("import --yes")
    assert said.startswith(
        "Taken over from Stretchly: short breaks, long breaks, snooze, absences, quiet, your own tips,"
    )
    assert f"as that was before: {home.user}.bak" in said
    assert "Quit Stretchly: in the menu of its icon" in said
    reading = read()
    assert reading.problems == ()
    assert (every(), every("break"), reading.values["snooze"]["for"]) == ("25m", "1h40m", "3m")
    assert [tip.title for tip in reading.plan.tips if tip.about == "stretchly"][:2] == ["Treppe", "Shoulder circles"]
    assert reading.values["reminders"]["break"]["about"] == ["move", "stretchly"]
    assert home.user.read_text().startswith('# mine\n[snooze]\nfor = "3m" # as I like it\n')
    assert names(home.user.parent) == ["config.toml", "config.toml.bak", "tips-stretchly.toml"]
    assert stretchly.read_bytes() == before


def test_a_second_time_changes_nothing(stretchly: Path, says: Says, home: Home) -> None:
    says("import --yes")
    files = {name: (home.user.parent / name).read_bytes() for name in names(home.user.parent)}
    assert says("import --yes").startswith("All of that is so already, nothing was changed: short breaks,")
    assert {name: (home.user.parent / name).read_bytes() for name in names(home.user.parent)} == files


def test_programs_to_be_quiet_for_are_added_to_ones_own(stretchly: Path, says: Says, home: Home) -> None:
    home.write('[quiet]\napps = ["gimp", "zoom"]\n')
    says("import --yes")
    assert read().values["quiet"]["apps"] == ["gimp", "zoom", "obs"]


def test_of_several_yes_wants_a_name(stretchly: Path, says: Says, complains: Complains, home: Home) -> None:
    put(SAFE_EYES, "safeeyes/safeeyes.json")
    assert complains("import --yes", 2) == (
        "reminder: several were found: stretchly, safeeyes; name the one to take over"
    )
    assert not home.user.exists()
    assert says("import 'Safe Eyes' --yes").startswith("Taken over from Safe Eyes: ")
    assert every() == "20m"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        (("",), ("20m", "5m")),
        (("a",), ("25m", "3m")),
        (("1",), ("25m", "5m")),
        (("3,4",), ("20m", "3m")),
        (("what?", "99", "3"), ("20m", "3m")),
        ((), ("20m", "5m")),
    ],
    ids=["nothing", "all", "one", "two", "after a mistake", "the end of what is typed"],
)
def test_a_person_takes_over_what_they_choose(
    stretchly: Path, sit_down: SitDown, typed: tuple[str, ...], set_: tuple[str, str]
) -> None:
    screen = sit_down(*typed)
    assert main(["import"]) == 0
    assert (every(), read().values["snooze"]["for"]) == set_
    said = screen.getvalue()
    assert said.count("morningHour") == 1
    assert ("Nothing was taken over." in said) == (set_ == ("20m", "5m"))


def test_of_several_a_person_names_one(stretchly: Path, sit_down: SitDown) -> None:
    put(SAFE_EYES, "safeeyes/safeeyes.json")
    screen = sit_down("neither", "safeeyes", "a")
    assert main(["import"]) == 0
    assert every() == "20m"
    assert read().values["reminders"]["posture"]["lasts"] == "25s"
    assert "Take over from which one? [stretchly, safeeyes; Enter for none]" in screen.getvalue()


def test_in_json(stretchly: Path, tells: Tells, home: Home) -> None:
    told = tells("import")
    (found,) = told["found"]
    assert (found["peer"], found["version"], told["taken"]) == ("stretchly", "1.22.1", None)
    assert found["settings"]["reminders.posture.every"] == {"now": "20m", "then": "25m"}
    assert {"name": "breakIdeas", "why": "the picture of “Shoulder circles”"} in found["losses"]
    taken = tells("import --yes")["taken"]
    assert (taken["file"], taken["tips"], taken["login"]) == (str(home.user), 4, sys.platform == "linux")
    assert "reminders.posture.every" in taken["settings"]


def test_what_is_set_by_somebody_else_meanwhile_or_wrong_costs_nothing(
    stretchly: Path, complains: Complains, home: Home
) -> None:
    home.write("[snooze\n")
    assert "mend that first" in complains("import --yes", 2)
    assert home.user.read_text() == "[snooze\n"
    assert names(home.user.parent) == ["config.toml"]


def test_a_damaged_file_gives_what_could_be_read(stretchly: Path, says: Says) -> None:
    stretchly.write_bytes(stretchly.read_bytes()[:200])
    said = says("import --yes")
    assert "the file is damaged or half written from line" in said
    assert every() == "25m"


def test_one_of_which_nothing_can_be_read_is_named(stretchly: Path, complains: Complains) -> None:
    stretchly.write_bytes(b"{}")
    assert "is of no form that reminder knows of Stretchly" in complains("import --yes", 1)


@time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC))
def test_a_history_is_added_once(says: Says, tells: Tells) -> None:
    file = SAMPLES / "workrave-historystats"
    assert "records of its history were added." in says(f"import {file} --yes")
    shown = tells("stats")["total"]
    assert (shown["done"], shown["skipped"]) == (77, 16)
    assert "nothing was changed" in says(f"import {file} --yes")
    assert tells("stats")["total"] == shown


def test_nothing_is_recorded_for_somebody_who_wants_no_records(home: Home, complains: Complains) -> None:
    home.write("[history]\nenabled = false\n")
    why = "you have switched records off: history.enabled"
    assert why in complains(f"import {SAMPLES / 'workrave-historystats'} --yes", 1)
    offer = Offer(finding.in_file(SAMPLES / "workrave-historystats"), ())
    assert [plainly(loss["why"]) for loss in as_data(offer, read())["losses"]] == [why]


HOOKS = '[hooks]\nshown = [["true"]]\n'


@pytest.fixture
@time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC))
def backup(stretchly: Path, says: Says, home: Home, tmp_path: Path) -> Path:
    """Of somebody with settings, comments, commands, tips in two files, and a history."""
    home.write(f"# mine\n[snooze]\nfor = '9m' # as I like it\n\n{HOOKS}")
    says("import stretchly --yes")
    says(f"import {SAMPLES / 'workrave-historystats'} --yes")
    file = tmp_path / "backup.zip"
    assert says(f"export {file}").startswith(f"{file} has: config.toml, tips/tips-stretchly.toml, history.json.")
    return file


def wipe(home: Home) -> None:
    for folder in (home.user.parent, home.state):
        shutil.rmtree(folder)


@time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC))
def test_what_was_exported_comes_back_but_for_commands(backup: Path, says: Says, tells: Tells, home: Home) -> None:
    text = home.user.read_text()
    before = tells("stats"), tells("tips")
    wipe(home)
    said = says(f"import {backup} --yes")
    assert "hooks.shown: commands are never taken over" in said
    assert home.user.read_text().split() == text.replace(HOOKS, "").split()
    assert (tells("stats"), tells("tips")) == before
    assert "nothing was changed" in says(f"import {backup} --yes")
    assert (tells("stats"), tells("tips")) == before


@time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC))
def test_it_joins_what_is_set_here(backup: Path, says: Says, home: Home) -> None:
    wipe(home)
    home.write("# here\n[snooze]\nlimit = 4\n")
    says(f"import {backup} --yes")
    values = read().values
    assert home.user.read_text().startswith("# here\n")
    assert (values["snooze"], values["tips"]["files"]) == ({"for": "3m", "limit": 4}, ["tips-stretchly.toml"])
    assert values["hooks"]["shown"] == []


def test_an_export_is_the_persons_alone_and_replaces_nothing(backup: Path, complains: Complains) -> None:
    assert backup.stat().st_mode & 0o077 == 0 or backup.drive
    before = backup.read_bytes()
    assert complains(f"export {backup}", 2).endswith("is there already; name another file, or move it away")
    assert backup.read_bytes() == before


@time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC))
def test_one_that_is_cut_off_changes_nothing(backup: Path, complains: Complains, home: Home) -> None:
    wipe(home)
    backup.write_bytes(backup.read_bytes()[:-30])
    assert complains(f"import {backup} --yes", 2).endswith("is cut off or damaged, so nothing of it is taken over")
    assert not home.user.exists()
    assert not (home.state / "history.db").exists()


@time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC))
def test_check_ins_go_along_only_where_that_is_wished(says: Says, home: Home, tmp_path: Path) -> None:
    at = datetime(2026, 11, 27, 18, tzinfo=UTC)
    told = CheckIn(day=at.date(), at=at, areas=(AreaPain("neck", 4),), words="stiff")
    checkins.add(paths.checkins_file(), told)
    checkins.allow(paths.checkins_file(), "neck", at)
    without, with_ = tmp_path / "without.zip", tmp_path / "with.zip"
    says(f"export {without}")
    assert "checkins.json" in says(f"export {with_} --with-checkins")
    assert b"checkins.json" not in without.read_bytes()
    shutil.rmtree(home.state)
    assert "One day of check-ins was added." in says(f"import {with_} --yes")
    assert checkins.between(paths.checkins_file()) == (told,)
    assert checkins.allowed(paths.checkins_file()) == {"neck": at}
    assert "nothing was changed" in says(f"import {with_} --yes")
    later = CheckIn(day=at.date(), at=at + timedelta(hours=1))
    checkins.add(paths.checkins_file(), later)
    assert "nothing was changed" in says(f"import {with_} --yes")
    assert checkins.between(paths.checkins_file()) == (later,)


def test_tips_of_any_name_go_along_and_what_is_broken_keeps_nothing_else_back(
    says: Says, home: Home, tmp_path: Path
) -> None:
    tip = '[[tips]]\nid = "{0}"\nabout = "eyes"\ntitle = "{0}"\ntext = "Look."\n'
    elsewhere = tmp_path / "elsewhere" / "my tips"
    elsewhere.parent.mkdir()
    elsewhere.write_text(tip.format("tree"))
    home.write(f"[tips]\nfiles = ['mine.toml', {str(elsewhere)!r}, 'none.toml', '~nobody-here/tips.toml']\n")
    home.user.with_name("mine.toml").write_text(tip.format("sky"))
    said = says(f"export {tmp_path / 'one.zip'}")
    assert "tips/mine.toml, tips/my tips" in said
    shutil.rmtree(home.user.parent)
    shutil.rmtree(elsewhere.parent)
    says(f"import {tmp_path / 'one.zip'} --yes")
    reading = read()
    assert reading.values["tips"]["files"] == ["mine.toml", "my tips"]
    assert {"tree", "sky"} <= {tip.id for tip in reading.plan.tips}
    home.write("[tips\n")
    assert "config.toml" in says(f"export {tmp_path / 'two.zip'}")


def test_words_of_a_check_in_from_elsewhere_move_no_cursor(says: Says, home: Home, tmp_path: Path) -> None:
    told = b'{"told": [{"day": "2026-11-27", "at": "2026-11-27T10:00:00Z", "worse": "stairs\\u001b[2J"}]}'
    file = tmp_path / "it.zip"
    file.write_bytes(packed({CHECKINS: told}, {}, datetime(2026, 11, 28, tzinfo=UTC)))
    says(f"import {file} --yes")
    assert says("checkin show") == "2026-11-27: nothing hurts, worse by stairs [2J"
    assert "nothing was changed" in says(f"import {file} --yes")


def test_what_only_a_later_version_knows_goes_along_with_the_next_export(
    says: Says, tells: Tells, tmp_path: Path
) -> None:
    file = tmp_path / "it.zip"
    file.write_bytes(packed({"moon/phase.json": b"[1]", "s\u001b[2J": b"2"}, {}, datetime(2026, 11, 28, tzinfo=UTC)))
    assert " 1 what a later version knows   moon/phase.json, s\\x1b[2J   none   kept" in says(f"import {file}")
    assert "this version knows" not in says(f"export {tmp_path / 'before.zip'}")
    assert says(f"import {file} --yes").splitlines()[:2] == [
        "Taken over from reminder: what a later version knows.",
        "This version knows nothing of moon/phase.json, s\\x1b[2J; the next reminder export packs it again.",
    ]
    assert "nothing was changed" in says(f"import {file} --yes")
    assert says(f"export {tmp_path / 'next.zip'}").startswith(
        f"{tmp_path / 'next.zip'} has: moon/phase.json, s\\x1b[2J."
    )
