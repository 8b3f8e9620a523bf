"""A second opinion in text and in JSON."""

from __future__ import annotations

import json

from dissectors.deep.comparison.second_opinion import compare
from tests.dissectors.deep.decoded_by_hand import ByHand, layer, made
from tui.printing.second_opinion import legend, opinion_lines, opinion_object

NATIVE = ByHand([layer("toy", 0, 4, made("toy.a", 1, 0, 1), made("toy.b", 2, 1, 2), made("toy.n", 7, 2, 3))])
DEEP = ByHand([layer("toy", 0, 4, made("toy.a", 1, 0, 1), made("toy.b", 3, 1, 2), made("toy.t", "\x1b[2J", 3, 4))])


def test_sides_that_differ_stand_below_each_other_with_mark_and_letter() -> None:
    lines = list(opinion_lines(compare(NATIVE, DEEP)))
    assert lines[0] == "    bytes  bits"
    assert lines[1] == "=     0–3        toy"
    assert lines[2] == "=       0            toy.a: 1"
    assert lines[3] == "≠ R     1            toy.b: 2"
    assert lines[4] == "≠ T     1            toy.b: 3"
    assert "< R     2            toy.n: 7" in lines
    assert r"· T     3            toy.t: \033[2J  (a field that Remora does not have)" in lines


def test_every_mark_is_explained() -> None:
    told = legend("tshark 4.0.17")
    marks = {line[0] for line in list(opinion_lines(compare(NATIVE, DEEP)))[1:]}
    assert marks == {"=", "≠", "<", "·"}
    assert all(f"{mark} " in told for mark in (*marks, "~", "↔", ">"))
    assert told.startswith("R Remora, T tshark 4.0.17; ")


def test_an_object_has_both_sides_of_each_pair() -> None:
    told = json.loads(opinion_object(compare(NATIVE, DEEP), "tshark 4.0.17"))
    assert (told["number"], told["decoder"], told["counts"]["value"]) == (1, "tshark 4.0.17", 1)
    (differs,) = [pair for pair in told["pairs"] if pair["verdict"] == "value"]
    assert (differs["name"], differs["native"]["value"], differs["tshark"]["value"]) == ("toy.b", 2, 3)
    assert (differs["native"]["start"], differs["native"]["stop"]) == (1, 2)
