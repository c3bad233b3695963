"""Which journeys and events a question is asked of: period, filter, and journeys with or without steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxloop.model.rule import Rule
from cxloop.questions.journeys import Journeys
from cxloop.questions.lens import Lens
from cxloop.questions.rules import Mask, columns_of, mask_of


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at.

    begin_us, end_us: events that occurred in [begin, end), microseconds since 1970 UTC. where: only events for which
    the rule holds. having, lacking: only journeys with an event for each, without an event for any, of these rules.
    between: only the part of a journey from the first event for the first rule to the last event for the second.
    per: a journey is a `customer`'s or a `case`'s. among, apart: only journeys of these customers, and of none of
    those. lens: what the workspace hides, merges, leaves out; it comes first.
    """

    begin_us: int | None = None
    end_us: int | None = None
    where: Rule | None = None
    having: tuple[Rule, ...] = ()
    lacking: tuple[Rule, ...] = ()
    between: tuple[Rule, Rule] | None = None
    per: str = "customer"
    among: frozenset[str] | None = None
    apart: frozenset[str] | None = None
    lens: Lens | None = None

    @property
    def columns(self) -> frozenset[str]:
        rules = [*self.having, *self.lacking, *(self.between or ())]
        read = columns_of([self.where, *rules] if self.where is not None else rules)
        if self.per == "case" and not self.among is self.apart is None:
            read |= {"customer"}
        return read if self.lens is None else read | self.lens.columns

    def apply(self, journeys: Journeys) -> Journeys:
        """The journeys in scope; the same object where the scope is everything."""
        if self.lens is not None:
            journeys = self.lens.apply(journeys)
        kept = self._in_period(journeys)
        if self.where is not None:
            where = mask_of(self.where, journeys)
            kept = where if kept is None else kept & where
        if kept is not None:
            journeys = journeys.rows(kept)
        if self.among is not None:
            journeys = journeys.journeys(_those_of(self.among, journeys))
        if self.apart is not None:
            journeys = journeys.journeys(~_those_of(self.apart, journeys))
        if self.having or self.lacking:
            journeys = journeys.journeys(self._chosen(journeys))
        if self.between is not None:
            first, last = (mask_of(rule, journeys) for rule in self.between)
            journeys = journeys.rows(_between(first, last, journeys))
        return journeys.nonempty()

    def _in_period(self, journeys: Journeys) -> Mask | None:
        kept: Mask | None = None
        if self.begin_us is not None:
            kept = journeys.time >= self.begin_us
        if self.end_us is not None:
            before = journeys.time < self.end_us
            kept = before if kept is None else kept & before
        return kept

    def _chosen(self, journeys: Journeys) -> Mask:
        chosen = np.ones(len(journeys), np.bool_)
        for rule in self.having:
            chosen &= journeys.any_row(mask_of(rule, journeys))
        for rule in self.lacking:
            chosen &= ~journeys.any_row(mask_of(rule, journeys))
        return chosen


def _those_of(customers: frozenset[str], journeys: Journeys) -> Mask:
    """Which journeys are of one of these customers: by their names, or by the customer of an event of the case."""
    wanted = pa.array(sorted(customers), pa.string())
    if "customer" not in journeys.columns:
        inside: Mask = pc.is_in(pa.array(journeys.names, pa.string()), value_set=wanted).to_numpy(zero_copy_only=False)
        return inside
    column = journeys.codes("customer")
    known = pc.is_in(pa.array(column.values, pa.string()), value_set=wanted).to_numpy(zero_copy_only=False)
    return journeys.any_row(np.append(known, False).astype(np.bool_)[column.codes])


def _between(first: Mask, last: Mask, journeys: Journeys) -> Mask:
    """From the first row for `first` to the last row for `last` after it; nothing where either is missing."""
    kept = np.zeros(len(first), np.bool_)
    rows_first, rows_last = np.flatnonzero(first), np.flatnonzero(last)
    begin = np.searchsorted(rows_first, journeys.starts[:-1])
    end = np.searchsorted(rows_last, journeys.starts[1:]) - 1
    for journey in range(len(journeys)):
        if begin[journey] < len(rows_first) and end[journey] >= 0:
            start, stop = rows_first[begin[journey]], rows_last[end[journey]]
            if start < journeys.starts[journey + 1] and stop >= start:
                kept[start : stop + 1] = True
    return kept
