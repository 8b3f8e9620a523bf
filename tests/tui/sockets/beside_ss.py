"""The same sockets as `ss` and as `remora sockets --json` tell them, in one shape: dictionaries by cookie or inode."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from tests.conftest import PROJECT

Told = dict[str, Any]

STATES = {"ESTAB": "ESTABLISHED", "SYN-RECV": "SYN-RECEIVED", "UNCONN": "UNCONNECTED"}
KINDS = {"u_str": "stream", "u_dgr": "datagram", "u_seq": "seqpacket"}
TIMERS = {"on": "retransmit", "timewait": "time-wait"}
ARROWS = {(False, False): "<->", (True, False): "-->", (False, True): "<--", (True, True): "---"}
"""By whether it will not receive, and not send, any more."""
MEMORY = {
    "r": "receive",
    "rb": "receive_limit",
    "t": "send",
    "tb": "send_limit",
    "f": "forward",
    "w": "queued",
    "o": "options",
    "bl": "backlog",
    "d": "dropped",
}
INFO = {
    "mss": "snd_mss",
    "pmtu": "pmtu",
    "rcvmss": "rcv_mss",
    "advmss": "advmss",
    "cwnd": "snd_cwnd",
    "ssthresh": "snd_ssthresh",
    "bytes_sent": "bytes_sent",
    "bytes_retrans": "bytes_retrans",
    "bytes_acked": "bytes_acked",
    "bytes_received": "bytes_received",
    "segs_out": "segs_out",
    "segs_in": "segs_in",
    "data_segs_out": "data_segs_out",
    "data_segs_in": "data_segs_in",
    "delivered": "delivered",
    "unacked": "unacked",
    "lost": "lost",
    "sacked": "sacked",
    "dsack_dups": "dsack_dups",
    "reordering": "reordering",
    "rcv_space": "rcv_space",
    "rcv_ssthresh": "rcv_ssthresh",
    "notsent": "notsent_bytes",
    "snd_wnd": "snd_wnd",
    "rcv_wnd": "rcv_wnd",
    "backoff": "backoff",
}
"""Numbers of TCP_INFO by ss's names for them."""
MILLISECONDS = {"rto": "rto", "minrtt": "min_rtt", "ato": "ato"}
"""Those that ss tells in milliseconds and the kernel in microseconds."""
NEVER_LEFT_OUT = ("bytes_sent", "bytes_acked", "bytes_received", "segs_out", "segs_in", "unacked", "data_segs_out")
"""What ss does not tell of these is 0."""


def both(ss: Sequence[str], remora: Sequence[str]) -> tuple[str, list[Told]]:
    """What both programs print, which are started at the same instant."""
    command = [sys.executable, "-m", "tui", "sockets", "--json", *remora]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as ours,
        subprocess.Popen(ss, stdout=subprocess.PIPE, text=True) as theirs,
    ):
        text = theirs.communicate()[0]
        printed = ours.communicate()[0]
    assert (ours.returncode, theirs.returncode) == (0, 0)
    return text, json.loads(printed)


def internet_by_ss(text: str) -> Mapping[int, Told]:
    """Of `ss -OH -tunapeoim`, by cookie."""
    return {one["cookie"]: one for one in map(_internet_line, text.splitlines())}


def internet_by_us(objects: Sequence[Told]) -> Mapping[int, Told]:
    """The same of our objects."""
    return {one["cookie"]: _internet_object(one) for one in objects if one["protocol"] in ("tcp", "udp")}


def unix_by_ss(text: str) -> Mapping[int, Told]:
    """Of `ss -OH -xpa`, by inode."""
    found = {}
    for line in text.splitlines():
        kind, state, receive, send, path, inode, _, peer, *_ = line.split()
        found[int(inode)] = {
            "kind": KINDS[kind],
            "state": STATES.get(state, state),
            "queues": (int(receive), int(send)),
            "path": "" if path == "*" else path,
            "peer": int(peer),
            "owners": _owners(line),
        }
    return found


def unix_by_us(objects: Sequence[Told]) -> Mapping[int, Told]:
    """The same of our objects."""
    return {
        one["inode"]: {
            "kind": one["kind"],
            "state": one["state"],
            "queues": (one["receive_queue"], one["send_queue"]),
            "path": one["path"] or "",
            "peer": one["peer_inode"] or 0,
            "owners": _our_owners(one),
        }
        for one in objects
        if one["protocol"] == "unix"
    }


def _internet_line(line: str) -> Told:
    protocol, state, receive, send, local, remote, *_ = line.split()
    inside = f" {line} "
    memory = re.search(r"skmem:\(([^)]*)\)", line)
    timer = re.search(r"timer:\((\w+),[^,]*,(\d+)\)", line)
    arrow = re.search(r" (<->|-->|<--|---) ", inside)
    numbers = dict(re.findall(r" ([a-z_]+):([0-9.]+)(?= )", inside))
    info: dict[str, float] = {ours: float(numbers[name]) for name, ours in INFO.items() if name in numbers}
    info |= {ours: float(numbers[name]) * 1000 for name, ours in MILLISECONDS.items() if name in numbers}
    for name, keys in (("rtt", ("rtt", "rttvar")), ("wscale", ("snd_wscale", "rcv_wscale"))):
        if pair := re.search(rf" {name}:([0-9.]+)[/,]([0-9.]+) ", inside):
            factor = 1000 if name == "rtt" else 1
            info |= {key: float(value) * factor for key, value in zip(keys, pair.groups(), strict=True)}
    if again := re.search(r" retrans:(\d+)/(\d+) ", inside):
        info |= {"retrans": float(again[1]), "total_retrans": float(again[2])}
    congestion = re.search(r"skmem:\([^)]*\)(?: ts| sack| ecn| ecnseen| fastopen)* ([a-z]\w*) ", inside)
    return {
        "protocol": protocol,
        "state": STATES.get(state, state),
        "queues": (int(receive), int(send)),
        "local": local,
        "remote": remote,
        "uid": int(numbers.get("uid", 0)),
        "inode": int(numbers.get("ino", 0)),
        "cookie": int(re.findall(r" sk:([0-9a-f]+)", line)[0], 16),
        "owners": _owners(line),
        "memory": {} if memory is None else _letters(memory[1]),
        "timer": None if timer is None else (TIMERS.get(timer[1], timer[1]), int(timer[2])),
        "shutdown": arrow[1] if arrow else None,
        "only_ipv6": "v6only:1" in line if "v6only:" in line else None,
        "congestion": congestion[1] if congestion and protocol == "tcp" else None,
        "info": info,
    }


def _internet_object(one: Told) -> Told:
    timer, memory, info = one["timer"], one["memory"] or {}, one["tcp_info"] or {}
    return {
        "protocol": one["protocol"],
        "state": one["state"],
        "queues": (one["receive_queue"], one["send_queue"]),
        "local": _end(one, "local"),
        "remote": _end(one, "remote"),
        "uid": one["uid"] or 0,
        "inode": one["inode"] or 0,
        "cookie": one["cookie"],
        "owners": _our_owners(one),
        "memory": memory,
        "timer": None if timer is None else (timer["purpose"], timer["retransmits"]),
        "shutdown": ARROWS[bool(one["shutdown"] & 1), bool(one["shutdown"] & 2)],
        "only_ipv6": one["only_ipv6"],
        "congestion": one["congestion"],
        "info": info,
    }


def _end(one: Told, which: str) -> str:
    """As ss writes it: any address of both families is *, and no peer is any address."""
    end = one[which] or {"address": "0.0.0.0" if one["family"] == "ipv4" else "::", "port": 0}
    serves_both = one["family"] == "ipv6" and one["only_ipv6"] is False
    address = f"[{end['address']}]" if one["family"] == "ipv6" else end["address"]
    if serves_both and end["address"] == "::":
        address = "*"
    device = "%lo" if which == "local" and one["interface"] else ""
    return f"{address}{device}:{end['port'] or '*'}"


def _letters(text: str) -> Told:
    return {MEMORY[letter]: int(number) for letter, number in re.findall(r"([a-z]+)(\d+)", text)}


def _owners(line: str) -> dict[tuple[str, int], int]:
    """The lowest descriptor by name and pid: ss tells all of them."""
    found: dict[tuple[str, int], int] = {}
    for name, pid, descriptor in re.findall(r'\("([^"]*)",pid=(\d+),fd=(\d+)\)', line):
        key = (name, int(pid))
        found[key] = min(int(descriptor), found.get(key, int(descriptor)))
    return found


def _our_owners(one: Told) -> dict[tuple[str, int], int]:
    return {(owner["name"], owner["pid"]): owner["descriptor"] for owner in one["processes"]}


def differences(ours: Mapping[int, Told], theirs: Mapping[int, Told]) -> list[str]:
    """What is not told alike, in words; what ss leaves out is not looked at, but for numbers that are 0 then."""
    found = [f"only {who}: {one}" for who, some, others in _pairs(ours, theirs) for one in some if one not in others]
    for key in ours.keys() & theirs.keys():
        mine, other = ours[key], theirs[key]
        for name, value in other.items():
            if name == "info":
                found += _info_differences(mine, value, f"{mine['protocol']} {mine['state']} {mine['local']}")
            elif value is not None and value != {} and mine[name] != value:
                found.append(f"{key} {mine['state']} {name}: {mine[name]} is {value} in ss")
    return found


def _pairs(
    ours: Mapping[int, Told], theirs: Mapping[int, Told]
) -> list[tuple[str, Mapping[int, Told], Mapping[int, Told]]]:
    return [("ours", ours, theirs), ("theirs", theirs, ours)]


def _info_differences(mine: Told, theirs: Mapping[str, float], what: str) -> list[str]:
    info = mine["info"]
    told = {**dict.fromkeys(NEVER_LEFT_OUT, 0.0), **theirs} if theirs else {}
    return [
        f"{what}: {name} {info.get(name)} is {value} in ss"
        for name, value in told.items()
        if info and abs(info.get(name, -1) - value) > 0.5
    ]
