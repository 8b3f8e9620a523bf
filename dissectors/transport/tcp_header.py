"""TCP's fields (RFC 9293 §3.1): the fixed header with each flag, and what follows from it."""

from __future__ import annotations

from dissectors.checksum_verdict import checksum_fields
from dissectors.fields import STRING, UNSIGNED, FieldSpec, bits, flag, generated, group, octets, string, u16, u32
from dissectors.header import Header
from dissectors.transport.ports import PORT_RANGES, show_port

FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE = (1 << bit for bit in range(9))
FLAG_NAMES = ("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE")
FLAG_LETTERS = "RRRACEUAPRSF"


def flag_names(flags: int) -> str:
    """`SYN, ACK`: the flags that are set, from the lowest bit; `none` without any."""
    names = [name for bit, name in enumerate(FLAG_NAMES) if flags >> bit & 1]
    if flags & 0xE00:
        names.append("Reserved")
    return ", ".join(names) or "none"


def flag_letters(flags: int) -> str:
    """`·······A··S·`: a letter for each of the twelve bits that is set."""
    return "".join(letter if flags >> (11 - place) & 1 else "·" for place, letter in enumerate(FLAG_LETTERS))


class TCPHeader(Header):
    """RFC 9293 §3.1."""

    source_port = u16(
        "tcp.srcport",
        "Source Port",
        also=("tcp.port",),
        show=show_port("tcp"),
        explain="Which program on the sending machine this comes from; the answer goes back to it. A client's is "
        f"picked by its system for this one connection. {PORT_RANGES}",
    )
    destination_port = u16(
        "tcp.dstport",
        "Destination Port",
        also=("tcp.port",),
        show=show_port("tcp"),
        explain="Which program on the receiving machine this is for: a server listens on one that its clients know. "
        f"Both addresses and both ports together name the connection (RFC 9293 §3.3.1). {PORT_RANGES}",
    )
    sequence = u32(
        "tcp.seq",
        "Sequence Number",
        explain="The number of this segment's first byte in the sender's stream: each byte has one, SYN and FIN count "
        "as one byte each. Streams begin at a number that outsiders cannot guess (RFC 9293 §3.4, §3.4.1).",
    )
    acknowledgment = u32(
        "tcp.ack",
        "Acknowledgment Number",
        explain="The number of the next byte that the sender of this segment waits for: everything before it has "
        "arrived. Means something only with the ACK flag (RFC 9293 §3.4).",
    )
    header_length = bits(
        4,
        "tcp.hdr_len",
        "Header Length",
        scale=4,
        show=lambda length: f"{length} bytes ({length // 4})",
        explain="Where the payload begins; sent in words of four bytes. 20 bytes without options, at most 60 "
        "(RFC 9293 §3.1, Data Offset).",
    )
    flags = bits(
        12,
        "tcp.flags",
        "Flags",
        hex_digits=4,
        show=lambda flags: f"0x{flags:03x} ({flag_names(flags)})",
        explain="What this segment is for, one bit each: SYN opens a connection, ACK is on ever after, FIN ends the "
        "sender's stream, RST kills the connection (RFC 9293 §3.1, Control Bits).",
        parts=(
            flag(
                "tcp.flags.res",
                "Reserved",
                bits=3,
                explain="For future use: must be sent as zero, and is ignored by who does not know it (RFC 9293 §3.1).",
            ),
            flag(
                "tcp.flags.ae",
                "Accurate ECN",
                explain="In a SYN it asks for accurate ECN; afterwards AE, CWR and ECE together are a three-bit count "
                "of congestion marks seen (RFC 9768 §3.1). It once was the nonce sum (RFC 3540). Mostly zero.",
            ),
            flag(
                "tcp.flags.cwr",
                "Congestion Window Reduced",
                explain="The answer to ECN-Echo: I have slowed down, you can stop echoing. In a SYN it offers ECN, "
                "together with ECE (RFC 3168 §6.1.2, §6.1.1).",
            ),
            flag(
                "tcp.flags.ece",
                "ECN-Echo",
                explain="A router on the way marked a packet instead of dropping it: slow down. Repeated in every ACK "
                "until CWR comes. In SYN and SYN-ACK it offers and accepts ECN (RFC 3168 §6.1.3, §6.1.1).",
            ),
            flag(
                "tcp.flags.urg",
                "Urgent",
                explain="The urgent pointer counts: there is something in the stream to hurry to, such as Ctrl+C in "
                "telnet. Rare, and new programs should not use it (RFC 9293 §3.8.5, RFC 6093).",
            ),
            flag(
                "tcp.flags.ack",
                "Acknowledgment",
                explain="The acknowledgment number counts. Set in every segment but the very first SYN (and some "
                "resets); a segment with only this flag and no payload just says what has arrived (RFC 9293 §3.4).",
            ),
            flag(
                "tcp.flags.push",
                "Push",
                explain="Hand what you have to the program now, do not wait for more: set at the end of each piece "
                "that the sending program wrote. It marks no message; a reader may get less or more than one piece "
                "(RFC 9293 §3.9.1.2).",
            ),
            flag(
                "tcp.flags.reset",
                "Reset",
                explain="The connection is gone at once, unread data is lost. Seen when nobody listens on the port "
                "(connection refused), when a program closes without reading everything, crashes, or when a firewall "
                "interferes (RFC 9293 §3.5.2, §3.5.3).",
            ),
            flag(
                "tcp.flags.syn",
                "Syn",
                explain="Let us connect, and my stream begins at this sequence number (synchronize). Only in the first "
                "segment of each side: SYN from the client, SYN and ACK from the server, then ACK: the three-way "
                "handshake (RFC 9293 §3.5).",
            ),
            flag(
                "tcp.flags.fin",
                "Fin",
                explain="I have no more to send. The other side acknowledges it and may go on sending; the connection "
                "ends when both have sent it. It counts as one byte in the sequence (RFC 9293 §3.6).",
            ),
        ),
    )
    window = u16(
        "tcp.window_size_value",
        "Window",
        explain="How many bytes behind the acknowledgment number its sender has room for. 0 means: stop, I cannot keep "
        "up. To be multiplied by the window scale of its sender's SYN, except in a SYN (RFC 9293 §3.8.6, "
        "RFC 7323 §2.2).",
    )
    checksum = u16(
        "tcp.checksum",
        "Checksum",
        hex_digits=4,
        explain="Over header, payload, addresses and length; damaged segments are dropped and so sent again. A "
        "captured segment that this machine is about to send often has none yet, because its network card computes it "
        "(RFC 9293 §3.1).",
    )
    urgent_pointer = u16(
        "tcp.urgent_pointer",
        "Urgent Pointer",
        explain="With the URG flag: how far behind the sequence number the urgent data ends "
        "(RFC 9293 §3.8.5, RFC 6093).",
    )


# The heading line of the flags is drawn without dots; each flag has its own.
TCPHeader.flags.container = (0, 0)

NEXT_SEQUENCE = generated(
    UNSIGNED,
    "tcp.nxtseq",
    "Next Sequence Number",
    explain="Where the sender's next segment begins, and what the answer should acknowledge: sequence number and "
    "length, plus one for SYN or FIN (RFC 9293 §3.4).",
)
STREAM = generated(
    UNSIGNED,
    "tcp.stream",
    "Stream index",
    explain="The number of this connection in the capture: connections are counted by their first packet, from 0. It "
    "is not in the segment; both endpoints together name a connection (RFC 9293 §3.3.1).",
)
SEGMENT_LENGTH = generated(
    UNSIGNED,
    "tcp.len",
    "Segment Length",
    unit="bytes",
    explain="Bytes of payload. TCP does not send it: it is what IP's length leaves after both headers (RFC 9293 §3.1).",
)
FLAGS_TEXT = generated(
    STRING,
    "tcp.flags.str",
    "TCP Flags",
    explain="The flags at a glance: a letter for each that is set, a dot for each that is not.",
)
CHECKSUM = checksum_fields("tcp", "tcp.checksum_bad.expert", calculated=True)
PAYLOAD = octets(
    "tcp.payload",
    "Payload",
    show=lambda payload: f"{len(payload)} bytes",
    explain="The part of the stream that this segment carries. Segments do not follow the program's messages: one "
    "message may take several, and one segment hold several (RFC 9293 §3.8).",
)
RESET_CAUSE = string(
    "tcp.reset_cause", "Reset Cause", explain="Text that some systems put into a reset (RFC 9293 §3.5.3)."
)
LARGER_THAN_WIRE = generated(
    UNSIGNED,
    "",
    "Larger than an Ethernet wire carries",
    explain="The capture saw it where the system hands it over: the network card cuts it into segments of the "
    "maximum segment size (TSO), or joined several arrived ones into it (GRO). On loopback there is no wire, so "
    "nothing is cut.",
)
SHORT = group(
    "tcp.short_segment",
    "Header longer than the segment",
    explain="IP carried fewer bytes than the header says it has itself (RFC 9293 §3.1).",
)
BOGUS_LENGTH = group(
    "tcp.bogus_header_length",
    "Impossible header length",
    explain="Without options the header has 20 bytes, so it cannot have fewer (RFC 9293 §3.1).",
)
ACK_WITHOUT_FLAG = group(
    "tcp.ack.nonzero",
    "Acknowledgment number without ACK",
    explain="Without the flag the number means nothing, and most systems send 0 (RFC 9293 §3.1).",
)
URGENT_WITHOUT_FLAG = group(
    "tcp.urgent_pointer.non_zero",
    "Urgent pointer without URG",
    explain="Without the flag the pointer means nothing, and most systems send 0 (RFC 9293 §3.1).",
)
NO_SEGMENT_SIZE = group(
    "tcp.options.mss.absent",
    "SYN without maximum segment size",
    explain="Every system of today states it; a SYN without is often made by hand, as scanners do (RFC 9293 §3.7.1).",
)


def _hidden(name: str, label: str) -> FieldSpec[None]:
    spec = group(name, label)
    spec.hidden = True
    return spec


CONNECTION_EVENTS = (
    (SYN | ACK, SYN, _hidden("tcp.connection.syn", "Connection request")),
    (SYN | ACK, SYN | ACK, _hidden("tcp.connection.synack", "Connection accepted")),
    (FIN, FIN, _hidden("tcp.connection.fin", "End of a direction")),
    (RST, RST, _hidden("tcp.connection.rst", "Connection reset")),
)
"""Mask, what it must leave of the flags, and the field that then marks the segment."""
