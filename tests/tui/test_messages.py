from tui.messages import CaptureState, CaptureStateChanged, RowsAdded


def test_a_later_state_replaces_one_that_still_waits() -> None:
    older, newer = CaptureStateChanged(CaptureState("a")), CaptureStateChanged(CaptureState("b"))
    assert older.can_replace(newer)
    assert not older.can_replace(RowsAdded())
