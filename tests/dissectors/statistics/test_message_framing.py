"""Where messages end, of bytes alone, however these come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.statistics.message_framing import FRAMINGS, Framed
from tests.dissectors.protocols.dns import messages as dns
from tests.dissectors.protocols.tls import records as tls
from tests.dissectors.statistics.spoken import ANSWER, CLIENT_HELLO, REQUEST, SERVER_HELLO

QUERY = dns.header(0x0100, 1) + dns.question()
FRAMED_QUERY = len(QUERY).to_bytes(2, "big") + QUERY
DATA = tls.record(23, b"secret")
CERTIFICATE = tls.record(22, tls.handshake(11, bytes(40)))
WHOLE = {
    "dns.tcp": [FRAMED_QUERY, FRAMED_QUERY * 3],
    "http": [REQUEST, ANSWER, b"\r\n" + REQUEST, b"GET / HTTP/1.0\nHost: a\n\n", b"GET /\r\n\r\n"],
    "tls": [CLIENT_HELLO, SERVER_HELLO, SERVER_HELLO + CERTIFICATE, DATA + SERVER_HELLO],
}
CASES = [(protocol, data) for protocol, every in WHOLE.items() for data in every]


@pytest.mark.parametrize(("protocol", "data"), CASES)
def test_what_is_whole_waits_for_nothing(protocol: str, data: bytes) -> None:
    assert FRAMINGS[protocol](data, 0) == Framed(len(data), 0, True, len(data))


@pytest.mark.parametrize(("protocol", "data"), CASES)
def test_byte_by_byte_it_is_whole_in_the_end(protocol: str, data: bytes) -> None:
    known = wanted = 0
    framed = Framed(0, 0, False, 0)
    for length in range(1, len(data) + 1):
        if length >= wanted or length == len(data):
            framed = FRAMINGS[protocol](data[:length], known)
            known, wanted = framed.known, framed.wanted
            assert wanted > length or framed.whole == length or data.startswith(DATA)
    assert (framed.whole, framed.wanted) == (len(data), 0)


@pytest.mark.parametrize(
    ("protocol", "data", "expected"),
    [
        ("tls", CLIENT_HELLO[:3], Framed(0, 5, False, 0)),
        ("tls", CLIENT_HELLO[:40], Framed(0, len(CLIENT_HELLO), False, 0)),
        (
            "tls",
            SERVER_HELLO + CERTIFICATE[:9],
            Framed(len(SERVER_HELLO), len(SERVER_HELLO + CERTIFICATE), True, len(SERVER_HELLO)),
        ),
        ("dns.tcp", FRAMED_QUERY[:1], Framed(0, 2, False, 0)),
        (
            "dns.tcp",
            FRAMED_QUERY + FRAMED_QUERY[:9],
            Framed(len(FRAMED_QUERY), 2 * len(FRAMED_QUERY), True, len(FRAMED_QUERY)),
        ),
        ("http", REQUEST[:-1], Framed(0, len(REQUEST), False, len(REQUEST) - 1)),
    ],
)
def test_what_goes_on_says_how_far(protocol: str, data: bytes, expected: Framed) -> None:
    assert FRAMINGS[protocol](data, 0) == expected


@pytest.mark.parametrize(
    ("protocol", "data"),
    [
        ("tls", DATA[:8]),
        ("tls", b"\x17\3"),
        ("tls", b"\x16\2\0\0\x09a"),
        ("tls", b"\x16\3\3\xff\xffa"),
        ("tls", b"\x16\3\3\0\0"),
        ("tls", b"middle of a record"),
        ("dns.tcp", b"\0\x0bshort"),
        ("dns.tcp", b"the middle of some text"),
    ],
)
def test_what_is_no_message_is_not_waited_for(protocol: str, data: bytes) -> None:
    assert FRAMINGS[protocol](data, 0) == Framed(0, 0, False, 0)


def test_certificates_alone_tell_nothing() -> None:
    assert FRAMINGS["tls"](CERTIFICATE, 0) == Framed(len(CERTIFICATE), 0, False, len(CERTIFICATE))


@given(st.sampled_from(sorted(FRAMINGS)), st.binary(max_size=80) | st.sampled_from([data for _, data in CASES]))
def test_no_bytes_are_beyond_it(protocol: str, data: bytes) -> None:
    framed = FRAMINGS[protocol](data, 0)
    assert 0 <= framed.whole <= len(data)
    assert framed.wanted == 0 or framed.wanted > len(data)
