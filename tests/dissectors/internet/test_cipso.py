"""CIPSO's tags."""

from __future__ import annotations

import struct

import pytest

from tests.dissectors.internet.packets import ipv4, printed, read, told, udp


def cipso(tags: bytes) -> bytes:
    return bytes((134, 6 + len(tags))) + struct.pack("!I", 3) + tags


@pytest.mark.parametrize(
    ("tag", "categories"),
    [
        (bytes((1, 6, 0, 5, 0x80, 0x01)), "0,15"),
        (bytes((2, 8, 0, 5, 0, 9, 0, 11)), "9,11"),
        (bytes((5, 8, 0, 5, 0, 20, 0, 10)), "20-10"),
        (bytes((5, 6, 0, 5, 0, 20)), "20-0"),
    ],
)
def test_categories_are_numbers(tag: bytes, categories: str) -> None:
    dissection = read(ipv4(17, udp(), cipso(tag)))
    assert printed(dissection, "ip.cipso.categories") == [categories]
    assert printed(dissection, "ip.cipso.sensitivity_level") == ["5"]


def test_free_form_keeps_its_bytes() -> None:
    assert printed(read(ipv4(17, udp(), cipso(bytes((7, 3, 0x55))))), "ip.cipso.tag_data") == ["55"]


def test_tag_longer_than_the_option_is_a_warning() -> None:
    assert ("ip.cipso.malformed", "warning") in told(read(ipv4(17, udp(), cipso(bytes((1, 40, 0, 5))))))
