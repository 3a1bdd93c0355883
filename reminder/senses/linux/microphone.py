"""Who uses the microphone, as the sound server tells: PulseAudio, or PipeWire in its place.

    the recording streams ─▶ without the silent ones, meters and recordings of what is played ─▶ their programs

It starts no server: a call to PulseAudio would, unless told otherwise.
"""

from collections.abc import Collection
from typing import Any, TypeVar

import msgspec

from reminder.errors import NoAnswer, Unavailable
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.senses import SenseName
from reminder.senses.linux import pipewire
from reminder.senses.meeting import Program, meeting
from reminder.senses.sensor import Seen, Sensor
from reminder.system.child import Failed, Missing, output

_PACKAGES = "pulseaudio-utils", "libpulse"
_START_NONE = {"PULSE_BINARY": "/nonexistent/pulseaudio"}
"""What PulseAudio's library starts where no server runs and the settings for that are as they come."""
_NONE = "(null)"
"""How pactl 16 writes what is not ASCII."""


class _Recording(msgspec.Struct):
    client: Any = None
    source: Any = None
    corked: Any = False
    resample_method: Any = None
    properties: dict[str, Any] = {}


class _Source(msgspec.Struct):
    index: Any = None
    name: Any = None
    monitor_source: Any = None
    properties: dict[str, Any] = {}


_Listed = TypeVar("_Listed", _Recording, _Source)


class Microphone(Sensor):
    """A program that records, whether it is muted or not. What is played is no microphone."""

    name = SenseName.MICROPHONE
    polled = True

    def __init__(self, put: Put, clock: Clock, ignore: Collection[str]) -> None:
        super().__init__(put, clock)
        self._ignore = ignore

    async def look(self) -> Seen:
        source = "pactl"
        try:
            programs = await _ask_pulseaudio()
        except NoAnswer:
            raise
        except Unavailable as failure:
            source = "PipeWire"
            programs = await _ask_pipewire_instead(failure)
        return Seen(source, meeting(programs, self._ignore))


async def _ask_pulseaudio() -> list[Program]:
    recordings = [one for one in await _list("source-outputs", _Recording) if _listens(one)]
    if not recordings:
        return []
    microphones = {one.index for one in await _list("sources", _Source) if not _is_monitor(one)}
    return [_program(one.properties) for one in recordings if one.source in microphones]


async def _ask_pipewire_instead(failure: Unavailable) -> list[Program]:
    """`failure`: why PulseAudio is unavailable."""
    try:
        return (await pipewire.ask()).recorders()
    except NoAnswer:
        raise
    except Missing:
        raise failure from None
    except Unavailable:
        if isinstance(failure, Failed):
            raise Unavailable("no sound server runs ({why})", why=failure.said) from None
        raise failure from None


async def _list(what: str, kind: type[_Listed]) -> list[_Listed]:
    printed = await output("pactl", "-f", "json", "list", what, packages=_PACKAGES, environment=_START_NONE)
    try:
        return msgspec.json.decode(printed, type=list[kind])  # type: ignore[valid-type]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Unavailable("the program pactl prints nonsense") from None


def _listens(recording: _Recording) -> bool:
    """A program does, and to more than how loud it is."""
    told = recording.properties
    return not (
        recording.client in (None, "n/a")  # a part of the server
        or recording.corked is True
        or recording.resample_method == "peaks"
        or told.get("stream.monitor") == "true"
        or told.get("stream.capture.sink") == "true"
        or told.get("node.link-group")  # hands on what it gets
    )


def _is_monitor(source: _Source) -> bool:
    """It gives what is played."""
    return (
        source.monitor_source not in (None, "", "n/a")
        or source.properties.get("device.class") == "monitor"
        or str(source.name).endswith(".monitor")
    )


def _program(told: dict[str, Any]) -> Program:
    binary, application, node = (
        str(value) if value and value != _NONE else ""
        for value in map(told.get, ("application.process.binary", "application.name", "node.name"))
    )
    return Program(binary, application or node)
