"""Entries of a diagnosis, and the lines in which they are laid out."""

from __future__ import annotations

from dissectors.packets.expert import ExpertItem, ItemKind
from tests.tui.printing.test_diagnosis import FINDING
from tui.diagnosis_entries import PATTERN, VERDICT, DiagnosisLines, Entry, entries_of

NOTE = ExpertItem(ItemKind("note", "DNS", "dns", "dns.odd", "Odd\x1b[2J"), "Why it is odd.", 2, (3, 4), "dns.odd")
ERROR = ExpertItem(ItemKind("error", "TCP", "tcp", "tcp.bad", "Bad"), "", 12, tuple(range(1, 9)), "tcp.bad")
ENTRIES = entries_of([FINDING], [ERROR, NOTE])


def laid_out(*opened: tuple[str, ...], width: int = 80) -> DiagnosisLines:
    lines = DiagnosisLines(opened=set(opened))
    lines.lay_out(width)
    lines.show(ENTRIES)
    return lines


def test_the_gravest_come_first_and_patterns_before_items() -> None:
    assert [(one.severity, one.kind) for one in ENTRIES] == [("error", PATTERN), ("error", "TCP"), ("note", "DNS")]
    assert [one.packets[0] for one in ENTRIES] == [7, 1, 3]


def test_lines_are_grouped_under_headings() -> None:
    texts = [line.text for line in laid_out().lines]
    assert texts[0] == " Errors · 1 pattern, 1 kind of item"
    assert texts[1].startswith(" ▸ E  1  pattern  LAND packet (likely)")
    assert texts[2].startswith(" ▸ E 12  TCP      Bad")
    assert texts[2].endswith("1, 2, 3, 4, 5, 6, 7, 8 … (12 in all)")
    assert texts[3] == " Notes · 1 kind of item"


def test_an_open_entry_tells_everything_within_the_width() -> None:
    lines = laid_out(ENTRIES[0].key, width=60)
    details = [line for line in lines.lines if line.is_detail]
    assert {line.entry.key for line in details if line.entry is not None} == {ENTRIES[0].key}
    assert [line.name for line in details if line.name] == ["packets: ", "filter: ", "threshold: ", "doubt: "]
    assert max(len(line.text) for line in details) <= 60
    lines.toggle(ENTRIES[0].key, is_open=False)
    assert not any(line.is_detail for line in lines.lines)


def test_what_comes_from_outside_is_safe() -> None:
    lines = laid_out(*(one.key for one in ENTRIES))
    assert not any("\x1b" in line.text for line in lines.lines)


def test_an_entry_is_found_again_with_its_details() -> None:
    lines = laid_out(ENTRIES[1].key)
    place = lines.line_of(ENTRIES[1].key)
    assert place == 2
    assert lines.line_of(ENTRIES[1].key, detail=1) == 3
    assert lines.line_of(ENTRIES[1].key, detail=99) == 4
    assert lines.line_of(("no", "such")) is None


def test_verdicts_stand_between_patterns_and_items() -> None:
    verdict = Entry((VERDICT, "tcp", "reset"), "error", 3, VERDICT, "reset (TCP)", "Why.", (("", "Why."),), (), "tcp")
    told = entries_of([FINDING], [ERROR], [verdict])
    assert [one.kind for one in told] == [PATTERN, VERDICT, "TCP"]
    lines = DiagnosisLines()
    lines.show(told)
    assert lines.lines[0].text == " Errors · 1 pattern, 1 verdict, 1 kind of item"
