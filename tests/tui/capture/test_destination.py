from __future__ import annotations

import os
from pathlib import Path

import pytest

from dissectors.capture_file import open_capture
from dissectors.errors import CaptureFileError
from dissectors.processes.attributions import Attributions
from tests.dissectors.processes.found import found
from tests.dissectors.streams.talk import Talk
from tui.capture.destination import Destination, GrowingFile, check_target, save_files
from tui.capture.pcap_output import RECORD, file_header
from tui.capture.source import EngineError
from tui.capture.temporary import recovered


def capture(path: Path, *seconds: int) -> GrowingFile:
    path.write_bytes(file_header(1, 1000) + b"".join(RECORD.pack(s, 5, 4, 4) + b"data" for s in seconds))
    return GrowingFile(path, path.stem)


def opened(destination: Destination, interface: str = "lo", *, may_be_direct: bool = True) -> Path:
    path, descriptor = destination.open(interface, may_be_direct=may_be_direct)
    os.close(descriptor)
    return path


def test_a_pcap_name_is_the_file_itself(tmp_path: Path) -> None:
    destination = Destination(tmp_path / "a.pcap", tmp_path / "temporary")
    assert opened(destination) == tmp_path / "a.pcap"
    assert destination.is_direct
    assert destination.finish([]) == tmp_path / "a.pcap"
    assert not (tmp_path / "temporary").exists()


@pytest.mark.parametrize("name", ["a.pcapng", "a"])
def test_other_names_are_written_at_the_end(tmp_path: Path, name: str) -> None:
    destination = Destination(tmp_path / name, tmp_path / "temporary")
    path = opened(destination)
    assert path.parent.parent == tmp_path / "temporary"
    capture(path, 1, 2)
    assert destination.finish([GrowingFile(path, "lo")]) == tmp_path / name
    assert not path.exists()
    with open_capture(tmp_path / name) as saved:
        assert saved.is_pcapng
        assert len(saved.refresh()) == 2


def test_a_second_interface_does_not_go_into_the_named_pcap(tmp_path: Path) -> None:
    destination = Destination(tmp_path / "a.pcap", tmp_path / "temporary")
    opened(destination)
    assert opened(destination, "any").parent.parent == tmp_path / "temporary"
    assert not destination.is_direct
    destination.remove()


def test_interface_names_make_safe_file_names(tmp_path: Path) -> None:
    destination = Destination(None, tmp_path)
    assert opened(destination, "../e\x1b[0m/x").parent.parent == tmp_path
    destination.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    destination = Destination(None, tmp_path)
    capture(opened(destination), 1)
    destination.keep()
    destination.remove()
    assert len(recovered(tmp_path)) == 1


def test_files_of_two_interfaces_are_merged_by_time(tmp_path: Path) -> None:
    files = [capture(tmp_path / "lo.pcap", 1, 3), capture(tmp_path / "any.pcap", 2, 4)]
    assert save_files(files, tmp_path / "both.pcapng", overwrite=False) == 4
    with open_capture(tmp_path / "both.pcapng") as saved:
        rows = saved.refresh()
        assert [(saved.frames.time_ns(row) or 0) // 10**9 for row in rows] == [1, 2, 3, 4]
        assert [saved.interfaces[saved.frames.frame(row).interface].name for row in rows] == ["lo", "any"] * 2


def test_one_pcap_is_copied_up_to_its_last_whole_frame(tmp_path: Path) -> None:
    file = capture(tmp_path / "lo.pcap", 1, 2)
    whole = file.path.read_bytes()
    file.path.write_bytes(whole + b"half")
    assert save_files([file], tmp_path / "copy.pcap", overwrite=False) == 2
    assert (tmp_path / "copy.pcap").read_bytes() == whole
    with pytest.raises(CaptureFileError, match="exists already"):
        save_files([file], tmp_path / "copy.pcap", overwrite=False)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match="cannot be written"):
        opened(Destination(tmp_path / "missing" / "a.pcap", tmp_path))
    with pytest.raises(EngineError, match="no temporary file can be made"):
        opened(Destination(None, tmp_path / "file"))


def test_an_earlier_capture_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    old = capture(tmp_path / "a.pcap", 1)
    before = old.path.read_bytes()
    destination = Destination(old.path, tmp_path / "temporary")
    path = opened(destination)
    assert path != old.path
    capture(path, 2, 3)
    assert old.path.read_bytes() == before
    assert destination.finish([GrowingFile(path, "lo")]) == old.path
    assert old.path.read_bytes() != before


def test_a_new_file_that_stayed_empty_is_taken_away(tmp_path: Path) -> None:
    destination = Destination(tmp_path / "a.pcap", tmp_path / "temporary")
    opened(destination)
    destination.give_up()
    assert not (tmp_path / "a.pcap").exists()


@pytest.mark.parametrize("content", [b"important words\n", b"\0" * 600, b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_capture_is_not_written_over(tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "notes"
    target.write_bytes(content)
    with pytest.raises(EngineError, match="is no capture"):
        check_target(target)


def test_only_captures_empty_files_and_new_names_are_written_to(tmp_path: Path) -> None:
    check_target(tmp_path / "new")
    (tmp_path / "empty").touch()
    check_target(tmp_path / "empty")
    check_target(capture(tmp_path / "old.pcap", 1).path)
    with pytest.raises(EngineError, match="is a directory"):
        check_target(tmp_path)
    with pytest.raises(EngineError, match="no regular file"):
        check_target(Path(os.devnull))


def test_what_was_lost_is_told_where_the_format_can(tmp_path: Path) -> None:
    files = [capture(tmp_path / "lo.pcap", 1, 3)]
    for name, dropped in (("a.pcapng", 7), ("a.pcap", None)):
        save_files(files, tmp_path / name, overwrite=False, drops={"lo": 7})
        with open_capture(tmp_path / name) as saved:
            saved.refresh()
            assert saved.dropped == dropped
    destination = Destination(tmp_path / "named.pcapng", tmp_path)
    destination.finish(files, {"lo": 7})
    with open_capture(tmp_path / "named.pcapng") as saved:
        saved.refresh()
        assert saved.dropped == 7


def test_whose_packets_are_is_told_where_the_format_can(tmp_path: Path) -> None:
    Talk().shake().table(tmp_path)
    files = [GrowingFile(tmp_path / "talk.pcap", "lo")]
    destination = Destination(tmp_path / "named.pcapng", tmp_path)
    destination.attributions = Attributions([found("curl", 7)])
    destination.finish(files)
    save_files(files, tmp_path / "a.pcap", overwrite=False, attributions=destination.attributions)
    for name, told in (("named.pcapng", [found("curl", 7)]), ("a.pcap", [])):
        with open_capture(tmp_path / name) as saved:
            assert len(saved.refresh()) == 3
            assert saved.attributions == told
