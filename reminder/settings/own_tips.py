"""Writes a person's own tips, into tips.toml beside their settings.

a tip, field by field ─▶ the file's text with it, in place of its namesake ─▶ tips.toml, then `tips.files` where need be
      └ a field is wrong: Refused, nothing is written
an id                 ─▶ the text without that tip ─▶ tips.toml, then `tips.hide`, if it was hidden

As in the settings, comments and the tips of others stay.
"""

from collections.abc import Callable, Mapping, MutableSequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import AoT

from reminder.errors import UsageError
from reminder.model.plan import Problem
from reminder.settings import own_file
from reminder.settings.document import Document, without_table
from reminder.settings.edit import Changed, ChangedMeanwhile, Refused, change
from reminder.settings.kinds import check_filled
from reminder.settings.nested import find
from reminder.settings.read import read
from reminder.settings.reading import Reading
from reminder.settings.schema import TIP
from reminder.storage import paths

_FILES, _HIDE = "tips.files", "tips.hide"

Tips = MutableSequence[Any]
"""Tables, each of one tip, as text or as data."""


def save_tip(tip: Mapping[str, str]) -> Changed | ChangedMeanwhile:
    """Write it. Raises UsageError for what is no tip, and ReminderError where it cannot be written."""
    _check(tip)

    def put(tips: Tips) -> None:
        for entry in tips:
            if entry.get("id") == tip["id"]:
                entry.update(tip)
                return
        tips.append(dict(tip))

    return _changed(put)


def remove_tip(id: str) -> Changed | ChangedMeanwhile:
    """Raises UsageError where there is no such tip, and ReminderError where it cannot be written."""
    file, before, document = _opened()
    tips = document.data.get("tips", [])
    number = next((at for at, entry in enumerate(tips) if entry.get("id") == id), None)
    shorter = None if number is None else without_table(document.text, "tips", number)
    if number is None or shorter is None:
        raise UsageError("{file}: {id} is no tip of [[tips]] there", file=str(file), id=id)
    del tips[number]
    document.text = shorter if tips else f"tips = []\n{shorter}"
    if meanwhile := _written(file, before, document):
        return meanwhile
    hide = find(own_file.own().values, _HIDE.split(".")) or ()
    return change({_HIDE: [it for it in hide if it != id]}) if id in hide else _named(file)


def _check(tip: Mapping[str, Any]) -> None:
    """Raises Refused, with the names of the fields for keys."""
    wrong = []
    for name, of in TIP.items():
        try:
            of.check(tip[name] if name == "source" else check_filled(tip.get(name)))
        except KeyError:  # it may lack a source
            continue
        except UsageError as error:
            wrong.append(Problem(name, error.said))
    if wrong:
        raise Refused(wrong)


def tips_of(text: TOMLDocument, file: Path) -> AoT:
    """Its [[tips]], which are begun where there are none. Raises UsageError where they are written in another way."""
    if text.get("tips") == []:
        del text["tips"]
    tips = text.setdefault("tips", tomlkit.aot())
    if not isinstance(tips, AoT):
        raise UsageError("{file}: tips are not written as [[tips]] there; mend that first", file=str(file))
    return tips


def _changed(edit: Callable[[Tips], None]) -> Changed | ChangedMeanwhile:
    file, before, document = _opened()
    text = tomlkit.parse(document.text)
    tips = tips_of(text, file)
    edit(tips)
    edit(document.data.setdefault("tips", []))
    document.text = tomlkit.dumps(text)
    return _written(file, before, document) or _named(file)


def _opened() -> tuple[Path, own_file.Content, Document]:
    file = own_file.tips_file()
    before = own_file.content(file)
    return file, before, Document(file, own_file.text(file, before))


def _written(file: Path, before: own_file.Content, document: Document) -> ChangedMeanwhile | None:
    document.check()
    if own_file.write(file, before, document.text.encode()):
        return None
    return ChangedMeanwhile(file, own_file.version_of(own_file.content(file)))


def _named(file: Path) -> Changed | ChangedMeanwhile:
    """Once the settings name it."""
    reading = read()
    if (names := naming(file, reading)) is None:
        return Changed(paths.config_file(), reading, own_file.own().version)
    return change({_FILES: names})


def naming(file: Path, reading: Reading) -> list[str] | None:
    """What `tips.files` is to be so that it names the file, which is beside the settings; None: it does already."""
    named: list[str] = reading.value(_FILES)
    folder = Path(reading.origins[_FILES]).parent
    whole = [folder / Path(name).expanduser() for name in named]
    if file in whole:
        return None
    ours = reading.origins[_FILES] == str(paths.config_file())
    return [*(named if ours else map(str, whole if named else ())), file.name]
