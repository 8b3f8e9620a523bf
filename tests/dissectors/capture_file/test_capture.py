from __future__ import annotations

import gzip
import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors.capture_file import CaptureFile, open_capture, save_capture
from dissectors.errors import CaptureFileError
from tests.conftest import all_captures
from tests.dissectors.capture_file.build import enhanced, every_kind_of_block, frames_of, interface, pcap, read, section

RECORDS = tuple((1000 + second, second, bytes([second]) * second) for second in range(9))
SMALL = {
    "pcap": pcap(*RECORDS),
    "pcap big endian": pcap(*RECORDS, order=">", magic=0xA1B23C4D),
    "pcap modified": pcap(*RECORDS, magic=0xA1B2CD34, record_extra=bytes(8)),
    "pcap 2.3": pcap(*RECORDS, version=(2, 3)),
    "pcapng": every_kind_of_block("<"),
    "pcapng big endian": every_kind_of_block(">"),
    "gzip": gzip.compress(every_kind_of_block("<")),
    "zstd": zstandard.compress(pcap(*RECORDS)),
}
small = pytest.mark.parametrize("name", SMALL)
A_FEW_SMALL_CAPTURES = [path for path in all_captures() if 0 < path.stat().st_size < 3000][:30]


def test_opening_reads_no_frame_yet(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(SMALL["pcap"])
    with open_capture(tmp_path / "x") as capture:
        assert len(capture.frames) == 0
        assert not capture.is_complete
        assert capture.interfaces[0].link_type == 1
        assert capture.refresh() == range(9)
        assert capture.is_complete
        assert capture.refresh() == range(9, 9)


@small
def test_the_view_holds_the_frames(tmp_path: Path, name: str) -> None:
    capture = read(tmp_path / "x", SMALL[name])
    view = capture.view()
    for row in range(len(capture.frames)):
        frame = capture.frames.frame(row)
        assert bytes(view[frame.offset : frame.offset + frame.captured_length]) == capture.data(row)


@small
def test_a_file_cut_anywhere_gives_the_frames_before_the_cut(tmp_path: Path, name: str) -> None:
    whole = frames_of(read(tmp_path / "whole", SMALL[name]))
    counts = []
    for length in range(len(SMALL[name])):
        with read(tmp_path / "cut", SMALL[name][:length]) as capture:
            seen = frames_of(capture)
            assert seen == whole[: len(seen)]
            counts.append(len(seen))
            if capture.compression is None:
                position = capture.bytes_read
                assert (capture.notice is not None) == (position < length)
            if capture.notice is not None:
                assert capture.notice.may_go_on
    assert counts == sorted(counts)


@small
def test_a_growing_file_gives_what_the_whole_gives(tmp_path: Path, name: str) -> None:
    whole = read(tmp_path / "whole", SMALL[name])
    path = tmp_path / "grows"
    path.touch()
    with path.open("ab", buffering=0) as file, open_capture(path) as capture:
        assert capture.format == "empty"
        for byte in SMALL[name]:
            file.write(bytes([byte]))
            before = len(capture.frames)
            assert capture.refresh() == range(before, len(capture.frames))
        assert frames_of(capture) == frames_of(whole)
        assert capture.interfaces == whole.interfaces
        assert capture.contents.statistics == whole.contents.statistics
        assert capture.notice is None


@pytest.mark.parametrize("path", A_FEW_SMALL_CAPTURES, ids=lambda path: path.name)
def test_real_captures_growing_in_random_pieces(tmp_path: Path, path: Path) -> None:
    content = path.read_bytes()
    try:
        whole = read(path)
    except CaptureFileError:
        return
    chosen = random.Random(path.name)
    grows = tmp_path / "grows"
    grows.touch()
    with grows.open("ab", buffering=0) as file, open_capture(grows) as capture:
        position = 0
        while position < len(content):
            size = chosen.randint(1, 200)
            file.write(content[position : position + size])
            position += size
            capture.refresh()
        assert frames_of(capture) == frames_of(whole)
        assert (capture.notice is None) == (whole.notice is None)


def mutations() -> st.SearchStrategy[bytes]:
    """Small captures with bytes replaced, cut out and put in."""
    sources = [*SMALL.values(), *(path.read_bytes() for path in A_FEW_SMALL_CAPTURES)]

    @st.composite
    def mutated(draw: st.DrawFn) -> bytes:
        content = bytearray(draw(st.sampled_from(sources)))
        for _ in range(draw(st.integers(1, 4))):
            start = draw(st.integers(0, len(content)))
            stop = draw(st.integers(start, min(start + 8, len(content))))
            content[start:stop] = draw(st.one_of(st.binary(max_size=8), st.just(b"\xff" * (stop - start))))
        return bytes(content)

    return mutated()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=mutations())
def test_mutated_captures_give_frames_or_a_clear_refusal(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mutated"
    path.write_bytes(content)
    try:
        capture = open_capture(path, unpack_limit=1 << 20)
    except CaptureFileError:
        return
    with capture:
        capture.refresh()
        view = capture.view()
        for row in range(len(capture.frames)):
            frame = capture.frames.frame(row)
            assert 0 < frame.offset <= frame.offset + frame.captured_length <= len(view)
            assert frame.interface < len(capture.interfaces)
            assert len(capture.data(row)) == frame.captured_length
            assert all(isinstance(comment, str) for comment in capture.comments(row))
        rest = len(view) - (capture.notice.offset if capture.notice else len(view))
        assert rest >= 0
        assert save_capture(capture, tmp_path / "saved", format="pcapng", overwrite=True) == len(capture.frames)


@small
def test_a_time_budget_reads_in_steps(tmp_path: Path, name: str) -> None:
    content = SMALL[name]
    whole = read(tmp_path / "whole", content)
    with open_capture(tmp_path / "whole") as capture:
        for _ in range(100):
            capture.refresh(seconds=0)
            if capture.is_complete:
                break
        assert frames_of(capture) == frames_of(whole)


def test_batches_can_be_made_elsewhere_and_appended_here(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(SMALL["pcapng"])
    with open_capture(tmp_path / "x") as capture:
        batches = capture.read_batches()
        assert len(capture.frames) == 0
        assert capture.append(batches) == range(4)


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    content = section() + interface() + enhanced("<", 0, 0, bytes(60_000)) * 60
    (tmp_path / "x").write_bytes(content)
    with open_capture(tmp_path / "x") as capture:
        assert (capture.size, capture.bytes_read) == (len(content), 0)
        capture.refresh(max_frames=5)
        assert 0 < capture.bytes_read < capture.size
        capture.refresh()
        assert capture.bytes_read == capture.size


def shortened(path: Path) -> Iterator[CaptureFile]:
    with open_capture(path) as capture:
        capture.refresh()
        capture.view()
        os.truncate(path, 30)
        yield capture


def test_a_file_that_shrinks_is_an_error_and_the_rows_stay(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(pcap(*((n, 0, bytes(1000)) for n in range(50))))
    for capture in shortened(path):
        for ask in (capture.view, capture.refresh, lambda capture=capture: capture.data(40)):
            with pytest.raises(CaptureFileError, match="x became shorter while it was open"):
                ask()
        assert len(capture.frames) == 50
        assert capture.frames.time_ns(49) == 49 * 10**9


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    fifo, text, loop = tmp_path / "fifo", tmp_path / "text", tmp_path / "loop"
    os.mkfifo(fifo)
    text.write_text("hello\n")
    loop.symlink_to(loop)
    for path, words in {
        tmp_path / "missing": "does not exist",
        tmp_path: "is a directory, a capture file is wanted",
        fifo: "is no regular file",
        text: "is no capture: it seems to be text",
        loop: "cannot be opened",
        Path("a\0b"): "cannot be opened",
    }.items():
        with pytest.raises(CaptureFileError, match=words):
            open_capture(path)


def test_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    (tmp_path / "x").touch()
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CaptureFileError, match="x may not be read by this user"):
        open_capture(tmp_path / "x")


def test_an_empty_file_that_grows_into_no_capture_is_refused_then(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.touch()
    with open_capture(path) as capture:
        assert capture.refresh() == range(0)
        assert capture.notice is None
        path.write_bytes(b"some words\n")
        with pytest.raises(CaptureFileError, match="it seems to be text"):
            capture.refresh()


def epoch(time_ns: int | None) -> str:
    """frame.time_epoch as tshark prints it."""
    if time_ns is None:
        return ""
    seconds, nanoseconds = divmod(abs(time_ns), 10**9)
    return f"{'-' if time_ns < 0 else ''}{seconds}.{nanoseconds:09}"


CONTAINERS = (
    "*.pcapng",
    "*.gz",
    "cut*",
    "hdr-23bytes.pcap",
    "zero-byte.pcap",
    "crash-pcapng*",
    "*incomplete-header.pcap",
    "*nano*",
    "modified-format.pcap",
    "isup.pcap",
    "timestamp_invalid_micro.pcap",
    "ieee802.11_parse_elements_oobr.pcap",
    "unsupported-link-type-dbus.pcap",
    "hello*",
)
FIELDS = ("frame.time_epoch", "frame.len", "frame.cap_len", "frame.interface_id", "frame.comment")
DEVIATIONS = {
    # tshark prints 10^9 or more nanoseconds behind the point, or an overflow; the sum of both is right.
    ("timestamp_invalid_micro.pcap", "frame.time_epoch", 2): "1418145370.1000000000",
    ("timestamp_invalid_micro.pcap", "frame.time_epoch", 3): "1418145370.000000000",
    # tshark escapes control characters when it prints; here the comment is as the file has it.
    ("hostile-comments-le.pcapng", "frame.comment", 2): r"comment with\nnewline and\ttab",
    ("hostile-comments-le.pcapng", "frame.comment", 7): r"comment with\nnewline and\ttab",
}


def tshark_rows(tshark: str, path: Path) -> tuple[list[list[str]], bool]:
    """Fields of every packet, and whether tshark found the file to be whole."""
    arguments = [part for field in FIELDS for part in ("-e", field)]
    command = [tshark, "-n", "-r", str(path), "-T", "fields", "-E", "aggregator=\f", *arguments]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    result = subprocess.run(command, capture_output=True, env=environment, check=False)
    lines = result.stdout.decode("utf-8", "replace").split("\n")
    rows = [line.split("\t") for line in lines if line.count("\t") == len(FIELDS) - 1]
    return rows, result.returncode == 0


@pytest.mark.tools
@pytest.mark.parametrize(
    "path", [path for path in all_captures() if any(map(path.match, CONTAINERS))], ids=lambda path: path.name
)
def test_frames_are_those_that_tshark_sees(path: Path, require_tool: Callable[[str], str]) -> None:
    expected, is_whole = tshark_rows(require_tool("tshark"), path)
    with read(path) as capture:
        if capture.is_pcapng:
            # Custom blocks are rows to tshark 4.0, without an interface; here they are no frames.
            expected = [fields for fields in expected if fields[3]]
        assert len(capture.frames) == len(expected)
        assert (capture.notice is None) == is_whole
        for row, fields in enumerate(expected):
            frame = capture.frames.frame(row)
            ours = (
                epoch(frame.time_ns),
                str(frame.original_length),
                str(frame.captured_length),
                str(capture.interfaces[frame.interface].number) if capture.is_pcapng else "",
                "\f".join(capture.comments(row)),
            )
            for field, our, its in zip(FIELDS, ours, fields, strict=True):
                assert our == its or DEVIATIONS.get((path.name, field, row + 1)) == its, (row, field)
