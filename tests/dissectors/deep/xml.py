"""PDML made by hand, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

import numpy as np

from dissectors.deep.tree.deep_fields import Made, deep_fields
from dissectors.deep.tree.pdml import PdmlNode, read_packet
from dissectors.deep.tshark.context import Context


def element(tag: str, attributes: Mapping[str, object], *children: str) -> str:
    written = "".join(f" {name}={quoteattr(str(value))}" for name, value in attributes.items())
    return f"<{tag}{written}>{''.join(children)}</{tag}>"


def proto(name: str, start: int, size: int, *children: str, label: str = "") -> str:
    return element("proto", {"name": name, "showname": label or name, "size": size, "pos": start}, *children)


def field(
    name: str, label: str, start: int = 0, size: int = 0, *children: str, show: str = "", value: str = "", **more: str
) -> str:
    """`more` are further attributes: `hide`, `unmaskedvalue`."""
    attributes = {"name": name, "showname": label, "size": size, "pos": start, "show": show, **more}
    return element("field", attributes | ({"value": value} if value else {}), *children)


def packet(*protocols: str) -> bytes:
    return element("packet", {}, *protocols).encode()


def node(text: str) -> PdmlNode:
    """The one node of an element."""
    return read_packet(packet(text))[0]


class Types:
    """What is known of names, for tests."""

    def __init__(self, types: Mapping[str, str], labels: Mapping[str, str] | None = None) -> None:
        self._types, self._labels = types, labels or {}

    def type_of(self, name: str) -> str | None:
        return self._types.get(name)

    def label_of(self, name: str) -> str | None:
        return self._labels.get(name)


def made(xml: bytes, types: Types | None = None) -> list[Made]:
    return deep_fields(read_packet(xml), types)


def context(rows: Sequence[int], is_whole: bool = False) -> Context:
    return Context(np.array(rows, np.int64), is_whole)
