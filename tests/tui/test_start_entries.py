from __future__ import annotations

from pathlib import Path

from tests.tui.fake_machine import ALLOWED, CARD, LOOPBACK, REFUSED, UNPLUGGED
from tui.capture.temporary import Leftover
from tui.start_entries import StartLine, interface_lines, leftover_lines, recent_lines


def text(line: StartLine) -> str:
    return "".join(piece for piece, _, _ in line.pieces)


def test_an_interface_tells_its_addresses_state_and_traffic() -> None:
    heading, loopback, card, unplugged = interface_lines(
        (LOOPBACK, CARD, UNPLUGGED), ALLOWED, {"lo": (0.0, 1500.0)}, 80
    )
    assert heading.target is None
    assert all(part in text(loopback) for part in ("lo", "·█", "1.5 kB/s", "up", "loopback", "127.0.0.1", "::1"))
    assert "192.0.2.7" in text(card)
    assert "down" in text(unplugged)
    assert "is down" in unplugged.hint


def test_without_permission_every_interface_says_so_and_the_commands_that_help_stand_above() -> None:
    lines = interface_lines((LOOPBACK,), REFUSED, {}, 80)
    told = [text(line) for line in lines]
    assert any("this user may not capture" in line for line in told)
    assert any(line.strip() == "sudo /opt/remora/bin/remora" for line in told)
    assert "no permission" in told[-1]
    assert "may not be captured" in lines[-1].hint


def test_remedies_are_wrapped_not_cut() -> None:
    narrow = interface_lines((LOOPBACK,), REFUSED, {}, 24)
    assert all(len(text(line)) <= 26 for line in narrow[1:-1])
    assert "sudo/opt/remora/bin/remora" in "".join(text(line).replace(" ", "") for line in narrow)


def test_a_capture_left_behind_tells_when_how_large_and_of_what() -> None:
    leftover = Leftover(Path("/x"), (Path("/x/1"),), ("lo", "eth0", "lo"), 1_700_000_000.0, 12_345)
    line = leftover_lines([leftover])[1]
    assert "2023-11-1" in text(line)
    assert "12.3 kB" in text(line)
    assert text(line).endswith("lo, eth0")
    assert leftover_lines([]) == []


def test_recent_files_that_are_gone_are_not_offered(tmp_path: Path) -> None:
    there = tmp_path / "there.pcap"
    there.write_bytes(b"x" * 500)
    lines = recent_lines([str(tmp_path / "gone.pcap"), str(there), "nul\0byte"])
    assert [line.target for line in lines] == [None, there]
    assert "500 B" in text(lines[1])
    assert recent_lines([str(tmp_path / "gone.pcap")]) == []
