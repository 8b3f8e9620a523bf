"""Conversations for tshark to follow: TLS with its keys, HTTP/2, WebSocket, SIP; made in memory, QUIC from a file."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Sequence
from pathlib import Path

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp
from tests.dissectors.streams.test_datagrams import datagram

CLIENT, SERVER = ("10.0.0.2", 40000), ("10.0.0.1", 80)
Said = Sequence[tuple[int, bytes]]
"""Side and bytes."""

QUIC = Path(__file__).with_name("quic.pcapng")
"""Two streams over loopback, recorded with their secrets: `GET /one` and `GET /two`, echoed."""

WEBSOCKET: Said = (
    (0, b"GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"),
    (1, b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"),
    (0, bytes.fromhex("818537fa213d7f9f4d5158")),
    (1, bytes.fromhex("810548656c6c6f")),
)  # fmt: skip


def tcp_frames(said: Said, server: tuple[str, int] = SERVER) -> list[bytes]:
    """A handshake, and a segment for each that was said."""
    ends, sequence = (CLIENT, server), [1, 1]
    frames = [tcp(CLIENT, server, 0, SYN), tcp(server, CLIENT, 0, SYN | ACK)]
    for side, data in said:
        frames.append(tcp(ends[side], ends[1 - side], sequence[side], ACK, data))
        sequence[side] += len(data)
    return frames


def table_of(frames: list[bytes], folder: Path) -> PacketTable:
    return PacketTable(capture_of(frames, folder))


def quic_table() -> PacketTable:
    capture = open_capture(QUIC)
    while capture.refresh():
        pass
    return PacketTable(capture)


def tls(said: Said, keys: Path) -> Said:
    """The same inside TLS 1.2; its secrets are written to `keys`."""
    contexts = (ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    for context in contexts:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        # Without a certificate none has to be made.
        context.set_ciphers("AECDH-AES128-SHA:@SECLEVEL=0")
    contexts[0].check_hostname = False
    contexts[0].verify_mode = ssl.CERT_NONE
    contexts[0].keylog_filename = str(keys)
    wires = (ssl.MemoryBIO(), ssl.MemoryBIO())
    talkers = (contexts[0].wrap_bio(wires[1], wires[0]), contexts[1].wrap_bio(wires[0], wires[1], server_side=True))
    sent: list[tuple[int, bytes]] = []
    arriving = [b"", b""]

    def carry(side: int) -> None:
        """What one side wrote reaches the other, and is a segment of the capture."""
        data = wires[side].read()
        if data:
            sent.append((side, data))
            arriving[1 - side] += data

    for side in (0, 1, 0, 1, 0):
        wires[1 - side].write(arriving[side])
        arriving[side] = b""
        with contextlib.suppress(ssl.SSLWantReadError):
            talkers[side].do_handshake()
        carry(side)
    for side, data in said:
        talkers[side].write(data)
        carry(side)
    return sent


def http2_frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def http2(*streams: int) -> Said:
    """A request and an answer in each stream, by the static table of RFC 7541."""
    said = [(0, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + http2_frame(4, 0, 0, b"")), (1, http2_frame(4, 0, 0, b""))]
    for stream in streams:
        said.append((0, http2_frame(1, 5, stream, bytes.fromhex("828684"))))
        said.append((1, http2_frame(1, 4, stream, b"\x88") + http2_frame(0, 1, stream, b"answer %d" % stream)))
    return said


def sip(method: str, call: str) -> bytes:
    return (
        f"{method} sip:b@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2\r\nFrom: <sip:a@example.org>;tag=1\r\n"
        f"To: <sip:b@example.org>\r\nCall-ID: {call}\r\nCSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n"
    ).encode()


def sip_answer(call: str) -> bytes:
    return sip("INVITE", call).replace(b"INVITE sip:b@example.org SIP/2.0", b"SIP/2.0 200 OK")


def sip_frames(said: Sequence[tuple[int, bytes]]) -> list[bytes]:
    ends = (("10.0.0.2", 5060), ("10.0.0.1", 5060))
    return [datagram(ends[side], ends[1 - side], data) for side, data in said]
