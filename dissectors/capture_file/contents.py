"""What a capture file says besides its frames: sections, interfaces, names, secrets, comments.

The readers fill a `Contents` while they walk; the screens and the writer read it. All text is as the file has it: it
came from outside and must be made safe before it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dissectors.capture_file.clock import Clock
from dissectors.processes import attributions
from dissectors.processes.attribution import Attribution


@dataclass(frozen=True, slots=True)
class Option:
    """A pcapng option: its code, its bytes without padding."""

    code: int
    value: bytes


@dataclass(frozen=True, slots=True)
class Interface:
    """Where frames were captured, as a pcapng Interface Description Block or a pcap file header tells."""

    index: int
    """Counts over the whole file; what the frames' interface column holds."""
    section: int
    number: int
    """Counts within the section: Wireshark's frame.interface_id."""
    link_type: int
    """LINKTYPE_ number without the upper bits."""
    snap_length: int
    """Most bytes kept of a frame; 0 is no limit."""
    clock: Clock = field(default_factory=Clock)
    name: str | None = None
    description: str | None = None
    filter: str | None = None
    """The capture filter as text; None if there was none or it is stored as a program."""
    hardware: str | None = None
    os: str | None = None
    speed: int | None = None
    """Bits per second."""
    fcs_length: int | None = None
    """Bits of frame check sequence at each frame's end; None if the file does not tell."""
    comments: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()

    @property
    def ticks_per_second(self) -> int:
        return self.clock.ticks_per_second

    @property
    def offset_seconds(self) -> int:
        return self.clock.offset_seconds


@dataclass(frozen=True, slots=True)
class InterfaceStatistics:
    """A pcapng Interface Statistics Block; a count is None where the file does not give it.

    Counts are from the capture's start on, so that of several blocks of one interface the last one tells.
    """

    interface: int
    """Index over the whole file."""
    time_ns: int
    start_ns: int | None = None
    end_ns: int | None = None
    received: int | None = None
    dropped_by_interface: int | None = None
    accepted_by_filter: int | None = None
    dropped_by_kernel: int | None = None
    delivered: int | None = None
    comments: tuple[str, ...] = ()

    @property
    def dropped(self) -> int | None:
        """Packets that were lost before they could be written; None where the file does not tell."""
        told = [count for count in (self.dropped_by_interface, self.dropped_by_kernel) if count is not None]
        return sum(told) if told else None


@dataclass(frozen=True, slots=True)
class Block:
    """Where a block that carries no frame lies in the file, for whoever copies it unread."""

    kind: int
    offset: int
    length: int


@dataclass(slots=True)
class Section:
    """A pcapng section, or the whole of a pcap file."""

    number: int
    byte_order: str
    """As struct writes it: "<" or ">"."""
    hardware: str | None = None
    os: str | None = None
    application: str | None = None
    comments: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    interfaces: list[Interface] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    """Header, interfaces, names, secrets and statistics, in the order of the file; empty for pcap."""


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """One record of a Name Resolution Block."""

    address: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Secrets:
    """A Decryption Secrets Block."""

    kind: int
    """0x544c534b is a TLS key log, 0x57474b4c WireGuard's."""
    data: bytes


@dataclass(slots=True)
class Contents:
    """Grows while the file is walked; lists are only ever appended to."""

    sections: list[Section] = field(default_factory=list)
    interfaces: list[Interface] = field(default_factory=list)
    statistics: list[InterfaceStatistics] = field(default_factory=list)
    names: list[ResolvedName] = field(default_factory=list)
    secrets: list[Secrets] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    """Whose ends of conversations are, as whoever captured found out."""
    dropped: int | None = None
    """Packets that the capture lost, of all interfaces that tell it; None where none does."""
    _dropped_by: dict[int, int] = field(default_factory=dict)

    def add_attributions(self, told: list[Attribution]) -> None:
        """Take in what a further block says, as far as there is room."""
        self.attributions += told[: attributions.MOST - len(self.attributions)]

    def add_statistics(self, statistics: InterfaceStatistics) -> None:
        """Take in what a further block says."""
        self.statistics.append(statistics)
        if statistics.dropped is not None:
            before = self._dropped_by.get(statistics.interface, 0)
            self._dropped_by[statistics.interface] = statistics.dropped
            self.dropped = (self.dropped or 0) + statistics.dropped - before
