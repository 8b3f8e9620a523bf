"""Decode As: a number of a dissector table that the user decided on, written as tshark's -d has it.

`DecodeAs` goes to tshark as it is; `native_registry` gives the native dissectors' part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dissectors.errors import RemoraError
from dissectors.registry import AnyProtocol, Registry

NATIVE_TABLES = ("tcp.port", "udp.port", "ip.proto", "ethertype", "sll.ltype", "pwach.channel_type")
"""Dissector tables in which Wireshark lets the user decide and that are native, with the same names and numbers."""

MOST_NATIVE_NUMBERS = 65_536
"""Numbers of one decision that the native tables are told, one by one."""

_PARAMETER = re.compile(r"\s*([A-Za-z0-9_.\-]+)\s*(?:==\s*([^,\x00-\x1f\x7f]*?)\s*)?,\s*([A-Za-z0-9_.\-]+)\s*")
_RANGE = re.compile(r"(0[xX][0-9a-fA-F]+|[0-9]+)(?:([-:])(0[xX][0-9a-fA-F]+|[0-9]+))?")


class BadDecodeAs(RemoraError):
    """Words that are no decision; the sentence has an example."""


@dataclass(frozen=True, slots=True)
class DecodeAs:
    """One decision: what a table's number leads to is decoded as the protocol."""

    table: str
    """Wireshark's name of the dissector table, such as tcp.port."""
    number: int | None
    """None where the selector is none or no single number: it stands in `selector`."""
    protocol: str
    """Wireshark's name of the dissector, such as http; `data` for none."""
    selector: str = ""
    """A range ("8000-8010", "8000:3") or a text, where it is no single number; for tables without any it is empty."""
    is_native_only: bool = False
    """tshark has no such dissector, and is not told."""

    @classmethod
    def parse(cls, text: str) -> DecodeAs:
        """Read "tcp.port==8888,http", the selector as tshark takes it. Raises BadDecodeAs."""
        parts = _PARAMETER.fullmatch(text)
        if parts is None:
            raise BadDecodeAs(f"{text!r} is no decision of what to decode as what: write it as tcp.port==8888,http")
        table, selector, protocol = parts[1], parts[2] or "", parts[3]
        numbers = _RANGE.fullmatch(selector)
        if numbers is None or numbers[2] is not None:
            return cls(table, None, protocol, selector)
        return cls(table, _number(numbers[1]), protocol)

    @property
    def selected(self) -> str:
        """The table with what is selected in it: "tcp.port==8888"."""
        selector = self.selector if self.number is None else str(self.number)
        return f"{self.table}=={selector}" if selector else self.table

    @property
    def parameter(self) -> str:
        """As tshark's -d takes it."""
        return f"{self.selected},{self.protocol}"

    def numbers(self) -> range:
        """The table's numbers that are meant, none where texts are; ranges as tshark reads them: both ends, or a
        first one and how many."""
        if self.number is not None:
            return range(self.number, self.number + 1)
        parts = _RANGE.fullmatch(self.selector)
        if parts is None or parts[2] is None:
            return range(0)
        first, second = _number(parts[1]), _number(parts[3])
        return range(first, second + 1) if parts[2] == "-" else range(first, first + second)


def decided(decisions: Iterable[DecodeAs]) -> tuple[DecodeAs, ...]:
    """The decisions without those that a later one about the same selection takes back."""
    return tuple({decision.selected: decision for decision in decisions}.values())


def native_protocols(registry: Registry, table: str) -> dict[str, AnyProtocol]:
    """Native protocols that a table can lead to, by Wireshark's name of the dissector."""
    found = {"data": registry.protocols["data"]}
    carrier = table.partition(".")[0]
    for protocol in registry.protocols.values():
        if carrier in protocol.guessed_on or any(table == ridden for ridden, _ in protocol.rides_on):
            for name in (protocol.name, *protocol.also):
                # DNS over TCP has a name of its own here, dns.tcp, but not in Wireshark.
                if name.partition(".")[0] not in protocol.also or name in protocol.also:
                    found.setdefault(name, protocol)
    return found


def is_native(registry: Registry, decision: DecodeAs) -> bool:
    """Whether the native dissectors do all that a decision asks for."""
    is_known = decision.table in NATIVE_TABLES and decision.protocol in native_protocols(registry, decision.table)
    return is_known and len(decision.numbers()[:MOST_NATIVE_NUMBERS]) > 0


def native_registry(registry: Registry, decisions: Iterable[DecodeAs]) -> Registry:
    """A copy of the registry with what the decisions mean for it; the registry itself where that is nothing.

    What is not native is decoded as data there, and by tshark only.
    """
    copy: Registry | None = None
    for decision in decisions:
        if decision.table not in NATIVE_TABLES:
            continue
        copy = copy or registry.copy()
        known = native_protocols(registry, decision.table).get(decision.protocol)
        for number in decision.numbers()[:MOST_NATIVE_NUMBERS]:
            copy.decode_as((decision.table, number), "data" if known is None else known.name)
    return copy or registry


def _number(text: str) -> int:
    """As C reads it, and tshark with it: 0x begins a hexadecimal one, 0 an octal one."""
    if text[:2] in ("0x", "0X"):
        return int(text, 16)
    is_octal = len(text) > 1 and text[0] == "0" and set(text) <= set("01234567")
    return int(text, 8 if is_octal else 10)
