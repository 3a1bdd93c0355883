"""A peer's own texts as tips of ours, in a file of their own beside the settings: tips-PEER.toml.

texts -> as_tips() -> tips that fit -> put() -> the file with those that are not in it yet; comments and others stay
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from reminder.errors import ReminderError, UsageError
from reminder.moving.found import Found, Loss, TipText
from reminder.moving.texts import TEXT, TITLE, cut, one_line
from reminder.phrase import phrase
from reminder.settings import own_file
from reminder.settings.document import Document
from reminder.settings.names import free_name
from reminder.settings.own_tips import tips_of
from reminder.storage import paths
from reminder.wording.language import word

Tip = Mapping[str, str]


class Put:
    """The file as it is, and as it is to be."""

    def __init__(self, file: Path, before: own_file.Content, after: own_file.Content, added: int) -> None:
        self.file, self.added = file, added
        self._before, self._after = before, after

    def write(self) -> None:
        """Raises ReminderError."""
        if self.added:
            _write(self.file, self._before, self._after)

    def take_back(self) -> None:
        """As if it had never been written."""
        if self.added and self._before is None:
            self.file.unlink(missing_ok=True)
        elif self.added:
            _write(self.file, self._after, self._before)


def file_of(peer: str) -> Path:
    return paths.config_file().with_name(f"tips-{peer}.toml")


def as_tips(found: Found) -> list[Tip]:
    """Each with an id that it gets again the next time."""
    tips: list[Tip] = []
    for its in found.tips:
        id = free_name(f"{found.peer}-{its.title or its.text}", {tip["id"] for tip in tips}, found.peer)
        title, text = _parts(found, its)
        tips.append({"id": id, "about": found.peer, "title": title, "text": text, "source": found.name})
    return tips


def losses(found: Found) -> list[Loss]:
    """What is cut off of these texts."""
    why = phrase("it is cut: here a title has {title} letters, a text {text}", title=TITLE, text=TEXT)
    long = [tip for tip in found.tips if len(one_line(tip.title)) > TITLE or len(one_line(tip.text)) > TEXT]
    return [Loss(f"“{its}”", why) for its in in_short(found._replace(tips=tuple(long)))]


def in_short(found: Found) -> list[str]:
    """By what each begins with."""
    return [cut(tip.title or tip.text, TITLE) for tip in found.tips]


def to_put(found: Found) -> Put:
    """Raises UsageError for a file that is there and is none of ours, ReminderError where it cannot be read."""
    return to_add(file_of(found.peer), as_tips(found))


def are_tips(content: bytes) -> bool:
    """Whether they are written as `to_copy` takes them."""
    try:
        _in(Document(Path(), own_file.text(Path(), content)), Path())
    except ReminderError:
        return False
    return True


def to_copy(file: Path, content: bytes) -> Put:
    """The same of a whole file of tips, which is as it was where there is none."""
    tips = _in(Document(file, own_file.text(file, content)), file)
    if own_file.content(file) is None:
        return Put(file, None, content, len(tips))
    return to_add(file, tips)


def to_add(file: Path, tips: Sequence[Mapping[str, Any]]) -> Put:
    before = own_file.content(file)
    document = Document(file, own_file.text(file, before))
    there = _in(document, file)
    new = _missing(tips, there)
    if not new:
        return Put(file, before, before, 0)
    text = tomlkit.parse(document.text)
    table = tips_of(text, file)
    for tip in new:
        table.append(dict(tip))
    document.data["tips"] = [*there, *(dict(tip) for tip in new)]
    document.text = tomlkit.dumps(text)
    document.check()
    return Put(file, before, document.text.encode(), len(new))


def _in(document: Document, file: Path) -> list[Mapping[str, Any]]:
    tips = document.data.get("tips", [])
    if not isinstance(tips, list) or not all(isinstance(tip, dict) for tip in tips):
        raise UsageError("{file}: tips are not written as [[tips]] there; mend that first", file=str(file))
    return tips


def _parts(found: Found, tip: TipText) -> TipText:
    """Both of them: a title alone is enough of a tip, and a text alone says whose it is."""
    own = str(word(phrase("Your own, from {name}", name=found.name)))
    title, text = one_line(tip.title), one_line(tip.text)
    if not title or not text:
        only = title or text
        title, text = (only, own) if len(only) <= TITLE else (own, only)
    return TipText(cut(title, TITLE), cut(text, TEXT))


def _missing(tips: Iterable[Mapping[str, Any]], there: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that the file has neither by name nor by what they say: some may have been edited since."""
    ids, texts = {tip.get("id") for tip in there}, [(tip.get("title"), tip.get("text")) for tip in there]
    return [tip for tip in tips if tip.get("id") not in ids and (tip.get("title"), tip.get("text")) not in texts]


def _write(file: Path, before: own_file.Content, after: own_file.Content) -> None:
    if not own_file.write(file, before, after):
        raise ReminderError("somebody else changed {file} at this moment: try again", file=str(file))
