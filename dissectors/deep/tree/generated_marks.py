"""Which of tshark's fields it concluded, and draws in brackets: PDML does not say so.

The rule was measured against `tshark -V` over real captures: what has no bytes is concluded, but for what the capture
file told and for empty texts; names below tell the rest.
"""

from __future__ import annotations

import re
from typing import Final

from dissectors.deep.tree.pdml import PdmlNode

EXPERT: Final = "_ws.expert"

_REASSEMBLY: Final = re.compile(r".*[._](fragments?|segments?|reassembled[._]data|reassembled[._]length)")
_PUT_TOGETHER: Final = re.compile(r"\d+ .*\(\d+ bytes?\): #\d+|Frame: \d+, payload: |Reassembled ")
"""How what was put together is told, in whatever protocol."""

_CONCLUDED: Final = """
    dns.count.labels dns.qry.name.len http.content_length http.response.code.desc icmp.data_time_relative
    ipv6.dst_6to4_gw_ipv4 ipv6.dst_6to4_sla_id ipv6.dst_isatap_ipv4 ipv6.dst_slaac_mac ipv6.dst_tc_ipv4 ipv6.dst_tc_port
    ipv6.dst_ts_ipv4 ipv6.dstopts.len_oct ipv6.hopopts.len_oct ipv6.routing.len_oct ipv6.src_6to4_gw_ipv4
    ipv6.src_6to4_sla_id ipv6.src_isatap_ipv4 ipv6.src_slaac_mac ipv6.src_tc_ipv4 ipv6.src_tc_port ipv6.src_ts_ipv4
    json.member_with_value json.path json.path_with_value nfs.fh.hash radiotap.vht.datarate.0 sip.call_id_generated
    smb2.preauth_hash tcp.flags.str tcp.options.sack.dsack tcp.options.sack.dsack_le tcp.options.sack.dsack_re
    tcp.options.wscale.multiplier tcp.pdu.size tcp.window_size tcp.window_size_scalefactor udp.checksum.status
    wlan.qos.priority
    """
"""Fields with bytes that are computed from these all the same."""

_CONCLUDED_OF_FRAME: Final = """
    frame.ignored frame.marked frame.offset_shift frame.protocols frame.ref_time frame.time_delta
    frame.time_delta_displayed frame.time_invalid frame.time_relative frame.coloring_rule.name
    frame.coloring_rule.string frame.incomplete frame.len_lt_caplen frame.link_nr
    """
_CONCLUDED_NAMES: Final = frozenset(_CONCLUDED.split())
_FRAME_NAMES: Final = frozenset(_CONCLUDED_OF_FRAME.split())
_TOLD: Final = frozenset({"", "cdp.vtp_management_domain", "ftp-data.command-frame", "smtp.eom"})
_TOLD_PROTOCOLS: Final = ("wlan_radio.", "wlan_radio_11ac.", "pkt_comment.")
"""Their fields come from the capture file or from a header elsewhere, not from bytes here."""
_EMPTY: Final = ("<MISSING>", "<none>", "(0 bytes)")
"""How fields are drawn whose bytes are none."""


def is_generated(node: PdmlNode, above: PdmlNode | None, type_: str | None) -> bool:
    """Whether tshark concluded it; `above` is the node that holds it, `type_` Wireshark's type where it is known."""
    if node.name == EXPERT or (above is not None and above.name == EXPERT):
        return True
    if node.is_protocol:
        return False
    if _REASSEMBLY.fullmatch(node.name) and _PUT_TOGETHER.match(node.label):
        return True
    if node.name in _CONCLUDED_NAMES:
        return True
    if node.size > 0:
        return False
    if node.name.startswith("frame."):
        return node.name in _FRAME_NAMES
    if node.name in _TOLD and not (node.name == "" and not _is_heading(node)):
        return False
    if node.name.startswith(_TOLD_PROTOCOLS):
        return False
    return not (any(empty in node.label for empty in _EMPTY) or (node.show == "" and _is_text(type_)))


def _is_heading(node: PdmlNode) -> bool:
    """A line of text that only groups what is below, in a protocol that has nothing to conclude."""
    return node.label == "QUIC Connection information"


def _is_text(type_: str | None) -> bool:
    return type_ is not None and ("STRING" in type_ or type_ == "FT_BYTES")
