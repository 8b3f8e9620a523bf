"""`remora ladder`: what is printed, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.tui.ladders import many_hosts
from tui import cli

HELLO = str(SAMPLES / "hello.pcapng")
TIMEOUT = str(SAMPLES / "timeout.pcapng")
Output = pytest.CaptureFixture[bytes]


def ladder(capfdbinary: Output, *arguments: str) -> list[str]:
    assert cli.run(["ladder", *arguments]) == 0
    return capfdbinary.readouterr().out.decode().splitlines()


def test_a_conversation_is_drawn_to_fit_a_ticket(capfdbinary: Output) -> None:
    lines = ladder(capfdbinary, HELLO, "tcp:0")
    assert len(lines) == 21
    assert "SYN-SENT ├── SYN seq=0 len=0 ──" in lines[1]
    assert max(map(len, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)


def test_the_width_can_be_chosen(capfdbinary: Output) -> None:
    assert max(map(len, ladder(capfdbinary, HELLO, "tcp:0", "--width", "70"))) <= 70


def test_a_packet_names_its_conversation(capfdbinary: Output) -> None:
    assert ladder(capfdbinary, TIMEOUT, "--packet", "4") == ladder(capfdbinary, TIMEOUT, "tcp:1")


def test_a_filter_chooses_packets_between_hosts(capfdbinary: Output) -> None:
    lines = ladder(capfdbinary, HELLO, "-Y", "tcp.flags.syn == 1")
    assert len(lines) == 3
    assert "[SYN]" in lines[1]
    assert len(ladder(capfdbinary, HELLO)) == 21
    assert len(ladder(capfdbinary, HELLO, "-Y", "udp")) == 1


def test_a_diagram(capfdbinary: Output) -> None:
    lines = ladder(capfdbinary, HELLO, "tcp:0", "--as", "mermaid")
    assert lines[0] == "sequenceDiagram"
    assert "    P0->>P1: 1: SYN seq=0 len=0" in lines


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((HELLO, "tcp:4"), b"there is no tcp:4: the only one is tcp:0"),
        ((HELLO, "nonsense"), b"nonsense names no conversation"),
        ((HELLO, "tcp:0", "-Y", "tcp"), b"-Y chooses packets between hosts"),
        ((HELLO, "tcp:0", "--packet", "1"), b"not both"),
        ((HELLO, "--packet", "99"), b"there is no packet 99"),
        ((HELLO, "-Y", "tcp.nonsense == 1"), b"tcp.nonsense"),
        (("no-such-file.pcap",), b"no-such-file.pcap"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    capfdbinary: Output, arguments: tuple[str, ...], sentence: bytes
) -> None:
    assert cli.run(["ladder", *arguments]) == 2
    error = capfdbinary.readouterr().err
    assert sentence in error
    assert error.count(b"\n") == 1


def test_more_hosts_than_anyone_reads_are_refused(capfdbinary: Output, tmp_path: Path) -> None:
    path = opened_path(tmp_path)
    assert cli.run(["ladder", path]) == 2
    assert b"40 hosts do not fit side by side" in capfdbinary.readouterr().err
    assert ladder(capfdbinary, path, "--as", "mermaid")[0] == "sequenceDiagram"


def opened_path(folder: Path) -> str:
    many_hosts(folder, 40)
    return str(next(folder.glob("*.pcap")))


def test_a_cut_file_is_drawn_as_far_as_it_goes(capfdbinary: Output, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pcapng"
    cut.write_bytes((SAMPLES / "hello.pcapng").read_bytes()[:-30])
    assert cli.run(["ladder", str(cut), "tcp:0"]) == 1
    captured = capfdbinary.readouterr()
    assert b"SYN-SENT" in captured.out
    assert captured.err.startswith(b"remora: ")
