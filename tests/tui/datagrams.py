"""A live capture of datagrams on the loopback interface."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.conftest import PROJECT


class Seen(NamedTuple):
    """What a capture of three datagrams printed."""

    port: int
    output: bytes
    errors: bytes


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tui", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=PROJECT
    )


def three_datagrams(*arguments: str) -> Seen:
    """A datagram is sent again and again until the capture, which begins when it likes, has seen three."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
    ):
        receiver.bind(("127.0.0.1", 0))
        port = receiver.getsockname()[1]
        process = start(*arguments, "-i", "lo", "-f", f"udp port {port}", "-c", "3")
        for _ in range(400):
            sender.sendto(b"hello", ("127.0.0.1", port))
            try:
                output, errors = process.communicate(timeout=0.05)
                break
            except subprocess.TimeoutExpired:
                continue
        else:
            process.kill()
            pytest.fail("the capture did not end")
    assert process.returncode == 0, errors
    return Seen(port, output, errors)
