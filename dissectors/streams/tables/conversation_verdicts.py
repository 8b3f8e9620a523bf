"""What became of the conversations of a table: a word for each, by which it is sorted, and the sentence on demand.

From the fates of all conversations, which are those of the whole capture whatever rows were counted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from dissectors.streams.outcomes.verdict import verdict_of
from dissectors.streams.tables.kinds import WITH_STREAMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dissectors.packets.layer_index import LayerIndex
    from dissectors.streams.outcomes.fates import Transport
    from dissectors.streams.tables.conversations import Conversations
    from dissectors.streams.tables.kinds import Kind


def judge_conversations(
    index: LayerIndex, tables: Mapping[Kind, Conversations], stop: int
) -> dict[Kind, Conversations]:
    """The tables with the outcomes that the rows before `stop` tell. Raises CaptureFileError.

    Belongs to whoever has the index's turn.
    """
    index.fates.judge(stop)
    return {kind: _judged(index, table) if kind in WITH_STREAMS else table for kind, table in tables.items()}


def _judged(index: LayerIndex, table: Conversations) -> Conversations:
    fates = index.fates.of(cast("Transport", table.kind))
    words = fates.first_words()
    outcomes = np.full(len(table), -1)
    known = table.numbers < len(words)
    outcomes[known] = words[table.numbers[known]]
    return replace(table, outcomes=outcomes, judge=lambda number, dropped: verdict_of(fates, number, dropped))
