"""`remora stats`: who uses the wire, with what, how fast: a report of one page, or statistics of chosen kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from tui.commands.decoding_options import decoding_options
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import DONE, INTERRUPTED, status_of_input

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dissectors.deep.choices.deep_choices import DeepChoices
    from tui.printing.output import Output
    from tui.printing.statistics.progress import Progress
    from tui.printing.statistics.subject import Subject
    from tui.rows import Packets

KINDS: Final = (
    *("overview", "notable", "hierarchy", "endpoints", "conversations", "io", "lengths", "gaps", "flags", "ttl"),
    *("ports", "icmp", "dns", "http", "tls", "responses"),
)
"""Those of `tui.printing.statistics.kinds`, which brings numpy along: help must come without it."""
DISSECTED: Final = 20_000
"""Packets that a report dissects without --all: some ten seconds."""
_SECOND: Final = 1_000_000_000
_UNITS: Final = {"us": 1_000, "ms": 1_000_000, "s": _SECOND, "": _SECOND, "m": 60 * _SECOND, "h": 3600 * _SECOND}
"""Nanoseconds."""
LONGEST_INTERVAL: Final = 2**62
"""Nanoseconds: a hundred years and more."""


def interval_nanoseconds(text: str) -> int:
    """`1s`, `100ms`, `0.5`, `1m`, `1h`; seconds where no unit is given. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,9})?)\s*(us|ms|s|m|h|)", text.strip())
    nanoseconds = round(float(found[1]) * _UNITS[found[2]]) if found else 0
    if not 0 < nanoseconds < LONGEST_INTERVAL:
        raise ValueError(f"{text} is no interval of time, such as 1s, 100ms, 5m or 1h")
    return nanoseconds


def _interval(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    try:
        return None if value is None else interval_nanoseconds(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    help="Only statistics of this kind, and all of them; repeatable. Without it a report of one page.",
)
@click.option("-Y", "display_filter", metavar="FILTER", help="Only packets that match this display filter.")
@click.option(
    "--interval",
    callback=_interval,
    metavar="TIME",
    help="How long an interval of --kind io is: 1s, 100ms, 5m; without it such that there are at most 60.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON array; `type` tells of which kind an object is.")
@click.option("--csv", "as_csv", is_flag=True, help="A table for spreadsheets; wants one --kind.")
@click.option("--hash", "hashes", is_flag=True, help="Tell the file's SHA-256.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=f"Read DNS, HTTP and TLS in all packets; without it a report reads them in the first {DISSECTED:,}.",
)
@decoding_options
def command(
    file: str,
    kinds: tuple[str, ...],
    display_filter: str | None,
    interval: int | None,
    as_json: bool,
    as_csv: bool,
    hashes: bool,
    every: bool,
    decoding: Decoding,
) -> int:
    """Count what is in a capture FILE, or in standard input for "-": a report of one page, or statistics by --kind."""
    if as_csv and as_json:
        raise click.UsageError("either --json or --csv, not both")
    if as_csv and len(kinds) != 1:
        raise click.UsageError("--csv wants one --kind: one table with the same columns")
    from tui.printing.output import Output
    from tui.printing.statistics.progress import Progress
    from tui.printing.statistics.subject import Subject
    from tui.rows import open_packets, title

    choices = command_choices(decoding)
    with open_packets(file, native_registry(choices)) as packets:
        progress = Progress()
        rows = _rows(packets, display_filter, choices, progress)
        subject = Subject(
            title(file),
            packets.table,
            rows,
            display_filter,
            file=packets.capture,
            interval=interval,
            most_dissected=None if every or kinds else DISSECTED,
            hashes=hashes,
            tell=progress.tell,
        )
        output = Output.standard()
        try:
            _print(subject, output, kinds, as_json=as_json, as_csv=as_csv)
        finally:
            progress.clear()
        output.flush()
        notice = packets.capture.notice
        status = INTERRUPTED if subject.dissected.is_interrupted else DONE
    return status_of_input(title(file), notice, status)


def _rows(
    packets: Packets, display_filter: str | None, choices: DeepChoices, progress: Progress
) -> NDArray[np.int64] | None:
    """Read all packets; the rows that the filter chooses, None without one. Raises FilterError, CaptureFileError."""
    if display_filter is None:
        for _ in packets.batches():
            pass
        return None
    import numpy as np

    from dissectors.deep.filters.any_filter import any_filter

    found = []
    try:
        for rows in packets.matching(any_filter(display_filter, choices)):
            found.append(rows.astype(np.int64))
            if len(rows):
                progress.tell("Filtering", int(rows[-1]) + 1, len(packets.table))
    finally:
        progress.clear()
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _print(subject: Subject, output: Output, kinds: tuple[str, ...], *, as_json: bool, as_csv: bool) -> None:
    from tui.printing.statistics.kinds import MAKERS
    from tui.printing.statistics.objects import csv_text, json_text
    from tui.printing.statistics.report import KINDS_IN_ORDER, report_lines

    if as_json:
        wanted = dict.fromkeys(kinds or KINDS_IN_ORDER)
        texts = json_text(part for kind in wanted for part in MAKERS[kind](subject))
        for text in texts:
            output.write(text)
    elif as_csv:
        for text in csv_text(one for part in MAKERS[kinds[0]](subject) for one in part.records):
            output.write(text)
    elif not kinds:
        for line in report_lines(subject, output.columns()):
            output.line(line)
    else:
        parts = [part for kind in dict.fromkeys(kinds) for part in MAKERS[kind](subject)]
        for number, part in enumerate(parts):
            if number:
                output.line("")
            for line in part.lines(output.columns()):
                output.line(line)
        if not parts:
            output.line("There are none.")
