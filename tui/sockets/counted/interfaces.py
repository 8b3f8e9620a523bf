"""What the counters of interfaces count, and which tell of trouble.

Documentation/ABI/testing/sysfs-class-net-statistics.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

INTERFACE: Final[Mapping[str, str]] = {
    "rx_packets": "Packets that came in whole.",
    "tx_packets": "Packets that went out.",
    "rx_bytes": "Bytes that came in, link-layer headers included.",
    "tx_bytes": "Bytes that went out, link-layer headers included.",
    "rx_errors": "Packets that came broken: the sum of the kinds of errors below.",
    "tx_errors": "Packets that could not be sent: the sum of the kinds of errors below.",
    "rx_dropped": "Packets that came whole and that the kernel threw away: no room, or a protocol nobody wants.",
    "tx_dropped": "Packets that the kernel threw away instead of sending them, mostly as a queue was full.",
    "multicast": "Packets that came for a multicast group.",
    "collisions": "Collisions while sending: one of the two ends does not speak full duplex.",
    "rx_length_errors": "Packets of a length that cannot be.",
    "rx_over_errors": "Packets lost as the card's receive ring ran over.",
    "rx_crc_errors": "Packets with a wrong checksum (CRC): a bad cable, plug or card.",
    "rx_frame_errors": "Packets whose bits do not fill whole bytes: a bad cable, or a wrong duplex setting.",
    "rx_fifo_errors": "Packets lost as the card's buffer ran over.",
    "rx_missed_errors": "Packets lost as the host did not fetch them in time: too slow, or its ring is too small.",
    "tx_aborted_errors": "Packets given up while being sent.",
    "tx_carrier_errors": "Packets lost as the link went away while they were sent: a loose plug, or the other end.",
    "tx_fifo_errors": "Packets lost as the card was not given the data in time.",
    "tx_heartbeat_errors": "Packets after which an old transceiver gave no sign of life.",
    "tx_window_errors": "Packets that collided too late: the cable is too long, or the duplex setting wrong.",
    "rx_compressed": "Compressed packets that came in.",
    "tx_compressed": "Compressed packets that went out.",
    "rx_nohandler": "Packets thrown away as the interface is switched off for receiving, such as a bond's spare one.",
    "rx_otherhost_dropped": "Packets thrown away as their link-layer address is another machine's.",
    "carrier_changes": "Times the link came or went: a loose plug, or a link that is negotiated again and again.",
    "queue_dropped": "Packets that the queue in front of the interface threw away: more is sent than it can carry.",
}

INTERFACE_TROUBLE: Final = (
    "rx_errors", "rx_dropped", "rx_missed_errors", "rx_fifo_errors", "rx_over_errors", "rx_crc_errors",
    "rx_frame_errors", "rx_length_errors", "tx_errors", "tx_dropped", "queue_dropped",
    "tx_carrier_errors", "tx_fifo_errors", "tx_aborted_errors", "tx_window_errors", "tx_heartbeat_errors",
    "collisions",
)  # fmt: skip
"""Those whose growth tells of trouble, the most telling first."""
INTERFACE_SUMS: Final = ("rx_errors", "tx_errors", "rx_dropped", "tx_dropped")
"""Those of them that have others in them, which tell more."""
