"""Values nested as the files are: laid over each other, taken apart and found, key by key."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reminder.settings.times import other_times

Values = dict[str, Any]
"""A leaf is text, a number, true or false, or a list."""
Key = tuple[str, ...]


def overlay(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Values:
    """`upper` over `lower`, key by key, as a copy."""
    merged = dict(lower)
    for name, value in upper.items():
        below = merged.get(name)
        merged[name] = overlay(below if isinstance(below, dict) else {}, value) if isinstance(value, dict) else value
        for other, _ in other_times(name) if not isinstance(value, dict) else ():
            merged.pop(other, None)
    return merged


def nested(key: Sequence[str], value: Any) -> Values:
    for name in reversed(key):
        value = {name: value}
    return value  # type: ignore[no-any-return]


def put(values: Values, key: Sequence[str], value: Any) -> None:
    """Into `values` itself, also where text stands in the way."""
    *sections, name = key
    for section in sections:
        if not isinstance(values.get(section), dict):
            values[section] = {}
        values = values[section]
    values[name] = value


def leaves(values: Mapping[str, Any], section: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, (*section, name))
        else:
            yield (*section, name), value


def find(values: Mapping[str, Any], key: Sequence[str], default: Any = None) -> Any:
    found: Any = values
    for name in key:
        if not isinstance(found, Mapping) or name not in found:
            return default
        found = found[name]
    return found
