"""Several capture files as one capture: interfaces captured together, or a capture that went on in another file.

Frames are numbered as they arrive; what arrives at the same look at the files is put in the order of time, and
each file's own order is kept. It answers as `CaptureFile` does, so that what is above need not know the difference.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from dissectors.capture_file.address_space import STRIDE, AddressSpace
from dissectors.capture_file.capture import CaptureFile, open_capture
from dissectors.capture_file.contents import Contents, Interface, Option, Secrets, Section
from dissectors.capture_file.frames import EARLIEST_TIME, FrameBatch, Frames
from dissectors.capture_file.notice import Notice
from dissectors.capture_file.options import COMMENT, read_options_until_damage, texts
from dissectors.errors import CaptureFileError
from dissectors.processes.attribution import Attribution

_COLUMNS = (
    "offset",
    "captured_length",
    "original_length",
    "time",
    "interface",
    "link_type",
    "options_length",
)


Times = npt.NDArray[np.int64]


@dataclass(slots=True)
class _Source:
    """One file; `base` is where its bytes begin in the offsets of the whole."""

    file: CaptureFile
    base: int
    interfaces: list[int] = field(default_factory=list)
    """The file's interface -> the whole's."""
    waiting: list[tuple[FrameBatch, Times]] = field(default_factory=list)
    """Read, and not yet handed out: another file may still have earlier frames. With the times to order them by."""
    latest: int = EARLIEST_TIME
    """Largest time read so far."""
    attributions_done: int = 0
    """So many that the file told are taken into the whole's."""

    def take(self, batch: FrameBatch) -> None:
        """Let a batch wait. A file's own order stands: no frame counts as earlier than one before it."""
        times = np.maximum(np.maximum.accumulate(batch.time), self.latest)
        self.latest = int(times[-1])
        self.waiting.append((batch, times))


class MergedCapture:
    """Add files at any time with `add`; a context manager.

    As with `CaptureFile`, `read_batches` may run in another thread than the one that calls `append`.
    """

    def __init__(self, paths: Sequence[str | os.PathLike[str]] = ()) -> None:
        self.frames = Frames()
        self.drops: Mapping[str, int] = {}
        """By interface how many packets were lost, as whoever captures says; files that grow do not tell."""
        self.contents = Contents(sections=[Section(0, "<")])
        self._sources: tuple[_Source, ...] = ()
        self._space: AddressSpace | None = None
        self._numbers: dict[Interface, int] = {}
        for path in paths:
            self.add(path)

    def add(self, path: str | os.PathLike[str], interface_name: str | None = None) -> CaptureFile:
        """Go on reading in one more file too. Raises CaptureFileError as `open_capture` does."""
        file = open_capture(path, interface_name=interface_name)
        self._sources = (*self._sources, _Source(file, len(self._sources) * STRIDE))
        return file

    @property
    def files(self) -> tuple[CaptureFile, ...]:
        """The files in the order in which they were added."""
        return tuple(source.file for source in self._sources)

    @property
    def path(self) -> Path:
        """Of the first file: what the whole is called by."""
        if not self._sources:
            raise CaptureFileError("the capture has no file yet")
        return self._sources[0].file.path

    @property
    def format(self) -> str:
        if len(self._sources) == 1:
            return self._sources[0].file.format
        return f"{len(self._sources)} files captured together" if self._sources else "empty"

    @property
    def is_pcapng(self) -> bool:
        return len(self._sources) == 1 and self._sources[0].file.is_pcapng

    @property
    def interfaces(self) -> list[Interface]:
        """All files' interfaces; one that several files have in common is there once."""
        return self.contents.interfaces

    @property
    def sections(self) -> list[Section]:
        return self._sources[0].file.sections if len(self._sources) == 1 else self.contents.sections

    @property
    def secrets(self) -> list[Secrets]:
        """Keys that the files bring along, as far as they were read."""
        return [secrets for source in self._sources for secrets in source.file.secrets]

    @property
    def attributions(self) -> list[Attribution]:
        """Whose ends of conversations are, in the order in which the files were read; only ever appended to."""
        return self.contents.attributions

    @property
    def dropped(self) -> int | None:
        """Packets that were lost, as whoever captures says, else as the files do; None where nobody tells."""
        if self.drops:
            return sum(self.drops.values())
        told = [source.file.dropped for source in self._sources]
        known = [count for count in told if count is not None]
        return sum(known) if known else None

    @property
    def file_comments(self) -> tuple[str, ...]:
        return tuple(comment for source in self._sources for comment in source.file.file_comments)

    @property
    def size(self) -> int:
        """Bytes of all files when they were last looked at."""
        return sum(source.file.size for source in self._sources)

    @property
    def bytes_read(self) -> int:
        return sum(source.file.bytes_read for source in self._sources)

    @property
    def is_complete(self) -> bool:
        """Everything that was in the files at the last refresh has been read."""
        return all(source.file.is_complete and not source.waiting for source in self._sources)

    @property
    def notice(self) -> Notice | None:
        """What is wrong with the first file that something is wrong with; None if nothing is."""
        for source in self._sources:
            notice = source.file.notice
            if notice is not None:
                if len(self._sources) == 1:
                    return notice
                return replace(notice, message=f"{source.file.path.name}: {notice.message}")
        return None

    def refresh(self, max_frames: int | None = None, seconds: float | None = None) -> range:
        """Read on in every file; return the new rows. Raises CaptureFileError as `CaptureFile.refresh` does."""
        return self.append(self.read_batches(max_frames, seconds))

    def read_batches(self, max_frames: int | None = None, seconds: float | None = None) -> tuple[FrameBatch, ...]:
        """What `refresh` would append; each batch must then be given to `append`, in this order."""
        sources = self._sources
        for source in sources:
            batches = source.file.read_batches(max_frames, seconds)
            self._learn(source)
            for batch in batches:
                if len(batch):
                    source.take(self._translated(source, batch))
        if len(sources) == 1:
            waiting, sources[0].waiting = sources[0].waiting, []
            return tuple(batch for batch, _ in waiting)
        return _in_order(sources)

    def append(self, batches: tuple[FrameBatch, ...]) -> range:
        """Make batches part of `frames`; return the new rows."""
        first = len(self.frames)
        for batch in batches:
            self.frames.append(batch)
        return range(first, len(self.frames))

    def data(self, row: int) -> bytes:
        """A frame's captured bytes; raises CaptureFileError if its file became shorter than that."""
        frame = self.frames.frame(row)
        return self.read(frame.offset, frame.captured_length)

    def view(self) -> npt.NDArray[np.uint8]:
        """All bytes that the frames' offsets count in, read-only; not to be kept, as with `CaptureFile.view`.

        Raises CaptureFileError if a file became shorter, or where the machine cannot map several files as one.
        """
        if len(self._sources) == 1:
            return self._sources[0].file.view()
        if self._space is None or self._space.places < len(self._sources):
            self._space = AddressSpace([source.file.path for source in self._sources])
        return self._space.view([source.file.bytes_read for source in self._sources])

    def forget(self, start: int, stop: int) -> None:
        """As `CaptureFile.forget`; of several files mapped as one, all stay."""
        if len(self._sources) == 1:
            self._sources[0].file.forget(start, stop)

    def read(self, offset: int, length: int) -> bytes:
        """Bytes at an offset of the whole; raises CaptureFileError if they are gone."""
        number, start = divmod(offset, STRIDE)
        return self._sources[number].file.read(start, length)

    def packet_options(self, row: int) -> tuple[Option, ...]:
        """The pcapng options of a frame; none for pcap."""
        length = self.frames.options_length(row)
        if not length:
            return ()
        frame = self.frames.frame(row)
        source = self._sources[frame.offset // STRIDE]
        number = source.interfaces.index(frame.interface)
        section = source.file.sections[source.file.interfaces[number].section]
        start = frame.offset + (frame.captured_length + 3 & ~3)
        return read_options_until_damage(self.read(start, length), section.byte_order)[0]

    def comments(self, row: int) -> tuple[str, ...]:
        """A frame's comments as the file has them: make them safe before showing them."""
        return texts(self.packet_options(row), COMMENT)

    def close(self) -> None:
        """Close every file."""
        self._space = None
        for source in self._sources:
            source.file.close()

    def __enter__(self) -> MergedCapture:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _learn(self, source: _Source) -> None:
        """Give the interfaces that a file has newly told of their numbers in the whole; take in what else is new."""
        for interface in source.file.interfaces[len(source.interfaces) :]:
            known = replace(interface, index=0, section=0, number=0)
            number = self._numbers.get(known)
            if number is None:
                number = self._numbers[known] = len(self.contents.interfaces)
                section = interface.section if len(self._sources) == 1 else 0
                position = interface.number if len(self._sources) == 1 else number
                placed = replace(interface, index=number, section=section, number=position)
                self.contents.interfaces.append(placed)
                self.contents.sections[0].interfaces.append(placed)
            source.interfaces.append(number)
        told = source.file.attributions
        self.contents.add_attributions(told[source.attributions_done :])
        source.attributions_done = len(told)

    def _translated(self, source: _Source, batch: FrameBatch) -> FrameBatch:
        """A file's batch with the whole's offsets and interface numbers."""
        numbers = np.array(source.interfaces or [0], dtype=np.uint32)
        return replace(
            batch,
            offset=batch.offset + source.base,
            interface=numbers[np.minimum(batch.interface, len(numbers) - 1)],
        )


def _in_order(sources: Sequence[_Source]) -> tuple[FrameBatch, ...]:
    """Take what waits, in the order of time, up to where no file can still have an earlier frame."""
    waiting = [(source, batch, times) for source in sources for batch, times in source.waiting]
    if not waiting:
        return ()
    horizons = [source.latest for source in sources if not source.file.is_complete]
    if len(waiting) == 1 and not horizons:
        waiting[0][0].waiting = []
        return (waiting[0][1],)
    times = np.concatenate([times for _, _, times in waiting])
    order = np.argsort(times, kind="stable")
    ready = len(order)
    if horizons:
        ready = int(np.searchsorted(times[order], min(horizons), side="right"))
    for source in sources:
        source.waiting = []
    _give_back(waiting, np.sort(order[ready:]))
    return (_chosen(_joined([batch for _, batch, _ in waiting]), order[:ready]),) if ready else ()


def _give_back(waiting: Sequence[tuple[_Source, FrameBatch, Times]], late: npt.NDArray[np.int64]) -> None:
    """Let frames wait for the next round, each in its own file's queue."""
    start = 0
    for source, batch, times in waiting:
        mine = late[(late >= start) & (late < start + len(batch))] - start
        if len(mine):
            source.waiting.append((_chosen(batch, mine), times[mine]))
        start += len(batch)


def _joined(batches: Sequence[FrameBatch]) -> FrameBatch:
    far: dict[int, int] = {}
    start = 0
    for batch in batches:
        far.update({start + index: time for index, time in batch.far_times.items()})
        start += len(batch)
    columns = {name: np.concatenate([getattr(batch, name) for batch in batches]) for name in _COLUMNS}
    return FrameBatch(**columns, far_times=far)


def _chosen(batch: FrameBatch, rows: npt.NDArray[np.int64]) -> FrameBatch:
    far = {}
    if batch.far_times:
        far = {place: batch.far_times[row] for place, row in enumerate(rows.tolist()) if row in batch.far_times}
    return FrameBatch(**{name: getattr(batch, name)[rows] for name in _COLUMNS}, far_times=far)
