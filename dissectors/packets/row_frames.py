"""A row's frame: its bytes, and all that the capture file and the other packets tell of it by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.capture_file import Interface, Section
from dissectors.capture_file.options import COMMENT, texts
from dissectors.frame import Frame, JoinedPayload
from dissectors.statistics.hierarchy_paths import path_of_row

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.packets.table import Capture


def frame_of(index: LayerIndex, row: int) -> Frame:
    """Raises IndexError, or CaptureFileError where the file no longer has the bytes."""
    capture = index.capture
    frames = capture.frames
    record = frames.frame(row)
    interfaces = capture.interfaces
    interface = interfaces[record.interface] if record.interface < len(interfaces) else None
    section = _section(capture, interface)
    options = capture.packet_options(row)
    return Frame(
        data=capture.data(row),
        link_type=record.link_type,
        number=row + 1,
        time=record.time_ns,
        original_length=record.original_length,
        interface=interface.number if interface is not None else record.interface,
        interface_name=_name(interface, section),
        interface_description=(interface.description or "") if interface is not None else "",
        comments=texts(options, COMMENT),
        options=tuple((option.code, option.value) for option in options),
        byte_order="big" if section is not None and section.byte_order == ">" else "little",
        section=section.number + 1 if section is not None else 0,
        fcs_length=_fcs_bytes(interface),
        since_first=_between(frames.time_ns(0), record.time_ns),
        since_previous=_between(frames.time_ns(max(row - 1, 0)), record.time_ns),
        streams=index.streams.of_row(row),
        analysis=index.analysis.of_row(row),
        conversations=index.fates.of_row(row),
        processes=index.processes.of_row(row),
        hierarchy=path_of_row(index, row),
        fragmented=index.fragments.of_row(row),
    )


def frame_of_messages(index: LayerIndex, row: int, joined: JoinedPayload | None = None) -> Frame:
    """The frame with what its messages are told from, in a fifth of the time: its bytes and conversations.

    With what a segment of it is joined to. Raises as `frame_of` does.
    """
    capture = index.capture
    record = capture.frames.frame(row)
    interfaces = capture.interfaces
    interface = interfaces[record.interface] if record.interface < len(interfaces) else None
    return Frame(
        data=capture.data(row),
        link_type=record.link_type,
        number=row + 1,
        original_length=record.original_length,
        fcs_length=_fcs_bytes(interface),
        streams=index.streams.of_row(row),
        fragmented=index.fragments.of_row(row),
        joined=joined,
    )


def _section(capture: Capture, interface: Interface | None) -> Section | None:
    """The pcapng section that an interface belongs to; None for pcap, which has none."""
    sections = capture.sections
    if interface is None or interface.section >= len(sections) or not sections[interface.section].blocks:
        return None
    return sections[interface.section]


def _name(interface: Interface | None, section: Section | None) -> str:
    """As Wireshark calls it, which knows every interface of a pcapng file by some name."""
    if interface is None:
        return ""
    return interface.name or (interface.description or "unknown" if section is not None else "")


def _fcs_bytes(interface: Interface | None) -> int:
    """Bytes of frame check sequence, which files give in bytes or in bits; -1 where they do not tell."""
    length = interface.fcs_length if interface is not None else None
    return -1 if length is None else {0: 0, 4: 4, 32: 4}.get(length, -1)


def _between(earlier: int | None, later: int | None) -> int | None:
    return None if earlier is None or later is None else later - earlier
