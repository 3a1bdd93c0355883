"""What a page of settings is made from, without files: the packaged settings with what somebody's file says."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from reminder.autostart.base import Registration, State
from reminder.phrase import Phrase
from reminder.settings.nested import leaves, nested, overlay
from reminder.settings.own_file import Own
from reminder.settings.plan import make_plan
from reminder.settings.reading import packaged_reading
from reminder.storage import paths
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
    origins = {**packaged.origins, **{".".join(key): str(paths.config_file()) for key, _ in leaves(said)}}
    plan = make_plan(values, packaged.plan.tips)
    reading = replace(packaged, values=values, origins=origins, plan=plan, site=site or {})
    login = Registration(State.OFF, "")
    return with_texts(Base(1, reading, below, Own("v1", said), None, packaged.plan.tips, decided or {}, login, {}))


def changed(texts: Mapping[str, Sequence[str]], own: Mapping[str, Any] | None = None, **more: Any) -> Draft:
    """A draft in which these fields say something else."""
    draft = untouched(based(own, **more))
    return draft._replace(texts={**draft.texts, **{key: tuple(its) for key, its in texts.items()}})


def sent(draft: Draft) -> dict[str, list[str]]:
    """As a browser sends it."""
    form = {key: list(texts) for key, texts in draft.texts.items() if texts}
    return {**form, "card": list(draft.cards), "gone": list(draft.gone), "base": [str(draft.base.id)], "end": ["1"]}
