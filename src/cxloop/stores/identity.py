"""Which journeys are really another's: hashes of identifiers, for the journey index."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.hashing import Hashes
from cxloop.listen.identity import CUSTOMER
from cxloop.stores.hashes import journey_hashes


class Identity:
    """own: hashes of the identifiers that belong to somebody else's journey, sorted; to: hashes of the journeys they
    belong to; names: what those are called; kinds: of these identifiers."""

    def __init__(self, own: Hashes, to: Hashes, names: pa.Array, kinds: Iterable[str] = ()) -> None:
        self.own, self.to, self.names, self.kinds = own, to, names, tuple(sorted(set(kinds)))

    @classmethod
    def of(cls, belonging: pa.Table) -> Identity:
        """Of identifiers and their customers: kind, identifier, customer."""
        own, names = np.empty(len(belonging), np.uint64), belonging["customer"].combine_chunks()
        kinds = pc.unique(belonging["kind"]).to_pylist()
        for kind in kinds:
            mine = pc.equal(belonging["kind"], kind)
            own[mine.to_numpy()] = journey_hashes(belonging["identifier"].filter(mine), kind)
        order = np.argsort(own, kind="stable")
        return cls(own[order], journey_hashes(names, CUSTOMER)[order], names.take(pa.array(order)), kinds)

    @classmethod
    def nobody(cls) -> Identity:
        """Nobody known by two names. Nothing is hashed for it: that would load kernels before a command needs them."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.uint64), pa.nulls(0, pa.string()))

    def __len__(self) -> int:
        return len(self.own)

    def places(self, hashes: Hashes) -> npt.NDArray[np.int64]:
        """Where each hash stands among `own`; -1 for those that belong to themselves."""
        if not len(self.own):
            return np.full(len(hashes), -1, np.int64)
        place = np.minimum(np.searchsorted(self.own, hashes), len(self.own) - 1)
        found: npt.NDArray[np.int64] = np.where(self.own[place] == hashes, place, -1)
        return found

    def resolved(self, hashes: Hashes) -> Hashes:
        """The hashes of the journeys that identifiers belong to."""
        place = self.places(hashes)
        return hashes if not (place >= 0).any() else np.where(place >= 0, self.to[place], hashes)

    def beyond(self, known: Identity) -> Identity:
        """What is not in `known`, or otherwise there."""
        place = known.places(self.own)
        new = (place < 0) | (known.to[place] != self.to) if len(known) else np.ones(len(self.own), np.bool_)
        return self.some(new)

    def same(self, other: Identity) -> bool:
        return np.array_equal(self.own, other.own) and np.array_equal(self.to, other.to)

    def some(self, chosen: npt.NDArray[np.bool_]) -> Identity:
        return Identity(self.own[chosen], self.to[chosen], self.names.filter(pa.array(chosen)), self.kinds)

    def over(self, earlier: Identity) -> Identity:
        """Both together; where they differ, this one holds."""
        kept = earlier.some(self.places(earlier.own) < 0) if len(self.own) else earlier
        own = np.concatenate((self.own, kept.own))
        order = np.argsort(own, kind="stable")
        names = pa.concat_arrays([self.names, kept.names]).take(pa.array(order))
        return Identity(own[order], np.concatenate((self.to, kept.to))[order], names, self.kinds + kept.kinds)

    def write(self, path: Path) -> None:
        """Keeps it in a file."""
        batch = pa.record_batch([pa.array(self.own), pa.array(self.to), self.names], ["own", "to", "names"])
        batch = batch.replace_schema_metadata({"kinds": "\x1f".join(self.kinds)})
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
            writer.write_batch(batch)

    @classmethod
    def read(cls, path: Path) -> Identity:
        if not path.exists():
            return cls.nobody()
        with pa.memory_map(str(path)) as source:
            batch = pa.ipc.open_file(source).get_batch(0)
        kinds = (batch.schema.metadata or {}).get(b"kinds", b"").decode()
        return cls(
            batch.column(0).to_numpy(), batch.column(1).to_numpy(), batch.column(2), filter(None, kinds.split("\x1f"))
        )
