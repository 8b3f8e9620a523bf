"""The frame itself: what the capture file tells about it, before any byte of it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import (
    ABSOLUTE_TIME,
    FRAME_NUMBER,
    RELATIVE_TIME,
    STRING,
    UNSIGNED,
    AnySpec,
    Value,
    generated,
)
from dissectors.header import Header
from dissectors.protocol import Layer, Protocol

INTERFACE = generated(UNSIGNED, "frame.interface_id", "Interface id")
INTERFACE_NAME = generated(STRING, "frame.interface_name", "Interface name")
TIME = generated(
    ABSOLUTE_TIME,
    "frame.time",
    "Arrival time",
    explain="When the capturing machine saw the frame, by its own clock.",
)
EPOCH = generated(RELATIVE_TIME, "frame.time_epoch", "Epoch time", unit="seconds")
SINCE_PREVIOUS = generated(RELATIVE_TIME, "frame.time_delta", "Time since the previous frame", unit="seconds")
SINCE_FIRST = generated(RELATIVE_TIME, "frame.time_relative", "Time since the first frame", unit="seconds")
NUMBER = generated(FRAME_NUMBER, "frame.number", "Frame number")
LENGTH = generated(
    UNSIGNED,
    "frame.len",
    "Length on the wire",
    unit="bytes",
    explain="Bytes that passed the interface. On loopback, and with offload, larger than a wire would carry.",
)
CAPTURED = generated(UNSIGNED, "frame.cap_len", "Captured length", unit="bytes")
PROTOCOLS_IN_FRAME = generated(STRING, "frame.protocols", "Protocols in frame")
COMMENT = generated(STRING, "frame.comment", "Comment")


def details(layer: Layer[Header], cursor: Cursor) -> None:
    frame = layer.frame
    told: list[tuple[AnySpec, Value]] = [
        *((COMMENT, comment) for comment in frame.comments),
        (INTERFACE, frame.interface),
        (INTERFACE_NAME, frame.interface_name or None),
        (TIME, frame.time),
        (EPOCH, frame.time),
        (SINCE_PREVIOUS, frame.since_previous),
        (SINCE_FIRST, frame.since_first),
        (NUMBER, frame.number),
        (LENGTH, frame.length),
        (CAPTURED, len(frame.data)),
    ]
    for spec, value in told:
        if value is not None:
            cursor.add(spec, value, 0, 0)
    layer.next = (("link_type", frame.link_type),)


def heading(layer: Layer[Header]) -> str:
    frame = layer.frame
    cut = f", {len(frame.data)} captured" if len(frame.data) < frame.length else ""
    return f"Frame {frame.number}: {frame.length} bytes on the wire{cut}"


def list_protocols(layers: Sequence[Layer[Any]]) -> None:
    """Add the names of all layers to the frame's own, the first of `layers`."""
    names = ":".join(_stack_name(layer) for layer in layers[1:] if not _is_repeated(layer))
    first = layers[0]
    Cursor(first.frame.data, 0, 0, first.fields, first).add(PROTOCOLS_IN_FRAME, names, 0, 0)
    first.root.stop = len(first.frame.data)


def _stack_name(layer: Layer[Any]) -> str:
    stack = layer.protocol.stack
    if callable(stack):
        return stack(layer) if layer.has_header else layer.protocol.name
    return stack or layer.protocol.name


def _is_repeated(layer: Layer[Any]) -> bool:
    below = layer.below
    return layer.protocol.repeats and below is not None and below.protocol is layer.protocol


FRAME = Protocol(
    name="frame",
    title="Frame",
    short="Frame",
    header=Header,
    details=details,
    heading=heading,
    explain="The frame as the capture file holds it: its number, time and lengths.",
)

PROTOCOLS = (FRAME,)
