"""A scene captured while it plays, on the real interface; and what the shipped samples of it hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dissectors import PacketTable, open_capture


def packets(path: Path) -> PacketTable:
    capture = open_capture(path)
    capture.refresh()
    return PacketTable(capture)


def values(path: Path, name: str) -> list[object]:
    table = packets(path)
    return [field.value for row in range(len(table)) for field in table.dissection(row).find(name)]


@pytest.mark.root
def test_scene_is_captured_whole(require_root: None, tmp_path: Path) -> None:
    saved = tmp_path / "reset.pcapng"
    ran = subprocess.run(
        [sys.executable, "-m", "tui", "lab", "reset", "-w", str(saved)], capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    # Other tests may play on the same port at the same time; one of the conversations is ours.
    conversations: dict[object, list[int]] = {}
    for stream, flags in zip(values(saved, "tcp.stream"), values(saved, "tcp.flags"), strict=True):
        assert isinstance(flags, int)
        conversations.setdefault(stream, []).append(flags & 0x17)
    assert [0x02, 0x12, 0x10, 0x10, 0x10, 0x14] in conversations.values()
    again = subprocess.run(
        [sys.executable, "-m", "tui", "lab", "reset", "-w", str(saved)], capture_output=True, text=True, timeout=60
    )
    assert again.returncode == 2
    assert len(again.stderr.strip().splitlines()[-1]) < 200


@pytest.mark.parametrize("name", ["hello", "hello-ipv6"])
def test_hello_opens_talks_and_closes(samples: Path, name: str) -> None:
    path = samples / f"{name}.pcapng"
    flags = values(path, "tcp.flags")
    assert flags[:3] == [0x02, 0x12, 0x10]
    assert [flag for flag in flags if isinstance(flag, int) and flag & 1] == [0x11, 0x11]
    assert max(values(path, "frame.len")) > 20_000  # type: ignore[type-var]


def test_wire_carries_what_a_wire_carries(samples: Path) -> None:
    lengths = values(samples / "wire.pcapng", "frame.len")
    assert max(lengths) == 1514  # type: ignore[type-var]
    assert len(lengths) > 138


def test_refused_is_syn_and_reset(samples: Path) -> None:
    assert values(samples / "refused.pcapng", "tcp.flags") == [0x02, 0x14]


def test_half_close_goes_on_after_the_first_fin(samples: Path) -> None:
    ends = [row for row, flag in enumerate(values(samples / "half-close.pcapng", "tcp.flags")) if flag & 1]  # type: ignore[operator]
    assert len(ends) == 2
    assert ends[1] - ends[0] > 2


def test_timeout_repeats_its_syn(samples: Path) -> None:
    assert values(samples / "timeout.pcapng", "tcp.flags").count(0x02) >= 4


def test_zero_window_closes_and_opens(samples: Path) -> None:
    windows = values(samples / "zero-window.pcapng", "tcp.window_size_value")
    assert 0 in windows
    assert windows[-1] != 0


@pytest.mark.parametrize("name", ["udp", "udp-ipv6"])
def test_udp_is_two_datagrams(samples: Path, name: str) -> None:
    path = samples / f"{name}.pcapng"
    assert values(path, "data.data") == [b"hello from the client\n", b"hello from the server\n"]


def test_unreachable_quotes_the_datagram(samples: Path) -> None:
    path = samples / "udp-unreachable.pcapng"
    assert (values(path, "icmp.type"), values(path, "icmp.code")) == ([3], [3])
    sent, quoted = values(path, "udp.dstport")
    assert sent == quoted


def test_dns_answers_two_of_three(samples: Path) -> None:
    assert values(samples / "dns.pcapng", "dns.flags.rcode") == [0, 0, 3]


def test_http_has_two_responses(samples: Path) -> None:
    assert values(samples / "http.pcapng", "http.response.code") == [200, 404]


def test_ping_counts_up_and_comes_back(samples: Path) -> None:
    assert values(samples / "ping.pcapng", "icmp.seq") == [1, 1, 2, 2, 3, 3]
