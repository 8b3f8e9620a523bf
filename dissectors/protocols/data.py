"""Payload that no dissector claims."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import UNSIGNED, generated, octets
from dissectors.header import Header
from dissectors.protocol import Layer, Protocol

BYTES = octets(
    "data.data",
    "Data",
    explain="What the program itself sent. No dissector knows it, or it is plain text: look at the bytes on the right.",
)
LENGTH = generated(UNSIGNED, "data.len", "Length", unit="bytes", explain="Bytes of payload that are here.")


def details(layer: Layer[Header], cursor: Cursor) -> None:
    length = cursor.remaining
    cursor.take(BYTES, length)
    cursor.conclude(LENGTH, length)


DATA = Protocol(
    name="data",
    title="Data",
    short="Data",
    explain="Payload that no dissector knows: what a program sent by rules of its own, or plain text.",
    header=Header,
    details=details,
    heading=lambda layer: f"Data ({layer.stop - layer.start} bytes)",
)

PROTOCOLS = (DATA,)
