"""UDP-Lite: what the checksum covers."""

from __future__ import annotations

import pytest

from dissectors.checksum import internet_checksum, pseudo_header
from tests.dissectors.transport.packets import DESTINATION, SOURCE, dissected, info, ipv4, values


def udp_lite(coverage: int, payload: bytes = b"hello world!", checksum: int | None = None) -> bytes:
    head = b"\xc7\x38\x04\xd2" + coverage.to_bytes(2, "big")
    length = 8 + len(payload)
    if checksum is None:
        covered = (head + bytes(2) + payload)[: coverage or length]
        checksum = internet_checksum(pseudo_header(SOURCE, DESTINATION, 136, length) + covered)
    return head + checksum.to_bytes(2, "big") + payload


@pytest.mark.parametrize("coverage", [0, 8, 12, 20])
def test_covered_bytes_are_verified(coverage: int) -> None:
    dissection = dissected(ipv4(136, udp_lite(coverage)))
    assert values(dissection, "udp.checksum.status", "udp.length", "udp.payload") == [1, 20, b"hello world!"]


def test_damage_behind_the_coverage_is_let_through() -> None:
    good, bad = udp_lite(12, b"hello world!"), udp_lite(12, b"hello world?")
    assert good == bad[:-1] + b"!"
    assert values(dissected(ipv4(136, bad)), "udp.checksum.status") == [1]
    assert values(dissected(ipv4(136, good.replace(b"hell", b"help"))), "udp.checksum.status") == [0]


@pytest.mark.parametrize("coverage", [1, 7, 21])
def test_impossible_coverage_is_told(coverage: int) -> None:
    dissection = dissected(ipv4(136, udp_lite(coverage)))
    assert dissection.find("udplite.checksum_coverage.bad")
    assert values(dissection, "udp.checksum.status") == [2]
    assert info(dissection, "udplite") == f"51000 → 1234 [bad coverage {coverage}] Len=12"


def test_no_checksum_is_not_allowed() -> None:
    dissection = dissected(ipv4(136, udp_lite(8, checksum=0)))
    assert values(dissection, "udp.checksum.status") == [4]
    assert dissection.find("udp.checksum.zero")
