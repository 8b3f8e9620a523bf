"""What tshark finds in conversations, and which of their streams is meant."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.following.conversation_survey import _ALWAYS, _OF_SUBSTREAMS, Substream, Survey, _Surveying, survey
from dissectors.deep.tshark.program import Tshark, find_tshark
from dissectors.packets.table import PacketTable
from tests.dissectors.deep.talks import WEBSOCKET, http2, quic_table, sip, sip_frames, table_of, tcp_frames, tls


@pytest.fixture
def tshark(require_tool: Callable[[str], str]) -> Tshark:
    return find_tshark(require_tool("tshark"))


def surveyed(tshark: Tshark, table: PacketTable, carrier: str, choices: DeepChoices | None = None) -> Survey:
    return asyncio.run(survey(tshark, choices or DeepChoices(), table, np.arange(len(table)), carrier))


def test_what_is_not_decrypted_is_tls_and_no_more(tmp_path: Path, tshark: Tshark) -> None:
    keys = tmp_path / "keys"
    table = table_of(tcp_frames(tls(http2(1, 3), keys), ("10.0.0.1", 443)), tmp_path)
    assert surveyed(tshark, table, "tcp").protocols == ("tls",)
    found = surveyed(tshark, table, "tcp", DeepChoices(key_logs=(keys,)))
    assert found.protocols == ("tls", "http2")
    assert found.substreams == {"http2": (Substream(0, 0), Substream(0, 1), Substream(0, 3))}


def test_websocket_inside_tls_is_told_apart(tmp_path: Path, tshark: Tshark) -> None:
    keys = tmp_path / "keys"
    plain = surveyed(tshark, table_of(tcp_frames(WEBSOCKET), tmp_path), "tcp")
    assert (plain.protocols, plain.is_inside_tls) == (("websocket",), False)
    table = table_of(tcp_frames(tls(WEBSOCKET, keys), ("10.0.0.1", 443)), tmp_path)
    inside = surveyed(tshark, table, "tcp", DeepChoices(key_logs=(keys,)))
    assert (inside.protocols, inside.is_inside_tls) == (("tls", "websocket"), True)


def test_quic_is_no_tls_and_its_streams_have_connections(tshark: Tshark) -> None:
    found = surveyed(tshark, quic_table(), "udp")
    assert found.protocols == ("quic",)
    assert found.substreams == {"quic": (Substream(0, 0), Substream(0, 4))}
    assert found.substream_of("quic", 8) == Substream(0, 4)
    assert found.substream_of("quic", None) == Substream(0, 0)


def test_sip_has_no_streams(tmp_path: Path, tshark: Tshark) -> None:
    found = surveyed(tshark, table_of(sip_frames([(0, sip("INVITE", "x@y"))]), tmp_path), "udp")
    assert (found.protocols, found.substreams) == (("sip",), {})


def test_lines_become_a_survey() -> None:
    """As tshark 4.0.17 prints them; rows of the table are not those that were given."""
    surveying = _Surveying(np.array([10, 20, 30, 40]), "tcp", (*_ALWAYS, *_OF_SUBSTREAMS))
    surveying.take([
        b"1\teth:ethertype:ip:tcp\t0\t\t\t", b"2\teth:ethertype:ip:tcp:tls:http2\t0\x1e7\t0\x1e0\t\t",
        b"3\teth:ip:tcp:tls:http2:http2\t7\t1\x1e3\x1e1\t\t", b"", b"nonsense", b"99\teth:sip\t0\t5\t\t",
        b"0\teth:quic\t0\t\t\t", b"4\teth:ip:tcp:tls\t7\t\t\t",
    ])  # fmt: skip
    found = surveying.survey()
    assert found.protocols == ("tls", "http2")
    assert found.local_stream == 7
    assert found.of_rows == {
        20: (("http2", Substream(0, 0)),), 30: (("http2", Substream(0, 1)), ("http2", Substream(0, 3))),
    }  # fmt: skip
    assert found.first_rows[("http2", Substream(0, 3))] == 30
    # The last one of a packet; else the first that is not the connection's own.
    assert found.substream_of("http2", 30) == Substream(0, 3)
    assert found.substream_of("http2", 40) == Substream(0, 1)
    assert found.substream_of("quic", 30) is None
    assert found.rows == 4


def test_fields_that_a_tshark_does_not_know_are_told(
    tmp_path: Path, tshark: Tshark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dissectors.deep.following.conversation_survey._OF_SUBSTREAMS", ("no.such.field",))
    table = table_of(tcp_frames(WEBSOCKET), tmp_path)
    with pytest.raises(TsharkFailed):
        surveyed(tshark, table, "tcp")
    # An old one is asked again without them.
    assert surveyed(Tshark(tshark.path, (3, 2, 0)), table, "tcp").protocols == ("websocket",)
