import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.control.messages import (
    LIMIT,
    Answer,
    BadMessage,
    Call,
    decode_answer,
    decode_call,
    encode_answer,
    encode_call,
    refusal,
)
from reminder.errors import UsageError

CALLS = st.builds(Call, st.text(), st.lists(st.text(max_size=50), max_size=5).map(tuple), st.booleans())


@given(CALLS)
def test_a_call_arrives_as_it_was_sent(call: Call) -> None:
    line = encode_call(call)
    assert line.index(b"\n") == len(line) - 1
    assert decode_call(line) == call


@given(
    st.builds(
        Answer,
        st.text(),
        st.dictionaries(st.text(), st.none() | st.integers() | st.lists(st.text())),
        st.integers(0, 255),
    )
)
def test_an_answer_arrives_as_it_was_sent(answer: Answer) -> None:
    assert decode_answer(encode_answer(answer)) == answer


@settings(max_examples=300)
@given(CALLS.map(encode_call), st.data())
def test_a_mutated_line_is_a_call_or_a_bad_message(line: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    mutated = line[:start] + data.draw(st.binary(max_size=20)) + line[end:]
    with suppress(BadMessage):
        call = decode_call(mutated)
        assert decode_call(encode_call(call)) == call


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\n", id="no text"),
        pytest.param(b"status\n", id="no JSON"),
        pytest.param(b"[" * 60_000, id="nested too deep"),
        pytest.param(b'{"v":' + b"1" * 60_000 + b"}", id="a number too long"),
        pytest.param(b"[1]", id="no object"),
        pytest.param(b'{"command":"status","args":[],"follow":false}', id="no version"),
        pytest.param(b'{"v":true,"command":"status","args":[],"follow":false}', id="a version that is no number"),
        pytest.param(b'{"v":1,"args":[],"follow":false}', id="no command"),
        pytest.param(b'{"v":1,"command":7,"args":[],"follow":false}', id="a command that is no text"),
        pytest.param(b'{"v":1,"command":"x","args":"y","follow":false}', id="arguments that are no list"),
        pytest.param(b'{"v":1,"command":"x","args":[1],"follow":false}', id="an argument that is no text"),
        pytest.param(b'{"v":1,"command":"x","args":[],"follow":1}', id="follow neither true nor false"),
        pytest.param(b'{"v":1,"command":"x","args":[],"follow":false}\n{}', id="two lines"),
        pytest.param(encode_call(Call("x")).rjust(LIMIT + 1), id="too long"),
    ],
)
def test_a_line_that_is_no_call_is_a_bad_message(line: bytes) -> None:
    with pytest.raises(BadMessage):
        decode_call(line)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b'{"v":1,"fields":{},"exit_code":0}', id="no kind"),
        pytest.param(b'{"v":1,"kind":"x","fields":[],"exit_code":0}', id="fields that are no object"),
        pytest.param(b'{"v":1,"kind":"x","fields":{},"exit_code":"0"}', id="an exit code that is no number"),
    ],
)
def test_a_line_that_is_no_answer_is_a_bad_message(line: bytes) -> None:
    with pytest.raises(BadMessage):
        decode_answer(line)


def test_the_longest_line_may_have_64_KiB_and_no_byte_more() -> None:
    room = LIMIT - len(encode_call(Call("")))
    assert decode_call(encode_call(Call("x" * room))).command == "x" * room
    with pytest.raises(BadMessage, match="65537 bytes"):
        encode_call(Call("x" * (room + 1)))


@pytest.mark.parametrize("version", [0, 2])
def test_another_version_says_what_to_restart(version: int) -> None:
    line = json.dumps({**json.loads(encode_call(Call("status"))), "v": version}).encode()
    with pytest.raises(BadMessage, match="reminder restart"):
        decode_call(line)
    with pytest.raises(BadMessage, match="reminder restart"):
        decode_answer(line)


def test_a_key_that_is_not_known_is_passed_over() -> None:
    line = json.dumps({**json.loads(encode_call(Call("status"))), "colour": "red"}).encode()
    assert decode_call(line) == Call("status")


def test_a_refusal_keeps_the_words_and_the_exit_code() -> None:
    assert refusal(UsageError("no such reminder")) == Answer("error", {"message": "no such reminder"}, 2)
