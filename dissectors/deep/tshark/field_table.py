"""Every field and protocol that a tshark knows: name, type and label, found by name or by the name's beginning.

Made of what `tshark -G fields` prints, by `field_cache`, which keeps it on disk. The table is the sorted text itself,
a line a field, so that a mapped file serves as it is: 236,000 fields take no time to load, and a look-up some 20 steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from mmap import mmap

FRAME_NUMBER = "FT_FRAMENUM"
PROTOCOL = "FT_PROTOCOL"
MOST_FOUND = 200
LONGEST_LABEL = 200
LONGEST_NAME = 300
"""Characters; the longest of tshark 4.0 has 110."""

_BLANK = dict.fromkeys((*range(32), *range(127, 160)), " ")


@dataclass(frozen=True, slots=True)
class KnownField:
    """One field or protocol."""

    name: str
    """As filters take it."""
    type: str
    """Wireshark's type, such as FT_UINT16; FT_PROTOCOL for a protocol."""
    label: str


class FieldTable:
    """Looks fields up in lines as `lines_of` gives them."""

    def __init__(self, lines: bytes | mmap, frame_numbers: frozenset[str], count: int, start: int = 0) -> None:
        """`start` is where the first line begins."""
        self._lines = lines
        self._start = start
        self.frame_numbers = frame_numbers
        """Names of the fields whose values are numbers of frames."""
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def find(self, name: str) -> KnownField | None:
        """The field or protocol of that name, letter by letter."""
        for one in self._from(name):
            if one.name == name:
                return one
            if one.name.lower() != name.lower():
                break
        return None

    def type_of(self, name: str) -> str | None:
        """Wireshark's type, such as FT_UINT16; None for an unknown name."""
        found = self.find(name)
        return found.type if found is not None else None

    def label_of(self, name: str) -> str | None:
        """What Wireshark calls it; None for an unknown name."""
        found = self.find(name)
        return found.label if found is not None else None

    def starting_with(self, prefix: str, most: int = MOST_FOUND) -> list[KnownField]:
        """The first `most` fields whose names begin so, whatever the case, in alphabetical order."""
        found: list[KnownField] = []
        for one in self._from(prefix):
            if len(found) >= most or not one.name.lower().startswith(prefix.lower()):
                break
            found.append(one)
        return found

    def _from(self, name: str) -> Iterator[KnownField]:
        """All fields from a name on."""
        place = self._place_of(_key(name.encode("utf-8", "replace")))
        while place < len(self._lines):
            stop = self._lines.find(b"\n", place)
            stop = stop if stop >= 0 else len(self._lines)
            yield _field(self._lines[place:stop])
            place = stop + 1

    def _place_of(self, wanted: bytes) -> int:
        """Where the first line begins whose name is not before `wanted`."""
        low, high = self._start, len(self._lines)
        while low < high:
            # Lines begin at `low` and at `high`; the one in the middle lies between.
            middle = max(self._lines.rfind(b"\n", low, (low + high) // 2) + 1, low)
            stop = self._lines.find(b"\n", middle, high)
            stop = stop if stop >= 0 else high
            if _key(self._lines[middle:stop].partition(b"\t")[0]) < wanted:
                low = stop + 1
            else:
                high = middle
        return low


def _key(name: bytes) -> bytes:
    return name.lower()


def _field(line: bytes) -> KnownField:
    name, _, rest = line.partition(b"\t")
    type_, _, label = rest.partition(b"\t")
    return KnownField(
        name.decode("utf-8", "replace"), type_.decode("ascii", "replace"), label.decode("utf-8", "replace")
    )


def lines_of(printed: bytes) -> tuple[bytes, frozenset[str], int]:
    """From what `tshark -G fields` prints: the table's lines, the names of frame numbers, how many there are.

    Lines of fields are `F`, label, name, type and more; of protocols `P`, label, name. Further columns and other
    lines are passed over. Of several fields of one name the first counts.
    """
    found: dict[str, KnownField] = {}
    for one in _printed_fields(printed.decode("utf-8", "replace").split("\n")):
        found.setdefault(one.name, one)
    ordered = sorted(found.values(), key=lambda one: (_key(one.name.encode()), one.name))
    lines = "".join(f"{one.name}\t{one.type}\t{one.label}\n" for one in ordered).encode()
    return lines, frozenset(one.name for one in ordered if one.type == FRAME_NUMBER), len(ordered)


def _printed_fields(lines: Iterable[str]) -> Iterator[KnownField]:
    for line in lines:
        columns = line.rstrip("\r").split("\t")
        if columns[0] == "F" and len(columns) >= 4:
            label, name, type_ = columns[1:4]
        elif columns[0] == "P" and len(columns) >= 3:
            (label, name), type_ = columns[1:3], PROTOCOL
        else:
            continue
        if name and len(name) <= LONGEST_NAME and name.isprintable() and " " not in name and type_.startswith("FT_"):
            yield KnownField(name, type_, label[:LONGEST_LABEL].translate(_BLANK))


def table_of(printed: bytes) -> FieldTable:
    """The table of what `tshark -G fields` printed."""
    return FieldTable(*lines_of(printed))
