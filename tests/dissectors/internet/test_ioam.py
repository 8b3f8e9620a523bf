"""IOAM traces: nodes as long as the trace type says."""

from __future__ import annotations

import struct

from tests.dissectors.internet.packets import extension, ipv6, printed, read, udp


def trace(kind: int, words: int, left: int, content: bytes) -> bytes:
    head = bytes((0, 0)) + struct.pack("!HBB", 7, words << 3, left) + kind.to_bytes(3, "big") + b"\0"
    return bytes((0x31, len(head) + len(content))) + head + content


def test_nodes_follow_the_free_space() -> None:
    node = bytes((63, 0, 0, 1)) + struct.pack("!HH", 1, 2)
    dissection = read(ipv6(0, extension(17, trace(0xC00000, 2, 1, bytes(4) + node + node)) + udp()))
    name = "ipv6.opt.ioam.trace"
    assert printed(dissection, f"{name}.ns") == ["7"]
    assert printed(dissection, f"{name}.type") == ["0xc00000"]
    assert printed(dissection, f"{name}.free_space") == ["00000000"]
    assert printed(dissection, f"{name}.node.hlim") == ["63", "63"]
    assert printed(dissection, f"{name}.node.eif") == ["0x0002", "0x0002"]


def test_snapshot_follows_its_node() -> None:
    content = struct.pack("!I", 5) + bytes((1, 0, 0, 9)) + b"snap"
    dissection = read(ipv6(0, extension(17, trace(0x200002, 1, 0, content)) + udp()))
    assert printed(dissection, "ipv6.opt.ioam.trace.node.oss.data") == [b"snap".hex()]


def test_node_length_that_contradicts_the_type_ends_the_trace() -> None:
    dissection = read(ipv6(0, extension(17, trace(0xC00000, 1, 0, bytes(8))) + udp()))
    assert len(printed(dissection, "ipv6.opt.ioam.trace.node.hlim")) == 1


def test_other_types_have_a_head_only() -> None:
    dissection = read(ipv6(0, extension(17, bytes((0x31, 4, 0, 3, 1, 2))) + udp()))
    assert printed(dissection, "ipv6.opt.ioam.opt_type") == ["3"]
    assert printed(dissection, "ipv6.opt_unknown_data") == ["0102"]
