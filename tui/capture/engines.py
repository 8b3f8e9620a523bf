"""Which engine can capture here, and why another cannot. Standard library only: the broker decides with it.

In order of preference: libpcap, AF_PACKET in pure Python (both want CAP_NET_RAW), dumpcap (brings its own).
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass

from tui.capture import libpcap
from tui.capture.source import EngineError, Request, Source

ENGINES = ("libpcap", "af_packet", "dumpcap")
AUTOMATIC = "auto"
CAP_NET_RAW = 13

_DUMPCAP_PLACES = ("/usr/bin/dumpcap", "/usr/local/bin/dumpcap", "/usr/sbin/dumpcap", "/opt/wireshark/bin/dumpcap")


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides; passed in so that tests can pretend."""

    has_libpcap: bool
    has_packet_sockets: bool
    may_open_sockets: bool
    dumpcap: str | None
    dumpcap_is_privileged: bool
    """dumpcap carries capabilities or is set-user-ID, and this user may execute it."""


def this_machine() -> Machine:
    """Look at the machine and at this process. Takes under a millisecond."""
    program = find_dumpcap()
    return Machine(
        has_libpcap=libpcap.library() is not None,
        has_packet_sockets=sys.platform.startswith("linux"),
        may_open_sockets=may_open_sockets(),
        dumpcap=program,
        dumpcap_is_privileged=program is not None and carries_privilege(program),
    )


def impossible(engine: str, machine: Machine) -> str | None:
    """Why this engine cannot capture here, in one sentence with what to do; None: it can."""
    if engine == "libpcap":
        if not machine.has_libpcap:
            return f"libpcap is not installed: {libpcap.INSTALL}"
        return None if machine.may_open_sockets else _NO_PERMISSION
    if engine == "af_packet":
        if not machine.has_packet_sockets:
            return "AF_PACKET exists on Linux only"
        return None if machine.may_open_sockets else _NO_PERMISSION
    if engine == "dumpcap":
        if machine.dumpcap is None:
            return "dumpcap is not installed (Debian, Ubuntu: apt install wireshark-common)"
        if not (machine.may_open_sockets or machine.dumpcap_is_privileged):
            return "dumpcap may not capture for this user: dpkg-reconfigure wireshark-common, join group wireshark"
        return None
    return f"there is no engine {engine}: one of {', '.join(ENGINES)}"


def choose(requested: str, machine: Machine) -> str:
    """The engine to use: the one asked for, or the first that is possible. Raises EngineError with the reason."""
    if requested != AUTOMATIC:
        reason = impossible(requested, machine)
        if reason is not None:
            raise EngineError("no-permission" if reason is _NO_PERMISSION else "no-engine", reason)
        return requested
    for engine in ENGINES:
        if impossible(engine, machine) is None:
            return engine
    if machine.may_open_sockets:
        raise EngineError("no-engine", f"nothing here can capture: {libpcap.INSTALL}")
    raise EngineError("no-permission", _NO_PERMISSION)


def open_source(engine: str, request: Request, descriptor: int) -> Source:
    """Start an engine; imports no engine but this one. Raises EngineError."""
    return _OPENERS[engine](request, descriptor)


def find_dumpcap() -> str | None:
    """Path of dumpcap: where distributions put it, before anything in PATH."""
    for place in _DUMPCAP_PLACES:
        if os.path.exists(place):
            return place
    return shutil.which("dumpcap")


def carries_privilege(program: str) -> bool:
    """True if this user may execute the program and executing it brings CAP_NET_RAW (file capability, set-user-ID)."""
    if not os.access(program, os.X_OK):
        return False
    try:
        status = os.stat(program)
        if status.st_mode & stat.S_ISUID and status.st_uid == 0:
            return True
        capabilities = os.getxattr(program, "security.capability")
    except (OSError, AttributeError):
        return False
    permitted = int.from_bytes(capabilities[4:8], "little")
    return bool(permitted >> CAP_NET_RAW & 1)


def may_open_sockets() -> bool:
    """True if this process may open packet sockets now (elsewhere than on Linux: if it is root)."""
    try:
        with open("/proc/self/status", encoding="utf-8", errors="replace") as status:
            for line in status:
                if line.startswith("CapEff:"):
                    return bool(int(line.split()[1], 16) >> CAP_NET_RAW & 1)
    except (OSError, ValueError):
        pass
    if sys.platform == "darwin":
        return os.access("/dev/bpf0", os.R_OK)
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _libpcap(request: Request, descriptor: int) -> Source:
    from tui.capture.libpcap_source import LibpcapSource  # only the engine in use is imported

    return LibpcapSource(request, descriptor)


def _af_packet(request: Request, descriptor: int) -> Source:
    from tui.capture.af_packet import open_packet_source

    return open_packet_source(request, descriptor)


def _dumpcap(request: Request, descriptor: int) -> Source:
    from tui.capture.dumpcap import DumpcapSource

    program = find_dumpcap()
    if program is None:
        raise EngineError("no-engine", "dumpcap is not installed")
    return DumpcapSource(program, request, descriptor)


_OPENERS: dict[str, Callable[[Request, int], Source]] = {
    "libpcap": _libpcap,
    "af_packet": _af_packet,
    "dumpcap": _dumpcap,
}

_NO_PERMISSION = (
    "no permission to capture: run remora with sudo, give python capabilities, or join the group that may run dumpcap"
)
