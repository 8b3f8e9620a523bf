"""The first byte of an NTP packet, which says how the rest is to be read (RFC 5905 §7.3)."""

from __future__ import annotations

from typing import Any

from dissectors.fields import bits, only, reading, u8
from dissectors.header import Header

CONTROL, PRIVATE = 6, 7
LEAP = {
    0: "no warning",
    1: "last minute of the day has 61 seconds",
    2: "last minute of the day has 59 seconds",
    3: "unknown (clock unsynchronized)",
}
MODES = {
    0: "reserved",
    1: "symmetric active",
    2: "symmetric passive",
    3: "client",
    4: "server",
    5: "broadcast",
    6: "control",
    7: "private",
}


def version_name(version: int) -> str:
    return f"NTP Version {version}" if 1 <= version <= 4 else "reserved"


def _is_private(h: Any) -> bool:
    return (h.flags & 7) == PRIVATE  # type: ignore[no-any-return]


def _is_public(h: Any) -> bool:
    return (h.flags & 7) != PRIVATE  # type: ignore[no-any-return]


def _show_flags(flags: int) -> str:
    version = version_name(flags >> 3 & 7)
    return f"0x{flags:02x}, {version}, {MODES[flags & 7]}"


RESPONSE = only(bits(1, "ntp.priv.flags.r", "Response bit", values={0: "Request", 1: "Response"}), _is_private)
MORE = only(bits(1, "ntp.priv.flags.more", "More bit", values={0: "Last one", 1: "More follow"}), _is_private)
LEAP_INDICATOR = reading(
    bits(
        2,
        "ntp.flags.li",
        "Leap indicator",
        values=LEAP,
        explain="Whether a leap second is due at the end of the day; 3: the clock is not set (RFC 5905 §7.3).",
    ),
    RESPONSE,
    _is_public,
)
VERSION = bits(3, "ntp.flags.vn", "Version number", show=lambda value: f"{version_name(value)} ({value})")
MODE = bits(
    3,
    "ntp.flags.mode",
    "Mode",
    values=MODES,
    explain="3 asks, 4 answers; 6 and 7 are for watching and steering the server (RFC 5905 §7.3).",
)


class NTPHeader(Header):
    """RFC 5905 §7.3; in mode 7 the leap indicator's bits mean something else."""

    flags = u8("ntp.flags", "Flags", hex_digits=2, show=_show_flags, parts=(RESPONSE, MORE, LEAP_INDICATOR, VERSION,
               MODE))  # fmt: skip

    @property
    def version(self) -> int:
        return self.flags >> 3 & 7

    @property
    def mode(self) -> int:
        return self.flags & 7

    @property
    def response(self) -> bool:
        return bool(self.flags & 0x80)
