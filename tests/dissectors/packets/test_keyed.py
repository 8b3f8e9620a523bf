import dataclasses

import numpy as np
import pytest

from dissectors.packets.keyed import Keyed


def test_keys_that_travel_do_not_change() -> None:
    part = Keyed(2, np.array([1]), np.array([b"TCP"]))
    with pytest.raises(dataclasses.FrozenInstanceError):
        part.examined = 3  # type: ignore[misc]
