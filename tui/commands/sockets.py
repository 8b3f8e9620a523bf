"""`remora sockets`: the sockets of this machine and the processes that own them, with the options of ss.

On a terminal, and with none of these options, they are the screen.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from tui.exit_status import DONE, NOT_ALLOWED, USAGE, CommandError, complain
from tui.viewer_request import ViewerRequest

if TYPE_CHECKING:
    from tui.printing.output import Output
    from tui.printing.socket_details import Detail
    from tui.sockets.entry import Protocol
    from tui.sockets.snapshot import OwnedSocket, Snapshot

Chosen = Callable[["OwnedSocket"], bool]
"""Whether a socket is to be shown."""

KIND_OPTIONS = (
    ("-t", "--tcp", "TCP"),
    ("-u", "--udp", "UDP and UDP-Lite"),
    ("-w", "--raw", "raw sockets"),
    ("-x", "--unix", "unix sockets, which are local to the machine"),
    ("-0", "--packet", "packet sockets, which see frames as they are"),
)
KINDS: dict[str, tuple[Protocol, ...]] = {
    "tcp": ("tcp",),
    "udp": ("udp", "udplite"),
    "raw": ("raw",),
    "unix": ("unix",),
    "packet": ("packet",),
}
"""What each of these options shows."""
DETAIL_OPTIONS: tuple[tuple[str, str, Detail, str], ...] = (
    ("-e", "--extended", "extended", "user, inode, unit or container, options"),
    ("-o", "--options", "timer", "timers: for what, until when"),
    ("-i", "--info", "info", "what TCP knows inside: rtt, cwnd, retransmissions, rates"),
    ("-m", "--memory", "memory", "memory of the kernel"),
)


def _flags(command: Callable[..., int]) -> Callable[..., int]:
    for short, long, _, words in reversed(DETAIL_OPTIONS):
        command = click.option(short, long, is_flag=True, help=f"Below each: {words}.")(command)
    for short, long, words in reversed(KIND_OPTIONS):
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
    **flags: bool,
) -> int:
    """The sockets of this machine: protocol, state, addresses, queues, users, processes.

    Without options on a terminal they are a screen that goes on looking, from which each leads to its packets; with
    any option, or without a terminal, they are listed.

    With -t, -u, -w, -x or -0 and neither -l nor -a only connections are listed, as ss does; without them everything.
    The receive queue of a listener is told as WAITING/BACKLOG: the connections that its program has not accepted yet,
    and its backlog, as listen(2) has it: one more may wait.
    """
    if explain and (as_json or watch):
        raise click.UsageError(f"--explain tells in words: without {'--json' if as_json else '--watch'}")
    if sys.stdout.isatty() and not _is_asked_for_anything():
        return int(import_module("tui.viewer").run(ViewerRequest(shows_sockets=True)))
    from tui.sockets.snapshot import open_source

    kinds = [kind for kind in KINDS if flags[kind]]
    protocols = tuple(protocol for kind in kinds or KINDS for protocol in KINDS[kind])
    details: frozenset[Detail] = frozenset(name for _, long, name, _ in DETAIL_OPTIONS if flags[long[2:]])
    only = "" if everything else "listeners" if listening else "connections" if kinds else ""
    chosen = _chosen(only, process, display_filter)
    try:
        with open_source(namespace) as source:
            if watch:
                from tui.commands.sockets_watch import watch_sockets

                return watch_sockets(source, protocols, chosen, namespace, interval, as_json=as_json, numeric=numeric)
            wants_details = as_json or explain or bool(details) or display_filter is not None
            snapshot = source.take(protocols, with_details=wants_details)
    except OSError as error:
        raise _told(error) from error
    if explain:
        _explain(snapshot, chosen, numeric=numeric)
    else:
        _print(snapshot, chosen, details, as_json=as_json, numeric=numeric)
    return DONE


def _is_asked_for_anything() -> bool:
    """Whether any option was given."""
    context = click.get_current_context()
    return any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in context.params)


def _explain(snapshot: Snapshot, chosen: Chosen, *, numeric: bool) -> None:
    """The line of each socket, and its story below."""
    from tui.printing.output import Output
    from tui.printing.socket_stories import story_lines
    from tui.printing.sockets import Layout, in_order, text_lines
    from tui.sockets.process_details import read_details
    from tui.sockets.story.around import Surroundings
    from tui.sockets.story.whole import parts

    found = in_order(entry for entry in snapshot.sockets if chosen(entry))
    output = Output.standard()
    width = output.columns() if output.is_terminal else None
    surroundings = Surroundings(snapshot.sockets)
    details_of = cache(lambda process: read_details(process.pid, process.started))
    for number, entry in enumerate(found):
        if number:
            output.line("")
        near = surroundings.of(entry)
        for line in text_lines([entry], near.paths, Layout(width, numeric)):
            output.line(line)
        details = details_of(entry.owners[0].process) if entry.owners else None
        for line in story_lines(parts(entry, near, details, now_ns=snapshot.time_ns), width):
            output.line(line)
    _end(output, snapshot, is_empty=not found)


def _print(snapshot: Snapshot, chosen: Chosen, details: frozenset[Detail], *, as_json: bool, numeric: bool) -> None:
    from tui.printing.json_array import json_array
    from tui.printing.output import Output
    from tui.printing.socket_objects import as_object
    from tui.printing.sockets import Layout, in_order, paths_of, text_lines

    found = [entry for entry in snapshot.sockets if chosen(entry)]
    output = Output.standard()
    if as_json:
        for text in json_array(map(as_object, in_order(found))):
            output.write(text)
    else:
        layout = Layout(output.columns() if output.is_terminal else None, numeric, details)
        for line in text_lines(found, paths_of(snapshot.sockets), layout):
            output.line(line)
    _end(output, snapshot, is_empty=not found and not as_json)


def _end(output: Output, snapshot: Snapshot, *, is_empty: bool) -> None:
    if is_empty:
        output.line("There are no such sockets.")
    output.flush()
    for notice in snapshot.notices:
        complain(notice)


def _chosen(only: str, process: str | None, display_filter: str | None) -> Chosen:
    """The tests that all must hold. Raises FilterError."""
    from tui.printing.sockets import is_connection, is_listener

    tests: list[Chosen] = []
    if only == "listeners":
        tests.append(lambda entry: is_listener(entry.socket))
    elif only == "connections":
        tests.append(lambda entry: is_connection(entry.socket))
    if process is not None:
        tests.append(lambda entry: _is_of(entry, process))
    if display_filter is not None:
        from tui.sockets.filtering import compile_socket_filter  # the filter language wants a tenth of a second

        tests.append(compile_socket_filter(display_filter).matches)
    return lambda entry: all(test(entry) for test in tests)


def _is_of(entry: OwnedSocket, name: str) -> bool:
    """By the short name, which the kernel cuts after 15 bytes, or by the number."""
    short = name.encode("utf-8", "surrogateescape")[:15].decode("utf-8", "backslashreplace")
    return any(name == str(owner.process.pid) or owner.process.name == short for owner in entry.owners)


def _told(error: OSError) -> CommandError:
    """What kept the sockets from being read, with its exit status."""
    from tui.sockets.namespaces import NoNamespace

    if isinstance(error, NoNamespace):
        return CommandError(error.strerror or str(error), NOT_ALLOWED if error.errno == errno.EPERM else USAGE)
    status = NOT_ALLOWED if error.errno in (errno.EPERM, errno.EACCES) else USAGE
    return CommandError(f"the sockets of this machine cannot be read: {error.strerror or error}", status)
