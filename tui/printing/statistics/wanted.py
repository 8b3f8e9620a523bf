"""What statistics are wanted in which form, and all of it counted and printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.file_hash import FileHash
from dissectors.statistics.messages import SPOKEN, Spoken
from tui import wording
from tui.exit_status import complain
from tui.printing.output import Output
from tui.printing.statistics.asked_names import AskedNames
from tui.printing.statistics.objects import csv_text, json_text
from tui.printing.statistics.progress import Progress
from tui.printing.statistics.report import KINDS_IN_ORDER, coverage_lines, coverage_words, report_lines
from tui.printing.statistics.series import AskedSeries, rate_parts
from tui.resolver import Ask, Resolver, ask_this_machine
from tui.statistics.kinds import MAKERS, Printed
from tui.statistics.subject import SECONDS_A_STEP, Subject
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from dissectors.capture_file import CaptureFile
    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.packets.table import PacketTable
    from tui.statistics.kind_names import KindName
    from tui.tcp_graphs.wanted import WantedTCPGraphs

DISSECTED: Final = 20_000
"""Packets that a report dissects unless all are wanted: some ten seconds."""
_SPEAKING: Final[Mapping[str, frozenset[Spoken]]] = {
    "dns": frozenset({"dns"}),
    "http": frozenset({"http"}),
    "tls": frozenset({"tls"}),
    "notable": frozenset({"dns", "http"}),
    "responses": frozenset(SPOKEN),
}
"""Whose messages these kinds need."""
_OF_MESSAGES: Final = frozenset({"dns", "http", "tls", "responses"})
"""Kinds that would be wrong without all of them."""
Form = Literal["text", "json", "csv"]


@dataclass(frozen=True, slots=True)
class WantedStatistics:
    """Whatever was asked for."""

    kinds: tuple[KindName, ...] = ()
    """None is the report."""
    form: Form = "text"
    display_filter: str | None = None
    interval: int | None = None
    """Nanoseconds; None: as the capture's length suggests."""
    tcp_graphs: WantedTCPGraphs | None = field(default=None, kw_only=True)
    """Which TCP graphs; None for all of the conversation with the most bytes."""
    every: bool = False
    """Dissect all packets for the report, too."""
    hashes: bool = False
    """Tell the file's hash."""
    shows_names: bool = True
    """Names beside numbers."""
    asks_names: bool = False
    """Ask this machine's resolver for names of hosts."""
    series: tuple[AskedSeries, ...] = ()
    """Of kind io; none: packets and bytes."""


def chosen_rows(table: PacketTable, chosen: AnyFilter) -> NDArray[np.int64]:
    """All rows that a filter chooses; how far that is goes to the terminal. Raises FilterError and CaptureFileError."""
    from dissectors.deep.filters.any_filter import matching

    progress, parts = Progress(), [np.zeros(0, np.int64)]
    with closing(matching(table, chosen)) as found:
        try:
            while not found.is_done:
                rows = found.step(SECONDS_A_STEP)
                parts.append(rows.astype(np.int64))
                if len(rows):
                    progress.tell("Filtering", int(rows[-1]) + 1, len(table))
        finally:
            progress.clear()
    return np.concatenate(parts)


def print_statistics(
    wanted: WantedStatistics,
    name: str,
    table: PacketTable,
    rows: NDArray[np.int64] | None,
    file: CaptureFile | None = None,
    ask: Ask = ask_this_machine,
) -> bool:
    """Count these rows, None is all, and print; whether the user ended it early, by an interruption.

    Raises CaptureFileError.
    """
    progress = Progress()
    names: AskedNames | None = None
    if wanted.asks_names and wanted.shows_names:
        names = AskedNames(Resolver(ask), lambda done, total: progress.tell("Looking up names", done, total, "host"))
    # What came through a pipe cannot be read again.
    is_file = file is not None and file.path == Path(name)
    subject = Subject(
        name,
        table,
        rows,
        wanted.display_filter,
        file=file,
        interval=wanted.interval,
        tcp_graphs=wanted.tcp_graphs,
        most_dissected=None if wanted.every or _OF_MESSAGES.intersection(wanted.kinds) else DISSECTED,
        spoken=frozenset[Spoken]().union(*(_SPEAKING.get(kind, ()) for kind in wanted.kinds or KINDS_IN_ORDER)),
        file_hash=FileHash(Path(name)) if wanted.hashes and is_file else None,
        shows_names=wanted.shows_names,
        asked=None if names is None else names.resolver.names,
        tell=progress.tell,
    )
    output = Output.standard()
    try:
        left_out: dict[str, None] = {}
        for text in _texts(wanted, subject, names, output, left_out):
            progress.clear()
            output.write(text)
        output.tell_left_out(left_out, "--csv, --json")
    finally:
        progress.clear()
        subject.close()
    output.flush()
    if names is not None:
        if names.missing:
            complain(names.missing)
        names.resolver.close()
    if subject.is_interrupted:
        told = coverage_words(subject.coverage)
        complain(f"interrupted: {told}")
    return subject.is_interrupted or (names is not None and names.is_interrupted)


def _texts(
    wanted: WantedStatistics,
    subject: Subject,
    names: AskedNames | None,
    output: Output,
    left_out: dict[str, None],
) -> Iterable[str]:
    """Columns of tables for which there is no room are put into `left_out`."""
    width = output.columns()
    kinds = dict.fromkeys(wanted.kinds or KINDS_IN_ORDER)
    if wanted.form == "text" and not wanted.kinds:
        return (f"{line}\n" for line in report_lines(subject, width, names))
    parts: Iterable[Printed] = (part for kind in kinds for part in _parts(kind, subject, wanted))
    if names is not None:
        parts = names.of(parts)
    if wanted.form == "json":
        return json_text(chain(parts, _coverage(subject)))
    if wanted.form == "csv":
        return csv_text(one for part in parts for one in part.records)
    found = list(parts)
    lines = _lines(found, width, None if output.room is None else left_out)
    if not found:
        lines = [f"{', '.join(kinds)}: none in {wording.packets(subject.overview.packets)}.\n"]
    return chain(lines, _rest(subject, width))


def _parts(kind: KindName, subject: Subject, wanted: WantedStatistics) -> Iterable[Printed]:
    return rate_parts(subject, wanted.series, chosen_rows) if kind == "io" else MAKERS[kind](subject)


def _rest(subject: Subject, width: int) -> Iterator[str]:
    if subject.has_dissected:
        lines = coverage_lines(subject, width)
        yield from (f"{line}\n" for line in ["", *lines] if lines)


def _coverage(subject: Subject) -> Iterator[Printed]:
    """In how many packets messages were read, once they have been; other programs have no sentence that says so."""
    if subject.has_dissected:
        told = subject.coverage
        record = {"packets": told.examined, "of": told.total, "is_interrupted": subject.is_interrupted}
        yield Table("dissected", "", (), [record])


def _lines(parts: Sequence[Printed], width: int, left_out: dict[str, None] | None) -> Iterable[str]:
    """`left_out` gets the titles of columns for which there is no room; None: tables are as wide as they are."""
    for number, part in enumerate(parts):
        if number:
            yield "\n"
        if not isinstance(part, Table):
            lines = part.lines(width)
        else:
            lines = part.whole(width) if left_out is None else part.lines(width, left_out=left_out)
        yield from (f"{line}\n" for line in lines)
