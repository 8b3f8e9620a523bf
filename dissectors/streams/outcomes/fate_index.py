"""The fates of all conversations of a capture, followed row by row as it grows, whoever asks first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dissectors.frame import REASSEMBLED
from dissectors.streams.outcomes.datagram_outline import DatagramOutlines
from dissectors.streams.outcomes.fates import TRANSPORTS, Fates, Transport, tcp_fates, udp_fates
from dissectors.streams.outcomes.icmp_errors import ICMPErrors
from dissectors.streams.outcomes.verdict import facts_of
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.transport.conversation_facts import ConversationFacts

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex


class FateIndex:
    """Fates of one layer index's conversations. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self._counts = ConversationCounts(index, TRANSPORTS)
        self._datagrams = DatagramOutlines()
        self._errors = {protocol: ICMPErrors(protocol) for protocol in TRANSPORTS}
        self._latest: Mapping[Transport, Fates] = {}
        self.rows_done = 0
        self.rows_judged = 0
        """The latest fates are those that the rows before this one tell."""

    def extend(self, stop: int) -> None:
        """Follow the rows up to `stop`, and those of the same piece behind it. Raises CaptureFileError."""
        while self.rows_done < stop:
            piece = self._index.piece_of(self.rows_done)
            end = piece.first + piece.count
            self._index.analysis.extend(end)
            self._counts.extend(end)
            self._datagrams.add(self._index, piece, self.rows_done)
            for errors in self._errors.values():
                errors.add(self._index, piece, self.rows_done)
            self.rows_done = end

    def judge(self, stop: int) -> None:
        """Follow the rows up to `stop`, and find the outcomes of all conversations in them. Raises CaptureFileError."""
        self.extend(stop)
        dropped = self._index.capture.dropped
        if self.rows_judged < self.rows_done or not self._latest or self._latest["tcp"].dropped != dropped:
            analysis, counts = self._index.analysis, self._counts
            tcp = tcp_fates(analysis.outlines, analysis.waiting(), counts, self._errors["tcp"])
            udp = udp_fates(self._datagrams.records(), counts, self._errors["udp"])
            self._latest = {"tcp": replace(tcp, dropped=dropped), "udp": replace(udp, dropped=dropped)}
            self.rows_judged = self.rows_done

    def of(self, protocol: Transport) -> Fates:
        """The fates when they were last judged. Raises KeyError where they never were."""
        return self._latest[protocol]

    def of_row(self, row: int) -> tuple[tuple[int, ConversationFacts], ...] | None:
        """Where in the frame each transport layer begins, and what is known of its conversation; None for nothing.

        May be asked by others than who has the index's turn.
        """
        if not self._latest or row >= self._index.streams.rows_done:
            return None
        found = []
        for protocol, fates in self._latest.items():
            for whole, added in ((False, 0), (True, REASSEMBLED)):
                numbered = self._index.streams.numbered(protocol, row, row + 1, whole=whole)
                for start, number in zip(numbered.starts.tolist(), numbered.numbers.tolist(), strict=True):
                    if number < len(fates):
                        found.append((start + added, facts_of(fates, number)))
        return tuple(found)
