"""Every source in what `tshark -x` prints, with its name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.tree.hex_dump import MOST_SOURCES, read_dump


def dump(data: bytes, digits: int = 4) -> str:
    """As tshark writes it."""
    lines = []
    for start in range(0, len(data), 16):
        row = data[start : start + 16]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{start:0{digits}x}  {row.hex(' '):<47}   {text}\n")
    return "".join(lines)


def test_a_frame_alone_has_no_heading() -> None:
    (source,) = read_dump(dump(b"0000  61 62").encode())
    assert (source.name, source.data) == ("Frame (11 bytes)", b"0000  61 62")


def test_every_source_has_its_name() -> None:
    first, second = bytes(range(40)), b"HTTP/1.1 200 OK\r\n"
    text = f"Frame (40 bytes):\n{dump(first)}\nReassembled TCP (17 bytes):\n{dump(second)}\n"
    assert [(source.name, source.data) for source in read_dump(text.encode())] == [
        ("Frame (40 bytes)", first),
        ("Reassembled TCP (17 bytes)", second),
    ]


def test_offsets_grow_beyond_four_digits() -> None:
    data = bytes(range(256)) * 300
    lines = "".join(f"{start:04x}  {data[start : start + 16].hex(' ')}   \n" for start in range(0, len(data), 16))
    (source,) = read_dump(lines.encode())
    assert source.data == data


def test_lines_that_do_not_go_on_are_passed_over() -> None:
    text = dump(bytes(16)) + "0040  ff ff   ..\n" + "0010  01\n"
    (source,) = read_dump(text.encode())
    assert source.data == bytes(16) + b"\x01"


def test_bytes_that_look_like_a_line_are_text() -> None:
    (source,) = read_dump(dump(b"0010  ff ff ff f").encode())
    assert source.data == b"0010  ff ff ff f"


def test_sources_are_bounded() -> None:
    assert len(read_dump(dump(b"a").encode() * (MOST_SOURCES + 5))) == MOST_SOURCES


def test_no_dump_has_no_source() -> None:
    assert read_dump(b"tshark: gone\n") == []


@given(st.lists(st.binary(min_size=1, max_size=70), min_size=1, max_size=4))
def test_bytes_come_back(sources: list[bytes]) -> None:
    text = "\n".join(f"Source ({len(data)} bytes):\n{dump(data)}" for data in sources)
    assert [source.data for source in read_dump(text.encode())] == sources


@given(st.binary(max_size=300))
def test_any_text_is_read_without_an_error(data: bytes) -> None:
    read_dump(data)
