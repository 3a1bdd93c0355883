"""How templates are read, and their words, which they mark where they stand:

{{ say("Next tip at {at:clock}", at=...) }}    {{ count("{count} change", "{count} changes", 3) }}    {{ it|worded }}
"""

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from reminder.phrase import Phrase, counted, phrase
from reminder.wording.days import kind_in_words
from reminder.wording.language import Text, word

if TYPE_CHECKING:
    from reminder.phrase import Given


def templates(package: str, **more: Any) -> Environment:
    """Those of a package. What is put into one is escaped, and what it names is there."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        **more,
    )


def say(template: str, /, **values: "Given") -> str:
    return str(word(phrase(template, **values)))


def count(template: str, plural: str, /, count: int, **values: "Given") -> str:
    return str(word(counted(template, plural, count, **values)))


def worded(said: Phrase | Text | str) -> str:
    """What was made elsewhere."""
    return str(word(said)) if isinstance(said, Phrase) else str(said)


def kind(name: str) -> str:
    """A kind of tips."""
    return str(word(kind_in_words(name)))
