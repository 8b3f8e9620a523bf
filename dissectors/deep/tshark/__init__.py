"""One tshark: which there is, what it knows, how it is started, fed and listened to.

`program` finds it and `asking` asks it something short; `tshark_capture` has it decode what `feeding` makes of packets,
and a splitter cuts out the answers. All that is internal to pyshark is touched in `tshark_capture` alone.
"""
