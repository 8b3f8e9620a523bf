"""Initial sequence numbers that can be predicted: then a third party can forge a connection (RFC 6528, CVE-1999-0077).

Judged from the records of attempts: what a host sent in its SYN or SYN/ACK, in the order of its connections.
"""

from __future__ import annotations

import numpy as np

from dissectors.capture_file.frames import NO_TIME
from dissectors.streams.patterns.attempts import (
    ASKED_ACK,
    SYN_ACK,
    SYN_SENT,
    Records,
    address_of,
    number_addresses,
)
from dissectors.streams.patterns.finding import (
    MOST_OF_A_KIND,
    NANOSECONDS,
    Finding,
    address_text,
    count_text,
    network_of,
)
from dissectors.streams.patterns.grouping import Integers, groups, number_rows
from dissectors.streams.patterns.sightings import Sighting, first_rows
from dissectors.streams.serial import ahead

KIND = "predictable-numbers"
TITLE = "Predictable initial sequence numbers"

LEAST = 20
GUESSES = 1 << 16
"""Forged segments that a fast link carries in a moment."""

THRESHOLD = (
    f"{LEAST} connections between different endpoints; the statistic is the interquartile range of the step from one "
    f"initial number to the next, modulo 2**32, or of what is left of it when a steady clock is taken out: at most "
    f"{GUESSES:,}. Numbers made as RFC 6528 says give about {1 << 31:,}; by chance {LEAST} of them never come below."
)
DOUBT = (
    "A program that makes its own segments (a scanner, a test, a replay) numbers them as it likes: what is told is "
    "true of the segments, not always of the host's own TCP. Numbers of one host behind a translator or a proxy are "
    "those of that machine."
)


def see(records: Records) -> list[Sighting]:
    """What records of TCP show of hosts that accept, and of hosts that open connections."""
    seen = records["seen"]
    accepted = records[seen & SYN_ACK > 0]
    opened = records[seen & (SYN_ACK | SYN_SENT | ASKED_ACK) == (SYN_ACK | SYN_SENT | ASKED_ACK)]
    return [
        *_see_side(accepted, "asked", "asked_number", "asked_row", "asked_time"),
        *_see_side(opened, "asker", "asker_number", "first_row", "first_time"),
    ]


def _see_side(records: Records, side: str, number: str, row: str, time: str) -> list[Sighting]:
    if len(records) < LEAST:
        return []
    (hosts,) = number_addresses(records[side])
    found = []
    for places in groups(hosts, LEAST, 4 * MOST_OF_A_KIND):
        own = records[places]
        # Of the same endpoints again, RFC 6528 itself lets the number go on with the clock.
        pairs = number_rows(np.concatenate([own["asker"], own["asked"]], axis=1))
        own = own[np.sort(np.unique(pairs, return_index=True)[1])]
        own = own[np.argsort(own[row], kind="stable")]
        if len(own) < LEAST:
            continue
        numbers, times, rows = (own[name].astype(np.int64) for name in (number, time, row))
        if (judged := _statistic(numbers, times)) is None:
            continue
        spread, step, rate = judged
        found.append(
            Sighting(
                key=(KIND, side, address_of(own[side][0])),
                rows=first_rows(rows),
                count=len(own),
                began=int(times.min()),
                ended=int(times.max()),
                most={"spread": spread, "step": step, "rate": rate},
            )
        )
    return found


def _statistic(numbers: Integers, times: Integers) -> tuple[int, int, int] | None:
    """Interquartile range, the usual step, and steps a second where a clock explains them; None if unpredictable."""
    steps: Integers = ahead(numbers[1:], numbers[:-1])
    spread = _interquartile(steps)
    if spread <= GUESSES:
        return spread, int(np.median(steps)), 0
    spans = times[1:] - times[:-1]
    usable = spans > 0
    if (times == NO_TIME).any() or np.count_nonzero(usable) < LEAST - 1:
        return None
    steps, seconds = steps[usable] & 0xFFFFFFFF, spans[usable] / NANOSECONDS
    rate = float(np.median(steps / seconds))
    left: Integers = ahead(steps, np.rint(rate * seconds).astype(np.int64) & 0xFFFFFFFF)
    spread = _interquartile(left)
    return (spread, int(np.median(left)), int(rate)) if spread <= GUESSES else None


def _interquartile(numbers: Integers) -> int:
    low, high = np.percentile(numbers, (25, 75))
    return int(high - low)


def finding(seen: Sighting) -> Finding:
    """What it comes to."""
    _, side, address = seen.key
    assert isinstance(address, bytes)
    host = address_text(address)
    spread, step, rate = seen.most["spread"], seen.most["step"], seen.most["rate"]
    if rate:
        how = f"grow by a clock of about {rate:,} a second"
    elif spread == 0 and step == 0:
        how = "are always the same"
    else:
        how = f"grow by about {step:,} from one connection to the next"
    what = "accepted" if side == "asked" else "opened"
    flags = f"tcp.flags.syn == 1 && tcp.flags.ack == {1 if side == 'asked' else 0}"
    return Finding(
        kind=KIND,
        title=TITLE,
        severity="warning",
        certainty="likely",
        sentence=f"Initial sequence numbers of {host} {how}: over {count_text(seen.count, 'connection')} that it "
        f"{what}, half of the steps lie within {count_text(spread + 1, 'number')} (interquartile range).",
        hosts=(host,),
        ports=(),
        packets=tuple(row + 1 for row in seen.rows),
        count=seen.count,
        filter=f"{network_of(host)}.src == {host} && {flags}",
        threshold=THRESHOLD,
        doubt=DOUBT,
    )
