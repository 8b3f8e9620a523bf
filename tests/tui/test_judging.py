from pathlib import Path

import pytest

from dissectors import PacketTable, open_capture
from tests.conftest import SAMPLES
from tests.tui.toy import compile_ports
from tui.judging import Judgement, compile_text, judge, problem_with, tier_words


@pytest.fixture(scope="module")
def table() -> PacketTable:
    return whole(SAMPLES / "dns.pcapng")


def whole(path: Path) -> PacketTable:
    capture = open_capture(path)
    while capture.refresh():
        pass
    return PacketTable(capture)


def test_a_problem_has_its_sentence_and_its_place() -> None:
    assert problem_with("7,9", compile_ports) is None
    problem = problem_with("7;9", compile_ports)
    assert problem is not None
    assert (problem.message, problem.column) == ("a digit is wanted, not ;", 1)


def test_columns_are_named_where_they_answer(table: PacketTable) -> None:
    assert judge("udp.port == 53", table) == Judgement(tier="columns")


def test_dissection_is_named_with_its_candidates(table: PacketTable) -> None:
    assert judge('dns.qry.name contains "test"', table).tier == f"dissection of {len(table)} candidates"


def test_a_field_that_is_not_native_is_told(table: PacketTable) -> None:
    judgement = judge("smb2.cmd == 5", table)
    assert judgement.tier == "not native: needs tshark"
    assert judgement.problem is not None
    assert "tshark" in judgement.problem.message


def test_what_is_no_filter_has_no_tier(table: PacketTable) -> None:
    judgement = judge("udp.port ==", table)
    assert judgement.problem is not None
    assert judgement.problem.column == 11
    assert judgement.tier == ""


def test_a_surprise_comes_with_the_tier(table: PacketTable) -> None:
    judgement = judge("ip.addr != 127.0.0.1", table)
    assert judgement.problem is None
    assert judgement.surprise is not None
    assert judgement.surprise.column == 0
    assert judgement.tier == "columns"


def test_a_file_that_is_gone_takes_the_tier_with_it(tmp_path: Path) -> None:
    copy = tmp_path / "copy.pcapng"
    copy.write_bytes((SAMPLES / "dns.pcapng").read_bytes())
    lost = whole(copy)
    copy.write_bytes(b"")
    assert judge("udp.port == 53", lost) == Judgement()


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0, 9, 9), "columns"),
        ((0, 0, 0), ""),
        ((1, 9, 9), "dissection of 1 candidate"),
        ((1234, 5000, 5000), "dissection of 1,234 candidates"),
        ((1, 5, 9), "dissection of 1 and more candidates"),
    ],
)
def test_tiers_in_words(numbers: tuple[int, int, int], words: str) -> None:
    assert tier_words(*numbers) == words


def test_the_language_is_read_when_it_is_first_wanted() -> None:
    assert compile_text("udp").text == "udp"
