"""A capture of protocols that few captures have: HTTP/2, RTP behind SIP, MQTT, BGP, Kerberos, LDAP, SNMP, DCE/RPC.

Bytes made by hand after the protocols' documents; only tshark knows them all, which is what they are for.
"""

from __future__ import annotations

import struct
from collections import Counter
from pathlib import Path

from tests.bench.captures import PCAP_HEADER, START_SECONDS

CLIENT, SERVER = bytes((10, 0, 0, 1)), bytes((10, 0, 0, 2))
TCP, UDP = 6, 17


def capture() -> bytes:
    """The whole capture: pcap, Ethernet."""
    out, sent = bytearray(PCAP_HEADER), Counter[tuple[int, int, bool]]()
    for number, (protocol, client, server, is_back, payload) in enumerate(packets()):
        ports = (server, client) if is_back else (client, server)
        if protocol == UDP:
            transport = struct.pack("!4H", *ports, 8 + len(payload), 0)
        else:
            mine, other = sent[client, server, is_back] + 1, sent[client, server, not is_back] + 1
            transport = struct.pack("!HHIIBBHHH", *ports, mine, other, 0x50, 0x18, 512, 0, 0)
            sent[client, server, is_back] += len(payload)
        ends = SERVER + CLIENT if is_back else CLIENT + SERVER
        length = 20 + len(transport) + len(payload)
        ip = struct.pack("!BBHHHBBH", 0x45, 0, length, number, 0x4000, 64, protocol, 0) + ends
        frame = bytes.fromhex("0200000000020200000000010800") + ip + transport + payload
        out += struct.pack("<IIII", START_SECONDS, number * 1000, len(frame), len(frame)) + frame
    return bytes(out)


def write(folder: Path) -> Path:
    """The capture as a file."""
    path = folder / "handmade.pcap"
    path.write_bytes(capture())
    return path


Packet = tuple[int, int, int, bool, bytes]
"""IP protocol, the client's port, the server's, whether the server sent it, what it carries."""


def packets() -> list[Packet]:
    """All of them, in order."""
    return [*_http2(), *_mqtt(), *_bgp(), *_directory(), *_snmp(), *_call(), *_rpc(), *_small()]


def _http2() -> list[Packet]:
    def frame(kind: int, flags: int, stream: int, data: bytes) -> bytes:
        # RFC 9113 section 4.1
        return len(data).to_bytes(3, "big") + struct.pack("!BBI", kind, flags, stream) + data

    # RFC 7541 section C.4.1: GET http://www.example.com/
    request = bytes.fromhex("828684418cf1e3c2e5f23a6ba0ab90f4ff")
    begin = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, struct.pack("!HI", 3, 100))
    answer = frame(1, 4, 1, b"\x88") + frame(0, 1, 1, b"hello")
    return [
        (TCP, 51000, 80, False, begin),
        (TCP, 51000, 80, False, frame(1, 5, 1, request)),
        (TCP, 51000, 80, True, frame(4, 1, 0, b"") + frame(8, 0, 0, struct.pack("!I", 65535))),
        (TCP, 51000, 80, True, answer),
        (TCP, 51000, 80, False, frame(6, 0, 0, b"remora!!") + frame(7, 0, 0, struct.pack("!II", 1, 0))),
    ]


def _mqtt() -> list[Packet]:
    # MQTT 3.1.1 sections 3.1 to 3.3
    connect = b"\x00\x04MQTT\x04\x02" + struct.pack("!H", 60) + b"\x00\x05fishy"
    publish = b"\x00\x05a/b/c" + b"hello"
    return [
        (TCP, 51001, 1883, False, bytes((0x10, len(connect))) + connect),
        (TCP, 51001, 1883, True, bytes.fromhex("20020000")),
        (TCP, 51001, 1883, False, bytes((0x30, len(publish))) + publish),
    ]


def _bgp() -> list[Packet]:
    # RFC 4271 section 4
    opening = b"\xff" * 16 + struct.pack("!HBBHH4sB", 29, 1, 4, 65001, 180, CLIENT, 0)
    update = struct.pack("!HH", 0, 0) + b"\x10\x0a\x05"
    return [
        (TCP, 51002, 179, False, opening),
        (TCP, 51002, 179, True, b"\xff" * 16 + struct.pack("!HB", 19, 4)),
        (TCP, 51002, 179, True, b"\xff" * 16 + struct.pack("!HB", 19 + len(update), 2) + update),
    ]


def _der(tag: int, *parts: bytes) -> bytes:
    inside = b"".join(parts)
    assert len(inside) < 256
    return bytes((tag, len(inside)) if len(inside) < 128 else (tag, 0x81, len(inside))) + inside


def _directory() -> list[Packet]:
    # RFC 4120 section 5.4.1: AS-REQ
    name = _der(0x30, _der(0xA0, b"\x02\x01\x01"), _der(0xA1, _der(0x30, _der(0x1B, b"remora"))))
    service = _der(0x30, _der(0xA0, b"\x02\x01\x02"), _der(0xA1, _der(0x30, _der(0x1B, b"krbtgt"), _der(0x1B, b"SEA"))))
    body = _der(
        0x30,
        *(_der(0xA0, _der(0x03, bytes(5))), _der(0xA1, name), _der(0xA2, _der(0x1B, b"SEA")), _der(0xA3, service)),
        *(_der(0xA5, _der(0x18, b"20370913024805Z")), _der(0xA7, b"\x02\x01\x07")),
        _der(0xA8, _der(0x30, b"\x02\x01\x12")),
    )
    request = _der(0x6A, _der(0x30, _der(0xA1, b"\x02\x01\x05"), _der(0xA2, b"\x02\x01\x0a"), _der(0xA4, body)))
    # RFC 4511 sections 4.2 and 4.5.1
    bind = _der(0x30, b"\x02\x01\x01", _der(0x60, b"\x02\x01\x03", _der(0x04, b"cn=remora"), _der(0x80, b"fish")))
    bound = _der(0x30, b"\x02\x01\x01", _der(0x61, b"\x0a\x01\x00\x04\x00\x04\x00"))
    return [
        (UDP, 51003, 88, False, request),
        (TCP, 51004, 389, False, bind),
        (TCP, 51004, 389, True, bound),
    ]


def _snmp() -> list[Packet]:
    # RFC 3416 section 3: sysDescr.0 is asked for and told
    def message(kind: int, value: bytes) -> bytes:
        binding = _der(0x30, _der(0x06, bytes.fromhex("2b06010201010100")), value)
        pdu = _der(kind, b"\x02\x01\x07\x02\x01\x00\x02\x01\x00", _der(0x30, binding))
        return _der(0x30, b"\x02\x01\x01", _der(0x04, b"public"), pdu)

    return [
        (UDP, 51005, 161, False, message(0xA0, b"\x05\x00")),
        (UDP, 51005, 161, True, message(0xA2, _der(0x04, b"a reef"))),
    ]


def _call() -> list[Packet]:
    # RFC 3261, RFC 4566; the streams are RTP (RFC 3550) because the call says so.
    def session(address: str, port: int) -> str:
        return (
            f"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
        )

    def message(first: str, address: str, port: int) -> bytes:
        body = session(address, port)
        return (
            f"{first}\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1\r\nFrom: <sip:a@reef.example>;tag=1\r\n"
            f"To: <sip:b@reef.example>\r\nCall-ID: 42@10.0.0.1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@10.0.0.1>\r\n"
            f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def audio(number: int) -> bytes:
        return struct.pack("!BBHII", 0x80, 0, number, number * 160, 0x1234) + bytes(160)

    return [
        (UDP, 5060, 5060, False, message("INVITE sip:b@reef.example SIP/2.0", "10.0.0.1", 40000)),
        (UDP, 5060, 5060, True, message("SIP/2.0 200 OK", "10.0.0.2", 40002)),
        *((UDP, 40000, 40002, number % 2 == 1, audio(number)) for number in range(4)),
    ]


def _rpc() -> list[Packet]:
    # DCE 1.1 RPC, chapter 12: bind to the endpoint mapper, its answer
    mapper = bytes.fromhex("0883afe11f5dc91191a408002b14a0fa") + struct.pack("<HH", 3, 0)
    transfer = bytes.fromhex("045d888aeb1cc9119fe808002b104860") + struct.pack("<I", 2)
    contexts = struct.pack("<BBHHBB", 1, 0, 0, 0, 1, 0) + mapper + transfer
    bind = struct.pack("<HHI", 4280, 4280, 0) + contexts
    address = struct.pack("<H", 4) + b"135\x00" + bytes(2)
    accepted = struct.pack("<HHI", 4280, 4280, 1) + address + struct.pack("<BBHHH", 1, 0, 0, 0, 0) + transfer

    def pdu(kind: int, body: bytes) -> bytes:
        return struct.pack("<BBBBIHHI", 5, 0, kind, 3, 0x10, 16 + len(body), 0, 1) + body

    return [(TCP, 51006, 135, False, pdu(11, bind)), (TCP, 51006, 135, True, pdu(12, accepted))]


def _small() -> list[Packet]:
    stun = struct.pack("!HHI", 1, 0, 0x2112A442) + bytes(range(12))
    # RFC 1001 section 14.1: each half of a byte is a letter
    letters = bytes(65 + half for byte in b"REMORA".ljust(16) for half in (byte >> 4, byte & 15))
    name = b"\x20" + letters + b"\x00"
    radius = struct.pack("!BBH", 1, 7, 28) + bytes(16) + b"\x01\x08remora"
    return [
        (UDP, 51007, 514, False, b"<34>Oct 11 22:14:15 reef su: failed for remora"),
        (UDP, 51008, 5683, False, bytes.fromhex("4001000bb46669736812")[:9]),
        (UDP, 51009, 3478, False, stun),
        (UDP, 51010, 1812, False, radius),
        (UDP, 51011, 69, False, b"\x00\x01remora.txt\x00octet\x00"),
        (TCP, 51012, 502, False, struct.pack("!HHHBBHH", 1, 0, 6, 1, 3, 0, 10)),
        (TCP, 51013, 22, False, b"SSH-2.0-Remora_1\r\n"),
        (TCP, 51013, 22, True, b"SSH-2.0-Reef_2\r\n"),
        (TCP, 51014, 143, False, b"a1 LOGIN remora fish\r\n"),
        (TCP, 51015, 6379, False, b"*1\r\n$4\r\nPING\r\n"),
        (UDP, 51016, 137, False, bytes.fromhex("000101100001000000000000") + name + struct.pack("!HH", 0x20, 1)),
    ]
