"""The walk over the layers of many frames at once: per protocol, where its headers stand.

The same rules as in `dissect`, followed for groups of frames that share a successor; no bytes are copied, only
the header fields that lead on are gathered from the mapped file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.dissect import MAX_LAYERS
from dissectors.fields import AnySpec
from dissectors.header import Header, HeaderColumns
from dissectors.protocol import NOTHING
from dissectors.protocols.data import DATA
from dissectors.registry import AnyProtocol, Registry, default

Integers = NDArray[np.int64]

_SMALL = 0xFFFF


@dataclass(frozen=True, slots=True)
class LayerRows:
    """One protocol's layers in a batch of frames, sorted by row; a tunnel gives a row several."""

    rows: Integers
    """Index of the frame within the batch."""
    starts: Integers
    """Offset of the layer's first byte in the mapped file."""
    stops: Integers
    """End of the captured bytes of it."""
    reported_stops: Integers
    """End of what was on the wire, as if it were mapped too."""
    depths: NDArray[np.int16]
    """How many layers stand below it in its frame."""
    quoted: NDArray[np.bool_]
    """Part of a packet that an error message quotes."""
    _believed: dict[type[Header], NDArray[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """How many bits of each header may be believed, once that was asked: the answer serves all fields."""

    def select(self, chosen: NDArray[np.bool_] | Integers) -> LayerRows:
        """The layers that a mask or an index chooses."""
        places = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return LayerRows(
            self.rows.take(places),
            self.starts.take(places),
            self.stops.take(places),
            self.reported_stops.take(places),
            self.depths.take(places),
            self.quoted.take(places),
        )

    def column(self, spec: AnySpec, data: NDArray[np.uint8]) -> tuple[Integers, NDArray[Any]]:
        """A declared field's values with the row of each; layers cut before the field, or without it, are left out."""
        places, values = self.occurrences(spec, data)
        return self.rows[places], values

    def occurrences(self, spec: AnySpec, data: NDArray[np.uint8]) -> tuple[Integers, NDArray[Any]]:
        """The same with the index of each value's layer, ascending."""
        there = self.starts + spec.last_byte <= self.stops
        kind = spec.header
        if kind is None or (spec.when is None and spec.rule is None and kind.readable_bits is None):
            return np.flatnonzero(there), spec.column(data, self.starts if there.all() else self.starts[there])
        whole = self.starts + kind.size <= self.stops
        if whole.all():
            return self._of_whole_headers(spec, kind, data)
        header = self.select(whole).headers(kind, data)
        having = header.have(spec)
        places, values = np.flatnonzero(whole)[having], header.column(spec)[having]
        cut = np.flatnonzero(there & ~whole)
        if len(cut):
            header = _filled_up(self.select(cut), kind, data)
            having = header.have(spec)
            places = np.concatenate([places, cut[having]])
            values = np.concatenate([values, header.column(spec)[having]])
            order = np.argsort(places)
            places, values = places[order], values[order]
        return places, values

    def _of_whole_headers(
        self, spec: AnySpec, kind: type[Header], data: NDArray[np.uint8]
    ) -> tuple[Integers, NDArray[Any]]:
        header = self.headers(kind, data)
        header.believed = self._believed.get(kind)
        having = header.have(spec)
        if header.believed is not None:
            self._believed[kind] = header.believed
        values = header.column(spec)
        places = np.flatnonzero(having)
        return places, values if len(places) == len(values) else values[places]

    def headers(self, kind: type[Header], data: NDArray[np.uint8]) -> HeaderColumns:
        """The headers as arrays; every one must be whole."""
        return HeaderColumns(kind, data, self.starts, self.stops, self.reported_stops)


def _filled_up(layers: LayerRows, kind: type[Header], data: NDArray[np.uint8]) -> HeaderColumns:
    """Headers that are cut, with zeros in place of what is missing, as `Header.read` has them."""
    positions = layers.starts[:, None] + np.arange(kind.size)
    inside = positions < layers.stops[:, None]
    filled = np.where(inside, data[np.where(inside, positions, 0)], np.uint8(0)).ravel()
    starts = np.arange(len(layers.starts)) * kind.size
    lengths, reported_lengths = layers.stops - layers.starts, layers.reported_stops - layers.starts
    return HeaderColumns(kind, filled, starts, starts + lengths, starts + reported_lengths)


def join_layers(parts: Sequence[LayerRows]) -> LayerRows:
    """One after the other, in the order given."""
    if len(parts) == 1:
        return parts[0]
    return LayerRows(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("rows", "starts", "stops", "reported_stops", "depths", "quoted")
        )
    )


def find_layers(
    data: NDArray[np.uint8],
    offsets: Integers,
    captured_lengths: Integers,
    original_lengths: Integers,
    link_types: Integers,
    registry: Registry | None = None,
) -> dict[str, LayerRows]:
    """Every layer of every frame of a batch, by protocol name. The frames must be wholly inside `data`."""
    registry = registry or default()
    count = len(offsets)
    frames = LayerRows(
        np.arange(count, dtype=np.int64),
        offsets.astype(np.int64),
        offsets + captured_lengths,
        offsets + np.maximum(original_lengths, captured_lengths),
        np.ones(count, np.int16),
        np.zeros(count, np.bool_),
    )
    return find_layers_from(frames, "link_type", link_types, data, registry)


def find_layers_from(
    payloads: LayerRows, table: str, numbers: Integers, data: NDArray[np.uint8], registry: Registry
) -> dict[str, LayerRows]:
    """Every layer of payloads, by protocol name; who decodes each is found in a table under its number."""
    found: dict[str, list[LayerRows]] = {}
    pending = _by_successor(payloads, [(table, numbers)], (), registry, data)
    for depth in range(1, MAX_LAYERS):
        if not pending:
            break
        following: dict[AnyProtocol, list[LayerRows]] = {}
        for protocol, parts in pending.items():
            group = join_layers(parts)
            found.setdefault(protocol.name, []).append(group)
            for successor, rows in _step(protocol, group, depth, registry, data).items():
                following.setdefault(successor, []).extend(rows)
        pending = following
    return {name: _sorted(join_layers(parts)) for name, parts in found.items()}


def _sorted(layers: LayerRows) -> LayerRows:
    if np.all(layers.rows[1:] >= layers.rows[:-1]):
        return layers
    return layers.select(np.lexsort((layers.starts, layers.rows)))


def _step(
    protocol: AnyProtocol, group: LayerRows, depth: int, registry: Registry, data: NDArray[np.uint8]
) -> dict[AnyProtocol, list[LayerRows]]:
    """The layers that follow a group of layers of one protocol."""
    if protocol.next is None:
        return {}
    size = protocol.header.size
    whole = group.starts + size <= group.stops
    if not whole.all():
        group = group.select(whole)
    if not len(group.rows):
        return {}
    header = group.headers(protocol.header, data)
    stops, reported_stops = group.stops, group.reported_stops
    if protocol.length is not None:
        wanted = group.starts + np.maximum(protocol.length(header), size)
        reported_stops = np.minimum(reported_stops, wanted)
        stops = np.minimum(stops, reported_stops)
    header_length = size if protocol.header_length is None else np.maximum(protocol.header_length(header), size)
    if protocol.payload_length is not None:
        wanted = group.starts + header_length + np.maximum(protocol.payload_length(header), 0)
        reported_stops = np.minimum(reported_stops, wanted)
        stops = np.minimum(stops, reported_stops)
    payload = LayerRows(
        group.rows,
        group.starts + header_length,
        stops,
        reported_stops,
        np.full(len(group.rows), depth + 1, np.int16),
        group.quoted | protocol.quotes,
    )
    keys = ((table, np.broadcast_to(numbers, stops.shape)) for table, numbers in protocol.next(header))
    return _by_successor(payload, keys, registry.guesses.get(protocol.name, ()), registry, data)


def _by_successor(
    payload: LayerRows,
    keys: Iterable[tuple[str, Integers]],
    guesses: Sequence[AnyProtocol],
    registry: Registry,
    data: NDArray[np.uint8],
) -> dict[AnyProtocol, list[LayerRows]]:
    """Payloads grouped by who decodes them: the first key that a table knows, else who recognises it, else data."""
    result: dict[AnyProtocol, list[LayerRows]] = {}
    left = np.flatnonzero(payload.starts < payload.stops)
    # Where all have been taken no further key is made.
    for table, numbers in keys if len(left) else ():
        known = registry.tables.get(table)
        if not known:
            continue
        asked = numbers.take(left)
        taken = np.zeros(len(left), np.bool_)
        for number in _asked_for(known, asked):
            protocol = known[number]
            mine = np.flatnonzero(asked == number)
            if protocol.accepts is not None and (table, number) not in registry.decided:
                mine = mine[_accepted(protocol, payload.select(left[mine]), data)]
            if len(mine):
                taken[mine] = True
                everything = len(mine) == len(payload.rows)
                result.setdefault(protocol, []).append(payload if everything else payload.select(left.take(mine)))
        left = left[~taken]
        if not len(left):
            break
    for protocol in guesses:
        candidates = left[payload.starts[left] + protocol.header.size <= payload.stops[left]]
        if protocol.recognises is None or not len(candidates):
            continue
        chosen = candidates[np.asarray(protocol.recognises(payload.select(candidates).headers(protocol.header, data)))]
        if len(chosen):
            result.setdefault(protocol, []).append(payload.select(chosen))
            left = np.setdiff1d(left, chosen, assume_unique=True)
    if len(left):
        result.setdefault(DATA, []).append(payload.select(left))
    return result


def _asked_for(known: Mapping[int, AnyProtocol], numbers: Integers) -> list[int]:
    """The numbers of a table that occur among those asked for; most tables go by 16 bits or less."""
    if numbers.min() < NOTHING or numbers.max() > _SMALL:
        return [number for number in np.unique(numbers, return_index=True)[0].tolist() if number in known]
    # The last place is that of NOTHING.
    occurs = np.zeros(_SMALL + 2, np.bool_)
    occurs[numbers] = True
    return [number for number in known if 0 <= number <= _SMALL and occurs[number]]


def _accepted(protocol: AnyProtocol, payload: LayerRows, data: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which payloads a protocol takes when a table leads to it; those too short for its header it does."""
    accepted = np.ones(len(payload.rows), np.bool_)
    whole = payload.starts + protocol.header.size <= payload.stops
    if protocol.accepts is not None and whole.any():
        accepted[whole] = protocol.accepts(payload.select(whole).headers(protocol.header, data))
    return accepted
