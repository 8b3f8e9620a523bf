"""A display filter that tshark answers, alone or after the columns: what is needed to work it off over a table.

Made from text that is no filter of ours, because of a field, a function or syntax that only Wireshark has. Whether
it is one of Wireshark's, `filter_check` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.filters.hosts import keeps_to_hosts
from dissectors.deep.filters.narrowing import parts_of
from dissectors.deep.filters.two_pass import needs_two_passes
from dissectors.deep.tshark.field_cache import load_field_table
from dissectors.deep.tshark.program import Tshark, find_tshark

if TYPE_CHECKING:
    from dissectors.deep.tshark.field_table import FieldTable
    from dissectors.filters.filter import Filter


@dataclass(frozen=True, slots=True)
class DeepFilter:
    """Made by `deep_filter`."""

    text: str
    native: Filter | None
    """What it asks of a packet that the columns answer: only such packets are asked further."""
    foreign: str
    """What it asks tshark."""
    two_passes: bool
    """tshark must know the packets behind a packet to answer for it."""
    keeps_to_hosts: bool
    """Packets of hosts that are not a candidate's do not matter."""
    tshark: Tshark
    choices: DeepChoices
    known_fields: FieldTable
    """What that tshark knows."""

    @property
    def fields(self) -> frozenset[str]:
        """Names of what it asks about natively, as `Filter.fields`."""
        return frozenset() if self.native is None else self.native.fields


def deep_filter(text: str, choices: DeepChoices | None = None) -> DeepFilter:
    """Take a filter apart for tshark; blocks, the first time for some tenths of a second.

    Does not look whether it is one: tshark does when it is asked. Raises NoTshark, TsharkFailed.
    """
    choices = choices or DeepChoices()
    tshark = find_tshark(choices.tshark_path)
    own_ports = bool(choices.decode_as or choices.preferences or choices.profile is not None)
    parts = parts_of(text, has_own_ports=own_ports)
    fields = load_field_table(tshark)
    two_passes = needs_two_passes(parts.foreign, fields)
    keeps = parts.native is not None and not two_passes and keeps_to_hosts(parts.foreign, fields, choices)
    return DeepFilter(text, parts.native, parts.foreign, two_passes, keeps, tshark, choices, fields)
