"""Deep decoding: every protocol that Wireshark knows, by tshark, which pyshark starts and pumps.

Packets go from the packet table to a tshark's standard input as pcapng; its answers become the same fields, rows and
filter results as our own. Coroutines on the caller's running event loop. Without tshark nothing here works and nothing
else needs it.
"""
