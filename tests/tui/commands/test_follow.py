"""`remora follow`: what is printed, which conversation, and what is said where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tui import cli

HTTP = str(SAMPLES / "http.pcapng")
UDP = str(SAMPLES / "udp.pcapng")

Output = pytest.CaptureFixture[bytes]


def follow(capfdbinary: Output, *arguments: str, status: int = 0) -> bytes:
    assert cli.run(["follow", *arguments]) == status
    found = capfdbinary.readouterr()
    return found.err if status == 2 else found.out


def test_both_sides_are_printed_with_marks(capfdbinary: Output) -> None:
    lines = follow(capfdbinary, HTTP, "tcp:0").decode().splitlines()
    assert lines[0].startswith("# tcp.stream 0: > 127.0.0.1:")
    assert lines[1] == "> GET / HTTP/1.1"
    assert "< <h1>hello from remora's lab</h1>" in lines


def test_raw_is_the_bytes_themselves(capfdbinary: Output) -> None:
    client = follow(capfdbinary, HTTP, "tcp:0", "--as", "raw", "--side", "client")
    server = follow(capfdbinary, HTTP, "tcp:0", "--as", "raw", "--side", "server")
    assert client.startswith(b"GET / HTTP/1.1\r\nHost: remora.test\r\n")
    assert server.startswith(b"HTTP/1.1 200 OK\r\n")
    assert len(follow(capfdbinary, HTTP, "tcp:0", "--as", "raw")) == len(client) + len(server)


def test_a_packet_names_its_conversation(capfdbinary: Output) -> None:
    assert follow(capfdbinary, HTTP, "--packet", "5") == follow(capfdbinary, HTTP, "tcp:0")
    assert b"udp.stream 0" in follow(capfdbinary, UDP, "--packet", "1", "--as", "utf8")


@pytest.mark.parametrize("form", ["utf8", "hex", "c", "yaml", "http"])
def test_every_form_prints_something(form: str, capfdbinary: Output) -> None:
    assert len(follow(capfdbinary, HTTP, "tcp:0", "--as", form).splitlines()) > 10


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tcp:9"], "remora: there is no tcp:9: the only one is tcp:0\n"),
        (["udp:0"], "remora: there is no udp:0: the capture has no UDP conversation\n"),
        (["sctp:0"], "remora: sctp:0 names no conversation: tcp:N or udp:N, with N counted from 0\n"),
        (["tcp:x"], "remora: tcp:x names no conversation: tcp:N or udp:N, with N counted from 0\n"),
        (["--packet", "99"], "remora: there is no packet 99: there are packets 1 to 12\n"),
        ([], "remora: which conversation? tcp:N, udp:N, or --packet N for the one of a packet\n"),
        (
            ["tcp:0", "--packet", "1"],
            "remora: which conversation? tcp:N, udp:N, or --packet N for the one of a packet\n",
        ),
    ],
)
def test_what_cannot_be_followed_is_said_in_a_sentence(
    arguments: list[str], sentence: str, capfdbinary: Output
) -> None:
    assert follow(capfdbinary, HTTP, *arguments, status=2).decode() == sentence


def test_a_packet_of_no_conversation_is_said_to_be_of_none(capfdbinary: Output) -> None:
    ping = str(SAMPLES / "ping.pcapng")
    assert follow(capfdbinary, ping, "--packet", "1", status=2).decode() == (
        "remora: packet 1 belongs to no TCP or UDP conversation\n"
    )


def test_a_capture_may_come_through_a_pipe() -> None:
    arguments = [sys.executable, "-m", "tui", "follow", "-", "tcp:0", "--as", "raw", "--side", "client"]
    with open(HTTP, "rb") as capture:
        done = subprocess.run(arguments, stdin=capture, capture_output=True, check=True)
    assert done.stdout.startswith(b"GET / HTTP/1.1\r\n")


def test_what_is_readable_of_a_cut_file_is_written(tmp_path: Path, capfdbinary: Output) -> None:
    cut = tmp_path / "cut.pcapng"
    cut.write_bytes(Path(HTTP).read_bytes()[:-20])
    assert follow(capfdbinary, str(cut), "tcp:0", "--as", "raw", status=1).startswith(b"GET / ")


def test_raw_bytes_are_not_written_to_a_terminal() -> None:
    main, other = os.openpty()
    try:
        arguments = [sys.executable, "-m", "tui", "follow", HTTP, "tcp:0", "--as", "raw"]
        done = subprocess.run(arguments, stdout=other, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(main)
        os.close(other)
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "remora: raw bytes are not written to a terminal: send them to a file or to a program\n",
    )
