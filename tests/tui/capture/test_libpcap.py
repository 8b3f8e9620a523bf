from __future__ import annotations

import pytest

from tests.conftest import skip_or_fail
from tui.capture import libpcap
from tui.capture.source import EngineError


@pytest.fixture(autouse=True)
def library() -> None:
    if libpcap.library() is None:
        skip_or_fail(f"libpcap is missing: {libpcap.INSTALL}")


@pytest.mark.parametrize("text", ["", "  ", "tcp port 80", "udp and host 10.0.0.1", "ether[0] & 1 != 0", "vlan 5"])
def test_good_filters_have_no_complaint(text: str) -> None:
    assert libpcap.check_filter(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tcp prt 80", "syntax error"),
        ("tcp port 99999999", "illegal port"),
        ("host 1.2.3.4 and", "syntax error"),
        ("\u202e", "syntax error"),
    ],
)
def test_bad_filters_are_explained_by_libpcap(text: str, words: str) -> None:
    complaint = libpcap.check_filter(text)
    assert complaint is not None
    assert words in complaint


def test_the_link_type_decides_what_a_filter_means() -> None:
    assert libpcap.check_filter("ether host 02:00:00:00:00:01", 1) is None
    assert libpcap.check_filter("ether host 02:00:00:00:00:01", 101) is not None
    assert libpcap.compile_filter("ip", 1) != libpcap.compile_filter("ip", 101)


def test_a_program_keeps_the_snapshot_length() -> None:
    assert libpcap.compile_filter("", 1, 96) == ((6, 0, 0, 96),)


def test_without_the_library_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libpcap, "library", lambda: None)
    assert libpcap.check_filter("") is None
    complaint = libpcap.check_filter("udp")
    assert complaint is not None
    assert "apt install" in complaint
    assert libpcap.version() is None
    with pytest.raises(EngineError):
        libpcap.require_library()
