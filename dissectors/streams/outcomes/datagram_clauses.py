"""What the outcomes of UDP conversations, and of DNS in them, add to the sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_address

from dissectors.names.dns import REPLY_CODES
from dissectors.streams.outcomes.case import Case, Clause, many
from dissectors.transport.outcome import Outcome


def _name_not_found(case: Case) -> Clause:
    return Clause(
        f"{case.server} answered that a name does not exist (NXDOMAIN)",
        (case.whole["not_found_question"], case.whole["not_found_frame"]),
        "another server's answer to the same question",
    )


def _dns_error(case: Case) -> Clause:
    code = REPLY_CODES.get(int(case.whole["error_code"]), f"code {case.whole['error_code']}")
    return Clause(
        f"{case.server} answered a DNS question with the error “{code}”",
        (case.whole["error_question"], case.whole["error_frame"]),
        "another server's answer to the same question",
    )


def _dns_timed_out(case: Case) -> Clause:
    again = case.whole["asked_again_frame"]
    how = "was asked again, as no answer came" if again else "got no answer within five seconds"
    frames = (case.whole["timed_out_frame"], again)
    return Clause(f"a DNS question to {case.server} {how}", frames, "an answer in between that was not captured")


def _truncated(case: Case) -> Clause:
    followed = int(case.fates.related_frames[case.stream])
    return Clause(
        f"the answer of {case.server} was too long for a datagram (TC), so the client asked again over TCP (packet "
        f"{followed})",
        (case.whole["truncated_frame"], followed),
        "another question in the TCP connection",
    )


def _unanswered(case: Case) -> Clause:
    sent = many(int(case.whole["packets"].sum()), "datagram")
    why = "UDP itself gives no sign of arrival"
    kind = _sent_to_many(case)
    if kind:
        why = f"it is a {kind} address, and answers come from others"
    return Clause(
        f"no answer from {case.server} to {sent}: {why}",
        (case.whole["first_frame"], case.whole["last_frame"]),
        "an answer from another address or port",
    )


def _sent_to_many(case: Case) -> str:
    """What kind of address the datagrams went to, if not to one host; empty if that cannot be told."""
    place = case.fates.table.place_of(case.stream)
    if place is None:
        return ""
    address = ip_address(case.fates.table.record(place).b.address)
    if address.is_multicast:
        return "multicast"
    return "broadcast" if str(address) == "255.255.255.255" else ""


def _answered(case: Case) -> Clause:
    forth, back = case.whole["packets"].tolist()
    if case.whole["first_side"]:
        forth, back = back, forth
    return Clause(
        f"answered: {many(forth, 'datagram')} from {case.client}, {many(back, 'datagram')} from {case.server}",
        (case.whole["first_frame"], case.whole["answer_frame"]),
        "datagrams that have nothing to do with each other",
    )


DATAGRAM_CLAUSES: Mapping[Outcome, Callable[[Case], Clause]] = {
    Outcome.NAME_NOT_FOUND: _name_not_found,
    Outcome.DNS_ERROR: _dns_error,
    Outcome.DNS_TIMED_OUT: _dns_timed_out,
    Outcome.TRUNCATED_THEN_TCP: _truncated,
    Outcome.UNANSWERED: _unanswered,
    Outcome.ANSWERED: _answered,
}
