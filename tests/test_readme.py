"""What README.md promises: its plug-in works, and its test command is one line."""

from __future__ import annotations

import re
import textwrap

from dissectors.dissect import dissect
from dissectors.frame import Frame
from dissectors.protocol import Protocol
from dissectors.registry import default
from tests.conftest import PROJECT
from tests.dissectors.streams.frames import ip

README = (PROJECT / "README.md").read_text("utf-8")


def between(start: str) -> str:
    return README.split(f"<!-- {start} -->")[1].split("<!-- end -->")[0]


def test_plug_in_is_whole_and_short() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", between("plug-in"), re.DOTALL)
    assert len(code.splitlines()) < 25
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    sensor = names["SENSOR"]
    assert isinstance(sensor, Protocol)
    registry = default().copy()
    registry.add(sensor)
    datagram = bytes.fromhex("1e611e6100120000") + b"\x01\x00\xd7kitchen"
    found = dissect(Frame(ip("10.0.0.1", "10.0.0.2", 17, datagram), 1), registry).layers[-1]
    assert found.protocol is sensor
    assert [field.line for field in found.fields] == ["Kind: temperature (1)", "Value: 215 tenths", "Name: kitchen"]


def test_commands_are_one_line_each() -> None:
    command = textwrap.dedent(between("test command")).strip()
    assert len(command.splitlines()) == 1
    assert command.endswith("pytest")


def test_every_folder_on_the_map_is_there() -> None:
    for path in re.findall(r"`((?:dissectors|tui|tests)/[a-z_/]*(?:\.py)?)`", README):
        assert (PROJECT / path).exists(), path


def test_protocols_are_those_that_are_decoded() -> None:
    protocols = default().protocols.items()
    titles = {protocol.title for name, protocol in protocols if name not in ("frame", "data")}
    told = " ".join(between("protocols").split())
    assert told == f"Decoded natively: {'; '.join(sorted(titles, key=str.lower))}."
