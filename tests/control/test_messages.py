import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.control.messages import (
    LIMIT,
    BadMessage,
    RequestLine,
    ResponseLine,
    decode_request,
    decode_response,
    encode_request,
    encode_response,
    refusal,
)
from reminder.errors import UsageError
from reminder.phrase import phrase

CALLS = st.builds(RequestLine, st.text(), st.lists(st.text(max_size=50), max_size=5).map(tuple), st.booleans())


@given(CALLS)
def test_a_call_arrives_as_it_was_sent(call: RequestLine) -> None:
    line = encode_request(call)
    assert line.index(b"\n") == len(line) - 1
    assert decode_request(line) == call


@given(
    st.builds(
        ResponseLine,
        st.text(),
        st.dictionaries(st.text(), st.none() | st.integers() | st.lists(st.text())),
        st.integers(0, 255),
    )
)
def test_an_answer_arrives_as_it_was_sent(answer: ResponseLine) -> None:
    assert decode_response(encode_response(answer)) == answer


@settings(max_examples=300)
@given(CALLS.map(encode_request), st.data())
def test_a_mutated_line_is_a_call_or_a_bad_message(line: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    mutated = line[:start] + data.draw(st.binary(max_size=20)) + line[end:]
    with suppress(BadMessage):
        call = decode_request(mutated)
        assert decode_request(encode_request(call)) == call


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
        pytest.param(encode_request(RequestLine("x")).rjust(LIMIT + 1), id="too long"),
    ],
)
def test_a_line_that_is_no_call_is_a_bad_message(line: bytes) -> None:
    with pytest.raises(BadMessage):
        decode_request(line)


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
        decode_response(line)


def test_the_longest_line_may_have_64_KiB_and_no_byte_more() -> None:
    room = LIMIT - len(encode_request(RequestLine("")))
    assert decode_request(encode_request(RequestLine("x" * room))).command == "x" * room
    with pytest.raises(BadMessage, match="65537 bytes"):
        encode_request(RequestLine("x" * (room + 1)))


@pytest.mark.parametrize(
    ("fields", "version"),
    [
        pytest.param({"next": None, "holds": []}, 1, id="none"),
        pytest.param({"message": phrase("so it is")}, 2, id="a reason"),
        pytest.param({"senses": [{"name": "idle", "reason": phrase("so it is")}]}, 2, id="a reason within"),
    ],
)
def test_a_command_of_before_phrases_understands_an_answer_without_any(fields: dict[str, Any], version: int) -> None:
    assert json.loads(encode_response(ResponseLine("status", fields)))["v"] == version


@pytest.mark.parametrize("version", [0, 3])
def test_another_version_says_what_to_restart(version: int) -> None:
    line = json.dumps({**json.loads(encode_request(RequestLine("status"))), "v": version}).encode()
    with pytest.raises(BadMessage, match="reminder restart"):
        decode_request(line)
    with pytest.raises(BadMessage, match="reminder restart"):
        decode_response(line)


def test_a_key_that_is_not_known_is_passed_over() -> None:
    line = json.dumps({**json.loads(encode_request(RequestLine("status"))), "colour": "red"}).encode()
    assert decode_request(line) == RequestLine("status")


def test_a_refusal_keeps_the_words_and_the_exit_code() -> None:
    assert refusal(UsageError("no such reminder")) == ResponseLine("error", {"message": phrase("no such reminder")}, 2)
