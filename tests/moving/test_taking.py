"""What is taken over at once, in what order, and what is left as it was where something stands in the way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from support.homes import Home, names

from reminder.errors import ReminderError
from reminder.moving.archive import CONFIG, packed, unpacked
from reminder.moving.arriving import arrived
from reminder.moving.found import Found, TipText
from reminder.moving.leaving import leave
from reminder.moving.offers import losses
from reminder.moving.taking import PartName, parts, take
from reminder.phrase import plainly
from reminder.settings.edit import change
from reminder.settings.read import read

pytestmark = pytest.mark.usefixtures("home")

NOW = datetime(2026, 11, 28, tzinfo=UTC)
FOUND = Found(
    "peer",
    "Peer",
    settings={"reminders.posture.every": "25m", "reminders.break.enabled": True, "log.level": "debug"},
    tips=(TipText("Stairs", "Two floors up."),),
)


def of_ours(settings: str) -> Found:
    """An archive with these settings alone."""
    return arrived(packed({CONFIG: settings.encode()}, {}, NOW), "file")


def test_each_part_is_one_of_its_own() -> None:
    assert [part.name for part in parts(FOUND, read())] == [
        PartName.SHORT,
        PartName.LONG,
        PartName.REST,
        PartName.TIPS,
    ]


def test_a_part_that_is_not_chosen_stays_as_it_is(home: Home) -> None:
    reading = read()
    take(FOUND, parts(FOUND, reading)[:1], reading)
    assert home.user.read_text().count("=") == 1
    assert names(home.user.parent) == ["config.toml"]


def test_what_an_organisation_has_fixed_is_left_and_named() -> None:
    reading = replace(read(), locked={"log.level": "/etc/xdg/reminder/config.toml"})
    assert PartName.REST not in [part.name for part in parts(FOUND, reading)]
    (loss,) = losses(FOUND, reading)
    assert (loss.name, plainly(loss.why)) == (
        "log.level",
        "it is set by your organisation, in /etc/xdg/reminder/config.toml",
    )


def test_where_the_settings_refuse_the_tips_go_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(changes: object) -> None:
        raise ReminderError("no")

    monkeypatch.setattr("reminder.settings.edit.change", refuse)
    reading = read()
    with pytest.raises(ReminderError):
        take(FOUND, parts(FOUND, reading), reading)
    assert names(home.user.parent) == []


def test_a_program_is_the_same_in_any_case_and_stays_as_it_was_written_first(home: Home) -> None:
    home.write('[quiet]\napps = ["obs"]\n')
    found = Found("peer", "Peer", settings={"quiet.apps": ["OBS", "Zoom", "zoom"]})
    ((change,),) = [part.changes for part in parts(found, read())]
    assert (change.now, change.then) == (["obs"], ["obs", "Zoom"])


def test_kinds_that_are_chosen_take_in_the_peers(home: Home) -> None:
    change({"reminders.posture.about": ["neck"]})
    reading = read()
    take(FOUND, parts(FOUND, reading), reading)
    reminders = read().values["reminders"]
    assert (reminders["posture"]["about"], reminders["break"]["about"]) == (["neck", "peer"], ["move", "peer"])


def test_our_own_settings_come_with_comments_and_what_is_new_in_them(home: Home) -> None:
    found = of_ours(
        "# mine\nmoon = 'full'\n[snooze]\nfor = '7m'\n[hooks]\nshown = [['true']]\n[hours]\noff = [2026-12-24]\n"
    )
    reading = read()
    take(found, parts(found, reading), reading)
    text = home.user.read_text()
    assert text.startswith("# mine\nmoon = 'full'\n[snooze]\nfor = '7m'\n")
    assert "hooks" not in text
    assert read().values["hours"]["off"] == ["2026-12-24"]
    assert {loss.name for loss in losses(found, reading)} == {"hooks.shown", "moon"}


def test_settings_that_were_broken_there_give_nothing(home: Home) -> None:
    found = of_ours("[snooze\n")
    reading = read()
    assert parts(found, reading) == []
    take(found, [], reading)
    assert not home.user.exists()


def test_what_a_later_version_has_packed_is_kept_for_the_next_archive(tmp_path: Path) -> None:
    parts_ = {CONFIG: b"[snooze]\nfor = '7m'\n", "moon/phase.json": b"[1]", "..": b"2", "m" * 300: b"3"}
    found = arrived(packed(parts_, {}, NOW), "file")
    reading = read()
    take(found, parts(found, reading), reading)
    leave(tmp_path / "next.zip", NOW)
    assert unpacked((tmp_path / "next.zip").read_bytes(), "").parts == parts_
