"""`remora counters`: what the kernel counts of protocols and interfaces, and what of it tells of trouble."""

from __future__ import annotations

import errno
import json
import time
from typing import TYPE_CHECKING

import click

from tui.exit_status import DONE, NOT_ALLOWED, USAGE, CommandError, complain

if TYPE_CHECKING:
    from tui.sockets.counter_source import CounterSource
    from tui.sockets.counters import Counters


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-a", "--all", "with_zeros", is_flag=True, help="Those that never counted anything, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; with --watch a line for each look.")
@click.option("--watch", is_flag=True, help="Print what grows, by how much and how fast, until Ctrl+C.")
@click.option(
    "--interval",
    metavar="SECONDS",
    type=click.FloatRange(0.05, 3600),
    help="Between two looks, 1 if not told; without --watch there is one interval, and what grew in it is told.",
)
@click.option("--netns", "namespace", metavar="NAME|PID", default="", help="Of another network namespace; as root.")
def command(with_zeros: bool, as_json: bool, watch: bool, interval: float | None, namespace: str) -> int:
    """List the counters of IP, TCP, UDP and ICMP, as nstat and `netstat -s` do, and those of interfaces.

    Those whose growth tells of trouble come first, with what they mean.
    """
    from tui.printing.counters import as_object, change_lines, text_lines
    from tui.printing.output import Output

    output = Output.standard()
    width = output.columns() if output.is_terminal else None
    with _opened(namespace) as source:
        before = _read(source)
        if not before.values:
            complain("only Linux tells its counters of protocols by name: try netstat -s")
        if not watch and interval is None:
            lines = [json.dumps(as_object(before))] if as_json else text_lines(before, width, with_zeros=with_zeros)
            for line in lines:
                output.line(line)
            output.flush()
            return DONE
        while True:
            time.sleep(interval or 1.0)
            now = _read(source)
            if as_json:
                output.line(json.dumps(as_object(now, before)))
            else:
                output.line(time.strftime("%H:%M:%S"))
                for line in change_lines(now, before, width):
                    output.line(line)
            output.flush()
            before = now
            if not watch:
                return DONE


def _opened(namespace: str) -> CounterSource:
    """Raises CommandError where there is none."""
    from tui.sockets.counter_source import open_counters
    from tui.sockets.namespaces import NoNamespace

    try:
        return open_counters(namespace)
    except NoNamespace as error:
        status = NOT_ALLOWED if error.errno == errno.EPERM else USAGE
        raise CommandError(error.strerror or str(error), status) from error


def _read(source: CounterSource) -> Counters:
    try:
        return source.read()
    except OSError as error:
        raise CommandError(str(error)) from error
