"""Which rows matter to packets of some hosts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.filters.deep_filter import deep_filter
from dissectors.deep.filters.deep_matching import DeepMatching
from dissectors.deep.filters.hosts import keeps_to_hosts, rows_of_hosts
from dissectors.deep.tshark.field_table import FieldTable, table_of
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, capture_of, ip, tcp, udp

CLIENT, SERVER = ("10.0.0.2", 40000), ("10.0.0.1", 80)
OTHER, ELSEWHERE = ("10.0.0.8", 40000), ("10.0.0.9", 80)
ARP = bytes.fromhex("ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002")


@pytest.fixture(scope="module")
def fields() -> FieldTable:
    known = ("http2.type", "http2", "tls.handshake.type", "rtp", "rtp.ssrc", "quic.version", "tcp.stream", "ip.addr")
    lines = [f"F\tx\t{name}\tFT_UINT8" for name in known]
    return table_of(
        "\n".join([*lines, "F\tx\tsmb2.response_to\tFT_FRAMENUM", "F\tx\tframe.number\tFT_UINT32"]).encode()
    )


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("ip.addr == 10.0.0.1 && http2.type == 1", True),
        ('http2 || tls.handshake.type == "rtp"', True),
        ("http2 && rtp", False),
        ("rtp.ssrc == 1", False),
        ("quic.version == 1", False),
        ("http2 && tcp.stream == 4", False),
        ("http2 && frame.number < 4", False),
        ("smb2.response_to == 4", False),
        ("1 == 1", False),
    ],
)
def test_only_what_keeps_to_its_hosts_does(text: str, keeps: bool, fields: FieldTable) -> None:
    assert keeps_to_hosts(text, fields, DeepChoices()) == keeps


def test_where_the_user_decides_what_is_spoken_nothing_does(fields: FieldTable) -> None:
    for choices in (
        DeepChoices(decode_as=(DecodeAs("udp.port", 9, "rtp"),)),
        DeepChoices(preferences=("tcp.try_heuristic_first:TRUE",)),
        DeepChoices(profile="Default"),
    ):
        assert not keeps_to_hosts("http2", fields, choices)


def rows(folder: Path, frames: list[bytes], *candidates: int) -> list[int] | None:
    found = rows_of_hosts(PacketTable(capture_of(frames, folder)), np.array(candidates, np.int64))
    return found.tolist() if found is not None else None


NOISE = [tcp(OTHER, ELSEWHERE)] * 6


def test_rows_of_either_host_stay_and_others_do_not(tmp_path: Path) -> None:
    frames = [*NOISE, tcp(OTHER, SERVER), udp(("10.0.0.2", 9), ELSEWHERE), tcp(CLIENT, SERVER), tcp(CLIENT, SERVER)]
    assert rows(tmp_path, frames, 8) == [6, 7, 8]


def test_rows_without_addresses_stay(tmp_path: Path) -> None:
    assert rows(tmp_path, [ARP, *NOISE, tcp(CLIENT, SERVER)], 7) == [0, 7]


def test_tunnels_and_what_may_be_one_stay(tmp_path: Path) -> None:
    inside = ip("10.0.0.8", "10.0.0.9", 4, tcp(OTHER, ELSEWHERE)[14:])
    gtp = udp(("10.0.0.8", 2152), ("10.0.0.9", 2152))
    assert rows(tmp_path, [inside, gtp, *NOISE, tcp(CLIENT, SERVER)], 8) == [0, 1, 8]
    assert rows(tmp_path, [*NOISE, gtp, tcp(CLIENT, SERVER)], 6, 7) is None, "the candidate's own hosts are not seen"


def test_where_most_rows_would_stay_all_do(tmp_path: Path) -> None:
    assert rows(tmp_path, [tcp(CLIENT, SERVER)] * 5 + NOISE[:2] + [tcp(CLIENT, SERVER)], 7) is None


@pytest.mark.tools
def test_numbers_that_tshark_counts_of_these_are_the_tables(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    parts = [tcp(CLIENT, SERVER, 1, ACK, b"GET / HTTP/1.1\r\n"), tcp(CLIENT, SERVER, 17, ACK, b"Host: a\r\n\r\n")]
    table = PacketTable(capture_of([*NOISE, parts[0], *NOISE, parts[1], *NOISE], tmp_path))
    search = DeepMatching(table, deep_filter("ip.addr == 10.0.0.2 && (http.host || http2)"))
    found: list[int] = []
    while not search.is_done:
        found += search.step(0.1).tolist()
    search.close()
    assert found == [13], "the message is whole because its first segment was shown"
    assert search.tier == "columns, then tshark on 2 packets"
