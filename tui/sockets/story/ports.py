"""What the number of a port tells: its range, and what this machine does with it (RFC 6335 §6, ip(7))."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

FIRST_REGISTERED: Final = 1024
FIRST_DYNAMIC: Final = 49_152
SYSCTL: Final = Path("/proc/sys/net/ipv4")
_MOST: Final = 64


@dataclass(frozen=True, slots=True)
class PortRules:
    """How a machine deals with ports; None for what it does not tell."""

    privileged_below: int | None = None
    """ip_unprivileged_port_start: who takes a lower one must be root, or have CAP_NET_BIND_SERVICE."""
    ephemeral: tuple[int, int] | None = None
    """ip_local_port_range: the first and the last of those that are given to whoever does not choose one."""

    def is_ephemeral(self, port: int) -> bool:
        """Whether a port was most likely given, and not chosen."""
        return port >= FIRST_DYNAMIC if self.ephemeral is None else self.ephemeral[0] <= port <= self.ephemeral[1]


@lru_cache(maxsize=4)
def port_rules(folder: Path = SYSCTL) -> PortRules:
    """This machine's, as far as it tells: on Linux."""
    start, ports = _numbers(folder / "ip_unprivileged_port_start"), _numbers(folder / "ip_local_port_range")
    return PortRules(
        start[0] if len(start) == 1 else None,
        (ports[0], ports[1]) if len(ports) == 2 else None,
    )


def port_words(port: int, rules: PortRules) -> str:
    """The range of a port, and what follows from it."""
    if port < FIRST_REGISTERED:
        return "well-known, for services that every client knows (0 to 1023, RFC 6335 §6)"
    is_registered = port < FIRST_DYNAMIC
    if rules.ephemeral is not None and rules.is_ephemeral(port):
        first, last = rules.ephemeral
        range_name = "registered" if is_registered else "dynamic"
        return (
            f"ephemeral: this machine gives {first} to {last} to whoever does not choose one (ip_local_port_range, "
            f"ip(7)); {range_name} by RFC 6335 §6"
        )
    if is_registered:
        return "in the range of registered ports, for services listed with IANA (1024 to 49151, RFC 6335 §6)"
    return "dynamic, for one conversation or for services that nobody has listed (49152 to 65535, RFC 6335 §6)"


def _numbers(path: Path) -> list[int]:
    try:
        with path.open("rb") as file:
            return [int(word) for word in file.read(_MOST).split()]
    except (OSError, ValueError):
        return []
