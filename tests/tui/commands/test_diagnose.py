"""`remora diagnose`: what it says, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.dissectors.streams.patterns.test_syn_flood import flood
from tui import cli
from tui.commands import diagnose
from tui.exit_status import DAMAGED, DONE, INTERRUPTED, USAGE

ZERO_WINDOW = str(SAMPLES / "zero-window.pcapng")

Output = pytest.CaptureFixture[str]


@pytest.fixture
def flooded(tmp_path: Path) -> str:
    flood().findings(tmp_path)  # writes the capture
    return str(tmp_path / "scene.pcap")


def said(capfd: Output, *arguments: str, status: int = DONE) -> str:
    """What `remora diagnose` prints when it ends so."""
    assert cli.run(["diagnose", *arguments]) == status
    return capfd.readouterr().out


def test_items_of_a_capture(capfd: Output) -> None:
    output = said(capfd, ZERO_WINDOW)
    assert output.startswith(f"{ZERO_WINDOW}: 65 packets\n\nPatterns: none was found.\n\nConversations\n")
    assert "\n\nExpert items\n" in output
    assert "warning   2  TCP  No room" in output
    assert "--all" not in output


def test_patterns_with_evidence(capfd: Output, flooded: str) -> None:
    output = said(capfd, flooded)
    for words in (
        "ERROR  SYN flood (likely)",
        "Packets: 1, 3, 5",
        "Filter: ip.dst == 10.0.0.1",
        "Threshold:",
        "Doubt:",
    ):
        assert words in output


def test_json_is_one_array(capfd: Output, flooded: str) -> None:
    capture, pattern, *others = json.loads(said(capfd, flooded, "--json"))
    assert (capture["type"], capture["packets"], capture["dissected"]) == ("capture", 300, 300)
    assert (pattern["type"], pattern["kind"], pattern["count"], pattern["ports"]) == ("pattern", "syn-flood", 150, [80])
    verdicts = [one for one in others if one["type"] == "verdict"]
    assert len(verdicts) == 150
    assert (verdicts[0]["outcomes"], verdicts[0]["packets"]) == (["handshake-unfinished"], [1, 2])
    assert {one["type"] for one in others[150:]} == {"item"}


def test_verdicts_are_grouped_and_some_told_in_full(capfd: Output, flooded: str) -> None:
    output = said(capfd, flooded)
    heading = '  handshake-unfinished: 150 of TCP   tcp && conv.verdict == "handshake-unfinished"\n'
    assert f"Conversations\n{heading}    tcp:0  198.51.0.7:4000 -> 10.0.0.1:80\n" in output
    assert output.count("    tcp:") == 3
    assert "    ... and 147 more\n" in output


def test_a_filter_chooses_the_packets(capfd: Output, flooded: str) -> None:
    assert "SYN flood" in said(capfd, flooded, "-Y", "tcp.dstport == 80")
    output = said(capfd, flooded, "-Y", "frame.number < 20")
    assert output.startswith(f"{flooded}: 19 packets\n\nPatterns: none")


def test_large_captures_are_dissected_in_part_unless_all_is_wanted(
    capfd: Output, flooded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnose, "SURVEYED", 30)
    assert "10 % of 300 packets were looked at" in " ".join(said(capfd, flooded).split())
    assert "were looked at" not in said(capfd, flooded, "--all")


def test_an_interruption_prints_what_there_is(capfd: Output, flooded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dissectors.packets.notice_survey.NoticeSurvey.step", interrupt)
    output = said(capfd, flooded, status=INTERRUPTED)
    assert "SYN flood" in output
    assert "0 % of 300 packets were looked at" in " ".join(output.split())


def test_a_pipe_is_read_to_its_end(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = said(capfd, ZERO_WINDOW)
    with open(ZERO_WINDOW, "rb") as pipe:
        monkeypatch.setattr("sys.stdin", pipe)
        assert said(capfd, "-") == expected.replace(ZERO_WINDOW, "standard input")


def test_a_damaged_capture_is_diagnosed_as_far_as_it_goes(capfd: Output, flooded: str) -> None:
    path = Path(flooded)
    path.write_bytes(path.read_bytes()[:-10])
    assert "SYN flood" in said(capfd, flooded, status=DAMAGED)


@pytest.mark.parametrize("arguments", [["nowhere.pcap"], [ZERO_WINDOW, "-Y", "no such ="]])
def test_usage(arguments: list[str]) -> None:
    assert cli.run(["diagnose", *arguments]) == USAGE
