"""What is known of a packet's conversation as a whole: carried by its frame, drawn behind the ports.

Made from all packets of a capture (`dissectors.streams.outcomes.fates`); it changes as long as the capture grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dissectors.fields import RELATIVE_TIME, UNSIGNED, Field, FieldSpec, generated, group
from dissectors.transport.outcome import Outcome

if TYPE_CHECKING:
    from dissectors.protocol import Layer

OUTCOME_NUMBERS = {outcome: number for number, outcome in enumerate(Outcome)}


@dataclass(frozen=True, slots=True)
class ConversationFacts:
    """One conversation's; None for what is not known of it."""

    outcomes: tuple[Outcome, ...]
    sentence: str
    packets: int | None
    """None where an error quotes it, and nothing else of it was captured."""
    bytes: int | None
    duration: int | None
    """Nanoseconds."""
    rtt: int | None
    """Nanoseconds from SYN to the acknowledgment that ends the handshake."""
    retransmissions: int | None


CONVERSATION = group("", "Conversation")
VERDICT: FieldSpec[int] = FieldSpec(
    "conv.verdict",
    "Verdict",
    UNSIGNED,
    values={number: outcome.value for outcome, number in OUTCOME_NUMBERS.items()},
    show=lambda number: list(Outcome)[number].value,
    explain="What became of the whole conversation, as far as the capture goes; a conversation may have several. "
    'In a filter: conv.verdict == "reset".',
)
PACKETS = generated(UNSIGNED, "conv.packets", "Packets")
BYTES = generated(UNSIGNED, "conv.bytes", "Bytes", explain="Of whole frames, both ways.")
DURATION = generated(RELATIVE_TIME, "conv.duration", "Duration", unit="seconds")
RTT = generated(RELATIVE_TIME, "conv.rtt", "Round trip of the handshake", unit="seconds")
RETRANSMISSIONS = generated(UNSIGNED, "conv.retransmissions", "Retransmissions")


def conversation_node(layer: Layer[Any], facts: ConversationFacts) -> Field:
    """The node that tells of the whole conversation."""
    at = layer.start
    node = Field(CONVERSATION, None, at, at, heading=f"Conversation: {facts.sentence}", generated=True)
    for outcome in facts.outcomes:
        node.children.append(Field(VERDICT, OUTCOME_NUMBERS[outcome], at, at, generated=True))
    for spec, value in (
        (PACKETS, facts.packets),
        (BYTES, facts.bytes),
        (DURATION, facts.duration),
        (RTT, facts.rtt),
        (RETRANSMISSIONS, facts.retransmissions),
    ):
        if value is not None:
            node.children.append(Field(spec, value, at, at, generated=True))
    return node
