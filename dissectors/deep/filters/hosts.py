"""Which rows may be kept from a tshark that is asked about some packets: those of other hosts, where that is safe.

What tshark says of a packet rests on earlier packets by way of conversations, which are known by their addresses: the
segments of a message, the handshake behind a record, the port that FTP, TFTP or RPC agreed on, or the protocol that
was found to be spoken. All of these share a host with the packet. What is told across hosts is the exception: media
that SIP, H.323 or MGCP set up between others (RTP and what it carries), GTP's tunnels, QUIC's addresses that change.
So a filter qualifies if it asks of nothing but protocols known to keep to their hosts, and of no number that counts
packets or conversations. Packets without addresses, those in tunnels, and what may be a tunnel are always shown; where
a candidate may be in one, everything is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.deep.filters.filter_names import names_in
from dissectors.deep.filters.narrowing import TUNNELS
from dissectors.filters.columns import ColumnTier
from dissectors.packets.columns import Columns

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.tshark.field_table import FieldTable
    from dissectors.packets.layer_index import Piece
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]

WORTH_IT: Final = 0.7
"""Of the rows: showing more than this part is no less work than showing all."""
_KEEP_TO_HOSTS: Final = re.compile(
    "amqp|bgp|cotp|dhcp|dhcpv6|diameter|dns|eth|http|http2|imap|ip|ipv6|kafka|kerberos|ldap|mdns|mongo|mqtt|mysql|nbns"
    "|nbss|ntp|pgsql|pop|radius|rdp|rtsp|sip|smb|smb2|smtp|snmp|ssh|ssl|syslog|tcp|telnet|tftp|tls|tpkt|udp|vlan"
    "|websocket|x11"
)
_COUNTS: Final = re.compile(r".*\.(stream|index|frame_number|checksum.*|analysis.*|completeness.*|time_.*|pnum)")
"""Fields that tell of the whole capture."""
_ADDRESSES: Final = ("ip.src", "ip.dst", "ipv6.src", "ipv6.dst")


def keeps_to_hosts(text: str, fields: FieldTable, choices: DeepChoices) -> bool:
    """Whether a filter's answer for a packet depends on packets of its hosts only."""
    if choices.decode_as or choices.preferences or choices.profile is not None:
        return False
    names = {name for name in names_in(text) if name in fields}
    return bool(names) and all(
        _KEEP_TO_HOSTS.fullmatch(name.partition(".")[0])
        and _COUNTS.fullmatch(name) is None
        and name not in fields.frame_numbers
        for name in names
    )


def rows_of_hosts(table: PacketTable, candidates: Rows) -> Rows | None:
    """The rows up to the last candidate that tshark must see, ascending; None where they are most or all.

    Raises CaptureFileError where the file is gone.
    """
    from dissectors.filters import compile_filter

    stop = int(candidates[-1]) + 1
    hosts: list[NDArray[np.bytes_]] = []
    kept = np.zeros(stop, np.bool_)
    addresses = []
    tier, tunnels = ColumnTier(Columns(table.index)), compile_filter(TUNNELS)
    first = 0
    while first < stop:
        with table.index.turn:
            piece = table.index.piece_of(first)
            hidden = tunnels.answer(tier, piece).possible
            rows, values = _addresses(tier.columns, piece)
        here = candidates[(candidates >= piece.first) & (candidates < piece.first + piece.count)] - piece.first
        if hidden[here].any():
            return None
        is_candidate = np.zeros(piece.count, np.bool_)
        is_candidate[here] = True
        hosts.append(np.unique(values[is_candidate[rows]]))
        times = np.bincount(rows, minlength=piece.count)
        # Source and destination are two; more are a tunnel's, or of a packet that an error quotes.
        always = hidden | (times != 2)
        kept[piece.first : piece.first + piece.count] = always[: stop - piece.first]
        addresses.append((rows + piece.first, values))
        first = piece.first + piece.count
    wanted = np.unique(np.concatenate(hosts))
    for rows, values in addresses:
        found = rows[np.isin(values, wanted)]
        kept[found[found < stop]] = True
    chosen = np.flatnonzero(kept)
    return chosen if len(chosen) < WORTH_IT * stop else None


def _addresses(columns: Columns, piece: Piece) -> tuple[NDArray[np.intp], NDArray[np.bytes_]]:
    """Each address of a piece's rows, as sixteen bytes."""
    all_rows, all_values = [np.zeros(0, np.intp)], [np.zeros(0, "V16")]
    for name in _ADDRESSES:
        found = columns.occurrences(name, piece)
        wide = np.zeros((len(found.rows), 16), np.uint8)
        if found.values.ndim == 2:
            wide[:] = found.values
        else:
            wide[:, :8] = np.ascontiguousarray(found.values, ">u8").view(np.uint8).reshape(-1, 8)
        all_rows.append(found.rows)
        all_values.append(wide.view("V16").reshape(-1))
    return np.concatenate(all_rows), np.concatenate(all_values)
