import os
from datetime import timedelta

import pytest
from msgspec.structs import replace
from support.fakes import a_notify, minutes, seconds
from support.showings import NOON, show

from reminder.model.checkin import Answer
from reminder.model.effects import TellOfLogin, Warn
from reminder.model.plan import Click, Problem, Urgency
from reminder.model.senses import Hold, Reason
from reminder.model.showing import WELCOME, Words
from reminder.phrase import verbatim
from reminder.wording.notifications import note

PLAIN = a_notify()


@pytest.mark.parametrize(
    ("snooze", "labels"),
    [
        pytest.param(minutes(5), ["Done", "Snooze 5 min", "Skip"], id="five minutes"),
        pytest.param(minutes(90), ["Done", "Snooze 1 h 30 min", "Skip"], id="an hour and a half"),
        pytest.param(seconds(90), ["Done", "Snooze 1 min 30 s", "Skip"], id="with seconds"),
        pytest.param(None, ["Done", "Skip"], id="snoozed enough"),
    ],
)
def test_the_buttons_name_what_they_do(snooze: timedelta | None, labels: list[str]) -> None:
    keys = [label.partition(" ")[0].lower() for label in labels]
    assert note(show(snooze=snooze), PLAIN).buttons == tuple(zip(keys, labels, strict=True))


def test_one_that_asks_for_a_check_in_has_answers_and_a_click_on_it_never_counts_as_one() -> None:
    asking = note(replace(show(), answers=tuple(Answer)), a_notify(click=Click.DONE))

    assert asking.buttons == (("nothing-hurts", "Nothing hurts"), ("as-before", "As yesterday"), ("tell", "Tell"))
    assert asking.click is Click.OPEN
    first = note(replace(show(), answers=(Answer.NOTHING_HURTS, Answer.TELL)), PLAIN)
    assert [key for key, _ in first.buttons] == ["nothing-hurts", "tell"]


@pytest.mark.parametrize(
    ("worked", "sentence"),
    [
        pytest.param(minutes(55), "You have worked 55 minutes without a break.", id="minutes"),
        pytest.param(minutes(1), "You have worked 1 minute without a break.", id="one minute"),
        pytest.param(minutes(120.4), "You have worked 2 hours without a break.", id="hours"),
        pytest.param(minutes(61), "You have worked 1 hour 1 minute without a break.", id="both"),
    ],
)
def test_one_that_was_kept_tells_how_long_the_person_has_worked(worked: timedelta, sentence: str) -> None:
    assert note(show(worked=worked), PLAIN).body == f"Let them sink.\n{sentence}"


def test_no_work_to_speak_of_is_not_spoken_of() -> None:
    assert note(show(worked=timedelta(seconds=20)), PLAIN).body == "Let them sink."


@pytest.mark.parametrize(
    ("reason", "detail", "sentence"),
    [
        (Reason.MEETING, "zoom", "zoom has used the microphone or the camera for 2 hours."),
        (Reason.MEETING, "", "A program has used the microphone or the camera for 2 hours."),
        (Reason.FULL_SCREEN, "mpv", "mpv has filled the screen for 2 hours."),
        (Reason.FULL_SCREEN, "", "A window has filled the screen for 2 hours."),
        (Reason.APP, "blender", "blender has run for 2 hours."),
        (Reason.APP, "", "A program that you named has run for 2 hours."),
        (Reason.DO_NOT_DISTURB, "", "Do not disturb has been on for 2 hours."),
        (Reason.PAUSED, "", "Reminders have been paused for 2 hours."),
        (Reason.OUTSIDE_HOURS, "", "Your working hours ended 2 hours ago."),
        (Reason.AWAY, "", "Nobody has used the keyboard or the mouse for 2 hours."),
        (Reason.LOCKED, "", "The screen has been locked for 2 hours."),
    ],
)
def test_a_hold_that_lasted_too_long_is_named(reason: Reason, detail: str, sentence: str) -> None:
    hold = Hold(reason=reason, since=NOON, detail=detail, began=timedelta(hours=1))
    assert note(show(overruled=(hold,)), PLAIN).body == f"Let them sink.\n{sentence}"


def test_own_words_without_a_text_leave_no_empty_line() -> None:
    assert note(show(text="", worked=minutes(5)), PLAIN).body == "You have worked 5 minutes without a break."


def test_words_that_are_too_long_or_unprintable_are_made_fit() -> None:
    wordy = replace(show().showing, words=Words("A\x1b[31mlarm\x00 " + "x" * 50, "one\ntwo\x07\x9b " + "y" * 400))
    made = note(show(showing=wordy), PLAIN)
    assert made.title == "A[31mlarm " + "x" * 29 + "…"
    assert made.body == "one\ntwo " + "y" * 291 + "…"


def test_sound_urgency_and_click_are_those_of_the_settings() -> None:
    made = note(show(), a_notify(sound="bell", urgency=Urgency.CRITICAL, click=Click.DONE))
    assert (made.id, made.sound, made.urgency, made.click) == (7, "bell", Urgency.CRITICAL, Click.DONE)


def test_a_warning_names_file_and_problem_once_and_asks_for_no_answer() -> None:
    problems = (
        Problem(
            "notify.sound", verbatim(f"/home/me{os.sep}config.toml: sound = 3 is not a text"), "/home/me/config.toml"
        ),
        Problem("x", verbatim("a disk is full")),
    )
    made = note(Warn(problems), a_notify(sound="bell"), home="/home/me")
    assert made.title == "2 things need a look"
    assert made.body == f"~{os.sep}config.toml: sound = 3 is not a text\na disk is full"
    assert (made.id, made.buttons, made.sound, made.click) == (0, (), "", Click.NOTHING)
    assert note(Warn(problems[:1]), PLAIN).title == "Something needs a look"


def test_whoever_wanted_it_at_every_login_is_told_whether_it_is_so() -> None:
    made = note(TellOfLogin(None), PLAIN)
    assert (made.id, made.buttons) == (WELCOME, ())
    assert made.title == "It starts at every login now"
    assert made.body == "To change that: reminder autostart off, or the settings."
    made = note(TellOfLogin(verbatim("the disk is full")), PLAIN)
    assert (made.title, made.body) == ("It does not start at login", "The disk is full.")


@pytest.mark.parametrize(
    ("texts", "body"),
    [
        pytest.param(["a" * 149, "b" * 150], "a" * 149 + "\n" + "b" * 150, id="all fit"),
        pytest.param(
            ["a" * 130, "b" * 130, "c" * 130],
            "a" * 130 + "\n" + "b" * 130 + "\n1 more: reminder status",
            id="one is left out",
        ),
        pytest.param(["a" * 200, "b" * 200], "a" * 200 + "\n1 more: reminder status", id="only one fits"),
        pytest.param(["a" * 400], "a" * 299 + "…", id="one that is too long"),
        pytest.param(["a" * 400, "b"], "a" * 275 + "…\n1 more: reminder status", id="the first is too long"),
    ],
)
def test_a_warning_cuts_no_problem_off_that_it_can_tell_whole(texts: list[str], body: str) -> None:
    assert note(Warn(tuple(Problem("x", verbatim(text)) for text in texts)), PLAIN).body == body
