"""Whether a filter asks for what a packet's dissection only shows after later packets were seen: tshark's `-2`.

Numbers of frames that come later (`dns.response_in`, `tcp.reassembled_in`) are the rule; the others were found by
comparing all fields of real captures in one pass and in two. The second pass costs its time, and results come only
while it runs: fields that look back do without.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dissectors.deep.filters.filter_names import names_in

if TYPE_CHECKING:
    from dissectors.deep.tshark.field_table import FieldTable

_LOOKS_BACK: Final = re.compile(
    r"""(?!.*(next|reassembled[._]in|retransmitted))(
        (fragment|segment|overlap)s?(\.\w+)*          # listed in the frame in which the whole is
        | (response|resp|answer|continuation|cancel|ack|_)[_-]?to
        | .*(?<!next_)(request|req)([._-]?(frame|in|num|pkt))*  # of an answer
        | (reqframe|req_frame_num|cmd_pkt|cmd_frame)
        | (prev|previous)[._-].*
        | .*[._-](prev|previous)([._-].*)?
        | .*(duplicate|retrans|retx|original|acks_frame).*
        | (req|rsp|call|reply)[._]dup(\.frame)?
        | setup[_-]frame
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""Of a frame number's name, what is behind the protocol."""

_LOOK_AHEAD: Final = frozenset(
    (
        "bthci_cmd.command_response_delta",
        "dccp.seq",
        "frame.protocols",
        "ftp.command",
        "ftp.command-frame",
        "ftp.command-response.bytes",
        "ftp.command-response.first-frame-num",
        "ftp.command-response.frames",
        "ftp.command-response.last-frame-num",
        "ftp.setup-frame",
        "icmp.no_resp",
        "icmp.resp_not_found",
        "icmpv6.no_resp",
        "icmpv6.resp_not_found",
        "ntp.delta_time",
        "ntp.request_in",
        "smb2.acct",
        "smb2.auth_frame",
        "smb2.domain",
        "smb2.host",
        "smb2.share_type",
        "smb2.tcon_frame",
        "smb2.tree",
        "tcp.analysis.initial_rtt",
        "tcp.completeness",
        "x11.focus",
        "x11.revert-to",
    )
)
"""Fields that differed between the passes, and are no numbers of frames or look back by their names."""
_AHEAD_BELOW: Final = ("_ws.expert", "_ws.malformed.reassembly", "bluetooth.", "tcp.completeness.")
"""What an expert says may be that no answer comes; Bluetooth learns who has an address."""


def needs_two_passes(text: str, fields: FieldTable) -> bool:
    """Whether a display filter's answer depends on packets behind the one that is asked."""
    return any(looks_ahead(name, fields) for name in names_in(text))


def looks_ahead(name: str, fields: FieldTable) -> bool:
    """Whether a field's value, or whether it is there, may depend on later packets."""
    if name in _LOOK_AHEAD or name.startswith(_AHEAD_BELOW):
        return True
    return name in fields.frame_numbers and not _LOOKS_BACK.fullmatch(name.partition(".")[2])
