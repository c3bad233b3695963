"""Experiments beside others, from the same rows, and flags in process with the same rules: `python -m bench.compared`.

The others have versions of numpy and pandas of their own, so they run in an environment of their own (`build/peers`,
locked in requirements/peers.lock) over the same file; what is measured is from columns in memory to the answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.flags import FLAGS, over_http
from bench.report import day_and_machine, put

ROOT: Final = Path(__file__).resolve().parent.parent
PEERS: Final = ROOT / "build" / "peers" / "bin" / "python"
CUSTOMERS, METRICS = 1_000_000, 10


def write_rows(path: Path) -> None:
    """A row for each customer: arm, five shares, five means."""
    rng = np.random.default_rng(7)
    arm = rng.integers(0, 2, CUSTOMERS)
    columns: dict[str, Any] = {"arm": pa.array(np.array(["old", "new"])[arm])}
    for at in range(METRICS // 2):
        columns[f"did{at}"] = (rng.random(CUSTOMERS) < 0.1 + 0.02 * at + 0.002 * at * arm).astype(np.float64)
        columns[f"spent{at}"] = rng.gamma(2.0, 10.0 + 0.1 * at * arm)
    pq.write_table(pa.table(columns), path)


def ours(path: Path, runs: int) -> dict[str, Any]:
    """From columns in memory to every arm against the control, all intervals."""
    from cxloop.learn.analysis import Numbers, analysis
    from cxloop.learn.units import units_of

    table = pq.read_table(path).combine_chunks()
    columns = {name: table[name].to_numpy() for name in table.column_names[1:]}
    took, found = [], None
    for _ in range(runs):
        began = time.perf_counter()
        coded = table["arm"].combine_chunks().dictionary_encode()
        names = coded.dictionary.to_pylist()
        units = units_of(np.arange(CUSTOMERS), CUSTOMERS, coded.indices.to_numpy().astype(np.int64), len(names))
        given = np.ones(CUSTOMERS, np.bool_)
        numbers = [
            Numbers(name, "binary" if name.startswith("did") else "mean", column, given)
            for name, column in columns.items()
        ]
        found = analysis(units, names, names.index("old"), numbers)
        took.append(time.perf_counter() - began)
    assert found is not None
    told = {
        one.metric: next((arm.effect, arm.low, arm.high) for arm in one.arms if arm.arm == "new")
        for one in found.metrics
    }
    return {"seconds": min(took), "effects": told}


def flags_ours(contexts: list[dict[str, Any]]) -> dict[str, tuple[float, list[bool]]]:
    """Seconds a call in the quickest of some rounds, and the values, of each flag."""
    from cxloop.change.flags.flags import Flags

    flags = Flags(FLAGS, lambda: 0)
    found = {}
    for flag in FLAGS["flags"]:
        value: Callable[..., bool] = flags.value
        took = []
        for _ in range(7):
            began = time.perf_counter()
            values = [value(flag, False, one) for one in contexts]
            took.append((time.perf_counter() - began) / len(contexts))
        found[flag] = (min(took), values)
    return found


def told_by(program: str, *words: object) -> Any:
    """What a program of `bench/others` prints last."""
    call = [str(PEERS), str(ROOT / "bench" / "others" / program), *map(str, words)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def compare(runs: int = 5) -> list[str]:
    """The lines of the table. Raises where answers differ."""
    lines = [f"| {CUSTOMERS:,} customers × {METRICS} metrics × 2 arms | seconds | times ours |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "rows.parquet"
        write_rows(path)
        own, theirs = ours(path, runs), told_by("experiments.py", path, runs)
        lines.append(f"| cxloop, every interval | {own['seconds']:.2f} | 1 |")
        for peer, found in theirs.items():
            for metric, numbers in found["effects"].items():
                np.testing.assert_allclose(
                    numbers, own["effects"][metric], rtol=2e-3, atol=2e-5, err_msg=f"{peer} {metric}"
                )
            lines.append(f"| {peer} | {found['seconds']:.2f} | {found['seconds'] / own['seconds']:.1f} |")
        rng = np.random.default_rng(3)
        contexts = [
            {
                "targetingKey": f"unit-{at}", "plan": str(rng.choice(["pro", "free"])),
                "version": f"{rng.integers(1, 4)}.{rng.integers(0, 5)}.0", "country": str(rng.choice(["kr", "jp", "fr"])),
            }
            for at in range(4_000)
        ]  # fmt: skip
        known = {"flags": {key: one for key, one in FLAGS["flags"].items() if key != "trial"}}
        (Path(name) / "flags.json").write_text(json.dumps(known))
        (Path(name) / "contexts.json").write_text(json.dumps(contexts))
        mine = flags_ours(contexts)
        others = told_by("flags.py", Path(name) / "flags.json", Path(name) / "contexts.json")
    lines += ["", "| in process, µs a call | cxloop | flagd-core | growthbook |", "|---|---|---|---|"]
    for flag, (seconds, values) in mine.items():
        cells = [f"{1e6 * seconds:.2f}"]
        for peer in ("flagd", "growthbook"):
            if flag not in others[peer]:
                cells.append("–")
                continue
            took, theirs_ = others[peer][flag]
            drawn = flag in ("trial", "shares")
            assert drawn or theirs_ == values, (peer, flag)  # each draws lots by a hash of its own
            cells.append(f"{1e6 * took:.1f} ({took / seconds:.1f} ×)")
        lines.append(f"| {flag} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Prints the tables; with `--write` they go into docs/benchmarks.md, with flags over HTTP under load."""
    lines = compare()
    if "--write" in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as name:
            found = over_http(Path(name))
        waits = f"median {found['median_ms']:.2f} ms, p99 {found['p99_ms']:.2f} ms"
        lines += [
            "",
            f"Over HTTP, {found['requests_a_second']:,.0f} requests a second, generator included: {waits} (bar: 5 ms).",
        ]
        put("experiments and flags", "\n".join([day_and_machine(), "", *lines]))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
