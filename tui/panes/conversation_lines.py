"""The lines below the table of conversations: the one under the cursor, with what no column in sight may tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import wording
from tui.conversation_columns import bits_a_second, milliseconds, seconds
from tui.panes.one_line import OneLine, Piece

if TYPE_CHECKING:
    from dissectors.streams.tables.conversations import Conversation


class ConversationLines(OneLine):
    """The conversation under the cursor: both endpoints in full, and what no column in sight may tell."""

    DEFAULT_CSS = "ConversationLines { height: 3; }"
    record: Conversation | None = None
    verdict = ""

    def show(self, record: Conversation | None, verdict: str = "") -> None:
        """`verdict` is a sentence; empty as long as there is none."""
        if (record, verdict) != (self.record, self.verdict):
            self.record, self.verdict = record, verdict
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        one = self.record
        if one is None:
            return []
        if line == 0:
            return [(f" {one.a}", "line--name"), (" ↔ ", "line--dim"), (str(one.b), "line--name")]
        if line == 2:
            return [(f" {self.verdict}", "line--strong")]
        forth, back = wording.size(one.bytes_a_to_b), wording.size(one.bytes_b_to_a)
        pieces: list[Piece] = [
            (f" from packet {one.first_row + 1:,} for {seconds(one.duration)} s", ""),
            (" · ", "line--dim"),
            (f"→ {forth}, {bits_a_second(one.rate_a_to_b)} bit/s", ""),
            (" · ", "line--dim"),
            (f"← {back}, {bits_a_second(one.rate_b_to_a)} bit/s", ""),
        ]
        if one.initial_rtt is not None:
            pieces += [(" · ", "line--dim"), (f"handshake {milliseconds(one.initial_rtt)} ms", "")]
        if one.retransmissions:
            pieces += [(" · ", "line--dim"), (f"{one.retransmissions:,} sent again", "line--warning")]
        return pieces
