"""TCP's scenes, by what their sockets see; what the wire saw is asserted on the samples."""

from __future__ import annotations

import socket

from tui.lab.stage import Stage
from tui.lab.tcp_scenes import refused


def test_refused_tries_once_and_comes_back() -> None:
    said: list[str] = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    refused(Stage(socket.AF_INET, port, "127.0.0.1", say=said.append))
    assert said == [f"client: connects to 127.0.0.1:{port}, where nobody listens"]
