"""`remora sockets --watch`: lines as sockets open and close."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.tui.printing.test_sockets import HOSTILE, TALK, WEB
from tui.commands.sockets_watch import change_line, change_object, is_chosen
from tui.sockets.changes import ENDED, SHORT_LIVED, Change
from tui.sockets.snapshot import OwnedSocket

CLOSED = Change("closed", 0, TALK, 1500, 20, 3)


def test_an_opening_has_its_state() -> None:
    line = change_line(Change("opened", 0, WEB), numeric=True)
    assert line.split("  ")[1:] == ["opened", "tcp", "0.0.0.0:80", "nginx 812", "root", "LISTEN"]


def test_a_closing_has_its_bytes() -> None:
    line = change_line(CLOSED, numeric=True)
    assert "127.0.0.1:80 <-> 127.0.0.1:50000  (owned by another user)  www-data" in line
    assert line.endswith("sent 1,500 received 20 bytes  3 retransmitted")


def test_of_a_connection_that_nobody_saw_who_listened_for_it_is_told() -> None:
    short = OwnedSocket(TALK.socket, unknown=SHORT_LIVED)
    change = Change("closed", 0, short, listener=WEB.owners)
    assert "127.0.0.1:50000  (ended before it could be looked up; nginx 812 listened for it)  www-data" in change_line(
        change, numeric=True
    )
    told = change_object(change)
    assert told["socket"]["processes"] == []
    assert [process["name"] for process in told["listener"]] == ["nginx"]
    assert change_object(Change("closed", 0, short))["listener"] == []


def test_it_is_chosen_by_who_listened_too() -> None:
    change = Change("closed", 0, OwnedSocket(TALK.socket, unknown=SHORT_LIVED), listener=WEB.owners)
    assert is_chosen(change, lambda entry: entry.owners == WEB.owners)
    assert is_chosen(change, lambda entry: not entry.owners)
    assert not is_chosen(change, lambda entry: entry.socket.state == "LISTEN")


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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells of them")
@pytest.mark.parametrize("only", [("-t",), ("-t", "-l", "-a"), ("--process", str(os.getpid())), ()])
def test_a_connection_that_comes_and_goes_between_two_looks_is_told(only: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tui", "sockets", "--watch", "--json", "--interval", "3600", *only]
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching,
    ):
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert "watching tcp" in watching.stderr.readline()
        client = socket.create_connection(listener.getsockname())
        server = listener.accept()[0]
        port = server.getsockname()[1]
        client.close()
        server.close()
        told: dict[str, dict[str, object]] = {}
        while "closed" not in told:
            told.update(of_port(watching.stdout.readline(), port))
        watching.send_signal(signal.SIGINT)
        assert watching.wait() == 130
    closed = told["closed"]["socket"]
    assert isinstance(closed, dict)
    assert (closed["state"], closed["processes"], closed["process_unknown"]) == (ENDED, [], SHORT_LIVED)
    heard = told["closed"]["listener"]
    assert isinstance(heard, list)
    assert [process["pid"] for process in heard] == [os.getpid()]


def of_port(line: str, port: int) -> dict[str, dict[str, object]]:
    """The change by its kind, where it is of the client's side."""
    change = json.loads(line)
    return {change["change"]: change} if change["socket"]["local"]["port"] == port else {}
