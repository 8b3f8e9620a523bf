"""`remora sockets`: the sockets of this machine and the processes that own them, with the options of ss.

On a terminal, and with none of these options, they are the screen.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Collection, Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from tui.commands.sockets_chosen import FAMILY_OPTIONS, KIND_OPTIONS, choice
from tui.exit_status import DONE, NOT_ALLOWED, USAGE, CommandError, complain
from tui.viewer_request import ViewerRequest

if TYPE_CHECKING:
    from tui.printing.output import Output
    from tui.printing.socket_details import Detail
    from tui.sockets.snapshot import OwnedSocket, Snapshot

DETAIL_OPTIONS: tuple[tuple[str, str, Detail, str], ...] = (
    ("-e", "--extended", "extended", "user, inode, unit or container, options"),
    ("-o", "--options", "timer", "timers: for what, until when"),
    ("-i", "--info", "info", "what TCP knows inside: rtt, cwnd, retransmissions, rates"),
    ("-m", "--memory", "memory", "memory of the kernel"),
)

BY_A_FILTER = "sockets are chosen by a filter: -Y 'sock.state == ESTABLISHED', -Y 'sock.port.local == 22'"
SUMMARY = "-s: how many sockets there are of each kind is told by remora counters, as sockstat"


def _flags(command: Callable[..., int]) -> Callable[..., int]:
    for short, long, _, words in reversed(DETAIL_OPTIONS):
        command = click.option(short, long, is_flag=True, help=f"Below each: {words}.")(command)
    for short, long, words in reversed((*KIND_OPTIONS, *FAMILY_OPTIONS)):
        command = click.option(short, long, is_flag=True, help=f"Only {words}; several of these add up.")(command)
    return command


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@_flags
@click.option("-l", "--listening", is_flag=True, help="Only those that wait: listeners, and sockets without a peer.")
@click.option("-a", "--all", "everything", is_flag=True, help="Those that wait and those that have a peer.")
@click.option("-n", "--numeric", is_flag=True, help="Numbers of ports instead of the names of services.")
@click.option("-p", "--processes", is_flag=True, help="Processes, which are always told: for the habit's sake.")
@click.option("--process", metavar="NAME", help="Only sockets of processes of this name or pid.")
@click.option("-Y", "display_filter", metavar="FILTER", help="Only sockets that match, by sock.* and proc.* fields.")
@click.option("--netns", "namespace", metavar="NAME|PID", default="", help="Of another network namespace; as root.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON array with all that is known; with --watch a line each."
)
@click.option("--explain", is_flag=True, help="What each of them means: state, queues, TCP_INFO, process, in words.")
@click.option("--watch", is_flag=True, help="Print openings and closings as they happen, until Ctrl+C.")
@click.option(
    "--interval",
    metavar="SECONDS",
    type=click.FloatRange(0.05, 3600),
    default=1.0,
    show_default=True,
    help="Between two looks with --watch.",
)
@click.option("-s", "--summary", is_flag=True, hidden=True)
@click.argument("words_of_ss", nargs=-1, metavar="")
def command(
    listening: bool,
    everything: bool,
    numeric: bool,
    processes: bool,
    process: str | None,
    display_filter: str | None,
    namespace: str,
    as_json: bool,
    explain: bool,
    watch: bool,
    interval: float,
    summary: bool,
    words_of_ss: tuple[str, ...],
    **flags: bool,
) -> int:
    """The sockets of this machine: protocol, state, addresses, queues, users, processes.

    Without options on a terminal they are a screen that goes on looking, from which each leads to its packets; with
    any option, or without a terminal, they are listed.

    With -t, -u, -w, -x or -0 and neither -l nor -a only connections are listed, as ss does; without them everything.
    The receive queue of a listener is told as WAITING/BACKLOG: the connections that its program has not accepted yet,
    and its backlog, as listen(2) has it: one more may wait.
    """
    if words_of_ss:
        raise click.UsageError(f"{' '.join(words_of_ss)}: {BY_A_FILTER}")
    if summary:
        raise click.UsageError(SUMMARY)
    if explain and (as_json or watch):
        raise click.UsageError(f"--explain tells in words: without {'--json' if as_json else '--watch'}")
    if sys.stdout.isatty() and not _is_asked_for_anything():
        return int(import_module("tui.viewer").run(ViewerRequest(shows_sockets=True)))
    from tui.printing.output import Output
    from tui.sockets.snapshot import open_source

    details: frozenset[Detail] = frozenset(name for _, long, name, _ in DETAIL_OPTIONS if flags[long[2:]])
    wanted = choice(flags, listening=listening, everything=everything, process=process, display_filter=display_filter)
    chosen = wanted.test()
    try:
        with open_source(namespace) as source:
            if watch:
                from tui.commands.sockets_watch import watch_sockets

                return watch_sockets(
                    source, wanted.protocols, chosen, namespace, interval, as_json=as_json, numeric=numeric
                )
            wants_details = as_json or explain or bool(details) or display_filter is not None
            snapshot = source.take(wanted.protocols, with_details=wants_details)
    except OSError as error:
        raise _told(error) from error
    found = [entry for entry in snapshot.sockets if chosen(entry)]
    output = Output.standard()
    if explain:
        _explain(output, found, snapshot, numeric=numeric)
    else:
        _print(output, found, snapshot, details, as_json=as_json, numeric=numeric)
    if not found and not as_json:
        output.line(wanted.why_none(snapshot.sockets))
    output.flush()
    for notice in snapshot.notices:
        complain(notice)
    return DONE


def _is_asked_for_anything() -> bool:
    """Whether any option was given."""
    context = click.get_current_context()
    return any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in context.params)


def _explain(output: Output, found: Iterable[OwnedSocket], snapshot: Snapshot, *, numeric: bool) -> None:
    """The line of each socket, and its story below."""
    from tui.printing.socket_stories import story_lines
    from tui.printing.sockets import Layout, in_order, text_lines
    from tui.sockets.process_details import read_details
    from tui.sockets.story.around import Surroundings
    from tui.sockets.story.whole import parts

    width = output.columns() if output.is_terminal else None
    surroundings = Surroundings(snapshot.sockets)
    details_of = cache(lambda process: read_details(process.pid, process.started))
    for number, entry in enumerate(in_order(found)):
        if number:
            output.line("")
        near = surroundings.of(entry)
        for line in text_lines([entry], near.paths, Layout(width, numeric)):
            output.line(line)
        details = details_of(entry.owners[0].process) if entry.owners else None
        for line in story_lines(parts(entry, near, details, now_ns=snapshot.time_ns), width):
            output.line(line)


def _print(
    output: Output,
    found: Collection[OwnedSocket],
    snapshot: Snapshot,
    details: frozenset[Detail],
    *,
    as_json: bool,
    numeric: bool,
) -> None:
    from tui.printing.json_array import json_array
    from tui.printing.socket_objects import as_object
    from tui.printing.sockets import Layout, in_order, paths_of, text_lines

    if as_json:
        for text in json_array(map(as_object, in_order(found))):
            output.write(text)
        return
    layout = Layout(output.columns() if output.is_terminal else None, numeric, details)
    for line in text_lines(found, paths_of(snapshot.sockets), layout):
        output.line(line)


def _told(error: OSError) -> CommandError:
    """What kept the sockets from being read, with its exit status."""
    from tui.sockets.namespaces import NoNamespace

    if isinstance(error, NoNamespace):
        return CommandError(error.strerror or str(error), NOT_ALLOWED if error.errno == errno.EPERM else USAGE)
    status = NOT_ALLOWED if error.errno in (errno.EPERM, errno.EACCES) else USAGE
    return CommandError(f"the sockets of this machine cannot be read: {error.strerror or error}", status)
