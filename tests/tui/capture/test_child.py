"""Processes of ours: what they are given, and what they are not."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from tui.capture.child import start_child

PROGRAM = """
import json, os, socket, sys
end = socket.socket(fileno=int(sys.argv[1]))
told = [sys.argv[2:], sorted(os.environ), os.getcwd(), os.getsid(0) == os.getpid(), sys.flags.no_site, sorted(sys.path)]
end.sendall(json.dumps(told).encode())
end.recv(1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are passed on by Unix systems")
def test_it_has_a_clean_environment_and_one_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    from tui.capture import child

    package = tmp_path / "tui" / "capture"
    package.mkdir(parents=True)
    (tmp_path / "program.py").write_text(PROGRAM)
    monkeypatch.setattr(child, "__file__", str(package / "child.py"))
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("SECRET", "1")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = start_child("program", theirs.fileno(), ("blue",))
        arguments, names, folder, leads_session, no_site, path = json.loads(ours.recv(1 << 16))
        assert Path(f"/proc/{process.pid}/fd/0").readlink() == Path(os.devnull) or sys.platform != "linux"
        ours.send(b"!")
    assert process.wait(20) == 0
    assert (arguments, folder, leads_session, no_site) == (["blue"], "/", True, 1)
    assert set(names) <= {"PYTHONPATH", "PATH", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH"}
    assert str(tmp_path) in path
    assert not any("site-packages" in place for place in path)
