"""TCP's sequence numbers compared, segment by segment: what Wireshark calls SEQ/ACK analysis."""
