"""Filters made of a field that tshark decoded: native ones where the name is ours, else what tshark takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.deep.tree.foreign_specs import ForeignSpec, is_filter_name
from dissectors.filters.apply import filter_for, filter_naming, usable_name

if TYPE_CHECKING:
    from dissectors.fields import Field


def any_filter_for(field: Field) -> str | None:
    """The filter that finds packets with this field and value, whoever decoded it.

    None for lines without a name, and for names that no filter takes.
    """
    name = any_usable_name(field)
    if name is None:
        return None
    return filter_for(field) if usable_name(name) is not None else filter_naming(field, name)


def any_usable_name(field: Field) -> str | None:
    """A field's name as a filter of its own: packets that have it. None where no filter takes it."""
    name = usable_name(field.name)
    if name is None and isinstance(field.spec, ForeignSpec) and is_filter_name(field.name):
        return field.name
    return name
