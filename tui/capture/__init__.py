"""Live capture: whatever the source, it ends in a capture file that grows on disk.

The privilege lives in one child process, the broker; everything else here runs without any. No module of this
package imports Textual, and none of those that the broker imports needs more than the standard library.

How a screen or the command line uses it (every name is in the module behind the arrow):

    client.BrokerClient.spawn() -> BrokerClient          as early as possible; returns in some milliseconds
    privilege.drop_privilege() -> str                    right after; "" or the sentence to show
    session.LiveCapture(broker, on_event=callback)       broker None: made by the first start of an interface
        .start(interfaces, *, capture_filter="", file=None, engine="auto", snaplen=262144, promiscuous=True,
               limits=Limits(), ring=None)                begins a new capture; returns at once
        .start_pipe(fd, *, file=None)                     stdin, FIFO or any descriptor that delivers a capture
        .stop()  .restart()                               the same capture goes on, numbering too
        .change(interfaces=None, capture_filter=None)     goes on in the same capture on another interface or filter
        .capture -> MergedCapture                         CaptureFile-like: .frames .data(row) .refresh() .notice
        .state -> "idle" | "starting" | "running" | "stopped"
        .statistics() -> Statistics                       captured, dropped, per interface; None = engine can't tell
        .engine -> str   .files -> tuple[Path, ...]   .file -> Path   .errors -> tuple[str, ...]
        .is_temporary  .is_saved                          what quitting has to ask about
        .save(path)                                       one interface into .pcap: as it is; else one pcapng
        .keep() -> Path   .discard()   .close()           what becomes of a temporary capture
      callback(event), called from threads, never from the caller's: events.Started, Stopped, Failed, Counted,
      Rotated (frozen dataclasses)
    follower.Follower(capture, callback, interval_seconds=0.05).start() / .stop()
        callback(Batch) from its thread: Batch.rows is a range of rows of `capture` that are new; .notice
    temporary.recovered() -> tuple[Leftover, ...]         captures a crash left: .files .interfaces .created .keep(to) .discard()
    limits.parse_stop([...]) / parse_ring([...])          tshark's -a and -b; limits.Limits(packets=, duration=, bytes=)
    libpcap.check_filter(text, link_type=1) -> str | None None: good; else libpcap's own words (0.1 ms: while typing)
    interfaces.list_interfaces() -> tuple[Interface, ...] .name .addresses .is_up .is_loopback .description .link_type
    interfaces.capture_permission(broker=None) -> Permission    .allowed .engine .reason .remedies
    interfaces.Rates().sample() -> {name: Rate}           .received_bytes .sent_bytes ... per second since the last call
"""
