"""Saves chosen frames of open captures: as pcapng with all that belongs to them, or as pcap.

A pcapng section goes out as a section of the same byte order, so that its options, names and secrets can be copied as
they are, with the original ticks. Frames of pcap files, also of several, share a new section.
"""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final, Literal, Protocol, TypeAlias

from dissectors.capture_file import blocks
from dissectors.capture_file.atomic import atomic_file
from dissectors.capture_file.capture import CaptureFile
from dissectors.capture_file.clock import MICROSECONDS, NANOSECONDS
from dissectors.capture_file.contents import Section
from dissectors.capture_file.merged import MergedCapture
from dissectors.capture_file.reader import longest_frame
from dissectors.capture_file.writer import END_OF_LIST, PcapngWriter, PcapWriter, comment_options, drop_count_option
from dissectors.errors import CaptureFileError
from dissectors.processes.attribution import Attribution
from dissectors.processes.stored import write_attributions

SaveFormat: TypeAlias = Literal["pcapng", "pcap", "nanosecond pcap"]
AnyCapture: TypeAlias = CaptureFile | MergedCapture
Pick: TypeAlias = tuple[AnyCapture, int]
"""A capture and a row of it."""
Progress: TypeAlias = Callable[[int], None]
"""Called now and then with the number of frames written; what it raises ends the saving without a trace."""

_APPLICATION: Final = "Remora"
_PROGRESS_EVERY: Final = 4096
_NOTED_TOGETHER: Final = 4096
_PCAP_SUFFIXES: Final = (".pcap", ".cap", ".dmp")


class Noted(Protocol):
    """What goes out with some packets."""

    @property
    def comments(self) -> Mapping[int, tuple[str, ...]]:
        """By row."""
        ...

    @property
    def attributions(self) -> tuple[Attribution, ...]: ...


class PacketNotes(Protocol):
    """Whoever knows whose packets are: `dissectors.processes.notes`. For one saving."""

    @property
    def capture(self) -> object:
        """Whose rows it knows."""
        ...

    @property
    def has_any(self) -> bool:
        """Whether it knows anything, so far."""
        ...

    def about(self, rows: Sequence[int]) -> Noted:
        """What is to be told of further rows, which are written in this order."""
        ...


def save_capture(
    capture: AnyCapture,
    path: str | os.PathLike[str],
    rows: Iterable[int] | None = None,
    *,
    format: SaveFormat | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    processes: PacketNotes | None = None,
) -> int:
    """Save rows of one capture (None: all, and its statistics) in the order given; return how many frames it were.

    `format` None goes by the name: .pcap becomes pcap, in nanoseconds if an interface counts finer than microseconds;
    any other becomes pcapng, with what `processes` tells of the packets, or else with what the capture's file told. The
    file appears when it is whole, and replaces one only with `overwrite`. Raises CaptureFileError if the frames do not
    fit the format or the file cannot be written.
    """
    chosen = format or format_for(path, [capture])
    with atomic_file(path, overwrite=overwrite) as file:
        picks = ((capture, row) for row in (range(len(capture.frames)) if rows is None else rows))
        whole = [capture] if rows is None else []
        return write_frames(file, picks, chosen, whole=whole, progress=progress, processes=processes)


def save_captures(
    picks: Iterable[Pick],
    path: str | os.PathLike[str],
    *,
    format: SaveFormat = "pcapng",
    overwrite: bool = False,
    progress: Progress | None = None,
) -> int:
    """The same for frames of several captures."""
    with atomic_file(path, overwrite=overwrite) as file:
        return write_frames(file, picks, format, progress=progress)


def format_for(path: str | os.PathLike[str], captures: Iterable[AnyCapture]) -> SaveFormat:
    """The format that a file's name asks for."""
    if Path(path).suffix.lower() not in _PCAP_SUFFIXES:
        return "pcapng"
    rates = [interface.ticks_per_second for capture in captures for interface in capture.interfaces]
    return "nanosecond pcap" if max(rates, default=0) > MICROSECONDS else "pcap"


def write_frames(
    file: BinaryIO,
    picks: Iterable[Pick],
    format: SaveFormat,
    *,
    whole: Iterable[AnyCapture] = (),
    progress: Progress | None = None,
    processes: PacketNotes | None = None,
) -> int:
    """Write frames to an open file, which may be a pipe; return how many.

    The statistics of captures in `whole` are written too, and what `processes` tells.

    Raises CaptureFileError if a frame does not fit the format.
    """
    count = 0
    output: _PcapOutput | _PcapngOutput
    if format == "pcapng":
        output = _PcapngOutput(file, list(whole), copies_processes=processes is None)
        with_comments = ((*pick, ()) for pick in picks) if processes is None else _noted(picks, processes, output)
    else:
        output, with_comments = _PcapOutput(file, format), ((*pick, ()) for pick in picks)
    for capture, row, comments in with_comments:
        output.frame(capture, row, comments)
        count += 1
        if progress is not None and count % _PROGRESS_EVERY == 0:
            progress(count)
    output.finish()
    return count


def _noted(
    picks: Iterable[Pick], notes: PacketNotes, output: _PcapngOutput
) -> Iterator[tuple[AnyCapture, int, tuple[str, ...]]]:
    """The frames with their comments; before them the output hears whose they are."""
    left = iter(picks)
    # Where nothing is known nobody waits for many frames to come.
    while some := list(itertools.islice(left, _NOTED_TOGETHER if notes.has_any else 1)):
        noted = notes.about([row for capture, row in some if capture is notes.capture])
        output.tell_processes(noted.attributions)
        comments = dict(noted.comments)
        for capture, row in some:
            yield capture, row, comments.pop(row, ()) if capture is notes.capture else ()


class _PcapOutput:
    def __init__(self, file: BinaryIO, format: SaveFormat) -> None:
        self._file = file
        self._nanosecond = format == "nanosecond pcap"
        self._link_type: int | None = None
        self._writer: PcapWriter | None = None

    def frame(self, capture: AnyCapture, row: int, comments: tuple[str, ...] = ()) -> None:
        """Without the comments: the format has none."""
        frame = capture.frames.frame(row)
        writer = self._writer or self._begin(frame.link_type)
        if frame.link_type != self._link_type:
            raise CaptureFileError(
                f"frames of link types {self._link_type} and {frame.link_type} do not fit in one pcap file; "
                "pcapng holds them"
            )
        writer.write(frame.time_ns, capture.data(row), frame.original_length)

    def finish(self) -> None:
        if self._writer is None:
            self._begin(1)

    def _begin(self, link_type: int) -> PcapWriter:
        self._link_type = link_type
        self._writer = PcapWriter(self._file, link_type, self._nanosecond, longest_frame(link_type))
        return self._writer


class _PcapngOutput:
    def __init__(self, file: BinaryIO, whole: list[AnyCapture], *, copies_processes: bool) -> None:
        """`copies_processes`: what the captures themselves tell of these is written, as nobody else tells it."""
        self._writer = PcapngWriter(file)
        self._whole = whole
        told = (blocks.PROCESSES,) if copies_processes else ()
        self._copied = (blocks.NAME_RESOLUTION, blocks.DECRYPTION_SECRETS, *told)
        self._untold: tuple[Attribution, ...] = ()
        """For the section of the next frame."""
        self._section: tuple[AnyCapture, Section] | None = None
        """The pcapng section that is being copied."""
        self._numbers: dict[tuple[int, int], int] | None = None
        """In the section for frames of pcap files: capture and its interface -> interface number."""
        self._ticks: dict[int, int] = {}
        """In the same section: the time of each interface's last frame."""

    def tell_processes(self, attributions: tuple[Attribution, ...]) -> None:
        """Of the frames that follow."""
        self._untold += attributions

    def frame(self, capture: AnyCapture, row: int, comments: tuple[str, ...] = ()) -> None:
        """Comments that the frame has already are not added."""
        if comments:
            comments = tuple(comment for comment in comments if comment not in capture.comments(row))
        if capture.is_pcapng:
            self._copy(capture, row, comments)
        else:
            self._from_pcap(capture, row, comments)

    def finish(self) -> None:
        if self._section is None and self._numbers is None:
            for capture in self._whole:
                for section in capture.sections:
                    self._enter(capture, section)
        self._leave()
        if self._section is None and self._numbers is None:
            self._writer.section(application=_APPLICATION)

    def _from_pcap(self, capture: AnyCapture, row: int, comments: tuple[str, ...]) -> None:
        if self._numbers is None:
            self._leave()
            self._section, self._numbers, self._ticks = None, {}, {}
            self._writer.section(application=_APPLICATION)
        frame = capture.frames.frame(row)
        interface, key = capture.interfaces[frame.interface], (id(capture), frame.interface)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self._writer.interface(interface)
        self._write_processes()
        ticks = (frame.time_ns or 0) * interface.ticks_per_second // NANOSECONDS
        self._ticks[self._numbers[key]] = ticks
        options = comment_options(comments, "<")
        if options:
            options += END_OF_LIST
        self._writer.packet(self._numbers[key], ticks, capture.data(row), frame.original_length, options)

    def _copy(self, capture: AnyCapture, row: int, comments: tuple[str, ...]) -> None:
        frame = capture.frames.frame(row)
        interface = capture.interfaces[frame.interface]
        section = capture.sections[interface.section]
        if self._section is None or self._section[0] is not capture or self._section[1] is not section:
            self._enter(capture, section)
        self._write_processes()
        data = capture.data(row)
        if frame.time_ns is None:
            self._writer.simple_packet(data, frame.original_length)
            return
        # Enhanced and obsolete Packet Blocks have the ticks at the same place.
        order = section.byte_order
        kind, _, drops, high, low = struct.unpack(order + "IIxxHII", capture.read(frame.offset - 28, 20))
        options_length = capture.frames.options_length(row)
        options = capture.read(frame.offset + (len(data) + 3 & ~3), options_length) if options_length else b""
        if kind == blocks.PACKET and (dropped := drop_count_option(drops, order)):
            options = dropped + (options or END_OF_LIST)
        if comments:
            options = comment_options(comments, order) + (options or END_OF_LIST)
        self._writer.packet(interface.number, high << 32 | low, data, frame.original_length, options)

    def _enter(self, capture: AnyCapture, section: Section) -> None:
        """Begin a section with the interfaces, names and secrets of the old one."""
        self._leave()
        self._section, self._numbers = (capture, section), None
        self._writer.section(section)
        for interface in section.interfaces:
            self._writer.interface(interface)
        self._copy_blocks(capture, section, self._copied)

    def _leave(self) -> None:
        if self._section is not None and any(capture is self._section[0] for capture in self._whole):
            self._copy_blocks(*self._section, (blocks.INTERFACE_STATISTICS,))
        for capture in self._whole if self._numbers is not None else ():
            self._write_drops(capture, self._numbers or {})

    def _write_processes(self) -> None:
        untold, self._untold = self._untold, ()
        for body in write_attributions(untold, self._writer.byte_order) if untold else ():
            self._writer.block(blocks.PROCESSES, body)

    def _write_drops(self, capture: AnyCapture, numbers: dict[tuple[int, int], int]) -> None:
        """What whoever captured said of interfaces that have frames in the section."""
        told = capture.drops if isinstance(capture, MergedCapture) else {}
        for (owner, place), number in numbers.items():
            dropped = told.get(capture.interfaces[place].name or "") if owner == id(capture) else None
            if dropped is not None:
                self._writer.statistics(number, self._ticks[number], dropped)

    def _copy_blocks(self, capture: AnyCapture, section: Section, kinds: tuple[int, ...]) -> None:
        for block in section.blocks:
            if block.kind in kinds:
                self._writer.block(block.kind, capture.read(block.offset + 8, block.length - 12))
