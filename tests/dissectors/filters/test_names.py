"""Which names can be used, and what is said of the others."""

from __future__ import annotations

from dissectors.filters.names import field_specs, names, present_name, problem_with, reason_to_refuse


def test_fields_and_protocols_have_declarations() -> None:
    assert {spec.name for spec in field_specs("udp.srcport")} == {"udp.srcport"}
    assert {spec.name for spec in field_specs("ip.addr")} >= {"ip.src", "ip.dst"}
    assert field_specs("udp")
    assert field_specs("no.such") == ()


def test_the_nearest_names_are_offered() -> None:
    assert "did you mean udp.srcport" in problem_with("udp.srcprt")
    assert "did you mean" not in problem_with("zzzzzzzzzzzz")


def test_a_long_name_is_cut() -> None:
    assert len(problem_with("x" * 10_000)) < 200


def test_what_other_packets_decide_is_refused() -> None:
    assert "udp.time_delta" in reason_to_refuse("udp.time_delta")
    assert reason_to_refuse("tcp.seq") == ""
    assert reason_to_refuse("ip.src") == ""


def test_the_list_of_names_holds_only_usable_ones() -> None:
    listed = names()
    assert "ip.src" in listed
    assert "udp.time_delta" not in listed
    assert list(listed) == sorted(listed)


def test_former_names_of_protocols_are_known() -> None:
    assert present_name("bootp.type") == "dhcp.type"
    assert present_name("ssl") == "tls"
    assert present_name("tcp.port") == "tcp.port"
