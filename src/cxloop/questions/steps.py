"""Names that are the same under NFC are one step, however each source typed them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from cxloop.model.rule import nfc
from cxloop.questions.journeys import Codes


def canonical(column: Codes) -> Codes:
    """The column with one code for names that are the same under NFC: the lowest; the names stay as they came.

    >>> import unicodedata
    >>> column = Codes(np.array([1, 0, -1], np.int32), ("검색", unicodedata.normalize("NFD", "검색")))
    >>> canonical(column).codes.tolist()
    [0, 0, -1]
    """
    table = _same_names(tuple(column.values))
    return column if table is None else Codes(table[column.codes], column.values)


@lru_cache(maxsize=32)
def _same_names(names: tuple[str, ...]) -> npt.NDArray[np.int32] | None:
    """Per code the lowest code of the same name, -1 at the end for the missing; None where no two are the same."""
    if all(name.isascii() for name in names):
        return None
    lowest: dict[str, int] = {}
    codes = [lowest.setdefault(nfc(name), code) for code, name in enumerate(names)]
    if len(lowest) == len(names):
        return None
    return np.array([*codes, -1], np.int32)


@lru_cache(maxsize=32)
def marks_of(names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Per code a number that comes from its name alone, under NFC, and 0 at the end for the missing: the same in every
    index, whatever came into it first.

    >>> a, b = marks_of(("visit", "order")), marks_of(("order",))
    >>> bool(a[1] == b[0]), int(a[-1])
    (True, 0)
    """
    digests = b"".join(blake2b(nfc(name).encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names)
    return np.append(np.frombuffer(digests, "<i8"), 0).astype(np.int64)


def codes_named(name: str, values: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which codes bear a name, under NFC; one more place, always False, for the missing."""
    wanted = nfc(name)
    return np.array([*(nfc(value) == wanted for value in values), False], np.bool_)
