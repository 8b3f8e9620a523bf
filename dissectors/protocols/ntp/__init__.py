"""NTP (RFC 5905; versions 1 to 3 in RFC 1059, 1119, 1305; control in RFC 9327): what time it is."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.protocol import Layer, Protocol
from dissectors.protocols.ntp.control import read_control
from dissectors.protocols.ntp.header import CONTROL, MODES, PRIVATE, NTPHeader, version_name
from dissectors.protocols.ntp.private import REQUEST_NAMES, read_private
from dissectors.protocols.ntp.time_packet import read_time_packet

READERS = {CONTROL: read_control, PRIVATE: read_private}


def _details(layer: Layer[NTPHeader], cursor: Cursor) -> None:
    READERS.get(layer.header.mode, read_time_packet)(cursor)


def _summary(layer: Layer[Any]) -> str:
    header: NTPHeader = layer.header
    said = [version_name(header.version), MODES[header.mode]]
    if header.mode == PRIVATE:
        code = layer.find("ntp.priv.reqcode")
        said.append("Response" if header.response else "Request")
        if code is not None:
            said.append(REQUEST_NAMES.get(int(str(code.value)), f"request {code.value!s}"))
    return ", ".join(said)


def _heading(layer: Layer[Any]) -> str:
    header: NTPHeader = layer.header
    return f"{NTP.title} ({version_name(header.version)}, {MODES[header.mode]})"


NTP = Protocol(
    name="ntp",
    title="Network Time Protocol",
    short="NTP",
    references=("RFC 5905", "RFC 9327", "RFC 7822"),
    limitations=(
        "text of control messages is not taken apart",
        "items of private mode are decoded for lists of clients and peers only",
    ),
    explain="Clocks are set by asking servers that know the time better (RFC 5905 §1).",
    header=NTPHeader,
    rides_on=(("udp.port", 123), ("tcp.port", 123)),
    details=_details,
    heading=_heading,
    info=_summary,
)

PROTOCOLS = (NTP,)
