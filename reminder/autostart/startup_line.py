"""One line in the file that a compositor or window manager reads at its start, for those that start no entries.

    Row, Program -> render() -> the file, edited in place and never made -> the compositor

To make the file would put it in the place of the system's, key bindings and all. So a line is only added to one that
is there, is the person's own and no link; a comment at its end is how it is found again.
"""

import os
import re
import shlex
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reminder.autostart.base import Program, Registration, State
from reminder.autostart.files import place, read
from reminder.autostart.launcher import why_not
from reminder.autostart.startup_files import Put, Row, find, paths, usual_path
from reminder.errors import ReminderError
from reminder.phrase import Phrase, phrase

_MARK = "added by: reminder autostart on"
_BY_HAND = re.compile(rb"""(?<![\w-])reminder['"]?[\s'",]+(run|start)\b""")
_PLAIN = re.compile(r"[\w@:+./ =-]+")
"""What means the same in a shell, in every one of these files, and in quotes; a comma ends a command of sway's."""
_SHELLS = re.compile(rb"#!.*\b(sh|bash|dash|zsh|ksh|ash|fish)\b")
_PLUGINS = re.compile(rb"^\s*plugins\s*=(.*)$", re.MULTILINE)
_SECTION = re.compile(rb"\s*\[autostart\]\s*")


@dataclass(frozen=True, slots=True)
class StartupLine:
    """`environment` says where the file is."""

    row: Row
    environment: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"a line in the file of {self.row.desktop}"

    @property
    def path(self) -> Path:
        """The file that is read; where none is there, the one that would be."""
        there = [path for path in paths(self.row.places, self.environment) if os.path.lexists(path)]
        if self.row.put is Put.BY_HAND:
            there = [path for path in there if _has_own(_text(path)) or self._starts_it(path)]
        return there[0] if there else usual_path(self.row, self.environment)

    def render(self, program: Program) -> str:
        """Raises ReminderError for a path that one of the files would read as something else."""
        launcher = str(program.launcher)
        if not _PLAIN.fullmatch(launcher):
            raise ReminderError(
                "{launcher!r} cannot be written into {file}: its path holds a character that means something"
                " else to {desktop}; install reminder somewhere else",
                launcher=launcher,
                file=str(self.path),
                desktop=self.row.desktop,
            )
        command = " ".join((shlex.quote(launcher), *program.arguments))
        return f"{self.row.line.format(command=command, launcher=launcher)} {self.row.comment} {_MARK}"

    def enable(self, program: Program) -> None:
        """Adds the line, or brings the one that is there up to date; leaves it at one that the person wrote."""
        line = self.render(program)
        own = [text.rstrip() for text in _text(self.path).split(b"\n") if _is_own(text)]
        if own == [line.encode()] or (not own and self.status().state is State.ON):
            return
        if why := self.why_not_written():
            raise ReminderError("{why}; the line is: {line}", why=why, line=line)
        place(self.path, added(_text(self.path), line.encode(), self.row.put))

    def disable(self) -> None:
        """Takes our line out of every file that the desktop may read: another may have come before it since."""
        for path in paths(self.row.places, self.environment):
            content = _text(path)
            if _has_own(content):
                if why := _why_not_ours(path):
                    raise ReminderError("{why}; take out the line that ends in {mark!r} yourself", why=why, mark=_MARK)
                place(path, without(content))

    @property
    def is_marked(self) -> bool:
        """Whether our line is there, of use or not."""
        return _has_own(_text(self.path))

    def status(self) -> Registration:
        where = str(self.path)
        ours = [line.decode(errors="replace").strip() for line in _text(self.path).split(b"\n") if _is_own(line)]
        if not ours and self._starts_it(self.path):
            return self._executed(
                Registration(State.ON, where, phrase("a line of your own starts it there"), mends=False)
            )
        if not ours:
            return Registration(State.OFF, where)
        if ours[0].startswith(self.row.comment):
            return Registration(State.DISABLED_BY_DESKTOP, where, phrase("its line is a comment there"))
        if broken := self._why_broken(ours[0]):
            return Registration(State.BROKEN, where, broken)
        if not self._is_loaded(_text(self.path)):
            unloaded = phrase("does not load the plugin autostart: its plugins lack that name")
            return Registration(State.BROKEN, where, unloaded)
        return self._executed(Registration(State.ON, where, mends=False))

    def _starts_it(self, path: Path) -> bool:
        """Whether a line that we did not write starts the program."""
        begins = re.compile(self.row.begins.encode())
        counts = self.row.put is not Put.IN_SECTION
        found = False
        for line in map(bytes.strip, _text(path).split(b"\n")):
            if self.row.put is Put.IN_SECTION and line.startswith(b"["):
                counts = _SECTION.fullmatch(line) is not None
            elif counts and not line.startswith(self.row.comment.encode()) and begins.match(line):
                found = found or _BY_HAND.search(line) is not None
        return found

    def _why_broken(self, line: str) -> Phrase | None:
        """Of a line that the person changed since only what can be read is judged."""
        quotes = r'"(/[^"]*)"()' if "{launcher}" in self.row.line else r"""'(/[^']*)'|(/[^\s'"]+)"""
        found = re.search(quotes, line)
        return why_not(found[1] or found[2]) if found else None

    def _executed(self, status: Registration) -> Registration:
        if self.row.executed and not os.access(self.path, os.X_OK):
            why = phrase(
                "{file} may not be executed, so {desktop} does not run it; chmod +x it",
                file=str(self.path),
                desktop=self.row.desktop,
            )
            return Registration(State.BROKEN, status.where, why)
        return status

    def why_not_written(self) -> Phrase | None:
        """Why no line is added to the file, and what to do instead; None where one can be."""
        row, path, file = self.row, self.path, str(self.path)
        if row.put is Put.BY_HAND:
            return phrase("{desktop} has no file for what it starts; see to the line yourself", desktop=row.desktop)
        if not os.path.lexists(path):
            if system := find(row.system, self.environment):
                return phrase(
                    "{file} is not there, and {desktop} reads {system} until it is; copy that one there first",
                    file=file,
                    desktop=row.desktop,
                    system=str(system),
                )
            none = phrase("{file} is not there, and reminder makes no file of another program", file=file)
            return phrase("{none}, which has to be executable", none=none) if row.executed else none
        why = _why_not_ours(path) or self._why_not_there(file, _text(path))
        return phrase("{why}; add the line yourself", why=why) if why else None

    def _why_not_there(self, file: str, content: bytes) -> Phrase | None:
        if b"\0" in content:
            return phrase("{file} is no text", file=file)
        if self.row.put is Put.FIRST and content.startswith(b"#!") and not _SHELLS.match(content):
            return phrase("{file} is no script for a shell", file=file)
        if self.row.put is Put.LAST and content.rstrip(b"\r\n").endswith(b"\\"):
            return phrase("{file} ends in the middle of a line, with a backslash", file=file)
        if self.row.put is Put.IN_SECTION and not any(map(_SECTION.fullmatch, content.split(b"\n"))):
            return phrase("{file} has no section [autostart]", file=file)
        if not self._is_loaded(content):
            return phrase("{file} does not load the plugin autostart: its plugins lack that name", file=file)
        return None

    def _is_loaded(self, content: bytes) -> bool:
        """Of the section [autostart] wayfire takes no notice unless it loads the plugin of that name."""
        plugins = _PLUGINS.search(re.sub(rb"\\\r?\n", b" ", content)) if self.row.put is Put.IN_SECTION else None
        return plugins is None or b"autostart" in plugins[1].split()


def added(content: bytes, line: bytes, put: Put) -> bytes:
    """`content` with `line`, once, in the place of one of ours if there is one; ends of lines stay as they are."""
    end = b"\r\n" if content.split(b"\n", 1)[0].endswith(b"\r") else b"\n"
    lines = content.split(b"\n")
    own = [number for number, text in enumerate(lines) if _is_own(text)]
    if own:
        lines[own[0]] = line + (b"\r" if lines[own[0]].endswith(b"\r") else b"")
        for number in reversed(own[1:]):
            del lines[number]
        return b"\n".join(lines)
    match put:
        case Put.LAST if content and not content.endswith(b"\n"):
            return content + end + line
        case Put.LAST:
            return content + line + end
        case Put.FIRST:
            at = 1 if content.startswith(b"#!") else 0
        case Put.IN_SECTION:
            at = next(number for number, text in enumerate(lines) if _SECTION.fullmatch(text)) + 1
    before, after = b"\n".join(lines[:at]), b"\n".join(lines[at:])
    if at == len(lines):
        return before + end + line
    return (before + b"\n" if at else b"") + line + end + after


def without(content: bytes) -> bytes:
    """`content` as it was before our line was added to it."""
    lines = content.split(b"\n")
    kept = [line for line in lines if not _is_own(line)]
    if len(kept) < len(lines) and _is_own(lines[-1]) and kept:
        kept[-1] = kept[-1].removesuffix(b"\r")
    return b"\n".join(kept)


def _text(path: Path) -> bytes:
    """What is in the file; nothing where it is none, or not to be read."""
    try:
        return read(path) or b"" if path.is_file() else b""
    except (ReminderError, OSError):
        return b""


def _is_own(line: bytes) -> bool:
    return line.rstrip().endswith(_MARK.encode())


def _has_own(content: bytes) -> bool:
    return any(map(_is_own, content.split(b"\n")))


def _why_not_ours(path: Path) -> Phrase | None:
    """Why the file is not one to write into: whoever made it so has a reason."""
    file = str(path)
    try:
        found = path.lstat()
    except OSError as error:
        return phrase("{file} cannot be read: {why}", file=file, why=error)
    if stat.S_ISLNK(found.st_mode):
        return phrase("{file} is a link to {target}", file=file, target=str(path.readlink()))
    if not stat.S_ISREG(found.st_mode):
        return phrase("{file} is no file", file=file)
    if sys.platform != "win32" and found.st_uid != os.geteuid():
        return phrase("{file} belongs to somebody else", file=file)
    if found.st_nlink > 1:
        return phrase("{file} has a second name elsewhere (a hard link)", file=file)
    if not os.access(path, os.R_OK | os.W_OK):
        return phrase("{file} is protected by its permissions", file=file)
    return None
