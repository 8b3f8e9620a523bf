"""First lines and header fields."""

from __future__ import annotations

from dissectors.packets.summary import summarize
from tests.dissectors.protocols.carried import in_tcp, notices, printed, values

REQUEST = b"GET /a?x=1&y HTTP/1.1\r\nHost: test:8080\r\nCookie: a=b; c\r\nX-Other: 1\r\n\r\n"


def test_request_line_is_taken_apart() -> None:
    dissection = in_tcp(REQUEST, 80)
    assert values(dissection, "http.request.uri.path") == ["/a"]
    assert values(dissection, "http.request.uri.query.parameter") == ["x=1", "y"]
    assert values(dissection, "http.request.full_uri") == ["http://test:8080/a?x=1&y"]
    assert values(dissection, "http.cookie_pair") == ["a=b", "c"]
    assert summarize(dissection).info == "GET /a?x=1&y HTTP/1.1 "


def test_every_line_is_there_with_its_end() -> None:
    lines = printed(in_tcp(REQUEST, 80), "http.request.line")
    assert lines == ["Host: test:8080\\r\\n", "Cookie: a=b; c\\r\\n", "X-Other: 1\\r\\n"]


def test_status_line_without_phrase() -> None:
    dissection = in_tcp(b"HTTP/1.1 304\r\n\r\n", 40000, 80)
    assert values(dissection, "http.response.code") == [304]
    assert values(dissection, "http.response.code.desc") == ["Not Modified"]
    assert not dissection.find("http.response.phrase")


def test_credentials_are_decoded() -> None:
    request = b"GET / HTTP/1.1\r\nAuthorization: Basic dXNlcjpwYXNz\r\n\r\n"
    assert values(in_tcp(request, 80), "http.authbasic") == ["user:pass"]


def test_address_in_full_and_connect_need_no_host_before_them() -> None:
    absolute = in_tcp(b"GET http://a/b HTTP/1.1\r\nHost: c\r\n\r\n", 80)
    assert values(absolute, "http.request.full_uri") == ["http://a/b"]
    connect = in_tcp(b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 80)
    assert values(connect, "http.request.full_uri") == ["a:443"]


def test_head_that_goes_on_elsewhere_is_no_request_yet() -> None:
    dissection = in_tcp(b"GET / HTTP/1.1\r\nHost: a\r\nX-Cu", 80)
    assert values(dissection, "http.host") == ["a"]
    assert not dissection.find("http.request")


def test_notification_is_no_request() -> None:
    dissection = in_tcp(b"NOTIFY * HTTP/1.1\r\nNT: a\r\n\r\n", 80)
    assert values(dissection, "http.notification") == [1]
    assert not dissection.find("http.request")
    assert not dissection.find("http.request.line")


def test_name_with_a_space_is_noticed() -> None:
    assert notices(in_tcp(b"GET / HTTP/1.1\r\nBad Name: x\r\n\r\n", 80)) == ["http.bad_header_name"]
