"""A frame: bytes as captured, with all that the capture file tells about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dissectors.internet.fragments import Fragmented
    from dissectors.processes.ends import Ends
    from dissectors.transport.conversation_facts import ConversationFacts
    from dissectors.transport.segment_facts import SegmentFacts

REASSEMBLED = 1 << 31
"""Added to the place of a layer that does not begin in the frame but in what was put together from several."""


@dataclass(frozen=True, slots=True)
class JoinedPayload:
    """What a TCP segment carries, put together with what came before it."""

    start: int
    """Where the segment's header begins in the frame."""
    sequence: int
    """Of the first byte."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """What a dissection starts from; made from a row of the packet table."""

    data: bytes
    """The captured bytes."""
    link_type: int
    """LINKTYPE_ number, upper bits masked."""
    number: int = 1
    """Counted from 1."""
    time: int | None = None
    """Nanoseconds since 1970; None where the file has no time for it."""
    original_length: int = -1
    """Bytes on the wire; -1 for as many as were captured."""
    interface: int = 0
    """Index of its interface within the capture."""
    interface_name: str = ""
    interface_description: str = ""
    comments: tuple[str, ...] = ()
    options: tuple[tuple[int, bytes], ...] = ()
    """Code and value of the pcapng options of its block."""
    byte_order: Literal["little", "big"] = "little"
    """Of the numbers in `options`."""
    section: int = 0
    """Counted from 1; 0 for a file that has neither sections nor interfaces, such as pcap."""
    fcs_length: int = -1
    """Bytes of frame check sequence at the end; -1 where the file does not tell."""
    since_first: int | None = None
    """Nanoseconds since the first frame; None where either has no time."""
    since_previous: int | None = None
    """Nanoseconds since the previous frame; None where either has no time."""

    streams: tuple[tuple[int, int], ...] | None = None
    """Where transport layers begin, with the numbers of their conversations; None where these were not found yet.

    The place of one in reassembled bytes is `REASSEMBLED` and its place there.
    """

    analysis: tuple[tuple[int, SegmentFacts], ...] | None = None
    """Where TCP headers begin, as in `streams`, with what other packets tell about them.

    None where nobody has looked at these.
    """

    conversations: tuple[tuple[int, ConversationFacts], ...] | None = None
    """Where transport layers begin, with what is known of their whole conversations; None where that is nothing yet."""

    processes: tuple[tuple[int, Ends], ...] | None = None
    """Where transport layers begin, as in `streams`, with whose their ends are; None where that is not known."""

    hierarchy: str | None = None
    """Its way down the protocol hierarchy, names with colons between; None where that was not found yet."""

    fragmented: Fragmented | None = None
    """Of which IP packet the frame carries a fragment; None where it carries none, or nobody has looked at others."""

    joined: JoinedPayload | None = None
    """What is read in place of the payload of one of its TCP segments; None where nothing was put together."""

    def stream_at(self, start: int) -> int | None:
        """The number of the conversation that a layer belongs to; None where it has none."""
        return next((number for place, number in self.streams or () if place == start), None)

    def facts_at(self, start: int) -> SegmentFacts | None:
        """What other packets tell about the TCP segment whose header begins there; None where that is not known."""
        return next((facts for place, facts in self.analysis or () if place == start), None)

    def conversation_at(self, start: int) -> ConversationFacts | None:
        """What is known of the whole conversation that a layer belongs to; None where that is nothing."""
        return next((facts for place, facts in self.conversations or () if place == start), None)

    def ends_at(self, start: int) -> Ends | None:
        """Whose both ends of the layer that begins there are; None where neither is known."""
        return next((ends for place, ends in self.processes or () if place == start), None)

    def reassembled(self, data: bytes) -> Frame:
        """The same with other bytes: those that were put together from this frame's and others'."""
        streams = tuple((place - REASSEMBLED, number) for place, number in self.streams or () if place >= REASSEMBLED)
        analysis = tuple((place - REASSEMBLED, facts) for place, facts in self.analysis or () if place >= REASSEMBLED)
        told = tuple((place - REASSEMBLED, facts) for place, facts in self.conversations or () if place >= REASSEMBLED)
        held = tuple((place - REASSEMBLED, ends) for place, ends in self.processes or () if place >= REASSEMBLED)
        return replace(
            self,
            data=data,
            original_length=-1,
            streams=streams,
            analysis=analysis,
            conversations=told,
            processes=held,
            fragmented=None,
            joined=None,
        )

    @property
    def length(self) -> int:
        """Bytes on the wire."""
        return len(self.data) if self.original_length < 0 else self.original_length
