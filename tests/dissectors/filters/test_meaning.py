from __future__ import annotations

import pytest

from dissectors.filters import FilterError, compile_filter
from dissectors.filters.meaning import surprises


@pytest.mark.parametrize(
    ("text", "column", "instead", "words"),
    [
        ("ip.addr != 1.2.3.4", 0, "ip.addr !== 1.2.3.4", "neither ip.src nor ip.dst is 1.2.3.4"),
        (
            "udp && eth.addr ne 01:02:03:04:05:06",
            7,
            "eth.addr !== 01:02:03:04:05:06",
            "ne means: neither eth.dst nor eth.src",
        ),
        ("!(tcp.port != 80)", 2, "tcp.port !== 80", "neither tcp.srcport nor tcp.dstport is 80"),
        ("tcp.port !== 80", 0, "tcp.port != 80", "one of tcp.srcport and tcp.dstport is not 80"),
        ("tcp.flags.syn", 0, "tcp.flags.syn == 1", "has the flag at all, set or not"),
        ("ip && !tcp.flags.syn", 7, "tcp.flags.syn == 0", "has no such flag at all"),
        ("tcp.port >= 1 && udp && tcp.port < 9", 0, "tcp.port in {1..9}", "each half may be true of another tcp.port"),
    ],
)
def test_what_surprises_is_told_with_the_way_out(text: str, column: int, instead: str, words: str) -> None:
    (surprise,) = surprises(text)
    assert (surprise.column, surprise.instead) == (column, instead)
    assert words in surprise.message
    assert surprise.message.endswith(instead)
    compile_filter(surprise.instead)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ip.addr == 1.2.3.4",
        "ip.src != 1.2.3.4",
        "!(ip.addr == 1.2.3.4)",
        "all ip.addr != 1.2.3.4",
        "tcp.flags.syn == 1",
        "tcp",
        "tcp.srcport > 1 && tcp.srcport < 9",
        "tcp.port > 1 || tcp.port < 9",
        "tcp.port > 1 && tcp.port > 9",
        "tcp.port in {1..9}",
    ],
)
def test_what_means_what_it_says_is_left_alone(text: str) -> None:
    assert surprises(text) == []


def test_several_surprises_stand_in_the_order_of_the_text() -> None:
    found = surprises("tcp.port != 1 && udp.port != 2 && (ip.addr != 1.1.1.1 || tcp.flags.ack)")
    assert [surprise.column for surprise in found] == sorted(surprise.column for surprise in found)
    assert len(found) == 4


def test_what_cannot_be_parsed_is_an_error() -> None:
    with pytest.raises(FilterError):
        surprises("ip.addr !=")
