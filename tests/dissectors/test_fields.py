"""Declared fields: what they say of a value to people and to scripts."""

from __future__ import annotations

import pytest

from dissectors.fields import BOOLEAN, SPECS, STRING, Field, FieldSpec, flag, generated, group, ipv4, u8, u16, uint


@pytest.mark.parametrize(
    ("spec", "value", "text", "printed"),
    [
        (u8("t.plain", "T"), 7, "7", "7"),
        (u8("t.unit", "T", unit="bytes"), 7, "7 bytes", "7"),
        (u16("t.hex", "T", hex_digits=4), 7, "0x0007", "0x0007"),
        (u8("t.named", "T", values={1: "one"}), 1, "one (1)", "1"),
        (u8("t.unnamed", "T", values={1: "one"}), 2, "Unknown (2)", "2"),
        (u16("t.both", "T", values={1: "one"}, hex_digits=4), 1, "one (0x0001)", "0x0001"),
        (u8("t.shown", "T", show=lambda v: f"<{v}>"), 2, "<2>", "2"),
        (uint(13, "t.wide", "T", hex_digits=4), 1, "0x0001", "0x0001"),
        (flag("t.flag", "T"), 1, "Set", "1"),
        (flag("t.words", "T", values=("no", "yes")), 0, "no", "0"),
        (ipv4("t.ip", "T"), 0x0A000001, "10.0.0.1", "10.0.0.1"),
        (generated(STRING, "t.text", "T"), "a\tb", "a\tb", "a\\tb"),
        (generated(BOOLEAN, "t.told", "T"), 1, "Set", "1"),
        (group("t.group", "T"), None, "", "1"),
    ],
    ids=lambda value: value.name if isinstance(value, FieldSpec) else "",
)
def test_text_is_for_people_and_printed_for_scripts(
    spec: FieldSpec[object], value: object, text: str, printed: str
) -> None:
    assert spec.text(value) == text
    assert spec.printed(value) == printed


def test_declaring_registers_all_names() -> None:
    spec = u8("t.registered", "T", also=("t.other",))
    assert SPECS["t.registered"] == [spec]
    assert SPECS["t.other"] == [spec]


def test_generated_fields_are_drawn_in_brackets() -> None:
    assert Field(u8("t.drawn", "Drawn"), 3, 0, 0, generated=True).line == "[Drawn: 3]"


def test_heading_replaces_the_line_and_shown_the_text() -> None:
    spec = u8("t.line", "Label")
    assert Field(spec, 3, 0, 1, heading="All of it").line == "All of it"
    assert Field(spec, 3, 0, 1, shown="three").line == "Label: three"


def test_walk_is_in_the_order_of_the_tree() -> None:
    spec = u8("t.walk", "T")
    leaf, other = Field(spec, 1, 0, 1), Field(spec, 2, 1, 2)
    assert [f.value for f in Field(spec, 0, 0, 2, [leaf, other]).walk()] == [0, 1, 2]
