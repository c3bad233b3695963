"""64-bit hashes of Arrow columns: xxHash64 (Yann Collet, public specification), one value a row, without Python
objects.

They place customers in partitions and recognise a row that came in before. Stable for ever: golden values are tested
against the reference library.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.hash_kernels import hash_slices, hash_words, without_quotes

Hashes = npt.NDArray[np.uint64]

_MISSING: Final = np.uint64(0x6D697373696E6721)


def hash_strings(column: pa.Array | pa.ChunkedArray, seed: int = 0) -> Hashes:
    """xxHash64 of each UTF-8 string; a missing one gets a value of its own.

    >>> hash_strings(pa.array(["anna"])).tolist() == hash_strings(pa.array(["", "anna"]))[1:].tolist()
    True
    """
    if isinstance(column, pa.ChunkedArray):
        parts = [hash_strings(chunk, seed) for chunk in column.chunks]
        return np.concatenate(parts) if parts else np.empty(0, np.uint64)
    if isinstance(column, pa.DictionaryArray):
        known = np.append(hash_strings(column.dictionary, seed), _MISSING)
        coded: Hashes = known[pc.fill_null(column.indices.cast(pa.int64()), -1).to_numpy()]
        return coded
    if len(column) == 0:
        return np.empty(0, np.uint64)
    hashes: Hashes = hash_slices(*_slices(column), np.uint64(seed))
    if column.null_count:
        hashes[column.is_null().to_numpy(zero_copy_only=False)] = _MISSING
    return hashes


def hash_json(column: pa.Array, seed: int = 0) -> Hashes:
    """As `hash_strings`, of JSON texts in which a number and the same digits as text count as equal.

    Whether a source gives 1 or "1" often depends on what else stands in the column.

    >>> len(set(hash_json(pa.array(['{"a":1}', '{"a":"1"}', '{"a":2}'])).tolist()))
    2
    """
    if len(column) == 0:
        return np.empty(0, np.uint64)
    text, ends = _slices(column)
    bare, places = np.empty(max(1, int(ends[-1] - ends[0]) + 1), np.uint8), np.empty(len(ends), np.int64)
    without_quotes(text, ends, bare, places)
    bare.flags.writeable = places.flags.writeable = False
    hashes: Hashes = hash_slices(bare, places, np.uint64(seed))
    hashes[column.is_null().to_numpy(zero_copy_only=False)] = _MISSING
    return hashes


def _slices(column: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    column = column.cast(pa.large_string())
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data, np.uint8) if data is not None and data.size else _nothing(), ends


def _nothing() -> npt.NDArray[np.uint8]:
    none = np.zeros(1, np.uint8)
    none.flags.writeable = False
    return none


def hash_numbers(values: npt.NDArray[np.int64]) -> Hashes:
    """A hash of each 64-bit number (the xxHash64 avalanche)."""
    hashes: Hashes = hash_words(np.ascontiguousarray(values).view(np.uint64))
    return hashes


def warm() -> None:
    """Compiles the kernels."""
    hash_strings(pa.array(["a", None]))
    hash_json(pa.array(["a", None]))
    hash_numbers(np.zeros(2, np.int64))
