"""Kernels of another namespace, asked when it cannot be entered any more."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import PROJECT
from tui.sockets.entry import Endpoint
from tui.sockets.kept_kernels import MOST_AT_ONCE, KeptKernels
from tui.sockets.namespaces import NoNamespace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")

HOLD = """
import socket
one = socket.create_server(("127.0.0.1", 4711))
print("ready", flush=True)
while input() == "another":
    client = socket.create_connection(("127.0.0.1", 4711))
    server = one.accept()[0]
    client.close()
    server.close()
    print("ended", flush=True)
"""
WITHOUT_PRIVILEGE = """
import os, sys
from dissectors.privilege import drop_privilege, effective_capabilities
from tui.sockets.kept_kernels import KeptKernels
from tui.sockets.snapshot import open_source
kept = KeptKernels(sys.argv[1])
drop_privilege()
assert not effective_capabilities()
try:
    open_source(sys.argv[1])
except OSError as error:
    print(error.strerror)
with kept.source() as source:
    print(*(entry.socket.local for entry in source.take(["tcp"], with_details=True).sockets))
kept.close()
"""


@pytest.fixture
def child(require_tool: Callable[[str], str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a namespace of its own, with a listener."""
    program = f'{require_tool("ip")} link set lo up && exec {sys.executable} -c "$0"'
    command = [require_tool("unshare"), "-n", "sh", "-c", program, HOLD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.stdin.write(b"end\n")
        process.stdin.close()


def test_a_namespace_that_there_is_not() -> None:
    with pytest.raises(NoNamespace, match="no network namespace no-such"):
        KeptKernels("no-such")


@pytest.mark.usefixtures("require_root")
def test_without_privilege_they_still_answer(child: subprocess.Popen[bytes]) -> None:
    command = [sys.executable, "-c", WITHOUT_PRIVILEGE, str(child.pid)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    assert not ran.returncode, ran.stderr
    refused, found = ran.stdout.splitlines()
    assert "only root may" in refused, ran.stderr
    assert found == "127.0.0.1:4711"


@pytest.mark.usefixtures("require_root")
def test_each_source_has_a_kernel_to_itself_and_gives_it_back(child: subprocess.Popen[bytes]) -> None:
    kept = KeptKernels(str(child.pid))
    sources = [kept.source() for _ in range(MOST_AT_ONCE)]
    for source in sources:
        (entry,) = source.take(["tcp"], with_details=False).sockets
        assert (entry.socket.local, entry.socket.namespace) == (Endpoint("127.0.0.1", 4711), str(child.pid))
        assert [owner.process.pid for owner in entry.owners] == [child.pid]
    with pytest.raises(OSError, match="too often at once"):
        kept.source()
    for source in sources:
        source.close()
        source.close()
    kept.source().close()
    kept.close()


@pytest.mark.usefixtures("require_root")
def test_endings_are_those_since_they_were_lent(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    assert child.stdout is not None

    def another() -> None:
        child.stdin.write(b"another\n")  # type: ignore[union-attr]
        child.stdin.flush()  # type: ignore[union-attr]
        assert child.stdout.readline() == b"ended\n"  # type: ignore[union-attr]

    kept = KeptKernels(str(child.pid))
    for _ in range(2):
        with kept.endings() as endings, pytest.raises(OSError, match="told elsewhere"):
            kept.endings()
        another()
    with kept.endings() as endings:
        assert endings.fileno() > 0
        another()
        found: list[object] = []
        deadline = time.monotonic() + 10
        while not found and time.monotonic() < deadline:
            time.sleep(0.001)
            found = [one for one in endings.read() if one.local == Endpoint("127.0.0.1", 4711)]
        assert found
        assert endings.lost == 0
    kept.close()
