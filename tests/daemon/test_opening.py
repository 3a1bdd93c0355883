"""What comes of a click that is to open the window, with other programs in the place of `reminder open`."""

import sys

import pytest
from support.waiting import until

from reminder.daemon import opening
from reminder.daemon.opening import Opening
from reminder.phrase import Phrase
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
    told: list[Phrase | None] = []
    monkeypatch.setattr(opening.upgrade, "command", lambda: (sys.executable, "-I", "-S", "-c", script))
    Opening(told.append).open("once", "today")
    await until(lambda: told)
    assert [said and str(sentence(said)) for said in told] == [why]
