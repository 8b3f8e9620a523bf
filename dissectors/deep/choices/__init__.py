"""What the user decides about decoding: Decode As, TLS keys, preferences and profile, put before tshark once."""
