"""Private mode: lists of clients and peers."""

from __future__ import annotations

import struct

from tests.dissectors.protocols.carried import in_udp, notices, printed, values


def test_client_list() -> None:
    client = struct.pack(">6I", 1, 2, 0, 9, 0x0A000001, 0x0A000002) + bytes(48)
    dissection = in_udp(b"\x97\0\3\x2a\0\1\0\x48" + client, 40000, 123)
    assert values(dissection, "ntp.priv.monlist.count") == [9]
    assert printed(dissection, "ntp.priv.monlist.remote_address") == ["10.0.0.1"]


def test_peer_list_names_the_lowest_flag_first() -> None:
    dissection = in_udp(b"\x97\0\3\0\0\1\0\x20" + bytes(7) + b"\1" + bytes(24), 40000, 123)
    flags = dissection.find("ntp.priv.mode7.peer.flags")[0]
    assert flags.children[0].name == "ntp.priv.mode7.peer.flags.config"
    assert flags.children[0].value == 1


def test_more_items_than_bytes_are_truncated() -> None:
    dissection = in_udp(b"\x97\0\3\x2a\x0f\xff\0\x48" + bytes(72), 40000, 123)
    assert values(dissection, "ntp.priv.numitems") == [4095]
    assert notices(dissection) == ["_ws.malformed"]
