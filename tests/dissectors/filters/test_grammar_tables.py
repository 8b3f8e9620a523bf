"""The kept parser, and the one it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lark import Transformer
from lark.exceptions import UnexpectedInput

from dissectors.filters import grammar_tables

ACCEPTED = (
    "",
    "tcp",
    "!(ip.src == 10.0.0.0/8) && tcp.port in {80, 443..445} || udp xor arp",
    "any eth.addr[0:3] == 00:11:22 and ip.src#[-1] != \"x\" or 'a' == b",
    "len(a) + -2 * 3 % b & 0x10 == c and d not in {1}",
)
REFUSED = ("tcp ==", "(tcp", "tcp udp", 'a == "x', "§")


def test_the_kept_parser_is_of_this_grammar() -> None:
    """Where this fails, `grammar_tables.write()` has to be called."""
    kept = grammar_tables._kept()
    assert kept is not None or grammar_tables.lark.__version__ not in grammar_tables.TABLES.read_text("utf-8")


@pytest.mark.parametrize("text", ACCEPTED)
def test_both_understand_the_same(text: str) -> None:
    transformer: Transformer[Any, Any] = Transformer()
    assert grammar_tables.parser(transformer).parse(text) == grammar_tables.made(transformer).parse(text)


@pytest.mark.parametrize("text", REFUSED)
def test_both_refuse_at_the_same_place(text: str) -> None:
    places = []
    for parser in (grammar_tables.parser(Transformer()), grammar_tables.made(Transformer())):
        with pytest.raises(UnexpectedInput) as refusal:
            parser.parse(text)
        places.append((type(refusal.value), refusal.value.pos_in_stream))
    assert places[0] == places[1]


@pytest.mark.parametrize("content", ["", "no JSON", '{"lark": "0", "grammar": ""}'])
def test_a_file_of_another_grammar_is_not_used(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar_tables, "TABLES", tmp_path / "grammar.json")
    grammar_tables.TABLES.write_text(content)
    assert grammar_tables._kept() is None
    assert grammar_tables.parser(Transformer()).parse("tcp") == grammar_tables.made().parse("tcp")


def test_the_file_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar_tables, "TABLES", tmp_path / "grammar.json")
    assert grammar_tables._kept() is None
    grammar_tables.write()
    assert grammar_tables._kept() is not None
