"""All patterns over one capture: fed with its rows as they come, asked for findings whenever somebody wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dissectors.capture_file.frames import NO_TIME
from dissectors.streams.patterns import initial_numbers, syn_flood, tcp_scans, udp_scans
from dissectors.streams.patterns.address_claims import ClaimWatch
from dissectors.streams.patterns.attempts import Attempts, Records
from dissectors.streams.patterns.batch import Batch
from dissectors.streams.patterns.finding import MOST_OF_A_KIND, Finding, in_order
from dissectors.streams.patterns.flows import Flows
from dissectors.streams.patterns.injection import InjectionWatch
from dissectors.streams.patterns.land import LandWatch
from dissectors.streams.patterns.redirects import RedirectWatch
from dissectors.streams.patterns.sightings import Sightings
from dissectors.streams.patterns.smurf import SmurfWatch
from dissectors.streams.patterns.sweeps import SweepWatch
from dissectors.streams.patterns.teardrop import FragmentWatch

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.streams.patterns.grouping import Integers


class PatternWatch:
    """Looks for every pattern in the rows up to `rows_done`. Both methods belong to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self.rows_done = 0
        self._latest = NO_TIME
        """The latest time of a packet."""
        self._flows = Flows()
        self._watches = (
            ClaimWatch(),
            SweepWatch(),
            LandWatch(),
            RedirectWatch(),
            SmurfWatch(),
            FragmentWatch(),
            InjectionWatch(self._flows),
        )
        self._settled = tuple((module, Sightings()) for module in (syn_flood, tcp_scans, initial_numbers))
        self._settled_udp = Sightings()
        self._tcp = Attempts("tcp", self._settle_tcp)
        self._udp = Attempts("udp", lambda records: self._settled_udp.add(udp_scans.see(records)))

    def extend(self, stop: int) -> None:
        """Look at the rows up to `stop`, and those of the same piece behind it. Raises CaptureFileError."""
        while self.rows_done < min(stop, len(self._index.capture.frames)):
            piece = self._index.piece_of(self.rows_done)
            self._take(Batch(self._index, piece, self.rows_done), piece.first + piece.count)

    def add(self, piece: Piece, rows: Integers) -> None:
        """Look at some rows of a piece only, ascending and behind those before. Raises CaptureFileError."""
        chosen = np.zeros(piece.count, np.bool_)
        chosen[rows - piece.first] = True
        self._take(Batch(self._index, piece, int(rows[0]), chosen), int(rows[-1]) + 1)

    def _take(self, batch: Batch, rows_done: int) -> None:
        self._index.streams.extend(batch.piece.first + batch.piece.count)
        self._tcp.add(batch)
        self._udp.add(batch)
        for watch in self._watches:
            watch.add(batch)
        self._flows.add(batch)
        if len(batch.times):
            self._latest = max(self._latest, int(batch.times.max()))
        self.rows_done = rows_done

    def findings(self, *, more_may_come: bool = False) -> list[Finding]:
        """What was found so far, the gravest first; `more_may_come` while a capture goes on."""
        records = self._tcp.records
        until = self._latest if more_may_come and self._latest != NO_TIME else None
        found = [finding for watch in self._watches for finding in watch.findings()]
        for module, settled in self._settled:
            fresh = syn_flood.see(records, until) if module is syn_flood else module.see(records)
            found += [module.finding(seen) for seen in settled.with_also(fresh)[:MOST_OF_A_KIND]]
        found += [udp_scans.finding(seen) for seen in self._settled_udp.with_also(udp_scans.see(self._udp.records))]
        return in_order(found)

    def _settle_tcp(self, records: Records) -> None:
        for module, settled in self._settled:
            settled.add(module.see(records))
