"""Writes a person's own tips, into tips.toml beside their settings.

a tip, field by field ─▶ the file's text with it, in place of its namesake ─▶ tips.toml, then `tips.files` where need be
      └ a field is wrong: Refused, nothing is written

As in the settings, comments and the tips of others stay.
"""

from collections.abc import Callable, Mapping, MutableSequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from reminder.errors import UsageError
from reminder.model.plan import Problem
from reminder.settings import own_file
from reminder.settings.document import Document
from reminder.settings.edit import Changed, ChangedMeanwhile, Refused, change
from reminder.settings.kinds import check_filled
from reminder.settings.nested import find
from reminder.settings.read import read
from reminder.settings.schema import TIP
from reminder.storage import paths

_NAME = "tips.toml"
_KEY = "tips.files"

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


def _file() -> Path:
    return paths.config_file().with_name(_NAME)


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


def _changed(edit: Callable[[Tips], None]) -> Changed | ChangedMeanwhile:
    file = _file()
    before = own_file.content(file)
    document = Document(file, own_file.text(file, before))
    text = tomlkit.parse(document.text)
    if text.get("tips") == []:
        del text["tips"]
    tips = text.setdefault("tips", tomlkit.aot())
    if not isinstance(tips, AoT):
        raise UsageError("{file}: tips are not written as [[tips]] there; mend that first", file=str(file))
    edit(tips)
    edit(document.data.setdefault("tips", []))
    document.text = tomlkit.dumps(text)
    document.check()
    if not own_file.write(file, before, document.text.encode()):
        return ChangedMeanwhile(file, own_file.version_of(own_file.content(file)))
    return _named(file)


def _named(file: Path) -> Changed | ChangedMeanwhile:
    """Once the settings name it."""
    reading = read()
    named: list[str] = find(reading.values, _KEY.split("."))
    folder = Path(reading.origins[_KEY]).parent
    whole = [folder / Path(name).expanduser() for name in named]
    if file in whole:
        return Changed(paths.config_file(), reading, own_file.own().version)
    ours = reading.origins[_KEY] == str(paths.config_file())
    return change({_KEY: [*(named if ours else map(str, whole if named else ())), _NAME]})
