"""Vendors of network cards."""

from __future__ import annotations

import asyncio

import pytest

from dissectors.names.vendors import vendor


@pytest.mark.parametrize(
    ("address", "word"),
    [("00:00:0c:01:02:03", "Cisco"), ("b8:27:eb:00:00:01", "Raspberry"), ("00:50:56:ff:ff:ff", "VMware")],
)
def test_a_card_has_a_vendor(address: str, word: str) -> None:
    found = vendor(address)
    assert found is not None
    assert word in found


@pytest.mark.parametrize(
    "address",
    [
        *("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:0c:cc:cc:cc", "33:33:00:00:00:fb"),
        *("02:00:00:00:00:01", "52:54:00:12:34:56", "02:42:ac:11:00:02"),
        *("70:b3:d5:00:00:01", "", "00:00:0c", "00:00:0c:01:02:03:04:05"),
    ],
)
def test_an_address_that_is_no_cards_own_has_none(address: str) -> None:
    assert vendor(address) is None


def test_whoever_asks_may_have_an_event_loop() -> None:
    async def ask() -> str | None:
        return vendor("00:00:0c:01:02:03")

    assert asyncio.run(ask()) == vendor("00:00:0c:01:02:03")
