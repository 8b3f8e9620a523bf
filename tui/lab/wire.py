"""A virtual cable: two ends of a veth pair, the far one in a network namespace of its own.

On loopback a large write leaves in frames of up to 64 kB, because the kernel puts off cutting it into segments
(offload) to a card that is not there. With offload turned off here, the frames are those that a wire would carry.
Nothing stays behind: the namespace and both ends vanish when the far socket is closed.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Callable

from tui.lab.stage import SceneError, bind

NEAR, FAR = "remora-near", "remora-far"
NEAR_ADDRESS, FAR_ADDRESS = "198.51.100.1", "198.51.100.2"
"""Documentation addresses (RFC 5737): no network routes them."""

_CLONE_NEWNET = 0x40000000
_SIOCETHTOOL = 0x8946
_OFFLOADS = (0x1F, 0x24, 0x2C, 0x17)
"""ETHTOOL_STSO, SGSO, SGRO, STXCSUM (linux/ethtool.h)."""


def far_server(port: int) -> socket.socket:
    """Lay the cable and return a TCP socket bound at its far end. Raises SceneError without root or `ip`."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise SceneError("This scene lays a virtual cable (a veth pair), which takes root: use sudo")
    if shutil.which("ip") is None:
        raise SceneError("This scene needs the program `ip`: apt install iproute2")
    outcome: list[socket.socket | SceneError] = []
    # A thread may have a network namespace of its own; the far end is set up in there and the socket stays.
    thread = threading.Thread(target=_catching, args=(lambda: _lay(port), outcome))
    thread.start()
    thread.join()
    if isinstance(outcome[0], SceneError):
        raise outcome[0]
    return outcome[0]


def _catching(work: Callable[[], socket.socket], outcome: list[socket.socket | SceneError]) -> None:
    try:
        outcome.append(work())
    except SceneError as error:
        outcome.append(error)
    except (OSError, subprocess.SubprocessError) as error:
        outcome.append(SceneError(f"The virtual cable cannot be laid: {error}"))


def _lay(port: int) -> socket.socket:
    near_namespace = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        _run("link", "add", NEAR, "type", "veth", "peer", "name", FAR)
        _without_offload(NEAR)
        _run("address", "add", f"{NEAR_ADDRESS}/30", "dev", NEAR)
        _run("link", "set", NEAR, "up")
        if libc.unshare(_CLONE_NEWNET) != 0:
            raise SceneError(f"No network namespace can be made: {os.strerror(ctypes.get_errno())}")
        # The child is born in this thread's new namespace; it is the one to be named to the old one.
        holder = subprocess.Popen(["sleep", "5"])
        try:
            _run("link", "set", FAR, "netns", str(holder.pid), namespace=near_namespace)
            _without_offload(FAR)
            _run("address", "add", f"{FAR_ADDRESS}/30", "dev", FAR)
            _run("link", "set", FAR, "up")
            server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        finally:
            holder.kill()
            holder.wait()
        bind(server, FAR_ADDRESS, port)
        return server
    finally:
        os.close(near_namespace)


def _run(*arguments: str, namespace: int | None = None) -> None:
    enter = None
    if namespace is not None:
        libc = ctypes.CDLL(None)

        def enter() -> None:
            libc.setns(namespace, _CLONE_NEWNET)

    ran = subprocess.run(["ip", *arguments], capture_output=True, text=True, timeout=10, check=False, preexec_fn=enter)
    if ran.returncode:
        raise SceneError(f"The virtual cable cannot be laid: ip {' '.join(arguments)}: {ran.stderr.strip()}")


def _without_offload(interface: str) -> None:
    """Let the kernel itself cut segments, join none, and compute checksums (ethtool(8), -K)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command in _OFFLOADS:
            value = ctypes.create_string_buffer(struct.pack("II", command, 0))
            request = struct.pack("16sP", interface.encode(), ctypes.addressof(value))
            fcntl.ioctl(control, _SIOCETHTOOL, request)
