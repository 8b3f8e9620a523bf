"""Two decoders' values side by side: what was compared, what was equal, and where they differ."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from dissectors.streams.tcp_analysis.columns import ANALYSED
from tests.oracle import native, tshark

STACK = "frame.protocols"
ABOUT_THE_REST = (STACK, "data", "data.data", "data.len")
"""What is left over is data: not compared in packets that tshark decodes further, by a protocol that is not native."""
TOLD_ALONE = {"tcp.seq", "tcp.ack", "tcp.nxtseq", "tcp.len"}
"""Fields that a segment has without an analysis, too."""
PACKETS = "(packets)"
"""Stands for a field's name where the two read a different number of packets."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of one packet on which the two do not agree."""

    capture: str
    """Name of the file."""
    content: str
    """Hash of its content."""
    frame: int
    name: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    """Protocols of the packet, by tshark's account, that are not native."""


@dataclass(slots=True)
class Comparison:
    """How far the two agree; a value is one occurrence of a field in a packet, on either side."""

    compared: Counter[str] = field(default_factory=Counter)
    """Values by field."""
    equal: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def agreement(self) -> float:
        """Share of values that are equal; 1 where nothing was compared."""
        total = self.compared.total()
        return self.equal.total() / total if total else 1.0

    def add(self, other: Comparison) -> None:
        """Count another comparison in."""
        self.compared += other.compared
        self.equal += other.equal
        self.differences += other.differences


def content_hash(path: Path) -> str:
    """What a capture is known by, wherever it lies and whatever it is called."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def comparable(prefixes: Sequence[str] = ("",)) -> list[str]:
    """The fields both know whose name is one of the prefixes or begins with one that ends in a dot.

    What an analysis of other packets decides is compared apart: see `analysis`.
    """
    known = tshark.known_fields().keys() - (ANALYSED - TOLD_ALONE)
    return [name for name in native.native_fields() if name in known and matches(name, prefixes)]


def matches(name: str, prefixes: Sequence[str]) -> bool:
    return any(
        name == prefix or ((prefix.endswith(".") or not prefix) and name.startswith(prefix)) for prefix in prefixes
    )


def compare_file(path: Path, names: Sequence[str]) -> Comparison:
    """Compare every packet of a file, in order."""
    result = Comparison()
    content = content_hash(path)
    theirs = tshark.field_values(path, list(dict.fromkeys([STACK, *names])))
    wanted, native_stack = frozenset(names), native.native_stack()
    if not native.is_readable(path):
        if next(theirs, None) is not None:
            result.compared[PACKETS] += 1
            result.differences.append(Difference(path.name, content, 1, PACKETS, ("refused",), ("present",)))
        return result
    for number, (we, they) in enumerate(zip_longest(native.field_values(path, names), theirs), 1):
        if we is None or they is None:
            result.compared[PACKETS] += 1
            sides = [("missing",) if side is None else ("present",) for side in (we, they)]
            result.differences.append(Difference(path.name, content, number, PACKETS, sides[0], sides[1]))
            continue
        stack = they.get(STACK, [""])[0].split(":")
        foreign = tuple(dict.fromkeys(part for part in stack if part not in native_stack))
        incomparable = ABOUT_THE_REST if foreign else ()
        for name in (we.keys() | they.keys()) & wanted:
            if name in incomparable:
                continue
            ours, tshark_values = we.get(name, []), they.get(name, [])
            result.compared[name] += max(len(ours), len(tshark_values))
            if ours == tshark_values:
                result.equal[name] += len(ours)
            else:
                result.equal[name] += sum(a == b for a, b in zip(ours, tshark_values, strict=False))
                result.differences.append(
                    Difference(path.name, content, number, name, tuple(ours), tuple(tshark_values), foreign)
                )
    return result


def capture_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves and all below the folders, except descriptions."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and file.suffix != ".md")
        else:
            yield path
