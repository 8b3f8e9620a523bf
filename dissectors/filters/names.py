"""Which field names there are: ours, and those of Wireshark that one packet alone cannot answer."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from dissectors.fields import SPECS, AnySpec
from dissectors.registry import default

_OTHER_PACKETS = (
    ("the conversation's number", r"(sctp|quic|udplite)\.stream"),
    ("the analysis of a whole connection", r"tcp\.(analysis\.tfo_.*|connection\.fin_.*|pdu\..*|fin_retrans.*)"),
    ("the packets before it", r"udp\.time_(delta|relative)|frame\.time_delta_displayed"),
    ("reassembled data", r"(tcp|tls|http)\.(fragments?|segments?|reassembled)([._].*)?|tcp\.reassembled_in"),
    ("the packet it answers", r"(dns|icmp|icmpv6|http|ntp)\.(time|resp(onse)?_?(in|to|time)|request_in|unsolicited)"),
    ("the packet it answers", r"icmp(v6)?\.(no_resp|resptime)|http\.(next|prev)_(request|response).*"),
    ("the packets before it", r"arp\.duplicate-address.*"),
)
"""What a field needs that its own packet does not hold, and the names of such fields."""

_FORMER = {"bootp": "dhcp", "ssl": "tls"}
"""What protocols were called before, by which Wireshark still takes them."""
SUGGESTIONS = 3


def field_specs(name: str) -> tuple[AnySpec, ...]:
    """The declarations that a name stands for; none where `problem_with` has a sentence to say."""
    default()
    return () if name in SPECS and reason_to_refuse(name) else tuple(SPECS.get(name, ()))


def present_name(name: str) -> str:
    """The name of today for one with a protocol's former name; others as they are."""
    protocol, dot, rest = name.partition(".")
    return f"{_FORMER.get(protocol, protocol)}{dot}{rest}"


def problem_with(name: str) -> str:
    """Why a name cannot be used, in one sentence."""
    refused = reason_to_refuse(name)
    if refused:
        return refused
    near = get_close_matches(name, names(), SUGGESTIONS, 0.7)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"there is no field or protocol named {name[:60]}{hint}"


@cache
def reason_to_refuse(name: str) -> str:
    """The sentence for a field of Wireshark's that other packets decide; empty for all others."""
    for needed, pattern in _OTHER_PACKETS:
        if re.fullmatch(pattern, name):
            return f"{name} needs {needed}, which one packet alone does not tell"
    return ""


def names() -> tuple[str, ...]:
    """Every usable name, in alphabetical order."""
    default()
    return tuple(sorted(name for name in SPECS if not reason_to_refuse(name)))
