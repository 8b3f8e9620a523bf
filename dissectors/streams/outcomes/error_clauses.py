"""What ICMP errors add to the sentence about a conversation: whose packets did not arrive, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dissectors.streams.outcomes.case import Case, Clause
from dissectors.streams.outcomes.icmp_errors import Error, meaning
from dissectors.transport.outcome import Outcome


def _clause_of(error: Error, said: Callable[[str, int], str], disproof: str) -> Callable[[Case], Clause]:
    """`said` makes the words of the name of who should have got the packet, and of the code."""

    def clause(case: Case) -> Clause:
        found = case.fates.errors[error][case.stream]
        version, type_, code = (int(found[name]) for name in ("version", "type", "code"))
        family = "ICMP" if version == 4 else "ICMPv6"
        text = said(case.receiver(int(found["side"])), code)
        return Clause(
            f"{text}: {family} says “{meaning(version, type_, code)}” (type {type_}, code {code})",
            (int(case.whole["first_frame"]), int(found["frame"])),
            disproof,
        )

    return clause


def _given_up(receiver: str, code: int) -> str:
    # Of both versions code 1 is about fragments (RFC 792, RFC 4443 §3.3).
    why = "fragments of them were lost" if code == 1 else "a traceroute, or a loop of routes"
    return f"packets to {receiver} did not arrive ({why})"


ERROR_CLAUSES: Mapping[Outcome, Callable[[Case], Clause]] = {
    Outcome.UNREACHABLE: _clause_of(
        Error.UNREACHABLE,
        lambda receiver, code: f"packets to {receiver} could not be delivered",
        "a later packet that arrived all the same",
    ),
    Outcome.PORT_UNREACHABLE: _clause_of(
        Error.PORT_UNREACHABLE,
        lambda receiver, code: f"no program listens on {receiver}, or a firewall says so",
        "an answer from that port at the same time",
    ),
    Outcome.TIME_EXCEEDED: _clause_of(Error.TIME_EXCEEDED, _given_up, "the packet's arrival"),
}
