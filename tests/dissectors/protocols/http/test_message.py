"""Bodies, chunks, and several messages in a segment."""

from __future__ import annotations

import gzip

from dissectors.packets.summary import summarize
from tests.dissectors.protocols.carried import in_tcp, notices, values

OK = b"HTTP/1.1 200 OK\r\n"


def test_body_of_the_length_told_and_the_next_message() -> None:
    dissection = in_tcp((OK + b"Content-Length: 3\r\n\r\nabc") * 2, 40000, 80)
    assert values(dissection, "http.file_data") == ["abc", "abc"]
    assert values(dissection, "http.response.code") == [200, 200]
    assert len(dissection.find("http")) == 2


def test_body_without_length_goes_to_the_end() -> None:
    assert values(in_tcp(OK + b"\r\nrest", 40000, 80), "data.data") == [b"rest"]


def test_chunks_are_put_together_and_unpacked() -> None:
    packed = gzip.compress(b"hello hello")
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (packed[:9], packed[9:]))
    head = OK + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    dissection = in_tcp(head + chunks + b"0\r\nX: y\r\n\r\n", 40000, 80)
    assert values(dissection, "http.chunk_size") == [9, len(packed) - 9, 0]
    assert values(dissection, "http.file_data") == ["hello hello"]
    assert values(dissection, "http.chunked_trailer_part") == ["X: y\r\n"]


def test_chunk_that_goes_on_elsewhere_gives_no_body() -> None:
    dissection = in_tcp(OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nff\r\nabc", 40000, 80)
    assert values(dissection, "http.chunk_size") == [3]
    assert not dissection.find("http.file_data")


def test_bomb_is_unpacked_to_its_limit_only() -> None:
    packed = gzip.compress(bytes(1 << 24))
    dissection = in_tcp(OK + b"Content-Encoding: gzip\r\n\r\n" + packed, 40000, 80)
    assert len(str(values(dissection, "http.file_data")[0])) == 1 << 20


def test_body_that_cannot_be_unpacked_is_noticed() -> None:
    dissection = in_tcp(OK + b"Content-Encoding: gzip\r\n\r\nno gzip", 40000, 80)
    assert notices(dissection) == ["http.decompression_failed"]


def test_middle_of_a_body_is_a_continuation() -> None:
    dissection = in_tcp(b"\1\2\3", 40000, 80)
    assert values(dissection, "data.data") == [b"\1\2\3"]
    assert summarize(dissection).info == "Continuation"


def test_empty_line_before_a_message_is_noticed() -> None:
    dissection = in_tcp(b"\r\nGET / HTTP/1.1\r\n\r\n", 80)
    assert values(dissection, "http.request.method") == ["GET"]
    assert notices(dissection) == ["http.leading_crlf"]
