"""The hand-labelled conversations: their words are defined, and what tshark sees of the packets bears them out."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.dissectors.streams.labels import Label, captures_by_content, labels, words

FIN, SYN, RST = 1, 2, 4
FIELDS = (
    "frame.number",
    "tcp.stream",
    "udp.stream",
    "tcp.flags",
    "tcp.srcport",
    "ip.src",
    "ipv6.src",
    "icmp.type",
    "icmp.code",
    "icmpv6.type",
    "icmpv6.code",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame of a conversation, as tshark has it."""

    number: int
    flags: int
    source: str
    icmp: str


def by_capture() -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = {}
    for label in labels():
        found.setdefault(label.content, []).append(label)
    return found


@pytest.mark.parametrize("label", labels(), ids=str)
def test_a_label_is_well_formed(label: Label) -> None:
    assert label.allowed <= words().keys()
    assert label.protocol in ("tcp", "udp")
    assert label.evidence
    assert list(label.evidence) == sorted(set(label.evidence))
    assert len(label.must) == 1 + len(label.also)
    assert not label.must & set(label.may)
    assert (label.way is not None) == ("closed" in label.must)
    assert (label.by is not None) == bool(label.must & {"refused", "reset", "aborted"})
    assert (label.seconds is not None) == ("stalled" in label.must)
    assert (label.icmp is not None) == bool(label.must & {"unreachable", "port-unreachable", "time-exceeded"})


def test_no_conversation_is_labelled_twice() -> None:
    assert not [key for key, n in Counter((la.content, la.protocol, la.stream) for la in labels()).items() if n > 1]


def test_shipped_samples_are_those_that_were_labelled() -> None:
    at_hand = captures_by_content()
    for label in labels():
        if label.file.startswith("sample_captures/"):
            assert label.content in at_hand, f"{label.file} was made anew: label it again"


@pytest.mark.parametrize("content", by_capture(), ids=lambda content: Path(by_capture()[content][0].file).name)
def test_tshark_bears_the_labels_out(content: str, require_tool: Callable[[str], str]) -> None:
    path = captures_by_content().get(content)
    if path is None:
        pytest.skip("the capture is not at hand: REMORA_CAPTURES names the folder that has it")
    conversations = seen(require_tool("tshark"), path, by_capture()[content])
    for label in by_capture()[content]:
        frames = conversations[label.protocol, label.stream]
        assert set(label.evidence) <= {frame.number for frame in frames}, str(label)
        if label.icmp is not None:
            assert label.icmp in {frame.icmp for frame in frames if frame.number in label.evidence}, str(label)
        if label.protocol == "tcp":
            check_flags(label, [frame for frame in frames if not frame.icmp])


def seen(tshark: str, path: Path, wanted: list[Label]) -> dict[tuple[str, int], list[Seen]]:
    """The frames of the labelled conversations; of headers that repeat inside a tunnel, the innermost."""
    streams = " || ".join(f"{label.protocol}.stream == {label.stream}" for label in wanted)
    command = [tshark, "-r", str(path), "-Y", streams, "-T", "fields", "-E", "occurrence=a"]
    for field in FIELDS:
        command += ["-e", field]
    found: dict[tuple[str, int], list[Seen]] = {}
    for line in subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines():
        number, tcp, udp, flags, port, ip4, ip6, *icmp = line.split("\t")
        last_ip = (ip6 or ip4).split(",")[-1]
        source = f"[{last_ip}]:{port}" if ip6 else f"{last_ip}:{port}"
        message = "/".join(filter(None, icmp))
        frame = Seen(int(number), int(flags.split(",")[-1], 16) if flags else 0, source, message)
        for protocol, stream in (("tcp", tcp), ("udp", udp)):
            for one in filter(None, stream.split(",")):
                found.setdefault((protocol, int(one)), []).append(frame)
    return found


def check_flags(label: Label, frames: list[Seen]) -> None:
    """What a verdict says of FIN, SYN and RST holds for the whole conversation."""
    closed_by = {frame.source for frame in frames if frame.flags & FIN}
    resets = [frame for frame in frames if frame.flags & RST]
    syns = [frame for frame in frames if frame.flags & SYN]
    evidence = [frame for frame in frames if frame.number in label.evidence]
    assert bool(syns) == ("mid-stream" not in label.must), str(label)
    if "still-open" in label.must:
        assert not closed_by, str(label)
        assert not resets, str(label)
    if label.must & {"closed", "close-unfinished"}:
        assert {frame.source for frame in evidence if frame.flags & FIN} == closed_by, str(label)
        assert len(closed_by) == 2, str(label)
    if label.verdict == "half-closed":
        assert len(closed_by) == 1, str(label)
        assert not resets, str(label)
    if label.by is not None:
        assert resets[0].source == label.by, str(label)
        assert resets[0] in evidence, str(label)
    elif "aborted" not in label.may:
        assert not resets, str(label)
    if label.must & {"no-answer", "one-direction", "unreachable"}:
        assert len({frame.source for frame in frames}) == 1, str(label)
    if "no-answer" in label.must:
        assert frames == syns == evidence, str(label)
