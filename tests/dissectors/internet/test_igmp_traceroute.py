"""Multicast traceroute."""

from __future__ import annotations

import struct

from tests.dissectors.internet.packets import HERE, THERE, ipv4, printed, read

HEAD = bytes((0x1E, 5, 0, 0)) + bytes((239, 1, 2, 3)) + HERE + THERE + HERE + bytes((64, 0, 0, 9))


def test_each_router_adds_a_block() -> None:
    block = struct.pack("!I", 5) + HERE + THERE + HERE + struct.pack("!III", 1, 2, 3) + bytes((3, 1, 0x58, 8))
    dissection = read(ipv4(2, HEAD + block + block))
    assert printed(dissection, "igmp.mtrace.q_id") == ["9"]
    assert printed(dissection, "igmp.mtrace.q_fwd_code") == ["0x08", "0x08"]
    assert printed(dissection, "igmp.mtrace.q_src_mask") == ["0x18", "0x18"]


def test_query_is_the_head_alone() -> None:
    dissection = read(ipv4(2, b"\x1f" + HEAD[1:]))
    assert printed(dissection, "igmp.mtrace.rspaddr") == ["192.0.2.1"]
    assert printed(dissection, "igmp.mtrace.q_arrival") == []
