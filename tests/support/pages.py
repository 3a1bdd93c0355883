"""What a page of settings is made from, without files: the packaged settings with what somebody's file says."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from reminder.autostart.base import Registration, State
from reminder.phrase import Phrase
from reminder.settings.nested import find, nested, overlay
from reminder.settings.origins import Setting, Source, of_itself
from reminder.settings.own_file import Own
from reminder.settings.plan import make_plan
from reminder.settings.reading import packaged_reading
from reminder.settings.schema import keys
from reminder.web.settings.base import Base, with_texts
from reminder.web.settings.draft import Draft, untouched


def based(
    own: Mapping[str, Any] | None = None,
    decided: Mapping[str, Phrase] | None = None,
    site: Mapping[str, Any] | None = None,
) -> Base:
    """`own`, by dotted key, is what the user's file says."""
    packaged = packaged_reading()
    said: dict[str, Any] = {}
    for dotted, value in (own or {}).items():
        said = overlay(said, nested(dotted.split("."), value))
    below = overlay(packaged.values, site or {})
    values = overlay(below, said)
    plan = make_plan(values, packaged.plan.tips)
    reading = replace(packaged, values=values, plan=plan, site=site or {})
    each = {key: _setting(key, values, below, said) for key in keys([*values["reminders"]])}
    login = Registration(State.OFF, "")
    return with_texts(Base(1, reading, each, Own("v1", said), None, packaged.plan.tips, decided or {}, login, {}))


def _setting(key: str, values: Mapping[str, Any], below: Mapping[str, Any], own: Mapping[str, Any]) -> Setting:
    value, default = (find(its, key.split("."), of_itself(key)) for its in (values, below))
    said = find(own, key.split("."))
    source = Source.DEFAULT if said is None else Source.OWN
    return Setting(key, value, default, source, source, "", "", said, None)


def changed(texts: Mapping[str, Sequence[str]], own: Mapping[str, Any] | None = None, **more: Any) -> Draft:
    """A draft in which these fields say something else."""
    draft = untouched(based(own, **more))
    return draft._replace(texts={**draft.texts, **{key: tuple(its) for key, its in texts.items()}})


def sent(draft: Draft) -> dict[str, list[str]]:
    """As a browser sends it."""
    form = {key: list(texts) for key, texts in draft.texts.items() if texts}
    return {**form, "card": list(draft.cards), "gone": list(draft.gone), "base": [str(draft.base.id)], "end": ["1"]}
