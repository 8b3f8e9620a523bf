"""Display filters over sockets: the language of packets, asked of `sock.*` and `proc.*` fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dissectors.fields import AnySpec, Field
from dissectors.filters import syntax
from dissectors.filters.compiler import Compiler
from dissectors.filters.errors import FilterError
from dissectors.filters.nodes import Test
from dissectors.filters.operands import Operand
from dissectors.filters.packet import Occurrence, Packet
from dissectors.filters.parser import parse
from dissectors.filters.types import STRING, ValueType
from tui.sockets.fields import FIELDS
from tui.sockets.snapshot import OwnedSocket

_ONLY_LAYER = 1
_DETAILED: Final = frozenset(
    f"sock.{name}"
    for name in ("unit", "congestion", "drops", "rtt", "cwnd", "retransmissions", "bytes_sent", "bytes_received")
)
"""Those that only a snapshot with details has."""


@dataclass(frozen=True, slots=True)
class SocketFilter:
    """Made by `compile_socket_filter`."""

    text: str
    test: Test | None
    names: frozenset[str] = frozenset()
    """Fields that it asks of."""

    @property
    def needs_details(self) -> bool:
        """Whether it asks of what the kernel tells only when it is asked for more than the sockets themselves."""
        return not self.names.isdisjoint(_DETAILED)

    def matches(self, entry: OwnedSocket) -> bool:
        """Whether a socket is chosen. Raises FilterError where a regular expression takes too long on it."""
        return self.test is None or self.test.matches(_AsPacket(entry))


def compile_socket_filter(text: str) -> SocketFilter:
    """Compile a filter; an empty one chooses every socket.

    Raises FilterError, in a sentence and with a column, for what is wrong with it, fields of packets among that.
    """
    syntax = parse(text)
    compiler = _Compiler()
    test = compiler.test(syntax) if syntax is not None else None
    for name in sorted(compiler.names - FIELDS.keys()):
        told = f"{name} is of packets: ask of sockets sock.state, sock.port, sock.ip, proc.name and the like"
        raise FilterError(told, max(text.find(name), 0))
    return SocketFilter(text, test, frozenset(compiler.names))


class _Compiler(Compiler):
    """Takes `udp` for a word where a string is wanted: packets have a protocol of that name, sockets have none."""

    def operand(self, node: syntax.Operand, wanted: ValueType | None, spec: AnySpec | None) -> Operand:
        if wanted is STRING and isinstance(node, syntax.Word) and "." not in node.text:
            node = syntax.Text(node.text, node.column)
        return super().operand(node, wanted, spec)


class _AsPacket(Packet):
    """A socket as a filter's tests see a packet: its fields lie in one layer, and in no bytes."""

    def __init__(self, entry: OwnedSocket) -> None:
        self._entry = entry

    def occurrences(self, name: str) -> list[Occurrence]:
        field = FIELDS[name]
        found = (value for value in field.values(self._entry) if value is not None)
        return [Occurrence(Field(field.spec, value, 0, 0), _ONLY_LAYER, 0, b"") for value in found]

    def last_layer(self, name: str) -> int:
        return _ONLY_LAYER if self.occurrences(name) else 0
