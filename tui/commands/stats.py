"""`remora stats`: who uses the wire, with what, how fast: a report of one page, or statistics of chosen kinds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

import click

from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS, GraphKind
from tui.commands.decoding_options import decoding_options
from tui.decoding import Decoding, command_choices, native_registry
from tui.exit_status import DONE, INTERRUPTED, status_of_input
from tui.statistics.kind_names import KIND_NAMES, KindName
from tui.viewer_request import ViewerRequest

if TYPE_CHECKING:
    from dissectors.statistics.tcp_graphs.observed import Side
    from tui.printing.statistics.wanted import WantedStatistics
    from tui.process_watch import ProcessWatch
    from tui.rows import Packets
    from tui.unseen_capture import Taker

SIDES: Final = ("client", "server")
_SECOND: Final = 1_000_000_000
_UNITS: Final = {
    "us": 1_000,
    "ms": 1_000_000,
    "s": _SECOND,
    "": _SECOND,
    "m": 60 * _SECOND,
    "h": 3600 * _SECOND,
    "d": 86_400 * _SECOND,
}
"""Nanoseconds."""
STANDARD_INPUT: Final = "-"
LONGEST_INTERVAL: Final = 2**62
"""Nanoseconds: a hundred years and more."""


def interval_nanoseconds(text: str) -> int:
    """`1s`, `100ms`, `0.5`, `1m`, `1h`, `1d`; seconds where no unit is given. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,9})?)\s*(us|ms|s|m|h|d|)", text.strip())
    nanoseconds = round(float(found[1]) * _UNITS[found[2]]) if found else 0
    if not _UNITS["us"] <= nanoseconds < LONGEST_INTERVAL:
        raise ValueError(f"{text} is no interval of time from 1us on, such as 1s, 100ms, 5m, 1h or 1d")
    return nanoseconds


def _interval(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    try:
        return None if value is None else interval_nanoseconds(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", required=False, metavar="[FILE|-]")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KIND_NAMES),
    multiple=True,
    help="Only statistics of this kind, and all of them; repeatable. Without it a report of one page.",
)
@click.option("-Y", "display_filter", metavar="FILTER", help="Only packets that match this display filter.")
@click.option(
    "--interval",
    callback=_interval,
    metavar="TIME",
    help="How long an interval of --kind io is: 1s, 100ms, 5m; without it as suits the capture, up to an hour. "
    "Of --kind tcp: over how long throughput is averaged.",
)
@click.option(
    "--stream",
    metavar="N",
    type=click.IntRange(min=0),
    help="Of --kind tcp: tcp.stream, the number of the conversation; without it the one with the most bytes.",
)
@click.option("--graph", type=click.Choice(GRAPH_KINDS), help="Of --kind tcp: only this graph.")
@click.option(
    "--side", type=click.Choice(SIDES), help="Of --kind tcp: whose data; without it whose is more. The client began."
)
@click.option(
    "--series",
    "series",
    metavar="[WHAT:]FILTER",
    multiple=True,
    help='A series of --kind io, repeatable: "tcp" counts the packets that match; before a colon stands what else is '
    'counted: "bytes: udp", "bits: ip.addr == 10.0.0.1", "MAX(tcp.len): tcp.port == 80", or SUM, AVG, MIN, COUNT.',
)
@click.option("--json", "as_json", is_flag=True, help="One JSON array; `type` tells of which kind an object is.")
@click.option("--csv", "as_csv", is_flag=True, help="A table for spreadsheets; wants one --kind.")
@click.option("--hash", "hashes", is_flag=True, help="Tell the file's SHA-256.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Read DNS, HTTP and TLS in all packets; without it a report reads them in the first 20,000 that have them.",
)
@click.option("-c", "count", metavar="N", type=click.IntRange(min=1), help="Only the first N packets.")
@click.option("-i", "interfaces", metavar="IF", multiple=True, help="Capture on this interface; repeatable.")
@click.option("-f", "capture_filter", metavar="FILTER", default="", help="Capture filter, as tcpdump takes it.")
@click.option("-a", "stop_conditions", metavar="COND", multiple=True, help="Stop at duration:S, filesize:KB, ...")
@click.option("-w", "save_to", metavar="FILE", help="Write the live capture to this file.")
@click.option("--netns", "network_namespace", metavar="NAME", help="Capture in this network namespace.")
@decoding_options
def command(
    file: str | None,
    kinds: tuple[KindName, ...],
    display_filter: str | None,
    interval: int | None,
    stream: int | None,
    graph: GraphKind | None,
    side: str | None,
    series: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    hashes: bool,
    every: bool,
    count: int | None,
    interfaces: tuple[str, ...],
    capture_filter: str,
    stop_conditions: tuple[str, ...],
    save_to: str | None,
    network_namespace: str | None,
    decoding: Decoding,
) -> int:
    """Count what is in a capture FILE, in standard input for "-", or in a live capture: a report of one page, or
    statistics by --kind. A live capture is counted when it is over: -a, -c or Ctrl+C ends it."""
    kinds = _kinds_with(kinds, series, interval)
    _check_form(kinds, as_json=as_json, as_csv=as_csv)
    if "tcp" not in kinds and any(given is not None for given in (stream, graph, side)):
        raise click.UsageError("--stream, --graph and --side are for --kind tcp")

    def wanted() -> WantedStatistics:
        # numpy comes along, for which a live capture must have given up its privilege.
        from tui.printing.statistics.wanted import WantedStatistics
        from tui.tcp_graphs.wanted import WantedTCPGraphs

        whose: Side | None = None if side is None else 0 if side == "client" else 1
        graphs = WantedTCPGraphs(stream, graph, whose)
        form: Literal["text", "json", "csv"] = "json" if as_json else "csv" if as_csv else "text"
        return WantedStatistics(
            kinds,
            form,
            display_filter,
            interval,
            every,
            hashes,
            shows_names=not decoding.numbers_only,
            asks_names=decoding.resolve_names,
            tcp_graphs=graphs,
        )

    request = ViewerRequest(
        file=file,
        interfaces=interfaces,
        capture_filter=capture_filter,
        display_filter=display_filter or "",
        save_to=save_to,
        network_namespace=network_namespace,
        packet_count=count,
        stop_conditions=stop_conditions,
        decoding=decoding,
    )
    _check_source(request)
    return _live(request, wanted, series) if request.is_live else _saved(request, wanted(), series)


def _refuse_too_many(series: tuple[str, ...]) -> None:
    from tui.rate_graph.series import MOST_SERIES  # takes long to load

    if len(series) > MOST_SERIES:
        raise click.UsageError(f"at most {MOST_SERIES} --series: nobody could tell more of them from each other")


def _kinds_with(kinds: tuple[KindName, ...], series: tuple[str, ...], interval: int | None) -> tuple[KindName, ...]:
    """Series and intervals are of one kind, which need not be named."""
    if series and kinds and "io" not in kinds:
        raise click.UsageError("--series is for --kind io")
    if series:
        _refuse_too_many(series)
    if interval is not None and kinds and not {"io", "tcp"}.intersection(kinds):
        raise click.UsageError("--interval is for --kind io and tcp")
    return ("io",) if not kinds and (series or interval is not None) else kinds


def _check_form(kinds: tuple[KindName, ...], *, as_json: bool, as_csv: bool) -> None:
    if as_csv and as_json:
        raise click.UsageError("either --json or --csv, not both")
    if as_csv and len(kinds) != 1:
        raise click.UsageError("--csv wants one --kind: a table has the same columns throughout")


def _check_source(request: ViewerRequest) -> None:
    if request.file is None and not request.is_live:
        raise click.UsageError("name a FILE, or an interface with -i")
    if request.file is not None and request.is_live:
        raise click.UsageError(f"either a file ({request.file}) or an interface, not both")
    if request.is_live:
        if request.save_to == STANDARD_INPUT:
            raise click.UsageError("-w wants the name of a file: standard output is for the statistics")
        return
    given = {
        "-f": request.capture_filter,
        "-a": request.stop_conditions,
        "-w": request.save_to,
        "--netns": request.network_namespace,
    }
    for option, value in given.items():
        if value:
            raise click.UsageError(f"{option} is for a live capture: -i IF")


def _saved(request: ViewerRequest, wanted: WantedStatistics, series: tuple[str, ...]) -> int:
    """Of a file or a pipe; the exit status. Raises FilterError and CaptureFileError."""
    from dissectors.deep.filters.any_filter import any_filter
    from tui.printing.statistics.series import asked_series
    from tui.printing.statistics.wanted import chosen_rows, print_statistics
    from tui.rows import open_packets, title

    assert request.file is not None
    name = title(request.file)
    choices = command_choices(request.decoding)
    chosen = any_filter(request.display_filter, choices) if request.display_filter else None
    wanted = replace(wanted, series=asked_series(series, choices))
    with open_packets(request.file, native_registry(choices)) as packets:
        status = _read(packets, request.packet_count)
        rows = None if chosen is None else chosen_rows(packets.table, chosen)
        # What was not waited for need not be whole.
        notice = packets.capture.notice if status == DONE else None
        if print_statistics(wanted, name, packets.table, rows, packets.capture):
            status = INTERRUPTED
    return status_of_input(name, notice, status)


def _read(packets: Packets, most: int | None) -> int:
    """Read until the end, or so many packets; the exit status. Raises CaptureFileError.

    An interruption ends what a pipe delivers as its end does: whoever captures into it has been interrupted, too.
    """
    try:
        for _ in packets.batches(most):
            pass
    except KeyboardInterrupt:
        if not packets.is_live:
            raise
        return INTERRUPTED
    return DONE


def _live(request: ViewerRequest, wanted: Callable[[], WantedStatistics], series: tuple[str, ...]) -> int:
    """Of a live capture, when it is over; the exit status. Raises CommandError and RemoraError."""
    from tui.live_statistics import LiveStatistics
    from tui.unseen_capture import capture_for

    def taker(request: ViewerRequest, watch: ProcessWatch | None) -> Taker:
        return LiveStatistics(request, watch, wanted(), series)

    return capture_for(request, taker)
