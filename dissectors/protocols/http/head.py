"""The head of an HTTP/1.x message: its first line and its header fields (RFC 9112 §2 to §5)."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass

from dissectors.cursor import Cursor
from dissectors.fields import BOOLEAN, STRING, UNSIGNED, Field, FieldSpec, generated, group, string, u16
from dissectors.names.http import NOTIFICATIONS, status_text
from dissectors.text import printable

LINE = group("", "First line")
BLANK = group("", "End of the head", explain="An empty line ends the head; the body follows (RFC 9112 §2.1).")
CHAT: FieldSpec[None] = FieldSpec("http.chat", "First line", LINE.kind, hidden=True)
METHOD = string("http.request.method", "Request method", explain="What is to be done: GET fetches, POST sends "
                "(RFC 9110 §9.3).")  # fmt: skip
URI = string("http.request.uri", "Request URI", explain="What it is about: path and query (RFC 9112 §3.2).")
PATH = string("http.request.uri.path", "Request URI path")
QUERY = string("http.request.uri.query", "Request URI query")
PARAMETER = string("http.request.uri.query.parameter", "Request URI query parameter")
REQUEST_VERSION = string("http.request.version", "Request version")
RESPONSE_VERSION = string("http.response.version", "Response version")
CODE = u16(
    "http.response.code",
    "Status code",
    explain="How it went: 2xx well, 3xx look elsewhere, 4xx the client's mistake, 5xx the server's (RFC 9110 §15).",
)
CODE_MEANING = generated(STRING, "http.response.code.desc", "Status code description")
PHRASE = string("http.response.phrase", "Response phrase", explain="For people; may say anything (RFC 9112 §4).")
FULL_URI = generated(STRING, "http.request.full_uri", "Full request URI")
IS_REQUEST: FieldSpec[int] = FieldSpec("http.request", "Request", BOOLEAN, hidden=True)
IS_RESPONSE: FieldSpec[int] = FieldSpec("http.response", "Response", BOOLEAN, hidden=True)
IS_NOTIFICATION: FieldSpec[int] = FieldSpec("http.notification", "Notification", BOOLEAN, hidden=True)
REQUEST_LINES = (
    string("http.request.line", "Request line"),
    string("http.request.line", "Request line", hidden=True),
)
RESPONSE_LINES = (
    string("http.response.line", "Response line"),
    string("http.response.line", "Response line", hidden=True),
)
UNKNOWN = string("http.unknown_header", "Line like a header's")
BAD_NAME = group("http.bad_header_name", "Characters that no header name may have")
GOES_ON = group("", "The head goes on in another segment")

CONTENT_LENGTH = generated(UNSIGNED, "http.content_length", "Content length", unit="bytes")
CREDENTIALS = string("http.authbasic", "Credentials", explain="Name and password, only base64-coded (RFC 7617 §2).")
COOKIE_PAIR = string("http.cookie_pair", "Cookie pair")

KNOWN = {
    "authorization": string("http.authorization", "Authorization", explain="Who asks (RFC 9110 §11.6.2)."),
    "proxy-authorization": string("http.proxy_authorization", "Proxy-Authorization"),
    "proxy-authenticate": string("http.proxy_authenticate", "Proxy-Authenticate"),
    "www-authenticate": string("http.www_authenticate", "WWW-Authenticate"),
    "content-type": string("http.content_type", "Content-Type", explain="What the body is (RFC 9110 §8.3)."),
    "content-length": string("http.content_length_header", "Content-Length", explain="Bytes of body (RFC 9110 §8.6)."),
    "content-encoding": string("http.content_encoding", "Content-Encoding", explain="How the body is packed."),
    "transfer-encoding": string(
        "http.transfer_encoding", "Transfer-Encoding", explain="chunked: the body comes in pieces (RFC 9112 §7.1)."
    ),
    "upgrade": string("http.upgrade", "Upgrade", explain="Another protocol shall take over (RFC 9110 §7.8)."),
    "user-agent": string("http.user_agent", "User-Agent", explain="The program that asks (RFC 9110 §10.1.5)."),
    "host": string("http.host", "Host", explain="Which site of the server is meant (RFC 9110 §7.2)."),
    "connection": string("http.connection", "Connection", explain="close: the last message (RFC 9112 §9.6)."),
    "cookie": string("http.cookie", "Cookie", explain="What the server gave to remember (RFC 6265 §5.4)."),
    "accept": string("http.accept", "Accept", explain="Types the client takes (RFC 9110 §12.5.1)."),
    "referer": string("http.referer", "Referer", explain="The page that led here (RFC 9110 §10.1.3)."),
    "accept-language": string("http.accept_language", "Accept-Language"),
    "accept-encoding": string("http.accept_encoding", "Accept-Encoding"),
    "date": string("http.date", "Date"),
    "cache-control": string("http.cache_control", "Cache-Control"),
    "server": string("http.server", "Server", explain="The program that answers (RFC 9110 §10.2.4)."),
    "location": string("http.location", "Location", explain="Where to look instead (RFC 9110 §10.2.2)."),
    "sec-websocket-accept": string("http.sec_websocket_accept", "Sec-WebSocket-Accept"),
    "sec-websocket-extensions": string("http.sec_websocket_extensions", "Sec-WebSocket-Extensions"),
    "sec-websocket-key": string("http.sec_websocket_key", "Sec-WebSocket-Key"),
    "sec-websocket-protocol": string("http.sec_websocket_protocol", "Sec-WebSocket-Protocol"),
    "sec-websocket-version": string("http.sec_websocket_version", "Sec-WebSocket-Version"),
    "set-cookie": string("http.set_cookie", "Set-Cookie", explain="To be sent back from now on (RFC 6265 §4.1)."),
    "last-modified": string("http.last_modified", "Last-Modified"),
    "x-forwarded-for": string("http.x_forwarded_for", "X-Forwarded-For"),
    "http2-settings": string("http.http2_settings", "HTTP2-Settings"),
}
"""Header fields that have a field of their own; all others are only lines."""

LINE_END = re.compile(rb"\r\n|\n|\r")
"""RFC 9112 §2.2 lets a lone line feed end a line; Wireshark lets a lone carriage return too."""
LINE_ENDS = (b"\n", b"\r")
TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""Characters of a header name (RFC 9110 §5.6.2)."""


@dataclass(slots=True)
class Head:
    """What of the head decides where the message ends and what its body is."""

    is_response: bool
    method: bytes
    code: int
    is_whole: bool
    """The empty line is there."""
    headers: dict[str, str]
    """Those that are known, by lower-case name; the last one counts."""


def _string(raw: bytes) -> str:
    return raw.decode("ascii", "replace")


def take_line(cursor: Cursor, ahead: int = 0) -> bytes:
    """The next line, or the one `ahead` bytes on, with its end, which may be missing; without moving."""
    start = cursor.position + ahead
    found = LINE_END.search(cursor.data, start, cursor.stop)
    return cursor.data[start : found.end() if found else cursor.stop]


def _add(cursor: Cursor, spec: FieldSpec[str], start: int, raw: bytes) -> Field:
    return cursor.add(spec, _string(raw), start, start + len(raw), shown=printable(raw))


def read_head(cursor: Cursor) -> Head:
    """Leave the first line and the header fields, as far as they are there."""
    line = take_line(cursor)
    start = cursor.position
    with cursor.node(LINE, printable(line)):
        cursor.add(CHAT, None, start, start + len(line))
        text = line.rstrip(b"\r\n")
        is_response = text.startswith(b"HTTP/")
        head = Head(is_response, text.partition(b" ")[0], 0, False, {})
        if is_response:
            head.code = _read_status(cursor, start, text)
        else:
            _read_request(cursor, start, text)
        cursor.position = start + len(line)
    if line.endswith(LINE_ENDS):
        _read_fields(cursor, head)
    else:
        head.is_whole = True
    if head.is_whole:
        _conclude(cursor, head)
    return head


def _read_request(cursor: Cursor, start: int, text: bytes) -> None:
    method, _, rest = text.partition(b" ")
    uri, _, version = rest.partition(b" ")
    _add(cursor, METHOD, start, method)
    place = min(start + len(method) + 1, start + len(text))
    field = _add(cursor, URI, place, uri)
    path, mark, query = uri.partition(b"?")
    if mark and query:
        outer, cursor.fields = cursor.fields, field.children
        _add(cursor, PATH, place, path)
        query_start = place + len(path) + 1
        node = _add(cursor, QUERY, query_start, query)
        cursor.fields = node.children
        for parameter in query.split(b"&"):
            if parameter:
                _add(cursor, PARAMETER, query_start, parameter)
            query_start += len(parameter) + 1
        cursor.fields = outer
    version = version.lstrip(b" ")
    _add(cursor, REQUEST_VERSION, start + len(text) - len(version), version)


def _read_status(cursor: Cursor, start: int, text: bytes) -> int:
    version, _, rest = text.partition(b" ")
    _add(cursor, RESPONSE_VERSION, start, version)
    digits, _, phrase = rest.partition(b" ")
    if len(digits) < 3 or not digits[:3].isdigit():
        return 0
    code = int(digits[:3])
    place = start + len(version) + 1
    cursor.add(CODE, code, place, place + 3)
    cursor.add(CODE_MEANING, status_text(code), place, place + 3, generated=True)
    if phrase:
        _add(cursor, PHRASE, start + len(text) - len(phrase), phrase)
    return code


def _read_fields(cursor: Cursor, head: Head) -> None:
    lines = RESPONSE_LINES if head.is_response else REQUEST_LINES
    while cursor.remaining > 0:
        line, start = take_line(cursor), cursor.position
        if not line.endswith(LINE_ENDS):
            cursor.notice(GOES_ON, "note", "The head goes on in another segment", start, cursor.stop)
            if b":" not in line:
                cursor.position = cursor.stop
                return
        text = line.rstrip(b"\r\n")
        if not text:
            cursor.add(BLANK, None, start, start + len(line)).heading = printable(line)
            cursor.position += len(line)
            break
        name, colon, rest = text.partition(b":")
        if not colon and not line.startswith((b" ", b"\t")):
            break
        _read_field(cursor, head, line, name, rest)
        if head.method in NOTIFICATIONS:
            if name.decode("latin-1").lower() not in KNOWN:
                _add_unknown(cursor, line)
        else:
            known = name.decode("latin-1").lower() in KNOWN
            cursor.add(lines[known], _string(line), start, start + len(line)).heading = printable(line)
            if any(byte not in TOKEN for byte in name):
                cursor.notice(BAD_NAME, "warning", "Characters that no header name may have", start, start + len(name))
        cursor.position = start + len(line)
    head.is_whole = True


def read_stray_fields(cursor: Cursor) -> None:
    """Lines that look like header fields of a message whose first line is not here."""
    head = Head(False, b"", 0, False, {})
    while cursor.remaining > 0:
        line, start = take_line(cursor), cursor.position
        text = line.rstrip(b"\r\n")
        if not text:
            cursor.position = start + len(line)
            break
        name, colon, rest = text.partition(b":")
        if not colon:
            break
        if name.decode("latin-1").lower() in KNOWN:
            _read_field(cursor, head, line, name, rest)
        else:
            _add_unknown(cursor, line)
        if any(byte not in TOKEN for byte in name):
            cursor.notice(BAD_NAME, "note", "Characters that no header name may have", start, start + len(name))
        cursor.position = start + len(line)


def _add_unknown(cursor: Cursor, line: bytes) -> None:
    field = cursor.add(UNKNOWN, _string(line), cursor.position, cursor.position + len(line))
    field.heading = printable(line)


def _read_field(cursor: Cursor, head: Head, line: bytes, name: bytes, rest: bytes) -> None:
    key = name.decode("latin-1").lower()
    spec = KNOWN.get(key)
    if spec is None:
        return
    start = cursor.position
    value = rest.lstrip(b" \t")
    head.headers[key] = _string(value)
    field = cursor.add(spec, _string(value), start, start + len(line))
    field.heading = printable(line)
    outer, cursor.fields = cursor.fields, field.children
    if key == "content-length" and value.strip().isdigit() and len(value) < 20:
        cursor.add(CONTENT_LENGTH, int(value), start, start + len(line), generated=True)
    elif key == "cookie":
        place = start + len(line.rstrip(b"\r\n")) - len(value)
        for pair in value.split(b";"):
            stripped = pair.strip(b" ")
            if stripped:
                _add(cursor, COOKIE_PAIR, place + pair.index(stripped), stripped)
            place += len(pair) + 1
    elif key.endswith("authorization") and value[:6].lower() == b"basic ":
        try:
            decoded = b64decode(value[6:])
        except (binascii.Error, ValueError):
            decoded = b""
        if decoded:
            cursor.add(CREDENTIALS, _string(decoded), start, start + len(line), shown=printable(decoded))
    cursor.fields = outer


def _conclude(cursor: Cursor, head: Head) -> None:
    """What the head as a whole says."""
    position = cursor.position
    host = head.headers.get("host", "").strip()
    if not head.is_response:
        uri = next(field for field in _walk(cursor.fields) if field.spec is URI)
        target = str(uri.value)
        if host:
            is_absolute = target.startswith(("http://", "https://")) or head.method == b"CONNECT"
            cursor.add(FULL_URI, target if is_absolute else f"http://{host}{target}", position, position,
                       generated=True)  # fmt: skip
        is_notification = head.method in NOTIFICATIONS
        cursor.add(IS_NOTIFICATION if is_notification else IS_REQUEST, 1, position, position, generated=True)
    else:
        cursor.add(IS_RESPONSE, 1, position, position, generated=True)


def _walk(fields: list[Field]) -> list[Field]:
    return [found for field in reversed(fields) for found in field.walk()]
