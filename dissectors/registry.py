"""Who decodes what: dissector tables that lead from ("ip.proto", 17) to a protocol.

The folder `protocols` is the list of what is native: each module there names its protocols in `PROTOCOLS`.
Plug-ins are entry points of the group "remora.dissectors", each a protocol or a sequence of them.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

from dissectors import protocols as folder
from dissectors.plug_ins import entry_points
from dissectors.protocol import Key, Protocol

AnyProtocol = Protocol[Any]


class Registry:
    """Dissector tables, with what the user decided (Decode As) in front of them."""

    def __init__(self, protocols: Iterable[AnyProtocol]) -> None:
        self.protocols: dict[str, AnyProtocol] = {}
        self.tables: dict[str, dict[int, AnyProtocol]] = {}
        self.guesses: dict[str, list[AnyProtocol]] = {}
        self.decided: set[Key] = set()
        """Numbers of tables that the user decided on: their protocols are not asked whether they accept."""
        self.problems: list[str] = []
        """Plug-ins that could not be loaded, a sentence each."""
        for protocol in protocols:
            self.add(protocol)

    def add(self, protocol: AnyProtocol) -> None:
        """Enter a protocol in the tables it rides on; the last one entered for a number wins."""
        self.protocols[protocol.name] = protocol
        for table, number in protocol.rides_on:
            self.tables.setdefault(table, {})[number] = protocol
        for table in protocol.guessed_on:
            self.guesses.setdefault(table, []).append(protocol)

    def decode_as(self, key: Key, name: str) -> None:
        """From now on a number of a table leads to the named protocol. Raises KeyError for a wrong name."""
        table, number = key
        self.tables.setdefault(table, {})[number] = self.protocols[name]
        self.decided.add(key)

    def copy(self) -> Registry:
        """Tables of its own, for a capture in which the user decides otherwise."""
        copy = Registry(())
        copy.protocols = dict(self.protocols)
        copy.tables = {table: dict(numbers) for table, numbers in self.tables.items()}
        copy.guesses = {table: list(protocols) for table, protocols in self.guesses.items()}
        copy.decided = set(self.decided)
        copy.problems = list(self.problems)
        return copy

    def find(self, key: Key) -> AnyProtocol | None:
        """The protocol that a table has under a number, or None."""
        return self.tables.get(key[0], {}).get(key[1])


def _native() -> Iterator[AnyProtocol]:
    for module in pkgutil.iter_modules(folder.__path__):
        yield from getattr(import_module(f"{folder.__name__}.{module.name}"), "PROTOCOLS", ())


@cache
def default() -> Registry:
    """The native protocols and the installed plug-ins; shared, so copy it before deciding anything."""
    registry = Registry(_native())
    for entry in entry_points(group="remora.dissectors"):
        try:
            loaded = entry.load()
            for protocol in (loaded,) if isinstance(loaded, Protocol) else loaded:
                registry.add(protocol)
        except (ImportError, AttributeError, TypeError, ValueError, SyntaxError) as error:
            registry.problems.append(f"dissector plug-in {entry.name} ({entry.value}) does not load: {error}")
    return registry
