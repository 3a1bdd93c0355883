"""Finds an option by what people call it: "too often", "zoom", "no sound", "forget my histroy".

label, key, help and other names of each option ─▶ its words, each with a weight ─┐
the words of a query, also in the plural, unfinished or mistyped ─────────────────┴▶ the keys, the best first

A word counts the more the fewer options have it, so that no list of words to leave out is needed, in any language.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from reminder.phrase import Phrase, plainly
from reminder.settings.kinds import Option
from reminder.settings.schema import ELSEWHERE, keys, option

ANY = "*"
"""Stands for the name in the key of a reminder's option, as `reminders.*.every`."""

_ASKED, _LABEL, _KEY, _HELP = 3, 3, 2, 1
_UNFINISHED, _MISTYPED = 0.8, 0.6
_SHORTEST = 3
"""Letters; a shorter word tells nothing, and a shorter beginning of one could be that of any."""
_ENDING = 3
"""Letters that a word may have beyond a known one, as "stretching" has."""
_LONGEST = 200
"""Letters of a query; what is beyond is not looked at."""
_ALIKE = 0.78
"""How much of a word is right that was mistyped, as difflib counts it."""


class _Index(NamedTuple):
    words: Mapping[str, Mapping[str, int]]
    """By key: what it can be found by, and how much each word tells about it."""
    names: Mapping[str, tuple[frozenset[str], ...]]
    """By key: the words of each of its names that has several."""
    rarity: Mapping[str, float]


def search(query: str, say: Callable[[Phrase], str] = plainly) -> list[str]:
    """The keys of the options that a query may mean; also "login" and the like. `say` puts a phrase in the language."""
    index = _index(say)
    asked = [meant for word in _words(query[:_LONGEST]) if (meant := _meant(word, index.rarity))]
    scores = {key: _score(key, asked, index) for key in index.words}
    return sorted((key for key, score in scores.items() if score), key=lambda key: -scores[key])


def _score(key: str, asked: Iterable[Mapping[str, float]], index: _Index) -> float:
    words, rarity = index.words[key], index.rarity
    each = (max(close * words.get(word, 0) * rarity[word] for word, close in meant.items()) for meant in asked)
    said = {word for meant in asked for word in meant}
    names = (_ASKED * sum(rarity[word] for word in name) for name in index.names[key] if name <= said)
    return sum(each) + max(names, default=0)


def _meant(word: str, known: Iterable[str]) -> dict[str, float]:
    """The known words that this may be, and how surely."""
    if word in known:
        return {word: 1.0}
    if begun := [it for it in known if it.startswith(word) or (word.startswith(it) and len(it) >= len(word) - _ENDING)]:
        return dict.fromkeys(begun, _UNFINISHED)
    from difflib import get_close_matches

    return dict.fromkeys(get_close_matches(word, known, cutoff=_ALIKE), _MISTYPED)


@cache
def _index(say: Callable[[Phrase], str]) -> _Index:
    options = {**{key: it for key in keys([ANY]) if (it := option(key.split(".")))}, **ELSEWHERE}
    words = {key: _weights(key, it, say) for key, it in options.items()}
    names = {key: [frozenset(_words(name)) for name in (key, *say(it.asked).split(","))] for key, it in options.items()}
    several = {key: tuple(name for name in its if len(name) > 1) for key, its in names.items()}
    shared = Counter(word for its in words.values() for word in its)
    return _Index(words, several, {word: math.log(1 + len(options) / count) for word, count in shared.items()})


def _weights(key: str, of: Option, say: Callable[[Phrase], str]) -> Mapping[str, int]:
    weights: Counter[str] = Counter()
    for text, weight in ((key, _KEY), (say(of.label), _LABEL), (say(of.help), _HELP), (say(of.asked), _ASKED)):
        weights.update(dict.fromkeys(_words(text), weight))
    return weights


def _words(text: str) -> list[str]:
    """In the singular."""
    return [_singular(word) for word in re.findall(r"[^\W_]+", text.casefold()) if len(word) >= _SHORTEST]


def _singular(word: str) -> str:
    if word.endswith("ies") and word[_SHORTEST + 1 :]:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and word[_SHORTEST:] else word
