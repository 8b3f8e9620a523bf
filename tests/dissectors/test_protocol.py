"""Protocols and layers."""

from __future__ import annotations

import pytest

from dissectors.dissect import dissect
from dissectors.fields import PROTOCOL, SPECS, Field
from dissectors.frame import Frame
from dissectors.header import Header
from dissectors.protocol import Protocol
from dissectors.protocols.ethernet import EthernetHeader


def test_protocol_is_a_field_of_its_own_name() -> None:
    protocol = Protocol(name="t_protocol", title="Test", short="T", header=Header, explain="words")
    assert protocol.spec in SPECS["t_protocol"]
    assert (protocol.spec.kind, protocol.spec.explain) == (PROTOCOL, "words")


def test_protocol_that_guesses_nothing_claims_nothing() -> None:
    assert not Protocol(name="t_shy", title="T", short="T", header=Header).claims(Header(b"", 0, 0))


def test_layer_finds_fields_below_fields() -> None:
    ethernet = dissect(Frame(bytes(14), 1)).layers[1]
    field = ethernet.find("eth.src.ig")
    assert field is not None
    assert field.start == 6
    assert ethernet.find("eth.nonesuch") is None


def test_layer_knows_its_header_fields_and_what_stands_behind_them() -> None:
    ethernet = dissect(Frame(bytes.fromhex("ffffffffffff 010000000000 88b5"), 1)).layers[1]
    source = ethernet.field(EthernetHeader.source)
    added = Field(EthernetHeader.source, source.value, source.start, source.stop)
    ethernet.put_behind(source, added)
    assert ethernet.fields[ethernet.fields.index(source) + 1] is added
    assert not ethernet.has_warning(EthernetHeader.source)
    source.children.append(Field(EthernetHeader.source, None, 6, 12, severity="warning"))
    assert ethernet.has_warning(EthernetHeader.source)
    with pytest.raises(KeyError):
        ethernet.field(EthernetHeader.length)
