"""Raw sockets out of /proc/net/raw."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sockets.entry import Endpoint, Socket
from tui.sockets.proc_net import RawSockets, raw_sockets

TITLES = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
ICMP = "  11: 0100007F:0001 0200007F:0000 01 00000003:00000200 00:00000000 00000000  1000        0 5109814 2 0000 0\n"
ICMPV6 = (
    " 130: 00000000000000000000000000000000:003A 00000000000000000000000000000000:0000 07 00000000:00000000 "
    "00:00000000 00000000     0        0 5109815 2 0000 0\n"
)
pytestmark = pytest.mark.skipif(sys.byteorder != "little", reason="these were recorded on a little-endian machine")


def test_both_families(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text(TITLES + ICMP)
    (tmp_path / "raw6").write_text(TITLES + ICMPV6)
    sockets = RawSockets(tmp_path)
    four, six = sockets.read("blue")
    assert four == Socket(
        "raw",
        "ipv4",
        "ESTABLISHED",
        Endpoint("127.0.0.1", 0),
        Endpoint("127.0.0.2", 0),
        0x200,
        3,
        1000,
        5109814,
        raw_protocol=1,
        namespace="blue",
    )
    assert (six.family, six.local, six.remote, six.raw_protocol) == ("ipv6", Endpoint("::", 0), None, 58)
    (tmp_path / "raw").write_text(TITLES)
    assert sockets.read() == [six._replace(namespace="")]
    sockets.close()


def test_lines_that_are_none_are_left_out() -> None:
    odd = ICMP.replace("0100007F", "01007F") + ICMP.replace(" 01 ", " FF ") + ICMP.replace("5109814", "x") + "a b\n"
    assert list(raw_sockets(TITLES + odd)) == []


@given(st.text(max_size=200))
def test_any_text_is_sockets_or_none(text: str) -> None:
    assert all(one.protocol == "raw" for one in raw_sockets(TITLES + text))


def test_there_may_be_no_such_files(tmp_path: Path) -> None:
    assert RawSockets(tmp_path / "nothing").read() == []
