"""Asking one sharkd."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.filters import sharkd
from dissectors.deep.filters.sharkd import Sharkd, SharkdGone, sharkd_of
from dissectors.deep.tshark.program import Tshark, find_tshark
from tests.dissectors.deep.left_behind import nothing_runs

ANSWERS = """
print("Hello in child.", flush=True)
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"] - 1, "result": "an old one"}))
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": request["params"]}), flush=True)
"""


def fake_sharkd(folder: Path, program: str) -> str:
    path = folder / "sharkd"
    path.write_text(f"#!/usr/bin/env python3\nimport json, sys, time\n{program}\n")
    path.chmod(0o755)
    return str(path)


def test_a_question_gets_its_own_answer(tmp_path: Path) -> None:
    asked = Sharkd(fake_sharkd(tmp_path, ANSWERS), DeepChoices())
    assert asked.ask("check", filter="a")["result"] == {"filter": "a"}
    assert asked.ask("check", filter="b")["result"] == {"filter": "b"}
    asked.close()
    assert nothing_runs(str(tmp_path))


@pytest.mark.parametrize(
    "program",
    [
        "sys.exit(1)",
        "time.sleep(1000)",
        "sys.stdin.readline(); print('no JSON' * 9, flush=True)",
        "print('x' * 2 ** 21)",
    ],
)
def test_one_that_gives_no_answer_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(sharkd, "ANSWER_SECONDS", 0.3)
    asked = Sharkd(fake_sharkd(tmp_path, program), DeepChoices())
    with pytest.raises(SharkdGone):
        asked.ask("check", filter="a")
    assert nothing_runs(str(tmp_path))


def test_one_that_cannot_be_started_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SharkdGone):
        Sharkd(str(tmp_path), DeepChoices()).ask("info")


def test_it_is_looked_for_beside_tshark_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Tshark(str(tmp_path / "tshark"), (4, 0, 17))
    monkeypatch.setenv("PATH", os.environ["PATH"])
    assert sharkd_of(here) is None
    assert sharkd_of(Tshark(str(tmp_path / "elsewhere" / "tshark"), (4, 0, 17))) is None
    assert sharkd_of(Tshark(fake_sharkd(tmp_path, "").replace("sharkd", "tshark"), (4, 0, 17))) == str(
        tmp_path / "sharkd"
    )


@pytest.mark.tools
def test_the_one_at_hand_knows_what_a_filter_is(require_tool: Callable[[str], str]) -> None:
    path = sharkd_of(find_tshark(require_tool("tshark")))
    if path is None:
        pytest.skip("this tshark came without a sharkd")
    asked = Sharkd(path, DeepChoices())
    assert "result" in asked.ask("check", filter="http2.type == 1")
    assert "error" in asked.ask("check", filter="http2.typ == 1")
    asked.close()
