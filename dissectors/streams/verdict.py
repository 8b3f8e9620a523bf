"""What happened in a conversation, in one sentence, with the packets that prove it and what would disprove it.

From the fates of all conversations (`fates`) comes what is true of one; each word of its outcome has a clause here,
and the weightiest begins the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dissectors.names.dns import REPLY_CODES
from dissectors.streams.fates import Fates
from dissectors.streams.icmp_errors import Error, meaning
from dissectors.transport.conversation_facts import ConversationFacts
from dissectors.transport.outcome import Outcome

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """One conversation's."""

    outcomes: tuple[Outcome, ...]
    """All that is true of it, the weightiest first."""
    sentence: str
    evidence: tuple[int, ...]
    """Numbers of the packets that prove it, ascending."""
    disproof: str
    """What, if it were seen, would show that the sentence is wrong."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What one outcome adds to the sentence."""

    text: str
    evidence: tuple[int, ...] = ()
    disproof: str = ""


def verdict_of(fates: Fates, stream: int, dropped: int | None = None) -> Verdict:
    """The verdict on a conversation; `dropped`: packets that the capture lost itself, None where it does not tell.

    Raises IndexError.
    """
    if not 0 <= stream < len(fates):
        raise IndexError(stream)
    outcomes, case = fates.words(stream), _Case(fates, stream)
    said = [outcome for outcome in outcomes if not _is_said_by_others(outcome, outcomes)]
    clauses = [_CLAUSES[outcome](case) for outcome in said]
    clauses += [clause for clause in (case.holes(dropped),) if clause is not None]
    if not clauses:
        clauses = [Clause("nothing of it was captured but what an error quotes")]
    sentence = "; ".join(clause.text for clause in clauses)
    evidence = sorted({int(frame) for clause in clauses for frame in clause.evidence if frame})
    disproof = next((clause.disproof for clause in clauses if clause.disproof), "")
    return Verdict(outcomes, sentence[0].upper() + sentence[1:], tuple(evidence), disproof)


def facts_of(fates: Fates, stream: int) -> ConversationFacts:
    """What the packets of a conversation tell of it as a whole; made once. Raises IndexError."""
    known = fates.facts.get(stream)
    if known is None:
        verdict, place = verdict_of(fates, stream), fates.table.place_of(stream)
        record = None if place is None else fates.table.record(place)
        is_tcp = fates.protocol == "tcp"
        known = fates.facts[stream] = ConversationFacts(
            verdict.outcomes,
            verdict.sentence,
            0 if record is None else record.packets,
            0 if record is None else record.bytes,
            None if record is None else record.duration,
            int(fates.conversations["initial_rtt"][stream]) or None if is_tcp else None,
            int(fates.opener["sent_again"][stream]) + int(fates.answerer["sent_again"][stream]) if is_tcp else None,
        )
    return known


def _is_said_by_others(outcome: Outcome, outcomes: tuple[Outcome, ...]) -> bool:
    """Whether another word of the conversation's says it, too."""
    weightier = {
        Outcome.NO_ANSWER: {Outcome.BACKLOG_FULL},
        Outcome.RESET: {Outcome.IDLE_RESET},
        Outcome.UNANSWERED: {Outcome.TIME_EXCEEDED, Outcome.DNS_TIMED_OUT},
        Outcome.ANSWERED: set(Outcome) - {Outcome.ANSWERED},
        Outcome.STILL_OPEN: {Outcome.ONE_DIRECTION, Outcome.UNREACHABLE, Outcome.PORT_UNREACHABLE},
    }
    return not weightier.get(outcome, set()).isdisjoint(outcomes)


def seconds(nanoseconds: int) -> str:
    """`1.02 s`, `13 ms`, `25 µs`: a time for reading."""
    if nanoseconds >= NANOSECONDS:
        return (
            f"{nanoseconds / NANOSECONDS:.3g} s"
            if nanoseconds < 1000 * NANOSECONDS
            else f"{nanoseconds // NANOSECONDS} s"
        )
    if nanoseconds >= 1_000_000:
        return f"{nanoseconds / 1e6:.3g} ms"
    return f"{nanoseconds / 1e3:.3g} µs"


def many(count: int, one: str) -> str:
    """`1 byte`, `1,460 bytes`."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"


class _Case:
    """One conversation's facts, by role."""

    def __init__(self, fates: Fates, stream: int) -> None:
        self.fates, self.stream = fates, stream
        self.opener: Any = fates.opener[stream]
        self.answerer: Any = fates.answerer[stream]
        self.whole: Any = fates.conversations[stream]
        place = fates.table.place_of(stream)
        record = None if place is None else fates.table.record(place)
        a, b = ("the sender", "the receiver") if record is None else (str(record.a), str(record.b))
        self.client, self.server = (a, b) if fates.opener_is_a[stream] else (b, a)

    def name(self, is_opener: bool) -> str:
        return self.client if is_opener else self.server

    def ends(self) -> tuple[tuple[str, Any, str, Any], tuple[str, Any, str, Any]]:
        """Each side with its name, then the other one."""
        return (
            (self.client, self.opener, self.server, self.answerer),
            (self.server, self.answerer, self.client, self.opener),
        )

    def resetter(self) -> tuple[str, str]:
        """Who sent the first reset, and to whom."""
        is_opener = bool(self.opener["rst_frame"]) and int(self.opener["rst_frame"]) == int(self.whole["rst_frame"])
        return (self.client, self.server) if is_opener else (self.server, self.client)

    def carried(self) -> str:
        forth, back = int(self.opener["bytes"]), int(self.answerer["bytes"])
        if not forth and not back:
            return "without any data"
        return f"after {many(forth, 'byte')} from {self.client} and {many(back, 'byte')} from {self.server}"

    def error(self, error: Error) -> Any:
        return self.fates.errors[error][self.stream]

    def holes(self, dropped: int | None) -> Clause | None:
        """What of it the capture does not hold."""
        if self.fates.protocol != "tcp" or not (self.whole["lost"] or self.whole["unseen"]):
            return None
        if self.whole["unseen"]:
            text = "some of it was acknowledged without having been captured, so the capture missed it, not the network"
        else:
            text = f"{many(int(self.whole['lost']), 'hole')} in what was captured"
        if dropped:
            text += f" (the capture itself dropped {many(dropped, 'packet')}, which could explain it)"
        return Clause(text)


def _refused(case: _Case) -> Clause:
    return Clause(
        f"{case.server} refused the connection: RST to the SYN, so no program listens on that port, or a firewall "
        "answers in its place",
        (case.opener["syn_frame"], case.answerer["rst_frame"]),
        f"a SYN-ACK from {case.server}, in a capture made there",
    )


def _error(error: Error, said: str, disproof: str) -> Callable[[_Case], Clause]:
    def clause(case: _Case) -> Clause:
        found = case.error(error)
        code = meaning(int(found["version"]), int(found["type"]), int(found["code"]))
        family = "ICMP" if found["version"] == 4 else "ICMPv6"
        first = case.opener["first_frame"]
        return Clause(f"{said}: {family} says “{code}”", (first, found["frame"]), disproof)

    return clause


def _asked_for(case: _Case) -> str:
    times = int(case.opener["syns"])
    if times < 2:
        return "one SYN"
    lasted = int(case.opener["last_syn_time"]) - int(case.opener["syn_time"])
    return f"{times} SYNs within {seconds(max(lasted, 0))}"


def _no_answer(case: _Case) -> Clause:
    return Clause(
        f"no answer from {case.server}: {_asked_for(case)} and nothing came back: filtered, dead, or not routed",
        (case.opener["syn_frame"], case.opener["last_syn_frame"]),
        "any packet from there, captured nearer to it",
    )


def _backlog_full(case: _Case) -> Clause:
    other = int(case.fates.established_by[case.stream])
    shook = int(case.fates.conversations[other]["first_frame"])
    return Clause(
        f"no answer from {case.server} to {_asked_for(case)}, although it accepts other connections (tcp.stream "
        f"{other}): its backlog is probably full, the program does not accept fast enough",
        (case.opener["syn_frame"], case.opener["last_syn_frame"], shook),
        "a listening socket with room in its queue at that time",
    )


def _handshake_unfinished(case: _Case) -> Clause:
    how = "it sent RST instead" if case.opener["rst_frame"] else "no ACK followed"
    return Clause(
        f"the handshake was never finished: {case.server} answered the SYN, but {case.client} did not go on ({how}): a "
        "scan, a forged address, or the answer was lost",
        (case.opener["syn_frame"], case.answerer["syn_ack_frame"], case.opener["rst_frame"]),
        f"an ACK from {case.client}, in a capture made there",
    )


def _reset(case: _Case) -> Clause:
    who, whom = case.resetter()
    return Clause(
        f"{who} reset the connection to {whom} {case.carried()}, without closing it",
        (case.whole["rst_frame"],),
        f"a FIN before the reset, or a reset forged by someone between (compare its TTL with those of {who})",
    )


def _idle_reset(case: _Case) -> Clause:
    who, _ = case.resetter()
    return Clause(
        f"idle for {seconds(int(case.whole['rst_after']))}, then reset by {who}, {case.carried()}: a time limit of the "
        "program, or of something between",
        (case.whole["rst_frame"],),
        "packets in the silence",
    )


def _aborted(case: _Case) -> Clause:
    who, _ = case.resetter()
    first_fin = min(int(side["fin_frame"]) for side in (case.opener, case.answerer) if side["fin_frame"])
    return Clause(
        f"the close was aborted: {who} sent RST after the FIN, {case.carried()}: it closed with data unread, or did "
        "not want to wait",
        (first_fin, case.whole["rst_frame"]),
        "an acknowledgment of both FINs before the reset",
    )


def _stalled(case: _Case) -> Clause:
    found = []
    for name, side, waiting, _ in case.ends():
        lasts = int(side["stalled"])
        open_end = int(case.whole["last_time"]) - int(side["closed_since"]) if side["is_closed"] else 0
        if max(lasts, open_end) > 0:
            frame = side["closed_frame"] if open_end > lasts else side["zero_frame"]
            found.append((max(lasts, open_end), name, waiting, frame, 0 if open_end > lasts else side["opened_frame"]))
    lasts, name, waiting, frame, opened = max(found)
    return Clause(
        f"stalled for {seconds(lasts)} by a zero window: the program at {name} did not read, and {waiting} had to wait",
        (frame, opened),
        "a window update in between that was not captured",
    )


def _simultaneous(case: _Case) -> Clause:
    return Clause(
        "both sides opened it at once: two SYNs crossed, and each was answered",
        (case.opener["syn_frame"], case.answerer["syn_frame"], case.answerer["syn_ack_frame"]),
    )


def _split(case: _Case) -> Clause:
    return Clause(
        f"split handshake: {case.server} answered the SYN by a bare SYN, and {case.client} sent the SYN-ACK",
        (case.opener["syn_frame"], case.answerer["syn_frame"], case.opener["syn_ack_frame"]),
    )


def _one_direction(case: _Case) -> Clause:
    name, side = (case.client, case.opener) if case.opener["segments"] else (case.server, case.answerer)
    return Clause(
        f"only packets from {name} were captured; they acknowledge others, so the way back was not seen here",
        (side["first_frame"], side["ack_frame"]),
        "a packet of the other side",
    )


def _close_unfinished(case: _Case) -> Clause:
    return Clause(
        f"both sides sent FIN, {case.carried()}, but the capture ends before both are acknowledged",
        (case.opener["fin_frame"], case.answerer["fin_frame"]),
    )


def _half_closed(case: _Case) -> Clause:
    for name, side, other_name, other in case.ends():
        if side["fin_frame"] and not other["fin_frame"]:
            return Clause(
                f"half-closed: {name} has ended its side, {other_name} has not, {case.carried()}",
                (side["fin_frame"], side["fin_acked_frame"]),
                f"a FIN from {other_name}, after the capture's end",
            )
    for name, side, other_name, other in case.ends():
        if side["fin_acked_frame"] and other["last_data_frame"] > side["fin_acked_frame"]:
            return Clause(
                f"half-closed for a while: {other_name} went on sending behind the FIN of {name}",
                (side["fin_frame"], other["last_data_frame"]),
            )
    return Clause("half-closed")


def _mid_stream(case: _Case) -> Clause:
    return Clause("the capture began mid-stream: the handshake was before it", (case.whole["first_frame"],), "a SYN")


def _still_open(case: _Case) -> Clause:
    return Clause(
        f"still open when the capture ends, {case.carried()}",
        (case.opener["syn_frame"], case.answerer["syn_ack_frame"], case.whole["last_frame"]),
        "a FIN or RST after it",
    )


def _closed(case: _Case) -> Clause:
    first, second = sorted(case.ends(), key=lambda end: int(end[1]["fin_frame"]))
    three = second[1]["fin_frame"] == first[1]["fin_acked_frame"]
    how = "three packets, as the answer acknowledged and ended at once" if three else "four steps"
    begun = "" if not case.opener["syn_frame"] or not case.answerer["syn_ack_frame"] else "established and "
    return Clause(
        f"{begun}closed cleanly by both sides, {first[0]} first, in {how}, {case.carried()}",
        (
            case.opener["syn_frame"],
            case.answerer["syn_ack_frame"],
            case.opener["ack_frame"] if begun else 0,
            *(end[1][name] for end in (first, second) for name in ("fin_frame", "fin_acked_frame")),
        ),
        "a reset from one of them, or data missing at its end",
    )


def _name_not_found(case: _Case) -> Clause:
    frames = (case.whole["question_frame"], case.whole["not_found_frame"])
    return Clause(f"the name asked of {case.server} does not exist (NXDOMAIN)", frames)


def _dns_error(case: _Case) -> Clause:
    code = REPLY_CODES.get(int(case.whole["error_code"]), f"code {case.whole['error_code']}")
    return Clause(f"{case.server} answered a DNS question with “{code}”", (case.whole["error_frame"],))


def _dns_timed_out(case: _Case) -> Clause:
    again = case.whole["asked_again_frame"]
    how = "was asked again without an answer" if again else "waited five seconds or longer"
    frames = (case.whole["timed_out_frame"], again)
    return Clause(f"a DNS question to {case.server} {how}", frames, "an answer in between that was not captured")


def _truncated(case: _Case) -> Clause:
    other = int(case.fates.established_by[case.stream])
    return Clause(
        f"the answer of {case.server} was too long for a datagram (TC), so the client asked again over TCP (tcp.stream "
        f"{other})",
        (case.whole["truncated_frame"],),
    )


def _unanswered(case: _Case) -> Clause:
    sent = many(int(case.whole["packets"].sum()), "datagram")
    return Clause(
        f"no answer from {case.server} to {sent}: UDP does not say whether anybody wants them",
        (case.whole["first_frame"],),
        "an answer from another address or port, as to a broadcast",
    )


def _answered(case: _Case) -> Clause:
    forth, back = case.whole["packets"].tolist()
    if case.whole["first_side"]:
        forth, back = back, forth
    return Clause(
        f"answered: {many(forth, 'datagram')} from {case.client}, {many(back, 'datagram')} from {case.server}",
        (case.whole["first_frame"], case.whole["answer_frame"]),
    )


_CLAUSES: Mapping[Outcome, Callable[[_Case], Clause]] = {
    Outcome.REFUSED: _refused,
    Outcome.UNREACHABLE: _error(
        Error.UNREACHABLE, "it could not be delivered", "a later packet that arrived all the same"
    ),
    Outcome.PORT_UNREACHABLE: _error(
        Error.PORT_UNREACHABLE, "nobody listens on that port", "an answer from that port at the same time"
    ),
    Outcome.TIME_EXCEEDED: _error(
        Error.TIME_EXCEEDED, "it was given up on the way, as traceroute wants", "the packet's arrival"
    ),
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
    Outcome.NAME_NOT_FOUND: _name_not_found,
    Outcome.DNS_ERROR: _dns_error,
    Outcome.DNS_TIMED_OUT: _dns_timed_out,
    Outcome.TRUNCATED_THEN_TCP: _truncated,
    Outcome.UNANSWERED: _unanswered,
    Outcome.ANSWERED: _answered,
}
