"""What the kernel keeps about one TCP connection: struct tcp_info, as far as this kernel's reaches.

Linux include/uapi/linux/tcp.h. Newer kernels add to its end and never change what stands before.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_FIELDS: Final = (
    ("state", "B"), ("ca_state", "B"), ("retransmits", "B"), ("probes", "B"), ("backoff", "B"), ("options", "B"),
    ("scales", "B"), ("limits", "B"),
    ("rto", "I"), ("ato", "I"), ("snd_mss", "I"), ("rcv_mss", "I"),
    ("unacked", "I"), ("sacked", "I"), ("lost", "I"), ("retrans", "I"), ("fackets", "I"),
    ("last_data_sent", "I"), ("last_ack_sent", "I"), ("last_data_recv", "I"), ("last_ack_recv", "I"),
    ("pmtu", "I"), ("rcv_ssthresh", "I"), ("rtt", "I"), ("rttvar", "I"), ("snd_ssthresh", "I"), ("snd_cwnd", "I"),
    ("advmss", "I"), ("reordering", "I"), ("rcv_rtt", "I"), ("rcv_space", "I"), ("total_retrans", "I"),
    ("pacing_rate", "Q"), ("max_pacing_rate", "Q"), ("bytes_acked", "Q"), ("bytes_received", "Q"),
    ("segs_out", "I"), ("segs_in", "I"), ("notsent_bytes", "I"), ("min_rtt", "I"),
    ("data_segs_in", "I"), ("data_segs_out", "I"), ("delivery_rate", "Q"),
    ("busy_time", "Q"), ("rwnd_limited", "Q"), ("sndbuf_limited", "Q"),
    ("delivered", "I"), ("delivered_ce", "I"), ("bytes_sent", "Q"), ("bytes_retrans", "Q"),
    ("dsack_dups", "I"), ("reord_seen", "I"), ("rcv_ooopack", "I"), ("snd_wnd", "I"), ("rcv_wnd", "I"), ("rehash", "I"),
    ("total_rto", "H"), ("total_rto_recoveries", "H"), ("total_rto_time", "I"),
)  # fmt: skip
"""Names without tcpi_, and how wide each is; every one lies at a multiple of its width."""
CONGESTION_STATES: Final = ("Open", "Disorder", "CWR", "Recovery", "Loss")
"""By the number of `ca_state`."""
OPTIONS: Final = ("timestamps", "SACK", "window scaling", "ECN", "ECN seen", "Fast Open")
"""By the bits of `options`, from the lowest."""
NOTHING_YET: Final = 0x7FFF_FFFF
"""snd_ssthresh before the first loss."""
NOT_MEASURED: Final = 0xFFFF_FFFF
"""min_rtt before the first round trip."""
UNLIMITED: Final = (1 << 64) - 1
"""A rate that nothing bounds."""


@dataclass(frozen=True, slots=True)
class TcpInfo:
    """Times are in microseconds, but the `last_` ones and total_rto_time, which are in milliseconds."""

    values: Mapping[str, int]
    """By the names of struct tcp_info, without tcpi_; those that this kernel does not have are missing.

    Behind them what `tui.sockets.congestion_info` reads.
    """

    def __getattr__(self, name: str) -> int | None:
        # Only called for what is no attribute.
        if name.startswith("_"):
            raise AttributeError(name)
        return self.values.get(name)

    @property
    def has_measured_rtt(self) -> bool:
        """Until the first round trip the kernel's rtt is 0."""
        return bool(self.values.get("rtt"))


def read_tcp_info(data: bytes, besides: Mapping[str, int] | None = None) -> TcpInfo:
    """From the bytes of INET_DIAG_INFO, however many this kernel gives; `besides` stands at the end."""
    names, layout = _reaching(min(len(data), _WHOLE))
    values = dict(zip(names, layout.unpack_from(data), strict=True))
    scales, limits = values.pop("scales", None), values.pop("limits", None)
    if scales is not None:
        first, second = scales & 0xF, scales >> 4
        # Of two half bytes the compiler puts the first one lowest, or highest where numbers begin with their high byte.
        first, second = (first, second) if sys.byteorder == "little" else (second, first)
        values["snd_wscale"], values["rcv_wscale"] = first, second
    if limits is not None:
        values["delivery_rate_app_limited"] = limits & 1 if sys.byteorder == "little" else limits >> 7
    if besides:
        values.update(besides)
    return TcpInfo(values)


_WHOLE: Final = struct.calcsize("=" + "".join(letter for _, letter in _FIELDS))


@lru_cache(maxsize=_WHOLE + 1)
def _reaching(size: int) -> tuple[tuple[str, ...], struct.Struct]:
    """The fields that lie wholly within so many bytes."""
    names: list[str] = []
    letters = "="
    for name, letter in _FIELDS:
        if struct.calcsize(letters + letter) > size:
            break
        names.append(name)
        letters += letter
    return tuple(names), struct.Struct(letters)
