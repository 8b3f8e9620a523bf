"""Names of addresses, without asking anybody: from the capture file, from /etc/hosts, from answers that were captured.

Tables show them beside the addresses. What came off the wire may be a lie: it names nothing that has a name already.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from dissectors.capture_file.contents import ResolvedName
    from dissectors.statistics.messages import Message

Source = Literal["capture file", "resolver", "hosts file"]
SOURCES: Final[tuple[Source, ...]] = ("capture file", "hosts file", "resolver")
"""The first one that has a name is believed."""
HOSTS: Final = Path("/etc/hosts")
MOST_ADDRESSES: Final = 200_000
"""That have names, of each source."""
MOST_NAMES: Final = 8
"""Of one address, of each source."""
LONGEST: Final = 255
"""Characters of a name (RFC 1035 §2.3.4); one that is longer is none."""
MOST_BYTES: Final = 16 << 20
"""Of a hosts file."""


class HostName(NamedTuple):
    """A name, and who says it. Not safe for a terminal."""

    name: str
    source: Source


class HostNames:
    """Grows as the capture is read."""

    def __init__(self) -> None:
        self.changes = 0
        """Names so far: more than before means that there is news."""
        self._names: dict[Source, dict[bytes, list[str]]] = {source: {} for source in SOURCES}
        self._records_done = 0

    def of(self, address: str) -> str | None:
        """The name of an IP address; None where there is none, or it is no such address. Not safe for a terminal."""
        return next((one.name for one in self.all_of(address)), None)

    def all_of(self, address: str) -> list[HostName]:
        """All of its names, those of each source in the order in which they came."""
        key = _packed(address)
        if key is None:
            return []
        return [HostName(name, source) for source in SOURCES for name in self._names[source].get(key, ())]

    def add_messages(self, messages: Iterable[Message]) -> None:
        """Take in what answers of resolvers said."""
        for one in messages:
            for name, address in one.told.addresses:
                self._add("resolver", address, name)

    def add_records(self, names: Sequence[ResolvedName]) -> None:
        """Take in what a pcapng file says; `names` is always the same list, of which the new ones are taken."""
        new = names[self._records_done :]
        self._records_done += len(new)
        for record in new:
            for name in record.names:
                self._add("capture file", record.address, name)

    def add_hosts_file(self, path: Path = HOSTS) -> None:
        """Take in a hosts file; one that is not there or cannot be read has no names."""
        try:
            with path.open("rb") as file:
                text = file.read(MOST_BYTES).decode("utf-8", "replace")
        except OSError:
            return
        for line in text.splitlines():
            address, *names = line.partition("#")[0].split() or [""]
            for name in names:
                self._add("hosts file", address, name)

    def _add(self, source: Source, address: str, name: str) -> None:
        key, known = _packed(address), self._names[source]
        if key is None or not name or len(name) > LONGEST or (len(known) >= MOST_ADDRESSES and key not in known):
            return
        names = known.setdefault(key, [])
        if name not in names and len(names) < MOST_NAMES:
            names.append(name)
            self.changes += 1


def _packed(address: str) -> bytes | None:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).packed
    except ValueError:
        return None
