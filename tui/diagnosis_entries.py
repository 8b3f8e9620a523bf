"""A diagnosis as entries of the screen: patterns, verdicts and expert items, by severity, each with details to open.

Pure text; `panes.diagnosis_pane` draws the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tui import wording
from tui.panes.text_lines import wrapped
from tui.safe import safe

if TYPE_CHECKING:
    from dissectors.packets.expert import ExpertItem
    from dissectors.streams.patterns.finding import Finding

SEVERITIES: Final = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
MARKS: Final = {"error": "E", "warning": "W", "note": "N"}
"""Say the severity to those who see no colour."""
PATTERN: Final = "pattern"
VERDICT: Final = "verdict"
OPEN, CLOSED = "▾", "▸"
DETAIL_INDENT: Final = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern, one verdict, or one kind of item. Texts as they came, not yet safe."""

    key: tuple[str, ...]
    """The same for the same thing, however much more is known of it."""
    severity: str
    count: int
    """Packets; of a verdict conversations."""
    kind: str
    """PATTERN, VERDICT, or the protocol."""
    title: str
    summary: str
    """Behind the title, as far as there is room."""
    details: tuple[tuple[str, str], ...]
    """What each is, and the text; the first may have no name."""
    packets: tuple[int, ...]
    """Numbers of some that show it; empty where none was captured."""
    filter: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen."""

    text: str
    """Safe."""
    entry: Entry | None = None
    """None for a heading."""
    is_detail: bool = False
    severity: str = ""
    name: str = ""
    """Of a detail, in front of its first line."""


def entries_of(findings: Sequence[Finding], items: Sequence[ExpertItem], verdicts: Sequence[Entry] = ()) -> list[Entry]:
    """The gravest first; of those alike patterns, then verdicts, before items."""
    found = [*map(_of_finding, findings), *verdicts, *map(_of_item, items)]
    order = list(SEVERITIES)
    return sorted(found, key=lambda one: order.index(one.severity))


def _of_finding(one: Finding) -> Entry:
    return Entry(
        key=(PATTERN, one.kind, *one.hosts, *map(str, one.ports[:1])),
        severity=one.severity,
        count=one.count,
        kind=PATTERN,
        title=f"{one.title} ({one.certainty})",
        summary=one.sentence,
        details=(
            ("", one.sentence),
            ("packets", wording.packet_numbers(one.packets, one.count)),
            ("filter", one.filter),
            ("threshold", one.threshold),
            ("doubt", one.doubt),
        ),
        packets=one.packets,
        filter=one.filter,
    )


def _of_item(one: ExpertItem) -> Entry:
    listed = wording.packet_numbers(one.packets, one.count)
    about = (("", one.explain),) if one.explain else ()
    return Entry(
        key=one.kind,
        severity=one.severity,
        count=one.count,
        kind=one.kind.protocol,
        title=one.kind.label,
        summary=listed,
        details=(*about, ("packets", listed), ("filter", one.filter)),
        packets=one.packets,
        filter=one.filter,
    )


@dataclass
class DiagnosisLines:
    """Entries laid out in lines, some of them open."""

    entries: list[Entry] = field(default_factory=list)
    opened: set[tuple[str, ...]] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    width: int = 80

    def show(self, entries: list[Entry]) -> None:
        """Show these in place of those before."""
        self.entries = entries
        self.lay_out(self.width)

    def lay_out(self, width: int) -> None:
        """Make the lines for a width, which wraps the details."""
        self.width = width
        self.lines = []
        counts = max((len(wording.count(one.count)) for one in self.entries), default=1)
        kinds = min(max((len(one.kind) for one in self.entries), default=1), 10)
        titles = min(max((len(safe(one.title)) for one in self.entries), default=1), max(width // 4, 24))
        for severity, heading in SEVERITIES.items():
            own = [one for one in self.entries if one.severity == severity]
            if own:
                self.lines.append(Line(f" {heading} · {_kinds(own)}", severity=severity))
            for one in own:
                mark = OPEN if one.key in self.opened else CLOSED
                head = f" {mark} {MARKS[severity]} {wording.count(one.count):>{counts}}  "
                body = f"{safe(one.kind)[:kinds]:<{kinds}}  {safe(one.title):<{titles}}  {safe(one.summary)}"
                self.lines.append(Line(head + body, one, severity=severity))
                if one.key in self.opened:
                    self.lines += _details(one, width)

    def line_of(self, key: tuple[str, ...], *, detail: int = 0) -> int | None:
        """Where an entry stands, or one of the lines below it; None where it does not."""
        for place, line in enumerate(self.lines):
            if line.entry is not None and line.entry.key == key and not line.is_detail:
                last = place
                while last + 1 < len(self.lines) and last < place + detail and self.lines[last + 1].is_detail:
                    last += 1
                return last
        return None

    def toggle(self, key: tuple[str, ...], *, is_open: bool) -> None:
        """Open or close an entry."""
        (self.opened.add if is_open else self.opened.discard)(key)
        self.lay_out(self.width)


def _kinds(entries: Sequence[Entry]) -> str:
    told = []
    for kind in (PATTERN, VERDICT):
        count = sum(one.kind == kind for one in entries)
        told += [f"{count} {kind}{'s' * (count != 1)}"] if count else []
    items = sum(one.kind not in (PATTERN, VERDICT) for one in entries)
    return ", ".join([*told, *([f"{items} kind{'s' * (items != 1)} of item"] if items else [])])


def _details(one: Entry, width: int) -> list[Line]:
    lines = []
    for name, text in one.details:
        head = f"{name}: " if name else ""
        room = max(width - DETAIL_INDENT - 1, 20)
        for place, part in enumerate(wrapped(head + safe(text), room)):
            is_first = place == 0
            lines.append(Line(" " * DETAIL_INDENT + part, one, True, one.severity, head if is_first else ""))
    return lines
