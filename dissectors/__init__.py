"""Bytes to meaning: capture files, dissectors, filters. A library that knows nothing of terminals.

with open_capture(path) as capture:
    capture.refresh()
    table = PacketTable(capture)
    for row in range(len(table)):
        print(table.summary(row).info)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.errors import CaptureFileError, RemoraError

if TYPE_CHECKING:
    from dissectors.capture_file import open_capture
    from dissectors.dissect import Dissection, dissect
    from dissectors.filters import compile_filter
    from dissectors.frame import Frame
    from dissectors.packets.table import PacketTable

_HOMES = {
    "open_capture": "dissectors.capture_file",
    "dissect": "dissectors.dissect",
    "Dissection": "dissectors.dissect",
    "compile_filter": "dissectors.filters",
    "Frame": "dissectors.frame",
    "PacketTable": "dissectors.packets.table",
}


def __getattr__(name: str) -> object:
    # Importing the package must stay cheap: what it offers brings numpy along.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


__all__ = [
    "CaptureFileError",
    "Dissection",
    "Frame",
    "PacketTable",
    "RemoraError",
    "compile_filter",
    "dissect",
    "open_capture",
]
