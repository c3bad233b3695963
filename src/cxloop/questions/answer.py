"""What every answer can do: turn into a dictionary, and its main table into Arrow, pandas or Polars."""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from cxloop.report.files import File, Format
    from cxloop.report.parts import Report
    from cxloop.report.speech import Language, Speech


class Answer:
    """Base of all answers, which are frozen dataclasses. rows: the field that is the main table; question: what it
    answers, as in the API."""

    __slots__ = ("_speaks",)
    rows: ClassVar[str] = ""
    question: ClassVar[str] = ""

    def told_by(self, speaks: Callable[[Language], Speech]) -> Self:
        """The same answer, told as a workspace says things. speaks: how it does in a language."""
        made = copy(self)
        object.__setattr__(made, "_speaks", speaks)
        return made

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

    def report(self, language: Language | None = None) -> Report:
        """The answer as it is told: sentences, charts, tables."""
        return self._told(self._speech(language))

    def file(self, format: Format, language: Language | None = None) -> File:
        """The answer as csv, xlsx, svg, png, pdf or html. Raises FontMissing."""
        from cxloop.report.files import file_of

        speech = self._speech(language)
        return file_of(self._told(speech), format, speech)

    def _told(self, speech: Speech) -> Report:
        from cxloop.report.telling import tell

        return tell(self.question, speech.called.answer(self.to_dict()), speech)

    def _speech(self, language: Language | None) -> Speech:
        from cxloop.report.speech import Speech, preferred

        speaks: Callable[[Language], Speech] = getattr(self, "_speaks", Speech)
        return speaks(language or preferred(os.environ))

    def _repr_html_(self) -> str:
        """What a notebook shows: the sentence, the charts and the tables."""
        from cxloop.report.page import fragment

        speech = self._speech(None)
        return fragment(self._told(speech), speech, most=12)


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
        whole = value.dtype.kind in "biu"  # long arrays need no look at each number
        return value.tolist() if whole else plain_value(value.tolist())
    if isinstance(value, Sequence | set | frozenset):
        return [plain_value(item) for item in value]
    return str(value)
