"""What a sample shows of each column."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen import names
from cxloop.listen.columns import as_text, without_blanks
from cxloop.listen.kinds import times_share


class Look:
    """What a sample shows of one column. held: whether it is out of an object such as `properties`."""

    def __init__(self, name: str, column: pa.ChunkedArray, json: bool) -> None:
        called = names.inner(name)
        self.name, self.words, self.plain, self.held = name, names.words(called), names.plain(called), called != name
        whole = column.combine_chunks()
        self.values = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
        self.texts = without_blanks(as_text(self.values, json), nothing=True)
        self.json = pa.types.is_nested(column.type) or (json and _nested(self.texts))
        self.filled = len(self.texts) - self.texts.null_count
        self.distinct = pc.count_distinct(self.texts).as_py() if self.filled else 0
        self.of_case = name.startswith("case:")
        self.numeric = is_numeric(self.values.type)

    @property
    def unique(self) -> float:
        return float(self.distinct) / self.filled if self.filled else 0.0

    @property
    def length(self) -> float:
        return float(pc.mean(pc.utf8_length(self.texts)).as_py()) if self.filled else 0.0

    def readable(self, excel: bool = False) -> float:
        """The share of filled rows that are a time."""
        if not self.filled:
            return 0.0
        return times_share(self.values if is_timely(self.values.type) else self.texts, excel)


def _nested(texts: pa.StringArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, r"^[\[{]")).as_py())


def is_numeric(kind: pa.DataType) -> bool:
    """Whether a column of this type holds numbers."""
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


class Spread(NamedTuple):
    """Of how many keys a column has several values, of how many it stands in several rows, and how many keys are."""

    several: int
    again: int
    keys: int


def spread(look: Look, key: Look) -> Spread:
    """How a column varies from row to row of the same key: a customer, a case. Rows that lack either count nothing."""
    pairs = pa.table({"key": key.texts, "value": look.texts}).drop_null()
    counted = pairs.group_by("key").aggregate([("value", "count_distinct"), ("value", "count")])
    several = pc.sum(pc.greater(counted.column("value_count_distinct"), 1)).as_py() or 0
    again = pc.sum(pc.greater(counted.column("value_count"), 1)).as_py() or 0
    return Spread(several, again, counted.num_rows)


def is_timely(kind: pa.DataType) -> bool:
    """Whether a column of this type holds times."""
    return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind))


def digits(look: Look) -> float:
    """The share of bare numbers, which may be times but are far more often something else."""
    if look.numeric:
        return 1.0
    bare = pc.match_substring_regex(look.texts, r"^\s*[-+]?\d+([.,]\d+)?([eE][-+]?\d+)?\s*$")
    return float(pc.mean(bare.cast(pa.float64())).as_py() or 0.0)
