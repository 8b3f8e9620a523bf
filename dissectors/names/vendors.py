"""Who made a network card, by the first three bytes of its address: IEEE's registry, as the library `aiooui` has it."""

from __future__ import annotations

import asyncio
import threading
from functools import cache, lru_cache
from typing import Final

PREFIXES: Final = 4096
"""Answers that are kept."""
GROUP, LOCAL = 1, 2
"""Bits of the first byte: several cards are meant; whoever uses the address made it up (IEEE 802-2014 §8.2.2)."""
SHARED: Final = "IEEE Registration Authority"
"""Stands for blocks that were given out in parts, to several vendors."""


def vendor(address: str) -> str | None:
    """Of a MAC address such as 00:00:0c:01:02:03; None where it is not a card's own, or nobody is registered for it.

    Raises ValueError for what is no address.
    """
    data = bytes.fromhex(address.replace(":", ""))
    if len(data) != 6 or data[0] & (GROUP | LOCAL) or not any(data):
        return None
    return _registered(data[:3])


@cache
def _loaded() -> None:
    """The library reads its list with an event loop; whoever asks may be in one."""
    from aiooui import async_load

    thread = threading.Thread(target=lambda: asyncio.run(async_load()), name="vendors")
    thread.start()
    thread.join()


@lru_cache(PREFIXES)
def _registered(prefix: bytes) -> str | None:
    # Imported here: most captures are looked at without a question for vendors.
    from aiooui import get_vendor

    _loaded()
    found = get_vendor(prefix.hex(":"))
    return None if found is None or found == SHARED else found
