"""Ladders in character cells: at several widths, with gaps and marks, with hostile texts, scrolled sideways."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from dissectors.errors import CaptureFileError
from dissectors.streams.ladders.ladder import Ladder
from tests.conftest import SAMPLES, all_captures
from tests.dissectors.streams.frames import capture_of, udp
from tests.tui.ladders import between_hosts, conversation, many_hosts, opened, sample, troubled
from tests.tui.snapshots import assert_text_like
from tui.ladder_drawing import ASCII, LINES, LadderDrawing, is_unicode, plain_text
from tui.ladder_mermaid import mermaid
from tui.time_format import TimeFormat


def text(ladder: Ladder, width: int = 80) -> list[str]:
    return list(plain_text(LadderDrawing(ladder), width, range(len(ladder))))


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("name", ["half-close", "refused", "timeout", "reset"])
def test_scenes_look_as_stored(name: str, width: int) -> None:
    assert_text_like("\n".join(text(sample(f"{name}.pcapng"), width)), f"ladder-{name}-{width}")


@pytest.mark.parametrize("width", [80, 160])
def test_troubles_are_drawn_apart_without_colour(tmp_path: Path, width: int) -> None:
    lines = text(conversation(troubled(tmp_path)), width)
    assert max(map(cell_len, lines)) <= width
    (gap,) = [line for line in lines if "not captured" in line]
    assert gap.strip().startswith("│·· 1,400 bytes not captured ··")
    assert not gap[:8].strip()
    repeated = [line for line in lines if "Dup ACK #" in line]
    assert len(repeated) == 2
    assert all(LINES.duplicate in line and LINES.plain not in line for line in repeated)
    (again,) = [line for line in lines if LINES.again in line]
    assert "etrans" in again or "Spurious" in again
    assert "CLOSED" in lines[-1]


def test_a_narrow_ladder_keeps_its_width(tmp_path: Path) -> None:
    assert max(map(cell_len, text(conversation(troubled(tmp_path)), 60))) <= 60


def test_arrows_begin_and_end_at_lifelines() -> None:
    header, *lines = text(sample("hello.pcapng"))
    left, right = lines[0].index("├"), lines[0].index("│")
    assert lines[0][right - 1] == "▶"
    assert lines[1][left : left + 2] == "│◀"
    assert lines[1][right] == "┤"
    for line in lines:
        assert line[left] in "├│"
        assert line[right] in "│┤"
    assert "127.0.0.1:1234" in header


def test_states_stand_beside_their_columns() -> None:
    _, *lines = text(sample("hello.pcapng"))
    assert "SYN-SENT ├" in lines[0]
    assert lines[1].endswith("┤ SYN-RECEIVED")
    assert "ESTABLISHED ├" in lines[2]
    assert lines[2].endswith("│ ESTABLISHED")
    assert lines[-1].endswith("│ CLOSED")


def test_windows_are_told_where_there_is_room() -> None:
    assert not any("win=" in line for line in text(sample("hello.pcapng"), 80))
    assert all("win=" in line for line in text(sample("hello.pcapng"), 160)[1:])


def test_arrows_between_hosts_cross_the_columns_between(tmp_path: Path) -> None:
    header, *lines = text(between_hosts(many_hosts(tmp_path, 4)), 120)
    assert [header.index(f"10.0.0.{number}") for number in range(1, 5)] == sorted(
        header.index(f"10.0.0.{number}") for number in range(1, 5)
    )
    assert lines[-1].count("┼") >= 1
    assert lines[-1].rstrip().endswith("┤")


def test_a_host_that_talks_to_itself() -> None:
    lines = text(between_hosts(opened(SAMPLES / "ping.pcapng")))
    assert "├↺ ICMP Echo (ping) request" in lines[1]


def test_what_is_out_of_sight_is_not_drawn(tmp_path: Path) -> None:
    ladder = between_hosts(many_hosts(tmp_path))
    drawing = LadderDrawing(ladder)
    layout = drawing.layout(80)
    assert layout.whole > layout.body
    for shift in (0, 30, layout.whole - layout.body):
        for pieces in [drawing.header(layout, shift), *(drawing.draw(line, layout, shift) for line in range(8))]:
            assert sum(cell_len(part) for part, _ in pieces) <= 80
    shown = "".join(part for part, _ in drawing.header(layout, layout.whole - layout.body))
    assert "10.0.0.8" in shown
    assert "10.0.0.1 " not in shown


def test_texts_of_packets_cannot_move_the_cursor(tmp_path: Path) -> None:
    question = bytes.fromhex("123401000001000000000000") + b"\x0a\x1b[2Jx[/y]z\x00\x00\x01\x00\x01"
    frame = bytearray(udp(("10.0.0.1", 5000), ("10.0.0.2", 53))) + question
    frame[16:18] = (len(frame) - 14).to_bytes(2, "big")
    frame[38:40] = (8 + len(question)).to_bytes(2, "big")
    lines = text(between_hosts(capture_of([bytes(frame)], tmp_path)), 120)
    assert "DNS" in lines[1]
    assert all(line.isprintable() for line in lines)


def test_lines_without_box_characters() -> None:
    ladder = sample("hello.pcapng")
    lines = list(plain_text(LadderDrawing(ladder, ASCII), 80, range(len(ladder))))
    assert all(line.isascii() for line in lines)
    assert "|-- SYN" in lines[1]
    assert "|<-" in lines[2]


@pytest.mark.parametrize(
    ("encoding", "has_lines"),
    [("utf-8", True), ("ascii", False), ("latin-1", False), (None, False), ("nonsense", False)],
)
def test_an_encoding_has_the_lines_or_not(encoding: str | None, has_lines: bool) -> None:
    assert is_unicode(encoding) is has_lines


def test_time_is_told_as_wanted() -> None:
    drawing = LadderDrawing(sample("hello.pcapng"))
    assert drawing.time(0) == "0.000000"
    since_first = drawing.time(5)
    drawing.time_format = TimeFormat.DELTA
    assert drawing.time(5) != since_first


def test_an_empty_ladder_is_a_header() -> None:
    assert len(text(sample("timeout.pcapng", stream=9))) == 1


LARGEST_DRAWN = 100_000


@pytest.mark.parametrize(
    "path", [path for path in all_captures() if path.stat().st_size <= LARGEST_DRAWN], ids=lambda path: path.name
)
def test_every_capture_at_hand_is_drawn(path: Path) -> None:
    """Of whatever the packets are made, lines have the width they should have, and nothing to obey in them."""
    try:
        capture = opened(path)
    except CaptureFileError:
        return
    ladders = [between_hosts(capture), conversation(capture, "tcp"), conversation(capture, "udp")]
    for ladder in ladders:
        drawing = LadderDrawing(ladder)
        layout = drawing.layout(80)
        for line in range(min(len(ladder), 40)):
            shown = "".join(part for part, _ in drawing.draw(line, layout))
            assert shown.isprintable()
            assert cell_len(shown) == 80
            assert all(statement.isprintable() for statement in mermaid(ladder, range(line, line + 1)))
