"""An exchange printed in each form."""

from __future__ import annotations

import io

import pytest

from dissectors.streams.following.parts import DATA, LOST
from dissectors.streams.tables.conversations import Endpoint
from tests.dissectors.processes.found import found
from tui.exchange_text import Form
from tui.printing.exchange import exchange_printer
from tui.printing.output import Output

ENDS = (Endpoint("10.0.0.2", 40000), Endpoint("2001:db8::1", 80))


def printed(form: Form, *parts: tuple[int, bytes | int], has_both_sides: bool = True) -> str:
    """The parts are a side each with bytes, or with a number of missing ones."""
    stream = io.BytesIO()
    output = Output(stream)
    printer = exchange_printer(form, output, has_both_sides=has_both_sides)
    printer.begin("tcp.stream 3", ENDS)
    offset = 0
    for row, (side, data) in enumerate(parts):
        if isinstance(data, int):
            printer.part(side, LOST, row, offset, data, b"", None)
            offset += data
        else:
            printer.part(side, DATA, row, offset, len(data), data, 1_500_000_000)
            offset += len(data)
    printer.end()
    output.flush()
    return stream.getvalue().decode()


TITLE = "# tcp.stream 3: > 10.0.0.2:40000 (client), < [2001:db8::1]:80 (server)\n"


def test_every_line_says_whose_it_is() -> None:
    text = printed("ascii", (0, b"GET /\r\nHost: a\r"), (0, b"\n\r\n"), (1, b"200\xff"), (0, b"bye\n"))
    assert text == TITLE + "> GET /\n> Host: a\n> \n< 200.\n> bye\n"


def test_one_side_alone_is_its_text_alone() -> None:
    assert printed("ascii", (1, b"one\ntw"), (1, b"o\n"), has_both_sides=False) == "one\ntwo\n"


def test_gaps_stand_in_lines_of_their_own() -> None:
    assert printed("utf8", (0, b"ab"), (0, 7), (0, b"cd")) == (
        TITLE + "> ab\n> [7 bytes missing in capture file]\n> cd\n"
    )


def test_characters_of_several_bytes_may_come_in_several_packets() -> None:
    snowman = "☃".encode()
    assert printed("utf8", (0, snowman[:1]), (0, snowman[1:]), has_both_sides=False) == "☃\n"
    assert printed("utf8", (0, snowman[:1]), (1, b"x")) == TITLE + "> \ufffd\n< x\n"


@pytest.mark.parametrize("form", ["ascii", "utf8", "http", "hex", "c", "yaml"])
def test_nothing_that_was_sent_moves_the_cursor(form: Form) -> None:
    text = printed(form, (0, b"\x1b]0;title\x07\r\x08 a\tb \xe2\x80\xae\n"))
    assert text.replace("\n", "").isprintable()


def test_a_lone_carriage_return_is_no_end_of_a_line() -> None:
    assert printed("utf8", (0, b"a\rb\r"), has_both_sides=False) == "a␍b␍\n"


def test_hexadecimal_counts_from_the_first_byte_of_the_side() -> None:
    text = printed("hex", (0, b"0123456789abcdefg"), (0, 4), (0, b"z"))
    assert [line[:16] for line in text.splitlines()[1:]] == [
        "> 00000000  30 3", "> 00000010  67  ", "> [4 bytes missi", "> 00000015  7a  ",
    ]  # fmt: skip


def test_arrays_have_a_name_for_each_packet() -> None:
    text = printed("c", (0, b"abcdefghi"), (1, 5), (1, b"z"))
    assert text.splitlines() == [
        "/* peer0: 10.0.0.2:40000, the client */",
        "/* peer1: [2001:db8::1]:80, the server */",
        "char peer0_0[] = { /* Packet 1 */",
        "0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68,",
        "0x69 };",
        "/* [5 bytes missing in capture file] */",
        "char peer1_0[] = { /* Packet 3 */",
        "0x7a };",
    ]


def test_yaml_has_tsharks_keys() -> None:
    text = printed("yaml", (0, b"hello"), (1, 5))
    assert text == (
        "peers:\n  - peer: 0\n    host: 10.0.0.2\n    port: 40000\n  - peer: 1\n    host: 2001:db8::1\n    port: 80\n"
        "packets:\n  - packet: 1\n    peer: 0\n    timestamp: 1.500000000\n    data: !!binary |\n      aGVsbG8=\n"
        "  # peer 1: [5 bytes missing in capture file]\n"
    )


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("ascii", "> 10.0.0.2:40000 (*/ \u241b) (client), < [2001:db8::1]:80 (server)"),
        ("hex", "> 10.0.0.2:40000 (*/ \u241b) (client), < [2001:db8::1]:80 (server)"),
        ("c", "/* peer0: 10.0.0.2:40000 (* / \u241b), the client */\n/* peer1: [2001:db8::1]:80, the server */"),
        ("yaml", "    port: 40000\n    # */ \u241b\n  - peer: 1\n    host: 2001:db8::1\n    port: 80\npackets:"),
    ],
)
def test_whose_the_ends_are_is_told_and_means_nothing_else(form: Form, told: str) -> None:
    stream = io.BytesIO()
    output = Output(stream)
    exchange_printer(form, output, has_both_sides=True).begin("tcp.stream 3", ENDS, (found("*/ \x1b", 7), None))
    output.flush()
    assert told in stream.getvalue().decode()
