"""What follows an extension header."""

from __future__ import annotations

import numpy as np

from dissectors.internet.extension_header import follow


def test_no_next_header_leads_to_nothing_for_one_and_for_many() -> None:
    assert follow(17) == (("ip.proto", 17),)
    assert follow(59) == (("ip.proto", -1),)
    ((table, numbers),) = follow(np.array([17, 59]))  # type: ignore[arg-type]
    assert (table, numbers.tolist()) == ("ip.proto", [17, -1])  # type: ignore[attr-defined]
