"""What this process may do about other users' sockets."""

from __future__ import annotations

import pytest

from tui.sockets import capabilities
from tui.sockets.capabilities import (
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    NET_ADMIN,
    SYS_PTRACE,
    has,
    may_see_all_processes,
    who_sees_all,
)


@pytest.mark.parametrize(
    ("held", "may"),
    [
        ((), False),
        ((SYS_PTRACE,), False),
        ((DAC_READ_SEARCH, NET_ADMIN), False),
        ((SYS_PTRACE, DAC_READ_SEARCH), True),
        ((SYS_PTRACE, DAC_OVERRIDE), True),
    ],
)
def test_both_folders_and_links_must_be_readable(
    monkeypatch: pytest.MonkeyPatch, held: tuple[int, ...], may: bool
) -> None:
    monkeypatch.setattr(capabilities, "effective_capabilities", lambda: sum(1 << number for number in held))
    assert may_see_all_processes() is may
    assert has(NET_ADMIN) is (NET_ADMIN in held)


def test_root_in_a_container_is_not_told_to_be_root() -> None:
    assert "CAP_SYS_PTRACE" in who_sees_all(0)
    assert who_sees_all(1000) == "root sees those of all users"
