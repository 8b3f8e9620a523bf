"""One packet in one line: addresses, protocol, length, Info. Made from a dissection when the row is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dissectors.packets.kind import Kind, kind_of

if TYPE_CHECKING:
    from dissectors.dissect import AnyLayer, Dissection

_TROUBLE = {
    "_ws.short": "[Packet size limited during capture]",
    "_ws.malformed": "[Malformed Packet]",
    "_ws.dissector_bug": "[Dissector bug]",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """The columns of the packet list that need a dissection. Text is as it came: not yet safe for a terminal."""

    source: str
    """Empty where no layer has addresses."""
    destination: str
    protocol: str
    length: int
    """Bytes on the wire."""
    info: str
    kind: Kind


def summarize(dissection: Dissection) -> Summary:
    """The innermost layer that has a say in a column says it; packets that errors quote have none."""
    source, destination = _addresses(dissection)
    innermost = speaking_layer(dissection)
    say = innermost.protocol.info if innermost.has_header else None
    info = say(innermost) if say is not None else innermost.root.line
    troubles = [_TROUBLE[notice.name] for notice in dissection.notices if notice.name in _TROUBLE]
    return Summary(
        source,
        destination,
        innermost.protocol_name or innermost.protocol.short,
        dissection.frame.length,
        _remarks(dissection) + " ".join([info, *troubles]),
        kind_of(dissection),
    )


def _remarks(dissection: Dissection) -> str:
    """What the layers say before the Info of whichever speaks."""
    remarks = ((layer, layer.protocol.remark) for layer in _own_layers(dissection) if layer.has_header)
    return "".join(remark(layer) for layer, remark in remarks if remark is not None)


def speaking_layer(dissection: Dissection) -> AnyLayer:
    """The layer that the columns Protocol and Info are of."""
    layers = _own_layers(dissection)
    speaking = [layer for layer in layers if layer.protocol.info is not None and layer.has_header]
    return speaking[-1] if speaking else layers[-1] if layers else dissection.layers[0]


def addressed_layer(dissection: Dissection) -> AnyLayer | None:
    """The layer that the columns Source and Destination are of; None where no layer has addresses."""
    return next((layer for layer in reversed(_own_layers(dissection)) if _has_addresses(layer)), None)


def _own_layers(dissection: Dissection) -> list[AnyLayer]:
    return [layer for layer in dissection.layers[1:] if not layer.quoted]


def _has_addresses(layer: AnyLayer) -> bool:
    return layer.protocol.source is not None and layer.protocol.destination is not None and layer.has_header


def _addresses(dissection: Dissection) -> tuple[str, str]:
    layer = addressed_layer(dissection)
    if layer is None:
        return "", ""
    source, destination = layer.protocol.source, layer.protocol.destination
    assert source is not None
    assert destination is not None
    return source.text(layer.header.value_of(source)), destination.text(layer.header.value_of(destination))
