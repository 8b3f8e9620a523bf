"""A table's first rows for a tshark that reads them twice (`-2`), from a file that is gone with it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Final
from typing import Protocol as Interface

from dissectors.deep.filters.unnamed_file import unnamed_file

if TYPE_CHECKING:
    from dissectors.deep.tshark.feeding import Feed
    from dissectors.deep.tshark.tshark_capture import TsharkCapture

LOOK_SECONDS: Final = 0.1
WRITING: Final = 0.1
"""The part of the whole work that it takes to write the file; both passes share the rest."""

Lines = list[bytes]


class MakeCapture(Interface):
    """A capture that reads from where it is told."""

    def __call__(
        self, *parameters: str, source: str = ..., descriptors: tuple[int, ...] = ...
    ) -> TsharkCapture[Lines]: ...


async def read_twice(
    feed: Feed,
    rows: int,
    make: MakeCapture,
    take: Callable[[Lines], None],
    progress: Callable[[float], None],
) -> None:
    """Let tshark read so many rows in two passes and hand over what it prints; `progress` is told 0 to 1.

    Raises TsharkFailed, CaptureFileError, and OSError where there is no room for the file.
    """
    with unnamed_file() as (file, name, descriptors):
        for chunk in feed.chunks(range(rows)):
            file.write(chunk)
            progress(WRITING * feed.fed / rows)
            await asyncio.sleep(0)
        file.flush()
        capture = make("-2", source=name, descriptors=descriptors)
        watching = asyncio.ensure_future(_watch(capture, file, progress))
        try:
            await capture.run((), take)
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            await capture.close()


async def _watch(capture: TsharkCapture[Lines], file: IO[bytes], progress: Callable[[float], None]) -> None:
    told = os.fstat(file.fileno())
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if capture.process_number is not None and told.st_size:
            read = places_of(capture.process_number, told)
            # Each pass reads by a descriptor of its own.
            progress(WRITING + (1 - WRITING) * min(sum(read) / (2 * told.st_size), 1))


def places_of(process: int, told: os.stat_result) -> list[int]:
    """How far a process has read a file, by each of its descriptors for it; none where the system does not tell."""
    places = []
    with contextlib.suppress(OSError, ValueError):
        for number in os.listdir(f"/proc/{process}/fd"):
            status = os.stat(f"/proc/{process}/fd/{number}")
            if (status.st_dev, status.st_ino) == (told.st_dev, told.st_ino):
                with open(f"/proc/{process}/fdinfo/{number}", encoding="ascii") as info:
                    places.append(int(info.readline().split()[1]))
    # The one that was inherited is at the end of what was written, and is not read.
    return sorted(places)[:2]
