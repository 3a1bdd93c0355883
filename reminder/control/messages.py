"""What a command and the running program say to each other, and how it looks as one line of JSON.

RequestLine -> encode_request() -> line -> decode_request() -> RequestLine, and the same way back for ResponseLine

Every command waits for this module to be imported, so it does without typing and dataclasses.
"""

from __future__ import annotations

import json
from collections import namedtuple

from reminder.errors import ReminderError
from reminder.phrase import Phrase, from_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    S = TypeVar("S", str, Phrase)

VERSION, _WITHOUT_PHRASES = 2, 1
"""Of the protocol. A key may be added without a new one: keys that are not known are passed over.

A line names the version that it takes to read it: 2 where it has phrases, which those of before would take for lists.
"""

LIMIT = 64 * 1024
"""Bytes in the longest line, its end included."""


class BadMessage(ReminderError):
    """A line that is none of ours, or not of this version."""


class RequestLine(namedtuple("RequestLine", ("command", "args", "follow"), defaults=((), False))):
    """What a person asks for, as typed; `follow`: every change from now on, not one response."""

    __slots__ = ()
    command: str
    args: tuple[str, ...]
    follow: bool


class ResponseLine(namedtuple("ResponseLine", ("kind", "fields", "exit_code"), defaults=(0,))):
    """What the running program says: data of some `kind`, for the command to put in words, and how it is to end."""

    __slots__ = ()
    kind: str
    fields: dict[str, Any]
    exit_code: int


def refusal(problem: ReminderError) -> ResponseLine:
    """`problem` as a response of the kind `error`, with its `message`."""
    return ResponseLine("error", {"message": problem.said}, problem.exit_code)


def encode_request(call: RequestLine) -> bytes:
    return _encode({"command": call.command, "args": call.args, "follow": call.follow})


def encode_response(response: ResponseLine) -> bytes:
    return _encode({"kind": response.kind, "fields": response.fields, "exit_code": response.exit_code})


def decode_request(line: bytes) -> RequestLine:
    """Raises BadMessage, which can be sent back as it is."""
    match _decode(line):
        case {"command": str(command), "args": [*args], "follow": bool(follow)} if _all_text(args):
            return RequestLine(command, tuple(args), follow)
    raise BadMessage("the message to the running program lacks its command, or its arguments are not text")


def decode_response(line: bytes) -> ResponseLine:
    """Raises BadMessage."""
    match _decode(line):
        case {"kind": str(kind), "fields": dict(fields), "exit_code": int(exit_code)}:
            return ResponseLine(kind, fields, exit_code)
    raise BadMessage("the running program answered without a kind, fields or an exit code; run: reminder restart")


def _encode(message: dict[str, Any]) -> bytes:
    version = VERSION if _has_phrases(message) else _WITHOUT_PHRASES
    line = json.dumps({"v": version, **message}, separators=(",", ":")).encode() + b"\n"
    if len(line) > LIMIT:
        raise BadMessage("a message of {bytes} bytes is too long; {limit} are allowed", bytes=len(line), limit=LIMIT)
    return line


def _decode(line: bytes) -> dict[str, Any]:
    if len(line) > LIMIT:
        raise BadMessage("a message is too long; {limit} bytes are allowed", limit=LIMIT)
    try:
        message = _phrases_in(json.loads(line))
    except (ValueError, RecursionError) as error:
        raise BadMessage("a message on the control socket is not a line of JSON") from error
    if not isinstance(message, dict) or type(message.get("v")) is not int:
        raise BadMessage("a message on the control socket names no version of the protocol")
    if message["v"] not in (VERSION, _WITHOUT_PHRASES):
        raise BadMessage(
            "the command and the running program are of different versions"
            " (their protocols: {theirs} and {ours}); run: reminder restart",
            theirs=message["v"],
            ours=VERSION,
        )
    return message


def _all_text(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _has_phrases(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_phrases, value.values()))
    return isinstance(value, Phrase) or (isinstance(value, list | tuple) and any(map(_has_phrases, value)))


def _phrases_in(value: Any) -> Any:
    """As it was before it was sent, when a phrase became an array of its parts; no other array begins like one."""
    match value:
        case [str(), dict(), str()]:
            return from_data(value)
        case list():
            return [_phrases_in(its) for its in value]
        case dict():
            return {key: _phrases_in(its) for key, its in value.items()}
    return value


def sendable(said: S) -> S:
    """The same for all to read: what the system says, as the name of a file, may be no text, and could not be sent."""
    if isinstance(said, str):
        return said.encode(errors="replace").decode()
    texts = {name: sendable(value) for name, value in said.values.items() if isinstance(value, str)}
    phrases = {name: sendable(value) for name, value in said.values.items() if isinstance(value, Phrase)}
    return said._replace(values={**said.values, **texts, **phrases})
