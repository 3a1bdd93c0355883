"""A tip of one's own is added to a file of one's own, beside the settings; nothing else in that file changes.

title, text, kind ─▶ checked ─▶ tips.toml beside config.toml ─▶ its name, for `tips.files`
"""

import json
import re
import tomllib
from collections.abc import Collection

from reminder.errors import ReminderError, UsageError
from reminder.phrase import Phrase, phrase
from reminder.settings.schema import TIP
from reminder.storage import files, paths

NAME = "tips.toml"


def checked(title: str, text: str, kind: str, taken: Collection[str]) -> dict[str, str]:
    """As the file is to have it; its id, made of the title, is none of those `taken`. Raises UsageError."""
    tip = {"about": kind.strip().lower(), "title": title.strip(), "text": text.strip()}
    labels = {"title": phrase("what to do"), "text": phrase("how"), "about": phrase("the kind")}
    for name, value in tip.items():
        try:
            TIP[name].check(value)
        except UsageError as error:
            raise UsageError(phrase("{field}: {why}", field=labels[name], why=error.said)) from error
    return {"id": _id(tip["title"], taken), **tip}


def add(tip: dict[str, str]) -> str:
    """The name to have in `tips.files`. Raises ReminderError, and leaves the file as it is."""
    path = paths.config_file().with_name(NAME)
    try:
        before = files.read(path) if path.exists() else b""
        tomllib.loads(before.decode("utf-8-sig"))
    except OSError as error:
        raise _not_added(str(path), phrase("{why}", why=error)) from error
    except (ValueError, RecursionError) as error:
        raise _not_added(str(path), phrase("it is not valid TOML, mend that first")) from error
    gap = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
    lines = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in tip.items())
    try:
        files.replace(path, before + gap + f"[[tips]]\n{lines}".encode())
    except OSError as error:
        raise _not_added(str(path), phrase("{why}", why=error)) from error
    return NAME


def _not_added(file: str, why: Phrase) -> ReminderError:
    return ReminderError("the tip was not added to {file}: {why}", file=file, why=why)


def _id(title: str, taken: Collection[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "own"
    return next(it for n in range(1, len(taken) + 2) if (it := stem if n == 1 else f"{stem}-{n}") not in taken)
