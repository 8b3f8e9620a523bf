"""Whether this user may capture, with which engine, and if not: why, and the commands that give the permission."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from tui.capture import engines, libpcap
from tui.capture.client import BrokerClient
from tui.capture.source import EngineError


@dataclass(frozen=True, slots=True)
class Permission:
    """What this user can do about live capture, now."""

    allowed: bool
    engine: str
    """The engine that would be used; "" if none."""
    reason: str
    """Why not, one sentence; "" if allowed."""
    remedies: tuple[str, ...]
    """Commands for a shell, the simplest first, that would give the permission."""


def capture_permission(broker: BrokerClient | None = None) -> Permission:
    """Look whether a capture could start; by the broker's privileges where there is one: ours may be given up."""
    machine = engines.this_machine()
    if broker is not None and broker.wait_ready(1.0) and broker.is_privileged:
        machine = engines.Machine(
            machine.has_libpcap, machine.has_packet_sockets, True, machine.dumpcap, machine.dumpcap_is_privileged
        )
    try:
        return Permission(True, engines.choose(engines.AUTOMATIC, machine), "", ())
    except EngineError as error:
        if error.code == "no-permission":
            return Permission(False, "", "the privilege is missing (CAP_NET_RAW)", remedies(machine.dumpcap))
        return Permission(False, "", error.text, (libpcap.INSTALL,))


def remedies(dumpcap: str | None = None) -> tuple[str, ...]:
    """Commands that let this user capture: sudo, file capabilities, dumpcap's group.

    Root without the capability sits in a container that was not given it.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return ("docker run --cap-add NET_RAW --cap-add NET_ADMIN ...",)
    python = shlex.quote(sys.executable)
    commands = [f"sudo {_command()}"]
    if sys.platform.startswith("linux"):
        real = os.path.realpath(sys.executable)
        commands.append(f"sudo setcap cap_net_raw,cap_net_admin+eip {shlex.quote(real)}   # what {python} runs")
        group = _group_of(dumpcap)
        if group is not None:
            commands.append(f"sudo usermod -aG {group} {_user()}   # then log in again: {dumpcap} may capture")
        elif dumpcap is not None:
            commands.append(f"sudo dpkg-reconfigure wireshark-common && sudo usermod -aG wireshark {_user()}")
    return tuple(commands)


def how_to_get_permission() -> str:
    """The remedies in one sentence, the simplest only."""
    return f"start it with {remedies()[0]!r}, or see 'remora interfaces' for other ways"


def _command() -> str:
    """How this program is called by its full path: sudo does not know a virtual environment."""
    script = Path(sys.executable).with_name("remora")
    return shlex.quote(str(script)) if script.exists() else f"{shlex.quote(sys.executable)} -m tui"


def _group_of(program: str | None) -> str | None:
    """The group that may run a privileged dumpcap; None if everybody may, or it has no privilege."""
    if program is None:
        return None
    try:
        status = os.stat(program)
        if status.st_mode & stat.S_IXOTH or status.st_gid == 0:
            return None
        import grp  # absent on Windows

        return grp.getgrgid(status.st_gid).gr_name
    except (OSError, KeyError, ImportError):
        return None


def _user() -> str:
    name = os.environ.get("USER") or os.environ.get("LOGNAME")
    return shlex.quote(name) if name else "$USER"
