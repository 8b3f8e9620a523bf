"""A diagnosis in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from dissectors.packets.diagnosis import Diagnosis
from dissectors.packets.expert import ExpertItem, ItemKind
from dissectors.streams.patterns.finding import Finding
from tests.dissectors.processes.found import found
from tests.dissectors.streams.talk import RST, Talk
from tui.printing.diagnosis import Report, json_text, report_of, share_text, text_lines

FINDING = Finding(
    kind="land",
    title="LAND packet",
    severity="error",
    certainty="likely",
    sentence="1 SYN to 10.0.0.1:80 with that same endpoint as the source\x1b[31m: forged, so that it answers itself.",
    hosts=("10.0.0.1",),
    ports=(80,),
    packets=(7,),
    count=1,
    filter="ip.src == 10.0.0.1 && ip.dst == 10.0.0.1 && tcp.srcport == 80 && tcp.dstport == 80 && tcp.flags.syn == 1",
    threshold="One.",
    doubt="A loopback.",
)
ITEM = ExpertItem(
    ItemKind("note", "TCP", "tcp", "tcp.bad", "Bad\nlabel"), "Why.", 1234, (1, 2, 3, 4, 5, 6, 7, 8), "tcp.bad"
)
REPORT = Report("x.pcap", 2000, [], [FINDING], [ITEM], 100)


def test_text_is_fit_for_a_ticket() -> None:
    lines = list(text_lines(REPORT, 80))
    assert lines[:4] == ["x.pcap: 2,000 packets", "", "Patterns", "  ERROR  LAND packet (likely)"]
    assert f"    Filter: {FINDING.filter}" in lines
    assert max(len(line) for line in lines if "Filter" not in line) <= 80
    assert not any("\x1b" in line or "\n" in line for line in lines)
    assert r"  note  1,234  TCP  Bad\nlabel  1, 2, 3, 4 ... (1,234 in all)" in lines
    assert lines[-3].startswith("For what needs a packet's own dissection, 5 % of 2,000 packets were looked at")
    assert lines[-1].endswith("--all looks at all.")


def test_nothing_is_said_to_be_nothing() -> None:
    assert list(text_lines(Report("x.pcap", 1, [], [], [], 1), 80)) == [
        "x.pcap: 1 packet",
        "",
        "Patterns: none was found.",
        "",
        "Conversations: there are none of TCP or UDP.",
        "",
        "Expert items: nothing was noticed.",
    ]


def test_json_is_one_array() -> None:
    capture, pattern, item = json.loads("".join(json_text(REPORT)))
    assert capture == {"type": "capture", "name": "x.pcap", "packets": 2000, "dissected": 100}
    assert (pattern["type"], pattern["kind"], pattern["packets"]) == ("pattern", "land", [7])
    assert (item["type"], item["field"], item["count"], item["filter"]) == ("item", "tcp.bad", 1234, "tcp.bad")


def test_a_small_share_is_not_nothing() -> None:
    assert "less than 1 % of 1,000,000 packets" in share_text(5, 1_000_000)


def test_processes_stand_beside_the_addresses(tmp_path: Path) -> None:
    table = Talk().shake().send(0, RST).table(tmp_path)
    table.attributions.append([found("cu\x1brl", 7)])
    diagnosis = Diagnosis(table)
    while diagnosis.extend(len(table)):
        pass
    report = report_of("x.pcap", diagnosis)
    diagnosis.close()
    lines = list(text_lines(report, 120))
    assert r"    tcp:0  10.0.0.2:40000 (cu\033rl) -> 10.0.0.1:80" in lines
    assert any(line.lstrip().startswith(r"10.0.0.2:40000 (cu\033rl) reset the connection") for line in lines)
    verdict = next(one for one in json.loads("".join(json_text(report))) if one["type"] == "verdict")
    assert (verdict["opener_process"]["name"], verdict["answerer_process"]["name"]) == ("cu\x1brl", None)
    assert verdict["sentence"].startswith("10.0.0.2:40000 reset")
