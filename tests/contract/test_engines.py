"""Every question, on every engine: the same answer as asked of the whole log at once.

The Dask workers are processes of their own, in an empty folder, and are told nothing but the address of an index.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import pkgutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import dask
import numpy as np
import pyarrow as pa
import pytest
from distributed import Client, LocalCluster

import cxloop.learn
import cxloop.understand
from cxloop.engines.dask import Dask
from cxloop.engines.local import Local
from cxloop.learn.counted import Counted, InArm, Since
from cxloop.learn.exposed import Exposed, ExposedBy
from cxloop.learn.measure import Measure
from cxloop.learn.per_unit import Asked
from cxloop.learn.periods import Periods
from cxloop.model.event import EVENT_SCHEMA, JOINED, LEFT
from cxloop.model.outcome import Outcome
from cxloop.model.rule import is_event, parse
from cxloop.model.segment import Group, Listed, Segment
from cxloop.questions.answer import plain_value
from cxloop.questions.journeys import Codes, Journeys
from cxloop.questions.lens import Lens
from cxloop.questions.scope import Scope
from cxloop.stores import index_build, partition_build
from cxloop.stores.events import EventTable
from cxloop.stores.index import open_index
from cxloop.understand import those
from cxloop.understand.behind import Behind, MarkedEvents
from cxloop.understand.bots import Bots
from cxloop.understand.edges import Edge, Step
from cxloop.understand.field_values import FieldValues
from cxloop.understand.friction.drop_off import LossPass
from cxloop.understand.funnel import Funnel
from cxloop.understand.held import Held
from cxloop.understand.landscape import Look
from cxloop.understand.members import FunnelMembers
from cxloop.understand.membership import Enrolled, Everybody, Struck
from cxloop.understand.met import WhoMet
from cxloop.understand.next_steps import NextSteps
from cxloop.understand.overview import Overview
from cxloop.understand.paths import Paths
from cxloop.understand.retention import Retention
from cxloop.understand.shared import InBoth
from cxloop.understand.slow import SlowWaits
from cxloop.understand.striking import HowManyStruck
from cxloop.understand.study import findings_of
from cxloop.understand.trial_pass import TrialPass
from cxloop.understand.variants import VariantSteps
from cxloop.understand.worth import Brings
from oracles.slow import Deadly, Slow, open_nothing

CUSTOMERS, PARTITIONS = 400, 8
EVENTS = np.array(["visit", "search", "cart", "검색", "buy", "call", JOINED, LEFT])
CHAIN = np.array(["arrive", "sign in", "choose", "pay", "thanks"])
STEPS = (is_event("visit"), parse('event = search or event = "검색"'), is_event("buy"))
LOOK, OUTCOME = Look(tuple(range(len(EVENTS) + len(CHAIN))), ("plan",)), Outcome.parse("reaches:buy")
DAY = 86_400_000_000


def asked_of(text: str) -> Asked:
    measure = Measure.parse(text)
    return Asked(measure, tuple(map(is_event, measure.steps)))


SPENT, REACHED = (asked_of(text) for text in ("count:search", "reaches:buy"))
EXPOSED = Exposed("pro", ("pro", "free"), (SPENT, REACHED), 0, 6 * DAY, seen=(("visit", "plan", "plan"),))
QUESTIONS: dict[str, Any] = {
    "overview": Overview("Asia/Seoul"),
    "overview of a period": Overview(kept=(40 * 3_600_000_000, 90 * 3_600_000_000)),
    "funnel": Funnel(STEPS, 86_400, breakdown="plan"),
    "funnel, strict": Funnel(STEPS[:2], order="strict", step_windows=(3_600,)),
    "funnel, any order": Funnel(STEPS, 86_400, "any", breakdown="channel"),
    "funnel, by segment": Funnel(STEPS, 86_400, breakdown=Segment("pro", parse("plan = pro"))),
    "who met": WhoMet(0, 6 * 86_400_000_000, (("desk", ("kim", "이", "nobody")),)),
    "next steps": NextSteps(Funnel(STEPS[:2], 86_400)),
    "next steps, strict": NextSteps(Funnel(STEPS[:2], order="strict")),
    "next steps, any order": NextSteps(Funnel(STEPS[:2], 86_400, "any")),
    "held": Held(("value", "property:plan")),
    "worth": Brings("reaches:buy", is_event("buy")),
    "values": FieldValues("plan"),
    "values, searched": FieldValues("channel", "전"),
    "members": FunnelMembers(Funnel(STEPS, 86_400), 2, limit=7),
    "paths": Paths(),
    "paths, means only": Paths(quantiles=False),
    "variants": VariantSteps((1, 2)),
    "edge": Edge("search", "buy"),
    "step": Step("search"),
    "retention": Retention("day", zone="Asia/Seoul"),
    "pains, a first look": LOOK,
    "pains, trials": TrialPass,
    "pains, losses": LossPass,
    "behind a step": Behind(those.Rule(is_event("search")), limit=5, offset=3),
    "behind a way out": Behind(those.At(is_event("buy"), last=True), "first", 4),
    "behind a transition": Behind(those.Transition("search", "buy"), "times", 6),
    "behind a transition, by wait": Behind(those.Transition("search", "buy"), "wait", 3),
    "behind a variant": Behind(those.Way(("arrive",))),
    "behind a funnel": Behind(those.Came(Funnel(STEPS, 86_400), 2, exactly=True), limit=3),
    "behind a day": Behind(those.Moments("day", "Asia/Seoul", "1970-01-03"), limit=4),
    "behind a cohort": Behind(those.InCohort("day", "UTC", ("1970-01-02",), 1, back=False), limit=4),
    "behind a period": Behind(Counted(REACHED, 0, 3 * DAY, 6 * DAY, above=True), limit=4),
    "behind a group of a funnel": Behind(
        those.Came(Funnel(STEPS, 86_400, breakdown="plan"), 1, False, Group(None, frozenset({"pro"}))), limit=3
    ),
    "behind a group of a period": Behind(
        Counted(REACHED, 0, 3 * DAY, 6 * DAY, by="property:plan", group=Group("pro")), limit=4
    ),
    "behind waits of a channel": Behind(
        those.Among(those.Transition("search", "buy", 1e6, 9e9), "channel", Group("web")), limit=4
    ),
    "behind the times around a change": Behind(
        Since((Counted(REACHED, 0, DAY, 6 * DAY), Counted(REACHED, DAY, 2 * DAY, 6 * DAY))), limit=4
    ),
    "behind an event": Behind(those.Named(frozenset({(1, 3), (1, 7)}))),
    "behind an arm": Behind(InArm(replace(EXPOSED, asked=(REACHED,)), (0,), True, "channel", Group("web")), limit=4),
    "behind it, marked": MarkedEvents(those.Rule(), "customer 3"),
    "behind a step, the fewest events first": Behind(those.Rule(is_event("search")), "events", 7, 2, reverse=True),
    "in both of two periods": InBoth(Scope(end_us=5 * DAY), Scope(begin_us=2 * DAY, having=(is_event("search"),))),
    "slow waits": SlowWaits((("search", "buy"), ("visit", "search")), (3_600_000_000, 60_000_000)),
    "everybody": Everybody(),
    "bots": Bots(Lens(bots=parse("plan = pro"))),
    "who joined": Enrolled("soon"),
    "pains, who was hit": Struck,
    "pains, how many were hit": HowManyStruck,
    "period by period": Periods(SPENT, (0, 3 * DAY, 6 * DAY), by="property:plan"),
    "period by period, followed": Periods(Asked(Measure.parse("returns:2")), (0, 3 * DAY, 6 * DAY), by="property:plan"),
    "period by period, a list": Periods(
        REACHED, (0, 6 * DAY), by=Listed("some", frozenset({"customer 1", "customer 2"}))
    ),
    "exposed": EXPOSED,
    "exposed, by segment": ExposedBy(EXPOSED, Segment("search", is_event("search"))),
    "exposed, by channel": ExposedBy(EXPOSED, "channel"),
    "retention, unbounded": Retention("week", "unbounded", is_event("visit"), is_event("buy")),
}
SCOPES = {
    "everything": Scope(),
    "some of it": Scope(
        begin_us=86_400_000_000, end_us=6 * 86_400_000_000, where=parse('plan != "pro"'), having=(is_event("visit"),),
        between=(is_event("visit"), parse("channel = web")),
    ),
    "some customers": Scope(among=frozenset(f"customer {number}" for number in range(0, 60, 3))),
    "all but some customers": Scope(apart=frozenset(f"customer {number}" for number in range(0, 60, 3))),
    "nothing": Scope(having=(is_event("no such event"),)),
    "through a lens": Scope(
        lens=Lens(frozenset({"call"}), (("cart", "buy"), ("search", "검색")), parse("plan = 플러스")),
        having=(is_event("visit"),),
    ),
}  # fmt: skip


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A journey index in a folder, of several partitions, one property encoded."""
    folder = tmp_path_factory.mktemp("workspace")
    table = EventTable(folder / "events")
    table.commit(1, [table.stage(1, 0, event_rows())], 0)
    where = str(folder / "index" / "customer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partition_build, "ROWS_A_PARTITION", 1_000)
        index_build.refresh_index(table, where, "customer", ["plan"], keep=Paths().keep)
        index_build.ensure_columns(table, where, "customer", ["property:plan", "property:beta"])
    assert open_index(where).partitions == PARTITIONS
    assert open_index(where).journeys(0, {"event"}).notes, "the paths questions would be counted anew"
    return where


def event_rows(seed: int = 5) -> pa.Table:
    rng = np.random.default_rng(seed)
    lengths = rng.geometric(0.06, CUSTOMERS)
    rows = int(lengths.sum())
    plans = rng.choice(["free", "pro", "플러스", None], CUSTOMERS)
    begins = np.repeat(rng.integers(0, 7 * 86_400, CUSTOMERS), lengths)
    seconds = begins + (rng.lognormal(6, 2, rows).astype(int) // 60 * 60).clip(0, 86_400)  # ties are frequent
    columns: dict[str, Any] = {
        "occurred": pa.array(seconds * 1_000_000, pa.timestamp("us", tz="UTC")),
        "event": begun(rng, seconds, lengths, EVENTS[rng.integers(0, len(EVENTS), rows)]),
        "customer_kind": ["customer"] * rows,
        "customer": [f"customer {number}" for number in np.repeat(np.arange(CUSTOMERS), lengths)],
        "channel": rng.choice(["web", "전화", None], rows),
        "owner": np.random.default_rng(seed + 1).choice(["kim", "이", None], rows),
        "value": np.where(seconds % 3 > 0, seconds % 97 / 4, None),
        "properties": [
            None if plan is None else f'{{"plan":"{plan}","beta":"soon"}}' for plan in np.repeat(plans, lengths)
        ],
        "received": pa.array([0] * rows, pa.timestamp("us", tz="UTC")),
        "sequence": np.arange(rows),
        "batch": np.ones(rows, np.int64),
        "fingerprint": np.zeros(rows, np.int64),
    }
    arrays = [pa.array(columns.get(field.name, [None] * rows), field.type) for field in EVENT_SCHEMA]
    return pa.table(arrays, EVENT_SCHEMA)


def begun(rng: np.random.Generator, seconds: Any, lengths: Any, events: Any) -> Any:
    """The events with every journey's first ones replaced by steps in an order, that some do not go to the end of."""
    customer = np.repeat(np.arange(CUSTOMERS), lengths)
    order = np.lexsort((np.arange(len(seconds)), seconds, customer))
    rank = np.arange(len(seconds)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    goes_on = rank < np.minimum(rng.geometric(0.2, CUSTOMERS), len(CHAIN))[customer]
    replaced = events.astype(object)
    replaced[order[goes_on]] = CHAIN[rank[goes_on]]
    return replaced.astype(str)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Two worker processes. The scheduler gives up a task at the first death, so that handing it out again is ours."""
    before, empty = Path.cwd(), tmp_path_factory.mktemp("workers")
    os.chdir(empty)
    settings = {"distributed.scheduler.allowed-failures": 0, "distributed.worker.memory.terminate": False}
    try:
        with (
            dask.config.set(settings),
            LocalCluster(2, threads_per_worker=1, dashboard_address=None, local_directory=str(empty)) as made,
            Client(made) as client,
        ):
            os.chdir(before)
            yield client
    finally:
        os.chdir(before)


@pytest.fixture(params=["local", "dask"])
def engine(request: pytest.FixtureRequest) -> Any:
    if request.param == "local":
        return Local(open_index, threads=2)
    return Dask(open_index, request.getfixturevalue("cluster"))


def whole(address: str, columns: frozenset[str]) -> Journeys:
    """All partitions as one, put together from the columns themselves; properties are encoded anew."""
    index = open_index(address)
    parts = [index.journeys(partition, columns) for partition in range(index.partitions)]
    ends = np.cumsum([0, *(len(part.time) for part in parts)])
    starts = [part.starts[:-1] + end for part, end in zip(parts, ends, strict=False)]
    made: dict[str, Any] = {}
    for name in columns:
        if not isinstance(parts[0].columns[name], Codes):
            made[name] = np.concatenate([part.numbers(name) for part in parts])
            continue
        texts = [text for part in parts for text in texts_of(part.codes(name))]
        encoded = pa.array(texts).dictionary_encode()
        values = parts[0].codes(name).values if ":" not in name else encoded.dictionary.to_pylist()
        codes = [-1 if text is None else list(values).index(text) for text in texts]
        made[name] = Codes(np.array(codes, np.int32), tuple(values))
    names = [name for part in parts for name in part.names]
    time = np.concatenate([part.time for part in parts])
    return Journeys(np.append(np.concatenate(starts), ends[-1]), time, made, names)


def texts_of(column: Codes) -> list[str | None]:
    return [None if code < 0 else column.values[code] for code in column.codes.tolist()]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_same_answer_everywhere(engine: Any, address: str, question: str, scope: str) -> None:
    asked, within = question_named(question, address), SCOPES[scope]
    found = plain(engine.ask(address, asked, within))
    assert found == approximately(in_one_piece(address, question, scope))
    if scope == "everything":
        assert found != plain(Local(open_index).ask(address, asked, SCOPES["nothing"])), "a question about nothing"


@cache
def in_one_piece(address: str, question: str, scope: str) -> Any:
    """The answer that is put together from no parts."""
    asked, within = question_named(question, address), SCOPES[scope]
    journeys = within.apply(whole(address, asked.columns | within.columns))
    return plain(asked.answer(asked.measure(journeys)))


@cache
def looked_at(address: str) -> Any:
    """What the first look at all journeys finds."""
    return Local(open_index).ask(address, LOOK, Scope())


@cache
def question_named(name: str, address: str) -> Any:
    """The question; those that build on another's answer, on that for this log."""
    if name in ("pains, trials", "pains, losses"):
        landscape = looked_at(address)
        return QUESTIONS[name](landscape, OUTCOME, STEPS[2], frozenset(), accepted=(0, 3))
    if name == "pains, who was hit":
        landscape = looked_at(address)
        finding = next(one for one in findings_of(landscape) if one.kind == "rework")
        return Struck(landscape, finding.kind, finding.step, finding.others, frozenset())
    if name == "pains, how many were hit":
        landscape = looked_at(address)
        frictions = tuple((one.kind, one.step, one.others) for one in findings_of(landscape))
        return HowManyStruck(landscape, frictions, frozenset())
    if name != "variants":
        return QUESTIONS[name]
    top = Local(open_index).ask(address, Paths(top=5), Scope()).top_variants
    return VariantSteps(tuple(variant.number for variant in top))


def plain(answer: Any) -> Any:
    return sorted(answer) if isinstance(answer, frozenset) else plain_value(answer)


def approximately(value: Any) -> Any:
    """Sums of waits may be added in another order."""
    if isinstance(value, dict):
        return {key: approximately(item) for key, item in value.items()}
    if isinstance(value, list):
        return [approximately(item) for item in value]
    return pytest.approx(value, rel=1e-12) if isinstance(value, float) else value


@pytest.mark.parametrize("question", QUESTIONS)
def test_engines_agree_to_the_last_bit(cluster: Client, address: str, question: str) -> None:
    asked = question_named(question, address)
    answers = [plain(each.ask(address, asked, Scope())) for each in (Local(open_index), Dask(open_index, cluster))]
    assert answers[0] == answers[1]


def test_what_was_noted_of_journeys_changes_no_later_answer(engine: Any, address: str) -> None:
    landscape, notes = looked_at(address), {}  # type: ignore[var-annotated]
    first = TrialPass(landscape, OUTCOME, STEPS[2], frozenset())
    losses = LossPass(landscape, OUTCOME, STEPS[2], frozenset(), (0, 3))
    again = replace(first, accepted=(0, 3), effects=((1, -0.1),), losses=losses, repeated=True)
    engine.ask(address, first, Scope(), notes)
    found = plain(engine.ask(address, again, Scope(), notes))
    assert found == plain(Local(open_index).ask(address, again, Scope()))
    assert found["sums"] != plain(Local(open_index).ask(address, first, Scope()))["sums"]


@pytest.mark.parametrize("question", [name for name in QUESTIONS if "pains" not in name])
def test_an_index_without_partitions_gives_an_empty_answer(address: str, question: str) -> None:
    asked = QUESTIONS[question]
    nothing = plain(Local(open_nothing).ask(address, asked, Scope()))
    assert nothing == plain(Local(open_index).ask(address, asked, SCOPES["nothing"]))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_task_is_no_more_than_an_address_and_a_question(address: str, question: str) -> None:
    task = pickle.dumps((open_index, address, 0, question_named(question, address), SCOPES["some of it"]))
    with_landscape = ("pains, trials", "pains, losses", "pains, who was hit", "pains, how many were hit")
    assert len(task) < (300_000 if question in with_landscape else 3_000)


def test_a_worker_killed_in_the_middle_changes_nothing(cluster: Client, address: str, tmp_path: Path) -> None:
    slow = Slow(0.3, str(tmp_path))
    expected = Local(open_index, threads=PARTITIONS).ask(address, slow, Scope())
    (tmp_path / str(os.getpid())).unlink()
    pids = set(cluster.run(os.getpid).values())
    killer = Thread(target=kill_one_at_work, args=(tmp_path, pids))
    killer.start()
    found = Dask(open_index, cluster).ask(address, slow, Scope())
    killer.join()
    assert found == expected
    worked = {int(file.name) for file in tmp_path.iterdir()}
    assert len(worked & pids) == 2
    assert not alive(min(worked & pids))


def kill_one_at_work(folder: Path, pids: set[int]) -> None:
    """Kills the lower of two worker processes as soon as both have begun."""
    until = time.monotonic() + 20
    while time.monotonic() < until and len(list(folder.iterdir())) < 2:
        time.sleep(0.01)
    os.kill(min(pids), signal.SIGKILL)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_partition_whose_worker_died_is_handed_out_again(cluster: Client, address: str, tmp_path: Path) -> None:
    (tmp_path / "death 1").touch()
    deadly = Deadly(0, str(tmp_path))
    found = Dask(open_index, cluster).ask(address, deadly, Scope())
    assert not list(tmp_path.glob("death *"))
    assert found == Local(open_index).ask(address, deadly, Scope())


def test_a_question_that_fails_fails_with_its_own_error(engine: Any, address: str) -> None:
    with pytest.raises(KeyError, match="no such column"):
        engine.ask(address, Broken(0, ""), Scope())


class Broken(Slow):
    def measure(self, journeys: Journeys) -> list[int]:
        return [len(journeys.columns["no such column"])]  # type: ignore[arg-type]


COMPILED = """
import importlib, json, pickle, pkgutil, sys
from cxloop.engines.local import Local
from cxloop.questions import kernels as questions
from cxloop.understand import kernels as understand
from cxloop.understand.friction import kernels as friction

packages = [(package.__path__, package.__name__ + ".") for package in (questions, understand)]
names = [found.name for each in packages for found in pkgutil.iter_modules(*each)]
modules = [*map(importlib.import_module, names), friction]

def compiled():
    return sorted({f"{kernel.__module__} {name} {signature}" for module in modules
                   for name, kernel in vars(module).items() for signature in getattr(kernel, "signatures", ())})

for module in modules:
    getattr(module, "warm", int)()
warmed = compiled()
with open(sys.argv[1], "rb") as file:
    open_index, address, asked = pickle.load(file)
for question, scope in asked:
    Local(open_index).ask(address, question, scope)
print(json.dumps([warmed, compiled()]))
"""


def test_nothing_is_compiled_after_set_up(address: str, tmp_path: Path) -> None:
    """Whatever is asked, each kernel meets the types only that `warm` has shown it, in a process of its own."""
    asked = [(question_named(name, address), scope) for name in QUESTIONS for scope in SCOPES.values()]
    (tmp_path / "asked").write_bytes(pickle.dumps((open_index, address, asked)))
    done = subprocess.run([sys.executable, "-c", COMPILED, tmp_path / "asked"], capture_output=True, check=True)
    warmed, later = json.loads(done.stdout)
    assert len(warmed) > 60
    assert set(later) == set(warmed)


def test_every_question_is_here() -> None:
    """A new question has to be tried on both engines as well."""
    found = [
        one.name
        for stage in (cxloop.understand, cxloop.learn)
        for one in pkgutil.walk_packages(stage.__path__, f"{stage.__name__}.")
    ]
    modules = [importlib.import_module(name) for name in found]
    questions = {
        found.__name__
        for module in modules
        for found in vars(module).values()
        if isinstance(found, type) and all(hasattr(found, part) for part in ("measure", "merge", "answer"))
    }
    assert questions == {type(question).__name__ for question in QUESTIONS.values()} - {"type"} | {
        "TrialPass",
        "LossPass",
        "Struck",
        "HowManyStruck",
    }
