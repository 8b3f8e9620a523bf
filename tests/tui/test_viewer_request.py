"""What the viewer is asked."""

from __future__ import annotations

from tui.viewer_request import ViewerRequest


def test_only_interfaces_make_it_live() -> None:
    assert not ViewerRequest().is_live
    assert not ViewerRequest(file="x.pcap", tail=True).is_live
    assert ViewerRequest(interfaces=("lo",)).is_live
