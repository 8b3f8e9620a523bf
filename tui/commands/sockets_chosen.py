"""Which sockets the options of `remora sockets` choose: as those of ss do, by process, and by a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tui.printing.sockets import is_connection, is_listener
from tui.sockets.story.quantities import many

if TYPE_CHECKING:
    from tui.sockets.entry import Protocol
    from tui.sockets.snapshot import OwnedSocket

Chosen = Callable[["OwnedSocket"], bool]
"""Whether a socket is to be shown."""

KIND_OPTIONS = (
    ("-t", "--tcp", "TCP"),
    ("-u", "--udp", "UDP and UDP-Lite"),
    ("-w", "--raw", "raw sockets"),
    ("-x", "--unix", "unix sockets, which are local to the machine"),
    ("-0", "--packet", "packet sockets, which see frames as they are"),
)
KINDS: dict[str, tuple[Protocol, ...]] = {
    "tcp": ("tcp",),
    "udp": ("udp", "udplite"),
    "raw": ("raw",),
    "unix": ("unix",),
    "packet": ("packet",),
}
"""What each of these options shows."""
FAMILY_OPTIONS = (
    ("-4", "--ipv4", "sockets of IPv4"),
    ("-6", "--ipv6", "sockets of IPv6, also those that serve IPv4"),
)
FAMILIES = ("ipv4", "ipv6")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for; all of it must hold."""

    protocols: tuple[Protocol, ...]
    families: frozenset[str] = frozenset()
    """Of `FAMILIES`; empty for all."""
    only: Literal["", "listeners", "connections"] = ""
    process: str | None = None
    """A name or a pid."""
    display_filter: str | None = None

    def test(self) -> Chosen:
        """Tells of one socket after the other; those of other protocols are not asked about. Raises FilterError."""
        tests: list[Chosen] = []
        if self.only == "listeners":
            tests.append(lambda entry: is_listener(entry.socket))
        elif self.only == "connections":
            tests.append(lambda entry: is_connection(entry.socket))
        if families := self.families:
            tests.append(lambda entry: entry.socket.family in families)
        if (process := self.process) is not None:
            tests.append(lambda entry: _is_of(entry, process))
        if self.display_filter is not None:
            from tui.sockets.filtering import compile_socket_filter  # the filter language wants a tenth of a second

            tests.append(compile_socket_filter(self.display_filter).matches)
        return lambda entry: all(test(entry) for test in tests)

    def why_none(self, sockets: Iterable[OwnedSocket]) -> str:
        """What is said where nothing was found among all of these, in a sentence."""
        if self.only == "connections":
            hidden = sum(map(replace(self, only="").test(), sockets))
            if hidden:
                return (
                    f"There are no such connections; -a lists {many(hidden, 'socket')} besides (listening, unconnected "
                    "or in TIME-WAIT)."
                )
        return "There are no such sockets."


def choice(
    options: dict[str, bool], *, listening: bool, everything: bool, process: str | None, display_filter: str | None
) -> Choice:
    """By the long names of options: of a kind and with neither -l nor -a, only connections, as ss has it."""
    kinds = [kind for kind in KINDS if options[kind]]
    return Choice(
        tuple(protocol for kind in kinds or KINDS for protocol in KINDS[kind]),
        frozenset(family for family in FAMILIES if options[family]),
        "" if everything else "listeners" if listening else "connections" if kinds else "",
        process,
        display_filter,
    )


def _is_of(entry: OwnedSocket, name: str) -> bool:
    """By the short name, which the kernel cuts after 15 bytes, or by the number."""
    short = name.encode("utf-8", "surrogateescape")[:15].decode("utf-8", "backslashreplace")
    return any(name == str(owner.process.pid) or owner.process.name == short for owner in entry.owners)
