"""A compiled display filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dissectors.dissect import Dissection
from dissectors.filters.columns import Answer, ColumnTier, exactly
from dissectors.filters.compiler import Compiler
from dissectors.filters.nodes import Test
from dissectors.filters.packet import Packet
from dissectors.filters.parser import parse

if TYPE_CHECKING:
    from dissectors.packets.layer_index import Piece


class Filter:
    """Made by `compile_filter`."""

    def __init__(self, text: str, test: Test | None, fields: frozenset[str]) -> None:
        self.text = text
        self.fields = fields
        """Names of the fields and protocols it asks about."""
        self._test = test

    def matches(self, dissection: Dissection) -> bool:
        """Whether a packet is chosen. Raises FilterError where a regular expression takes too long on it."""
        return self.holds(Packet(dissection, self.fields))

    def holds(self, packet: Packet) -> bool:
        """The same of a packet made for several filters, which has at least the `fields` of this one."""
        return self._test is None or self._test.matches(packet)

    def answer(self, tier: ColumnTier, piece: Piece) -> Answer:
        """What the columns know of a piece's rows; packets must be asked where the answer is open."""
        if self._test is None:
            return exactly(np.ones(piece.count, np.bool_))
        answer = tier.answer(self._test, piece)
        whole = tier.columns.rows_with_whole_packets(piece)
        if not len(whole) or all(tier.columns.is_told_by_file(name) for name in self.fields):
            return answer
        # What these carry is put together from several frames, of which columns know nothing.
        possible, certain = answer.possible.copy(), answer.certain.copy()
        possible[whole], certain[whole] = True, False
        return Answer(possible, certain)


def compile_filter(text: str) -> Filter:
    """Compile a display filter; an empty one chooses every packet.

    Raises FilterError, in a sentence and with a column, for what is wrong with it.
    """
    syntax = parse(text)
    compiler = Compiler()
    test = compiler.test(syntax) if syntax is not None else None
    return Filter(text, test, frozenset(compiler.names))
