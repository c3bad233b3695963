"""The same questions asked of others, each written the way it is fastest there that we know of.

All get what helps them: tables sorted by customer and time, event names as enumerations, data in their own format.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bench.log import FUNNEL

WINDOW_US: Final = 7 * 86_400_000_000
CORES: Final = len(os.sched_getaffinity(0))
Edges = dict[tuple[str, str], tuple[float, ...]]
"""(from, to) → count, customers, median and p90 wait in seconds; where only means are asked for, count and mean."""
Ask = Callable[[], Any]


def duckdb_funnel_sql() -> str:
    """Step by step, each row joined to the latest row of the step before that is part of an attempt still in time.

    The latest attempt is the one with most time left, so one match a row is enough; DuckDB's ASOF join finds it. Three
    times as fast as running maxima over window frames, which say the same.
    """
    parts = [f"s0 as (select customer, time, time as start from log where event = '{FUNNEL[0]}')"]
    for place, name in enumerate(FUNNEL[1:], 1):
        parts.append(
            f"s{place} as (select step.customer, step.time, before.start"
            f" from (select customer, time from log where event = '{name}') as step"
            f" asof join s{place - 1} as before on step.customer = before.customer and step.time >= before.time"
            f" where step.time - before.start <= {WINDOW_US})"
        )
    counts = ", ".join(f"(select count(distinct customer) from s{place})" for place in range(len(FUNNEL)))
    return f"with {', '.join(parts)} select {counts}"


def usual_funnel_sql() -> str:
    """As it is mostly written: for each row the start of the latest attempt to get so far, by running maxima."""
    steps = [f"case when event = '{name}' then" for name in FUNNEL]
    parts = [f"s0 as (select customer, time, event, {steps[0]} time end as a0 from log)"]
    for place in range(1, len(FUNNEL)):
        kept = ", ".join(f"a{before}" for before in range(place))
        parts.append(
            f"s{place} as (select customer, time, event, {kept},"
            f" {steps[place]} max(a{place - 1}) over (partition by customer order by time"
            f" rows between unbounded preceding and 1 preceding) end as a{place} from ("
            f"select * replace (case when time - a{place - 1} <= {WINDOW_US} then a{place - 1} end as a{place - 1})"
            f" from s{place - 1}))"
        )
    counts = ", ".join(
        f"count(distinct case when time - a{place} <= {WINDOW_US} then customer end)" for place in range(len(FUNNEL))
    )
    return f"with {', '.join(parts)} select {counts} from s{len(FUNNEL) - 1}"


class DuckDb:
    """A native table in DuckDB, sorted by customer and time."""

    def __init__(self, log: Path, folder: Path) -> None:
        import duckdb

        self.connection = duckdb.connect(str(folder / "peer.duckdb"), config={"threads": CORES})
        source = f"from read_parquet('{log}')"
        self.connection.execute(f"create type name as enum (select distinct event {source})")
        self.connection.execute(
            f"create table log as select customer, epoch_us(time) as time, event::name as event {source} order by customer, time"
        )

    def funnel(self) -> list[int]:
        row = self.connection.execute(duckdb_funnel_sql()).fetchone()
        assert row is not None
        return [int(count) for count in row]

    def usual_funnel(self) -> list[int]:
        row = self.connection.execute(usual_funnel_sql()).fetchone()
        assert row is not None
        return [int(count) for count in row]

    def graph(self) -> Edges:
        rows = self.connection.execute("""
            with pairs as (
                select customer, event, lead(event) over journey as following, lead(time) over journey - time as wait
                from log window journey as (partition by customer order by time))
            select event, following, count(*), count(distinct customer),
                quantile_cont(wait, [0.5, 0.9])
            from pairs where following is not null group by event, following""").fetchall()
        return {(a, b): (n, who, waits[0] / 1e6, waits[1] / 1e6) for a, b, n, who, waits in rows}

    def close(self) -> None:
        self.connection.close()


def duckdb_copy(log: Path, target: Path) -> None:
    """Sorts the log by customer and time into a Parquet file."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": CORES, "temp_directory": str(target.parent)}) as connection:
        connection.execute(
            f"copy (select * from read_parquet('{log}') order by customer, time) to '{target}' (format parquet, compression zstd)"
        )


class ClickHouse:
    """A MergeTree table in chdb, sorted by customer and time."""

    def __init__(self, log: Path, folder: Path) -> None:
        from chdb import session

        self.session = session.Session(str(folder / "clickhouse"))
        self._run("create database if not exists bench")
        self._run(
            "create table bench.log (customer String, time UInt64, event LowCardinality(String))"
            " engine = MergeTree order by (customer, time)"
        )
        self._run(
            "insert into bench.log select assumeNotNull(customer), toUInt64(toUnixTimestamp64Micro(assumeNotNull(time))),"
            f" assumeNotNull(event) from file('{log}', Parquet)"
        )
        self._run("optimize table bench.log final")

    def _run(self, query: str) -> str:
        return str(self.session.query(query, "TabSeparated"))

    def funnel(self, in_order: bool = False) -> list[int]:
        """in_order: with `optimize_aggregation_in_order`, which uses that the table is sorted."""
        names = ", ".join(f"'{name}'" for name in FUNNEL)
        steps = ", ".join(f"event = '{name}'" for name in FUNNEL)
        answer = self._run(
            f"select {', '.join(f'countIf(level >= {place})' for place in range(1, len(FUNNEL) + 1))} from"
            f" (select customer, windowFunnel({WINDOW_US})(time, {steps}) as level from bench.log where event in ({names})"
            f" group by customer) settings max_threads = {CORES}, optimize_aggregation_in_order = {int(in_order)}"
        )
        return [int(count) for count in answer.split()]

    def close(self) -> None:
        self.session.close()


class Polars:
    """A data frame in memory, sorted by customer and time, names and customers as categories."""

    def __init__(self, log: Path) -> None:
        import polars as pl

        frame = pl.scan_parquet(log).select(
            pl.col("customer").cast(pl.Categorical), pl.col("time").cast(pl.Int64), pl.col("event").cast(pl.Categorical)
        )
        self.frame = frame.sort("customer", "time").collect()

    def means(self) -> Edges:
        import polars as pl

        same = pl.col("customer") == pl.col("customer").shift(-1)
        pairs = self.frame.lazy().select(
            pl.col("event"), pl.col("event").shift(-1).alias("next"),
            (pl.col("time").shift(-1) - pl.col("time")).alias("wait"), same.alias("same"),
        )  # fmt: skip
        grouped = pairs.filter("same").group_by("event", "next").agg(pl.len(), pl.col("wait").mean())
        rows = grouped.with_columns(pl.col("event", "next").cast(pl.String)).collect().rows()
        return {(a, b): (count, mean / 1e6) for a, b, count, mean in rows}


class Pm4py:
    """A pandas data frame as pm4py wants it: formatted, sorted by case and time."""

    def __init__(self, log: Path) -> None:
        import pandas as pd
        import pm4py

        frame = pd.read_parquet(log, columns=["customer", "time", "event"])
        frame["time"] = frame["time"].dt.tz_localize("UTC")
        frame = frame.sort_values(["customer", "time"], ignore_index=True)
        self.frame = pm4py.format_dataframe(frame, case_id="customer", activity_key="event", timestamp_key="time")

    def means(self) -> Edges:
        from pm4py.algo.discovery.dfg.adapters.pandas import df_statistics

        counts, waits = df_statistics.get_dfg_graph(
            self.frame,
            measure="both",
            perf_aggregation_key="mean",
            sort_caseid_required=False,
            sort_timestamp_along_case_id=False,
        )
        return {pair: (counts[pair], float(waits[pair])) for pair in counts}
