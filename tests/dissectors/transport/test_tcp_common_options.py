"""The options of everyday TCP."""

from __future__ import annotations

from dissectors.dissect import Dissection
from tests.dissectors.transport.packets import dissected, info, ipv4, only, tcp, values


def segment(options: str, flags: int = 0x10, acknowledgment: int = 2000) -> Dissection:
    return dissected(ipv4(6, tcp(bytes.fromhex(options), flags=flags, acknowledgment=acknowledgment)))


def test_syn_options_in_tree_and_info() -> None:
    dissection = segment("020405b4 0402 080a00000001000000ff 01 030307", flags=2, acknowledgment=0)
    assert info(dissection, "tcp") == (
        "51000 → 1234 [SYN] Seq=1000 Win=512 Len=0 MSS=1460 SACK_PERM TSval=1 TSecr=255 WS=128"
    )
    assert only(dissection, "tcp.options.wscale").line == "Option - Window scale: 7 (multiply by 128)"


def test_segment_size_outside_of_syn_is_told() -> None:
    assert segment("020405b4").find("tcp.options.mss.present")
    assert not segment("020405b4", flags=2).find("tcp.options.mss.present")


def test_shift_above_14_counts_as_14() -> None:
    dissection = segment("03030f", flags=2)
    assert values(dissection, "tcp.options.wscale.shift", "tcp.options.wscale.multiplier") == [15, 16384]
    assert dissection.find("tcp.options.wscale.shift.invalid")


def test_sack_blocks_have_edges() -> None:
    dissection = segment("0512 00000834 00000898 000008fc 00000960")
    assert [field.value for field in dissection.find("tcp.options.sack_le")] == [2100, 2300]
    assert [field.value for field in dissection.find("tcp.options.sack_re")] == [2200, 2400]
    assert values(dissection, "tcp.options.sack.count", "tcp.options.sack.dsack_le") == [2, None]


def test_block_below_the_acknowledgment_or_inside_the_next_arrived_twice() -> None:
    assert values(segment("050a 00000100 00000200"), "tcp.options.sack.dsack_le") == [256]
    assert values(segment("0512 00000834 00000898 00000800 00000960"), "tcp.options.sack.dsack_le") == [2100]
    # Sequence numbers wrap: 16 is behind 2**32 - 16.
    assert values(segment("050a 00000010 00000020", acknowledgment=2**32 - 16), "tcp.options.sack.dsack_le") == [None]


def test_odd_sack_keeps_whole_blocks() -> None:
    dissection = segment("0509 00000834 000008")
    assert values(dissection, "tcp.options.sack.count") == [0]
    assert dissection.find("tcp.suboption_malformed")


def test_fast_open_asks_for_or_shows_a_cookie() -> None:
    assert segment("2202", flags=2).find("tcp.options.tfo.request")
    dissection = segment("2206 01020304", flags=2)
    assert values(dissection, "tcp.options.tfo.cookie") == [b"\1\2\3\4"]
    assert dissection.find("tcp.analysis.tfo_syn")
    assert not segment("2206 01020304", flags=0x12).find("tcp.analysis.tfo_syn")


def test_user_timeout_has_its_unit() -> None:
    assert only(segment("1c048003"), "tcp.options.user_to").line == "Option - User timeout: 3 minutes"
    assert only(segment("1c040003"), "tcp.options.user_to").line == "Option - User timeout: 3 seconds"
