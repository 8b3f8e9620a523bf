"""`remora counters`: what the kernel counts of protocols and interfaces, and what of it tells of trouble."""

from __future__ import annotations

import errno
import json
import sys
import time
from typing import TYPE_CHECKING

import click

from tui.exit_status import DONE, NOT_ALLOWED, USAGE, CommandError

if TYPE_CHECKING:
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
    before = _read(namespace)
    if not watch and interval is None:
        for line in [json.dumps(as_object(before))] if as_json else text_lines(before, width, with_zeros=with_zeros):
            output.line(line)
        output.flush()
        return DONE
    while True:
        time.sleep(interval or 1.0)
        now = _read(namespace)
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


def _read(namespace: str) -> Counters:
    """Raises CommandError where there are none."""
    from tui.sockets.counters import read_counters
    from tui.sockets.namespaces import NoNamespace, made_in

    if sys.platform != "linux":
        raise CommandError("only Linux tells its counters by name: try netstat -s")

    def read() -> Counters:
        return read_counters(time.monotonic_ns())

    try:
        found = made_in(namespace, read) if namespace else read()
    except NoNamespace as error:
        status = NOT_ALLOWED if error.errno == errno.EPERM else USAGE
        raise CommandError(error.strerror or str(error), status) from error
    if not found.values:
        raise CommandError("the kernel's counters cannot be read: /proc/net/snmp is not there, or not for this user")
    return found
