"""Records: what begins one, what it carries, and where it goes on."""

from __future__ import annotations

import pytest

from dissectors.packets.summary import summarize
from tests.dissectors.protocols.carried import in_tcp, notices, protocols, values
from tests.dissectors.protocols.tls.records import record


def test_alert_in_clear_text_and_encrypted() -> None:
    dissection = in_tcp(record(21, b"\2\x28") + record(21, bytes(24)), 443)
    assert values(dissection, "tls.alert_message.desc") == [40]
    assert summarize(dissection).info == "Alert (Level: Fatal, Description: Handshake failure), Encrypted Alert"


def test_record_that_goes_on_is_noted_and_not_taken_apart() -> None:
    dissection = in_tcp(record(23, b"data") + record(23, bytes(99))[:50], 443)
    assert values(dissection, "tls.record.length") == [4]
    assert values(dissection, "tls.app_data") == [b"data"]
    assert len(notices(dissection)) == 1


def test_data_right_behind_a_change_of_cipher_is_of_the_newest_version() -> None:
    dissection = in_tcp(record(20, b"\1") + record(23, b"finished"), 443)
    assert values(dissection, "tls.record.opaque_type") == [23]
    assert dissection.layers[-1].protocol_name == "TLSv1.3"
    older = in_tcp(record(20, b"\1") + record(22, bytes(range(200, 240))) + record(23, b"data"), 443)
    assert values(older, "tls.record.content_type") == [20, 22, 23]
    assert older.layers[-1].protocol_name == "TLSv1.2"


def test_middle_of_a_record_is_said_to_be_one() -> None:
    dissection = in_tcp(b"\x99" * 9, 443)
    assert notices(dissection) == ["tls.ignored_unknown_record"]
    assert summarize(dissection).info == "Continuation"


def test_heartbeat_that_asks_for_more_than_it_has() -> None:
    dissection = in_tcp(record(24, b"\1\x40\0" + bytes(17)), 443)
    assert notices(dissection) == ["tls.heartbeat_message.payload_length.invalid"]
    assert values(dissection, "tls.heartbeat_message.payload") == [bytes(17)]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (record(23, b"data"), ["tls"]),
        (record(22, bytes(4), 0x0301), ["tls"]),
        (record(19, b"data"), ["data"]),
        (record(23, b"data", 0x0405), ["data"]),
        (b"\x17\3\3\xff\xff", ["data"]),
        (b"\x17\3", ["data"]),
    ],
)
def test_other_ports_carry_tls_where_a_record_begins(payload: bytes, expected: list[str]) -> None:
    assert protocols(in_tcp(payload, 9443)) == expected
