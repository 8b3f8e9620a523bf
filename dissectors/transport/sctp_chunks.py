"""SCTP's chunks (RFC 9260 §3.2, §3.3), each declared as a header with what may follow it.

Also those of RFC 3758 (forward TSN), RFC 4895 (authentication), RFC 5061 (address changes), RFC 6525
(re-configuration), RFC 8260 (interleaving) and RFC 4820 (padding).
"""

from __future__ import annotations

from dissectors.fields import FieldSpec, bits, flag, u8, u16, u32, unused
from dissectors.header import Header
from dissectors.names.sctp import CHUNK_TYPES, PAYLOAD_PROTOCOLS


def _type() -> FieldSpec[int]:
    return u8(
        "sctp.chunk_type",
        "Chunk type",
        values=CHUNK_TYPES,
        explain="What this chunk is for. Its two highest bits tell a receiver that does not know it whether to go on "
        "and whether to complain (RFC 9260 §3.2).",
        parts=(
            flag("sctp.chunk_bit_1", "Who does not know it", values=("drops the packet", "skips it and goes on")),
            flag("sctp.chunk_bit_2", "and", values=("does not report it", "reports it")),
            unused(6),
        ),
    )


def _flags(*parts: FieldSpec[int]) -> FieldSpec[int]:
    return u8("sctp.chunk_flags", "Chunk flags", hex_digits=2, parts=parts)


def _length() -> FieldSpec[int]:
    return u16(
        "sctp.chunk_length",
        "Chunk length",
        unit="bytes",
        explain="Bytes of this chunk, its own four included, but not the filling to a whole word (RFC 9260 §3.2).",
    )


def _data_flags() -> FieldSpec[int]:
    return _flags(
        unused(4),
        flag(
            "sctp.data_i_bit",
            "I-Bit",
            values=("Acknowledgment may be delayed", "Acknowledge at once"),
            explain="The sender waits for the acknowledgment (RFC 7053 §3).",
        ),
        flag(
            "sctp.data_u_bit",
            "U-Bit",
            values=("Ordered delivery", "Unordered delivery"),
            explain="Whether the message may overtake others of its stream (RFC 9260 §3.3.1).",
        ),
        flag(
            "sctp.data_b_bit",
            "B-Bit",
            values=("Not the first fragment", "First fragment"),
            explain="The message begins here; with E set, too, the chunk holds all of it (RFC 9260 §3.3.1).",
        ),
        flag("sctp.data_e_bit", "E-Bit", values=("Not the last fragment", "Last fragment")),
    )


def _tag_reflected(name: str) -> FieldSpec[int]:
    return flag(
        name,
        "T-Bit",
        values=("Tag of the receiver", "Tag of the sender, reflected"),
        explain="Reflected by one that has no association and so no tag of its own (RFC 9260 §8.4, §8.5.1).",
    )


TSN = (
    "The number of this chunk among all of the sender's data, over all streams; acknowledged by SACK (RFC 9260 §3.3.1)."
)
WINDOW = "How many bytes of data its sender has room for (RFC 9260 §3.3.2, §6.2.1)."


class ChunkHeader(Header):
    """RFC 9260 §3.2: what every chunk begins with."""

    type = _type()
    flags = _flags()
    length = _length()


class Data(Header):
    """RFC 9260 §3.3.1."""

    type = _type()
    flags = _data_flags()
    length = _length()
    tsn = u32("sctp.data_tsn_raw", "Transmission sequence number (TSN)", explain=TSN)
    stream = u16(
        "sctp.data_sid",
        "Stream identifier",
        hex_digits=4,
        explain="Which of the association's streams: what is lost in one does not hold up the others "
        "(RFC 9260 §1.5.2).",
    )
    stream_sequence = u16(
        "sctp.data_ssn", "Stream sequence number", explain="Which message of its stream (RFC 9260 §3.3.1)."
    )
    payload_protocol = u32(
        "sctp.data_payload_proto_id",
        "Payload protocol",
        values=PAYLOAD_PROTOCOLS,
        explain="What the sender says the payload is; SCTP does not care (RFC 9260 §3.3.1).",
    )


class InterleavedData(Header):
    """RFC 8260 §2.1; what the last field means depends on the B bit."""

    type = _type()
    flags = _data_flags()
    length = _length()
    tsn = u32("sctp.data_tsn_raw", "Transmission sequence number (TSN)", explain=TSN)
    stream = u16("sctp.data_sid", "Stream identifier", hex_digits=4)
    reserved = u16("sctp.data_reserved", "Reserved")
    message = u32("sctp.data_mid", "Message identifier")


def _init(kind: str) -> tuple[FieldSpec[int], ...]:
    return (
        u32(
            f"sctp.{kind}_initiate_tag",
            "Initiate tag",
            hex_digits=8,
            also=("sctp.initiate_tag",),
            explain="What the other side must put into the verification tag from now on, so that nobody who has not "
            "seen it can join in (RFC 9260 §3.3.2).",
        ),
        u32(f"sctp.{kind}_credit", "Advertised receiver window", unit="bytes", explain=WINDOW),
        u16(f"sctp.{kind}_nr_out_streams", "Outbound streams", explain="How many it wants to send on."),
        u16(f"sctp.{kind}_nr_in_streams", "Inbound streams", explain="How many it can receive at most."),
        u32(f"sctp.{kind}_initial_tsn", "Initial TSN", explain="The number of its first data chunk (RFC 9260 §3.3.2)."),
    )


class Init(Header):
    """RFC 9260 §3.3.2."""

    type = _type()
    flags = _flags()
    length = _length()
    initiate_tag, credit, outbound_streams, inbound_streams, initial_tsn = _init("init")


class InitAck(Header):
    """RFC 9260 §3.3.3."""

    type = _type()
    flags = _flags()
    length = _length()
    initiate_tag, credit, outbound_streams, inbound_streams, initial_tsn = _init("initack")


class Sack(Header):
    """RFC 9260 §3.3.4."""

    type = _type()
    flags = _flags(unused(7), bits(1, "sctp.sack_nounce_sum", "Nonce sum"))
    length = _length()
    cumulative_tsn = u32(
        "sctp.sack_cumulative_tsn_ack_raw",
        "Cumulative TSN acknowledgment",
        explain="Everything up to and with this one has arrived (RFC 9260 §3.3.4).",
    )
    credit = u32("sctp.sack_a_rwnd", "Advertised receiver window", unit="bytes", explain=WINDOW)
    gap_blocks = u16(
        "sctp.sack_number_of_gap_blocks",
        "Gap blocks",
        explain="Blocks that arrived although something before them is missing (RFC 9260 §3.3.4).",
    )
    duplicates = u16("sctp.sack_number_of_duplicated_tsns", "Duplicate TSNs", explain="What arrived more than once.")


class NrSack(Header):
    """draft-tuexen-tsvwg-sctp-multipath §3.2: a SACK whose second kind of blocks will not be taken back."""

    type = _type()
    flags = _flags(unused(7), bits(1, "sctp.nr_sack_nounce_sum", "Nonce sum"))
    length = _length()
    cumulative_tsn = u32("sctp.nr_sack_cumulative_tsn_ack", "Cumulative TSN acknowledgment")
    credit = u32("sctp.nr_sack_a_rwnd", "Advertised receiver window", unit="bytes", explain=WINDOW)
    gap_blocks = u16("sctp.nr_sack_number_of_gap_blocks", "Gap blocks")
    kept_blocks = u16("sctp.nr_sack_number_of_nr_gap_blocks", "Gap blocks that are kept")
    duplicates = u16("sctp.nr_sack_number_of_duplicated_tsns", "Duplicate TSNs")
    reserved = u16("sctp.nr_sack_reserved", "Reserved", hex_digits=4)


class Abort(Header):
    """RFC 9260 §3.3.7."""

    type = _type()
    flags = _flags(unused(7), _tag_reflected("sctp.abort_t_bit"))
    length = _length()


class Shutdown(Header):
    """RFC 9260 §3.3.8."""

    type = _type()
    flags = _flags()
    length = _length()
    cumulative_tsn = u32("sctp.shutdown_cumulative_tsn_ack", "Cumulative TSN acknowledgment")


class ShutdownComplete(Header):
    """RFC 9260 §3.3.13."""

    type = _type()
    flags = _flags(unused(7), _tag_reflected("sctp.shutdown_complete_t_bit"))
    length = _length()


class CongestionEcho(Header):
    """RFC 9260, appendix B."""

    type = _type()
    flags = _flags()
    length = _length()
    lowest_tsn = u32("sctp.ecne_lowest_tsn", "Lowest TSN")


class WindowReduced(Header):
    """RFC 9260, appendix B."""

    type = _type()
    flags = _flags()
    length = _length()
    lowest_tsn = u32("sctp.cwr_lowest_tsn", "Lowest TSN")


class Authentication(Header):
    """RFC 4895 §4.1."""

    type = _type()
    flags = _flags()
    length = _length()
    key = u16("sctp.shared_key_id", "Shared key identifier")


class AddressChange(Header):
    """RFC 5061 §4.1.1."""

    type = _type()
    flags = _flags()
    length = _length()
    sequence = u32("sctp.asconf_seq_nr_number", "Sequence number", hex_digits=8)


class AddressChangeAck(Header):
    """RFC 5061 §4.1.2."""

    type = _type()
    flags = _flags()
    length = _length()
    sequence = u32("sctp.asconf_ack_seq_nr_number", "Sequence number", hex_digits=8)


class PacketDrop(Header):
    """draft-stewart-sctp-pktdrprep §2."""

    type = _type()
    flags = _flags(
        unused(5),
        flag("sctp.pckdrop_t_bit", "T-Bit", values=("Packet is whole", "Packet is truncated")),
        flag("sctp.pckdrop_b_bit", "B-Bit", values=("Checksum was correct", "Checksum was incorrect")),
        flag("sctp.pckdrop_m_bit", "M-Bit", values=("Told by the endpoint", "Told by a middlebox")),
    )
    length = _length()
    bandwidth = u32("sctp.pktdrop_bandwidth", "Bandwidth")
    queue = u32("sctp.pktdrop_queuesize", "Queue size")
    truncated_length = u16("sctp.pktdrop_truncated_length", "Truncated length")
    reserved = u16("sctp.pktdrop_reserved", "Reserved")


class ForwardTSN(Header):
    """RFC 3758 §3.2."""

    type = _type()
    flags = _flags()
    length = _length()
    tsn = u32("sctp.forward_tsn_tsn", "New cumulative TSN")


class InterleavedForwardTSN(Header):
    """RFC 8260 §2.3.1."""

    type = _type()
    flags = _flags()
    length = _length()
    tsn = u32("sctp.i_forward_tsn_tsn", "New cumulative TSN")


CHUNK_HEADERS: dict[int, type[Header]] = {
    0: Data,
    1: Init,
    2: InitAck,
    3: Sack,
    6: Abort,
    7: Shutdown,
    12: CongestionEcho,
    13: WindowReduced,
    14: ShutdownComplete,
    15: Authentication,
    16: NrSack,
    64: InterleavedData,
    128: AddressChangeAck,
    129: PacketDrop,
    192: ForwardTSN,
    193: AddressChange,
    194: InterleavedForwardTSN,
}
"""Chunks that begin with more than type, flags and length."""
