"""A decoder that tests hold in their hands: it answers when it is told to, and counts what was asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from dissectors.deep.tree.foreign_specs import ForeignSpec
from dissectors.errors import RemoraError
from dissectors.fields import BYTES, NONE, PROTOCOL, STRING, UNSIGNED, Field, Value
from dissectors.frame import Frame
from tests.dissectors.deep.decoded_by_hand import ByHand
from tests.tui.toy import ToyApp, ToyTable
from tui.settings import Settings


class Spec(ForeignSpec):
    """As tshark's fields are declared."""

    __slots__ = ()


def foreign(
    name: str, line: str, value: Value = None, start: int = 0, stop: int = 0, *children: Field, source: int = 0
) -> Field:
    """A field as tshark has it."""
    kind = {int: UNSIGNED, bytes: BYTES, str: STRING}.get(type(value), NONE)
    return Field(
        Spec(name, line.partition(":")[0], kind), value, start, stop, list(children), heading=line, source=source
    )


def foreign_layer(name: str, line: str, start: int, stop: int, *children: Field, source: int = 0) -> Field:
    """A layer's line."""
    return Field(Spec(name, line, PROTOCOL), None, start, stop, list(children), heading=line, source=source)


def deep_toy(frame: Frame) -> ByHand:
    """A toy packet as tshark would decode it: its port below a line of its own, one more layer behind."""
    data = frame.data
    length = data[3]
    port = int.from_bytes(data[1:3], "big")
    toy = foreign_layer(
        "toy",
        "Toy by tshark",
        0,
        4 + length,
        foreign("", "Where to", None, 1, 3, foreign("toy.port", f"Port of tshark: {port}", port, 1, 3)),
        foreign("toy.version", "Version: 2", 2, 0, 1),
        foreign("toy.name", "Name: anna", data[4 : 4 + length].decode(), 4, 4 + length),
    )
    more = foreign_layer(
        "deeper",
        "Deeper Protocol",
        4 + length,
        len(data),
        foreign("deeper.count", "Count: 3", 3, 4 + length, len(data)),
    )
    return ByHand([foreign_layer("frame", f"Frame {frame.number}", 0, len(data)), toy, more], frame)


@dataclass(frozen=True)
class FakeProgram:
    name: str = "tshark 9.9.9"


@dataclass
class FakeDecoder:
    """Answers at once unless it is `held`; a row in `failures` fails."""

    table: ToyTable
    held: bool = False
    trouble: RemoraError | None = None
    """Why there is no tshark."""
    failures: dict[int, RemoraError] = field(default_factory=dict)
    make: Callable[[Frame], ByHand] = deep_toy
    asked: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)
    answers: dict[int, ByHand] = field(default_factory=dict)
    is_closed: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def prepare(self) -> FakeProgram:
        if self.trouble is not None:
            raise self.trouble
        return FakeProgram()

    async def decode(self, row: int) -> ByHand:
        self.asked.append(row)
        try:
            if self.held:
                await self.released.wait()
        except asyncio.CancelledError:
            self.given_up.append(row)
            raise
        if self.trouble is not None or row in self.failures:
            raise self.failures.get(row) or self.trouble  # type: ignore[misc]
        self.answers[row] = self.make(self.table.frame(row))
        return self.answers[row]

    def kept(self, row: int) -> ByHand | None:
        return self.answers.get(row)

    async def close(self) -> None:
        self.is_closed = True

    def release(self) -> None:
        """Answer what was asked, and from now on at once."""
        self.held = False
        self.released.set()


class DeepToyApp(ToyApp):
    """The application on toys, with such a decoder."""

    def __init__(self, table: ToyTable, *, settings: Settings | None = None, **options: object) -> None:
        super().__init__(table, settings=settings)
        self._options = options
        self.decoders: list[FakeDecoder] = []

    def make_decoder(self, table: object) -> FakeDecoder:
        self.decoders.append(FakeDecoder(self.packet_table, **self._options))  # type: ignore[arg-type]
        return self.decoders[-1]

    @property
    def decoder(self) -> FakeDecoder:
        return self.decoders[-1]
