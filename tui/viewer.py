"""The viewer from the command line to its last line: what has to happen in which order around the screen.

The capture process starts first and keeps the privilege; this process gives its own up before anything is imported
that starts threads, which would keep it; then the capture begins; Textual comes last.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dissectors.privilege import drop_privilege, effective_capabilities
from tui.capture import engines
from tui.capture.client import BrokerClient
from tui.capture.limits import Limits, Ring, parse_ring, parse_stop
from tui.capture.sentences import sentence, unknown_interface
from tui.capture.source import ANY, SNAPLEN, EngineError
from tui.exit_status import DONE, NOT_ALLOWED, CommandError
from tui.printing.visible import visible

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from tui.live_source import CaptureOptions
    from tui.opened import Opened
    from tui.settings import Settings
    from tui.sockets.counter_source import CounterSource
    from tui.sockets.kept_kernels import KeptKernels
    from tui.viewer_request import ViewerRequest

STANDARD_INPUT = "-"
_NOT_ALLOWED_CODES = ("no-permission", "no-such-interface", "no-engine", "broker-gone")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the settings and the command line say together."""

    settings: Settings
    path: Path
    choices: DeepChoices
    problems: tuple[str, ...]
    """Sentences about what could not be used."""


@dataclass(frozen=True, slots=True)
class OpenedThere:
    """What asks about another network namespace."""

    kernels: KeptKernels
    counters: CounterSource


def run(request: ViewerRequest) -> int:
    """Show what the command line asked for; the exit status.

    Raises CommandError or RemoraError where there is nothing to show.
    """
    limits, ring = limits_of(request)
    if request.is_live:
        check_interfaces(request)
    pipe = take_the_terminal(request)
    there = opened_there(request)
    with privilege_given_up(request) as (broker, notice):
        from tui.live_source import CaptureOptions  # numpy: the privilege must be gone

        options = CaptureOptions(
            request.save_to,
            request.engine,
            request.snaplen or SNAPLEN,
            request.promiscuous,
            limits,
            ring,
        )
        # What is wrong with it is told before anything is captured.
        chosen = chosen_for(request)
        return show(request, broker, _open(request, broker, options, pipe), notice, chosen, there)


@contextmanager
def privilege_given_up(request: ViewerRequest) -> Iterator[tuple[BrokerClient | None, str]]:
    """The capture process, and a sentence about the privilege that this process had and has no more."""
    # numpy's own threads bring nothing here, and take time to start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    # Textual waits one to two frames before it paints again: at its 60 a second, tree and bytes follow the list 25 ms
    # later. Frames in which nothing changed cost nothing, and a screen is painted when its messages are worked off.
    os.environ.setdefault("TEXTUAL_FPS", "1000")
    broker = start_broker(request)
    try:
        yield broker, drop_privilege()
    finally:
        if broker is not None:
            broker.close()


def check_interfaces(request: ViewerRequest) -> None:
    """Refuse what cannot be captured before there is a screen. Raises CommandError."""
    try:
        engines.choose(request.engine, engines.this_machine())
    except EngineError as error:
        told = sentence(error.code, error.text, " and ".join(request.interfaces))
        raise CommandError(told, NOT_ALLOWED) from error
    if request.network_namespace is not None:
        _check_namespace(request.network_namespace)
        return
    with contextlib.suppress(OSError):
        names = [*(name for _, name in socket.if_nameindex()), ANY]
        for interface in request.interfaces:
            if interface not in names:
                raise CommandError(unknown_interface(interface, names), NOT_ALLOWED)


def _check_namespace(name: str) -> None:
    if "/" in name or name.startswith(".") or not os.path.exists(f"/run/netns/{name}"):
        raise CommandError(f"there is no network namespace {name} (ip netns lists them)", NOT_ALLOWED)


def start_broker(request: ViewerRequest) -> BrokerClient | None:
    """The capture process, where one may be wanted later and could not be started then."""
    wanted = request.is_live or request.file is None or effective_capabilities()
    if not wanted or not hasattr(socket, "SCM_RIGHTS"):
        return None
    try:
        return BrokerClient.spawn(request.network_namespace)
    except EngineError as error:
        if request.is_live:
            raise CommandError(error.text, NOT_ALLOWED) from error
        return None


def opened_there(request: ViewerRequest) -> OpenedThere | None:
    """In another network namespace, which only a privileged process may enter; None where none is asked for."""
    if request.network_namespace is None:
        return None
    # Only where a namespace is asked for.
    from tui.sockets.counter_source import open_counters
    from tui.sockets.kept_kernels import KeptKernels

    try:
        return OpenedThere(KeptKernels(request.network_namespace), open_counters(request.network_namespace))
    except OSError:
        # The screens of sockets and counters say why, if they are ever shown.
        return None


def limits_of(request: ViewerRequest) -> tuple[Limits, Ring | None]:
    """What -c, -a and -b ask for. Raises CommandError."""
    try:
        limits = parse_stop(request.stop_conditions, request.packet_count)
        ring = parse_ring(request.ring_conditions)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if ring is not None and request.save_to is None:
        raise CommandError("a ring of files needs a name: -w")
    return limits, ring


def take_the_terminal(request: ViewerRequest) -> int | None:
    """Keys come from the controlling terminal, whatever standard input is; the pipe's descriptor if one is to be read.

    Textual reads descriptor 0 and draws on descriptor 2, whatever these are: both become the terminal.
    """
    pipe = None
    if request.file == STANDARD_INPUT:
        if sys.stdin.isatty():
            raise CommandError("standard input is a terminal: pipe a capture into it (tcpdump -w - | remora -)")
        pipe = os.dup(sys.stdin.fileno())
    if not sys.stdin.isatty():
        try:
            terminal = os.open("/dev/tty", os.O_RDWR)
        except OSError as error:
            raise CommandError(f"there is no terminal to read keys from: {error.strerror}") from error
        os.dup2(terminal, sys.stdin.fileno())
        os.close(terminal)
    return pipe


def _open(
    request: ViewerRequest, broker: BrokerClient | None, options: CaptureOptions, pipe: int | None
) -> Opened | None:
    from tui.opened import open_interfaces, open_path, open_pipe

    try:
        if request.is_live:
            return open_interfaces(broker, request.interfaces, request.capture_filter, options)
        if pipe is not None:
            return open_pipe(pipe)
        if request.file is not None:
            return open_path(Path(request.file), tail=request.tail, packets=request.packet_count)
    except EngineError as error:
        status = NOT_ALLOWED if error.code in _NOT_ALLOWED_CODES else 2
        raise CommandError(error.text, status) from error
    except OSError as error:
        raise CommandError(f"{request.file}: {error.strerror}") from error
    return None


def chosen_for(request: ViewerRequest) -> Chosen:
    """Read the settings, and put the request's own choices to them. Raises CommandError."""
    from tui import settings as settings_file
    from tui.decoding import choices_of

    path = settings_file.settings_path()
    settings, problems = settings_file.load(path)
    choices, told = choices_of(request.decoding, settings, may_come=request.is_live or request.tail)
    return Chosen(settings, path, choices, (*problems, *told))


def show(
    request: ViewerRequest,
    broker: BrokerClient | None,
    opened: Opened | None,
    notice: str,
    chosen: Chosen | None = None,
    there: OpenedThere | None = None,
) -> int:
    """Run the application until the user leaves it, and tell what became of live captures; the exit status."""
    from dissectors.deep.filters.any_filter import any_filter
    from tui.live_source import CaptureOptions
    from tui.viewer_app import ViewerApp

    chosen = chosen or chosen_for(request)
    if request.display_filter:
        any_filter(request.display_filter, chosen.choices)
    app = ViewerApp(
        opened,
        broker,
        settings=chosen.settings,
        settings_path=chosen.path,
        display_filter=request.display_filter,
        options=CaptureOptions(None, request.engine, request.snaplen or SNAPLEN, request.promiscuous),
        numbers_only=request.decoding.numbers_only,
        deep_choices=chosen.choices,
        shows_sockets=request.shows_sockets,
        network_namespace=request.network_namespace or "",
    )
    app.start_problems += chosen.problems
    if there is not None:
        app.kept_kernels, app.counter_source = there.kernels, there.counters
    if opened is None or opened.live is not None:
        app.session_note = notice
    try:
        with _screen_on_the_terminal():
            app.run()
    finally:
        app.saver.stop()
        app.join_endings()
        for line in app.last_lines:
            print(visible(line), file=sys.stderr)
    return app.return_code or DONE


@contextmanager
def _screen_on_the_terminal() -> Iterator[None]:
    """Textual draws on standard error: let that be the terminal while it does, wherever it went."""
    if sys.stderr.isatty() or not sys.stdout.isatty():
        yield
        return
    kept = os.dup(2)
    os.dup2(sys.stdout.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
