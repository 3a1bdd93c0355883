"""What comes of a press that is to open the window or to switch login on, with other programs in their places."""

import sys

import pytest
from support.waiting import until

from reminder.daemon import opening
from reminder.daemon.opening import Opening
from reminder.model.events import Event, LoginSwitchedOn, Put
from reminder.model.plan import Problem
from reminder.wording.language import sentence

NO_BROWSER = "The window cannot be opened, as no browser was found; for its address: reminder open."
NOT_UNDERSTOOD = "The window cannot be opened: reminder open gave no answer that is understood."


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("print('{\"opened\": true}')", None),
        ("print('{\"opened\": false}')", NO_BROWSER),
        ("raise SystemExit('reminder: it is closed')", "The window cannot be opened: it is closed."),
        ("raise SystemExit(7)", "The window cannot be opened: it ended with 7."),
        ("print('noise')", NOT_UNDERSTOOD),
        ("print('[]')", NOT_UNDERSTOOD),
        ("print('{}')", NOT_UNDERSTOOD),
        ("import sys; sys.stdout.buffer.write(bytes([255]))", NOT_UNDERSTOOD),
        ("", NOT_UNDERSTOOD),
    ],
)
async def test_whatever_comes_of_an_attempt_is_told(
    script: str, why: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[str, str | None]] = []
    monkeypatch.setattr(opening.upgrade, "command", lambda: (sys.executable, "-I", "-S", "-c", script))
    opening_by(noted).open("once", "today")
    await until(lambda: noted)
    assert noted == [("window", why)]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("", None),
        ("raise SystemExit('full')", f"Starting at login cannot be switched on: {sys.executable} says: full."),
    ],
    ids=["on", "not on"],
)
async def test_whether_login_is_switched_on_is_told(
    script: str, why: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[str, str | None]] = []
    heard: list[Event] = []
    monkeypatch.setattr(opening.upgrade, "command", lambda: (sys.executable, "-I", "-S", "-c", script))
    opening_by(noted, heard.append).switch_login_on()
    await until(lambda: heard)
    [switched] = heard
    assert isinstance(switched, LoginSwitchedOn)
    assert (switched.why and str(sentence(switched.why))) == why
    assert noted == [("login", why)]


def opening_by(noted: list[tuple[str, str | None]], put: Put = lambda event: None) -> Opening:
    def note(part: str, problem: Problem | None) -> None:
        noted.append((part, str(sentence(problem.text)) if problem else None))

    return Opening(note, put)
