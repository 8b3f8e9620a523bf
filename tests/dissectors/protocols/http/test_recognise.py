"""What is taken for HTTP on ports that are not known for it."""

from __future__ import annotations

import pytest

from tests.dissectors.protocols.carried import in_tcp, protocols


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", ["http"]),
        (b"HTTP/1.1 200 OK\r\n\r\n", ["http"]),
        (b"M-SEARCH * HTTP/1.1\n", ["http"]),
        (b"GET /x y HTTP/1.0\r\n", ["http"]),
        (b"GET / HTTP/1.1", ["data"]),
        (b"GET /\r\n\r\n", ["data"]),
        (b"get / HTTP/1.1\r\n\r\n", ["data"]),
        (b"FOO / HTTP/1.1\r\n\r\n", ["data"]),
        (b"HTTP/2.0 200\r\n", ["data"]),
        (b"G", ["data"]),
    ],
)
def test_whole_first_line_is_wanted(payload: bytes, expected: list[str]) -> None:
    assert protocols(in_tcp(payload, 9000)) == expected


def test_port_80_needs_no_first_line() -> None:
    assert protocols(in_tcp(b"\0\1\2", 80)) == ["http"]
