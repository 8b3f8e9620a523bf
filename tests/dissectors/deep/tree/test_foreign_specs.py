"""Declarations of tshark's fields stay out of ours, and borrow what ours explain."""

from __future__ import annotations

from dissectors.deep.tree.foreign_specs import LONGEST_LABEL, foreign_spec, is_filter_name, native_explanation
from dissectors.fields import SPECS, UNSIGNED, Field
from dissectors.filters.overrides import largest
from dissectors.registry import default
from tui.field_nodes import bit_range, place_in_words


def test_they_are_not_registered() -> None:
    foreign_spec("no.such.field", "Label", UNSIGNED, False, 16, 0, None, 0)
    assert "no.such.field" not in SPECS


def test_one_declaration_serves_all_fields_alike() -> None:
    def once() -> object:
        return foreign_spec("a.b", "Label", UNSIGNED, False, 16, 4, (0, 4), 1)

    assert once() is once()


def test_explanations_are_ours() -> None:
    default()
    spec = foreign_spec("ip.ttl", "Time to Live", UNSIGNED, False, 8, 0, None, 0)
    assert spec.explain
    assert spec.explain == native_explanation("ip.ttl")
    assert native_explanation("no.such.field") == ""


def test_bits_count_from_the_fields_own_first_byte() -> None:
    spec = foreign_spec("a.flag", "Flag", UNSIGNED, False, 16, 0, (9, 10), 2)
    field = Field(spec, 1, 20, 22)
    assert bit_range(field) == (9, 10)
    assert place_in_words(field) == "bytes 20–21 bit 6"


def test_whole_bytes_have_no_bits() -> None:
    spec = foreign_spec("a.number", "Number", UNSIGNED, False, 16, 0, None, 0)
    assert bit_range(Field(spec, 1, 20, 22)) is None
    assert largest(spec) == 0xFFFF


def test_labels_are_bounded() -> None:
    assert len(foreign_spec("a.b", "x" * 999, UNSIGNED, False, 8, 0, None, 0).label) == LONGEST_LABEL


def test_only_names_are_names() -> None:
    assert is_filter_name("wlan_radio.11ac.user-1")
    assert not any(map(is_filter_name, ("", "a b", "a==1", 'a"', "x" * 301)))
