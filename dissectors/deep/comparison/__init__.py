"""Two independent decoders on one packet: what they disagree about, and which differences are meant."""
