"""Closing somebody's socket: whether it can be done here, which is known before anybody asks for it."""

from __future__ import annotations

import errno
from typing import Final, Protocol

from tui.sockets.entry import Endpoint, Socket

NEEDS_PRIVILEGE: Final = "sockets are closed by root only (CAP_NET_ADMIN)"
NOT_THIS_KERNEL: Final = "this kernel closes no sockets of others (CONFIG_INET_DIAG_DESTROY)"
_NOWHERE: Final = Endpoint("0.0.0.0", 0)


class Kernel(Protocol):
    """What is wanted of `SockDiag`."""

    def end(self, closing: Socket) -> None: ...
    def close(self) -> None: ...


def why_not_closed(kernel: Kernel, *, is_permitted: bool) -> str:
    """Why no socket can be closed, in a sentence; empty where it can.

    The kernel is asked to close a socket that there is not: one that never does so says so at once.
    """
    if not is_permitted:
        return NEEDS_PRIVILEGE
    try:
        kernel.end(Socket("tcp", "ipv4", "", _NOWHERE, _NOWHERE, cookie=1))
    except OSError as error:
        if error.errno == errno.EOPNOTSUPP:
            return NOT_THIS_KERNEL
    return ""
