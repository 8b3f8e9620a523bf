"""Sockets as JSON."""

from __future__ import annotations

import json

from tests.tui.printing.test_sockets import HOSTILE, TALK
from tui.printing.socket_objects import as_object
from tui.sockets.entry import Socket
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket


def test_all_that_is_known() -> None:
    told = as_object(TALK)
    assert told["local"] == {"address": "127.0.0.1", "port": 80}
    assert told["timer"] == {"purpose": "keepalive", "expires_ms": 6500, "retransmits": 0}
    assert told["memory"]["dropped"] == 9
    assert told["tcp_info"]["rtt"] == 52
    assert (told["process_unknown"], told["unit"], told["options"]) == (
        "owned by another user",
        "web.service",
        ["is_icsk"],
    )


def test_what_is_not_known_is_null() -> None:
    told = as_object(OwnedSocket(Socket("tcp", "ipv4", "LISTEN")))
    assert {told[name] for name in ("local", "uid", "user", "inode", "tcp_info", "memory", "path")} == {None}
    assert told["processes"] == []


def test_hostile_names_are_strings_of_json() -> None:
    told = json.loads(json.dumps(as_object(HOSTILE)))
    assert told["path"] == HOSTILE.socket.path
    assert told["processes"][0]["name"] == "a\x1b[2Jb\nc"


def test_a_user_that_is_not_told_has_no_name() -> None:
    told = as_object(OwnedSocket(Socket("tcp", "ipv4", "LISTEN"), (Owner(Process(1, 1, "x", -1), 3),)))
    assert told["processes"][0]["user"] is None
