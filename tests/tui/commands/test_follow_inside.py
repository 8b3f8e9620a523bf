"""`remora follow --protocol`: what is printed of what tshark finds inside, and which stream of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dissectors.deep.talks import (
    QUIC,
    WEBSOCKET,
    http2,
    sip,
    sip_answer,
    sip_frames,
    tcp_frames,
    tls,
)
from tests.dissectors.streams.frames import capture_of
from tui import cli

Output = pytest.CaptureFixture[bytes]
HTTPS = ("10.0.0.1", 443)
SIP = [(0, sip("INVITE", "one@x")), (0, sip("OPTIONS", "two@x")), (1, sip_answer("one@x"))]


@pytest.fixture(autouse=True)
def _needs_tshark(require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    require_tool("tshark")
    monkeypatch.delenv("SSLKEYLOGFILE", raising=False)


def saved(frames: list[bytes], folder: Path) -> str:
    capture_of(frames, folder).close()
    return str(folder / "made.pcap")


def follow(capfdbinary: Output, *arguments: str, status: int = 0) -> str:
    assert cli.run(["follow", *arguments]) == status
    found = capfdbinary.readouterr()
    return (found.err if status == 2 else found.out).decode()


def test_tls_with_its_keys(tmp_path: Path, capfdbinary: Output) -> None:
    keys = tmp_path / "keys"
    name = saved(tcp_frames(tls([(0, b"one\n"), (1, b"two\n")], keys), HTTPS), tmp_path)
    told = follow(capfdbinary, name, "tcp:0", "--protocol", "tls", "--keylog", str(keys))
    assert told.splitlines() == [
        "# TLS · tcp.stream 0: > 10.0.0.2:40000 (client), < 10.0.0.1:443 (server)", "> one", "< two",
    ]  # fmt: skip
    raw = follow(capfdbinary, name, "tcp:0", "--protocol", "tls", "--keylog", str(keys), "--as", "raw")
    assert raw == "one\ntwo\n"
    without = follow(capfdbinary, name, "tcp:0", "--protocol", "tls", status=2)
    assert "no keys fit (--keylog FILE gives them" in without


def test_a_stream_of_http2_by_its_number_or_by_a_packet(tmp_path: Path, capfdbinary: Output) -> None:
    name = saved(tcp_frames(http2(1, 3)), tmp_path)
    inside = ("--protocol", "http2")
    assert "answer 3" in follow(capfdbinary, name, "tcp:0", *inside, "--substream", "3")
    assert "answer 1" in follow(capfdbinary, name, "--packet", "6", *inside)
    assert follow(capfdbinary, name, "tcp:0", *inside, status=2) == (
        "remora: which stream of HTTP/2? --substream N: there are 0, 1 and 3\n"
    )
    assert "there is no stream 9 of HTTP/2" in follow(capfdbinary, name, "tcp:0", *inside, "--substream", "9", status=2)


def test_quic_as_yaml_names_the_packets(capfdbinary: Output) -> None:
    told = follow(capfdbinary, str(QUIC), "udp:0", "--protocol", "quic", "--substream", "4", "--as", "yaml")
    assert "  - packet: 9\n    peer: 0\n" in told
    assert "      R0VUIC90d28NCg==\n" in told


def test_websocket_from_a_side(tmp_path: Path, capfdbinary: Output) -> None:
    name = saved(tcp_frames(WEBSOCKET), tmp_path)
    assert follow(capfdbinary, name, "tcp:0", "--protocol", "websocket", "--side", "server") == "Hello\n"
    more = (*WEBSOCKET, (1, bytes.fromhex("810548656c6c6f") * 2), (1, bytes.fromhex("810548656c6c6f")))
    name = saved(tcp_frames(more), tmp_path)
    inside = ("tcp:0", "--protocol", "websocket")
    assert follow(capfdbinary, name, *inside).splitlines()[1:] == ["> Hello", *["< Hello"] * 4]
    assert follow(capfdbinary, name, *inside, "--as", "raw") == "Hello" * 5
    refused = follow(capfdbinary, name, "tcp:0", "--protocol", "websocket", "--substream", "1", status=2)
    assert refused == "remora: WebSocket has no streams: --substream is for http2, quic and sip\n"


@pytest.mark.parametrize(("arguments", "expected"), [
    (["udp:0"], [0, 1, 2]), (["udp:0", "--substream", "1"], [1]), (["--packet", "3"], [0, 2]),
])  # fmt: skip
def test_sip_calls(tmp_path: Path, capfdbinary: Output, arguments: list[str], expected: list[int]) -> None:
    name = saved(sip_frames(SIP), tmp_path)
    told = follow(capfdbinary, name, *arguments, "--protocol", "sip", "--as", "raw")
    assert told == "".join(SIP[number][1].decode() for number in expected)


def test_a_call_that_is_not_there(tmp_path: Path, capfdbinary: Output) -> None:
    name = saved(sip_frames(SIP), tmp_path)
    told = follow(capfdbinary, name, "udp:0", "--protocol", "sip", "--substream", "2", status=2)
    assert told == "remora: there is no SIP call 2 in the conversation: there are 2, 0 to 1\n"


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["tcp:0", "--substream", "1"], "a stream of what? --substream goes with --protocol"),
    (["tcp:5", "--protocol", "tls"], "there is no tcp:5: the only one is tcp:0"),
    (["--packet", "99", "--protocol", "tls"], "there is no packet 99: there are packets 1 to 6"),
    (["tcp:0", "--protocol", "sip"], "tcp:0 carries no SIP that tshark can see"),
])  # fmt: skip
def test_what_cannot_be_followed_is_said_in_a_sentence(
    tmp_path: Path, capfdbinary: Output, arguments: list[str], sentence: str
) -> None:
    name = saved(tcp_frames(WEBSOCKET), tmp_path)
    assert follow(capfdbinary, name, *arguments, status=2) == f"remora: {sentence}\n"


def test_without_tshark_one_line_says_what_to_install(
    tmp_path: Path, capfdbinary: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = saved(tcp_frames(WEBSOCKET), tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    told = follow(capfdbinary, name, "tcp:0", "--protocol", "tls", status=2)
    assert told.startswith("remora: there is no tshark on this machine: install it")
