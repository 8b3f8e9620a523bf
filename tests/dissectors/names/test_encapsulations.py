"""Names of Wireshark's link types."""

from __future__ import annotations

from dissectors.names.encapsulations import ENCAPSULATIONS, NAMES, UNKNOWN, show


def test_names_stand_before_their_numbers() -> None:
    assert show(ENCAPSULATIONS[1]) == "Ethernet (1)"
    assert show(ENCAPSULATIONS[276]) == "Linux cooked-mode capture v2 (210)"
    assert show(ENCAPSULATIONS[187]) == "Bluetooth H4 (41)"
    assert show(ENCAPSULATIONS[127]) == "IEEE 802.11 plus radiotap radio header (23)"
    assert show(217) == "217"


def test_every_name_is_of_a_number_that_is_used() -> None:
    assert NAMES.keys() <= {UNKNOWN, *ENCAPSULATIONS.values()}
