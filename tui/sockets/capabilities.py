"""What this process may do about other users' sockets, by its effective capabilities (capabilities(7))."""

from __future__ import annotations

from typing import Final

from dissectors.privilege import effective_capabilities

DAC_OVERRIDE: Final = 1
DAC_READ_SEARCH: Final = 2
NET_ADMIN: Final = 12
SYS_PTRACE: Final = 19


def may_see_all_processes() -> bool:
    """Whether /proc tells which sockets the processes of all users hold: root without capabilities is no such."""
    return has(SYS_PTRACE) and (has(DAC_READ_SEARCH) or has(DAC_OVERRIDE))


def who_sees_all(uid: int) -> str:
    """The rest of a sentence for one who does not: root may be without the capability, in a container."""
    return "root sees those of all users" if uid else "root sees others' with CAP_SYS_PTRACE only"


def has(capability: int) -> bool:
    """Whether the capability of this number is in effect."""
    return bool(effective_capabilities() >> capability & 1)
