import stat
from pathlib import Path

from tui.copying import as_text, c_array, python_bytes, ways_to_copy, write_copy

DATA = bytes(range(14))


def test_python_gives_the_same_bytes_back() -> None:
    assert eval(python_bytes(DATA)) == DATA


def test_a_c_array_has_every_byte() -> None:
    text = c_array(DATA)
    assert text.startswith("unsigned char packet[14] = {\n")
    words = [word.strip(",") for word in text.split() if word.startswith("0x")]
    assert [int(word, 16) for word in words] == list(DATA)


def test_bytes_that_are_no_text_do_not_stop_the_copy() -> None:
    assert as_text(b"a\xffb") == "a\N{REPLACEMENT CHARACTER}b"


def test_the_menu_has_a_key_of_its_own_for_each_way() -> None:
    ways = ways_to_copy(DATA, "all bytes", "Port: 7", "7", "1 0.0", "toy.port == 7")
    assert len({way.key for way in ways}) == len(ways) == 8


def test_without_bytes_none_are_offered() -> None:
    assert {way.key for way in ways_to_copy(b"", "", "line", "", "row", "")} == {"f", "r"}


def test_the_file_is_for_the_user_alone(tmp_path: Path) -> None:
    path = write_copy("first", tmp_path / "state")
    assert write_copy("second \udcff", tmp_path / "state") == path
    assert path.read_text() == "second ?\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
