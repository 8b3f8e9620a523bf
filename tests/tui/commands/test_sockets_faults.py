"""`remora sockets` where the machine does not play along: processes that come and go, hostile names, no permission."""

from __future__ import annotations

import json
import os
import re
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tui import cli
from tui.sockets.entry import PROTOCOLS
from tui.sockets.processes import Owners, read_process
from tui.sockets.snapshot import OwnedSocket, open_source
from tui.sockets.sock_diag import Endings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc and sock_diag are Linux's")

MANY, PROCESSES = 20_000, 4
"""Sockets, and who holds them: a process may mostly not have so many."""
HOSTILE_NAME = b"\x1b]0;x\x07\n\xff[b]"
"""At most 15 bytes: an escape sequence, a line feed, half a character, markup."""
HOSTILE_PATH = b"\0remora\x1b[2J\n\xff\xfe\xe2\x80\xae[red]\0tail"

HOLD_HOSTILE = """
import ctypes, socket, sys
ctypes.CDLL(None).prctl(15, bytes.fromhex(sys.argv[1]), 0, 0, 0)
listener = socket.create_server(("127.0.0.1", 0))
local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
local.bind(bytes.fromhex(sys.argv[2]))
local.listen(1)
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
"""
COME_AND_GO = """
import socket, sys
listener = socket.create_server(("127.0.0.1", 0))
"""
HOLD_MANY = """
import os, resource, signal, socket, sys
processes, count = int(sys.argv[1]), int(sys.argv[2]) // int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
reader, writer = os.pipe()
children = []
for process in range(processes):
    child = os.fork()
    if not child:
        held = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
        for number, one in enumerate(held):
            one.bind((f"127.{process}.{number % 50}.1", 0))
        os.write(writer, b".")
        signal.pause()
    children.append(child)
for _ in children:
    os.read(reader, 1)
print(*children, flush=True)
sys.stdin.read()
for child in children:
    os.kill(child, signal.SIGKILL)
"""
REUSE = """
import os, signal, socket, sys
from tui.sockets.processes import Owners, read_process

def born(pid, name):
    "A process with a pid of our choice, which holds a socket of its own; the socket's inode."
    with open("/proc/sys/kernel/ns_last_pid", "w") as last:
        last.write(str(pid - 1))
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        import ctypes
        ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)
        one = socket.create_server(("127.0.0.1", 0))
        os.write(writer, str(os.fstat(one.fileno()).st_ino).encode())
        signal.pause()
    assert child == pid, child
    return int(os.read(reader, 20))

owners = Owners()
first = born(700, "first")
told = owners.of([first])[first][0].process
os.kill(700, signal.SIGKILL)
os.waitpid(700, 0)
second = born(700, "second")
found = owners.of([first, second])
print(told.name, first in found, found[second][0].process.name, found[second][0].process.pid == told.pid,
      read_process(700).started >= told.started)
os.kill(700, signal.SIGKILL)
"""


@contextmanager
def running(*command: str) -> Iterator[tuple[subprocess.Popen[bytes], bytes]]:
    """A program that waits for the end of its input, and its first line."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        yield child, child.stdout.readline().strip()
        child.stdin.close()


@pytest.fixture
def hostile() -> Iterator[int]:
    """A process with a name and a socket's name that would do harm to a terminal; its pid."""
    with running(sys.executable, "-c", HOLD_HOSTILE, HOSTILE_NAME.hex(), HOSTILE_PATH.hex()) as (child, _):
        yield child.pid


@pytest.mark.parametrize("options", [[], ["-tulwxpn", "-l"], ["-eoim", "-a"]], ids=["plain", "listening", "details"])
def test_names_and_paths_never_reach_the_terminal_as_they_are(
    hostile: int, options: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["sockets", "--process", str(hostile), *options]) == 0
    output = capfd.readouterr()
    text = output.out + output.err
    assert all(character.isprintable() or character == "\n" for character in text)
    first = [line for line in output.out.splitlines() if "\\033]0;x" in line]
    # The name's line feed makes no line.
    assert len(first) == 2
    assert any("@remora\\033[2J\\n" in line for line in first)
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text


def test_names_and_paths_are_whole_in_json(hostile: int, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["sockets", "--process", str(hostile), "--json"]) == 0
    printed = capfd.readouterr().out
    assert all(character.isprintable() or character == "\n" for character in printed)
    listener, local = sorted(json.loads(printed), key=lambda one: str(one["protocol"]))
    assert listener["processes"][0]["name"] == "\x1b]0;x\x07\n\\xff[b]"
    assert local["path"].startswith("@remora\x1b[2J\n")
    assert local["path"].endswith("\\xff\\xfe\u202e[red]\0tail")


def test_a_name_in_a_filter_finds_it(hostile: int, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["sockets", "-t", "-a", "-Y", f"proc.pid == {hostile} && proc.name contains 0;x"]) == 2
    capfd.readouterr()
    assert cli.run(["sockets", "-t", "-a", "-Y", f'proc.pid == {hostile} && proc.name contains "0;x"']) == 0
    assert "LISTEN" in capfd.readouterr().out


def test_processes_that_end_while_they_are_read_do_no_harm() -> None:
    stop = threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            children = [subprocess.Popen([sys.executable, "-S", "-c", COME_AND_GO]) for _ in range(4)]
            for child in children:
                child.wait()

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        with open_source() as source, socket.create_server(("127.0.0.1", 0)) as mine:
            inode = os.fstat(mine.fileno()).st_ino
            for _ in range(40):
                found = {entry.socket.inode: entry for entry in source.take(PROTOCOLS, with_details=True).sockets}
                # A process that is just being started holds what its parent does.
                assert os.getpid() in [owner.process.pid for owner in found[inode].owners]
                assert all(entry.owners or entry.unknown for entry in found.values())
    finally:
        stop.set()
        thread.join()


@pytest.mark.usefixtures("require_root")
def test_a_pid_used_again_is_never_told_for_the_one_before(require_tool: Callable[[str], str]) -> None:
    command = [require_tool("unshare"), "--pid", "--fork", "--mount-proc", sys.executable, "-c", REUSE]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    assert ran.stdout.split() == ["first", "False", "second", "True", "True"], ran.stderr


def test_a_folder_of_a_process_may_have_nothing_in_it(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "8" / "fd").mkdir(parents=True)
    (tmp_path / "9").write_text("no folder")
    (tmp_path / "8" / "fd" / "3").symlink_to("socket:[700]")
    (tmp_path / "8" / "fd" / "4").symlink_to("socket:[99999999999999999999999]")
    (tmp_path / "8" / "fd" / "x").symlink_to("socket:[701]")
    owners = Owners(tmp_path)
    assert owners.of([700, 701]) == {}
    assert read_process(9, tmp_path) is None


def test_more_endings_than_can_be_told_are_counted_and_the_next_are_told() -> None:
    with Endings() as endings, ExitStack() as stack:
        # The kernel's queue for what is told gets as small as can be.
        endings._netlink._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        many = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(100)]
        for one in many:
            one.bind(("127.0.0.1", 0))
        for one in many:
            one.close()
        # The kernel tells them one after the other, behind closing: it runs over before anything is read.
        poller = select.poll()
        poller.register(endings, 0)
        assert poller.poll(10_000) == [(endings.fileno(), select.POLLERR)]
        deadline = time.monotonic() + 10
        ports: set[int] = set()
        while time.monotonic() < deadline:
            if ports & {one.local.port for one in endings.read() if one.local}:
                break
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.bind(("127.0.0.1", 0))
                ports.add(last.getsockname()[1])
            time.sleep(0.001)
        else:
            pytest.fail("nothing was told any more")
        assert endings.lost >= 1


@pytest.mark.usefixtures("require_root")
def test_twenty_thousand_sockets_are_each_told_with_their_process(require_tool: Callable[[str], str]) -> None:
    require_tool("ip")
    program = f'ip link set lo up && exec {sys.executable} -S -c "$0" "$1" "$2"'
    command = (require_tool("unshare"), "-n", "sh", "-c", program, HOLD_MANY, str(PROCESSES), str(MANY))
    with running(*command) as (child, line):
        with open_source(str(child.pid)) as source:
            found: tuple[OwnedSocket, ...] = source.take(["udp"], with_details=True).sockets
        assert len({entry.socket.cookie for entry in found}) == MANY
        assert {owner.process.pid for entry in found for owner in entry.owners} == {int(pid) for pid in line.split()}
        printed = subprocess.run(
            [sys.executable, "-m", "tui", "sockets", "-una", "--netns", str(child.pid)],
            capture_output=True,
            text=True,
            cwd=PROJECT,
            check=True,
        )
        assert len(printed.stdout.splitlines()) == MANY + 1


UNPRIVILEGED = """
import os, sys
from tui import cli
# What is imported late may stand in folders that are root's alone.
cli.run(["sockets", "-t"]); cli.run(["sockets", "--json", "-x"]); cli.run(["counters", "--netns", str(os.getpid())])
sys.stdout.flush()
os.setgroups([]); os.setgid(65534); os.setuid(65534)
print("-" * 9, flush=True)
print("-" * 9, file=sys.stderr, flush=True)
status = [cli.run(sys.argv[1:])]
sys.stdout.flush()
print("status", *status, flush=True)
"""


def as_nobody(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of a command that a user without privilege gives."""
    command = [sys.executable, "-c", UNPRIVILEGED, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=True)
    output = ran.stdout.rpartition("-" * 9)[2]
    status = re.search(r"^status (\d+)$", output, re.MULTILINE)
    assert status is not None, ran.stderr
    return int(status[1]), output, ran.stderr.rpartition("-" * 9)[2].strip()


@pytest.mark.usefixtures("require_root")
def test_without_privilege_all_sockets_are_told_and_whose_are_hidden() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        status, output, errors = as_nobody("sockets", "-a")
        port = listener.getsockname()[1]
    (line,) = [line for line in output.splitlines() if f"127.0.0.1:{port} " in line]
    assert status == 0
    assert "(owned by another user)" in line
    assert re.search(r"root sees those of all users", errors)


@pytest.mark.usefixtures("require_root")
@pytest.mark.parametrize("command", ["sockets", "counters"])
def test_without_privilege_another_namespace_is_refused_in_a_line(command: str) -> None:
    status, _, errors = as_nobody(command, "--netns", "1")
    assert status == 3
    assert errors == "remora: the network namespace 1 cannot be entered: only root may"
