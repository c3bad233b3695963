"""Rows without a customer, against a slow reading of all rows at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.listen import case_customers
from cxloop.listen.case_customers import CaseCustomers, NoCustomer
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import normalise
from cxloop.listen.raw import RawBatch

MAPPING = Mapping(customer="who", identifiers=(("e-mail", "mail"),), case="case", times=(("at", None),), event="what")
Row = tuple[str | None, str | None, str | None]
rows = st.tuples(
    st.sampled_from([None, "", "anna", "ben"]), st.sampled_from([None, None, "a@b.c"]),
    st.sampled_from(["1", "2", "3", None]),
)  # fmt: skip


class File:
    """Rows in batches, and how often they were read."""

    def __init__(self, parts: list[list[Row]]) -> None:
        self.parts, self.read = parts, 0

    def __call__(self) -> Iterator[RawBatch]:
        self.read += 1
        for part in self.parts:
            columns = dict(zip(("who", "mail", "case"), map(list, zip(*part, strict=True)), strict=True))
            table = {name: pa.array(values, pa.string()) for name, values in columns.items()}
            table |= {"at": pa.array(["2026-01-01"] * len(part)), "what": pa.array(["visit"] * len(part))}
            yield RawBatch(pa.RecordBatch.from_pydict(table), np.arange(len(part)))

    def filed(self, mapping: Mapping = MAPPING) -> tuple[list[tuple[str, str]], NoCustomer]:
        own, found = CaseCustomers(self, mapping), []
        for raw in self():
            done = own.fill(normalise(raw, mapping).events)
            found += list(zip(done["customer_kind"].to_pylist(), done["customer"].to_pylist(), strict=True))
        return found, own.rows


def named(who: str | None, mail: str | None) -> tuple[str, str] | None:
    return ("customer", who) if who else ("e-mail", mail) if mail else None


@given(st.lists(st.lists(rows, min_size=1, max_size=5), min_size=1, max_size=4))
def test_as_all_rows_at_once_say_it(parts: list[list[Row]]) -> None:
    every = [row for part in parts for row in part]
    wanted, found, alone = [], 0, 0
    for who, mail, case in every:
        mine = named(who, mail)
        if mine is None and case is not None:
            others = {named(*one[:2]) for one in every if one[2] == case} - {None}
            mine = others.pop() if len(others) == 1 else None
            found, alone = found + (mine is not None), alone + (mine is None)
            mine = mine or ("case", case)
        wanted += [mine] if mine is not None else []
    assert File(parts).filed() == (wanted, NoCustomer(found, alone))


def test_a_file_without_such_rows_is_read_once() -> None:
    whole, lacking = (
        File([[("anna", None, "1")], [("ben", None, "1")]]),
        File([[("", None, "1")], [("ben", None, "1")]]),
    )
    assert whole.filed()[1] == NoCustomer()
    assert lacking.filed()[1] == NoCustomer(1, 0)
    assert (whole.read, lacking.read) == (1, 3)
    only = File([[(None, None, "1")]])
    assert only.filed(Mapping(case="case", times=MAPPING.times, event="what")) == ([("case", "1")], NoCustomer())
    assert only.read == 1


def test_too_many_cases_without_a_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_customers, "_MOST", 2)
    file = File([[(None, None, str(number)), ("anna", None, str(number))] for number in range(3)])
    assert file.filed() == (
        [one for number in "012" for one in (("case", number), ("customer", "anna"))],
        NoCustomer(0, 3),
    )
