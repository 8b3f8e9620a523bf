"""What packets tell of one socket after the other, as somebody looks at them: each is read on where it was left.

For one worker thread. Of a conversation numbers are kept, of few conversations.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from dissectors.errors import RemoraError
from tui.sockets.story.around import around
from tui.sockets.story.remark import Part, Remark
from tui.sockets.wire.calls import calls_of
from tui.sockets.wire.comparison import TITLE, Comparison, compare, comparison_part
from tui.sockets.wire.finding import number_all, streams_of, transport_of
from tui.sockets.wire.listening import compare_listener
from tui.sockets.wire.reading import WireReader

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.sockets.entry import Endpoint, Socket
    from tui.sockets.snapshot import OwnedSocket
    from tui.sockets.wire.facts import Wire

K = TypeVar("K")
V = TypeVar("V")
Ends = tuple[str, "Endpoint", "Endpoint"]
"""Of a socket, with its protocol."""
Known = tuple[tuple[int, int], ...]
"""Numbers of conversations, and the times of their first packets."""
KEPT: Final = 16
"""Conversations that are read on."""
KEPT_BETWEEN: Final = 64
"""Between the same two ends, one after the other."""


class BesideKernel:
    """Compares sockets with the packets of one table."""

    def __init__(self, table: PacketTable, namespace: str = "") -> None:
        """`namespace` is that of the network in which the packets are captured; empty for this process's own."""
        self.table = table
        self._namespace = namespace
        self._index = table.index
        self._readers: OrderedDict[int, WireReader] = OrderedDict()
        self._found: OrderedDict[Ends, tuple[int, Known]] = OrderedDict()
        """By both ends: how many conversations were looked through, and the latest between them with their times."""

    def parts(
        self, entry: OwnedSocket, others: Iterable[OwnedSocket], now_ns: int, *, is_gone: bool = False
    ) -> list[Part]:
        """What there is to read of a socket as it was at `now_ns`; nothing where nothing of it was captured.

        `is_gone`: the kernel has it no more, the entry is what was known of it last.
        """
        try:
            comparison = self.compare(entry, others, now_ns, is_gone=is_gone)
        except (RemoraError, OSError) as error:
            return [Part(TITLE, (Remark(f"The packets cannot be read: {error}.", "", "warning"),))]
        return [] if comparison is None else [comparison_part(comparison)]

    def compare(
        self, entry: OwnedSocket, others: Iterable[OwnedSocket], now_ns: int, *, is_gone: bool = False
    ) -> Comparison | None:
        """As `parts`; None where nothing was captured. Raises CaptureFileError."""
        one = entry.socket
        if one.namespace != self._namespace or not len(self.table):
            # The same addresses may be there in each.
            return None
        if one.protocol == "tcp" and one.is_listening:
            calls = calls_of(self.table, one)
            return None if calls is None else compare_listener(one, calls, now_ns, around(entry, others))
        wire = self.wire(one, now_ns if is_gone else None)
        if wire is None:
            return None
        return compare(None if is_gone else one, wire, now_ns, around(entry, others))

    def wire(self, one: Socket, until_ns: int | None = None) -> Wire | None:
        """What the packets between a socket's ends tell; None where there are none. Raises CaptureFileError.

        Of a socket that was gone at `until_ns`, its conversation began before that: later ones are another's.
        """
        protocol = transport_of(one)
        if protocol is None or one.local is None or one.remote is None or one.local == one.remote:
            # Of one that is connected to itself packets do not tell which end sent them.
            return None
        if self.table.index is not self._index:
            # It is decoded by others now, who may tell other conversations apart.
            self._index = self.table.index
            self._readers.clear()
            self._found.clear()
        stream = self._stream(one, until_ns)
        if stream is None:
            return None
        number = 2 * stream + (protocol == "udp")
        reader = self._readers.get(number)
        if reader is None:
            reader = WireReader(self.table, protocol, stream, one.local, one.remote)
        _keep(self._readers, number, reader)
        reader.read()
        return reader.told(one.local)

    def _stream(self, one: Socket, until_ns: int | None) -> int | None:
        """The latest conversation between its ends: only those that are new are looked through."""
        assert one.local is not None
        assert one.remote is not None
        protocol, key = transport_of(one), (one.protocol, one.local, one.remote)
        done, known = self._found.get(key, (0, ()))
        # Others may number further conversations meanwhile: those are looked through the next time.
        number_all(self.table)
        opened = self.table.index.streams.opened[protocol or "tcp"]
        count = opened.count
        found = streams_of(self.table, one, done)[-KEPT_BETWEEN:].tolist()
        times = opened.since(0).times
        known = (*known, *((number, int(times[number])) for number in found))[-KEPT_BETWEEN:]
        _keep(self._found, key, (max([count, *(number + 1 for number in found)]), known))
        return next((number for number, time in reversed(known) if until_ns is None or time <= until_ns), None)


def _keep(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > KEPT:
        kept.popitem(last=False)
