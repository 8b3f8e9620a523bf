"""The frame itself: what the capture file tells about it, before any byte of it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import (
    ABSOLUTE_TIME,
    BOOLEAN,
    FRAME_NUMBER,
    RELATIVE_TIME,
    STRING,
    UNSIGNED,
    AnySpec,
    Value,
    generated,
    group,
)
from dissectors.header import Header
from dissectors.link.packet_options import take_options
from dissectors.names.encapsulations import ENCAPSULATIONS, UNKNOWN, show
from dissectors.protocol import Layer, Protocol

SECTION = generated(
    UNSIGNED,
    "frame.section_number",
    "Section number",
    explain="Captures that were joined in one file are its sections, counted from 1.",
)
INTERFACE = generated(
    UNSIGNED,
    "frame.interface_id",
    "Interface id",
    explain="Which of the file's interfaces saw the frame, counted from 0.",
)
INTERFACE_NAME = generated(
    STRING,
    "frame.interface_name",
    "Interface name",
    explain="The interface that saw the frame, by the name that the capturing system has for it.",
)
INTERFACE_DESCRIPTION = generated(
    STRING,
    "frame.interface_description",
    "Interface description",
    explain="What the capturing system says of that interface.",
)
ENCAPSULATION = generated(
    UNSIGNED,
    "frame.encap_type",
    "Encapsulation type",
    explain="What the frame begins with, such as an Ethernet header, by Wireshark's own number.",
)
ENCAPSULATION.show = show
TIME = generated(
    ABSOLUTE_TIME,
    "frame.time",
    "Arrival time",
    explain="When the capturing machine saw the frame, by its own clock.",
)
TIME_SHIFT = generated(
    RELATIVE_TIME,
    "frame.offset_shift",
    "Time shift",
    unit="seconds",
    explain="By how much the time was moved after the capture; 0, because nobody did.",
)
EPOCH = generated(
    RELATIVE_TIME,
    "frame.time_epoch",
    "Epoch time",
    unit="seconds",
    explain="The same moment in seconds since January 1, 1970, UTC.",
)
SINCE_PREVIOUS = generated(
    RELATIVE_TIME,
    "frame.time_delta",
    "Time since the previous frame",
    unit="seconds",
    explain="A pause before a frame shows who kept whom waiting.",
)
SINCE_DISPLAYED = generated(
    RELATIVE_TIME,
    "frame.time_delta_displayed",
    "Time since the previous displayed frame",
    unit="seconds",
    explain="Without a filter, the same as the time since the previous frame.",
)
SINCE_FIRST = generated(
    RELATIVE_TIME,
    "frame.time_relative",
    "Time since the first frame",
    unit="seconds",
    explain="The first frame of the capture has 0.",
)
NUMBER = generated(
    FRAME_NUMBER,
    "frame.number",
    "Frame number",
    explain="Frames are counted from 1 as they came; the number is not in the frame.",
)
LENGTH = generated(
    UNSIGNED,
    "frame.len",
    "Length on the wire",
    unit="bytes",
    explain="Bytes that passed the interface. On loopback, and with offload, larger than a wire would carry.",
)
CAPTURED = generated(
    UNSIGNED,
    "frame.cap_len",
    "Captured length",
    unit="bytes",
    explain="Bytes that were saved: fewer than were on the wire where a snap length was set.",
)
MARKED = generated(
    BOOLEAN,
    "frame.marked",
    "Frame is marked",
    explain="Marks are set by who looks at the capture, and are not in the file.",
)
IGNORED = generated(
    BOOLEAN,
    "frame.ignored",
    "Frame is ignored",
    explain="Whether who looks at the capture wants the frame passed over.",
)
PROTOCOLS_IN_FRAME = generated(
    STRING,
    "frame.protocols",
    "Protocols in frame",
    explain="Every layer that was found, from the outermost to the innermost.",
)
HIERARCHY = generated(
    STRING,
    "frame.hierarchy",
    "Place in the protocol hierarchy",
    explain="Where statistics count the frame: what rides on what, without the headers that an ICMP error quotes.",
)
COMMENT = generated(
    STRING,
    "frame.comment",
    "Comment",
    explain="What somebody wrote about this frame; the file carries it, the frame did not.",
)
SHORTER_THAN_CAPTURED = group(
    "frame.len_lt_caplen",
    "Length below the captured length",
    explain="The file says that more was saved than there was, so one of the two numbers is wrong.",
)


def details(layer: Layer[Header], cursor: Cursor) -> None:
    frame = layer.frame
    has_time = frame.time is not None
    before: list[tuple[AnySpec, Value]] = [
        *((COMMENT, comment) for comment in frame.comments),
        (SECTION, frame.section or None),
        (INTERFACE, frame.interface if frame.section or frame.interface_name else None),
        (INTERFACE_NAME, frame.interface_name or None),
        (INTERFACE_DESCRIPTION, frame.interface_description or None),
    ]
    after: list[tuple[AnySpec, Value]] = [
        (ENCAPSULATION, ENCAPSULATIONS.get(frame.link_type, UNKNOWN)),
        (TIME, frame.time),
        (TIME_SHIFT, 0 if has_time else None),
        (EPOCH, frame.time),
        (SINCE_PREVIOUS, frame.since_previous),
        (SINCE_DISPLAYED, frame.since_previous),
        (SINCE_FIRST, frame.since_first),
        (NUMBER, frame.number),
        (LENGTH, frame.length),
        (CAPTURED, len(frame.data)),
        (HIERARCHY, frame.hierarchy or None),
        (MARKED, 0),
        (IGNORED, 0),
    ]
    add_all(cursor, before)
    if frame.options:
        take_options(frame, cursor)
    add_all(cursor, after)
    if 0 <= frame.original_length < len(frame.data):
        message = "Fewer bytes on the wire than were captured: the file contradicts itself"
        cursor.notice(SHORTER_THAN_CAPTURED, "error", message, 0, 0)
    layer.next = (("link_type", frame.link_type),)


def add_all(cursor: Cursor, told: Sequence[tuple[AnySpec, Value]]) -> None:
    """Leave the fields whose value is known."""
    for spec, value in told:
        if value is not None:
            cursor.add(spec, value, 0, 0)


def heading(layer: Layer[Header]) -> str:
    frame = layer.frame
    where = f" on interface {frame.interface_name}, id {frame.interface}" if frame.interface_name else ""
    return f"Frame {frame.number}: {_size(frame.length)} on wire ({_size(frame.length, 8, 'bit')}), " + (
        f"{_size(len(frame.data))} captured ({_size(len(frame.data), 8, 'bit')}){where}"
    )


def _size(count: int, factor: int = 1, unit: str = "byte") -> str:
    return f"{count * factor} {unit}{'' if count * factor == 1 else 's'}"


def list_protocols(layers: Sequence[Layer[Any]]) -> None:
    """Add the names of all layers to the frame's own, the first of `layers`."""
    names = ":".join(filter(None, (_stack_name(layer) for layer in layers[1:] if not _is_repeated(layer))))
    first = layers[0]
    Cursor(first.frame.data, 0, 0, first.fields, first).add(PROTOCOLS_IN_FRAME, names, 0, 0)
    first.root.stop = len(first.frame.data)


def _stack_name(layer: Layer[Any]) -> str:
    """Its part of the list; empty where Wireshark has no layer."""
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
