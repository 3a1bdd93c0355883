"""Sentences are templates with values, found by a tool and worded in `wording/` alone."""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import msgspec
import pytest
import time_machine
from jinja2 import nodes

import reminder
from reminder.errors import ReminderError, UsageError
from reminder.phrase import NoPhrase, Phrase, counted, either, from_data, listed, phrase, sentences, several, verbatim
from reminder.web.pages import environment
from reminder.wording.language import SPECS, Text, lines, strictly, word

SOURCE = Path(reminder.__file__).parent
MONDAY_NOON = datetime(2026, 1, 5, 12, tzinfo=ZoneInfo("Europe/Berlin"))
AT = datetime(2026, 11, 30, 14, 5, tzinfo=timezone(timedelta(hours=1)))
NESTED = phrase(
    "{camera}: {why}, for {length:duration}",
    camera="zoom",
    why=counted("{count} user", "{count} users", 2),
    length=timedelta(minutes=90),
)

# --- as data ----------------------------------------------------------------------------------------------------------


def test_a_phrase_survives_state_and_socket() -> None:
    assert msgspec.json.decode(msgspec.json.encode(NESTED), type=Phrase) == NESTED
    assert from_data(json.loads(json.dumps(NESTED))) == NESTED


def test_values_become_plain_json() -> None:
    made = phrase("{length}{at}{clock}", length=timedelta(seconds=1.5), at=AT, clock=time(9, 30))
    assert phrase("{why}", why=FileNotFoundError(2, "No such file", "/a")).values == {"why": "No such file"}
    assert made.values == {"length": 1.5, "at": "2026-11-30T14:05:00+01:00", "clock": "09:30"}


@pytest.mark.parametrize("data", [None, 1, [], ["a"], ["a", []], ["a", {"b": None}], ["a", {"b": ["c"]}], [1, {}]])
def test_what_is_no_phrase_is_refused(data: object) -> None:
    with pytest.raises(NoPhrase, match="not"):
        from_data(data)


# --- in words ---------------------------------------------------------------------------------------------------------


def test_words_a_phrase_in_a_phrase() -> None:
    assert str(word(NESTED)) == "zoom: 2 users, for 1h30m"


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{it}", "zoom", "zoom"),
        ("{it!r}", "zoom", "'zoom'"),
        ("{it:duration}", timedelta(hours=1, minutes=30), "1h30m"),
        ("{it:about}", timedelta(seconds=-5), "under a minute"),
        ("{it:about}", timedelta(seconds=59), "under a minute"),
        ("{it:about}", timedelta(seconds=60), "1 min"),
        ("{it:about}", timedelta(seconds=3599), "59 min"),
        ("{it:about}", timedelta(hours=1), "1 h"),
        ("{it:about}", timedelta(minutes=65), "1 h 5 min"),
        ("{it:about}", timedelta(hours=30), "30 h"),
        ("{it:long}", timedelta(minutes=61), "1 hour 1 minute"),
        ("{it:long}", timedelta(days=2), "2 days"),
        ("{it:short}", timedelta(minutes=1, seconds=5), "1 min 5 s"),
        ("{it:clock}", time(9, 30), "09:30"),
        ("{it:clock}", AT, "14:05"),
        ("{it:day_clock}", AT, "Mon 14:05"),
        ("{it:date}", AT, "Mon 2026-11-30"),
    ],
)
def test_words_a_value_as_the_template_wants_it(template: str, value: str | timedelta, text: str) -> None:
    assert strictly(Phrase(template, phrase("", it=value).values)) == text


@pytest.mark.parametrize(
    ("days", "when", "at"),
    [
        (-1, "yesterday 12:00", "yesterday at 12:00"),
        (0, "12:00", "at 12:00"),
        (1, "tomorrow 12:00", "tomorrow at 12:00"),
        (2, "Wed 2026-01-07 12:00", "on Wed 2026-01-07 at 12:00"),
    ],
)
@time_machine.travel(MONDAY_NOON, tick=False)
def test_a_moment_of_another_day_is_told_with_its_day(days: int, when: str, at: str) -> None:
    moment = MONDAY_NOON + timedelta(days=days)
    assert str(word(phrase("{it:when}; {it:at}", it=moment))) == f"{when}; {at}"


@pytest.mark.parametrize(("count", "text"), [(1, "1 tip of x"), (0, "0 tips of x"), (7, "7 tips of x")])
def test_counts(count: int, text: str) -> None:
    assert str(word(counted("{count} tip of {whom}", "{count} tips of {whom}", count, whom="x"))) == text


def test_joins_names_and_clauses() -> None:
    names = [str(number) for number in range(2000)]
    assert str(word(listed(names))) == ", ".join(names)
    assert str(word(several([phrase("it rains"), phrase("it pours")]))) == "it rains; it pours"
    assert str(word(sentences(["It rains.", "It pours."]))) == "It rains. It pours."
    assert str(word(either(["a", "b", "c"]))) == "a or b or c"
    assert str(word(listed(["", "{a}", None]))) == "{a}"
    assert str(word(several([]))) == ""


def test_what_comes_from_outside_is_no_template() -> None:
    assert str(word(verbatim("{a:b} 100%"))) == "{a:b} 100%"


@pytest.mark.parametrize("template", ["{a", "{b}", "{a:no_such}", "{a.b}", "{a:duration}", "{}"])
def test_a_template_of_another_version_is_told_as_it_stands(template: str) -> None:
    assert str(word(Phrase(template, {"a": "x"}))) == template


def test_an_error_is_a_phrase_and_is_plain_in_a_traceback() -> None:
    error = UsageError("{path!r} is none, for {length:duration}", path="/a", length=timedelta(seconds=3))
    assert str(word(error.said)) == "'/a' is none, for 3s"
    assert str(error) == "'/a' is none, for 3"
    assert ReminderError(error.said).said == error.said
    assert str(ReminderError("{no template of ours")) == "{no template of ours"


def test_text_is_no_key_and_no_string() -> None:
    text = word(phrase("it rains"))
    for use in (hash, len, iter, lambda it: it + it, lambda it: "cats" in it, lambda it: it[:1]):
        with pytest.raises(TypeError):
            use(text)
    assert str(lines(text, phrase("it pours"))) == "it rains\nit pours"


# --- in the source ----------------------------------------------------------------------------------------------------


@cache
def modules() -> list[tuple[str, ast.Module]]:
    files = sorted(SOURCE.rglob("*.py"))
    return [(file.relative_to(SOURCE).as_posix(), ast.parse(file.read_text(encoding="utf-8"))) for file in files]


@cache
def marks() -> Mapping[str, int]:
    """What marks templates, functions and exceptions, and how many of its first arguments are some."""
    classes = [node for _, tree in modules() for node in tree.body if isinstance(node, ast.ClassDef)]
    errors = {"_Saying"}
    while more := {c.name for c in classes if {ast.unparse(base) for base in c.bases} & errors} - errors:
        errors |= more
    errors.remove("BusError")  # whose first argument is the name that D-Bus has for it
    return {"phrase": 1, "counted": 2, **dict.fromkeys(errors, 1)}


def is_string(expression: ast.expr) -> bool:
    """It is text, as far as can be seen; an error may be given a phrase as well."""
    match expression:
        case ast.Call(func=ast.Name(id="str")):
            return True
    return isinstance(expression, ast.Constant | ast.JoinedStr | ast.BinOp)


def marked(tree: ast.AST) -> Iterator[tuple[ast.Call, int]]:
    for call in ast.walk(tree):
        match call:
            case ast.Call(func=ast.Name(id="phrase" | "counted" as name)):
                yield call, marks()[name]
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in marks() and is_string(first):
                yield call, marks()[name]


def fields(template: str) -> Mapping[str, str]:
    """Names and specs; a template that names attributes, or nests specs, has none of our names."""
    return {name: spec or "" for _, name, spec, _ in Formatter().parse(template) if name is not None}


def sample(spec: str) -> str | int:
    return {"": "name", "duration": 5400, "about": 5400, "long": 5400, "short": 5400}.get(spec, AT.isoformat())


def template_faults(module: str, tree: ast.Module) -> Iterator[str]:
    """Where a template cannot be extracted, or does not fit its values."""
    if module in ("errors.py", "wording/markup.py"):  # which hand on what their callers mark
        return
    for string in ast.walk(tree):  # where a tool that extracts does not look before Python 3.12
        if isinstance(string, ast.JoinedStr) and any(marked(string)):
            yield f"{module}:{string.lineno}: a template inside an f-string"
    for call, templates in marked(tree):
        where = f"{module}:{call.lineno}"
        if not all(isinstance(arg, ast.Constant) and isinstance(arg.value, str) for arg in call.args[:templates]):
            yield f"{where}: a template is no literal"
            continue
        given = {str(keyword.arg) for keyword in call.keywords}
        if len(call.args) > templates + (templates == 2 and "count" not in given):
            yield f"{where}: values have names"
        yield from misfits(where, [*map(ast.literal_eval, call.args[:templates])], given)


def misfits(where: str, templates: Sequence[str], given: set[str]) -> Iterator[str]:
    """The templates of one phrase, of which the last may be the plural, that its values do not fit."""
    if len(templates) == 2:
        given = given | {"count"}
    for at, template in enumerate(templates):
        named = fields(template)
        if named.keys() not in (given, given - {"count"} if at < len(templates) - 1 else given):
            yield f"{where}: {template!r} names {sorted(named)}, and is given {sorted(given)}"
        elif unknown := set(named.values()) - {"", *SPECS}:
            yield f"{where}: {template!r} wants what wording does not know: {unknown}"
        else:
            strictly(Phrase(template, {name: sample(spec) for name, spec in named.items()}))


@cache
def makers() -> frozenset[str]:
    """The functions of `wording/` that make worded text."""
    return frozenset(
        node.name
        for module, tree in modules()
        if module.startswith("wording/")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.returns and "Text" in ast.unparse(node.returns)
    )


BY_HAND = {"Text", "Phrase"}


def text_faults(module: str, tree: ast.Module, makes: frozenset[str]) -> Iterator[str]:
    """Where worded text is made outside `wording/`, or is looked into."""
    if module.endswith("phrase.py") or module.startswith("wording/"):
        return
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    ours = {name.name for node in imports if "wording" in str(node.module) for name in node.names}
    ours |= {name.name for node in imports if str(node.module).endswith(".phrase") for name in node.names}
    makes &= ours
    if not makes | ours & BY_HAND:
        return
    for scope in (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module)
    ):
        inside = [*ast.walk(scope)]
        texts = {
            target.id
            for node in inside
            if isinstance(node, ast.Assign) and is_text(node.value, makes, set())
            for target in node.targets
            if isinstance(target, ast.Name) and not (isinstance(scope, ast.Module) and node not in scope.body)
        }
        for node in inside:
            looked_into: list[ast.expr | None]
            match node:
                case ast.Call(func=ast.Name(id=name)) if name in ours & BY_HAND:
                    yield f"{module}:{node.lineno}: {ast.unparse(node)} is made by hand"
                    continue
                case ast.Compare():
                    looked_into = [node.left, *node.comparators]
                case ast.BinOp():
                    looked_into = [node.left, node.right]
                case ast.Subscript():
                    looked_into = [node.value, node.slice]
                case ast.Attribute() | ast.FormattedValue():
                    looked_into = [node.value]
                case ast.Dict():
                    looked_into = [*node.keys]
                case ast.DictComp():
                    looked_into = [node.key]
                case ast.Set():
                    looked_into = [*node.elts]
                case _:
                    continue
            if any(expression and is_text(expression, makes, texts) for expression in looked_into):
                yield f"{module}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)} looks into worded text"


def is_text(expression: ast.expr, makes: frozenset[str], texts: set[str]) -> bool:
    """It is what a function of `wording/` returned, a name for that, or the string of one of them."""
    match expression:
        case ast.Call(func=ast.Name(id="str"), args=[of]):
            return is_text(of, makes, texts)
        case ast.Call(func=ast.Name(id=name)):
            return name in makes
        case ast.Name(id=name):
            return name in texts
    return False


FAULTS = [
    ('phrase(f"{a}")', "no literal"),
    ("phrase(text)", "no literal"),
    ('UsageError("{a} is {b}", a=1)', "names"),
    ("UsageError(f'{a} is none')", "no literal"),
    ("UsageError(str(error))", "no literal"),
    ('phrase("{a}", b=1)', "names"),
    ('phrase("{a}")', "names"),
    ('phrase("{a:no_such}", a=1)', "does not know"),
    ('phrase("{a.b}", a=1)', "names"),
    ('phrase("a", "b")', "have names"),
    ('counted("{count} a", "{count} {b}", 1)', "names"),
    ("f'{phrase(\"a\")}'", "f-string"),
    ('from reminder.wording.language import Text\nText("a")', "by hand"),
    ('from reminder.phrase import Phrase\nPhrase("a", {})', "by hand"),
    *(
        (f"from reminder.wording.language import word\nsaid = word(why)\n{use}", "looks into")
        for use in (
            "said == 'a'",
            "'a' in str(said)",
            "str(word(why)).startswith('a')",
            "str(said)[1:]",
            "str(said) + 'a'",
            "f'{said}.'",
            "{str(said): 1}",
            "told[said]",
            "{said for _ in (str(word(why)) + '',)}",
        )
    ),
]


@pytest.mark.parametrize(("source", "fault"), FAULTS)
def test_the_tests_below_find(source: str, fault: str) -> None:
    tree = ast.parse(source)
    found = [*template_faults("it.py", tree), *text_faults("it.py", tree, frozenset({"word"}))]
    assert any(fault in text for text in found), found


def test_every_template_is_a_literal_that_fits_its_values() -> None:
    assert [fault for module, tree in modules() for fault in template_faults(module, tree)] == []
    assert sum(1 for _, tree in modules() for _ in marked(tree)) > 5


def markup_faults(name: str, template: nodes.Template) -> Iterator[str]:
    """Where a template of a page cannot be extracted, or does not fit its values."""
    for call in template.find_all(nodes.Call):
        of = getattr(call.node, "name", "")
        if of not in MARKUP:
            continue
        literals = [arg.value for arg in call.args[: MARKUP[of]] if isinstance(arg, nodes.Const)]
        if len(literals) != MARKUP[of]:
            yield f"{name}:{call.lineno}: a template is no literal"
            continue
        yield from misfits(f"{name}:{call.lineno}", literals, {keyword.key for keyword in call.kwargs})


def bare_words(source: str) -> list[str]:
    """The words that stand between the tags of a page's template, and are no template of ours."""
    source = re.sub(r"\{% macro attributes\(.*?\{% endmacro %\}", "", source, flags=re.DOTALL)  # it stands within a tag
    html = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<!--.*?-->", "", source, flags=re.DOTALL)
    text = re.sub(r"<(code|kbd)>.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return re.findall(r"[^\W\d_]+", text.replace("reminder", ""))


MARKUP = {"say": 1, "count": 2}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("{{ say(text) }}", "no literal"),
        ("{{ say('{a}') }}", "names"),
        ("{{ say('{a:no_such}', a=1) }}", "does not know"),
        ("{{ count('{count} a', '{b} b', 1) }}", "names"),
    ],
)
def test_the_test_below_finds(source: str, fault: str) -> None:
    assert any(fault in text for text in markup_faults("it", environment().parse(source)))


def test_every_word_of_a_page_is_a_template_that_fits_its_values() -> None:
    templates = sorted(file for file in SOURCE.rglob("templates/*") if file.suffix in (".html", ".svg"))
    sources = {file.name: file.read_text("utf-8") for file in templates}
    assert [f for name, source in sources.items() for f in markup_faults(name, environment().parse(source))] == []
    assert {name: bare for name, source in sources.items() if (bare := bare_words(source))} == {}
    assert bare_words("<p {{ a }} title='b'>Hello {% if a > b %}<b>there</b>{% endif %}</p>") == ["Hello", "there"]


def test_nobody_looks_into_worded_text() -> None:
    assert [fault for module, tree in modules() for fault in text_faults(module, tree, makers())] == []


def test_text_has_nothing_to_look_into() -> None:
    assert [name for name in vars(Text) if not name.startswith("_")] == []
