"""What errors say."""

from dissectors.errors import Truncated


def test_truncated_says_what_was_wanted_found_and_where() -> None:
    assert str(Truncated(8, 3, 40)) == "8 bytes wanted at byte 40, 3 left"
    assert "0 left" in str(Truncated(8, -3, 40))
