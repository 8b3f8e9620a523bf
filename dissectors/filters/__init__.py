"""Wireshark's display-filter language over the fields the dissectors know.

    chosen = compile_filter("tcp.port == 80 && !tcp.flags.ack")
    if chosen.matches(table.dissection(row)): ...

Text becomes syntax (`parser`, by grammar.lark), syntax becomes tests (`compiler`), and those are asked.
"""

from dissectors.filters.errors import FilterError
from dissectors.filters.filter import Filter, compile_filter

__all__ = ["Filter", "FilterError", "compile_filter"]
