"""What status bars get: one line each, in the form that the bar takes, whatever a title says."""

import json
import re
from typing import Any

import pytest
import time_machine
from msgspec.structs import replace
from support.running import running
from support.tellings import FACTS, HOLD, NOW, WORDS, a_status, local
from support.typed import Asks, Refused

from reminder.cli.bars import Fields, fields, form
from reminder.control.api import response
from reminder.errors import UsageError
from reminder.model.requests import Next, Status
from reminder.model.senses import Reason
from reminder.model.showing import Shown

ODD = WORDS._replace(title='Fish & "<b>chips</b>" %{F#f00} \\\\ größer')
FREE = a_status(holds=(), next=Next(reminder="posture", at=local(13, 40)))
OPEN = replace(FREE, last=Shown("posture", ODD, local(13, 29)), open=True)


def given(status: Status) -> Any:
    return response(status, FACTS, ()).fields


def told(named: str, status: Status | None) -> str:
    with time_machine.travel(NOW.wall, tick=False):
        said = form(named)(given(status) if status else None)
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (FREE, ("13:40", "next", "13:40", "")),
        (replace(FREE, resting=local(13, 20)), ("break", "break", "13:40", "")),
        (replace(FREE, holds=(HOLD,)), ("paused by you", "held", "13:40", "paused by you")),
        (replace(FREE, next=Next(reminder="posture", at=None, why=Reason.LOCKED)), ("", "waiting", "", "")),
        (replace(FREE, next=None), ("", "waiting", "", "")),
        (OPEN, (ODD.title, "open", "13:40", "")),
    ],
    ids=["next", "break", "held", "waiting", "none", "open"],
)
def test_a_status_has_these_fields(status: Status, expected: tuple[str, ...]) -> None:
    with time_machine.travel(NOW.wall, tick=False):
        it = fields(given(status))
    assert (it.text, it.state, it.next, it.why) == expected
    assert it.line
    assert it.reminder == (status.next.reminder if status.next else "")


def test_nothing_runs_is_a_state_as_well() -> None:
    assert fields(None) == Fields("", "reminder is not running.", "stopped", "", "", "", "")


def test_waybar_gets_markup_in_json() -> None:
    said = json.loads(told("waybar", OPEN))
    assert said["text"] == 'Fish &amp; "&lt;b&gt;chips&lt;/b&gt;" %{F#f00} \\\\ größer'
    assert (said["class"], said["alt"], said["tooltip"]) == ("open", "open", "Next: posture at 13:40.")


def test_i3blocks_gets_json_without_any_escape() -> None:
    said = told("i3blocks", OPEN)
    assert "\\" not in said
    assert "größer" in said
    assert json.loads(said)["full_text"] == "Fish & '<b>chips</b>' %{F#f00} // größer"
    assert json.loads(told("i3blocks", FREE)) == {"full_text": "Next: posture at 13:40.", "short_text": "13:40"}
    assert json.loads(told("i3blocks", None)) == {"full_text": "", "short_text": ""}


def test_polybar_gets_no_command_of_its_own() -> None:
    assert "%{" not in told("polybar", OPEN)
    assert told("polybar", FREE) == "13:40"


def test_the_monitor_of_xfce_gets_tags_and_markup() -> None:
    said = told("xfce-genmon", OPEN)
    found = re.fullmatch("<txt>(.*)</txt><tool>(.*)</tool><txtclick>reminder open</txtclick>", said)
    assert found
    assert not re.search("[<>]", found[1] + found[2])


def test_a_template_names_fields() -> None:
    assert told("{reminder} at {next}, {{not a field}", FREE) == "posture at 13:40, {{not a field}"
    assert told("%{{T2}}{next}%{T-} {{next}}", FREE) == "%{T2}13:40%{T-} {next}"
    assert told('{"it": {"is": "{next}"}}', FREE) == '{"it": {"is": "13:40"}}'
    assert json.loads(told("json", FREE))["next"] == "13:40"


@pytest.mark.parametrize("text", ["{nxt}", "{next} {}", "{next} {title} {0}", "{{next}}", "waybarr", ""])
def test_what_is_no_template_is_told_with_the_fields_there_are(text: str) -> None:
    with pytest.raises(UsageError, match="text, line, state, next, reminder, why, title"):
        form(text)


async def test_a_bar_that_polls_gets_one_line_and_hears_that_nothing_runs(asks: Asks, refused: Refused) -> None:
    async with running():
        assert await asks("status --format {state}") == "next"
        assert "leave --follow out" in await refused("status --follow --format xfce-genmon", 2)
        assert "there is no field 'nope'" in await refused("status --format {nope}", 2)
    assert await asks("status --format {state}", 3) == "stopped"
