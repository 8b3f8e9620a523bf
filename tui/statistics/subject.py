"""What statistics are about: the packets of a capture that were meant, and what several kinds of them share.

Made when all packets are there; everything else is counted when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.host_names import HostNames
from dissectors.statistics.message_survey import MessageSurvey
from dissectors.statistics.messages import SPOKEN, Message, Spoken
from dissectors.statistics.overview import Overview, overview
from dissectors.statistics.response_times import Exchange, connection_times, exchanges_of
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import KINDS, Conversations, Kind

if TYPE_CHECKING:
    from dissectors.capture_file import CaptureFile
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.packets.table import Capture, PacketTable

SECONDS_A_STEP: Final = 0.25
MOST_FOR_NAMES: Final = 20_000
"""Packets of DNS that are dissected only to name addresses."""
Tell = Callable[[str, int, int], object]
"""Is told what is done, how many packets of it, and of how many."""


@dataclass(slots=True, weakref_slot=True)
class Dissected:
    """Messages of the packets that were dissected."""

    messages: list[Message] = field(default_factory=list)
    examined: int = 0
    total: int = 0
    """Packets that have such a layer."""
    is_interrupted: bool = False
    """By the user, who had enough."""


class Subject:
    """Belongs to one thread, and so does the table's index meanwhile."""

    def __init__(
        self,
        name: str,
        table: PacketTable,
        rows: NDArray[np.int64] | None = None,
        display_filter: str | None = None,
        *,
        file: CaptureFile | None = None,
        interval: int | None = None,
        most_dissected: int | None = None,
        spoken: frozenset[Spoken] = frozenset(SPOKEN),
        hashes: bool = False,
        shows_names: bool = True,
        tell: Tell = lambda what, done, total: None,
    ) -> None:
        """`rows`: those that the display filter chose, ascending; None is all. `interval` in nanoseconds.

        `most_dissected`: packets that are dissected for messages of `spoken` protocols; None is all that have them.
        """
        self.name = name
        self.table = table
        self.rows = rows
        self.display_filter = display_filter
        self.file = file
        self.interval = interval
        self.hashes = hashes
        self.shows_names = shows_names
        """Names of addresses and of ports beside their numbers."""
        self._most_dissected = most_dissected
        self._spoken = spoken
        self._tell = tell
        self.surveys: list[Dissected] = []
        """Whatever was dissected so far."""

    @property
    def index(self) -> LayerIndex:
        return self.table.index

    @property
    def capture(self) -> Capture:
        return self.table.capture

    @cached_property
    def overview(self) -> Overview:
        return overview(self.capture, self.rows)

    @property
    def origin(self) -> int | None:
        """The time of the capture's first packet, from which intervals count; None where it has none."""
        return self.table.time(0) if len(self.table) else None

    @cached_property
    def conversations(self) -> Mapping[Kind, Conversations]:
        """Of every kind, in the order of KINDS."""
        counts = ConversationCounts(self.index)
        if self.rows is None:
            counts.extend(len(self.table))
        else:
            counts.add(self.rows)
        return {kind: counts.table(kind) for kind in KINDS}

    @cached_property
    def dissected(self) -> Dissected:
        """Messages of DNS, HTTP and TLS. An interruption ends the dissecting, and what there is counts."""
        return self._dissect(self._spoken, self._most_dissected)

    @cached_property
    def names(self) -> HostNames:
        """Of addresses, as the capture tells them, and this machine's hosts file; none where numbers are wanted."""
        names = HostNames()
        if not self.shows_names:
            return names
        names.add_hosts_file()
        if self.file is not None:
            names.add_records(self.file.contents.names)
        if not self.has_dissected:
            names.add_messages(self._dissect(frozenset({"dns"}), MOST_FOR_NAMES).messages)
        else:
            names.add_messages(self.dissected.messages)
        return names

    def _dissect(self, spoken: frozenset[Spoken], most: int | None) -> Dissected:
        survey = MessageSurvey(self.table, spoken, self.rows)
        found = Dissected(survey.messages)
        self.surveys.append(found)
        try:
            while not survey.is_done and (most is None or survey.examined < most):
                survey.step(SECONDS_A_STEP)
                self._tell("Dissecting", survey.examined, survey.total)
        except KeyboardInterrupt:
            found.is_interrupted = True
        finally:
            survey.close()
        found.examined, found.total = survey.examined, survey.total
        return found

    @property
    def has_dissected(self) -> bool:
        """Somebody asked for messages."""
        return "dissected" in self.__dict__

    @property
    def is_interrupted(self) -> bool:
        """The user did not wait for all messages; False where there was nothing to wait for."""
        return any(one.is_interrupted for one in self.surveys)

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """Everything that was asked and answered, in no order."""
        return [*connection_times(self.index, self.rows), *self._answered[0]]

    @property
    def unanswered(self) -> list[Message]:
        return self._answered[1]

    @cached_property
    def _answered(self) -> tuple[list[Exchange], list[Message]]:
        return exchanges_of(self.dissected.messages)

    def filter(self, text: str) -> str:
        """A display filter within the one that chose the packets."""
        return f"({self.display_filter}) && ({text})" if self.display_filter else text
