"""What a pcapng packet block tells beside the bytes: direction, errors, queue, drops, verdict."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import BYTES, SIGNED, UNSIGNED, FieldSpec, bits, flag, generated, string, u32, unused
from dissectors.frame import Frame
from dissectors.header import Header

FLAGS, DROPS, PACKET_ID, QUEUE, VERDICT = 2, 4, 5, 6, 7
"""Codes of options (draft-ietf-opsawg-pcapng §4.3)."""
DIRECTIONS = {0: "Unknown", 1: "Inbound", 2: "Outbound"}
RECEPTIONS = {0: "Not specified", 1: "Unicast", 2: "Multicast", 3: "Broadcast", 4: "Promiscuous"}
SENT, RECEIVED = 0, 1
INBOUND, OUTBOUND = 1, 2


class PacketFlags(Header):
    """epb_flags, once put into network byte order."""

    flags = u32(
        "frame.packet_flags",
        "Packet flags",
        hex_digits=8,
        parts=(
            flag("frame.packet_flags_symbol_error", "Symbol error"),
            flag("frame.packet_flags_preamble_error", "Preamble error"),
            flag("frame.packet_flags_start_frame_delimiter_error", "Start frame delimiter error"),
            flag("frame.packet_flags_unaligned_frame_error", "Unaligned frame"),
            flag("frame.packet_flags_wrong_inter_frame_gap_error", "Wrong gap between frames"),
            flag("frame.packet_flags_packet_too_short_error", "Packet too short"),
            flag("frame.packet_flags_packet_too_error", "Packet too long"),
            flag("frame.packet_flags_crc_error", "CRC error"),
            unused(8),
            bits(7, "frame.packet_flags_reserved", "Reserved"),
            bits(4, "frame.packet_flags_fcs_length", "Frame check sequence length"),
            bits(3, "frame.packet_flags_reception_type", "Reception type", values=RECEPTIONS),
            bits(2, "frame.packet_flags_direction", "Direction", values=DIRECTIONS, hex_digits=8),
        ),
        explain="Told by the capturing system: which way the frame went, and what the hardware found wrong with it.",
    )


INTERFACE_QUEUE = generated(UNSIGNED, "frame.interface_queue", "Interface queue")
PACKET_ID_FIELD = generated(UNSIGNED, "frame.packet_id", "Packet id")
DROP_COUNT = generated(
    UNSIGNED, "frame.drop_count", "Drop count", explain="Frames lost between the previous one and this."
)
POINT_TO_POINT = generated(SIGNED, "frame.p2p_dir", "Point-to-point direction")
POINT_TO_POINT.values = {SENT: "Sent", RECEIVED: "Received"}
VERDICT_TEXT = string("frame.verdict", "Verdict", explain="What the kernel or the hardware decided about the packet.")
VERDICT_HARDWARE = FieldSpec[bytes]("frame.verdict.hw", "Hardware", BYTES)
VERDICT_TC = generated(SIGNED, "frame.verdict.ebpf_tc", "eBPF TC")
VERDICT_XDP = generated(SIGNED, "frame.verdict.ebpf_xdp", "eBPF XDP")
VERDICT_UNKNOWN = FieldSpec[bytes]("frame.verdict.unknown", "Unknown", BYTES)
EBPF_VERDICTS = {1: VERDICT_TC, 2: VERDICT_XDP}


def take_options(frame: Frame, cursor: Cursor) -> None:
    """Leave a field for each option that has a meaning here; none of them has bytes in the frame."""
    numbers = ((QUEUE, INTERFACE_QUEUE, 4), (FLAGS, None, 4), (PACKET_ID, PACKET_ID_FIELD, 8), (DROPS, DROP_COUNT, 8))
    for code, spec, size in numbers:
        value = next((raw for option, raw in frame.options if option == code and len(raw) == size), None)
        if value is None:
            continue
        number = int.from_bytes(value, frame.byte_order)
        if spec is not None:
            cursor.add(spec, number, 0, 0)
        else:
            _add_flags(cursor, number)
    verdicts = [value for option, value in frame.options if option == VERDICT and value]
    if verdicts:
        node = cursor.add(VERDICT_TEXT, "", 0, 0)
        outer, cursor.fields = cursor.fields, node.children
        for verdict in verdicts:
            _add_verdict(cursor, verdict, frame)
        cursor.fields = outer


def _add_flags(cursor: Cursor, number: int) -> None:
    field = PacketFlags(number.to_bytes(4, "big"), 0, 4).field_of(PacketFlags.flags)
    for inner in field.walk():
        inner.start = inner.stop = 0
    cursor.fields.append(field)
    direction = number & 3
    if direction in (INBOUND, OUTBOUND):
        cursor.add(POINT_TO_POINT, RECEIVED if direction == INBOUND else SENT, 0, 0)


def _add_verdict(cursor: Cursor, verdict: bytes, frame: Frame) -> None:
    kind, rest = verdict[0], verdict[1:]
    if kind in EBPF_VERDICTS and len(rest) == 8:
        cursor.add(EBPF_VERDICTS[kind], int.from_bytes(rest, frame.byte_order, signed=True), 0, 0)
    elif kind == 0:
        cursor.add(VERDICT_HARDWARE, rest, 0, 0)
    else:
        cursor.add(VERDICT_UNKNOWN, verdict, 0, 0)
