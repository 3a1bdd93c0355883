"""Plain notifications by AppleScript, where the Python of a Mac may post no others.

They come in the name of Script Editor, which must have been allowed to notify once. The settings cannot name this back
end, since nobody would choose it: it is tried where the others of a Mac are unavailable.
"""

import shutil
import sys

from reminder.errors import Unavailable
from reminder.notify.base import GIVE_UP, NotPostedError, Poster
from reminder.phrase import Phrase, phrase
from reminder.system.child import Child
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
        script = "-e", "on run argv", "-e", say, "-e", "end run", "--"
        try:
            ended = await Child("osascript", *script, note.title, note.body, note.sound).ended(GIVE_UP)
        except Unavailable as failure:
            raise NotPostedError(failure.said) from None
        if ended.code:
            raise NotPostedError("osascript failed: {why}", why=ended.complaint)
        return ""
