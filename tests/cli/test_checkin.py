"""`reminder checkin`, typed, and asked on a terminal."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from support.homes import Home
from support.told import told
from support.typed import Complains, Says, SitDown, Tells

import reminder.cli.stats
from reminder.cli.main import main
from reminder.model.checkin import AreaPain, CheckIn, Course
from reminder.storage import checkins, paths


def today() -> date:
    return datetime.now(UTC).astimezone().date()


def of_today() -> CheckIn:
    found = checkins.of(paths.checkins_file(), today())
    assert found
    return found


@pytest.fixture
def on(tells: Tells) -> None:
    assert tells("checkin on") == {"enabled": True, "at": []}


@pytest.fixture
def answers(on: None, sit_down: SitDown) -> Says:
    """What is on the terminal after these lines were typed."""

    def type_them(*typed: str) -> str:
        screen = sit_down(*typed)
        assert main(["checkin"]) == 0
        return screen.getvalue()

    return type_them


def test_nothing_is_noted_before_it_is_switched_on(complains: Complains) -> None:
    assert "reminder checkin on" in complains("checkin nothing", 1)
    assert not paths.checkins_file().exists()


def test_a_time_makes_a_notification_ask(says: Says, tells: Tells) -> None:
    assert "A notification asks at 17:00." in says("checkin on 17:00")
    assert tells("config get checkin.at") == ["17:00"]
    assert tells("checkin off") == {"enabled": False, "kept": False}


def test_a_usual_day_is_a_word_or_two(on: None, tells: Tells) -> None:
    yesterday = today() - timedelta(days=1)
    checkins.add(paths.checkins_file(), told(yesterday, {"neck": 4}, doing="a cushion", signs=("fever",)))

    assert tells("checkin as yesterday")["areas"] == {"neck": 4}
    assert (of_today().doing, of_today().signs) == ("a cushion", ())
    assert tells("checkin nothing")["areas"] == {}
    assert of_today() == CheckIn(day=today(), at=of_today().at)


@pytest.mark.parametrize("typed", ["neck=4 left-wrist=2", "neck 4, left wrist 2", "'Neck 4' left-wrist=2"])
def test_areas_are_typed_with_how_much_they_hurt(on: None, tells: Tells, typed: str) -> None:
    said = tells(f"checkin {typed} --course comes-and-goes --feels 'dull, like a band' --better rest")

    assert said["areas"] == {"neck": 4, "left-wrist": 2}
    assert (said["course"], said["feels"], said["words"]) == ("comes-and-goes", ["dull"], "like a band")
    assert said["more_often"] == ["neck", "wrists"]
    assert of_today().better == "rest"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("nek=4", "did you mean 'neck'?"),
        ("neck=11", "neck: 11 is not from 0 to 10"),
        ("neck", "say how much it hurts"),
        ("as yesterday", "nothing was told before"),
        ("neck=3 --sign hunger", "'hunger' is not known here"),
        ("neck=3 --tip juggle", "'juggle' is not known here"),
        ("nothing --feels dull", "--feels goes with what hurts"),
        ("--doing swimming", "--doing goes with what hurts"),
        ("show soon", "'soon' is no day"),
        ("off now", "'now' is too much here"),
        ("on noon", "noon"),
        ("", "say how it is"),
    ],
)
def test_what_is_not_understood_is_not_noted(on: None, complains: Complains, typed: str, complaint: str) -> None:
    assert complaint in complains(f"checkin {typed}", 2)
    assert not paths.checkins_file().exists()


def test_a_sign_lets_its_kinds_rest_until_they_are_allowed(on: None, says: Says) -> None:
    said = says("checkin neck=4 --sign numb-or-weak --tip glide-the-chin")
    assert "At rest: glide-the-chin, neck" in said
    assert "belongs before a doctor" in said

    assert says("checkin allow neck") == "neck comes again."
    assert checkins.weights(paths.checkins_file()).doubled == {"neck"}
    assert "belongs before a doctor" not in says("checkin neck=3")


def test_what_was_told_is_shown_and_deleted(on: None, says: Says, tells: Tells) -> None:
    for back in (2, 1):
        checkins.add(paths.checkins_file(), told(today() - timedelta(days=back), {"neck": 4}, better="a hot-bottle"))
    yesterday = (today() - timedelta(days=1)).isoformat()

    assert says(f"checkin show {yesterday}").startswith(f"{yesterday}: neck 4, better by a hot-bottle")
    assert len(tells("checkin show")["checkins"]) == 2
    assert tells("checkin delete") == {"deleted": 0}
    assert tells(f"checkin delete {yesterday}") == {"deleted": 1}
    assert says("checkin delete all") == "1 check-in is deleted."
    assert says("checkin show") == "Nothing was told."


def test_nothing_that_was_deleted_is_left_in_any_file(on: None, tells: Tells, home: Home) -> None:
    """Settings, saved readings, histories, journals: whatever lies in the home of the person."""
    tells("checkin neck=4 --feels like-a-hot-needle")

    def everywhere() -> bytes:
        return b"".join(file.read_bytes() for file in paths.state_dir().parent.rglob("*") if file.is_file())

    assert b"hot-needle" in everywhere()
    tells("checkin delete all")
    assert b"hot-needle" not in everywhere()


def test_a_terminal_is_asked_briefly(answers: Says) -> None:
    screen = answers("1")

    assert "  1  nothing hurts\n  3  tell\n" in screen
    assert "Noted for today: nothing hurts." in screen
    assert of_today().areas == ()


def test_a_terminal_is_offered_what_was_told_yesterday(answers: Says) -> None:
    checkins.add(paths.checkins_file(), told(today() - timedelta(days=1), {"left-wrist": 4}))

    assert "  2  as yesterday: left wrist 4\n" in answers("2")
    assert of_today().areas == (AreaPain("left-wrist", 4),)


def test_a_terminal_is_told_all_of_it(answers: Says) -> None:
    before = told(today() - timedelta(days=1), {"neck": 1}, better="rest", worse="typing", doing="a cushion")
    checkins.add(paths.checkins_file(), before)

    screen = answers("3", "nek 4", "neck 4", "g", "dull, like a band", "", "-", "walks", "12", "2", "")

    assert "did you mean 'neck'?" in screen
    assert "12 is none of the numbers" in screen
    assert of_today() == CheckIn(
        day=today(),
        at=of_today().at,
        areas=(AreaPain("neck", 4),),
        course=Course.COMES_AND_GOES,
        feels=("dull",),
        words="like a band",
        better="rest",
        worse="",
        doing="walks",
        signs=("numb-or-weak",),
    )


def test_whoever_leaves_has_told_nothing(answers: Says) -> None:
    assert "Nothing was noted." in answers("3", "neck 4")
    assert not paths.checkins_file().exists()


def test_it_is_offered_once_below_the_statistics_to_people_alone(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "checkin" not in says("stats")
    monkeypatch.setattr(reminder.cli.stats, "on_a_terminal", lambda: True)

    assert says("stats").endswith("reminder checkin on")
    assert "checkin" not in says("stats")


def test_whoever_has_it_on_is_not_offered_it(on: None, says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminder.cli.stats, "on_a_terminal", lambda: True)

    assert "checkin" not in says("stats")


def test_the_day_ahead_leaves_out_what_made_it_worse(on: None, tells: Tells) -> None:
    ahead = json.dumps(tells("preview --day 2026-12-01"))
    tip = next(tip for tip in tells("tips")["tips"] if json.dumps(tip["title"]) in ahead)

    tells(f"checkin neck=0 --tip {tip['id']}")

    assert json.dumps(tip["title"]) not in json.dumps(tells("preview --day 2026-12-01"))
