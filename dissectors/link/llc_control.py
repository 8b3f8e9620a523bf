"""The control field of IEEE 802.2 LLC (§5.2): one byte in unnumbered frames, two in all others."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, Value, bits, flag, u16
from dissectors.header import Header, choose
from dissectors.names.service_access_points import COMMANDS, RESPONSES, SHORT_SUPERVISORY, SUPERVISORY

UNNUMBERED = 0x03
"""The control field of unnumbered information, and the two bits that mark all unnumbered frames."""
POLL, EXTENDED_POLL = 0x10, 0x100
FRAME_TYPES = {0: "Information frame", 1: "Supervisory frame", 3: "Unnumbered frame"}

CONTROL = u16(
    "llc.control",
    "Control field",
    hex_digits=4,
    explain="Kind of frame: unnumbered information (0x03) in nearly all traffic, else one of a connection that LLC "
    "itself keeps, with sequence numbers (IEEE 802.2 §5.2).",
)
RECEIVE_NUMBER = bits(7, "llc.control.n_r", "N(R)", explain="The next sequence number expected from the other side.")
SEND_NUMBER = bits(7, "llc.control.n_s", "N(S)", explain="This frame's sequence number.")
POLL_BIT = flag("llc.control.p", "Poll", explain="Demands an answer (IEEE 802.2 §5.2.2).")
FINAL_BIT = flag("llc.control.f", "Final", explain="This answers a poll (IEEE 802.2 §5.2.2).")
SUPERVISORY_TYPE = u16("llc.control.s_ftype", "Supervisory frame type", values=SUPERVISORY, hex_digits=4)
COMMAND = bits(8, "llc.control.u_modifier_cmd", "Command", values={k: v[1] for k, v in COMMANDS.items()}, hex_digits=2)
RESPONSE = bits(
    8, "llc.control.u_modifier_resp", "Response", values={k: v[1] for k, v in RESPONSES.items()}, hex_digits=2
)
SHORT_FRAME_TYPE = bits(8, "llc.control.ftype", "Frame type", values=FRAME_TYPES, hex_digits=2)
LONG_FRAME_TYPE = u16("llc.control.ftype", "Frame type", values=FRAME_TYPES, hex_digits=4)


def is_unnumbered(header: Header) -> bool:
    """Of a header that stands two bytes before the control field; works on columns too."""
    return (header.peek(2) & UNNUMBERED) == UNNUMBERED


def control_of(header: Header) -> int:
    """The control field's value, low byte first; works on columns too."""
    return choose(is_unnumbered(header), header.peek(2), header.peek(2) + header.peek(3) * 256)


def modifier(control: int) -> int:
    """What an unnumbered frame asks for: the bits 0xec, moved down."""
    return (control & 0xEC) >> 2


def take_control(cursor: Cursor, is_response: int) -> int:
    """Read the control field with all that its bits say, and give its value. Raises `Truncated`."""
    size = 1 if cursor.number(1) & UNNUMBERED == UNNUMBERED else 2
    cursor.need(size)
    control = int.from_bytes(cursor.peek(size), "little")
    start, stop = cursor.position, cursor.position + size
    parts: list[tuple[AnySpec, Value]] = []
    if size == 1:
        parts.append((RESPONSE if is_response else COMMAND, modifier(control)))
        polls = control & POLL
    else:
        parts.append((RECEIVE_NUMBER, control >> 9))
        if control & 1:
            parts.append((SUPERVISORY_TYPE, (control & 0x0C) >> 2))
        else:
            parts.append((SEND_NUMBER, control >> 1 & 0x7F))
        polls = control & EXTENDED_POLL
    if polls:
        parts.append((FINAL_BIT if is_response else POLL_BIT, 1))
    frame_type = SHORT_FRAME_TYPE if size == 1 else LONG_FRAME_TYPE
    parts.append((frame_type, UNNUMBERED if size == 1 else control & 1))
    with cursor.node(CONTROL, f"Control field: {control_name(control, is_response)} (0x{control:04x})") as node:
        node.value = control
        for spec, value in parts:
            cursor.add(spec, value, start, stop)
        cursor.skip(size)
    return control


def control_name(control: int, is_response: int) -> str:
    """Short text of the whole field, such as `U P, func=SABME`."""
    letter = "F" if is_response else "P"
    if control & UNNUMBERED == UNNUMBERED:
        short = (RESPONSES if is_response else COMMANDS).get(modifier(control), ("Unknown", ""))[0]
        return f"U{' ' + letter if control & POLL else ''}, func={short}"
    polls = f" {letter}" if control & EXTENDED_POLL else ""
    if control & 1:
        return f"S{polls}, func={SHORT_SUPERVISORY[(control & 0x0C) >> 2]}, N(R)={control >> 9}"
    return f"I{polls}, N(R)={control >> 9}, N(S)={control >> 1 & 0x7F}"
