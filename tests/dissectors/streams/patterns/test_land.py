"""LAND packets, and programs that connect to themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dissectors.streams.patterns.scenes import ACK, SYN, Scene, kinds


@pytest.mark.parametrize("host", ["10.0.0.1", "2001:db8::1"])
def test_a_syn_from_the_listener_to_itself(host: str, tmp_path: Path) -> None:
    scene = Scene()
    for number in range(3):
        scene.tcp((host, 139), (host, 139), SYN, number, via=b"\x02evil!")
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.severity, found.packets, found.ports) == ("land", "error", (1, 2, 3), (139,))


def test_loopback_is_where_hosts_talk_to_themselves(tmp_path: Path) -> None:
    scene = Scene()
    for host in ("127.0.0.1", "::1", "192.0.2.7", "2001:db8::1"):
        scene.tcp((host, 5000), (host, 5000), SYN, 1, via=bytes(6), to=bytes(6))
    for host in ("127.0.0.1", "::1"):
        scene.tcp((host, 5000), (host, 5000), SYN, 1, via=b"\x02evil!")
    assert scene.findings(tmp_path) == []


def test_only_syns_from_the_very_same_endpoint_count(tmp_path: Path) -> None:
    scene = Scene()
    scene.tcp(("10.0.0.1", 139), ("10.0.0.1", 140), SYN, via=b"\x02evil!")
    scene.tcp(("10.0.0.1", 139), ("10.0.0.1", 139), ACK, via=b"\x02evil!")
    scene.tcp(("10.0.0.1", 139), ("10.0.0.2", 139), SYN)
    assert "land" not in kinds(scene.findings(tmp_path))
