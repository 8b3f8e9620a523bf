"""Fields whose type for a filter is Wireshark's, not the declaration's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dissectors.filters import FilterError, compile_filter
from dissectors.filters.names import field_specs
from dissectors.filters.overrides import _WIDTH_OF, LINK_ADDRESSES, is_host, largest, width
from dissectors.filters.types import LINK_ADDRESS, STRING, type_of


@pytest.mark.parametrize(
    ("name", "bits"),
    [
        ("tcp.port", 16),
        ("ip.version", 8),
        ("dns.flags.opcode", 16),
        ("tcp.checksum.status", 8),
        ("ipv6.flow", 24),
        ("http.content_length", 64),
        ("ipv6.opt.ioam.trace.node.id_wide", 56),
    ],
)
def test_a_field_is_as_wide_as_wiresharks(name: str, bits: int) -> None:
    assert width(field_specs(name)[0]) == bits


def test_a_computed_number_has_32_bits() -> None:
    assert width(None) == 32
    assert largest(None) == 0xFFFFFFFF


def test_numbers_with_a_sign_reach_half_as_far() -> None:
    assert largest(field_specs("frame.p2p_dir")[0]) == 127
    compile_filter("frame.p2p_dir == 127")
    with pytest.raises(FilterError, match="127 is the most"):
        compile_filter("frame.p2p_dir == 200")


@pytest.mark.parametrize("name", [*_WIDTH_OF, *sorted(LINK_ADDRESSES)])
def test_the_fields_named_here_are_declared(name: str) -> None:
    assert field_specs(name)


def test_the_host_of_an_address_is_text(chooses: Callable[[str], bool]) -> None:
    assert is_host(field_specs("ip.host")[0], "ip.host")
    assert type_of(field_specs("ip.host")[0], "ip.host") is STRING
    assert chooses('ip.host contains "192.168" && ip.src_host == "10.0.0.1" && ip.dst_host matches "^10"')
    assert chooses("ip.src_host == 10.0.0.1 && len(ip.src_host) == 8")
    assert not chooses('lower(ip.host) == "x"')


def test_an_address_of_the_link_is_hexadecimal_or_a_string() -> None:
    assert type_of(field_specs("icmpv6.opt.linkaddr")[0]) is LINK_ADDRESS
    compile_filter('icmpv6.opt.linkaddr == "ab" || icmpv6.opt.linkaddr == 00:11:22:33:44:55')
    with pytest.raises(FilterError, match="6 bytes"):
        compile_filter("icmpv6.opt.linkaddr == 00:11")
