"""Amounts as people write them: 1,234.50, 1.234,50, ₩1,200, (12.00), 1 200 원."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.listen.columns import as_text

_FRAME: Final = re.compile(
    r"^[\s\u00a0]*(?P<open>\()?(?P<sign>[+-])?\s*(?:[₩$€£¥￦]|krw|usd|eur|brl|r\$|gbp|jpy)?\s*(?P<late>[+-])?"
    r"(?P<digits>\d[\d.,'\s\u00a0\u202f]*|[.,]\d+)(?P<power>e[+-]?\d+)?\s*(?:[₩$€£¥￦%]|원|krw|usd|eur|brl|gbp|jpy)?(?P<close>\))?(?P<minus>-)?[\s\u00a0]*$",
    re.IGNORECASE,
)
_BLANKS: Final = re.compile(r"[\s'\u00a0\u202f]")


def decimal_of(column: pa.Array) -> str:
    """Which mark is the decimal point in a column of texts: "," or "."; "" where nothing tells.

    >>> decimal_of(pa.array(["1.234", "12,50"])), decimal_of(pa.array(["1.234"])), decimal_of(pa.array([1.5]))
    (',', '', '')
    """
    if not _textual(column.type):
        return ""
    votes = [_mark(text) for text in pc.unique(as_text(column).slice(0, 100_000)).to_pylist() if text is not None]
    commas, points = votes.count(","), votes.count(".")
    return "" if commas == points else ("," if commas > points else ".")


def read_numbers(column: pa.Array, decimal: str = "") -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Numbers, and which rows could be read; nulls count as not read. decimal: as Mapping.decimal.

    >>> read_numbers(pa.array(["₩1,200", "1.234,50", "many"]))[0].tolist()
    [1200.0, 1234.5, 0.0]
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not _textual(column.type):
        return _typed(column)
    unique = as_text(column).dictionary_encode()
    read = [None if text is None else _number(text, decimal) for text in unique.dictionary.to_pylist()]
    if not read:
        return np.zeros(len(column)), np.zeros(len(column), np.bool_)
    codes = unique.indices.fill_null(0).to_numpy(zero_copy_only=False)
    known = np.array([number is not None for number in read])[codes] & column.is_valid().to_numpy(zero_copy_only=False)
    return np.where(known, np.array([number or 0.0 for number in read])[codes], 0.0), known


def _textual(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _typed(column: pa.Array) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    kind = column.type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return np.zeros(len(column)), np.zeros(len(column), np.bool_)
    numbers = column.cast(pa.float64(), safe=False)
    known = numbers.is_valid().to_numpy(zero_copy_only=False)
    values = numbers.fill_null(0.0).to_numpy(zero_copy_only=False)
    known = known & np.isfinite(values)
    return np.where(known, values, 0.0), known


def _framed(text: str) -> re.Match[str] | None:
    return _FRAME.match(text if text.isascii() else unicodedata.normalize("NFC", text))


def _mark(text: str) -> str:
    frame = _framed(text)
    if frame is None:
        return ""
    digits = _BLANKS.sub("", frame["digits"])
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        return "," if digits.rfind(",") > digits.rfind(".") else "."
    if commas + points == 0:
        return ""
    mark = "," if commas else "."
    if commas + points > 1:
        return "." if mark == "," else ","
    return "" if len(digits) - digits.index(mark) == 4 and not digits.startswith("0") else mark


def _number(text: str, decimal: str) -> float | None:
    frame = _framed(text)
    if frame is None or bool(frame["open"]) != bool(frame["close"]) or (frame["sign"] and frame["late"]):
        return None
    digits = _BLANKS.sub("", frame["digits"])
    mark = _mark(text) or decimal or "."
    plain = digits.replace("." if mark == "," else ",", "").replace(mark, ".")
    try:
        number = float(plain + (frame["power"] or ""))
    except ValueError:
        return None
    negative = bool(frame["open"]) ^ ((frame["sign"] or frame["late"]) == "-") ^ bool(frame["minus"])
    return None if not np.isfinite(number) else (-number if negative else number)
