"""The command line: which command is meant, and how each of them ends.

The first word is a sub-command if it is exactly one; anything else is the viewer. Nothing heavy is imported
before a command is known, so that help comes at once.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from dissectors.errors import RemoraError
from tui.exit_status import DONE, INTERRUPTED, USAGE, CommandError, complain
from tui.told_to_end import BY_A_SIGNAL, signals_end_programs, signals_interrupt

COMMANDS: Mapping[str, str] = {
    "decode": "tui.commands.decode",
    "diagnose": "tui.commands.diagnose",
    "follow": "tui.commands.follow",
    "conversations": "tui.commands.conversations",
    "counters": "tui.commands.counters",
    "interfaces": "tui.commands.interfaces",
    "lab": "tui.commands.lab",
    "ladder": "tui.commands.ladder",
    "objects": "tui.commands.objects",
    "read": "tui.commands.read",
    "sockets": "tui.commands.sockets",
    "stats": "tui.commands.stats",
}
"""Sub-commands and the modules whose `command` they are."""

SCREENS = frozenset({"sockets"})
"""Sub-commands that are a screen where nothing else is asked of them and there is a terminal."""
VIEWER = "tui.commands.view"
STANDARD_INPUT = "-"
_OUTPUT_FAILURES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What writing to standard output may fail with, besides a pipe that nobody reads."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line, without the program's name; the exit status. Errors are one line on standard error."""
    if problem := _closed_stream(arguments):
        return _fail(problem, USAGE)
    name, rest = ("", arguments)
    if arguments and arguments[0] in COMMANDS:
        name, rest = arguments[0], arguments[1:]
    if (not name or (name in SCREENS and not rest)) and sys.stdout.isatty():
        with signals_end_programs():
            return _ended(name, rest)
    with signals_interrupt() as came:
        status = _ended(name, rest)
    return BY_A_SIGNAL + came[0] if came else status


def _ended(name: str, arguments: Sequence[str]) -> int:
    """The exit status of one command, however it ends."""
    try:
        command: click.Command = import_module(COMMANDS.get(name, VIEWER)).command
        status = command.main(list(arguments), prog_name=f"remora {name}".strip(), standalone_mode=False)
        sys.stdout.flush()
        return int(status or DONE)
    except CommandError as error:
        return _fail(error.message, error.status)
    except RemoraError as error:
        return _fail(str(error), USAGE)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        return _fail((not name and _no_command(arguments)) or error.format_message(), USAGE)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Of a pipe that breaks within a command click makes an exit, and of nothing else.
        _forget_output()
        return DONE
    except OSError as error:
        _forget_output()
        return _fail(_what_failed(error), USAGE)


def _no_command(arguments: Sequence[str]) -> str:
    """What to say where several words begin with one that is neither a file nor a command; "" where that is not it."""
    if len(arguments) < 2 or arguments[0].startswith("-") or os.path.exists(arguments[0]):
        return ""
    return str(import_module(VIEWER).neither(arguments[0]))


def _closed_stream(arguments: Sequence[str]) -> str:
    """What cannot be done because the caller closed a standard stream; "" if nothing.

    The other ones are opened on nothing, so that no file takes their numbers.
    """
    had_input, had_output = sys.stdin is not None, sys.stdout is not None
    if not had_input:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    if not had_output:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if not had_output:
        return "standard output is closed"
    return "standard input is closed" if not had_input and STANDARD_INPUT in arguments else ""


def _what_failed(error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {reason}"
    return f"standard output cannot be written: {reason}" if error.errno in _OUTPUT_FAILURES else reason


def _fail(message: str, status: int) -> int:
    complain(message)
    return status


def _forget_output() -> None:
    """Nothing takes it: let the interpreter's last flush go nowhere."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
