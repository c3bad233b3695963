"""The parts of the comparison: each runs cxloop and its peers in turn, proves the answers equal, and gives its rows."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from bench.log import FUNNEL, OPTIONS, OUTCOME, Made
from bench.measured import Ended, Times, cxloop, in_turn, process
from bench.peers import ClickHouse, DuckDb, Pm4py, Polars
from bench.report import Row
from bench.same import Differs, edges_of, same_counts, same_edges

ALWAYS_TESTED: Final = {"channel_escape", "delay", "error", "late", "ping_pong", "repeat_contact", "rework"}
"""Kinds that this log has work for; a drop-off is only listed where one is found."""


class Forgetful:
    """An index that has kept nothing but its columns."""

    def __init__(self, index: Any) -> None:
        self.index, self.partitions = index, index.partitions

    def journeys(self, partition: int, columns: Any) -> Any:
        return replace(self.index.journeys(partition, columns), notes={})


@dataclass
class Ground:
    """The log, and what was made of it so far."""

    log: Made
    folder: Path
    runs: int
    funnel: Times | None = field(default=None)  # of DuckDB, which the pain points are held against

    @property
    def data(self) -> Path:
        """The folder that cxloop has imported the log into."""
        folder = self.folder / "cxloop"
        if not folder.exists():
            _imported(self, folder)
        return folder

    @cached_property
    def workspace(self) -> Any:
        import cxloop as product

        return product.open(self.data)

    @cached_property
    def duckdb(self) -> DuckDb:
        return DuckDb(self.log.path, self.folder)

    def asked(self, question: Any, anew: bool = False) -> Any:
        """The answer about the whole log. anew: nothing that the index keeps of its journeys is used."""
        from cxloop.engines.local import Local
        from cxloop.questions.scope import Scope
        from cxloop.stores.index import open_index

        engine = Local(lambda address: Forgetful(open_index(address))) if anew else self.workspace.engine
        return engine.ask(self.workspace.indexes.address("customer"), question, Scope())

    def duckdb_funnel(self) -> Times:
        if self.funnel is None:
            self.funnel = in_turn(self.runs, self.duckdb.funnel)[0]
        return self.funnel


def _imported(ground: Ground, folder: Path) -> Ended:
    shutil.rmtree(folder, ignore_errors=True)
    ended = cxloop(folder, "import", ground.log.path, *OPTIONS)
    report = json.loads(ended.output)
    same_counts("the log", [report["imported"], report["refused"], report["duplicates"]], [ground.log.rows, 0, 0])
    return ended


def imports(ground: Ground) -> list[Row]:
    """Event table and index from the Parquet log, beside DuckDB sorting it into another Parquet file."""
    target, ours, theirs = ground.folder / "sorted.parquet", Times(), Times()
    for _ in range(max(2, ground.runs // 2)):
        for times, run in (
            (theirs, lambda: _copied(ground, target)),
            (ours, lambda: _imported(ground, ground.folder / "cxloop")),
        ):
            ended = run()
            times.seconds.append(ended.seconds)
            times.memory = max(times.memory, ended.memory)
    target.unlink()
    return [
        Row(
            "import of the Parquet log: event table and index",
            "DuckDB `COPY (… ORDER BY customer, time) TO`, zstd",
            ours,
            theirs,
            slower=3,
        )  # fmt: skip
    ]


def _copied(ground: Ground, target: Path) -> Ended:
    code = "import sys; from pathlib import Path; from bench.peers import duckdb_copy; duckdb_copy(*map(Path, sys.argv[1:]))"
    return process([sys.executable, "-c", code, ground.log.path, target])


def funnel(ground: Ground) -> list[Row]:
    """Four steps within seven days: how many reach each, which is what the peers tell; and with times to convert.

    DuckDB is asked twice, in the usual way and in the quickest we know of; the pain points are held against the latter.
    """
    from cxloop.model.rule import is_event
    from cxloop.questions.scope import Scope
    from cxloop.understand.funnel import Funnel

    engine, address = ground.workspace.engine, ground.workspace.indexes.address("customer")
    question = Funnel(tuple(is_event(step) for step in FUNNEL), 7 * 86_400.0, waits=False)
    clickhouse, duckdb = ClickHouse(ground.log.path, ground.folder), ground.duckdb
    ours, plain, in_order, sql, usual = in_turn(
        ground.runs, lambda: engine.ask(address, question, Scope()), clickhouse.funnel,
        lambda: clickhouse.funnel(in_order=True), duckdb.funnel, duckdb.usual_funnel,
    )  # fmt: skip
    (told,) = in_turn(ground.runs, lambda: ground.workspace.funnel(FUNNEL))
    clickhouse.close()
    ground.funnel = sql
    counts = [step.customers for step in ours.answer.steps]
    same_counts("with times", counts, [step.customers for step in told.answer.steps])
    for who, other in (("ClickHouse", plain), ("ClickHouse in order", in_order), ("DuckDB", sql), ("DuckDB", usual)):
        same_counts(who, counts, other.answer)
    name = "4-step funnel, 7 days"
    quicker = min(plain, in_order, key=lambda times: times.median)
    return [
        Row(name, "ClickHouse (chdb) `windowFunnel`, table sorted by customer", ours, quicker, faster=10),
        Row(name, "DuckDB SQL (window frames, the usual way)", ours, usual, faster=50),
        Row(name, "DuckDB SQL (ASOF joins, the quickest way)", ours, sql, faster=50),
        Row(f"{name}, with median and p90 times to convert", "", told, None),
    ]


def graph(ground: Ground) -> list[Row]:
    """The follows-graph with counts, customers, median and p90 wait; ours has starts, ends and variants besides."""
    from cxloop.understand.paths import Paths

    duckdb, question = ground.duckdb, Paths(variants=False)
    ours, anew, sql = in_turn(
        ground.runs, lambda: ground.asked(question), lambda: ground.asked(question, anew=True), duckdb.graph
    )
    (whole,) = in_turn(ground.runs, ground.workspace.paths)
    for times in (ours, anew, whole):
        same_edges("DuckDB", edges_of(times.answer), sql.answer, exact=2)
    name = "follows-graph: counts, customers, median and p90 wait"
    return [
        Row(f"{name}; from what the index keeps", "DuckDB SQL, the same fields", ours, sql, faster=100),
        Row(f"{name}; counted anew", "DuckDB SQL, the same fields", anew, sql),
        Row("the same with variants and what the ten most frequent are", "", whole, None),
    ]


def means(ground: Ground) -> list[Row]:
    """The follows-graph with counts and mean waits only."""
    from cxloop.understand.paths import Paths

    polars, question = Polars(ground.log.path), Paths(quantiles=False, variants=False)
    ours, anew, quick = in_turn(
        ground.runs, lambda: ground.asked(question), lambda: ground.asked(question, anew=True), polars.means
    )
    mine = edges_of(ours.answer, means=True)
    for edges in (mine, edges_of(anew.answer, means=True)):
        same_edges("Polars", edges, quick.answer, exact=1)
    del polars
    pm4py = Pm4py(ground.log.path)
    (slow,) = in_turn(1, pm4py.means)
    same_edges("pm4py", mine, slow.answer, exact=1)
    name, peers = "follows-graph: counts and mean waits", ("Polars, frame sorted by customer", "pm4py performance DFG")
    return [
        Row(f"{name}; from what the index keeps", peers[0], ours, quick, faster=10),
        Row(f"{name}; counted anew", peers[0], anew, quick),
        Row(f"{name}; from what the index keeps", f"{peers[1]}, frame sorted by case", ours, slow, faster=300),
        Row(f"{name}; counted anew", f"{peers[1]}, frame sorted by case", anew, slow),
    ]


def fresh(ground: Ground) -> list[Row]:
    """The same from the command line: a new process each time, from its start to its end."""
    rows = []
    for name, words in (("funnel", ("funnel", *FUNNEL)), ("paths", ("paths",)), ("overview", ("overview",))):
        cxloop(ground.data, *words)
        runs = [cxloop(ground.data, *words) for _ in range(max(ground.runs, 3))]
        times = Times([run.seconds for run in runs], memory=max(run.memory for run in runs))
        rows.append(
            Row(f"`cxloop {name} --json`, fresh process", "", times, None, within=2.0 if name != "overview" else None)
        )
    return rows


def pains(ground: Ground) -> list[Row]:
    """All eight detectors with effects; the first time a property is asked for it is encoded, which is shown apart."""
    words = ("pains", "--outcome", OUTCOME)
    first = cxloop(ground.data, *words)
    runs = [cxloop(ground.data, *words) for _ in range(2)]
    answer = json.loads(runs[-1].output)
    missing = ALWAYS_TESTED - {pain["kind"] for pain in answer["pains"]}
    if missing:
        raise Differs(f"detectors with nothing to test: {sorted(missing)}")
    if answer["pains"] != json.loads(runs[0].output)["pains"]:
        raise Differs("pain points are not the same twice")
    times = Times([run.seconds for run in runs], memory=max(run.memory for run in runs))
    name = f"pain points: eight detectors with effects ({answer['tested']} tested), fresh process"
    return [
        Row(name, "DuckDB SQL funnel", times, ground.duckdb_funnel(), slower=6),
        Row("the same, first time: properties are encoded", "DuckDB SQL funnel", Times([first.seconds], memory=first.memory),
            ground.duckdb_funnel(), slower=6),
    ]  # fmt: skip


PARTS: Final[dict[str, Callable[[Ground], list[Row]]]] = {
    "import": imports, "fresh": fresh, "funnel": funnel, "graph": graph, "means": means, "pains": pains,
}  # fmt: skip
