"""All packets of a capture: rows to frames, dissections and summaries, made when they are asked for.

Below it lies a capture (`dissectors.capture_file`), saved or still growing; above it the packet list and the
commands. A row counts from 0, a frame's number from 1.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar
from typing import Protocol as Interface

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import Frames, Option, Section
from dissectors.capture_file import Interface as CaptureInterface
from dissectors.capture_file.contents import Secrets
from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME
from dissectors.dissect import BugReport, Dissection, dissect
from dissectors.frame import Frame
from dissectors.packets.fragments import NOWHERE
from dissectors.packets.layer_index import PIECE_ROWS, LayerIndex
from dissectors.packets.row_frames import frame_of
from dissectors.packets.summary import Summary, summarize
from dissectors.processes.attribution import Attribution, End
from dissectors.processes.attributions import Attributions
from dissectors.processes.ends import Ends
from dissectors.processes.notes import ProcessNotes
from dissectors.registry import Registry, default

if TYPE_CHECKING:
    from dissectors.filters import Filter
    from dissectors.packets.matching import Matching
    from dissectors.packets.order import Ordering
    from dissectors.packets.search import Place, Search
    from dissectors.packets.wanted import Wanted

V = TypeVar("V")

KEPT_DISSECTIONS = 512
"""Some screens full; a dissection takes about 50 kB."""
KEPT_SUMMARIES = 8192
SOON_ANALYSED = 4096
"""Rows whose conversations are analysed in some milliseconds."""


SOON_JOINED = 1024
"""Attributions that are joined in some milliseconds."""


class Capture(Interface):
    """What the table needs of a capture: one file, or several that were captured together."""

    @property
    def frames(self) -> Frames: ...
    @property
    def interfaces(self) -> Sequence[CaptureInterface]: ...
    def data(self, row: int) -> bytes: ...
    @property
    def sections(self) -> Sequence[Section]: ...
    @property
    def secrets(self) -> Sequence[Secrets]: ...
    @property
    def attributions(self) -> Sequence[Attribution]:
        """Only ever appended to."""
        ...

    @property
    def dropped(self) -> int | None: ...
    def comments(self, row: int) -> tuple[str, ...]: ...
    def packet_options(self, row: int) -> tuple[Option, ...]: ...
    def view(self) -> NDArray[np.uint8]: ...
    def read(self, offset: int, length: int) -> bytes: ...
    def forget(self, start: int, stop: int) -> None: ...


class PacketTable:
    """Rows of a capture. `registry` decides who decodes; `report_bug` hears of dissectors' own mistakes."""

    def __init__(
        self,
        capture: Capture,
        registry: Registry | None = None,
        report_bug: BugReport | None = None,
        *,
        reassembles: bool = True,
        attributions: Attributions | None = None,
    ) -> None:
        """Unless it `reassembles`, every frame is decoded as if there were no others with parts of its packet.

        `attributions` are those that others add to; None: its own.
        """
        self.capture = capture
        self.registry = registry or default()
        self.report_bug = report_bug
        self.index = LayerIndex(capture, self.registry, reassembles=reassembles, attributions=attributions)
        self._dissections: OrderedDict[int, Dissection] = OrderedDict()
        self._summaries: OrderedDict[int, tuple[tuple[int | None, bool], Summary]] = OrderedDict()
        """With the row in which a fragment's packet was whole, and whether the row was analysed, when it was made."""

    def __len__(self) -> int:
        return len(self.capture.frames)

    def frame(self, row: int) -> Frame:
        """A frame with its bytes. Raises IndexError, or CaptureFileError where the file no longer has them."""
        return frame_of(self.index, row)

    def time(self, row: int) -> int | None:
        """Nanoseconds since 1970, or None where the file has no time for the row."""
        return self.capture.frames.time_ns(row)

    def first_at(self, time: int) -> int | None:
        """The first row with that time, in nanoseconds since 1970, or a later one; None where all are earlier."""
        if not EARLIEST_TIME <= time <= LATEST_TIME:
            return next((row for row in range(len(self)) if (self.time(row) or EARLIEST_TIME) >= time), None)
        rows = np.flatnonzero(self.capture.frames.column("time") >= time)
        return int(rows[0]) if len(rows) else None

    def dissection(self, row: int) -> Dissection:
        """The frame's layers; the latest ones asked for are kept. Raises as `frame` does."""
        self._analyse_if_soon_done(row)
        kept = self._dissections.get(row)
        if kept is None or self._has_news(kept.frame):
            kept = dissect(self.frame(row), self.registry, self.report_bug)
            _keep(self._dissections, row, kept, KEPT_DISSECTIONS)
        return kept

    def _has_news(self, frame: Frame) -> bool:
        """Whether more is known by now of what other frames tell about this one."""
        row = frame.number - 1
        numbered = frame.streams is None and row < self.index.streams.rows_done
        numbered |= frame.analysis is None and row < self.index.analysis.rows_done
        numbered |= frame.conversations != self.index.fates.of_row(row)
        numbered |= frame.processes != self.index.processes.of_row(row)
        numbered |= frame.hierarchy is None and row < self.index.rows_done
        whole_in = self.index.fragments.whole_in(row)
        if whole_in is None:
            return numbered
        known = frame.fragmented
        return numbered or known is None or known.whole_in != (None if whole_in == NOWHERE else whole_in + 1)

    def number_streams(self, stop: int) -> None:
        """Find the numbers of the conversations of all rows before `stop`: from then on dissections have them.

        Takes a third of a second for a million rows. Raises CaptureFileError.
        """
        with self.index.turn:
            self.index.streams.extend(stop)
            self.index.processes.join()

    def analyse(self, stop: int) -> None:
        """Analyse the TCP segments of all rows before `stop`: from then on dissections have that, too.

        Takes some tenths of a second for a million rows. Raises CaptureFileError.
        """
        with self.index.turn:
            self.index.analysis.extend(stop)
            self.index.processes.join()

    def judge(self, stop: int) -> None:
        """Find out what became of all conversations in the rows before `stop`; dissections have that, too.

        Takes about as long as `analyse`. Raises CaptureFileError.
        """
        fates = self.index.fates
        while fates.rows_done < stop:
            # Others may have the index between two pieces.
            with self.index.turn:
                fates.extend(min(stop, fates.rows_done + PIECE_ROWS))
        with self.index.turn:
            fates.judge(stop)
            self.index.processes.join()

    def _analyse_if_soon_done(self, row: int) -> None:
        """Both for few rows, and only if no other thread is at the index."""
        index = self.index
        if index.analysis.rows_done <= row < index.analysis.rows_done + SOON_ANALYSED and index.turn.acquire(False):
            try:
                if index.rows_done <= row:
                    index.extend(SOON_ANALYSED)
                index.analysis.extend(min(row + 1, index.rows_done))
            finally:
                index.turn.release()
        self.join_processes()

    @property
    def attributions(self) -> Attributions:
        """What was found out about whose ends are; append to it while capturing. It stays when others decode."""
        return self.index.attributions

    def join_processes(self) -> bool:
        """Join attributions and conversations that have come; whether more is known of anyone than before.

        Some of very many are left for the next time. False too while another thread is at the index. Cheap where
        nothing has come.
        """
        index = self.index
        if not index.processes.is_behind or not index.turn.acquire(False):
            return False
        try:
            return index.processes.join(SOON_JOINED)
        finally:
            index.turn.release()

    def ends(self, row: int) -> Ends:
        """Who sent a row's packet to whom, as far as that is known and the row is numbered (`number_streams`)."""
        self._analyse_if_soon_done(row)
        return self.index.processes.of_packet(row)

    def ends_of(self, protocol: str, stream: int) -> Ends:
        """Whose the ends of a "tcp" or "udp" stream are; its sender is who sent the first packet.

        Raises IndexError for a stream that no numbered row has.
        """
        self.join_processes()
        return self.index.processes.of_conversation(protocol, stream)

    def processes_to_save(self) -> ProcessNotes:
        """For one saving of this capture's packets (`save_capture`): what is told of their processes."""
        return ProcessNotes(self.index)

    def conversations_since(self, protocol: str, number: int) -> list[tuple[int, End, End, int | None]]:
        """The "tcp" or "udp" streams from a number on, in the rows that are numbered (`number_streams`).

        Of each the number, who sent the first packet, who was to receive it, and when: in nanoseconds since 1970, or
        None where the file has no time.
        """
        return list(self.index.streams.opened[protocol].since(number).records())

    def find_whole_packets(self, first: int, stop: int) -> None:
        """Find where the packets are whole whose fragments some rows have, with the last row there is if need be.

        Raises CaptureFileError.
        """
        with self.index.turn:
            self.index.piece_of(stop - 1)
            if self.index.fragments.has_open(first, stop):
                self.index.piece_of(len(self) - 1)

    def summary(self, row: int) -> Summary:
        """The row's columns. Raises as `frame` does."""
        self._analyse_if_soon_done(row)
        known = self.index.fragments.whole_in(row), row < self.index.analysis.rows_done
        known_then, kept = self._summaries.get(row, (None, None))
        if kept is None or known_then != known:
            kept = summarize(self.dissection(row))
            _keep(self._summaries, row, (known, kept), KEPT_SUMMARIES)
        return kept

    def matching(self, chosen: Filter) -> Matching:
        """The rows that a filter chooses; may be worked off in another thread, but only one at a time."""
        # Imported here and below: the first paint needs neither grammar nor worker processes.
        from dissectors.packets.deciding import Decider
        from dissectors.packets.matching import Matching

        return Matching(self.index, chosen, Decider(chosen, self.registry, self.frame))

    def ordering(self, column: str, *, descending: bool = False) -> Ordering:
        """A column's order of rows: one of the list's own columns, or a field's by filter name.

        To be worked off as `matching` is.
        """
        from dissectors.packets.order import Ordering
        from dissectors.packets.sort_keys import keys_of

        return Ordering(keys_of(column, self.index, self.registry, self.frame), descending=descending)

    def searching(self, wanted: Wanted, place: Place, columns: Sequence[str] = ()) -> Search:
        """Looks for something in rows of the list, which has `columns` beside its own, in decoded packets or bytes."""
        from dissectors.packets import search
        from dissectors.packets.byte_search import ByteSearch

        if place == "bytes":
            return ByteSearch(self.capture, wanted)
        question = search.LinesWith(wanted) if place == "tree" else search.RowHas(wanted, tuple(columns))
        return search.AskingSearch(self, question)

    def searching_filter(self, chosen: Filter) -> Search:
        """Looks for rows that a filter chooses, without looking at all others as `matching` does."""
        from dissectors.packets.search import FilterSearch

        return FilterSearch(self.index, chosen, self)

    def decode(self, row: int) -> Dissection:
        """Decode a row afresh, in any thread: nothing is kept. A dissector's mistake is told where `dissection` is."""
        return dissect(self.frame(row), self.registry, lambda frame, protocol, error: None)

    def decode_by(self, registry: Registry) -> None:
        """Let another registry decide who decodes, and decode everything afresh."""
        self.registry = registry
        self.forget()

    def forget(self) -> None:
        """Decode afresh from now on: the registry has changed."""
        index = self.index
        self.index = LayerIndex(
            self.capture, self.registry, reassembles=index.reassembles, attributions=index.attributions
        )
        self._dissections.clear()
        self._summaries.clear()


def _keep(cache: OrderedDict[int, V], row: int, value: V, most: int) -> None:
    cache[row] = value
    if len(cache) > most:
        cache.popitem(last=False)
