"""An experiment in a file: real data with published figures, and files that are not as they should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from cxloop.cli.main import run


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    status = run(["experiment", "analyse", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def written(path: Path, head: str, rows: list[str]) -> str:
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return str(path)


def test_published_figures(reference_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(reference_data / "hillstrom" / "hillstrom.csv.gz")
    metrics = ["--metric", "visit", "--metric", "conversion:binary", "--metric", "spend:mean"]
    status, found = asked(capsys, path, "--arm", "segment", "--control", "No E-Mail", *metrics)
    assert status == 0
    assert (found["valid"], found["reason"], found["units"]) == (True, None, 64_000)
    means = {(one["metric"], arm["arm"]): arm["mean"] for one in found["metrics"] for arm in one["arms"]}
    shares = [100 * means["visit", name] for name in ("Mens E-Mail", "Womens E-Mail", "No E-Mail")]
    assert shares == pytest.approx([18.28, 15.14, 10.62], abs=0.005)
    assert [100 * means["conversion", name] for name in ("Mens E-Mail", "Womens E-Mail", "No E-Mail")] == pytest.approx(
        [1.25, 0.88, 0.57], abs=0.005
    )
    assert [means["spend", name] for name in ("Mens E-Mail", "Womens E-Mail", "No E-Mail")] == pytest.approx(
        [1.42, 1.08, 0.65], abs=0.005
    )
    assert {arm["arm"]: arm["effect"] for arm in found["arms"]}["No E-Mail"] is None


def test_intervals_agree_with_scipy(reference_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import pandas as pd

    path = reference_data / "hillstrom" / "hillstrom.csv.gz"
    _, found = asked(
        capsys, str(path), "--arm", "segment", "--control", "No E-Mail", "--metric", "spend", "--metric", "visit"
    )
    table = pd.read_csv(path)
    for one in found["metrics"]:
        old = table[one["metric"]][table.segment == "No E-Mail"]
        for arm in one["arms"]:
            if arm["effect"] is None:
                continue
            theirs = stats.ttest_ind(table[one["metric"]][table.segment == arm["arm"]], old, equal_var=False)
            reach = theirs.confidence_interval(0.95)
            assert (arm["low"], arm["high"]) == pytest.approx((reach.low, reach.high), abs=1e-6)
            assert arm["p"] == pytest.approx(theirs.pvalue, abs=1e-6)
            assert arm["corrected_low"] < arm["low"] < arm["effect"] < arm["high"] < arm["corrected_high"]
            assert arm["sequential_low"] < arm["low"] < arm["high"] < arm["sequential_high"]


def test_rows_of_a_unit_go_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sums for means, any for shares, all rows for ratios; a unit in two arms is left out and said."""
    rows = [
        f"u{at},{'ab'[at % 2]},{at % 3},{'yes' if at % 5 == 0 and part else 'no'}"
        for at in range(300)
        for part in (0, 1)
    ]
    path = written(tmp_path / "e.csv", "id,arm,spent,bought", [*rows, "u0,b,9,yes", ",a,1,no", "u7,,1,no"])
    _, found = asked(
        capsys, path, "--unit", "id", "--arm", "arm", "--control", "a", "--metric", "spent:mean", "--metric", "bought",
        "--metric", "spent:ratio", "--metric", "spent/bought",
    )  # fmt: skip
    assert (found["units"], found["several"], found["valid"]) == (300, 1, True)
    assert found["left_out"] == {"without_unit": 1, "without_arm": 1}
    a = {one["metric"] + ":" + one["kind"]: one["arms"][0] for one in found["metrics"]}
    left = list(range(2, 300, 2))
    assert a["spent:mean"]["n"] == 149
    assert a["spent:mean"]["mean"] == pytest.approx(np.mean([2 * (at % 3) for at in left]))
    assert a["bought:binary"]["mean"] == pytest.approx(np.mean([at % 5 == 0 for at in left]))
    assert a["spent:ratio"]["mean"] == pytest.approx(np.mean([at % 3 for at in left]))
    assert a["spent/bought:ratio"]["mean"] == pytest.approx(
        sum(2 * (at % 3) for at in left) / sum(at % 5 == 0 for at in left)
    )


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([f"u{at},{'a' if at % 5 else 'b'},1" for at in range(900)], "split_broken"),
        ([f"u{at % 450},{'ab'[at % 2 if at < 860 else at // 2 % 2]},{at % 2}" for at in range(900)], "several_arms"),
        (["u1,a,1", "u2,a,0", "u3,b,1"], "too_few"),
    ],
)
def test_what_no_verdict_can_rest_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[str], reason: str
) -> None:
    path = written(tmp_path / "e.csv", "id,arm,y", rows)
    words = (path, "--unit", "id", "--arm", "arm", "--control", "a", "--metric", "y")
    status, found = asked(capsys, *words)
    assert (status, found["valid"], found["reason"]) == (0, False, reason)
    for language, said in (("en", "No verdict can rest on this"), ("ko", "판정할 수 없습니다")):
        assert run(["--lang", language, "experiment", "analyse", *words]) == 0
        assert said in capsys.readouterr().out


def test_an_uneven_split_that_was_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "e.csv", "arm,y", [f"{'a' if at % 5 else 'b'},{at % 2}" for at in range(900)])
    words = (path, "--arm", "arm", "--control", "a", "--metric", "y")
    assert asked(capsys, *words, "--split", "a=80", "--split", "b=20")[1]["valid"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--metric", "y", "--control", "c"), "no arm is “c”"),
        (("--metric", "nothing", "--control", "a"), "there is no column “nothing”"),
        (("--metric", "y:median", "--control", "a"), "“median” is none of"),
        (("--metric", "y", "--control", "a", "--unit", "who"), "there is no column “who”"),
        (("--metric", "y", "--control", "a", "--split", "a"), "is not NAME=VALUE"),
        (("--metric", "y", "--control", "a", "--split", "a=-1"), "is no share"),
        (("--metric", "y", "--control", "a", "--split", "c=1"), "no arm is “c”"),
        (("--metric", "text", "--control", "a"), 'Row 1 has "many"'),
        (("--metric", "y", "--control", "1", "--arm", "one"), "has 1 values"),
    ],
)
def test_mistakes_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], said: str
) -> None:
    path = written(tmp_path / "e.csv", "arm,y,text,one", ["a,1,many,1", "b,0,few,1", "a,0,1,1", "b,1,,1"])
    arm = () if "--arm" in more else ("--arm", "arm")
    status, found = asked(capsys, path, *arm, *more)
    assert (status, said in found["error"]["message"]) == (2, True), found


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "jsonl"])
def test_any_kind_of_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    import pandas as pd

    table = pd.DataFrame(
        {"군": ["대조", "시험"] * 50, "구매": [False, True, True, True] * 25, "금액": np.arange(100) / 7}
    )
    path = tmp_path / f"e.{kind}"
    {"csv": table.to_csv, "parquet": table.to_parquet, "xlsx": table.to_excel, "jsonl": _lines(table)}[kind](path)
    _, found = asked(capsys, str(path), "--arm", "군", "--control", "대조", "--metric", "구매", "--metric", "금액")
    assert [one["kind"] for one in found["metrics"]] == ["binary", "mean"]
    assert found["arms"][1]["effect"] == 0.5
    assert found["metrics"][1]["arms"][1]["effect"] == pytest.approx(1 / 7)


def _lines(table: Any) -> Any:
    return lambda path: table.to_json(path, orient="records", lines=True, force_ascii=False)


def planned(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    status = run(["experiment", "plan", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_plan_says_what_each_rule_takes(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = planned(capsys, "--base", "12%", "--a-day", "300")
    units = {one["rule"]: one["units"] for one in found["sizes"]}
    assert (status, found["target"], found["expected"], found["arms"]) == (0, 0.3, 0.4, 1)
    assert units["any_effect"] < units["target"] < units["strict"]
    assert [one["days"] for one in found["sizes"]] == [-(-one["units"] // 300) for one in found["sizes"]]
    more = planned(capsys, "--base", "0.12", "--arms", "2")[1]["sizes"]
    assert more[0]["units"] > 1.5 * units["any_effect"]
    just = planned(capsys, "--base", "50", "--spread", "30", "--target", "20%", "--expected", "20%")[1]
    assert [one["units"] is None for one in just["sizes"]] == [False, True, True, False]
    for language, said in (("en", "the usual rule"), ("ko", "기본 규칙")):
        assert run(["--lang", language, "experiment", "plan", "--base", "12%"]) == 0
        assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "experiment plan with --base"),
        (("--base", "many"), "“many” is no number"),
        (("--base", "nan"), "“nan” is no number"),
        (("--base", "1.2"), "a share is between 0 and 1"),
        (("--base", "0", "--spread", "1"), "better than 0"),
        (("--base", "1", "--spread", "-1"), "better than 0"),
        (("--base", "10%", "--target", "-5%"), "it is above 0"),
        (("--base", "10%", "--power", "100%"), "is no share"),
    ],
)
def test_a_plan_that_cannot_be_made(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    status, found = planned(capsys, *words)
    assert (status, said in found["error"]["message"]) == (2, True), found
