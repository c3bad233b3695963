"""An experiment read from a file: who was given what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from cxloop.app.file_columns import coded, numbers_of, read_columns
from cxloop.errors import BadOption
from cxloop.learn.analysis import Analysis, Numbers, analysis
from cxloop.learn.errors import bad_option
from cxloop.learn.metric import Kind, Metric, metric_of, no_column
from cxloop.learn.statistics.contrast import PLANNED
from cxloop.learn.units import Units, kind_of, totals, units_of
from cxloop.ports.source import Source

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
    table = read_columns(source, _needed(design, metrics, source.columns))
    names, arm = coded(table[design.arm])
    if design.control not in names:
        raise _unknown_control(design.control, names)
    if len(names) > MOST_ARMS or len(names) < 2:
        raise bad_option(
            "--arm",
            f"“{design.arm}” has {len(names)} values; an experiment has 2 to {MOST_ARMS} arms",
            f"“{design.arm}” 열의 값이 {len(names)}가지입니다. 실험군은 2~{MOST_ARMS}개여야 합니다",
        )
    if design.unit is None:
        count, unit = len(arm), np.arange(len(arm))
    else:
        ids, unit = coded(table[design.unit])
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


def _numbers(table: Mapping[str, pa.Array], units: Units, metric: Metric, before: str | None) -> Numbers:
    values, known = numbers_of(table[metric.over], metric.over)
    kind: Kind = metric.kind or kind_of(values, known)
    over, rows = totals(units, values, known)
    if kind == "binary":
        over = np.minimum(1.0, over)
    given, under = rows > 0, None
    if metric.under:
        under, under_rows = totals(units, *numbers_of(table[metric.under], metric.under))
        given &= under_rows > 0
    elif kind == "ratio":
        under = rows.astype(np.float64)
    then = None
    if before is not None:
        then, then_rows = totals(units, *numbers_of(table[before], before))
        then = np.where(then_rows > 0, then, then[then_rows > 0].mean() if (then_rows > 0).any() else 0.0)
    return Numbers(metric.name, kind, over, given, under, then)


def _shares(split: Mapping[str, float] | None, names: Sequence[str]) -> list[float] | None:
    if not split:
        return None
    for name in split:
        if name not in names:
            raise _unknown_control(name, names, "--split")
    return [split.get(name, 0.0) for name in names]


def _unknown_control(name: str, names: Sequence[str], option: str = "--control") -> BadOption:
    there = ", ".join(f'"{one}"' for one in names[:20])
    return bad_option(option, f"no arm is “{name}”; there are {there}", f"“{name}” 실험군이 없습니다. 있는 것: {there}")
