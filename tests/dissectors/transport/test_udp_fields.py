"""What UDP and UDP-Lite share."""

from __future__ import annotations

from dissectors.transport import udp_fields


def test_ports_answer_to_the_name_for_both_sides() -> None:
    for spec in (udp_fields.source_port(), udp_fields.destination_port()):
        assert spec.also == ("udp.port",)
        assert "RFC 768" in spec.explain
        assert spec.text(53) == "53 (domain)"
