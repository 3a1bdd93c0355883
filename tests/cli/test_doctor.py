"""What the doctor makes of what it finds."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.beside import Beside
from support.desktop_fixtures import Bus
from support.homes import Home
from support.running import running
from support.sensed import Room
from support.tray_host import Gtk

from reminder.cli import doctor
from reminder.cli.doctor import Finding
from reminder.cli.main import main
from reminder.model.effects import Show
from reminder.model.events import Closed, Event, NotifierReady, Posted
from reminder.model.plan import Notify
from reminder.model.senses import Reason
from reminder.phrase import Phrase, phrase
from reminder.senses.sensor import Seen
from reminder.storage import paths
from reminder.system import clock
from reminder.wording.language import word

Capture = pytest.CaptureFixture[str]
WORKS = Finding(phrase("notify by dbus"), True, phrase("serves"))
TERMINAL = WORKS._replace(works=None)


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """What there is to sense with."""
    room = Room()
    monkeypatch.setattr("reminder.senses.supervisor.this_platform", lambda clock: room)
    return room


def finds(capsys: Capture) -> dict[str, dict[str, Any]]:
    main(["doctor", "--json"])
    return {finding["about"]: finding for finding in json.loads(capsys.readouterr().out)}


def a_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")


@pytest.mark.parametrize(
    ("place", "spoil", "about", "why"),
    [
        (paths.state_dir, a_file, "state", "is not a directory"),
        (paths.state_dir, a_file, "history", "is not a directory"),
        (paths.state_file, lambda path: path.mkdir(parents=True), "state", "it is a directory"),
        (paths.history_file, lambda path: path.mkdir(parents=True), "history", "it is a directory"),
        (paths.log_file, lambda path: path.mkdir(parents=True), "log", "it is a directory"),
    ],
    ids=["a file for the directory", "the same for the history", "state", "history", "log"],
)
def test_a_path_that_cannot_be_used_is_told(
    place: Callable[[], Path], spoil: Callable[[Path], None], about: str, why: str, capsys: Capture
) -> None:
    spoil(place())
    finding = finds(capsys)[about]
    assert finding["works"] is False
    assert why in finding["text"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="menus are not made of files here")
def test_whether_the_application_menu_has_the_entry_is_told(capsys: Capture) -> None:
    entry = paths.data_folders()[0] / "applications" / "reminder.desktop"
    menu = finds(capsys)["application menu"]
    assert (menu["works"], menu["text"]) == (None, f"off ({entry})")
    main(["menu", "on"])
    capsys.readouterr()
    menu = finds(capsys)["application menu"]
    assert (menu["works"], menu["text"]) == (True, f"on ({entry})")
    entry.write_text("[Desktop Entry]\nName=Another\n")
    menu = finds(capsys)["application menu"]
    assert (menu["works"], menu["text"]) == (False, f"not written by reminder ({entry})")


def test_paths_where_nothing_is_yet_are_fine(capsys: Capture) -> None:
    findings = finds(capsys)
    assert [findings[about]["works"] for about in ("state", "history", "log")] == [True] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="the desktop has no name of its own elsewhere")
@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_a_session_that_has_no_name_is_unknown(
    value: str | None, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for variable in ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(variable, raising=False)
        if value is not None:
            monkeypatch.setenv(variable, value)
    assert finds(capsys)["here"]["text"].endswith(", unknown desktop, unknown kind of session")


async def test_it_tells_what_the_running_program_complains_of(capsys: Capture) -> None:
    async with running(unlogged="the log cannot be written"):
        findings = await asyncio.to_thread(finds, capsys)

    assert findings["program: log"]["text"] == "the log cannot be written"


async def test_it_tells_why_the_running_program_cannot_notify(capsys: Capture) -> None:
    async with running() as program:
        program.desktop.go("no notification server runs")
        while await program.speaks():
            pass
        finding = (await asyncio.to_thread(finds, capsys))["program: notifications"]

    assert (finding["works"], finding["text"]) == (False, "Cannot notify: memory: no notification server runs.")


@pytest.mark.skipif(sys.platform != "linux", reason="the session bus is for Linux")
async def test_it_tells_how_buttons_are_pressed_and_what_the_desktop_cannot_do(
    private_bus: Bus, home: Home, capsys: Capture
) -> None:
    from support.notification_server import serving

    home.write('[notify]\nsound = "bell"')
    async with serving(("actions", "body")) as server:
        server.calls_itself = "dunst", "knopwob"
        findings = await asyncio.to_thread(finds, capsys)

    assert findings["notify by dbus"]["works"]
    assert findings["notify by dbus"]["text"].startswith(
        "serves, by dunst 1 (tested with 1.13.2); dunst draws no buttons; "
    )
    assert findings["notify"] == {
        "about": "notify",
        "works": False,
        "text": "dunst plays no sounds, so notify.sound is not heard",
    }


def test_it_says_what_is_sensed_and_what_is_so_now(room: Room, capsys: Capture) -> None:
    room.sees["pushing"] = Seen("a stand-in", {Reason.MEETING: "zoom", Reason.LOCKED: ""}, limit="whose it is")
    findings = finds(capsys)
    assert findings["detects typing"] == {"about": "detects typing", "works": True, "text": "by X11"}
    assert findings["detects pushing"]["text"] == "by a stand-in; whose it is; now: meeting, zoom"
    assert findings["detects asked"]["text"] == "by a stand-in"
    assert not room.is_open


def test_it_says_why_a_sense_is_blind_and_which_are_not_wanted(room: Room, home: Home, capsys: Capture) -> None:
    room.input.why = "DISPLAY is not set"
    home.user.parent.mkdir(parents=True)
    home.user.write_text('quiet.meeting = "ignore"')
    findings = finds(capsys)
    typing = findings["detects typing"]
    assert (typing["works"], typing["text"]) == (False, "X11: DISPLAY is not set")
    assert findings["detects asked"] == {"about": "detects asked", "works": None, "text": "not wanted (quiet.meeting)"}


@pytest.mark.skipif(sys.platform != "linux", reason="it looks for the programs of Linux")
def test_it_names_other_programs_that_remind(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    async def rivals() -> list[Phrase]:
        return [phrase("Workrave runs; quit one of the two")]

    monkeypatch.setattr("reminder.cli.rivals.rivals", rivals)
    assert finds(capsys)["double reminders"]["text"] == "Workrave runs; quit one of the two"


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        (([WORKS], []), 0),
        (([TERMINAL], []), 1),
        (([WORKS], [WORKS]), 0),
        (([WORKS], [WORKS._replace(works=False)]), 1),
        (([TERMINAL], [WORKS]), 1),
    ],
    ids=["a desktop", "only a terminal", "a test", "a failed test", "a test on a terminal"],
)
def test_the_exit_code_says_whether_a_reminder_would_be_seen(
    monkeypatch: pytest.MonkeyPatch, findings: tuple[list[Finding], list[Finding]], code: int
) -> None:
    async def notifications(notify: Notify, test: bool) -> tuple[list[Finding], list[Finding]]:
        return findings

    monkeypatch.setattr(doctor, "_notifications", notifications)

    assert main(["doctor", "--json"]) == code


@pytest.mark.parametrize(
    ("after", "works", "text"),
    [
        (
            timedelta(seconds=0.01),
            False,
            "dbus took it and closed it in the same moment: nobody has seen it; see whether the desktop's do not "
            "disturb is on, and what its settings for notifications say of reminder",
        ),
        (timedelta(seconds=2), True, "was posted by dbus, and that you closed it came back"),
    ],
)
async def test_one_that_the_desktop_closes_at_once_was_closed_by_nobody(
    after: timedelta, works: bool, text: str
) -> None:
    news: asyncio.Queue[Event] = asyncio.Queue()
    posted = clock.read()
    news.put_nowait(NotifierReady(posted, "dbus"))

    class Desktop:
        def perform(self, effect: object) -> None:
            if isinstance(effect, Show):
                news.put_nowait(Posted(posted, effect.showing.id))
                closed = posted._replace(ticks=posted.ticks + after)
                news.put_nowait(Closed(closed, effect.showing.id, by_person=True))

    finding = await doctor.try_one(Desktop(), news)  # type: ignore[arg-type]
    assert (finding.works, str(word(finding.text))) == (works, text)


def test_of_the_ways_that_work_the_first_serves() -> None:
    reasons = {"dbus": phrase("no bus"), "plyer": None, "another": None, "terminal": None}

    findings = doctor._back_ends(reasons, (), ())
    assert [(finding.works, str(word(finding.text)).partition(",")[0]) for finding in findings] == [
        (False, "no bus"),
        (True, "serves"),
        (True, "would work too"),
        (None, "would work too"),
    ]


@pytest.mark.desktop
@pytest.mark.parametrize(
    ("wanted", "is_there", "works", "text"),
    [
        ("auto", True, True, "a panel takes it"),
        ("auto", False, None, "no panel that takes icons (as StatusNotifierItem) is there"),
        ("true", False, False, "no panel that takes icons (as StatusNotifierItem) is there"),
        ("false", True, None, "switched off in your settings"),
    ],
)
def test_an_icon_needs_a_panel_that_takes_it(
    wanted: str,
    is_there: bool,
    works: bool | None,
    text: str,
    private_bus: Bus,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    monkeypatch.setenv("REMINDER_TRAY__ENABLED", wanted)
    with closing(Beside()) as beside:
        panel = Gtk()
        if is_there:
            beside.do(panel.come())
        finding = finds(capsys)["icon on the panel"]
        beside.do(panel.go())
    assert (finding["works"], finding["text"].partition(";")[0]) == (works, text)
