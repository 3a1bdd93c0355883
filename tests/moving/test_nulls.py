"""A JSON null where a peer's file has a value: whatever is not taken over for it is named."""

import json
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from support.peers import SAMPLES

from reminder.moving.found import Found
from reminder.moving.peers import READERS
from reminder.phrase import plainly

POMATEZ = {
    "config": {
        "stayFocus": 30,
        "shortBreak": 6,
        "longBreak": 20,
        "sessionRounds": 3,
        "specialBreaks": {"firstBreak": {"fromTime": "12:30", "duration": 45}},
    },
    "settings": {"enableStrictMode": True, "openAtLogin": True},
}
WHOLE = {file.stem: json.loads(file.read_text()) for file in SAMPLES.glob("*.json")} | {"pomatez": POMATEZ}


def found(values: Any) -> Found | None:
    data = json.dumps(values, indent=1).encode()
    return next((reader.read(data, "file") for reader in READERS if reader.knows(data)), None)


def with_nulls(values: Any) -> Iterator[tuple[str, Any]]:
    """One each, and where it stands."""
    for key in [*values] if isinstance(values, dict) else range(len(values)) if isinstance(values, list) else ():
        for below, inner in ("", None), *with_nulls(values[key]):
            spoilt = copy(values)
            spoilt[key] = inner
            yield f"{key} {below}", spoilt


@pytest.mark.parametrize("values", WHOLE.values(), ids=WHOLE)
def test_no_null_is_passed_over_silently(values: Any) -> None:
    before = found(values)
    assert before
    silent = []
    for where, spoilt in with_nulls(values):
        after = found(spoilt)
        if after and after._replace(version=before.version) != before and not said(after) - said(before):
            silent.append(where)
    assert silent == []


def said(found: Found) -> set[tuple[str, str]]:
    losses = {(loss.name, plainly(loss.why)) for loss in found.losses}
    return losses | {("", plainly(problem)) for problem in found.problems}
