"""What the language says of a packet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dissectors.dissect import Dissection
from dissectors.filters import Filter, compile_filter
from dissectors.filters.packet import Packet

Chooses = Callable[[str], bool]

TRUE = r"""
udp
udp && ip
udp || tcp
not tcp
!!udp
tcp || udp && ip
udp xor tcp
udp.port == 4789
udp.port eq 4789
udp.port == 0x12b5
udp.port == 011265
udp.port == 0b1001010110101
udp.port in {1..10, 4789}
udp.port in {4000 .. 4001}
tcp.port not in {80}
ip.addr == 10.0.0.0/8
ip.addr == 192.168.1.2
ip.src < 10.0.0.2
ip.addr#2 == 192.168.1.1
ip.addr#[-1] == 192.168.1.1
ip#2
ip.ttl#[2:] == 32
ip.ttl != 63
ip.ttl !== 64
all ip.ttl > 30
any ip.ttl < 33
ip.id === 53952
ip.flags.df == True
ip.flags.df == 2
ip.flags & 2
ip.flags & 2 == 2
eth.src[0:3] == 36:dc:85
eth.addr[0:3] == 00-11-22
eth.src[-1] == 40
eth.src[0-2,5] == 36dc8540
eth.addr == 0011.2233.4455
eth.dst contains 3e:08
eth.type == IPv4
eth.type == "ipv4"
ip.proto == UDP
frame contains "Hello"
frame contains 48:65:6c
frame matches "hello +WORLD|x"
frame matches r"\x48ello"
frame[12:2] == 08:00
udp contains b0:5d
len(udp) == 8
len(eth.src) == 6
len(udp.port) == 2
count(ip.addr) == 4
string(ip.src) matches "^10\\."
string(udp.port) == "4789"
upper(frame.protocols) contains "VXLAN"
frame.protocols contains "vxlan"
frame.protocols matches "^ETH"
max(udp.port) == 45149
min(ip.ttl) == 32
max(udp.srcport, 50000) == 50000
abs(frame.time_delta) == 0.25
-frame.number == -3
frame.number + 1 == 2 * 2
{frame.number + 1} * 2 == 8
frame.number % 2
frame.number / 2 == 1
udp.port & 1 == 1
ip.addr & 255.255.0.0 == 192.168.0.0
ip.ttl == 8 * 8
frame.time_relative > 1
frame.time_relative == 1.5
frame.time_relative + 1 > 2.4
frame.time > "2013-05-18 20:21:46"
frame.time < "May 18, 2013 20:21:47.5"
frame.time > "2013-05-18T22:21:46+02:00"
ip.src == ip.src
ip.src[0] == ip.dst[0]
udp.srcport > udp.dstport
frame.len == frame.cap_len
udp > 1
.udp.port == 4789
ip.ttl == '@'
"""

FALSE = """
tcp
!udp
udp && tcp
udp xor ip
udp.port == 80
udp.port != 4789
udp.port == -1
tcp.port != 80
tcp.port !== 80
all tcp.port > 1
ip.ttl == 63
ip.ttl === 64
all ip.ttl == 64
ip.src#2 == 10.0.0.1
ip#3
ip.addr == 11.0.0.0/8
ip.addr > 200.0.0.0
ip.flags.df == False
ip.flags & 1
eth.src[9] == 00
eth.addr[9]
frame.number - 3
frame.number / 0 == 1
frame contains "hello"
frame.protocols contains ""
frame.protocols matches "(?-i)ETH"
count(tcp.port) == 0
len(udp.payload) == 1
udp.port in {80..70}
frame.time < "2013-05-18"
udp == 1
ip.src == ip.dst
"""


@pytest.mark.parametrize("text", TRUE.split("\n")[1:-1])
def test_it_chooses_the_packet(chooses: Chooses, text: str) -> None:
    assert chooses(text)


@pytest.mark.parametrize("text", FALSE.split("\n")[1:-1])
def test_it_leaves_the_packet(chooses: Chooses, text: str) -> None:
    assert not chooses(text)


def test_an_empty_filter_chooses_every_packet(chooses: Chooses) -> None:
    assert chooses("")
    assert chooses("  \t ")


def test_the_fields_asked_about_are_known() -> None:
    assert compile_filter("udp.port == 53 && !(dns || ip.src == ip.dst)").fields == {
        "udp.port",
        "dns",
        "ip.src",
        "ip.dst",
    }


def test_one_packet_serves_several_filters(tunnelled: Dissection) -> None:
    filters: list[Filter] = [compile_filter("udp.port == 4789"), compile_filter("ip.ttl == 1")]
    packet = Packet(tunnelled, frozenset().union(*(one.fields for one in filters)))
    assert [one.holds(packet) for one in filters] == [True, False]
