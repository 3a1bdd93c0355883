"""What PipeWire knows of streams of sound and video, as the program pw-dump prints it.

ask() ─▶ pw-dump ─▶ Graph: the streams, and what each of them gets
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import msgspec

from reminder.errors import Unavailable
from reminder.senses.meeting import Program
from reminder.system.child import Failed, output

SERVERS = frozenset(("pipewire", "pipewire-media-session", "wireplumber"))
"""They open a camera for others."""

_SOUND, _VIDEO = "Stream/Input/Audio", "Stream/Input/Video"
_MICROPHONES = "Audio/Source", "Audio/Duplex"
_CAMERAS = "libcamera", "v4l2"


class _Properties(msgspec.Struct, rename=lambda name: name.replace("_", ".")):
    """Those that matter; any may hold anything, and most are text."""

    media_class: Any = None
    media_role: Any = None
    device_api: Any = None
    client_id: Any = None
    node_name: Any = None
    node_link_group: Any = msgspec.field(default=None, name="node.link-group")
    application_name: Any = None
    application_process_binary: Any = None
    stream_monitor: Any = None
    stream_capture_sink: Any = None


class _Info(msgspec.Struct, rename=lambda name: name.replace("_", "-")):
    state: Any = None
    props: _Properties | None = None
    output_node_id: int = -1
    input_node_id: int = -1


class _Thing(msgspec.Struct):
    id: int
    type: str = ""
    info: _Info | None = None
    """Missing: it is gone, or access is denied."""


_decoder = msgspec.json.Decoder(list[_Thing])


class Node(NamedTuple):
    """Something that sound or video comes from or goes to."""

    kind: str
    """Its media class: "Stream/Input/Audio"."""
    program: Program
    is_running: bool = False
    is_camera: bool = False
    passes_on: bool = False
    """It only measures, or hands on to others what it gets."""


class Graph(NamedTuple):
    """The nodes by their numbers, and which of them feeds which."""

    nodes: dict[int, Node]
    links: Collection[tuple[int, int]]

    def recorders(self) -> list[Program]:
        """Who listens to a microphone."""
        return [
            node.program
            for node, sources in self._streams(_SOUND)
            if node.is_running
            and not node.passes_on
            and any(source.kind.startswith(_MICROPHONES) for source in sources)
        ]

    def viewers(self) -> list[Program]:
        """Who gets the picture of a camera, or is about to."""
        return [node.program for node, sources in self._streams(_VIDEO) if any(source.is_camera for source in sources)]

    def sharers(self) -> list[Program]:
        """Who gets the picture of a screen or a window: what is no camera's comes from a compositor or a portal."""
        return [
            node.program
            for node, sources in self._streams(_VIDEO)
            if node.is_running and any(not source.is_camera for source in sources)
        ]

    def _streams(self, kind: str) -> Iterator[tuple[Node, list[Node]]]:
        for number, node in self.nodes.items():
            if node.kind == kind:
                yield node, [self.nodes[source] for source, to in self.links if to == number and source in self.nodes]


async def ask() -> Graph:
    """Raises Unavailable."""
    try:
        return understand(await output("pw-dump", packages=("pipewire-bin", "pipewire-utils")))
    except Failed as failed:
        raise Unavailable("PipeWire does not run: {why}", why=failed.said) from None


def understand(printed: str) -> Graph:
    """What pw-dump printed. Raises Unavailable.

    That is one list, and another one for whatever came, changed or went in the meantime, before it or after it.
    """
    things: dict[int, _Thing] = {}
    before, *lists = f"\n{printed}".split("\n[")
    try:
        if before.strip() or not lists:
            raise ValueError
        for rest in lists:
            things.update((thing.id, thing) for thing in _decoder.decode(f"[{rest}"))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Unavailable("the program pw-dump prints nonsense") from None
    clients: dict[object, _Properties] = {}
    nodes: dict[int, _Info] = {}
    links: set[tuple[int, int]] = set()
    for thing in things.values():
        if not thing.info:
            continue
        match thing.type.rpartition(":")[2]:
            case "Client":
                clients[thing.id] = thing.info.props or _Properties()
            case "Node":
                nodes[thing.id] = thing.info
            case "Link":
                links.add((thing.info.output_node_id, thing.info.input_node_id))
    return Graph({number: _node(info, clients) for number, info in nodes.items()}, links)


def _node(info: _Info, clients: dict[object, _Properties]) -> Node:
    told = info.props or _Properties()
    client = clients.get(told.client_id) or _Properties()
    binary = told.application_process_binary or client.application_process_binary
    application = told.application_name or client.application_name or told.node_name
    return Node(
        kind=str(told.media_class),
        program=Program(str(binary or ""), str(application or "")),
        is_running=info.state == "running",
        is_camera=told.media_role == "Camera" or told.device_api in _CAMERAS,
        passes_on=bool(told.node_link_group) or _is(told.stream_monitor) or _is(told.stream_capture_sink),
    )


def _is(value: object) -> bool:
    return value in (True, "true", "1")
