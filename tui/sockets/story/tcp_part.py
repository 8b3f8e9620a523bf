"""All that TCP keeps about a connection (TCP_INFO), in groups, each member with its value and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tui.sockets.entry import Socket
from tui.sockets.story.congestion_members import OWN, OWN_MEMBERS
from tui.sockets.story.remark import Part, Remark, warning
from tui.sockets.story.tcp_members import CONGESTION, GROUPS, MEMBERS, Group, value_words
from tui.sockets.story.tcp_unusual import Values
from tui.sockets.tcp_info import NOT_MEASURED, UNLIMITED

_BEFORE_ANSWER: Final = ("SYN-SENT", "SYN-RECEIVED")
_GROUPS: Final = tuple(told for one in GROUPS for told in ((one, OWN) if one is CONGESTION else (one,)))
_MEMBERS: Final = {**MEMBERS, **OWN_MEMBERS}
_SAYS_NOTHING: Final = {
    "min_rtt": NOT_MEASURED,
    "bbr_min_rtt": NOT_MEASURED,
    "max_pacing_rate": UNLIMITED,
    "reordering": 3,
}
"""What stands there until something else is known or wished (tcp_reordering, tcp(7))."""
_SINCE: Final = {"last_data_sent": "bytes_sent", "last_data_recv": "bytes_received"}
"""Times since something happened, which count from the beginning where it never did."""


def tcp_parts(one: Socket) -> Iterator[Part]:
    """A part for each group; none for sockets that have no peer, of which the kernel has nothing to tell."""
    if one.info is None or one.is_listening or one.state in ("UNCONNECTED", "BOUND"):
        return
    values = one.info.values
    for group in _GROUPS:
        remarks = tuple(_told(group, values, one.state))
        if remarks:
            yield Part(group.title, remarks)
    unknown = tuple(Remark(f"{value:,}", name) for name, value in values.items() if name not in _MEMBERS and value)
    if unknown:
        yield Part("Told by the kernel besides", unknown)


def is_told(name: str, values: Values) -> bool:
    """Whether a member says anything: most are 0 until something happens."""
    value = values.get(name)
    if value is None:
        return False
    if value == _SAYS_NOTHING.get(name, -1):
        return False
    if name in _SINCE and values.get(_SINCE[name], 0) <= 1:
        return False
    return bool(value) or _MEMBERS[name].always


def _told(group: Group, values: Values, state: str) -> Iterator[Remark]:
    for member in group.members:
        if not is_told(member.name, values):
            continue
        if state in _BEFORE_ANSWER and member.name in ("snd_wnd", "last_data_recv", "last_data_sent", "last_ack_recv"):
            # Nothing was said yet that these could tell of.
            continue
        yield Remark(f"{value_words(member, values[member.name])}: {member.meaning}.", member.name)
        # Why a handshake does not go on is told at the beginning: of the way these numbers tell nothing before it.
        if member.unusual is not None and state not in _BEFORE_ANSWER and (found := member.unusual(values)):
            yield warning(found)
