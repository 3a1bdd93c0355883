"""The tips: those that come with the program, then the user's own, each of which replaces its namesake.

files of tips ─▶ the tips that are right, by id, and a Problem for each file and each tip that is not
"""

from collections.abc import Sequence
from pathlib import Path

from reminder.errors import UsageError
from reminder.model.plan import Problem, Tip
from reminder.phrase import phrase
from reminder.settings import toml
from reminder.settings.layer import tip as values_of
from reminder.settings.values import fit


def tips(files: Sequence[Path], problems: list[Problem], own_first: bool = False) -> list[Tip]:
    """Of these files, the first of which is the program's; with `own_first` those of the others come first."""
    found: dict[str, Tip] = {}
    for place, file in enumerate(files):
        try:
            entries = toml.read(file).get("tips")
            if not isinstance(entries, list):
                raise UsageError("it has no [[tips]]")
        except UsageError as error:
            said = phrase("{file}: {why}; its tips are left out", file=str(file), why=error.said)
            problems.append(Problem("tips.files", fit(said), str(file)))
            continue
        here: dict[str, Tip] = {}
        for number, entry in enumerate(entries, 1):
            try:
                tip = Tip(**values_of(entry), comes_first=own_first and place > 0)
                if tip.id in here:
                    raise UsageError("another tip of this file has the same id")
            except UsageError as error:
                which = phrase("tip {number}", number=number)
                if isinstance(entry, dict) and "id" in entry:
                    which = phrase("tip {number} {id}", number=number, id=repr(entry["id"]))
                said = phrase(
                    "{file}: {which}: {why}; this tip is left out", file=str(file), which=which, why=error.said
                )
                problems.append(Problem(f"tips.files.{file.name}", fit(said), str(file)))
            else:
                here[tip.id] = tip
        found |= here
    return list(found.values())
