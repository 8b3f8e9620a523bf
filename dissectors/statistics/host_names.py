"""Names of addresses: from the capture file, /etc/hosts, this machine's resolver, and answers that were captured.

Nobody is asked here: what the resolver says is handed in by whoever was told to ask it. That is believed behind what
the user has in files, and before what came off the wire, which anybody may have sent and which need not be about now.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from dissectors.capture_file.contents import ResolvedName
    from dissectors.statistics.messages import Message

Source = Literal["capture file", "hosts file", "asked", "resolver"]
SOURCES: Final[tuple[Source, ...]] = ("capture file", "hosts file", "asked", "resolver")
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

    def __init__(self, asked: Mapping[bytes, str] | None = None) -> None:
        """`asked`: what the resolver said of addresses as `packed` has them; looked into anew for every name."""
        self.changes = 0
        """Names so far, but of those asked for: more than before means that there is news."""
        self._names: dict[Source, dict[bytes, list[str]]] = {source: {} for source in SOURCES}
        self._records_done = 0
        self._asked: Mapping[bytes, str] = {} if asked is None else asked

    def of(self, address: str) -> str | None:
        """The name of an IP address; None where there is none, or it is no such address. Not safe for a terminal."""
        return next((one.name for one in self.all_of(address)), None)

    def all_of(self, address: str) -> list[HostName]:
        """All of its names, those of each source in the order in which they came."""
        key = packed(address)
        if key is None:
            return []
        return [HostName(name, source) for source in SOURCES for name in self._said(source, key)]

    def is_worth_asking(self, address: str) -> bool:
        """The resolver's word would be the one that is believed."""
        key = packed(address)
        believed = SOURCES[: SOURCES.index("asked")]
        return key is not None and not any(self._said(source, key) for source in believed)

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

    def _said(self, source: Source, key: bytes) -> Sequence[str]:
        if source == "asked":
            name = self._asked.get(key, "")
            return (name,) if 0 < len(name) <= LONGEST else ()
        return self._names[source].get(key, ())

    def _add(self, source: Source, address: str, name: str) -> None:
        key, known = packed(address), self._names[source]
        if key is None or not name or len(name) > LONGEST or (len(known) >= MOST_ADDRESSES and key not in known):
            return
        names = known.setdefault(key, [])
        if name not in names and len(names) < MOST_NAMES:
            names.append(name)
            self.changes += 1


def packed(address: str) -> bytes | None:
    """The 4 or 16 bytes of an IP address, however it is written; None of anything else."""
    try:
        return ipaddress.ip_address(address.partition("%")[0]).packed
    except ValueError:
        return None
