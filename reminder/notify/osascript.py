"""Plain notifications by AppleScript, where the Python of a Mac may post no others.

They come in the name of Script Editor, which must have been allowed to notify once.
"""

import asyncio
import shutil
import subprocess
import sys

from reminder.notify.base import NotPostedError, Poster
from reminder.phrase import Phrase, phrase
from reminder.wording.notifications import Note

_SCRIPT = "display notification (item 2 of argv) with title (item 1 of argv)"
_WITH_SOUND = f"{_SCRIPT} sound name (item 3 of argv)"


class Osascript(Poster):
    """The program `osascript` of macOS. The words travel as arguments, never inside the script."""

    name = "osascript"
    plays_sounds = True

    async def why_not(self) -> Phrase | None:
        if sys.platform != "darwin":
            return phrase("only macOS has osascript")
        return None if shutil.which("osascript") else phrase("the program osascript is not on the PATH")

    async def post(self, note: Note) -> str:
        say = _WITH_SOUND if note.sound else _SCRIPT
        process = await asyncio.create_subprocess_exec(
            *("osascript", "-e", "on run argv", "-e", say, "-e", "end run", "--", note.title, note.body, note.sound),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _, errors = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()
        if process.returncode:
            raise NotPostedError("osascript failed: {why}", why=errors.decode(errors="replace").strip())
        return ""
