"""Reads a capture in a thread while whoever asked works on what was read before: the second processor's part of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dissectors.capture_file.capture import CaptureFile

STEP_SECONDS = 0.02
"""Of reading, between two batches that are appended."""


def read_ahead(capture: CaptureFile, most: int | None = None) -> Iterator[range]:
    """The rows that are appended, to the end of the file or until there are `most`; the caller's thread appends.

    Nobody else may read on in the capture meanwhile. Raises CaptureFileError.
    """
    wanted = None if most is None else most - len(capture.frames)
    if wanted is not None and wanted <= 0:
        return
    with ThreadPoolExecutor(1, "read ahead") as reader:
        coming = reader.submit(capture.read_batches, wanted, STEP_SECONDS)
        while True:
            batches, is_complete = coming.result(), capture.is_complete
            if wanted is not None:
                wanted -= sum(map(len, batches))
            is_last = is_complete or wanted == 0
            if not is_last:
                coming = reader.submit(capture.read_batches, wanted, STEP_SECONDS)
            if batches:
                yield capture.append(batches)
            if is_last:
                return
