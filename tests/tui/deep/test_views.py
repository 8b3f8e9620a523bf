from __future__ import annotations

from dissectors.deep.comparison.second_opinion import compare
from tests.dissectors.deep.decoded_by_hand import ByHand, layer, made
from tui.deep.views import next_view, opinion_title, tree_title, view_named


def test_one_key_goes_round() -> None:
    assert [next_view(view) for view in ("deep", "native", "second")] == ["native", "second", "deep"]


def test_tsharks_is_the_view_unless_the_settings_name_another() -> None:
    assert [view_named(name) for name in ("", "native", "second", "no such")] == ["deep", "native", "second", "deep"]


def test_titles_tell_the_packet_and_who_decoded_it() -> None:
    assert tree_title(7, "tshark 4.0.17") == " Decoded packet 7 · tshark 4.0.17 "
    assert tree_title(7, "native", "tshark failed") == " Decoded packet 7 · native · tshark failed "
    assert tree_title(None, "native") == " Decoded packet "


def test_the_title_of_a_second_opinion_counts_what_is_news() -> None:
    ours = ByHand([layer("toy", 0, 4, made("toy.a", 1, 0, 1), made("toy.b", 1, 1, 2), made("toy.c", 1, 2, 3))])
    theirs = ByHand([layer("toy", 0, 4, made("toy.a", 2, 0, 1), made("toy.b", 1, 2, 3))])
    assert opinion_title(7, compare(ours, theirs)) == (
        " Decoded packet 7 · second opinion · 1 differ, 1 elsewhere, 1 only native "
    )
    assert opinion_title(7, compare(ours, ours)) == " Decoded packet 7 · second opinion · they agree "
    assert opinion_title(7, None, "waiting") == " Decoded packet 7 · second opinion · waiting "
