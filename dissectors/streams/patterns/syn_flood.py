"""SYN floods: half-open handshakes pile up at one listener (RFC 4987).

Judged from the records of attempts. Clients whose listener is merely dead repeat their SYN; floods do not.
"""

from __future__ import annotations

import numpy as np

from dissectors.streams.patterns.attempts import (
    ASKED_ACK,
    ASKED_RST,
    REFUSED,
    SYN_ACK,
    SYN_AGAIN,
    Records,
    address_of,
    number_addresses,
    ports_of,
)
from dissectors.streams.patterns.finding import (
    MOST_OF_A_KIND,
    NANOSECONDS,
    Finding,
    address_text,
    count_text,
    endpoint_text,
    network_of,
    span_text,
)
from dissectors.streams.patterns.grouping import Integers, densest, groups, number_rows
from dissectors.streams.patterns.sightings import Sighting, at_least, first_rows
from dissectors.transport.tcp_header import ACK, SYN

KIND = "syn-flood"
TITLE = "SYN flood"

LEAST = 100
WITHIN = 10 * NANOSECONDS
SHARE = 0.8
MOST_REPEATED = 0.2
YOUNG = 3 * NANOSECONDS
"""While a capture goes on, the answer to a younger SYN may still come."""
WIDE = 50
"""So many addresses with hardly more than one SYN each are forged, or a botnet's."""

THRESHOLD = (
    f"{LEAST} handshakes left half-open at one listener within {WITHIN // NANOSECONDS} s, at least {SHARE * 100:.0f} % "
    f"of those begun there in that time, and no more than {MOST_REPEATED * 100:.0f} % with a repeated SYN: a busy "
    "listener finishes nearly all, and clients of a dead one repeat their SYN after a second."
)
HELD = " A test that opens many connections and never finishes them looks the same: ask who was testing."
UNHELD = (
    " No SYN was answered, so nothing shows that the listener held any of them: a scanner, or clients before a filter "
    "that gave up at once, would look the same. The listener's own count of half-open sockets would tell."
)


def see(records: Records, until: int | None = None) -> list[Sighting]:
    """What records of TCP show; `until` is the last packet's time where more may come."""
    opens = (records["first_flags"] & (SYN | ACK)) == SYN
    if until is not None:
        opens &= records["first_time"] <= until - YOUNG
    records = records[opens]
    finished = records["seen"] & (ASKED_ACK | ASKED_RST | REFUSED) > 0
    return [
        sighting
        for places in groups(number_rows(records["asked"]), LEAST, 4 * MOST_OF_A_KIND)
        if (sighting := _judge(records[places], finished[places])) is not None
    ]


def _judge(records: Records, finished: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Sighting | None:
    """All attempts at one listener."""
    half = records[~finished]
    if len(half) < LEAST:
        return None
    times: Integers = half["first_time"]
    count, start = densest(times, WITHIN)
    begun = np.count_nonzero((records["first_time"] >= start) & (records["first_time"] <= start + WITHIN))
    repeated = np.count_nonzero(half["seen"] & SYN_AGAIN)
    if count < LEAST or count < SHARE * begun or repeated > MOST_REPEATED * len(half):
        return None
    (sources,) = number_addresses(half["asker"])
    listener = half["asked"][0]
    return Sighting(
        key=(KIND, address_of(listener), int(ports_of(listener[None])[0])),
        rows=first_rows(half["first_row"].astype(np.int64)),
        count=len(half),
        began=int(times.min()),
        ended=int(times.max()),
        sums={
            "answered": int(np.count_nonzero(half["seen"] & SYN_ACK)),
            "finished": int(np.count_nonzero(finished)),
        },
        most={
            "dense": count,
            "sources": int(sources.max()) + 1,
            "ttls": len(np.unique(half["first_ttl"])),
            "by_one": int(np.bincount(sources).max()),
        },
        some={"source": tuple(half["asker"][0].tolist())},
    )


def finding(seen: Sighting) -> Finding:
    """What it comes to."""
    _, listener, port = seen.key
    assert isinstance(listener, bytes)
    assert isinstance(port, int)
    host = address_text(listener)
    answered, sources = seen.sums["answered"], seen.most["sources"]
    is_wide = sources >= WIDE and seen.count <= 4 * sources * seen.parts
    source = address_text(np.array(seen.some["source"], np.uint64).tobytes())
    who = "one address, " + source if sources == 1 else at_least(seen) + count_text(sources, "address", "addresses")
    forged = ", hardly any of which tried twice, as forged ones would" if is_wide else ""
    kept = f"{answered:,} of them were answered and never finished" if answered else "none of them was answered"
    finished = f"; {count_text(seen.sums['finished'], 'other handshake')} there ended otherwise" * bool(
        seen.sums["finished"]
    )
    sentence = (
        f"{count_text(seen.count, 'handshake')} with {endpoint_text(host, port)} stayed half-open within "
        f"{span_text(seen.ended - seen.began)}, begun by {who}{forged}; {kept}{finished}."
    )
    network = network_of(host)
    return Finding(
        kind=KIND,
        title=TITLE,
        severity="error" if answered or is_wide else "warning",
        certainty="likely" if answered or is_wide else "possible",
        sentence=sentence,
        hosts=((source,) if sources == 1 else ()) + (host,),
        ports=(port,),
        packets=tuple(row + 1 for row in seen.rows),
        count=seen.count,
        filter=f"{network}.dst == {host} && tcp.dstport == {port} && tcp.flags.syn == 1 && tcp.flags.ack == 0",
        threshold=THRESHOLD,
        doubt=(HELD if answered else UNHELD).strip(),
    )
