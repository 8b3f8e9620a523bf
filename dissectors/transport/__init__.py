"""What the transport protocols are made of: ports, checksums over a pseudo header, TCP's options, SCTP's chunks."""
