"""What becomes of a capture's frames: saved, kept, removed, or written under their name."""

from __future__ import annotations

import os
from pathlib import Path

from dissectors.capture_file import open_capture
from tui.capture.destination import Destination, GrowingFile
from tui.capture.kept_frames import KeptFrames
from tui.capture.pcap_output import RECORD, file_header


def kept(folder: Path, name: str | None = None, frames: int = 1) -> KeptFrames:
    """Frames of one interface, in a file that was begun."""
    frames_kept = KeptFrames(Destination(None if name is None else folder / name, folder / "temporary"))
    path, descriptor = frames_kept.destination.open("lo", may_be_direct=True)
    os.close(descriptor)
    frames_kept.files.append(GrowingFile(path, "lo"))
    add(frames_kept, frames, file_header(1, 1000))
    return frames_kept


def add(frames_kept: KeptFrames, frames: int, header: bytes = b"") -> None:
    with frames_kept.files[0].path.open("ab") as file:
        file.write(header + b"".join(RECORD.pack(second, 5, 4, 4) + b"data" for second in range(frames)))


def frames_in(path: Path | None) -> int:
    assert path is not None
    with open_capture(path) as capture:
        capture.refresh()
        return len(capture.frames)


def test_a_temporary_capture_with_frames_is_not_saved_until_all_of_it_is(tmp_path: Path) -> None:
    frames_kept = kept(tmp_path)
    assert frames_kept.is_temporary
    assert not frames_kept.is_saved
    assert frames_kept.save(tmp_path / "saved.pcap", {}) == 1
    assert frames_kept.is_saved
    add(frames_kept, 1)
    assert not frames_kept.is_saved
    assert frames_kept.save(tmp_path / "saved.pcap", {}, overwrite=True) == 2
    assert frames_kept.is_saved


def test_without_a_frame_there_is_nothing_to_save(tmp_path: Path) -> None:
    frames_kept = kept(tmp_path, frames=0)
    assert frames_kept.written == 0
    assert frames_kept.is_saved


def test_what_was_not_saved_is_kept_at_the_end_and_what_was_is_removed(tmp_path: Path) -> None:
    frames_kept = kept(tmp_path, frames=2)
    place = frames_kept.place
    assert frames_kept.finish({}) == place
    assert frames_in(place) == 2
    saved = kept(tmp_path, frames=2)
    place = saved.place
    saved.save(tmp_path / "saved.pcap", {})
    saved.finish({})
    assert place is not None
    assert not place.exists()


def test_a_named_file_is_the_place_and_is_written_at_the_end(tmp_path: Path) -> None:
    frames_kept = kept(tmp_path, "named.pcapng", frames=3)
    assert not frames_kept.is_temporary
    assert frames_kept.is_saved
    assert frames_kept.place == tmp_path / "named.pcapng"
    assert frames_in(frames_kept.finish({})) == 3


def test_a_file_that_is_gone_counts_for_nothing(tmp_path: Path) -> None:
    frames_kept = kept(tmp_path, frames=2)
    frames_kept.files[0].path.unlink()
    assert frames_kept.written == 0
