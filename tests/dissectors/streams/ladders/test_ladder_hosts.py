"""Columns of hosts as they come up, with ports only where an address is at both ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors import PacketTable, open_capture
from dissectors.capture_file import CaptureFile
from dissectors.processes.attribution import Attribution, End
from dissectors.streams.ladders import ladder_hosts
from dissectors.streams.ladders.ladder import Arrow, Ladder
from dissectors.streams.ladders.ladder_hosts import HostsReader
from tests.conftest import SAMPLES
from tests.dissectors.processes.found import found
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

ARP = bytes.fromhex("ffffffffffff0200000000010806") + bytes.fromhex(
    "0001080006040001" + "020000000001" + "0a000001" + "000000000000" + "0a000002"
)


def read(capture: CaptureFile, rows: list[int] | None = None) -> Ladder:
    table = PacketTable(capture)
    chosen = np.arange(len(table)) if rows is None else np.array(rows)
    reader, ladder = HostsReader(table, lambda start: chosen[start:]), Ladder(table)
    while not reader.is_done:
        ladder.append(reader.read())
    return ladder


def ends(ladder: Ladder) -> list[tuple[int | None, int | None]]:
    return [(line.source, line.target) for line in map(ladder.line, range(len(ladder)))]


def test_hosts_have_columns_in_the_order_in_which_they_come_up(tmp_path: Path) -> None:
    frames = [
        tcp(("10.0.0.1", 1), ("10.0.0.2", 2)),
        udp(("10.0.0.3", 1), ("10.0.0.1", 9)),
        tcp(("10.0.0.2", 2), ("10.0.0.1", 1)),
        udp(("2001:db8::1", 5), ("2001:db8::2", 6)),
        ARP,
    ]
    ladder = read(capture_of(frames, tmp_path))
    hosts = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "2001:db8::1", "2001:db8::2", "02:00:00:00:00:01", "ff:ff:ff:ff:ff:ff"]
    assert ladder.titles == hosts
    assert ends(ladder) == [(0, 1), (2, 0), (1, 0), (3, 4), (5, 6)]
    last = ladder.line(4)
    assert isinstance(last, Arrow)
    assert (last.protocol, last.info) == ("ARP", "Who has 10.0.0.2? Tell 10.0.0.1")


def test_ends_that_share_an_address_are_told_apart_by_ports() -> None:
    ladder = sample("hello.pcapng")
    assert ladder.titles[1] == "127.0.0.1:1234"
    assert set(ends(ladder)) == {(0, 1), (1, 0)}
    assert sample("udp-ipv6.pcapng").titles[1].startswith("[::1]:")


def sample(name: str) -> Ladder:
    capture = open_capture(SAMPLES / name)
    while capture.refresh():
        pass
    return read(capture)


def test_an_error_on_loopback_goes_back_between_the_ports_it_quotes() -> None:
    ladder = sample("udp-unreachable.pcapng")
    assert len(ladder.titles) == 2
    assert ends(ladder) == [(0, 1), (1, 0)]


def test_without_ports_a_host_talks_to_itself_in_one_column() -> None:
    ladder = sample("ping.pcapng")
    assert ladder.titles == ["127.0.0.1"]
    assert set(ends(ladder)) == {(0, 0)}


def test_only_chosen_rows_have_lines() -> None:
    capture = open_capture(SAMPLES / "hello.pcapng")
    while capture.refresh():
        pass
    ladder = read(capture, [3, 7, 8])
    assert [ladder.row(line) for line in range(len(ladder))] == [3, 7, 8]


def test_the_address_of_zeros_is_one(tmp_path: Path) -> None:
    ladder = read(capture_of([udp(("0.0.0.0", 68), ("255.255.255.255", 67))], tmp_path))
    assert ladder.titles == ["0.0.0.0", "255.255.255.255"]


def test_a_packet_without_addresses_has_no_column(tmp_path: Path) -> None:
    ladder = read(capture_of([b"\x00" * 6, udp(("10.0.0.1", 1), ("10.0.0.2", 2))], tmp_path))
    assert ends(ladder) == [(None, None), (0, 1)]


@pytest.mark.parametrize("cut", [0, 20, 34, 36, 40])
def test_cut_packets_are_no_trouble(tmp_path: Path, cut: int) -> None:
    frames = [
        udp(("127.0.0.1", 1), ("127.0.0.1", 2))[:cut] or b"\x00",
        ip("127.0.0.1", "127.0.0.1", 6, b"\x00\x01\x00"),
    ]
    assert len(read(capture_of(frames, tmp_path))) == 2


def test_hosts_without_end_get_no_column_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder_hosts, "MOST_COLUMNS", 3)
    frames = [udp((f"10.0.0.{number}", 1), ("10.0.1.1", 2)) for number in range(1, 9)]
    ladder = read(capture_of(frames, tmp_path))
    assert len(ladder.titles) == 3
    assert {source for source, _ in ends(ladder)[2:]} <= {2, None}


def local(name: str, port: int, other: int) -> Attribution:
    return found(name, port, local=End("10.0.0.1", port), remote=End("10.0.0.1", other), time_ns=0)


def test_columns_with_ports_say_whose_they_are(tmp_path: Path) -> None:
    server, one, other = (("10.0.0.1", port) for port in (80, 1, 2))
    error = ip("10.0.0.1", "10.0.0.1", 1, bytes([3, 3, 0, 0, 0, 0, 0, 0]) + tcp(server, one)[14:])
    capture = capture_of([error, tcp(server, one), tcp(other, server)], tmp_path)
    known = [local("nginx", 80, 1), local("nginx", 80, 2), local("curl", 1, 80), local("wget", 2, 80)]
    capture.attributions.extend(known)
    ladder = read(capture)
    assert list(ladder.titles) == ["10.0.0.1:1 (curl)", "10.0.0.1:80 (nginx)", "10.0.0.1:2 (wget)"]
    assert ends(ladder) == [(0, 1), (1, 0), (2, 1)]


def test_a_port_of_several_processes_is_told_of_none(tmp_path: Path) -> None:
    capture = capture_of([tcp(("10.0.0.1", 1), ("10.0.0.1", 80)), tcp(("10.0.0.1", 2), ("10.0.0.1", 80))], tmp_path)
    capture.attributions.extend([local("nginx", 80, 1), local("apache", 80, 2)])
    assert list(read(capture).titles) == ["10.0.0.1:1", "10.0.0.1:80", "10.0.0.1:2"]
