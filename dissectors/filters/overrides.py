"""Wireshark's types of fields where they are not what the declarations say: a filter must take what Wireshark takes.

A field's width decides which numbers it can be compared with and what `len` says; that of a computed number is on no
wire, and some definitions are wider or narrower than the bits they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping

from dissectors.fields import IPV4, IPV6, SIGNED, AnySpec

_WIDTHS: Mapping[int, str] = {
    8: """
        eth.fcs.status frame.p2p_dir gre.checksum.status icmp.checksum.status icmp.ext.checksum.status
        icmp.length.original_datagram icmpv6.checksum.status igmp.checksum.status igmp.version ip.checksum.status
        ip.opt.qs_ttl_diff ipv6.opt.qs_ttl_diff mptcp.rm_addr.count sctp.checksum.status tcp.checksum.status
        tcp.completeness tcp.options.sack.count udp.checksum.status vxlan.flags vxlan.flags_reserved
        """,
    16: """
        dns.count.labels dns.dnskey.key_id dns.key.key_id dns.qry.name.len frame.encap_type ieee8021ad.dei
        ieee8021ad.priority ip.checksum_calculated ipv6.dst_6to4_sla_id ipv6.dst_tc_port ipv6.dstopts.len_oct
        ipv6.fraghdr.reserved_bits ipv6.hopopts.len_oct ipv6.routing.crh16.current_sid ipv6.routing.len_oct
        ipv6.src_6to4_sla_id ipv6.src_tc_port llc.control.ftype llc.control.n_r llc.control.n_s
        tcp.checksum_calculated tcp.options.wscale.multiplier udp.checksum_calculated
        vlan.priority
        """,
    24: "icmp.mpls.exp",
    32: """
        icmp.pointer icmpv6.ilnp.nb_lifetime icmpv6.ilnp.nb_preference ipv6.routing.rpl.cmprE ipv6.routing.rpl.cmprI
        ipv6.routing.rpl.pad ipv6.routing.rpl.reserved ipv6.tclass.dscp ipv6.tclass.ecn mpls.bottom mpls.exp
        mpls.label mpls.ttl
        """,
    64: """
        frame.drop_count frame.packet_id frame.verdict.ebpf_tc frame.verdict.ebpf_xdp http.content_length
        tcp.options.mptcp.rawdataack tcp.options.mptcp.rawdataseqno
        """,
}
"""Fields by width in bits."""
_WIDTH_OF = {name: width for width, names in _WIDTHS.items() for name in names.split()}
_SIZES = (8, 16, 24, 32, 40, 48, 56, 64)
_COMPUTED = 32
"""Width of a number without bits of its own."""

LINK_ADDRESSES = frozenset({"icmpv6.opt.linkaddr", "icmpv6.opt.src_linkaddr", "icmpv6.opt.target_linkaddr"})
"""Of any length on the wire, and six bytes in a filter."""


def width(spec: AnySpec | None) -> int:
    """Bits of the number that holds a field's value, a multiple of 8."""
    if spec is None:
        return _COMPUTED
    bits = max(spec.bits, spec.container[1] if spec.bits else 0, spec.hex_digits * 4) or _COMPUTED
    return _WIDTH_OF.get(spec.name) or next((size for size in _SIZES if bits <= size), 64)


def largest(spec: AnySpec | None) -> int:
    """The greatest number that a field can be compared with."""
    bits = width(spec)
    return (1 << bits - (spec is not None and spec.kind is SIGNED)) - 1


def is_host(spec: AnySpec, name: str) -> bool:
    """Whether the name asks for the host of an address: text, which is the address itself."""
    return spec.kind in (IPV4, IPV6) and name.endswith(("_host", ".host"))
