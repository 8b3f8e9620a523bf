from pathlib import Path

import pytest

from tui import settings
from tui.settings import Settings


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.toml"
    chosen = Settings(
        columns=("number", "toy.port", "info"),
        keys={"mark": "M"},
        theme="nord",
        time_format="delta",
        recent_files=("/captures/a b.pcap",),
        filter_history=('http.host == "x"',),
        saved_filters={"my ports": "tcp.port == 1234", "a.b": 'http.host == "x"'},
        column_widths={"tcp.port": 12},
        decode_as=("tcp.port==8888,http",),
        key_logs=("~/keys.log",),
        preferences=('uat:80211_keys:"wep","aa"',),
        profile="Default",
    )
    settings.save(path, chosen)
    assert settings.load(path) == (chosen, [])


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "none.toml") == (Settings(), [])


def test_what_is_wrong_is_told_and_the_rest_is_used(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        'theme = 7\ncolumns = ["info", 3]\ntypo = 1\ntime_format = "utc"\n'
        "keys = {mark = 2}\ncolumn_widths = {a = true}\n"
    )
    chosen, problems = settings.load(path)
    assert chosen == Settings(time_format="utc")
    assert len(problems) == 5


def test_comments_of_the_user_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\ntheme = "nord" # nice\n')
    settings.save(path, Settings(theme="nord", time_format="utc"))
    assert "# mine" in path.read_text()
    assert "# nice" in path.read_text()
    settings.save(path, Settings())
    assert settings.load(path) == (Settings(), [])


def test_a_file_that_is_no_toml_is_told_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("theme = = 3\n")
    chosen, problems = settings.load(path)
    assert chosen == Settings()
    assert str(path) in problems[0]
    with pytest.raises(ValueError, match="line 1"):
        settings.save(path, Settings(theme="nord"))
    assert path.read_text() == "theme = = 3\n"


def test_the_latest_file_is_first_and_no_name_comes_twice() -> None:
    chosen = Settings()
    for number in [*range(30), 29, 5]:
        chosen = chosen.with_recent_file(Path(f"/c/{number}"))
    assert chosen.recent_files[:3] == ("/c/5", "/c/29", "/c/28")
    assert len(chosen.recent_files) == settings.MOST_RECENT_FILES


def test_a_name_that_is_no_utf8_is_not_remembered() -> None:
    assert Settings().with_recent_file(Path("/c/\udcff")) == Settings()


def test_the_environment_names_another_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REMORA_CONFIG", str(tmp_path / "mine.toml"))
    assert settings.settings_path() == tmp_path / "mine.toml"
    monkeypatch.delenv("REMORA_CONFIG")
    assert settings.settings_path().name == settings.FILE_NAME


def test_numbers_and_switches_are_of_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    settings.save(path, Settings(deep_columns_up_to=5, wireshark_colours=True))
    assert settings.load(path) == (Settings(deep_columns_up_to=5, wireshark_colours=True), [])
    path.write_text('deep_columns_up_to = true\nwireshark_colours = 1\ntheme = 3\ndecoder = "native"\n')
    chosen, problems = settings.load(path)
    assert chosen == Settings(decoder="native")
    assert len(problems) == 3
