"""Whose the ends of the conversations of a table are, as far as attributions were joined when it was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dissectors.streams.endpoints import is_lower
from dissectors.streams.tables.kinds import WITH_STREAMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dissectors.packets.layer_index import LayerIndex
    from dissectors.streams.tables.conversations import Conversations
    from dissectors.streams.tables.kinds import Kind


def tell_processes(index: LayerIndex, tables: Mapping[Kind, Conversations]) -> dict[Kind, Conversations]:
    """The tables with what is known of both ends; as they are where that is nothing. May be asked in any thread."""
    return {kind: _told(index, table) if kind in WITH_STREAMS else table for kind, table in tables.items()}


def _told(index: LayerIndex, table: Conversations) -> Conversations:
    known = index.processes.known
    if not len(known) or not len(table):
        return table
    ends = index.processes.numbered(table.kind)
    a = table.numbers * 2 + is_lower(table.pairs)
    return replace(table, ends=np.stack([ends[a], ends[a ^ 1]], axis=1).astype(np.int64), attributions=known)
