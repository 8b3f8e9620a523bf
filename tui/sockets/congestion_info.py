"""What some kinds of congestion control tell of themselves: Vegas, DCTCP and BBR.

Linux include/uapi/linux/inet_diag.h (union tcp_cc_info), in the machine's own order. Told beside the members of
`TcpInfo`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final, NamedTuple

VEGAS: Final = 3
"""Of INET_DIAG_VEGASINFO: asked for by its bit, which stands for the others, too."""


class _Layout(NamedTuple):
    kind: str
    packed: struct.Struct
    names: tuple[str, ...]


_LAYOUTS: Final[Mapping[int, _Layout]] = {
    VEGAS: _Layout("vegas", struct.Struct("=4I"), ("enabled", "rttcnt", "rtt", "minrtt")),
    9: _Layout("dctcp", struct.Struct("=2H3I"), ("enabled", "ce_state", "alpha", "ab_ecn", "ab_tot")),
    16: _Layout("bbr", struct.Struct("=5I"), ("bw", "bw_high", "min_rtt", "pacing_gain", "cwnd_gain")),
}
"""By the attribute's number."""


def congestion_values(attributes: Mapping[int, bytes]) -> dict[str, int]:
    """By the kind and the member's name; empty where none is told.

    `bbr_bw` is in bytes a second, BBR's gains are 256ths, DCTCP's alpha 1024ths, and times are in microseconds.
    """
    for number, layout in _LAYOUTS.items():
        data = attributes.get(number)
        if data is not None and len(data) >= layout.packed.size:
            values = dict(zip(layout.names, layout.packed.unpack_from(data), strict=True))
            if layout.kind == "bbr":
                values["bw"] |= values.pop("bw_high") << 32
            return {f"{layout.kind}_{name}": value for name, value in values.items()}
    return {}
