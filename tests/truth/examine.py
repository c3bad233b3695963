"""Put the product to the test: simulate worlds, ask it for their pains, mark the answers; for test and bench.

Seeds 0–49 (planted) and 0–399 (null) are the examination; whoever develops detectors works on seeds from 10,000 up.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from truth.score import Card, Mark, alarms, score
from truth.worlds import world


@dataclass(frozen=True, slots=True)
class Result:
    """One examined world: its card if it has pains, else what was claimed of it."""

    seed: int
    planted: bool
    outcome: str
    card: Card | None
    claims: tuple[tuple[str, str, float, float], ...]
    seconds: float


def examine(seed: int, planted: bool) -> Result:
    from cxloop.testing import pains_of  # late: a bench process pays for the product once, the generator's tests never

    asked = world(seed, planted)
    columns = asked.columns
    begin = time.perf_counter()
    answer = pains_of(columns, asked.outcome)
    seconds = time.perf_counter() - begin
    if planted:
        return Result(seed, True, asked.outcome, score(asked, answer), (), seconds)
    return Result(seed, False, asked.outcome, None, tuple(alarms(answer)), seconds)


def examine_all(asked: Sequence[tuple[int, bool]], processes: int = 2) -> Iterator[Result]:
    """Results as they come in. Processes are spawned: forking a process that has threads of Arrow or Numba can hang."""
    if processes == 1:
        yield from (examine(seed, planted) for seed, planted in asked)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for future in as_completed([pool.submit(examine, seed, planted) for seed, planted in asked]):
            yield future.result()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The four numbers the promise is about, as counts."""

    planted: int
    recalled: int
    covered: int
    judged: int
    false: int
    nulls: int
    alarmed: int


def verdict(results: Sequence[Result]) -> Verdict:
    cards = [result.card for result in results if result.card is not None]
    marks = marks_of(results)
    nulls = [result for result in results if not result.planted]
    return Verdict(
        len(marks),
        sum(mark.recalled for mark in marks),
        sum(mark.covered for mark in marks),
        sum(card.judged for card in cards),
        sum(len(card.false) for card in cards),
        len(nulls),
        sum(bool(result.claims) for result in nulls),
    )


def marks_of(results: Sequence[Result]) -> list[Mark]:
    return [mark for result in results if result.card is not None for mark in result.card.marks]
