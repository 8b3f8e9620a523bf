"""What becomes of a live capture when it is left, and the line that tells it."""

from __future__ import annotations

from tui import wording
from tui.capture.source import EngineError
from tui.live_source import LiveSource

SECONDS_TO_STOP = 5.0


def end_capture(source: LiveSource, *, discard: bool = False) -> str:
    """End it, write the named file if that is still to do, delete it if told to; one line for the user.

    What was not saved and is not to be discarded is kept, for the start screen to offer. Raises CaptureFileError
    where the named file cannot be written; the packets are kept then too.
    """
    live = source.live
    stop(source)
    counted, is_saved, is_temporary = live.statistics(), live.is_saved, live.is_temporary
    # A capture process that was killed did not tell its last count.
    count = max(counted.captured, len(live.capture.frames))
    if discard:
        live.discard()
        where = "discarded"
    else:
        place = live.close()
        if not live.has_begun:
            where = "nothing was written"
        elif is_temporary and is_saved:
            where = f"saved in {source.saved_in}" if source.saved_in is not None else "nothing to keep"
        elif is_temporary:
            where = f"kept in {place}: the start screen of remora offers it"
        else:
            where = f"saved in {place}"
    captured = f"{wording.count(count)} captured"
    dropped = "" if counted.dropped is None else f"{wording.count(counted.dropped)} dropped, "
    return f"{captured}, {dropped}{where}"


def stop(source: LiveSource) -> None:
    """End the capture and wait until the last packet is in the file."""
    try:
        source.live.stop()
    except EngineError:
        return  # the capture process is gone, and what it wrote is in the file
    source.live.wait_stopped(SECONDS_TO_STOP)
