"""A toy protocol, and what stands in for a packet table and its source, so that screens are tested without files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.cursor import Cursor
from dissectors.dissect import Dissection, dissect
from dissectors.errors import CaptureFileError, RemoraError
from dissectors.fields import bits, group, octets, string, u8, u16
from dissectors.frame import Frame
from dissectors.header import Header
from dissectors.packets.keyed import Keyed
from dissectors.packets.order import Ordering
from dissectors.packets.search import (
    AskingSearch,
    Hit,
    LinesWith,
    Place,
    RowHas,
    Search,
    nearest,
    nearest_beyond,
)
from dissectors.packets.summary import Summary, summarize
from dissectors.packets.wanted import Wanted
from dissectors.processes.attributions import Attributions
from dissectors.processes.ends import NOBODY, Ends
from dissectors.protocol import Layer, Protocol
from dissectors.registry import Registry
from tui.app import RemoraApp
from tui.judging import Judgement, problem_with
from tui.loading import Post
from tui.messages import CaptureState
from tui.screens.packets import PacketsScreen
from tui.settings import Settings

LINK_TYPE = 147
"""LINKTYPE_USER0."""

NAME = string("toy.name", "Name", explain="What the sender calls itself.")
NOTE = group("toy.note", "Note")
PAYLOAD = octets("toy.data", "Data")


class ToyHeader(Header):
    """Four bits of version, four of flags, a port, a length."""

    version = bits(4, "toy.version", "Version", explain="Of the toy protocol (RFC 0 §1).")
    flags = bits(4, "toy.flags", "Flags")
    port = u16("toy.port", "Port", show=lambda port: f"{port} (toys)", explain="Who is asked.")
    length = u8("toy.length", "Length of the name", unit="bytes")


def _details(layer: Layer[ToyHeader], cursor: Cursor) -> None:
    with cursor.limit(layer.header.length):
        cursor.take(NAME, cursor.remaining)
    if layer.header.flags & 1:
        cursor.notice(NOTE, "warning", "the lowest flag is set", layer.start, layer.start + 1)
    if cursor.remaining:
        cursor.take(PAYLOAD, cursor.remaining)


def _info(layer: Layer[ToyHeader]) -> str:
    name = layer.find("toy.name")
    return f"port {layer.header.port}, {name.value if name is not None else 'nameless'}"


TOY: Protocol[ToyHeader] = Protocol(
    name="toy",
    title="Toy Protocol",
    short="TOY",
    header=ToyHeader,
    rides_on=(("link_type", LINK_TYPE),),
    references=("RFC 0",),
    explain="A protocol to test with.",
    details=_details,
    info=_info,
)

REGISTRY = Registry([TOY])


def toy_bytes(name: bytes = b"anna", port: int = 7, flags: int = 0, payload: bytes = b"") -> bytes:
    """A toy packet."""
    return bytes([0x20 | flags]) + port.to_bytes(2, "big") + bytes([len(name)]) + name + payload


def toy_frames(count: int) -> list[Frame]:
    """Frames a tenth of a second apart; their numbers and ports tell them apart."""
    return [
        Frame(
            toy_bytes(port=number, payload=bytes(range(number % 64))),
            LINK_TYPE,
            number,
            time=1_700_000_000_000_000_000 + (number - 1) * 100_000_000,
            since_first=(number - 1) * 100_000_000,
        )
        for number in range(1, count + 1)
    ]


class ToyMatching:
    """Stands in for a filter's way over the packet table."""

    def __init__(self, table: ToyTable, packet_filter: Any) -> None:
        self._table = table
        self._filter = packet_filter
        self.examined = self.candidates = 0

    tier = ""
    is_settled = True

    @property
    def is_done(self) -> bool:
        return self.examined >= len(self._table)

    def step(self, seconds: float) -> NDArray[np.int64]:
        """One row."""
        row = self.examined
        matches = self._filter.matches(self._table.dissection(row))
        self.examined += 1
        self.candidates += 1
        return np.array([row] if matches else [], np.int64)

    def close(self) -> None:
        pass


class ToyKeys:
    """Reads the keys of a column of the list from the toys' summaries."""

    def __init__(self, table: ToyTable, column: str) -> None:
        self._table = table
        self._column = column

    def read(self, rows: NDArray[np.int64]) -> Iterator[Keyed]:
        """A row at a time."""
        for row in rows.tolist():
            told = {"number": row, "time": self._table.time(row)}
            key = told[self._column] if self._column in told else getattr(self._table.summary(row), self._column)
            keys = np.array([key], object)
            yield Keyed(1, np.array([row]), keys)

    def close(self) -> None:
        pass


class ToySearch:
    """Asks every row for the spans that it has."""

    def __init__(self, table: ToyTable, spans: Callable[[int], list[tuple[int, int]]]) -> None:
        self.examined = 0
        self._spans = spans

    def hits(self, rows: NDArray[np.int64], *, backwards: bool) -> Iterator[Hit | None]:
        """Stops at every row."""
        for row in rows.tolist():
            self.examined += 1
            yield nearest(self._spans(row), row, backwards=backwards)

    def beyond(self, row: int, place: int, *, backwards: bool) -> Hit | None:
        return nearest_beyond(self._spans(row), row, place, backwards=backwards)

    def close(self) -> None:
        pass


class ToyTable:
    """Stands in for the packet table."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.frames = list(frames)
        self.registry = REGISTRY
        self.attributions = Attributions()
        self.known_ends: dict[int, Ends] = {}
        """By row, for those whose ends are known."""
        self.lost: set[int] = set()
        """Rows whose bytes the file no longer has."""

    def __len__(self) -> int:
        return len(self.frames)

    def number_streams(self, stop: int) -> None:
        """Toys have no conversations."""

    def analyse(self, stop: int) -> None:
        """Nor anything to analyse."""

    def judge(self, stop: int) -> None:
        """Nor anything that became of them."""

    def ends(self, row: int) -> Ends:
        return self.known_ends.get(row, NOBODY)

    def time(self, row: int) -> int | None:
        return self.frames[row].time

    def first_at(self, time: int) -> int | None:
        return next((row for row in range(len(self)) if (self.time(row) or 0) >= time), None)

    def frame(self, row: int) -> Frame:
        if row in self.lost:
            raise CaptureFileError("toy.pcap became shorter while it was open")
        return self.frames[row]

    def dissection(self, row: int) -> Dissection:
        return dissect(self.frame(row), self.registry)

    def decode(self, row: int) -> Dissection:
        return self.dissection(row)

    def summary(self, row: int) -> Summary:
        return summarize(self.dissection(row))

    def ordering(self, column: str, *, descending: bool = False) -> Ordering:
        return Ordering(ToyKeys(self, column), descending=descending)

    def matching(self, packet_filter: Any) -> ToyMatching:
        return ToyMatching(self, packet_filter)

    def searching(self, wanted: Wanted, place: Place, columns: Sequence[str] = ()) -> Search:
        if place == "bytes":
            return ToySearch(self, lambda row: wanted.spans(self.frame(row).data))
        return AskingSearch(self, LinesWith(wanted) if place == "tree" else RowHas(wanted, tuple(columns)))

    def searching_filter(self, chosen: Any) -> Search:
        return ToySearch(self, lambda row: [(0, 0)] if chosen.matches(self.dissection(row)) else [])


class ToySource:
    """Stands in for a file or a live capture; tests post what they like."""

    def __init__(self, state: CaptureState | None = None) -> None:
        self.state = state or CaptureState("toy.pcap")
        self.post: Post = lambda message: None
        self.stopped = False

    def start(self, post: Post) -> None:
        self.post = post

    def stop(self) -> None:
        self.stopped = True

    def stop_reading(self) -> bool:
        return False


class PortFilter:
    """Lets pass the packets of some ports."""

    def __init__(self, ports: set[int]) -> None:
        self._ports = ports

    def matches(self, dissection: Dissection) -> bool:
        return any(field.value in self._ports for field in dissection.find("toy.port"))


class ToyFilterError(RemoraError):
    """Wrong at a column."""

    def __init__(self, message: str, column: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


def compile_ports(text: str) -> PortFilter:
    """`7,9` lets ports 7 and 9 pass."""
    for column, character in enumerate(text):
        if character not in "0123456789,":
            raise ToyFilterError(f"a digit is wanted, not {character}", column)
    return PortFilter({int(port) for port in text.split(",") if port})


class ToyApp(RemoraApp):
    """The application on a packets screen with toys."""

    def __init__(
        self,
        table: ToyTable,
        source: ToySource | None = None,
        settings: Settings | None = None,
        compile_filter: Callable[[str], Any] = compile_ports,
        display_filter: str = "",
        theme: str = "remora-dark",
    ) -> None:
        self.packet_table = table
        self.packet_source = source or ToySource()
        self._compile = compile_filter
        self._first = display_filter
        super().__init__(settings=settings or Settings(theme=theme))

    def get_default_screen(self) -> PacketsScreen:
        return PacketsScreen(
            self.packet_table,  # type: ignore[arg-type]
            self.packet_source,
            self._first,
            self._compile,
            lambda text: Judgement(problem_with(text, self._compile)),
        )

    @property
    def packets(self) -> PacketsScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, PacketsScreen)
        return screen
