from __future__ import annotations

from pathlib import Path

from textual.message import Message

from dissectors.capture_file import PcapngWriter, open_capture
from dissectors.capture_file.contents import Interface
from tests.tui.capture.conftest import until
from tests.tui.fake_machine import frames, pcap, record
from tui.growing_file import GrowingFileSource
from tui.messages import RowsAdded, SourceFailed


def test_what_is_added_to_the_file_is_handed_out(tmp_path: Path) -> None:
    path = tmp_path / "growing.pcap"
    path.write_bytes(pcap(*frames(2)))
    capture = open_capture(path)
    source = GrowingFileSource(capture, path.name)
    assert len(capture.frames) == 2
    assert source.state.mode == "live"
    posted: list[Message] = []
    source.start(posted.append)
    whole = record(3, frames(1)[0])
    with path.open("ab") as file:
        file.write(whole[:10])
        file.flush()
        file.write(whole[10:])
    until(lambda: any(isinstance(message, RowsAdded) for message in posted), "the third packet")
    source.stop()
    for message in posted:
        if isinstance(message, RowsAdded) and message.append is not None:
            message.append()
    assert len(capture.frames) == 3


def test_a_file_that_becomes_shorter_is_told(tmp_path: Path) -> None:
    path = tmp_path / "growing.pcap"
    path.write_bytes(pcap(*frames(2)))
    source = GrowingFileSource(open_capture(path), path.name)
    posted: list[Message] = []
    source.start(posted.append)
    path.write_bytes(pcap(*frames(1)))
    until(lambda: any(isinstance(message, SourceFailed) for message in posted), "a sentence")
    until(lambda: source.state.mode == "saved", "nothing more is waited for")
    source.stop()


def test_what_the_capture_lost_is_told(tmp_path: Path) -> None:
    source = GrowingFileSource(open_capture(written_by_dumpcap(tmp_path / "lost.pcapng", 9)), "lost.pcapng")
    assert source.state.dropped == 9


def written_by_dumpcap(path: Path, dropped: int) -> Path:
    """A pcapng file without packets."""
    with path.open("wb") as file:
        writer = PcapngWriter(file)
        writer.section()
        writer.interface(Interface(0, 0, 0, 1, 0))
        writer.statistics(0, 5, dropped)
    return path
