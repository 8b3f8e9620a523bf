"""What statistics are about: the packets of a capture that were meant, and what several kinds of them share.

A command makes one when all packets are there; a screen hands over those that come since. Whatever is counted of them
is counted when it is first asked for, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import LATEST_TIME
from dissectors.processes.numbered import NumberedProcesses
from dissectors.statistics.connection_times import ConnectionTimes
from dissectors.statistics.exchanges import Exchange
from dissectors.statistics.host_names import HostNames
from dissectors.statistics.message_exchanges import MessageExchanges
from dissectors.statistics.messages import SPOKEN, Message, Spoken
from dissectors.statistics.overview import Overview, OverviewCounts
from dissectors.statistics.ping_times import PingTimes
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Conversations
from dissectors.streams.tables.kinds import KINDS, Kind
from tui.statistics.counted import C, CountedRows
from tui.statistics.dissecting import Coverage, Dissecting, Read

if TYPE_CHECKING:
    from dissectors.capture_file import CaptureFile
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.packets.table import Capture, PacketTable
    from dissectors.statistics.file_hash import FileHash
    from dissectors.statistics.told_protocols import ToldProtocols
    from tui.statistics.columns import Record
    from tui.tcp_graphs.wanted import WantedTCPGraphs

SECONDS_A_STEP: Final = 0.25
MOST_FOR_NAMES: Final = 20_000
"""Packets of DNS that are dissected only to name addresses."""
Tell = Callable[[str, int, int], object]
"""Is told what is done, how many packets of it, and of how many."""


class Subject:
    """Belongs to one thread, which does not have the index's turn: it is taken where it is needed."""

    def __init__(
        self,
        name: str,
        table: PacketTable,
        rows: NDArray[np.int64] | None = None,
        display_filter: str | None = None,
        *,
        file: CaptureFile | None = None,
        interval: int | None = None,
        tcp_graphs: WantedTCPGraphs | None = None,
        most_dissected: int | None = None,
        spoken: frozenset[Spoken] = frozenset(SPOKEN),
        file_hash: FileHash | None = None,
        shows_names: bool = True,
        dissects: bool = True,
        asked: Mapping[bytes, str] | None = None,
        tell: Tell = lambda what, done, total: None,
        go_on: Callable[[], object] = lambda: None,
    ) -> None:
        """`rows`: those that the display filter chose, ascending; None is all. `interval` in nanoseconds.

        `most_dissected`: packets that are dissected for messages of `spoken` protocols; None is all that have them.
        Where it does not `dissect` by itself, messages are those that `dissecting` has found so far. `asked`: the names
        that the resolver tells, as `HostNames` takes them; None where it is not asked. `go_on` is called now and then,
        and ends the counting by what it raises.
        """
        self.name = name
        self.table = table
        self.display_filter = display_filter
        self.file = file
        self.interval = interval
        self.tcp_graphs = tcp_graphs
        """Which ones are wanted; None for all of the conversation with the most bytes."""
        self.file_hash = file_hash
        """Of the file, where it is wanted."""
        self.shows_names = shows_names
        """Names of addresses and of ports beside their numbers."""
        self.asked = asked
        self._most_dissected = most_dissected
        self._spoken = spoken
        self.dissects = dissects
        """What takes long is done when it is asked for, to the end."""
        self._tell = tell
        self._packets = CountedRows(table.index, rows, go_on)
        self.dissecting = Dissecting(table, self._packets)
        self.processes = NumberedProcesses()
        """Of what is known of the capture's ends."""
        self._names: tuple[Mapping[bytes, str] | None, HostNames, Read] | None = None
        """Made with what the resolver told, of messages that were read."""
        self.is_interrupted = False
        """The user did not wait for all messages; False where there was nothing to wait for."""
        self.told_protocols: ToldProtocols | None = None
        """What a deep decoder tells of packets; the hierarchy counts it where nothing else is known."""
        self.now: int | None = None
        """Nanoseconds since 1970 with which the last seconds end; None: with the packet that came last."""
        self.has_dissected = False
        """Somebody asked for messages."""
        self.haste: float | None = None
        """Seconds after which counts may be told as far as they are by then; None: when they know all packets."""
        self.is_behind = False
        """In haste something was told that does not know all packets."""

    @property
    def index(self) -> LayerIndex:
        return self.table.index

    @property
    def capture(self) -> Capture:
        return self.table.capture

    @property
    def rows(self) -> NDArray[np.int64] | None:
        """Those that are meant, ascending; None is all."""
        return self._packets.rows

    # More packets.

    def extend(self, stop: int) -> None:
        """All rows before `stop` are meant by now."""
        self._packets.extend(stop)
        self.forget()

    def add(self, rows: NDArray[np.int64]) -> None:
        """These are meant, too; they ascend, and lie behind those before."""
        self._packets.add(rows)
        self.forget()

    def forget(self) -> None:
        """What was made of counts is no longer true; the counts are kept."""
        for name in ("overview", "conversations", "names", "exchanges", "answer_times", "_answered"):
            self.__dict__.pop(name, None)

    # What is counted of them.

    @property
    def share_counted(self) -> float:
        """How much of the packets is in what is being counted, which any thread may ask; 1 where nothing is."""
        return self._packets.share

    def counted(self, make: Callable[..., C], *options: object) -> C:
        """The counts that `make(index, *options)` begins, when they know all rows. Raises CaptureFileError."""
        return self._packets.counted(make, *options)

    def counted_so_far(self, make: Callable[..., C], *options: object) -> C:
        """The same, but where there is `haste` perhaps of the first packets only, which `is_behind` tells then."""
        if self.haste is None:
            return self.counted(make, *options)
        counts = self._packets.counted_so_far(self.haste, make, *options)
        self.is_behind |= counts.rows_done < self._packets.stop
        return counts

    @cached_property
    def overview(self) -> Overview:
        return self.counted(OverviewCounts).overview()

    @property
    def origin(self) -> int | None:
        """The time of the capture's first packet, from which intervals count; None where it has none.

        As columns have it: no later than they can hold.
        """
        time = self.table.time(0) if len(self.table) else None
        return None if time is None else min(time, LATEST_TIME)

    @cached_property
    def conversations(self) -> Mapping[Kind, Conversations]:
        """Of every kind, in the order of KINDS; each is counted when it is asked for."""
        return _Conversations(self)

    def conversations_so_far(self, kind: Kind) -> Conversations:
        """Of this kind, where there is `haste` perhaps of the first packets only."""
        if self.haste is None:
            return self.conversations[kind]
        return self.counted_so_far(ConversationCounts, (kind,)).table(kind)

    # What they say.

    def messages(self, spoken: Iterable[Spoken]) -> list[Message]:
        """Of these protocols, in the order of rows. An interruption ends the dissecting, and what there is counts."""
        self._find_messages()
        return self.dissecting.messages(spoken)

    def _find_messages(self) -> None:
        self.has_dissected = True
        self._dissect(self._spoken, self._most_dissected)

    @property
    def coverage(self) -> Coverage:
        """In how many packets messages were looked for."""
        return self.dissecting.coverage(self._spoken)

    @cached_property
    def names(self) -> HostNames:
        """Of addresses, as the capture, this machine's hosts file and resolver tell; none where numbers are wanted."""
        if not self.shows_names:
            return HostNames()
        for spoken in NAMING:
            # Where resolvers' answers were wanted for themselves, they have been looked for already.
            if spoken != "dns" or not self.has_dissected:
                self._dissect(frozenset({spoken}), MOST_FOR_NAMES)
        if self._names is None or self._names[0] is not self.asked:
            names = HostNames(self.asked)
            names.add_hosts_file()
            self._names = (self.asked, names, {})
        _, names, read = self._names
        if self.file is not None:
            names.add_records(self.file.contents.names)
        names.add_messages(self.dissecting.news(NAMING, read))
        return names

    def address(self, by: str) -> Callable[[Record], str | None] | None:
        """What tells the address about which the resolver may be asked: a record has it by this key.

        None where numbers are wanted.
        """
        names = self.names
        return (lambda one: one[by] if names.is_worth_asking(one[by]) else None) if self.shows_names else None

    def _dissect(self, spoken: frozenset[Spoken], most: int | None) -> None:
        while self.dissects and not self.is_interrupted:
            if most is not None and self.dissecting.coverage(spoken).examined >= most:
                return
            try:
                has_more = self.dissecting.step(spoken, SECONDS_A_STEP)
            except KeyboardInterrupt:
                self.is_interrupted, has_more = True, False
            told = self.dissecting.coverage(spoken)
            self._tell("Dissecting", told.examined, told.total)
            if not has_more:
                return

    def close(self) -> None:
        """Let workers go."""
        self.dissecting.close()

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """Everything that was asked and answered, in no order."""
        counted = (self.counted(ConnectionTimes).exchanges(), self.counted(PingTimes).exchanges())
        return [*chain(*counted), *self._answered.exchanges()]

    @property
    def unanswered(self) -> list[Message]:
        return self._answered.unanswered()

    @cached_property
    def _answered(self) -> MessageExchanges:
        self._find_messages()
        return self.dissecting.answered(self._spoken)

    @cached_property
    def answer_times(self) -> Mapping[tuple[int, bool, str], int]:
        """How long the answer took, in nanoseconds, by the row of a question or answer, which it is, and its name."""
        found: dict[tuple[int, bool, str], int] = {}
        for one in self._answered.exchanges():
            found[one.question_row, False, one.name] = one.nanoseconds
            # Only DNS repeats in its answers what was asked for.
            found[one.answer_row, True, one.name if one.kind == "dns" else ""] = one.nanoseconds
        return found

    def filter(self, text: str) -> str:
        """A display filter within the one that chose the packets."""
        return f"({self.display_filter}) && ({text})" if self.display_filter else text


class _Conversations(Mapping[Kind, Conversations]):
    """All that a subject means, by kind."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._known: dict[Kind, Conversations] = {}

    def __getitem__(self, kind: Kind) -> Conversations:
        if kind not in self._known:
            if kind not in KINDS:
                raise KeyError(kind)
            self._known[kind] = self._subject.counted(ConversationCounts, (kind,)).table(kind)
        return self._known[kind]

    def __iter__(self) -> Iterator[Kind]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)


NAMING: Final[tuple[Spoken, ...]] = ("dns", "mdns")
"""Protocols whose messages name addresses."""
