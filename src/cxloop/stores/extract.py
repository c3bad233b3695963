"""Members of a column of JSON objects, as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxloop.listen.shapes import as_written
from cxloop.stores.kernels.members import member_spans, texts_of_spans

FEW_VALUES: Final = 200
"""A property with so many values at most may be a trait or a group."""
_AT_ONCE: Final = 32
"""So many members are read out of an object in one go: where each of them stands takes memory."""
_SAMPLED_FILES: Final = 20
_SAMPLED_ROWS: Final = 10_000


def property_texts(objects: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """The member `name` of each JSON object as text (numbers and booleans as JSON writes them); null where missing.

    >>> property_texts(pa.chunked_array([['{"plan": "pro", "n": 3}', None, '{"n": 4}']]), "plan").to_pylist()
    ['pro', None, None]
    """
    return pa.chunked_array(property_columns(objects, [name]))


def property_columns(objects: pa.ChunkedArray, names: Sequence[str]) -> list[pa.StringArray]:
    """Several members at once; of a member that is there twice the first one, of a nested one its JSON.

    >>> made = property_columns(pa.chunked_array([['{"plan":"pro","n":3.50}', None, '{"n": [1, 2]}']]), ["n", "plan"])
    >>> [column.to_pylist() for column in made]
    [['3.50', None, '[1,2]'], ['pro', None, None]]
    """
    whole = objects.combine_chunks().cast(pa.large_string())
    _, places, letters = whole.buffers()
    begins = np.frombuffer(places, np.int64)[whole.offset : whole.offset + len(whole) + 1]
    data = np.frombuffer(letters or b"", np.uint8)
    present = np.asarray(pc.is_valid(whole).to_numpy(zero_copy_only=False))
    columns: list[pa.StringArray] = []
    for first in range(0, len(names), _AT_ONCE):
        some = names[first : first + _AT_ONCE]
        keys = [name.encode("utf-8", "surrogatepass") for name in some]
        ends = np.cumsum([0, *map(len, keys)])
        spans, hard = member_spans(begins, data, present, ends, np.frombuffer(b"".join(keys), np.uint8))
        rows = np.flatnonzero(hard)
        parsed = [_members(str(whole[int(row)].as_py())) for row in rows]
        columns += [
            _replaced(_texts(data, spans[place]), rows, [members.get(name) for members in parsed])
            for place, name in enumerate(some)
        ]
    return columns


def _texts(data: npt.NDArray[np.uint8], spans: npt.NDArray[np.int64]) -> pa.StringArray:
    ends, letters = texts_of_spans(data, spans)
    held = spans[:, 0] >= 0
    bitmap = pa.py_buffer(np.packbits(held, bitorder="little"))
    made = pa.LargeStringArray.from_buffers(len(spans), pa.py_buffer(ends), pa.py_buffer(letters), bitmap)
    return made.cast(pa.string())


def _replaced(texts: pa.StringArray, rows: npt.NDArray[Any], values: list[str | None]) -> pa.StringArray:
    if not len(rows):
        return texts
    mask = np.zeros(len(texts), np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(values, pa.string()))


def _members(text: str) -> dict[str, str | None]:
    """The members of an object with escapes or nested values; none of one that is no JSON object."""
    try:
        written = as_written(text)
        return {name: _text(bytes(raw)) for name, raw in written.items()}
    except (msgspec.DecodeError, UnicodeError):
        return {}


def _text(written: bytes) -> str | None:
    if written == b"null":
        return None
    if written.startswith(b'"'):
        return str(msgspec.json.decode(written))
    return msgspec.json.format(written, indent=-1).decode() if written[:1] in b"{[" else written.decode()


def filled(files: Sequence[Path], columns: Sequence[str]) -> list[str]:
    """The columns that hold a value in some file, as the files' own statistics tell."""
    found: set[str] = set()
    for path in files:
        with pq.ParquetFile(path) as file:
            for group in range(file.metadata.num_row_groups):
                meta = file.metadata.row_group(group)
                for column in set(columns) - found:
                    told = meta.column(file.schema_arrow.get_field_index(column)).statistics
                    if told is None or told.null_count is None or told.null_count < meta.num_rows:
                        found.add(column)
    return [column for column in columns if column in found]


def few_valued(files: Sequence[Path], properties: Sequence[str]) -> list[str]:
    """The properties that have few values in a sample of rows: as traits and groups they are asked for first."""
    values: dict[str, set[str]] = {name: set() for name in properties}
    for path in files[:: max(1, len(files) // _SAMPLED_FILES)]:
        with pq.ParquetFile(path) as file:
            batch = next(file.iter_batches(_SAMPLED_ROWS, columns=["properties"]), None)
        objects = pa.chunked_array([] if batch is None else [batch.column(0)], pa.string())
        undecided = [name for name in properties if len(values[name]) <= FEW_VALUES]
        for name, column in zip(undecided, property_columns(objects, undecided), strict=True):
            values[name].update(column.unique().drop_null().to_pylist())
    return [name for name in properties if 0 < len(values[name]) <= FEW_VALUES]
