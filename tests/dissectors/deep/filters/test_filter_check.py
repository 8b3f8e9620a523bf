"""Whether tshark takes a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import NoTshark, TsharkFailed
from dissectors.deep.filters import filter_check
from dissectors.deep.filters.filter_check import FilterChecker, problem_by_tshark
from dissectors.deep.tshark.program import Tshark, find_tshark
from tests.dissectors.deep.fake_tshark import DIES_AT_ONCE, HANGS, fake_tshark
from tests.dissectors.deep.filters.test_sharkd import fake_sharkd
from tests.dissectors.deep.left_behind import nothing_runs

REFUSES = """cat >/dev/null
cat >&2 <<'END'
Running as user "root" and group "root". This could be dangerous.
tshark: Left side of "==" expression must be a field or function, not http2.typ.
    tcp && http2.typ == 1
           ^~~~~~~~~
END
exit 2"""


@pytest.fixture
def checker(require_tool: Callable[[str], str]) -> Iterator[FilterChecker]:
    made = FilterChecker(DeepChoices(tshark_path=require_tool("tshark")))
    yield made
    made.close()


FILTERS = [
    ("http2.type == 1", None),
    ("ssl.record", None),
    ("tcp.port == 1 && http2.typ == 1", 17),
    ("http2.type ==", 13),
    ("foo(1) == 1", 0),
    ("ip.addr == 1.2.3.4 http2", 19),
    ("tcp.port == 99999999", 12),
]


@pytest.mark.tools
@pytest.mark.parametrize(("text", "column"), FILTERS)
def test_both_ways_tell_the_same_sentence_and_place(checker: FilterChecker, text: str, column: int | None) -> None:
    by_sharkd = checker.check(text)
    by_tshark = problem_by_tshark(find_tshark(), text, DeepChoices())
    if column is None:
        assert by_sharkd is None
        assert by_tshark is None
        return
    assert by_sharkd is not None
    assert by_tshark is not None
    assert by_sharkd.message == by_tshark.message
    assert not by_tshark.message.startswith("tshark")
    assert (by_sharkd.column, by_tshark.column) == (column, column)


@pytest.mark.tools
def test_what_was_checked_is_known_without_asking(checker: FilterChecker) -> None:
    problem = checker.check("http2.typ == 1")
    checker.close()
    assert checker.check("http2.typ == 1") is problem


@pytest.mark.tools
def test_one_that_was_closed_goes_on_without_sharkd(checker: FilterChecker) -> None:
    checker.close()
    assert checker.check("http2.type == 1") is None
    assert checker.check("http2.typ == 1") is not None


def told(folder: Path, script: str, text: str = "tcp && http2.typ == 1") -> object:
    return problem_by_tshark(Tshark(fake_tshark(folder, script), (4, 0, 17)), text, DeepChoices())


def test_the_caret_of_tshark_is_the_place(tmp_path: Path) -> None:
    problem = told(tmp_path, REFUSES)
    assert str(problem) == 'Left side of "==" expression must be a field or function, not http2.typ (at column 8)'


def test_a_tshark_that_fails_otherwise_is_told(tmp_path: Path) -> None:
    with pytest.raises(TsharkFailed, match="status 1 when it checked a filter: tshark: it is broken"):
        told(tmp_path, DIES_AT_ONCE)


def test_a_tshark_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filter_check, "ANSWER_SECONDS", 0.3)
    with pytest.raises(TsharkFailed, match="did not answer within"):
        told(tmp_path, HANGS)
    assert nothing_runs(str(tmp_path))


def test_without_tshark_nothing_is_checked(tmp_path: Path) -> None:
    checker = FilterChecker(DeepChoices(tshark_path=str(tmp_path / "none")))
    with pytest.raises(NoTshark):
        checker.check("http2")
    checker.close()


@pytest.mark.parametrize("program", ["sys.exit(1)", "print('[1]', flush=True)\ninput()\nprint(json.dumps({'id': 1}))"])
def test_where_sharkd_is_of_no_use_tshark_is_asked(tmp_path: Path, program: str) -> None:
    fake_sharkd(tmp_path, program)
    checker = FilterChecker(DeepChoices(tshark_path=fake_tshark(tmp_path, REFUSES)))
    for text in ("tcp && http2.typ == 1", "tcp && http2.typ == 2"):
        problem = checker.check(text)
        assert problem is not None
        assert problem.column == 7
    checker.close()
    assert nothing_runs(str(tmp_path))


def test_a_filter_that_is_too_long_is_not_asked_about(tmp_path: Path) -> None:
    checker = FilterChecker(DeepChoices(tshark_path=fake_tshark(tmp_path, DIES_AT_ONCE)))
    problem = checker.check("http2" + " " * 40_000)
    assert problem is not None
    assert "too long" in problem.message
    checker.close()
