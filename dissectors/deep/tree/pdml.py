"""One packet of tshark's PDML as nodes: what stands in the XML, in its order and nesting, and nothing concluded.

The XML is hostile, because names and values in it are a sender's: control characters, broken UTF-8 and broken nesting
are mended, entities and document types are not read, and depth is bounded. Linear in time; no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_DEPTH: Final = 100
"""Nodes deeper than this become children of the last level; the deepest in real captures lie at 25."""
WRAPPER: Final = "fake-field-wrapper"
"""A protocol that tshark makes up around fields which lie in none."""
SUMMARY: Final = "geninfo"
"""A protocol that tshark makes up in front of the frame's own, for programs."""
_LARGEST: Final = 1 << 31

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CONTROL_BYTES: Final = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
_REFERENCE: Final = re.compile("&#(?:0*([0-9]{1,2})|x0*([01]?[0-9a-fA-F]));")
_PICTURES: Final = 0x2400
"""Where Unicode has symbols for the control characters."""


@dataclass(slots=True, eq=False)
class PdmlNode:
    """A `proto` or `field` element."""

    name: str
    """Filter name; empty for a line of text."""
    label: str
    """The whole line, as tshark draws it."""
    is_protocol: bool
    is_hidden: bool
    start: int
    """First byte, in a byte source that PDML does not name."""
    size: int
    show: str
    """The value as text."""
    value: str
    """The bytes in hexadecimal; of a field smaller than them the bits as a hexadecimal number."""
    unmasked: str
    """The bytes in hexadecimal where `value` is a number of bits."""
    children: list[PdmlNode] = field(default_factory=list)

    @property
    def octets(self) -> bytes | None:
        """The bytes the field is made of; None where PDML does not tell them."""
        digits = self.unmasked or self.value
        if not digits or len(digits) != 2 * self.size:
            return None
        try:
            return bytes.fromhex(digits)
        except ValueError:
            return None

    def walk(self) -> Iterator[PdmlNode]:
        """This node and all below it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def read_packet(xml: bytes) -> list[PdmlNode]:
    """The outermost nodes of the first `packet` element, without those that tshark makes up for programs.

    Broken XML gives what can be read of it; none at all an empty list.
    """
    from lxml import etree  # only who decodes deeply has it

    packet = _packet(xml)
    outermost: list[PdmlNode] = []
    if packet is None:
        return outermost
    above = [outermost]
    """The lists that take the children of the elements which are open."""
    walk = etree.iterwalk(packet, events=("start", "end"), tag=("proto", "field"))
    for event, element in walk:
        if event == "end":
            above.pop()
            continue
        name = element.get("name", "")
        siblings = above[-1]
        if element.tag == "proto" and name == WRAPPER:
            above.append(siblings)
            continue
        if element.tag == "proto" and name == SUMMARY and len(above) == 1:
            above.append([])
            continue
        node = _node(element, name)
        siblings.append(node)
        above.append(node.children if len(above) < MAX_DEPTH else siblings)
    return outermost


def _packet(xml: bytes) -> _Element | None:
    """The element, parsed; None where there is nothing to parse."""
    from lxml import etree

    # What stands in front could declare entities.
    start = xml.find(b"<packet")
    if start < 0:
        return None
    stop = xml.find(b"</packet>", start)
    answer = xml[start : stop + len("</packet>") if stop >= 0 else len(xml)]
    text = answer.decode("utf-8", "replace")
    # Looked for in the quickest way first: nothing else runs meanwhile, and an answer may have ten megabytes.
    if len(answer.translate(None, _CONTROL_BYTES)) != len(answer) or "\ufffe" in text or "\uffff" in text:
        text = _CONTROLS.sub(_picture, text)
    if "&#" in text:
        text = _REFERENCE.sub(_referenced, text)
    parser = etree.XMLParser(
        recover=True, huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _picture(match: re.Match[str]) -> str:
    return _picture_of(ord(match[0]))


def _picture_of(code: int) -> str:
    return chr(_PICTURES + code) if code < 0x20 else "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\ufffd"


def _referenced(match: re.Match[str]) -> str:
    """What a character reference becomes that XML forbids."""
    code = int(match[1]) if match[1] else int(match[2], 16)
    return match[0] if code >= 0x20 or code in (0x9, 0xA, 0xD) else _picture_of(code)


def _node(element: _Element, name: str) -> PdmlNode:
    get = element.get
    is_protocol = element.tag == "proto" or name == "data"
    value = get("value", "")
    size = _number(get("size"))
    label = get("showname")
    if label is None:
        label = get("show", "")
    if element.tag == "field" and name == "data" and get("size") is None:
        # What no protocol explains is written without place and size, in front of fields that have them.
        size = len(value) // 2
        label = f"Data ({size} byte{'' if size == 1 else 's'})"
        first = element.find("field")
        start = _number(first.get("pos")) if first is not None else 0
    else:
        start = _number(get("pos"))
    return PdmlNode(
        name, label, is_protocol, get("hide") == "yes", start, size, get("show", ""), value, get("unmaskedvalue", "")
    )


def _number(text: str | None) -> int:
    """A place or a size; 0 for what is none."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return 0
    return min(int(text), _LARGEST)
