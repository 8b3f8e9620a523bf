"""Attributions as blocks of a capture file, and what of hostile ones is believed."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.processes.attribution import Attribution, End
from dissectors.processes.stored import (
    LONGEST_JSON,
    MAGIC,
    MOST_IN_A_BLOCK,
    VERSION,
    read_attributions,
    write_attributions,
)
from tests.dissectors.processes.found import CLIENT, SERVER, found

FULL = found("c\x1burl", 7, started=99, command=("curl", "-v", ""), uid=0, user="root", unit="a.scope", how="traced")
GONE = found(uid=1000, unknown="the process was gone", local=SERVER, remote=CLIENT, protocol="udp")
ORDERS = ("<", ">")
END = ["tcp", "10.0.0.2", 40000, "::1", 80, 5, "exact", 0]


def body(told: object, order: str = "<") -> bytes:
    data = told if isinstance(told, bytes) else json.dumps(told).encode()
    return struct.pack(order + "16sII", MAGIC, VERSION, len(data)) + data


def one(process: object = None, end: object = None) -> list[Attribution]:
    return read_attributions(body({"processes": [{} if process is None else process], "ends": [end or END]}), "<")


def test_text_can_be_written_in_every_encoding_of_unicode() -> None:
    half = "\ud800"
    (back,) = one({"name": half * 255, "command": ["a", half], "user": half, "unit": half, "unknown": half})
    told = (back.name, *back.command, back.user, back.unit, back.unknown)
    assert "".join(told).encode().startswith(b"\\ud800\\ud800")
    assert (len(back.name), back.command[1], back.user) == (255, "\\ud800", "\\ud800")


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_written_is_read(order: str) -> None:
    (written,) = write_attributions([FULL, GONE, FULL], order)
    assert read_attributions(written + b"\0\0\0", order) == [FULL, GONE, FULL]


def test_many_take_several_blocks_and_each_process_is_there_once() -> None:
    many = [found("nginx", 9, remote=End("10.0.0.9", port)) for port in range(3000)]
    bodies = list(write_attributions(many, "<"))
    assert len(bodies) == 3
    assert all(written.count(b"nginx") == 1 for written in bodies)
    assert [back for written in bodies for back in read_attributions(written, "<")] == many


def test_long_commands_are_cut_and_blocks_stay_readable() -> None:
    many = [found("x", 1 + port, remote=End("10.0.0.9", port), command=("\u4e00" * 9000, "b")) for port in range(500)]
    bodies = list(write_attributions(many, "<"))
    back = [one for written in bodies for one in read_attributions(written, "<")]
    assert max(map(len, bodies)) < LONGEST_JSON + 100
    assert [known.pid for known in back] == [known.pid for known in many]
    assert {known.command for known in back} == {("\u4e00" * 4096,)}


def test_nothing_is_written_of_nothing() -> None:
    assert list(write_attributions([], "<")) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"remora/processes",
        struct.pack("<16sII", MAGIC, VERSION + 1, 2) + b"{}",
        struct.pack("<16sII", b"another program!", VERSION, 2) + b"{}",
        struct.pack("<16sII", MAGIC, VERSION, 0xFFFFFFFF) + b"{}",
        body(b"\xff\xfe"),
        body(b"[" * 100_000),
        body(b'{"ends":' + b"9" * 10_000 + b"}"),
        body(b"[]"),
        body({"processes": {}, "ends": 7}),
        body({"processes": [None, 3], "ends": [END, None, [], {}, END[:7]]}),
        body(b'{"processes":[{}],"ends":[]' + b" " * LONGEST_JSON + b"}"),
    ],
    ids=range(12),
)
def test_what_has_another_shape_says_nothing(data: bytes) -> None:
    assert read_attributions(data, "<") == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "sctp"),
        (0, ["tcp"]),
        (1, "localhost"),
        (1, "1" * 300),
        (1, 7),
        (2, -1),
        (2, 65536),
        (2, 1.5),
        (5, 1 << 63),
        (5, None),
        (6, "guessed"),
        (7, 1),
        (7, -1),
    ],
)
def test_an_end_that_cannot_be_is_left_out(place: int, value: Any) -> None:
    assert one()
    assert one(end=[*END[:place], value, *END[place + 1 :]]) == []


def test_of_a_process_only_what_can_be_is_believed() -> None:
    told = {
        "pid": True,
        "started": -1,
        "name": "n" * 10_000,
        "command": ["a", 5, "b"] + ["c"] * 1000,
        "uid": 1 << 32,
        "user": ["root"],
        "unit": None,
        "unknown": "",
    }
    (known,) = one(told)
    assert known == Attribution(
        "tcp", End("10.0.0.2", 40000), End("::1", 80), 5, "exact", name="n" * 255, command=("a", "b", *["c"] * 62)
    )
    assert one({"pid": 0})[0].pid is None
    assert one({"pid": 1 << 32})[0].pid is None


def test_of_very_many_only_so_many_are_read() -> None:
    told = {"processes": [{}] * 9000, "ends": [[*END[:7], 4095], [*END[:7], 4096], *[END] * 9000]}
    assert len(read_attributions(body(told), "<")) == MOST_IN_A_BLOCK - 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["tcp", "exact", "::1"]),
    lambda children: st.lists(children, max_size=8) | st.dictionaries(st.sampled_from(["processes", "ends"]), children),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_without_a_fault(told: object) -> None:
    assert isinstance(read_attributions(body(told), "<"), list)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_without_a_fault(data: bytes) -> None:
    assert read_attributions(data, "<") == []
    (whole,) = write_attributions([FULL], "<")
    assert len(read_attributions(data + whole[len(data) :], "<")) <= 1
