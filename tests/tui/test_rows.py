"""Packets from files and from standard input."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dissectors.errors import CaptureFileError
from dissectors.filters import compile_filter
from tests.conftest import PROJECT, SAMPLES
from tui.rows import open_packets

HELLO = SAMPLES / "hello.pcapng"


def test_a_file_gives_all_its_rows() -> None:
    with open_packets(str(HELLO)) as packets:
        rows = [row for batch in packets.batches() for row in batch]
        assert rows == list(range(len(packets.table)))
        assert not packets.is_live
    assert rows


def test_a_filter_chooses_among_the_first_rows() -> None:
    found = []
    for most in (None, 1):
        with open_packets(str(HELLO)) as packets:
            chosen = packets.matching(compile_filter("tcp.flags.syn == 1"), most)
            found.append([row for rows in chosen for row in rows.tolist()])
    assert found == [[0, 1], [0]]


def test_what_is_no_capture_is_refused() -> None:
    with pytest.raises(CaptureFileError), open_packets(str(PROJECT / "LICENSE")):
        pass


def test_a_pipe_is_printed_as_it_comes() -> None:
    """The first packets are printed while the pipe is still open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    data = Path(HELLO).read_bytes()
    process.stdin.write(data)
    process.stdin.flush()
    assert process.stdout.readline().split()[0] == b"1"
    process.stdin.close()
    rest = process.stdout.read()
    assert process.wait(30) == 0
    with open_packets(str(HELLO)) as packets:
        assert 1 + rest.count(b"\n") == sum(len(batch) for batch in packets.batches())


def test_a_cut_pipe_is_status_1() -> None:
    data = Path(HELLO).read_bytes()[:-5]
    ran = subprocess.run(
        [sys.executable, "-m", "tui", "read", "-"], input=data, capture_output=True, cwd=PROJECT, check=False
    )
    assert ran.returncode == 1
    assert ran.stdout.startswith(b"    1 ")
    assert b"middle of" in ran.stderr


def test_no_more_rows_than_asked_for() -> None:
    with open_packets(str(HELLO)) as packets:
        assert [row for batch in packets.batches(3) for row in batch] == [0, 1, 2]
        assert len(packets.table) == 3


def test_what_is_no_capture_in_a_pipe_is_told_of_standard_input() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tui", "read", "-"], input=b"1\n2\n3\n", capture_output=True, cwd=PROJECT, check=False
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"remora: standard input is no capture")


def test_a_fifo_is_read_to_its_end(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_bytes, args=(HELLO.read_bytes(),))
    writer.start()
    with open_packets(str(fifo)) as packets, open_packets(str(HELLO)) as expected:
        assert packets.is_live
        assert sum(map(len, packets.batches())) == sum(map(len, expected.batches()))
    writer.join()
