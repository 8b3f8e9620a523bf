"""`remora sockets --watch`: lines as sockets open and close."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys

import pytest

from tests.tui.printing.test_sockets import HOSTILE, TALK, WEB
from tui.commands.sockets_watch import change_line, change_object
from tui.sockets.changes import Change

CLOSED = Change("closed", 0, TALK, 1500, 20, 3)


def test_an_opening_has_its_state() -> None:
    line = change_line(Change("opened", 0, WEB), numeric=True)
    assert line.split("  ")[1:] == ["opened", "tcp", "0.0.0.0:80", "nginx 812", "root", "LISTEN"]


def test_a_closing_has_its_bytes() -> None:
    line = change_line(CLOSED, numeric=True)
    assert "127.0.0.1:80 <-> 127.0.0.1:50000  (owned by another user)  www-data" in line
    assert line.endswith("sent 1,500 received 20 bytes  3 retransmitted")


def test_nothing_of_it_moves_the_cursor() -> None:
    assert change_line(Change("opened", 0, HOSTILE), numeric=True).isprintable()


def test_objects_for_scripts() -> None:
    told = change_object(CLOSED)
    assert (told["change"], told["bytes_sent"]) == ("closed", 1500)
    assert json.loads(json.dumps(told))["socket"]["protocol"] == "tcp"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells the bytes")
def test_a_connection_of_this_process_comes_and_goes() -> None:
    command = [sys.executable, "-m", "tui", "sockets", "--watch", "--json", "-t", "--interval", "0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert "watching tcp" in watching.stderr.readline()
        told: dict[str, dict[str, object]] = {}
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = socket.create_connection(listener.getsockname())
            server = listener.accept()[0]
            port = client.getsockname()[1]
            client.send(b"hello")
            while "opened" not in told:
                told.update(of_port(watching.stdout.readline(), port))
            client.close()
            server.close()
            while "closed" not in told:
                told.update(of_port(watching.stdout.readline(), port))
        watching.send_signal(signal.SIGINT)
        assert watching.wait() == 130
    assert told["opened"]["change"] == "opened"
    assert told["closed"]["bytes_sent"] == 5


def of_port(line: str, port: int) -> dict[str, dict[str, object]]:
    """The change by its kind, where it is of the client's side."""
    change = json.loads(line)
    return {change["change"]: change} if change["socket"]["local"]["port"] == port else {}
