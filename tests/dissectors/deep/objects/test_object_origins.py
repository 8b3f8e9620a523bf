"""What the fields of packets tell about the objects in them."""

from __future__ import annotations

from dissectors.deep.objects.object_names import Origin
from dissectors.deep.objects.object_origins import FIELDS, Origins


def line(number: int, **fields: str) -> bytes:
    """As tshark prints it; names with underscores for dots and dashes."""
    known = {name.replace(".", "_").replace("-", "_"): name for name in FIELDS}
    assert set(fields) <= set(known)
    values = {known[name]: value for name, value in fields.items()}
    return "\t".join([str(number), *(values.get(name, "") for name in FIELDS)]).encode()


def read(*lines: bytes) -> Origins:
    origins = Origins([100, 200, 300])  # type: ignore[arg-type]
    origins.take(list(lines))
    return origins


def test_http_names_host_and_type() -> None:
    found = read(
        line(1, http_request_uri="/form", http_host="example.org", http_content_type="text/plain; charset=utf-8"),
        line(
            2, http_response_for_uri="http://other.org/a.js\x1ehttp://other.org/b", http_content_type="text/js\x1ea/b"
        ),
        line(3, frame_protocols="eth:ip:tcp:http"),
    )
    assert found.of("http") == [
        Origin("http", 100, "form", "example.org", "text/plain", 1),
        Origin("http", 200, "a.js", "other.org", "text/js", 2),
        Origin("http", 200, "b", "other.org", "a/b", 2),
        Origin("http", 300, "", "", "", 3),
    ]


def test_mail_and_files() -> None:
    found = read(
        line(1, imf_subject="Hello", imf_from="a@b"),
        line(2, ftp_data_command="RETR /pub/robots.txt", ip_src="10.0.0.1", frame_protocols="eth:ip:tcp:ftp-data"),
        line(3, ftp_data_command="RETR /pub/robots.txt", ip_src="10.0.0.1"),
        line(2, smb2_filename="dir\\plan.doc", ipv6_src="::1"),
        line(3, tftp_source_file="boot.img", ip_src="10.0.0.2"),
    )
    assert found.of("imf") == [Origin("imf", 100, "Hello.eml", "a@b", "message/rfc822", 1)]
    assert found.of("ftp-data") == [
        Origin("ftp-data", 200, "/pub/robots.txt", "10.0.0.1", "", 2),
        Origin("ftp-data", 200, "robots.txt", "10.0.0.1", "", 2),
    ]
    assert [origin.name for origin in found.of("smb")] == ["dir\\plan.doc", "plan.doc"]
    assert found.of("tftp") == [Origin("tftp", 300, "boot.img", "10.0.0.2", "", 3)]
    assert found.of("http") == []


def test_what_is_no_such_line_is_passed_over() -> None:
    found = read(b"", b"nonsense", b"1\ttoo\tfew", line(9, imf_subject="beyond"), b"0" + line(0, imf_subject="none"))
    assert all(not found.of(protocol) for protocol in ("http", "imf"))
