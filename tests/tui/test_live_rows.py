"""Rows of a live capture, and of a file that grows."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
from pathlib import Path

import pytest

from dissectors import open_capture
from tests.conftest import SAMPLES
from tests.tui.datagrams import start, three_datagrams

THIS_PROCESS = Path("/proc/self/comm").read_text().strip()
HELLO = SAMPLES / "hello.pcapng"


def test_a_growing_file_is_followed_until_the_count(tmp_path: Path) -> None:
    growing = tmp_path / "growing.pcapng"
    data = HELLO.read_bytes()
    growing.write_bytes(data[: len(data) // 2])
    process = start("--tail", str(growing), "-c", "19")
    assert process.stdout is not None
    assert process.stdout.readline().split()[0] == b"1"
    with growing.open("ab") as file:
        file.write(data[len(data) // 2 :])
    rest = process.stdout.read()
    assert process.wait(30) == 0
    assert rest.count(b"\n") == 18


def test_an_interruption_is_status_130(tmp_path: Path) -> None:
    growing = tmp_path / "growing.pcapng"
    shutil.copy(HELLO, growing)
    process = start("--tail", str(growing))
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
def test_packets_are_printed_as_they_come_and_counted_at_the_end() -> None:
    seen = three_datagrams()
    assert seen.output.count(b"\n") == 3
    assert str(seen.port).encode() in seen.output
    assert b"3 captured, 0 dropped" in seen.errors


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
@pytest.mark.parametrize("name", ["old.pcapng", "old.pcap"])
def test_a_filter_that_is_not_understood_leaves_the_file_as_it_was(tmp_path: Path, name: str) -> None:
    """Nor is anything said to be captured or saved."""
    old = tmp_path / name
    shutil.copy(HELLO, old)
    process = start("-i", "lo", "-f", "prt", "-w", str(old), "-c", "1")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert old.read_bytes() == HELLO.read_bytes()
    assert b"capture filter is not understood" in errors
    assert b"saved" not in errors
    assert b"dropped" not in errors


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
def test_a_file_that_is_no_capture_is_never_written_over(tmp_path: Path) -> None:
    notes = tmp_path / "notes.pcap"
    notes.write_text("words\n")
    process = start("-i", "lo", "-w", str(notes), "-c", "1")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert notes.read_text() == "words\n"
    assert b"is no capture" in errors


@pytest.mark.root
@pytest.mark.usefixtures("require_root")
def test_rows_wait_for_their_processes_which_a_filter_may_ask_for(tmp_path: Path) -> None:
    """This process connects to itself again and again, until a row was printed."""
    saved = tmp_path / "saved.pcapng"
    chosen = f'tcp.flags == 0x002 && proc.name == "{THIS_PROCESS}"'
    with contextlib.ExitStack() as connections:
        server = connections.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = server.getsockname()[1]
        process = start("-i", "lo", "-f", f"tcp port {port}", "-w", str(saved), "-Y", chosen)
        assert process.stdout is not None
        for _ in range(400):
            connections.enter_context(socket.create_connection(server.getsockname()))
            connections.enter_context(server.accept()[0])
            if select.select([process.stdout], [], [], 0.1)[0]:
                break
        line = process.stdout.readline().decode()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert f"→ {port} [SYN] " in line, errors
    assert THIS_PROCESS in line.rpartition("{")[2]
    with open_capture(saved) as capture:
        capture.refresh()
        assert {one.pid for one in capture.attributions} == {os.getpid()}
