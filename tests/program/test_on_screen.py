"""Real notification servers on a real screen: the tips of the installed program come there, and go with a click."""

from datetime import timedelta

import pytest
from support.popups import Desktop
from support.program import Program, moment
from support.waiting import wait_until

from reminder.model.showing import Button

pytestmark = pytest.mark.desktop

CLICK = {"done": Button.DONE, "skipped": Button.SKIP}


def until_answered(program: Program, desktop: Desktop, button: Button) -> None:
    """A click goes astray while a popup is still being drawn, so a person clicks again."""

    def answered() -> bool:
        desktop.click(button)
        try:
            wait_until(lambda: not program.status["open"], 1)
        except AssertionError:
            return False
        return True

    wait_until(answered)


def test_tips_come_to_the_screen_at_the_interval_set(program: Program, display: str, desktop: Desktop) -> None:
    program.write('[reminders.posture]\nevery = "1m"\n')
    titles = program.titles()
    with program.sped_up(10):
        ats = []
        for outcome, button in CLICK.items():
            wait_until(lambda: program.status["open"])
            wait_until(desktop.popups)
            last = program.status["last"]
            assert last["title"] in titles
            ats.append(moment(last["at"]))
            until_answered(program, desktop, button)
            assert program.status["last"]["outcome"] == outcome
            wait_until(lambda: not desktop.popups())
    first, second = ats
    assert abs(second - first - timedelta(minutes=1)) <= timedelta(seconds=5)
