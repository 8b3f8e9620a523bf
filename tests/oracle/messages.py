"""Messages over TCP, those in several segments too: ours against tshark's, each with the packet by which it is told.

Tshark waits for the bodies of HTTP as well; it is told not to, for a message is told with its head. Of a packet the
first message of HTTP and the first hello of TLS are compared, and every one of DNS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from dissectors.capture_file import open_capture
from dissectors.packets.table import PacketTable
from dissectors.statistics.message_survey import MessageSurvey
from dissectors.statistics.messages import CLIENT_HELLO, SERVER_HELLO, SPOKEN, Message
from tests.oracle import tshark

FIELDS: Final = (
    "frame.number",
    "tls.handshake.type",
    "tls.handshake.extensions_server_name",
    "http.request.method",
    "http.host",
    "http.response.code",
    "dns.flags.response",
    "dns.qry.name",
)
WANTED: Final = "tcp && !icmp && !icmpv6 && (tls.handshake.type in {1, 2} || http || dns)"
HELLOS: Final = (str(CLIENT_HELLO), str(SERVER_HELLO))
BETWEEN: Final = "\x1f"

Line = tuple[str, ...]
"""Packet, what it is, and whom it names."""
Lines = Mapping[str, Sequence[Line]]


def our_messages(path: Path) -> Lines:
    """By statistic."""
    with open_capture(path) as capture:
        capture.refresh()
        survey = MessageSurvey(PacketTable(capture))
        while not survey.is_done:
            survey.step(60)
        survey.close()
        found = [one for one in survey.messages if one.stream_field == "tcp.stream"]
    return {
        f"messages {spoken}": [_line(one) for one in found if one.told.protocol == spoken] for spoken in sorted(SPOKEN)
    }


def _line(one: Message) -> Line:
    told = one.told
    if told.protocol == "http":
        return (str(one.row + 1), str(told.code) if told.is_answer else told.kind, told.name)
    if told.protocol == "tls":
        return (str(one.row + 1), HELLOS[told.is_answer], told.name)
    return (str(one.row + 1), str(int(told.is_answer)), told.name)


def their_messages(path: Path) -> Lines:
    """The same by tshark."""
    asked = [word for field in FIELDS for word in ("-e", field)]
    printed = ["-T", "fields", "-E", "occurrence=a", "-E", f"aggregator={BETWEEN}", *asked]
    output = tshark.run("-n", "-o", "http.desegment_body:FALSE", "-r", path, "-Y", WANTED, *printed).stdout
    found: dict[str, list[Line]] = {f"messages {spoken}": [] for spoken in sorted(SPOKEN)}
    for line in output.decode("utf-8", "replace").split("\n"):
        if line:
            for spoken, read in _read([cell.split(BETWEEN) for cell in line.split("\t")]):
                found[f"messages {spoken}"].append(read)
    return found


def _read(cells: Sequence[Sequence[str]]) -> Iterator[tuple[str, Line]]:
    (packet,), types, (server, *_), (method, *_), (host, *_), (code, *_), responses, names = cells
    hellos = [kind for kind in types if kind in HELLOS]
    if hellos:
        yield "tls", (packet, hellos[0], server if hellos[0] == HELLOS[0] else "")
    if method or code:
        yield "http", (packet, method or code, host if method else "")
    for place, response in enumerate(one for one in responses if one):
        yield "dns", (packet, response, names[place] if place < len(names) else "")
