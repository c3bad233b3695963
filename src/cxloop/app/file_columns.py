"""Whole columns of a file, as texts and numbers, whatever its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.learn.errors import BadValue
from cxloop.listen.columns import as_text
from cxloop.listen.numbers import decimal_of, read_numbers
from cxloop.ports.source import Source

Floats = npt.NDArray[np.float64]
_YES: Final = ("true", "yes", "y", "t", "예", "네")
_NO: Final = ("false", "no", "n", "f", "아니요", "아니오")
_SAID: Final[dict[str, float | None]] = {**dict.fromkeys(_YES, 1.0), **dict.fromkeys(_NO, 0.0), "": None}


def read_columns(source: Source, columns: Sequence[str]) -> dict[str, pa.Array]:
    """These columns, whole."""
    parts: dict[str, list[pa.Array]] = {name: [] for name in columns}
    for batch in source.batches():
        for name in columns:
            place = batch.table.schema.get_field_index(name)
            parts[name].append(batch.table.column(place) if place >= 0 else pa.nulls(len(batch.table), pa.string()))
    return {name: _joined(chunks) for name, chunks in parts.items()}


def _joined(chunks: Sequence[pa.Array]) -> pa.Array:
    kinds = {chunk.type for chunk in chunks}
    return pa.concat_arrays(chunks if len(kinds) == 1 else [as_text(chunk) for chunk in chunks])


def coded(column: pa.Array) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The texts there are, sorted, in NFC and without blanks around them, and the place of each row's; -1 for none.

    >>> names, place = coded(pa.array(["b", " a", None, "b"]))
    >>> names, place.tolist()
    (['a', 'b'], [1, 0, -1, 1])
    """
    texts = pc.utf8_normalize(pc.utf8_trim_whitespace(as_text(column)), "NFC")
    coded = pc.if_else(pc.equal(texts, ""), None, texts).dictionary_encode()
    order = pc.sort_indices(coded.dictionary).to_numpy()
    place = np.empty(len(order) + 1, np.int64)
    place[order], place[-1] = np.arange(len(order)), -1
    return coded.dictionary.take(pa.array(order)).to_pylist(), place[coded.indices.fill_null(-1).to_numpy()]


def numbers_of(column: pa.Array, name: str) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Numbers, and which rows have one; yes and no count as 1 and 0. name: of the column. Raises BadValue.

    >>> [found.tolist() for found in numbers_of(pa.array(["1.5", "yes", ""]), "bought")]
    [[1.5, 1.0, 0.0], [True, True, False]]
    """
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    values, known = read_numbers(column, decimal_of(column))
    unread = np.flatnonzero(~known & column.is_valid().to_numpy(zero_copy_only=False))
    if not len(unread):
        return values, known
    texts = as_text(column.take(pa.array(unread))).to_pylist()
    said = [_SAID.get(text.strip().lower(), text) for text in texts]
    wrong = next((at for at, one in enumerate(said) if isinstance(one, str)), None)
    if wrong is not None:
        raise BadValue(column=name, row=int(unread[wrong]) + 1, value=texts[wrong][:80])
    values, known = values.copy(), known.copy()
    values[unread], known[unread] = [one or 0.0 for one in said], [one is not None for one in said]
    return values, known
