from __future__ import annotations

from tui.capture.sentences import sentence, unknown_interface


def test_an_unknown_interface_comes_with_the_nearest_names() -> None:
    assert unknown_interface("eht0", ["lo", "eth0", "any"]) == "there is no interface eht0; did you mean eth0?"
    assert unknown_interface("x", ["lo", "any"]) == "there is no interface x; there are lo, any"


def test_a_full_disk_says_where_the_frames_are() -> None:
    told = sentence("disk-full", "the disk is full", "lo", captured=1200, file="/tmp/x.pcap")
    assert told == (
        "the disk is full; the 1,200 frames so far are kept in /tmp/x.pcap; free some space and start again"
    )
    assert "nothing could be written to /tmp/x.pcap" in sentence("disk-full", "full", "lo", file="/tmp/x.pcap")


def test_a_vanished_interface_keeps_its_frames() -> None:
    told = sentence("interface-gone", "the interface veth0 has disappeared", "veth0", captured=1, file="a.pcap")
    assert told == "the interface veth0 has disappeared; the one frame so far is kept in a.pcap"


def test_permission_says_what_to_do() -> None:
    assert "start it with" in sentence("no-permission", "", "lo")


def test_a_filter_keeps_libpcaps_words() -> None:
    assert sentence("bad-filter", "syntax error", "lo") == "the capture filter is not understood: syntax error"
