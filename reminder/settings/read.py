"""Reads the settings, and says what is wrong with them.

    default.toml ─▶ site file ─▶ user file ─▶ environment ─▶ flags          later wins, key by key,
         └─────────────┴─────────────┴─────────────┴───────────┘            but for what the site file locks
                  each a Layer, validated by itself ─▶ values, origins, problems, tips ─▶ Reading

pydantic-settings would merge first and validate then; its error says which key is bad but not where that came from,
and one bad key would cost all the others. So its sources read, and each layer is validated by itself: what is bad is
named and gives way to its last good value, else to the layers below. `python -m reminder.settings` does this in a
process of its own and prints the Reading as JSON, so that the memory pydantic takes is gone with it.
"""

import json
import os
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from reminder.errors import UsageError
from reminder.model.plan import Problem
from reminder.phrase import Phrase, phrase, verbatim
from reminder.settings.catalogue import tips
from reminder.settings.layer import DEEPEST, LOCKED, Layer, Mistake, of_environment, of_file, typed, validated
from reminder.settings.locks import take_locks
from reminder.settings.nested import Values, find, leaves, nested, overlay, put
from reminder.settings.plan import make_plan, notify_problems
from reminder.settings.reading import Reading
from reminder.settings.times import TIMES
from reminder.settings.values import DEFAULT, ENVIRONMENT, FLAG, HOOKS, NO_FILE, fit, one_line
from reminder.storage import paths
from reminder.system.ownership import why_anybodys, why_others


def read(flags: Sequence[str] = (), last_good: Reading | None = None, user: Values | None = None) -> Reading:
    """The settings in force. Never raises for what a user can mend: that is in the reading's problems.

    A flag is "KEY=VALUE". `user` stands in for what the user's file says, and is used up: how would it be?
    """
    site, own = paths.site_file(), paths.config_file()
    of_site = [_site_file(file) for file in dict.fromkeys((paths.system_file(), site))]
    layers = [
        _file(DEFAULT, paths.packaged("default.toml")),
        *of_site,
        _file(str(own), own) if user is None else Layer(str(own), user),
        _environment(),
        _flags(flags),
    ]
    values: Values = {}
    origins: dict[str, str] = {}
    locked: dict[str, str] = {}
    for layer in layers:
        locks = _locked(layer, last_good) if layer in of_site else ()
        _distrust(layer, of_site, own)
        _validate(layer, last_good)
        if layer in of_site[:-1]:
            _leave_only(layer, locks)
        _leave_out(layer, locked)
        locked = {**dict.fromkeys(locks, layer.origin), **locked}
        values = overlay(values, layer.values)
        origins |= {".".join(key): layer.origin_of(key) for key, _ in leaves(layer.values)}
    _check_reminders(values, layers)
    origins = {dotted: origins[dotted] for dotted in (".".join(key) for key, _ in leaves(values))}
    problems = [_problem(layer, mistake, values) for layer in layers for mistake in layer.mistakes]

    base = Path(origins["tips.files"])
    folder = base.parent if base.is_absolute() else own.parent
    tip_files = [folder / Path(name).expanduser() for name in values["tips"]["files"]]
    known = tips([paths.packaged("tips.toml"), *tip_files], problems, values["tips"]["own_first"])
    problems += notify_problems(values["notify"]["backend"], origins, sys.platform)
    files = [str(file) for file in (site, own, *tip_files)]
    plan = make_plan(values, known, problems, files, origins)
    return Reading(plan, values, origins, locked=locked, site=of_site[-1].values)


# --- sources ---------------------------------------------------------------------------------------------------------


def _file(origin: str, path: Path) -> Layer:
    try:
        if not os.path.lexists(path):
            return Layer(origin, {})
        if not path.is_file():
            raise UsageError("it is not a file")
        return Layer(origin, of_file(path))
    except UsageError as error:
        return Layer(origin, {}, [Mistake((), error.said)])


def _site_file(path: Path) -> Layer:
    """Counts for everybody, so on Windows it has to be of somebody who may speak for them; elsewhere its place is."""
    if sys.platform == "win32" and os.path.lexists(path):
        from reminder.system.windows_owner import why_untrusted

        if why := why_untrusted(path):
            return Layer(str(path), {}, [Mistake((), why, unknown=True)])
    return _file(str(path), path)


def _environment() -> Layer:
    """`REMINDER_SNOOZE__FOR=10m`, in letters of any case."""
    return Layer(ENVIRONMENT, typed(of_environment()))


def _flags(flags: Sequence[str]) -> Layer:
    layer = Layer(FLAG, {})
    for flag in flags:
        dotted, equals, text = flag.partition("=")
        if equals:
            layer.values = overlay(layer.values, nested(dotted.strip().split(".", DEEPEST), text))
        else:
            layer.mistakes.append(Mistake((flag,), phrase("write it as KEY=VALUE"), unknown=True))
    layer.values = typed(layer.values)
    return layer


def _locked(of_site: Layer, last: Reading | None) -> Collection[str]:
    """What the site's file locks, or did as it could be read last."""
    if any(not mistake.key and not mistake.unknown for mistake in of_site.mistakes):
        return [dotted for dotted, file in last.locked.items() if file == of_site.origin] if last else ()
    locked, mistakes = take_locks(of_site.values, Path(of_site.origin))
    of_site.mistakes += mistakes
    return locked


def _leave_only(layer: Layer, locks: Collection[str]) -> None:
    """Of the system's own file, where the site's is another one, what it locks."""
    said, layer.values = layer.values, {}
    for dotted in locks:
        if (value := find(said, key := dotted.split("."))) is not None:
            put(layer.values, key, value)
    layer.mistakes = [mistake for mistake in layer.mistakes if ".".join(mistake.key) in ("", LOCKED, *locks)]


def _leave_out(layer: Layer, locked: Collection[str]) -> None:
    """What those before have locked, and what is wrong with that."""
    for dotted in locked:
        *section, name = dotted.split(".")
        find(layer.values, section, {}).pop(name, None)
    layer.mistakes = [mistake for mistake in layer.mistakes if ".".join(mistake.key) not in locked]


def _distrust(layer: Layer, of_site: Sequence[Layer], own: Path) -> None:
    """Commands are run as the person, so nobody else may have a say in them."""
    if layer.origin == DEFAULT or HOOKS not in layer.values:
        return
    if layer in of_site:
        why = why_anybodys(Path(layer.origin))
    elif layer.origin == str(own):
        why = why_others(own)
    else:
        why = phrase("commands are read from your own file alone: {file}", file=str(own))
    if why:
        del layer.values[HOOKS]
        layer.mistakes.append(Mistake((HOOKS,), phrase("they are not run: {why}", why=why), unknown=True))


# --- validation ------------------------------------------------------------------------------------------------------


def _validate(layer: Layer, last: Reading | None) -> None:
    """Replace what is bad in a layer by what the same source said when it was last good."""
    layer.values, mistakes = validated(layer.values)
    layer.mistakes += mistakes
    bad = [mistake.key for mistake in layer.mistakes if not mistake.unknown]
    bad += [(*key[:2], other) for key in bad if key[2:] and key[2] in TIMES for other in TIMES]
    again: Values = {}
    if last and bad:
        for key, value in leaves(last.values):
            same = last.origins.get(".".join(key)) == layer.origin_of(key)
            if same and any(key[: len(start)] == start for start in bad):
                again = overlay(again, nested(key, value))
    layer.values = overlay(validated(again)[0], layer.values)


def _check_reminders(values: Values, layers: Sequence[Layer]) -> None:
    """What only shows once the layers are one: a reminder without a time, and a text without a title.

    Takes out of `values` what cannot serve: the whole reminder, unless the text was added to one that could do without.
    """
    for name, rule in list(values["reminders"].items()):
        sources = [layer for layer in layers if name in layer.values.get("reminders", {})]
        key = ("reminders", name)
        if rule.get("text") and not rule.get("title"):
            layer = next(layer for layer in reversed(sources) if "text" in layer.values["reminders"][name])
            what = phrase("a reminder with a text of its own needs a title as well")
            layer.mistakes.append(Mistake((*key, "text"), what))
            del rule["text"]
            if len(sources) == 1:
                del values["reminders"][name]
        elif rule.keys().isdisjoint(TIMES):
            del values["reminders"][name]
            if rule and not any(mistake.key[:2] == key for layer in layers for mistake in layer.mistakes):
                what = phrase('it has neither `every` nor `at`; write, say, every = "1h"')
                sources[-1].mistakes.append(Mistake(key, what))


def _problem(layer: Layer, mistake: Mistake, values: Values) -> Problem:
    """Name a mistake, and say what serves meanwhile."""
    key, what = ".".join(mistake.key), mistake.what
    origin = layer.origin_of(mistake.key)
    where = phrase("{origin}: {key}", origin=origin, key=key) if key else verbatim(origin)
    said = phrase("{where}: {what}", where=where, what=what)
    if not mistake.key:
        said = phrase("{where}: {what}; it is left out until then", where=where, what=what)
        if layer.values:
            said = phrase("{where}: {what}; what it said before serves until then", where=where, what=what)
    elif mistake.unknown:
        pass
    elif mistake.key[0] == "reminders" and mistake.key[1:] and mistake.key[1] not in values["reminders"]:
        said = phrase("{where}: {what}; this reminder is left out until then", where=where, what=what)
    elif not isinstance(value := find(values, mistake.key), dict):
        said = phrase("{where}: {what}; until then it is {value}", where=where, what=what, value=_spelled(value))
    return Problem(one_line(key), fit(said), "" if layer.origin.startswith(NO_FILE) else layer.origin)


def _spelled(value: Any) -> str | Phrase:
    if value is None:
        return phrase("not set")
    if value in ("", []):
        return phrase("empty")
    return value if isinstance(value, str) else json.dumps(value)
