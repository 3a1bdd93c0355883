"""Notifications through plyer: plain ones, without buttons, ids or errors, but on every platform.

    note ─▶ JSON ─▶ python -m reminder.notify.plyer ─▶ plyer ─▶ it prints "posted", or what went wrong

Each note gets a process of its own. So a desktop that hangs costs a process that can be ended, what plyer and the
programs it starts only print is read as the failure that it is, and on Windows the icon that plyer never removes from
the tray goes when the process ends.
"""

import asyncio
import importlib
import json
import os
import shutil
import sys
import threading
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from reminder.errors import Unavailable
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.plan import NotifierName
from reminder.notify.base import DEADLINE, GIVE_UP, NotPostedError, Poster
from reminder.phrase import Phrase, phrase, verbatim
from reminder.system.child import Child
from reminder.system.thread import in_a_thread
from reminder.wording.notifications import NAME, Note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.system.bus import Bus

POSTED = "posted"
TITLE, BODY = 63, 255
"""What a Windows balloon holds, in UTF-16 units; plyer loses a longer one without a word."""
_ON_SCREEN = timedelta(seconds=10)
_FLATPAK = Path("/app")
_PLATFORMS = {"win32": "win", "darwin": "macosx", "linux": "linux"}


class Plyer(Poster):
    """The fallback on every platform, and a choice of its own."""

    name = NotifierName.PLYER.value

    def __init__(self, put: Put, clock: Clock, bus: "Bus | None" = None, deadline: timedelta = DEADLINE) -> None:
        """`bus`: where the desktop's notification server is, if it has one."""
        super().__init__(put, clock, deadline)
        self._bus = bus

    async def why_not(self) -> Phrase | None:
        if missing := _what_is_missing():
            return missing
        if self._bus:
            from reminder.notify.server import why_no_server

            return await why_no_server(self._bus)
        return None

    async def post(self, note: Note) -> str:
        words = {"title": clip(note.title, TITLE), "body": clip(note.body, BODY), "urgency": note.urgency}
        failure: asyncio.Future[Phrase | None] = asyncio.get_running_loop().create_future()
        self._tasks.begin(_run_helper(json.dumps(words), failure))
        if why := await failure:
            raise NotPostedError("plyer failed: {why}", why=why)
        return ""


def _what_is_missing() -> Phrase | None:
    if find_spec("plyer") is None:
        return phrase("plyer is not installed")
    if sys.platform not in _PLATFORMS:
        return phrase("plyer does not know {platform}", platform=sys.platform)
    if sys.platform == "darwin" and not find_spec("pyobjus"):
        return phrase("on macOS plyer needs pyobjus: pip install pyobjus")
    if sys.platform == "linux" and _FLATPAK.is_dir():
        return phrase("plyer takes a folder /app for a Flatpak sandbox, and loses notifications")
    if sys.platform == "linux" and not (shutil.which("notify-send") or find_spec("dbus")):
        return phrase("plyer needs the program notify-send (package libnotify-bin)")
    return None


async def _run_helper(words: str, failure: asyncio.Future[Phrase | None]) -> None:
    """Ends with the process, on Windows when the balloon goes; `failure` is known before, and None if all is well."""
    loop = asyncio.get_running_loop()

    def settle(why: Phrase | None) -> None:
        if not failure.done():
            failure.set_result(why)

    def listen(helper: Child) -> Phrase:
        first = helper.line()
        if first.strip() == POSTED:
            loop.call_soon_threadsafe(settle, None)
        ended = helper.end(GIVE_UP)
        lines = f"{first}{ended.printed}\n{ended.complaint}".splitlines()
        said = [line.strip() for line in lines if line.strip() not in ("", POSTED)]
        return verbatim(said[-1]) if said else phrase("it ended without a word")

    try:
        # -P: never a `reminder` that happens to lie about
        helper = Child(sys.executable, "-P", "-W", "ignore", "-m", __name__, words)
        async with asyncio.timeout(GIVE_UP.total_seconds()):
            settle(await in_a_thread(listen, helper, helper.give_up))
    except (TimeoutError, Unavailable):
        settle(phrase("it did not come to an end"))
    except OSError as error:
        settle(verbatim(str(error)))


def clip(text: str, units: int) -> str:
    """`text` in at most so many UTF-16 units, no character cut in half, and not to be taken for an option."""
    text = f" {text}" if text.startswith("-") else text
    if _units(text) <= units:
        return text
    while _units(text) > units - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def main() -> None:
    """The helper process: plyer without its front, which prints tracebacks and drops what its back ends can take."""
    os.dup2(1, 2)  # what goes wrong comes before "posted"
    words = json.loads(sys.argv[1])
    desktop = importlib.import_module(f"plyer.platforms.{_PLATFORMS[sys.platform]}.notification").instance()
    desktop._notify(
        title=words["title"],
        message=words["body"],
        app_name=NAME,
        app_icon="",
        timeout=int(_ON_SCREEN.total_seconds()),
        expire_time=str(int(_ON_SCREEN / timedelta(milliseconds=1))),
        urgency=words["urgency"],
        hint="string:desktop-entry:reminder",
    )
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(1)
    print(POSTED, flush=True)


if __name__ == "__main__":
    main()
