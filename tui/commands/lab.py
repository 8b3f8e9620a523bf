"""`remora lab`: real situations made with ordinary sockets on this machine, captured as they happen."""

from __future__ import annotations

import socket
import sys
from importlib import import_module
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill

import click

from tui import wording
from tui.exit_status import DONE, NOT_ALLOWED, USAGE, CommandError
from tui.lab.record import NotCaptured, record
from tui.lab.scenes import SCENES, Scene
from tui.lab.stage import SceneError

WIDEST = 96
NARROWEST = 40
INDENT = " " * 17


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scene", required=False, type=click.Choice(list(SCENES)), metavar="[SCENE]")
@click.option("-w", "save_to", metavar="FILE", type=click.Path(path_type=Path), help="Save the capture in FILE.")
@click.option("-6", "--ipv6", "is_v6", is_flag=True, help="On ::1 in place of 127.0.0.1.")
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@click.option("--traffic-only", is_flag=True, help="Make the traffic and capture nothing.")
def command(scene: str | None, save_to: Path | None, is_v6: bool, force: bool, traffic_only: bool) -> int:
    """Play a SCENE on loopback and capture it. Without a SCENE: list them.

    Every scene ends by itself within seconds. Without -w it opens in the viewer, live; with no terminal its packets
    are printed.
    """
    if scene is None:
        width = max(min(get_terminal_size().columns - 1, WIDEST), NARROWEST)
        for entry in SCENES.values():
            click.echo(fill(f"{entry.name:16} {entry.title}", width, subsequent_indent=INDENT))
            click.echo(fill(f"Look for {entry.look_for}", width, initial_indent=INDENT, subsequent_indent=INDENT))
        return DONE
    family = socket.AF_INET6 if is_v6 else socket.AF_INET
    chosen = SCENES[scene]
    try:
        if traffic_only:
            return _play(chosen, family)
        if save_to is not None:
            count = record(chosen, family, save_to, _say, overwrite=force)
            click.echo(f"{wording.packets(count)} saved in {save_to}", err=True)
            return DONE
        return int(import_module("tui.lab.live").show(chosen, family))
    except NotCaptured as error:
        raise CommandError(str(error), NOT_ALLOWED) from error
    except SceneError as error:
        raise CommandError(str(error), USAGE) from error


def _play(scene: Scene, family: socket.AddressFamily) -> int:
    stage = scene.prepare(family, _say)
    try:
        scene.run(stage)
    finally:
        stage.close()
    return DONE


def _say(words: str) -> None:
    print(words, file=sys.stderr)
