"""What columns are made from, found before they are read: numbers of conversations, analysis, processes, outcomes.

A column has no values of rows for which that has not been found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.processes.columns import PROCESS_FIELDS
from dissectors.streams.outcomes.conversation_columns import CONVERSATION_COLUMNS
from dissectors.streams.tcp_analysis.columns import ANALYSED, NUMBERED

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex


def prepare(index: LayerIndex, field: str, stop: int) -> None:
    """Find of the rows before `stop` what the field's column is made from; nothing where bytes of headers are all.

    Belongs to whoever has the index's turn. Raises CaptureFileError.
    """
    if field in NUMBERED or field in PROCESS_FIELDS:
        index.streams.extend(stop)
    if field in PROCESS_FIELDS:
        index.processes.join()
    if field in ANALYSED:
        index.analysis.extend(stop)
    if field in CONVERSATION_COLUMNS:
        index.fates.judge(len(index.capture.frames))
