"""What tshark says of single frames when it reads the whole file: every node of its tree, from PDML and from `-V`.

Read by the standard library's XML parser, and by nothing of what is tested.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast
from xml.etree.ElementTree import Element, ParseError, iterparse

from tests.oracle import tshark

ALONE_IN_PDML = ("geninfo",)
"""Parts of PDML that are in no tree."""
WRAPPER = "fake-field-wrapper"
"""Stands around fields at the top level, which in the tree have nothing around them."""

_INDENT = re.compile(r" *")
_DUMP = re.compile(r"[0-9a-f]{4,8}  [0-9a-f]{2}(?: |$)")


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a tree, or one that is hidden."""

    depth: int
    """0 for a protocol at the top."""
    name: str
    """Filter name; empty for a line that is only text."""
    label: str
    """The line's text, without the brackets of what is concluded."""
    start: int
    """First byte, within the byte source that it lies in; -1 where tshark does not tell."""
    size: int
    """-1 where tshark does not tell."""
    is_hidden: bool = False
    in_brackets: bool | None = None
    """Whether `-V` shows it as concluded; None where it is not shown, or was not asked."""
    octets: bytes = b""
    """Its bytes, as far as they are shown."""
    above: int = 0
    """Where the node starts that it is in."""


def trees(path: Path, frames: Collection[int] | None = None) -> Iterator[tuple[int, list[Node]]]:
    """Frame numbers and their nodes, of all frames or of those; tshark reads the file once and whole.

    Raises ParseError for what is no XML.
    """
    process = subprocess.Popen(
        ["tshark", "-n", "-r", path, *_only(frames), "-T", "pdml"],
        env=tshark.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        yield from read_pdml(cast(IO[bytes], process.stdout))


def read_pdml(stream: IO[bytes]) -> Iterator[tuple[int, list[Node]]]:
    """Frame numbers and nodes of a document. Raises ParseError for what is no XML; one without a packet is empty."""
    root: Element | None = None
    try:
        for event, element in iterparse(stream, ("start", "end")):
            root = element if root is None else root
            if event == "end" and element.tag == "packet":
                number = element.find("proto[@name='geninfo']/field[@name='num']")
                yield int(number.get("show", "0")) if number is not None else 0, list(_nodes(element))
                root.clear()
    except ParseError as error:
        if root is not None:
            raise ParseError(f"PDML: {error}") from error


def _nodes(packet: Element) -> Iterator[Node]:
    waiting = [(0, 0, child) for child in reversed(packet)]
    while waiting:
        depth, above, element = waiting.pop()
        name = element.get("name", "")
        if name in ALONE_IN_PDML:
            continue
        inside = depth
        if name != WRAPPER:
            yield _node(depth, above, name, element)
            inside += 1
            above = int(element.get("pos", "0"))
        waiting += ((inside, above, child) for child in reversed(element))


def _node(depth: int, above: int, name: str, element: Element) -> Node:
    if name == "data" and element.get("showname") is None:
        # The data protocol: PDML leaves its line and its place out.
        length = len(element.get("value", "")) // 2
        return Node(depth, name, f"Data ({length} byte{'s' if length != 1 else ''})", -1, -1)
    label = element.get("showname")
    return Node(
        depth,
        name,
        element.get("show", "") if label is None else label,
        int(element.get("pos", "-1")),
        int(element.get("size", "-1")),
        element.get("hide") == "yes",
        octets=_octets(element),
        above=above,
    )


def _octets(element: Element) -> bytes:
    """A bit field's whole bytes stand in `unmaskedvalue`; what is no hexadecimal tells nothing."""
    try:
        return bytes.fromhex(element.get("unmaskedvalue") or element.get("value") or "")
    except ValueError:
        return b""


def with_brackets(path: Path, frames: Collection[int] | None, found: dict[int, list[Node]]) -> dict[int, list[Node]]:
    """The same nodes, with what `-V` tells besides; frames whose lines are not those nodes stay as they are."""
    numbers = sorted(found)
    shown = list(_shown(tshark.run("-n", "-r", path, *_only(frames), "-V").stdout.decode("utf-8", "replace")))
    if len(shown) != len(numbers):
        return found
    return {number: _bracketed(found[number], lines) for number, lines in zip(numbers, shown, strict=True)}


def _shown(text: str) -> Iterator[list[tuple[int, str]]]:
    """Depths and texts of the lines of each frame."""
    lines: list[tuple[int, str]] = []
    for line in text.split("\n"):
        if not line or _DUMP.match(line):
            continue
        indent = _INDENT.match(line)
        depth = len(indent[0]) // 4 if indent else 0
        if depth == 0 and line.startswith(("Frame ", "Packet comments")) and not _is_comment(lines):
            if lines:
                yield lines
            lines = []
        lines.append((depth, line.lstrip(" ")))
    if lines:
        yield lines


def _is_comment(lines: list[tuple[int, str]]) -> bool:
    """Whether only a frame's comments have been read, which stand before it."""
    return bool(lines) and all(depth > 0 or text.startswith("Packet comments") for depth, text in lines)


def _bracketed(nodes: list[Node], lines: list[tuple[int, str]]) -> list[Node]:
    told, hidden_below = list(nodes), None
    left = iter(lines)
    for place, node in enumerate(nodes):
        if hidden_below is not None and node.depth > hidden_below:
            continue
        hidden_below = node.depth if node.is_hidden else None
        if node.is_hidden:
            continue
        _, text = next(left, (0, None))
        plain = node.label.lstrip(" ")
        if text not in (plain, f"[{plain}]", f"[{node.label}]"):
            return nodes
        told[place] = replace(node, in_brackets=text != plain)
    return told


def _only(frames: Collection[int] | None) -> list[str]:
    return ["-Y", f"frame.number in {{{', '.join(map(str, sorted(frames)))}}}"] if frames is not None else []


def is_custom_block(nodes: list[Node]) -> bool:
    """Whether it is a block of pcapng that tshark numbers like a packet, and that is none."""
    return bool(nodes) and nodes[0].label.startswith("PCAPNG Custom Block")


def as_if_all_were_displayed(nodes: list[Node]) -> list[Node]:
    """The nodes of a packet with the time since the previous one, in place of the one that was displayed before."""
    captured = next((node.label for node in nodes if node.name == "frame.time_delta"), "")
    label = captured.replace("captured", "displayed")
    return [replace(node, label=label) if node.name == "frame.time_delta_displayed" else node for node in nodes]
