"""The viewer, which is what `remora` runs when no sub-command is named.

Without a terminal on standard output there is no screen to draw: packets are printed as they come.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import click

from tui.cli import COMMANDS
from tui.commands.decoding_options import decoding_options
from tui.exit_status import CommandError
from tui.viewer_request import ViewerRequest

STANDARD_INPUT = "-"


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"Commands: {', '.join(sorted(COMMANDS))}. `remora COMMAND --help` tells more; "
    "a file of that name is ./COMMAND.",
)
@click.argument("file", required=False, metavar="[FILE|-]")
@click.option("-i", "interfaces", metavar="IF", multiple=True, help="Capture on this interface; repeatable.")
@click.option("-f", "capture_filter", metavar="FILTER", default="", help="Capture filter, as tcpdump takes it.")
@click.option("-Y", "display_filter", metavar="FILTER", default="", help="Display filter, as Wireshark takes it.")
@click.option("-w", "save_to", metavar="FILE", help="Write the live capture to this file.")
@click.option("--tail", is_flag=True, help="FILE is being written: go on reading it.")
@click.option(
    "--engine",
    type=click.Choice(["auto", "libpcap", "af_packet", "dumpcap"]),
    default="auto",
    help="What captures; auto chooses by what is possible.",
)
@click.option("--netns", "network_namespace", metavar="NAME", help="Capture in this network namespace.")
@click.option("-c", "packet_count", metavar="N", type=click.IntRange(min=1), help="Stop after reading N packets.")
@click.option("-a", "stop_conditions", metavar="COND", multiple=True, help="Stop at duration:S, filesize:KB, ...")
@click.option("-b", "ring_conditions", metavar="COND", multiple=True, help="Next file at duration:S, filesize:KB, ...")
@click.option("-s", "snaplen", metavar="BYTES", type=click.IntRange(min=1), help="Keep only so much of each frame.")
@click.option("-p", "not_promiscuous", is_flag=True, help="Do not set the interface to promiscuous mode.")
@decoding_options
@click.version_option(package_name="remora", message="%(prog)s %(version)s")
def command(not_promiscuous: bool, **options: object) -> int:
    """Open a capture FILE, or capture live on an interface; with neither, choose on the start screen."""
    request = ViewerRequest(**options, promiscuous=not not_promiscuous)  # type: ignore[arg-type]
    _check(request)
    if sys.stdout.isatty():
        return int(import_module("tui.viewer").run(request))
    if request.is_live or request.tail:
        return int(import_module("tui.live_rows").print_live(request))
    if request.file is None:
        raise click.UsageError("standard output is no terminal: name a FILE, or an interface with -i")
    return _print_rows(request)


def _check(request: ViewerRequest) -> None:
    if request.file is not None and request.is_live:
        raise click.UsageError(f"either a file ({request.file}) or an interface, not both")
    if request.tail and request.file in (None, STANDARD_INPUT):
        raise click.UsageError("--tail wants a FILE")
    if request.is_live and request.save_to == STANDARD_INPUT:
        raise click.UsageError("-w wants the name of a file: a live capture is not written to standard output")
    if request.is_live:
        return
    given = {
        "-f": request.capture_filter,
        "-w": request.save_to,
        "-a": request.stop_conditions,
        "-b": request.ring_conditions,
        "-s": request.snaplen,
    }
    for option, value in given.items():
        if value and request.file is not None:
            raise click.UsageError(f"{option} is for a live capture: -i IF (remora read FILE has a -w of its own)")
    file = request.file
    if file is not None and file != STANDARD_INPUT and not Path(file).exists():
        raise CommandError(neither(file))


def neither(word: str) -> str:
    """What to say of a first word that is no file and no command."""
    siblings = [str(path) for path in Path(word).parent.iterdir()] if Path(word).parent.is_dir() else []
    near = get_close_matches(word, [*COMMANDS, *siblings], 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{word} is neither a file nor a command{hint}"


def _print_rows(request: ViewerRequest) -> int:
    from tui.commands.read import Request, read

    return read(
        Request(
            file=request.file or STANDARD_INPUT,
            display_filter=request.display_filter or None,
            count=request.packet_count,
            decoding=request.decoding,
        )
    )
