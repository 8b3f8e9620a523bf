"""What congestion control tells of itself."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sockets.congestion_info import congestion_values

BBR = struct.pack("=5I", 5, 1, 43, 739, 512)
DCTCP = struct.pack("=2H3I", 1, 0, 1024, 10, 20)
VEGAS = struct.pack("=4I", 1, 8, 500, 400)


def test_each_kind_is_told_by_its_own_names() -> None:
    assert congestion_values({16: BBR}) == {
        "bbr_bw": (1 << 32) + 5,
        "bbr_min_rtt": 43,
        "bbr_pacing_gain": 739,
        "bbr_cwnd_gain": 512,
    }
    assert congestion_values({9: DCTCP}) == {
        "dctcp_enabled": 1,
        "dctcp_ce_state": 0,
        "dctcp_alpha": 1024,
        "dctcp_ab_ecn": 10,
        "dctcp_ab_tot": 20,
    }
    assert congestion_values({3: VEGAS}) == {
        "vegas_enabled": 1,
        "vegas_rttcnt": 8,
        "vegas_rtt": 500,
        "vegas_minrtt": 400,
    }


@pytest.mark.parametrize(("number", "data"), [(16, BBR), (9, DCTCP), (3, VEGAS)])
def test_what_is_cut_is_not_told(number: int, data: bytes) -> None:
    assert all(congestion_values({number: data[:length]}) == {} for length in range(len(data)))
    assert congestion_values({}) == {}


@given(st.dictionaries(st.integers(0, 30), st.binary(max_size=40)))
def test_any_bytes_are_numbers_or_none(attributes: dict[int, bytes]) -> None:
    assert all(value >= 0 for value in congestion_values(attributes).values())
