"""What is kept of a live capture: the growing files that its frames are in, and what becomes of them at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from dissectors.processes.attributions import Attributions
from tui.capture.destination import Destination, GrowingFile, save_files
from tui.capture.temporary import HEADER_BYTES


class KeptFrames:
    """Of one capture, over all its stops and starts."""

    def __init__(self, destination: Destination) -> None:
        self.destination = destination
        self.files: list[GrowingFile] = []
        """In the order in which they were begun."""
        self._saved_at: int | None = None
        """What `written` was when the capture was saved."""

    @property
    def place(self) -> Path | None:
        """What to show as the place of the capture: the named file, else the temporary file or folder."""
        if self.destination.named is not None:
            return self.destination.named
        if len(self.files) == 1:
            return self.files[0].path
        return self.destination.folder

    @property
    def is_temporary(self) -> bool:
        """No name was given."""
        return self.destination.named is None

    @property
    def is_saved(self) -> bool:
        """Nothing would be lost by leaving: all of it is in a file with a name, or there is nothing."""
        return not self.is_temporary or self.written in (0, self._saved_at)

    @property
    def written(self) -> int:
        """Bytes behind the files' headers. The engine's counts come later, or not at all if it was killed."""
        written = 0
        for file in self.files:
            with contextlib.suppress(OSError):
                written += max(file.path.stat().st_size - HEADER_BYTES, 0)
        return written

    @property
    def attributions(self) -> Attributions | None:
        """Whose the packets are, to be written where they are saved as pcapng."""
        return self.destination.attributions

    @attributions.setter
    def attributions(self, attributions: Attributions | None) -> None:
        self.destination.attributions = attributions

    def save(self, target: Path, drops: Mapping[str, int], *, overwrite: bool = False) -> int:
        """Write all frames so far into one file, by its name pcap or pcapng; how many. Raises CaptureFileError."""
        written = self.written
        count = save_files(self.files, target, overwrite=overwrite, drops=drops, attributions=self.attributions)
        self._saved_at = written
        return count

    def finish(self, drops: Mapping[str, int]) -> Path | None:
        """Write the named file if that is still to do, keep or remove a temporary one; the place of the frames.

        A temporary capture that was not saved is kept. Raises CaptureFileError if the file cannot be written.
        """
        if self.is_temporary and self.is_saved:
            self.destination.remove()
        elif self.is_temporary:
            self.destination.keep()
        return self.destination.finish(self.files, drops) or self.place
