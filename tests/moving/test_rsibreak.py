"""RSIBreak's numbers, in the unit that each has."""

from support.peers import lost, sample, wrong

from reminder.moving import rsibreak


def test_each_number_has_its_unit() -> None:
    found = rsibreak.read(sample("rsibreakrc"), "rsibreakrc")
    assert found.settings == {
        "reminders.posture.every": "15m",
        "reminders.posture.lasts": "25s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "50m",
        "reminders.break.lasts": "4m",
        "reminders.break.enabled": True,
        "snooze.for": "10m",
        "timing.natural_break": "1m",
        "quiet.full_screen": "ignore",
    }
    assert found.login is True
    assert not found.problems
    assert "6m" in lost(found)["BigThreshold"]
    assert lost(found).keys() == {"BigThreshold", "Patience", "Popup Settings/UseFlash", "Effect, Graylevel"}


def test_minutes_stay_minutes_where_it_is_tried_out() -> None:
    data = sample("rsibreakrc").replace(b"[General Settings]\n", b"[General Settings]\nDEBUG=1\n")
    assert rsibreak.read(data, "").settings == rsibreak.read(sample("rsibreakrc"), "").settings


def test_what_is_not_there_is_its_default() -> None:
    data = b"[General Settings]\nTinyEnabled=false\nUseNoIdleTimer=true\n"
    assert rsibreak.knows(data)
    found = rsibreak.read(data, "")
    assert found.settings == {
        "reminders.posture.every": "10m",
        "reminders.posture.lasts": "20s",
        "reminders.posture.enabled": False,
        "reminders.break.every": "1h",
        "reminders.break.lasts": "1m",
        "reminders.break.enabled": True,
        "snooze.for": "5m",
        "timing.natural_break": "1m",
        "quiet.full_screen": "hold",
        "timing.idle": "off",
    }
    assert found.login is False


def test_what_no_known_version_has_is_named() -> None:
    assert "HugeInterval" in lost(rsibreak.read(b"[General Settings]\nTinyInterval=5\nHugeInterval=90\n", ""))


def test_cut_off_it_gives_what_is_there_and_says_so() -> None:
    data = sample("rsibreakrc")
    found = rsibreak.read(data[: data.index(b"TinyInterval") + 4], "")
    assert found.settings["reminders.break.every"] == "50m"
    assert "reminders.posture.every" not in found.settings
    assert len(wrong(found)) == 1
