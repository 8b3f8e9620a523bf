"""Objects that were carried over HTTP, SMB, TFTP, FTP, mail and DICOM, taken out of a capture by tshark.

One way for captures saved and live, wherever tshark is: `tshark --export-objects` is fed the packets like any other
tshark of ours and writes files into a private folder, while the fields of the same run tell packets, hosts and types
(`object_names`). sharkd would tell them in one, but it is not everywhere and never answers for a file that grows.
What is in the files is strangers': they are listed and copied, never opened by what they claim to be.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import stat
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal

from dissectors.deep.errors import DeepError, TsharkFailed
from dissectors.deep.objects.object_names import MOST_OF_ONE_NAME, Origin, nameless, original, origins_of
from dissectors.deep.objects.object_origins import DISPLAY_FILTER, FIELDS, Origins
from dissectors.deep.objects.private_folder import PrivateFolder
from dissectors.deep.tshark.feeding import Feed
from dissectors.deep.tshark.field_lines import NUMBER, parameters_for
from dissectors.deep.tshark.splitters import Lines
from dissectors.privilege import hand_over

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.tshark.feeding import Rows
    from dissectors.deep.tshark.program import Tshark
    from dissectors.packets.table import PacketTable

ObjectProtocol = Literal["http", "smb", "tftp", "ftp-data", "imf", "dicom"]
OBJECT_PROTOCOLS: Final[tuple[ObjectProtocol, ...]] = ("http", "smb", "tftp", "ftp-data", "imf", "dicom")
TITLES: Final[dict[ObjectProtocol, str]] = {
    "http": "HTTP", "smb": "SMB", "tftp": "TFTP", "ftp-data": "FTP", "imf": "mail", "dicom": "DICOM",
}  # fmt: skip

MOST_OBJECTS: Final = 50_000
MOST_BYTES: Final = 4 << 30
"""On the disk; a small body may unpack to a huge one."""
FREE_PART: Final = 2
"""No more than this part of what is free on the disk is taken."""
_LAST_OF_A_NAME: Final = f"({MOST_OF_ONE_NAME - 1})"
_SECONDS_BETWEEN_LOOKS: Final = 0.2


class TooManyObjects(DeepError):
    """More than this machine should be made to keep."""


@dataclass(frozen=True, slots=True)
class ExportedObject:
    """One of them. Texts may hold anything."""

    protocol: ObjectProtocol
    row: int | None
    """The packet with which it was whole; None where that cannot be told."""
    host: str
    type: str
    size: int
    name: str
    file: Path
    """Where its bytes lie until the export is closed."""


class ObjectExport:
    """Used once; whoever made it closes it."""

    def __init__(self, tshark: Tshark, choices: DeepChoices, protocols: Sequence[ObjectProtocol] = ()) -> None:
        """Without `protocols` all of them. Raises OSError where there is no room for a folder."""
        self.objects: tuple[ExportedObject, ...] = ()
        """In the order of packets, once `run` has ended."""
        self.notice = ""
        """A sentence about what is left out."""
        self._tshark = tshark
        self._choices = choices
        self._protocols = tuple(dict.fromkeys(protocols or OBJECT_PROTOCOLS))
        self._folder = PrivateFolder()

    async def run(
        self, table: PacketTable, rows: Rows, progress: Callable[[float], object] = lambda part: None
    ) -> None:
        """Find all objects in these rows; `progress` is told 0 to 1. Raises DeepError, CaptureFileError and OSError."""
        try:
            origins = await self._run(table, rows, progress, FIELDS)
        except TooManyObjects:
            raise
        except TsharkFailed:
            if self._tshark.version >= (4, 0):
                raise
            # One that does not know all these fields names them and ends.
            origins = await self._run(table, rows, progress, ())
        self.objects = await asyncio.to_thread(self._listed, origins)

    async def _run(
        self, table: PacketTable, rows: Rows, progress: Callable[[float], object], fields: Sequence[str]
    ) -> Origins:
        from dissectors.deep.tshark.tshark_capture import TsharkCapture  # brings pyshark along

        parameters = parameters_for(fields)
        if fields:
            parameters += ["-o", f"gui.max_export_objects:{MOST_OF_ONE_NAME}"]
        for protocol in self._protocols:
            folder = self._folder.path / protocol
            folder.mkdir(exist_ok=True)
            hand_over(folder)
            parameters += ["--export-objects", f"{protocol},{folder}"]
        origins = Origins(rows)
        capture = TsharkCapture(
            self._tshark, self._choices, Lines(), output="fields", parameters=parameters,
            display_filter=DISPLAY_FILTER if fields else f"{NUMBER} == 0",
        )  # fmt: skip
        running = asyncio.ensure_future(capture.run(self._fed(table, rows, progress), origins.take))
        watching = asyncio.ensure_future(self._watch())
        try:
            await asyncio.wait((running, watching), return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                watching.result()
            await running
        finally:
            for task in (running, watching):
                task.cancel()
            await asyncio.gather(running, watching, return_exceptions=True)
            await capture.close()
        return origins

    async def _fed(self, table: PacketTable, rows: Rows, progress: Callable[[float], object]) -> AsyncIterator[bytes]:
        feed = Feed(table, self._choices.secrets())
        for chunk in feed.chunks(rows):
            yield chunk
            progress(feed.fed / max(len(rows), 1))
            await asyncio.sleep(0)

    async def _watch(self) -> None:
        """Ends only by raising TooManyObjects."""
        most = min(MOST_BYTES, shutil.disk_usage(self._folder.path).free // FREE_PART)
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            await asyncio.to_thread(self._look, most)

    def _look(self, most: int) -> list[tuple[ObjectProtocol, str, int]]:
        """Protocol, name and size of the files that are there. Raises TooManyObjects."""
        found: list[tuple[ObjectProtocol, str, int]] = []
        total = 0
        for protocol in self._protocols:
            with contextlib.suppress(FileNotFoundError), os.scandir(self._folder.path / protocol) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    if not stat.S_ISREG(status.st_mode):
                        continue
                    found.append((protocol, entry.name, status.st_size))
                    total += status.st_size
                    if total > most or len(found) > MOST_OBJECTS:
                        raise TooManyObjects(
                            f"the objects are more than {MOST_OBJECTS:,} files or {most >> 20:,} MB: "
                            "ask for one protocol, or for a capture of fewer packets"
                        )
        return found

    def _listed(self, origins: Origins) -> tuple[ExportedObject, ...]:
        found = self._look(MOST_BYTES)
        objects: list[ExportedObject] = []
        for protocol in self._protocols:
            files = [(name, size) for own, name, size in found if own == protocol]
            known = origins_of([name for name, _ in files], origins.of(protocol))
            objects += [
                self._object(protocol, name, size, origin, origins.rows)
                for (name, size), origin in zip(files, known, strict=True)
            ]
        if any(_LAST_OF_A_NAME in file for _, file, _ in found):
            self.notice = f"there may be more: of one name only {MOST_OF_ONE_NAME:,} objects are taken"
        last = float("inf")
        return tuple(sorted(objects, key=lambda one: (last if one.row is None else one.row, one.protocol, one.name)))

    def _object(
        self, protocol: ObjectProtocol, name: str, size: int, origin: Origin | None, rows: Rows
    ) -> ExportedObject:
        file = self._folder.path / protocol / name
        if origin is not None:
            shown = origin.name or original(name)
            return ExportedObject(protocol, origin.row, origin.host, origin.type, size, shown, file)
        frame, media = nameless(name) or (0, "")
        row = int(rows[frame - 1]) if 1 <= frame <= len(rows) else None
        return ExportedObject(protocol, row, "", media if row is not None else "", size, original(name), file)

    def open(self, one: ExportedObject) -> BinaryIO:
        """Its bytes. Raises OSError."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(one.file, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(f"{one.name} is no file")
        return open(descriptor, "rb")

    def close(self) -> None:
        """Nothing of it is left."""
        self._folder.remove()
