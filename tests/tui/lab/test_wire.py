"""The virtual cable."""

from __future__ import annotations

import os
import socket

import pytest

from tui.lab import wire
from tui.lab.stage import SceneError


def test_far_end_answers_and_vanishes_with_its_socket(require_root: None) -> None:
    server = wire.far_server(0)
    with server:
        server.listen()
        with socket.create_connection(server.getsockname(), timeout=5) as client:
            assert client.getsockname()[0] == wire.NEAR_ADDRESS
            assert client.getpeername()[0] == wire.FAR_ADDRESS
    for _ in range(1000):
        if wire.NEAR not in (name for _, name in socket.if_nameindex()):
            return
        os.sched_yield()
        socket.socket().close()
    pytest.fail("the cable is still there")


def test_without_root_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SceneError, match="sudo"):
        wire.far_server(0)


def test_without_the_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(wire.shutil, "which", lambda program: None)
    with pytest.raises(SceneError, match="iproute2"):
        wire.far_server(0)
