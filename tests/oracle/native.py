"""Our side of the comparison: the native fields, and the packets of a capture file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.dissect import Dissection, dissect
from dissectors.errors import CaptureFileError
from dissectors.fields import PROTOCOL, SPECS
from dissectors.packets.table import PacketTable
from dissectors.registry import default
from tui.printing.values import printed_values


def native_fields() -> list[str]:
    """Every field and protocol that our dissectors declare."""
    default()
    return sorted(SPECS)


def is_protocol(name: str) -> bool:
    return SPECS[name][0].kind is PROTOCOL


def native_stack() -> frozenset[str]:
    """Every part of `frame.protocols` that our dissectors can write."""
    parts = {"ethertype"}
    for protocol in default().protocols.values():
        parts.add(protocol.name)
        if isinstance(protocol.stack, str):
            parts.update(protocol.stack.split(":"))
    return frozenset(parts)


def dissections(path: Path) -> Iterator[Dissection]:
    """The packets of a file, each alone but for its conversation's number.

    Raises CaptureFileError where the file is no capture that we read.
    """
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture, reassembles=False)
        table.number_streams(len(table))
        for row in range(len(table)):
            # Not `table.dissection`: it analyses the segments before it.
            yield dissect(table.frame(row), table.registry)


def is_readable(path: Path) -> bool:
    """Whether we take the file for a capture."""
    try:
        with open_capture(path) as capture:
            capture.refresh()
    except CaptureFileError:
        return False
    return True


def field_values(path: Path, names: Collection[str]) -> Iterator[dict[str, list[str]]]:
    """For each packet of a file, the occurrences of the fields that occur. Raises as `dissections` does."""
    wanted = frozenset(names)
    for dissection in dissections(path):
        yield printed_values(dissection, wanted)
