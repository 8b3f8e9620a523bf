"""The command line: which command is meant, and how each of them ends.

The first word is a sub-command if it is exactly one; anything else is the viewer. Nothing heavy is imported
before a command is known, so that help comes at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from dissectors.errors import RemoraError
from tui.exit_status import DONE, INTERRUPTED, USAGE, CommandError

COMMANDS: Mapping[str, str] = {
    "interfaces": "tui.commands.interfaces",
    "lab": "tui.commands.lab",
    "read": "tui.commands.read",
}
"""Sub-commands and the modules whose `command` they are."""

VIEWER = "tui.commands.view"


def run(arguments: Sequence[str]) -> int:
    """Run a command line, without the program's name; the exit status. Errors are one line on standard error."""
    name, rest = ("", arguments)
    if arguments and arguments[0] in COMMANDS:
        name, rest = arguments[0], arguments[1:]
    try:
        command: click.Command = import_module(COMMANDS.get(name, VIEWER)).command
        status = command.main(list(rest), prog_name=f"remora {name}".strip(), standalone_mode=False)
        sys.stdout.flush()
        return int(status or DONE)
    except CommandError as error:
        return _fail(error.message, error.status)
    except RemoraError as error:
        return _fail(str(error), USAGE)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        return _fail(error.format_message(), USAGE)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return DONE


def _fail(message: str, status: int) -> int:
    line = " ".join(message.split())
    with contextlib.suppress(OSError):
        print(f"remora: {line}", file=sys.stderr)
    return status


def _forget_output() -> None:
    """Nobody reads on: let the interpreter's last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
