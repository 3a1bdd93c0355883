"""What another break reminder gives, as `reminder import` prints it: a table, and what is lost."""

from __future__ import annotations

from collections.abc import Iterator

from reminder.cli.table import table
from reminder.moving.offers import Offer, left, rows
from reminder.moving.taking import LABELS
from reminder.phrase import Phrase, phrase, verbatim
from reminder.settings.reading import Reading
from reminder.wording.language import Text, word

_HEADS = phrase("what"), phrase("setting"), phrase("now")


def in_words(offer: Offer, reading: Reading) -> Iterator[Phrase | Text]:
    found = offer.found
    name = phrase("{name} {version}", name=found.name, version=found.version) if found.version else found.name
    yield phrase("{name}, from {source}:", name=name, source=found.source)
    yield verbatim("")
    if offer.parts:
        there = phrase("in that file") if found.archive else phrase("from {name}", name=found.name)
        yield table((*_HEADS, there), _rows(offer), whole=1)
        yield verbatim("")
    if more := [*left(found, reading)]:
        yield from more
        yield verbatim("")


def _rows(offer: Offer) -> Iterator[tuple[str, ...]]:
    for number, part in enumerate(offer.parts, 1):
        label = str(word(phrase("{number} {part}", number=number, part=LABELS[part.name])))
        for row in rows(part, offer.found):
            yield label, *(str(word(it)) for it in row)
            label = ""
