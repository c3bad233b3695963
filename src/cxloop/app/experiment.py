"""An experiment read from a file: who was given what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.errors import BadOption, Both
from cxloop.learn.analysis import Analysis, Numbers, analysis
from cxloop.learn.errors import BadValue
from cxloop.learn.metric import Kind, Metric, metric_of, no_column
from cxloop.learn.statistics.contrast import PLANNED
from cxloop.learn.units import Floats, Units, kind_of, totals, units_of
from cxloop.listen.columns import as_text
from cxloop.listen.numbers import decimal_of, read_numbers
from cxloop.ports.source import Source

_YES: Final = {"true": 1.0, "yes": 1.0, "y": 1.0, "t": 1.0, "예": 1.0, "네": 1.0}
_NO: Final = {"false": 0.0, "no": 0.0, "n": 0.0, "f": 0.0, "아니요": 0.0, "아니오": 0.0}
MOST_ARMS: Final = 50


@dataclass(frozen=True, slots=True)
class Design:
    """What is what in a file. unit: who was given an arm; each row is a unit of its own where None. metrics: as
    `metric_of` reads them. before: metric → the column with the same from before the experiment. split: arm → its
    share, equal where empty."""

    arm: str
    control: str
    metrics: Sequence[str]
    unit: str | None = None
    before: Mapping[str, str] | None = None
    split: Mapping[str, float] | None = None


def analyse(source: Source, design: Design, *, alpha: float = 0.05, planned: int | None = None) -> Analysis:
    """The analysis of an experiment that need not have gone through our flags.

    Raises BadOption for a column or control that is not there, BadValue for a text where a number should be.
    """
    metrics = [metric_of(text, source.columns) for text in design.metrics]
    table = _read(source, _needed(design, metrics, source.columns))
    names, arm = _coded(table[design.arm])
    if design.control not in names:
        raise _unknown_control(design.control, names)
    if len(names) > MOST_ARMS or len(names) < 2:
        raise BadOption(
            option="--arm",
            reason=Both(
                f"“{design.arm}” has {len(names)} values; an experiment has 2 to {MOST_ARMS} arms",
                f"“{design.arm}” 열의 값이 {len(names)}가지입니다. 실험군은 2~{MOST_ARMS}개여야 합니다",
            ),
        )
    if design.unit is None:
        count, unit = len(arm), np.arange(len(arm))
    else:
        ids, unit = _coded(table[design.unit])
        count = len(ids)
    units = units_of(unit, count, arm, len(names))
    before = design.before or {}
    numbers = [_numbers(table, units, metric, before.get(metric.name)) for metric in metrics]
    left_out = {"without_unit": int((unit < 0).sum()), "without_arm": int((arm < 0).sum())}
    return analysis(
        units,
        names,
        names.index(design.control),
        numbers,
        split=_shares(design.split, names),
        alpha=alpha,
        planned=planned or PLANNED,
        left_out=left_out,
    )


def _needed(design: Design, metrics: Sequence[Metric], columns: Sequence[str]) -> list[str]:
    then = list((design.before or {}).values())
    asked = [("--arm", design.arm), *(("--before", name) for name in then)]
    if design.unit is not None:
        asked.append(("--unit", design.unit))
    for option, name in asked:
        if name not in columns:
            raise no_column(option, name, columns)
    wanted = {name for _, name in asked} | {name for metric in metrics for name in (metric.over, metric.under) if name}
    return sorted(wanted)


def _read(source: Source, columns: Sequence[str]) -> dict[str, pa.Array]:
    """These columns, whole, and the line of each row."""
    parts: dict[str, list[pa.Array]] = {name: [] for name in columns}
    for batch in source.batches():
        for name in columns:
            place = batch.table.schema.get_field_index(name)
            parts[name].append(batch.table.column(place) if place >= 0 else pa.nulls(len(batch.table), pa.string()))
    return {name: _joined(chunks) for name, chunks in parts.items()}


def _joined(chunks: Sequence[pa.Array]) -> pa.Array:
    kinds = {chunk.type for chunk in chunks}
    return pa.concat_arrays(chunks if len(kinds) == 1 else [as_text(chunk) for chunk in chunks])


def _coded(column: pa.Array) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The texts there are, sorted, and the place of each row's; -1 for none."""
    texts = pc.utf8_normalize(pc.utf8_trim_whitespace(as_text(column)), "NFC")
    coded = pc.if_else(pc.equal(texts, ""), None, texts).dictionary_encode()
    order = pc.sort_indices(coded.dictionary).to_numpy()
    place = np.empty(len(order) + 1, np.int64)
    place[order], place[-1] = np.arange(len(order)), -1
    return coded.dictionary.take(pa.array(order)).to_pylist(), place[coded.indices.fill_null(-1).to_numpy()]


def _numbers(table: Mapping[str, pa.Array], units: Units, metric: Metric, before: str | None) -> Numbers:
    values, known = _values(table[metric.over], metric.over)
    kind: Kind = metric.kind or kind_of(values, known)
    over, rows = totals(units, values, known)
    if kind == "binary":
        over = np.minimum(1.0, over)
    given, under = rows > 0, None
    if metric.under:
        under, under_rows = totals(units, *_values(table[metric.under], metric.under))
        given &= under_rows > 0
    elif kind == "ratio":
        under = rows.astype(np.float64)
    then = None
    if before is not None:
        then, then_rows = totals(units, *_values(table[before], before))
        then = np.where(then_rows > 0, then, then[then_rows > 0].mean() if (then_rows > 0).any() else 0.0)
    return Numbers(metric.name, kind, over, given, under, then)


def _values(column: pa.Array, name: str) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Numbers, and which rows have one; yes and no count as 1 and 0. Raises BadValue."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    values, known = read_numbers(column, decimal_of(column))
    unread = np.flatnonzero(~known & column.is_valid().to_numpy(zero_copy_only=False))
    if not len(unread):
        return values, known
    texts = as_text(column.take(pa.array(unread))).to_pylist()
    said = [{**_YES, **_NO, "": None}.get(text.strip().lower(), text) for text in texts]
    wrong = next((at for at, one in enumerate(said) if isinstance(one, str)), None)
    if wrong is not None:
        raise BadValue(column=name, row=int(unread[wrong]) + 1, value=texts[wrong][:80])
    values, known = values.copy(), known.copy()
    values[unread], known[unread] = [one or 0.0 for one in said], [one is not None for one in said]
    return values, known


def _shares(split: Mapping[str, float] | None, names: Sequence[str]) -> list[float] | None:
    if not split:
        return None
    for name in split:
        if name not in names:
            raise _unknown_control(name, names, "--split")
    return [split.get(name, 0.0) for name in names]


def _unknown_control(name: str, names: Sequence[str], option: str = "--control") -> BadOption:
    there = ", ".join(f'"{one}"' for one in names[:20])
    reason = Both(f"no arm is “{name}”; there are {there}", f"“{name}” 실험군이 없습니다. 있는 것: {there}")
    return BadOption(option=option, reason=reason)
