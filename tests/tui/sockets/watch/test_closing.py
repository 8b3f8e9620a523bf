"""Whether a socket can be closed is known beforehand."""

from __future__ import annotations

import errno
import socket

import pytest

from tests.tui.sockets.watch.served import ToyKernel
from tui.sockets.sock_diag import SockDiag
from tui.sockets.watch.closing import NEEDS_PRIVILEGE, NOT_THIS_KERNEL, why_not_closed


@pytest.mark.parametrize(
    ("refusal", "permitted", "why"),
    [
        (errno.ENOENT, True, ""),
        (errno.EOPNOTSUPP, True, NOT_THIS_KERNEL),
        (errno.EOPNOTSUPP, False, NEEDS_PRIVILEGE),
        (errno.ENOENT, False, NEEDS_PRIVILEGE),
    ],
)
def test_both_permission_and_kernel_are_wanted(refusal: int, permitted: bool, why: str) -> None:
    kernel = ToyKernel()
    kernel.refusal = refusal
    assert why_not_closed(kernel, is_permitted=permitted) == why
    assert kernel.ended == []


@pytest.mark.usefixtures("require_root")
def test_this_kernel_is_asked_without_closing_anything() -> None:
    with socket.create_server(("", 0)) as listener, SockDiag() as kernel:
        assert why_not_closed(kernel, is_permitted=True) in ("", NOT_THIS_KERNEL)
        with socket.create_connection(("127.0.0.1", listener.getsockname()[1])):
            listener.accept()[0].close()
