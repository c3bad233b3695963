"""What every answer can do: turn into a dictionary, and its main table into Arrow, pandas or Polars."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


class Answer:
    """Base of all answers, which are frozen dataclasses; `rows` names the field that is the main table."""

    __slots__ = ()
    rows: ClassVar[str] = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON: NaN and infinity become None."""
        plain: dict[str, Any] = plain_value(self)
        return plain

    def to_arrow(self) -> pa.Table:
        import pyarrow as pa

        return pa.Table.from_pylist(self.to_dict()[self.rows])

    def to_pandas(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(self.to_dict()[self.rows])

    def to_polars(self) -> pl.DataFrame:
        import polars as pl

        return pl.DataFrame(self.to_dict()[self.rows], infer_schema_length=None)


def plain_value(value: Any) -> Any:
    """A value as JSON knows it. A field's metadata `name` is its name outside, where Python reserves it (`from`);
    metadata `inside` keeps it out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.metadata.get("name", field.name): plain_value(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if not field.metadata.get("inside")
        }
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if hasattr(value, "tolist"):
        return plain_value(value.tolist())
    if isinstance(value, Sequence | set | frozenset):
        return [plain_value(item) for item in value]
    return str(value)
