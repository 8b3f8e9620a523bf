"""The walk over the layers of one frame: bytes in, a `Dissection` out.

The only place where an error becomes a node of the tree: what was decoded stays, a node says what is wrong
and where, and the bytes behind it are shown undecoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dissectors.byte_source import ByteSource
from dissectors.cursor import Cursor
from dissectors.errors import DissectionError, Truncated
from dissectors.fields import AnySpec, Field, FieldSpec, group, octets
from dissectors.frame import Frame
from dissectors.header import Header
from dissectors.processes.process_node import process_nodes
from dissectors.protocol import Key, Layer
from dissectors.protocols.data import DATA
from dissectors.protocols.frame import FRAME, list_protocols
from dissectors.registry import AnyProtocol, Registry, default
from dissectors.transport.conversation_facts import conversation_node

AnyLayer = Layer[Any]
BugReport = Callable[[Frame, str, Exception], None]

MAX_LAYERS = 500
"""Tunnels in tunnels end here; real captures hold frames of 1,500 nested GRE headers."""

SHORT = group(
    "_ws.short",
    "The capture cut this frame",
    explain="Fewer bytes were saved than were on the wire (a snap length was set), so the rest cannot be decoded.",
)
QUOTE_ENDS = group(
    "",
    "The quote ends here",
    explain="An error message quotes the beginning of the packet that caused it; the rest was never sent back.",
)
MALFORMED = group(
    "_ws.malformed",
    "Malformed",
    explain="The bytes break the rules of this protocol: a broken sender, an attack, or another protocol on its port.",
)
BUG = group("_ws.dissector_bug", "Dissector bug", explain="Remora's own mistake; the frame itself may be fine.")
UNDECODED = octets("", "Not decoded", explain="What stands behind the mistake above; nobody can tell what it means.")


@dataclass(frozen=True, slots=True)
class Dissection:
    """What one frame means: its layers from the outermost, the frame's own first."""

    frame: Frame
    layers: list[AnyLayer]

    @property
    def roots(self) -> list[Field]:
        """The tree's top level: a node a layer."""
        return [layer.root for layer in self.layers]

    @property
    def sources(self) -> list[ByteSource]:
        """What fields lie in, by their `source`: the frame first."""
        carried = [layer.carries for layer in self.layers if layer.carries is not None]
        return [ByteSource("Frame", self.frame.data), *carried]

    @property
    def notices(self) -> list[Field]:
        """All that is wrong or notable, from the outermost layer to the innermost."""
        return [notice for layer in self.layers for notice in layer.notices]

    @property
    def ambiguous(self) -> Mapping[Field, tuple[int, ...]]:
        """None: who reads bytes knows where."""
        return {}

    def fields(self) -> Iterator[Field]:
        """Every field in the tree's order."""
        for layer in self.layers:
            yield from layer.root.walk()

    def find(self, name: str) -> list[Field]:
        """Every field that answers to a filter name."""
        return [field for field in self.fields() if field.spec.name == name or name in field.spec.also]


def dissect(frame: Frame, registry: Registry | None = None, report_bug: BugReport | None = None) -> Dissection:
    """Decode a frame as far as it goes. Never raises for what the bytes are.

    An exception other than ours is a bug of a dissector: it is given to `report_bug` and shown in the tree, or
    raised where there is no one to report it to.
    """
    registry = registry or default()
    layers: list[AnyLayer] = []
    protocol: AnyProtocol | None = FRAME
    place = _Place(frame, 0, len(frame.data), max(frame.length, len(frame.data)))
    below: AnyLayer | None = None
    while protocol is not None:
        layer = _open(protocol, place, below)
        layers.append(layer)
        try:
            _decode(layer)
            place = _payload(layer)
            protocol = _successor(layer, place, registry) if len(layers) < MAX_LAYERS else None
        except DissectionError as error:
            _tell(layer, error)
            protocol = None
        except Exception as error:
            if report_bug is None:
                raise
            report_bug(frame, layer.protocol.name, error)
            _note(layer, BUG, "error", f"Dissector bug in {layer.protocol.name}: {error!r}", layer.start)
            protocol = None
        below = layer
    _finish(layers)
    return Dissection(frame, layers)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a layer's bytes are."""

    frame: Frame
    start: int
    stop: int
    reported_stop: int
    source: int = 0


def _open(protocol: AnyProtocol, place: _Place, below: AnyLayer | None) -> AnyLayer:
    start = place.start
    root = Field(protocol.spec, None, start, start)
    quoted = below is not None and (below.quoted or below.protocol.quotes)
    header = Header(b"", 0, 0)
    return Layer(
        protocol,
        place.frame,
        start,
        place.stop,
        place.reported_stop,
        below,
        root,
        header,
        payload_start=start,
        payload_stop=place.stop,
        quoted=quoted,
        source=place.source,
    )


def _decode(layer: AnyLayer) -> None:
    """Read header and details, and set where the layer and its payload end."""
    protocol, data = layer.protocol, layer.frame.data
    layer.header = protocol.header.read(data, layer.start, layer.stop, layer.fields, layer.reported_stop)
    layer.has_header = True
    header_stop = layer.start + protocol.header.size
    if protocol.length is not None:
        wanted = max(layer.start + protocol.length(layer.header), header_stop)
        layer.reported_stop = min(layer.reported_stop, wanted)
        layer.stop = min(layer.stop, layer.reported_stop)
    cursor_stop = layer.payload_stop = layer.stop
    if protocol.header_length is not None:
        payload_start = max(layer.start + protocol.header_length(layer.header), header_stop)
        layer.payload_start = min(payload_start, layer.stop)
        cursor_stop = layer.payload_start
    cursor = Cursor(data, header_stop, cursor_stop, layer.fields, layer)
    if protocol.details is not None:
        protocol.details(layer, cursor)
    if protocol.header_length is None:
        layer.payload_start = cursor.position
    elif payload_start > layer.stop:
        raise Truncated(payload_start - layer.start, layer.stop - layer.start, layer.start)
    layer.payload_stop = min(layer.stop, _reported_payload_stop(layer))


def _reported_payload_stop(layer: AnyLayer) -> int:
    """Where the payload ended on the wire."""
    if layer.protocol.payload_length is None or not layer.has_header:
        return layer.reported_stop
    return min(layer.reported_stop, layer.payload_start + max(layer.protocol.payload_length(layer.header), 0))


def _payload(layer: AnyLayer) -> _Place:
    """Where the next layer's bytes are."""
    if layer.carries is not None:
        frame = layer.frame.reassembled(layer.carries.data)
        return _Place(frame, 0, len(frame.data), len(frame.data), layer.source + 1)
    reported_stop = _reported_payload_stop(layer)
    return _Place(layer.frame, layer.payload_start, layer.payload_stop, reported_stop, layer.source)


def _successor(layer: AnyLayer, place: _Place, registry: Registry) -> AnyProtocol | None:
    """Who decodes the payload: the tables, else whoever recognises it, else plain data; None without payload."""
    if place.start >= place.stop:
        return None
    keys: Iterable[Key] | None = layer.next
    if keys is None:
        if layer.protocol.next is None:
            return None
        keys = layer.protocol.next(layer.header)
    for key in keys:
        protocol = registry.find(key)
        if protocol is not None:
            header = _header_at(place, protocol)
            if header is None or key in registry.decided or protocol.takes(header):
                return protocol
    for protocol in registry.guesses.get(layer.protocol.name, ()):
        header = _header_at(place, protocol)
        if header is not None and protocol.claims(header):
            return protocol
    return DATA


def _header_at(place: _Place, protocol: AnyProtocol) -> Header | None:
    """The payload as that protocol's header; None where it is too short for one."""
    if place.start + protocol.header.size > place.stop:
        return None
    kind: type[Header] = protocol.header
    return kind(place.frame.data, place.start, place.stop, place.reported_stop)


def _tell(layer: AnyLayer, error: DissectionError) -> None:
    title = layer.protocol.title
    if isinstance(error, Truncated) and len(layer.frame.data) < layer.frame.length:
        _note(layer, SHORT, "note", f"{title}: the capture cut this frame: {error.message}", error.offset)
    elif isinstance(error, Truncated) and layer.quoted:
        _note(layer, QUOTE_ENDS, "note", f"{title}: no more of this packet is quoted: {error.message}", error.offset)
    else:
        _note(layer, MALFORMED, "error", f"Malformed {title}: {error.message}", error.offset)


def _note(layer: AnyLayer, spec: FieldSpec[None], severity: str, message: str, offset: int) -> None:
    """Add the node that tells, and one with the bytes that stay undecoded."""
    start = min(max(offset, layer.start), layer.stop)
    cursor = Cursor(layer.frame.data, start, layer.stop, layer.fields, layer)
    cursor.notice(spec, severity, message, start, layer.stop)
    if cursor.remaining > 0:
        cursor.take(UNDECODED, cursor.remaining)
    layer.payload_start = layer.payload_stop = layer.stop


def _tell_stream(layer: AnyLayer, spec: AnySpec) -> None:
    """Put the number of the conversation behind the ports."""
    number = layer.frame.stream_at(layer.start)
    if number is not None:
        layer.fields.insert(2, Field(spec, number, layer.start, layer.start, generated=True))
    facts = layer.frame.conversation_at(layer.start)
    if facts is not None:
        layer.fields.insert(3, conversation_node(layer, facts))
    ends = layer.frame.ends_at(layer.start)
    if ends is not None:
        place = 3 if facts is None else 4
        layer.fields[place:place] = process_nodes(ends, layer.start)


def _mark_source(root: Field, source: int) -> None:
    """Tell the fields of a layer which bytes they lie in, but for those that lie in others."""
    for field in root.walk():
        field.source = field.source or source


def _finish(layers: list[AnyLayer]) -> None:
    """Give every layer its trailer, its extent and its line in the tree, from the innermost out."""
    above: AnyLayer | None = None
    for layer in reversed(layers):
        protocol = layer.protocol
        if protocol.stream is not None:
            _tell_stream(layer, protocol.stream)
        inner_stop = layer.payload_stop if above is None or above.source != layer.source else above.stop
        if protocol.trailer is not None and layer.has_header and inner_stop < layer.stop:
            cursor = Cursor(layer.frame.data, inner_stop, layer.stop, layer.fields, layer)
            try:
                protocol.trailer(layer, cursor)
            except DissectionError as error:
                _tell(layer, error)
        above = layer
        layer.root.stop = max(layer.payload_start, layer.start)
        if protocol.heading is not None and layer.has_header:
            layer.root.heading = protocol.heading(layer)
        if layer.source:
            _mark_source(layer.root, layer.source)
    list_protocols(layers)
