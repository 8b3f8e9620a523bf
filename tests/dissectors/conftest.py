"""Fixtures for the dissectors' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dissectors.names import services


@pytest.fixture(scope="module", autouse=True)
def shipped_port_names() -> Iterator[None]:
    """Ports have the shipped names, whatever the machine's own file says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "SERVICES_FILES", ())
        services._system_names.cache_clear()
        yield
    services._system_names.cache_clear()
