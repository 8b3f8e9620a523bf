"""All rows of a table that tshark chooses by a filter, as one answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.filters.deep_filter import deep_filter
from dissectors.deep.filters.deep_matching import DeepMatching
from dissectors.packets.table import PacketTable

_SECONDS_A_STEP = 1.0


def rows_matching(table: PacketTable, text: str, choices: DeepChoices | None = None) -> NDArray[np.int64]:
    """Of a table that was read to its end, ascending; blocks until all are known.

    Raises FilterError for a text that is no filter of Wireshark's, NoTshark, TsharkFailed, CaptureFileError.
    """
    search = DeepMatching(table, deep_filter(text, choices))
    found = [np.zeros(0, np.int64)]
    try:
        while not search.is_done:
            found.append(search.step(_SECONDS_A_STEP))
    finally:
        search.close()
    return np.concatenate(found)
