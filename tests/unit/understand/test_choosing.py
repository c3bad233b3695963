"""What there is to choose from: the next steps are those of every longer funnel, the values those of every row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.errors import BadOption
from cxloop.model.rule import is_event
from cxloop.understand.field_values import FieldValues
from cxloop.understand.next_steps import NextSteps
from oracles import funnels
from oracles.logs import EVENTS, Log, Row, asked, logs, parts_of, same
from unit.understand.test_funnel import STEPS, asked_funnels, furthest_of, limits, placed


def reaches(funnel: Any, names: list[str], event: str, rows: list[Row]) -> bool:
    """Whether a journey takes the steps and then the event, by trying every chain of rows."""
    fits = [[*(STEPS[name][1](row) for name in names), same(row.event) == same(event)] for row in rows]
    window, each = limits(funnel)
    if funnel.order == "any":
        return funnels.unordered(rows, fits, window) == len(names) + 1
    search = funnels.strict if funnel.order == "strict" else funnels.ordered
    return len(search(rows, fits, window, None if each is None else [*each, inf])) == len(names) + 1


@given(logs(rows=6), asked_funnels(), placed)
def test_next_steps_are_those_of_every_longer_funnel(log: Log, case: tuple[Any, list[str]], where: list[int]) -> None:
    funnel, names = case
    found = asked(NextSteps(funnel), parts_of(log, where), where)
    expected = {
        same(event): count
        for event in EVENTS
        if (count := sum(reaches(funnel, names, event, rows) for rows in log.values()))
    }
    assert {same(row.step): row.customers for row in found.steps} == expected
    assert found.customers == sum(furthest_of(funnel, names, rows) == len(names) for rows in log.values())


@given(logs(rows=6), asked_funnels(("ordered", "strict")), placed)
def test_the_number_beside_a_step_is_the_one_the_funnel_will_show(log: Log, case: Any, where: list[int]) -> None:
    funnel, _ = case
    parts = parts_of(log, where)
    for row in asked(NextSteps(funnel), parts, where).steps:
        each = None if funnel.step_windows is None else (*funnel.step_windows, None)
        longer = replace(funnel, steps=(*funnel.steps, is_event(row.step)), step_windows=each)
        assert asked(longer, parts, where).steps[-1].customers == row.customers


@given(logs(), placed)
def test_without_steps_every_event_of_a_journey_counts(log: Log, where: list[int]) -> None:
    found = asked(NextSteps(), parts_of(log, where), where)
    expected = Counter(event for rows in log.values() for event in {same(row.event) for row in rows})
    assert {same(row.step): row.customers for row in found.steps} == expected
    assert found.customers == len(log)


@given(logs(), placed, st.sampled_from(["", "e", "A", "검"]), st.sampled_from(["event", "channel", "plan"]))
def test_values_are_those_of_every_row(log: Log, where: list[int], search: str, field: str) -> None:
    found = asked(FieldValues(field, search), parts_of(log, where), where)
    rows = [(name, getattr(row, field)) for name, one in log.items() for row in one]
    fitting = [(name, same(value)) for name, value in rows if value and search.casefold() in same(value).casefold()]
    events, customers = Counter(value for _, value in fitting), Counter(value for _, value in set(fitting))
    assert {same(row.value): (row.events, row.customers) for row in found.breakdown} == {
        value: (events[value], customers[value]) for value in events
    }
    counts = [row.customers for row in found.breakdown]
    assert counts == sorted(counts, reverse=True)
    assert found.exact


def test_a_field_with_thousands_of_values_says_that_it_is_cut() -> None:
    import numpy as np

    from cxloop.questions.journeys import Codes, Journeys

    column = Codes(np.arange(3000, dtype=np.int32) // 2, tuple(str(number) for number in range(1500)))
    journeys = Journeys(np.arange(0, 3001, 2), np.zeros(3000, np.int64), {"property:order": column}, ("a",) * 1500)
    found = asked(FieldValues("order", most=5), [journeys])
    assert (len(found.breakdown), found.exact, found.numeric) == (5, False, True)
    assert asked(FieldValues("order", "149"), [journeys]).exact


@pytest.mark.parametrize("field", ["value", "customer"])
def test_amounts_and_customers_have_no_list_of_values(field: str) -> None:
    with pytest.raises(BadOption):
        FieldValues(field)
