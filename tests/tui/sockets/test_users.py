"""Names of users."""

from __future__ import annotations

import sys

import pytest

from tui.sockets.users import user_name


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such list")
def test_root_has_a_name_and_others_may_have_none() -> None:
    assert user_name(0) == "root"
    assert user_name(3_999_999_999) == "3999999999"
    assert user_name(1 << 70) == str(1 << 70)
