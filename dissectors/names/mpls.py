"""MPLS: labels with a meaning of their own, and channels that go along with a path (IANA)."""

SPECIAL_LABELS = {
    0: "IPv4 Explicit-Null",
    1: "Router Alert",
    2: "IPv6 Explicit-Null",
    3: "Implicit-Null",
    7: "Entropy Label Indicator (ELI)",
    13: "Generic Associated Channel Label (GAL)",
    14: "OAM Alert",
}
"""RFC 3032 §2.1, RFC 5586, RFC 6790."""

CHANNEL_TYPES = {
    0x0001: "Management Communication Channel (MCC)",
    0x0002: "Signaling Communication Channel (SCC)",
    0x0007: "BFD control, without IP and UDP",
    0x000A: "Direct Loss Measurement",
    0x000B: "Inferred Loss Measurement",
    0x000C: "Delay Measurement",
    0x000D: "Direct Loss and Delay Measurement",
    0x000E: "Inferred Loss and Delay Measurement",
    0x0021: "IPv4 packet",
    0x0022: "MPLS-TP CC message",
    0x0023: "MPLS-TP CV message",
    0x0024: "Protection State Coordination",
    0x0025: "On-Demand CV",
    0x0026: "Lock Instruct",
    0x0027: "Pseudowire OAM",
    0x0057: "IPv6 packet",
    0x0058: "Fault OAM",
    0x8902: "MPLS-TP OAM",
}
"""RFC 4385, RFC 5586."""
