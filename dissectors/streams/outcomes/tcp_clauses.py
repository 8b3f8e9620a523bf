"""What the outcomes of TCP conversations add to the sentence: how each began, what passed, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dissectors.streams.outcomes.case import Case, Clause, End, many, seconds
from dissectors.streams.outcomes.outcome_rules import has_stalled
from dissectors.transport.outcome import Outcome


def gaps(case: Case, dropped: int | None) -> Clause | None:
    """What of it the capture does not hold; `dropped`: packets that the capture lost itself."""
    unseen, lost = int(case.whole["unseen"]), int(case.whole["lost"])
    if not unseen and not lost:
        return None
    if unseen:
        text = "some of it was acknowledged that was not captured: the capture missed it, not the network"
    else:
        text = f"{many(lost, 'gap')} in its sequence: lost or overtaken on the way here, or missed by the capture"
    if dropped:
        text += f" (which dropped {many(dropped, 'packet')} itself)"
    return Clause(text, (case.whole["unseen_frame"] if unseen else case.whole["lost_frame"],))


def _refused(case: Case) -> Clause:
    return Clause(
        f"{case.server} refused the connection: it answered the SYN with RST, so no program listens on that port, or "
        "a firewall answers in its place",
        (case.opener["syn_frame"], case.answerer["rst_frame"]),
        f"a SYN-ACK from {case.server}, in a capture made there",
    )


def _asked(case: Case) -> str:
    times = int(case.opener["syns"])
    if times < 2:
        return "one SYN"
    lasted = int(case.opener["last_syn_time"]) - int(case.opener["syn_time"])
    return f"{times} SYNs within {seconds(max(lasted, 0))}"


def _no_answer(case: Case) -> Clause:
    return Clause(
        f"no answer from {case.server} to {_asked(case)}: filtered, dead, or not reached",
        (case.opener["syn_frame"], case.opener["last_syn_frame"]),
        "any packet from there, captured nearer to it",
    )


def _backlog_full(case: Case) -> Clause:
    accepted = int(case.fates.related_frames[case.stream])
    return Clause(
        f"no answer from {case.server} to {_asked(case)}, although it accepts other connections (packet {accepted}): "
        "probably its backlog is full, as the program does not accept fast enough",
        (case.opener["syn_frame"], case.opener["last_syn_frame"], accepted),
        "a listening socket with room in its queue at that time",
    )


def _handshake_unfinished(case: Case) -> Clause:
    how = "sent RST instead of an ACK" if case.opener["rst_frame"] else "sent no ACK"
    return Clause(
        f"the handshake was never finished: {case.server} answered the SYN, but {case.client} {how}: a scan, a forged "
        "address, or the answer was lost",
        (*case.handshake(), case.answerer["rst_frame"], case.opener["rst_frame"]),
        f"an ACK from {case.client}, in a capture made there",
    )


def _reset(case: Case) -> Clause:
    who, whom = case.resetter()
    return Clause(
        f"{who.name} reset the connection to {whom.name} (RST, no FIN) {case.carried()}",
        (*case.handshake(), who.record["last_data_frame"], whom.record["last_data_frame"], case.whole["rst_frame"]),
        f"a FIN before the reset, or a reset forged by someone between (compare its TTL with those of {who.name})",
    )


def _idle_reset(case: Case) -> Clause:
    who, _ = case.resetter()
    return Clause(
        f"idle for {seconds(int(case.whole['rst_after']))}, then reset by {who.name} (RST, no FIN) {case.carried()}: a "
        "time limit of the program, or of something between",
        (*case.handshake(), case.whole["before_rst_frame"], case.whole["rst_frame"]),
        "packets in the silence",
    )


def _aborted(case: Case) -> Clause:
    who, whom = case.resetter()
    own, others = (int(end.record["fin_frame"]) for end in (who, whom))
    reset = int(case.whole["rst_frame"])
    if 0 < own < reset:
        how = "its own FIN"
        why = "data came that no program there would read any more, or it did not wait for the end"
    else:
        how, why = f"the FIN of {whom.name}", "it did not end its own side in order"
    return Clause(
        f"{who.name} aborted the close (RST after {how}), {case.carried()}: {why}",
        (*case.handshake(), *(frame for frame in (own, others) if 0 < frame < reset), reset),
        "an acknowledgment of both FINs before the reset",
    )


def _stalled(case: Case) -> Clause:
    found: list[tuple[int, End, End, int, int]] = []
    for closer, sender in case.ends():
        record = closer.record
        if has_stalled(record, sender.record, case.whole):
            lasted = int(record["stalled"])
            still = int(case.whole["last_time"]) - int(record["closed_since"]) if record["is_closed"] else -1
            closed = int(record["closed_frame" if still > lasted else "zero_frame"])
            opened = 0 if still > lasted else int(record["opened_frame"])
            found.append((max(lasted, still), closer, sender, closed, opened))
    lasted, closer, sender, closed, opened = max(found, key=lambda stall: stall[0])
    asked = max(int(sender.record["last_data_frame"]), int(sender.record["last_probe_frame"]))
    return Clause(
        f"stalled for {seconds(lasted)} by a zero window: the program at {closer.name} did not read, and {sender.name} "
        "had to wait",
        (closed, opened, asked if not opened else 0),
        "a window update in between that was not captured",
    )


def _simultaneous(case: Case) -> Clause:
    return Clause(
        "both sides opened it at once: their SYNs crossed, and each was answered",
        (
            *(end["syn_frame"] for end in (case.opener, case.answerer)),
            *(end["syn_ack_frame"] for end in (case.opener, case.answerer)),
        ),
        "a SYN of another connection between the same ports",
    )


def _split(case: Case) -> Clause:
    return Clause(
        f"split handshake: {case.server} answered the SYN with a bare SYN, and {case.client} sent the SYN-ACK",
        (case.opener["syn_frame"], case.answerer["syn_frame"], case.opener["syn_ack_frame"]),
        "a SYN-ACK of the other side that was not captured",
    )


def _one_direction(case: Case) -> Clause:
    (client, server), _ = case.ends()
    seen, other = (client, server) if client.record["segments"] else (server, client)
    return Clause(
        f"only packets from {seen.name} were captured; they acknowledge others, so {other.name} answers on a way that "
        "is not seen here",
        (seen.record["first_frame"], seen.record["ack_frame"], seen.record["last_frame"]),
        "a packet of the other side",
    )


def _close_unfinished(case: Case) -> Clause:
    return Clause(
        f"both sides sent FIN, {case.carried()}, but not both were acknowledged before the capture ended",
        (*case.handshake(), *_fins(case)),
        "the missing acknowledgment, after the capture's end",
    )


def _fins(case: Case) -> tuple[int, ...]:
    return tuple(int(end[name]) for end in (case.opener, case.answerer) for name in ("fin_frame", "fin_acked_frame"))


def _half_closed(case: Case) -> Clause:
    for end, other in case.ends():
        if end.record["fin_frame"] and not other.record["fin_frame"]:
            return Clause(
                f"half-closed: {end.name} has ended its side, {other.name} has not, "
                f"{case.carried('with no data seen so far')}",
                (*case.handshake(), end.record["fin_frame"], end.record["fin_acked_frame"]),
                f"a FIN from {other.name}, after the capture's end",
            )
    closers = (
        pair for pair in case.ends() if 0 < pair[0].record["fin_acked_frame"] < pair[1].record["last_data_frame"]
    )
    end, other = next(closers)
    return Clause(
        f"half-closed for a while: {other.name} went on sending behind the FIN of {end.name}",
        (end.record["fin_frame"], end.record["fin_acked_frame"], other.record["last_data_frame"]),
        "the same data before the FIN",
    )


def _mid_stream(case: Case) -> Clause:
    return Clause(
        "already under way when the capture began: its handshake was not seen",
        (case.whole["first_frame"],),
        "a SYN",
    )


def _still_open(case: Case) -> Clause:
    return Clause(
        f"still open when the capture ends, {case.carried('with no data seen so far')}",
        (*case.handshake(), case.whole["last_frame"]),
        "a FIN or RST after it",
    )


def _closed(case: Case) -> Clause:
    ends = [end for end, _ in case.ends()]
    first, second = sorted(ends, key=lambda end: int(end.record["fin_frame"]))
    is_three = second.record["fin_frame"] == first.record["fin_acked_frame"]
    how = "three packets (FIN, FIN with ACK, ACK)" if is_three else "four steps (FIN and ACK each way)"
    handshake = case.handshake()
    begun = "established and " if all(handshake[:2]) else ""
    return Clause(
        f"{begun}closed cleanly in {how}, first by {first.name}, {case.carried()}",
        (*handshake, *_fins(case)),
        "a reset from one of them, or data missing at its end",
    )


TCP_CLAUSES: Mapping[Outcome, Callable[[Case], Clause]] = {
    Outcome.REFUSED: _refused,
    Outcome.BACKLOG_FULL: _backlog_full,
    Outcome.NO_ANSWER: _no_answer,
    Outcome.HANDSHAKE_UNFINISHED: _handshake_unfinished,
    Outcome.IDLE_RESET: _idle_reset,
    Outcome.RESET: _reset,
    Outcome.ABORTED: _aborted,
    Outcome.STALLED: _stalled,
    Outcome.SIMULTANEOUS_OPEN: _simultaneous,
    Outcome.SPLIT_HANDSHAKE: _split,
    Outcome.ONE_DIRECTION: _one_direction,
    Outcome.CLOSE_UNFINISHED: _close_unfinished,
    Outcome.HALF_CLOSED: _half_closed,
    Outcome.MID_STREAM: _mid_stream,
    Outcome.STILL_OPEN: _still_open,
    Outcome.CLOSED: _closed,
}
