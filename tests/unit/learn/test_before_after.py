"""Before and after, from a file: what is found, whom it is compared with, and what cannot be asked."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxloop.cli.main import run

FIRST = date(2025, 1, 6)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    status = run(["before-after", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def cases(path: Path, drop: float, everywhere: float = 0.0, weeks: int = 60, since: int = 44) -> str:
    """Two cases a day in each of two offices: minutes until they were solved, ups and downs, and a drift. In Seoul the
    process changes; something else happens everywhere."""
    rng, rows = np.random.default_rng(8), ["opened,office,minutes"]
    for day in range(7 * weeks):
        weekly = 8 * np.sin(day / 7)
        for office in ("Seoul", "Busan"):
            for _ in range(2):
                minutes = 90 + weekly + 0.02 * day + rng.normal(0, 10)
                if day >= 7 * since:
                    minutes += everywhere + (drop if office == "Seoul" else 0)
                rows.append(f"{FIRST + timedelta(days=day)} 09:{rng.integers(10, 59)},{office},{minutes:.2f}")
    path.write_text("\n".join(rows), "utf-8")
    return str(path)


WORDS = ("--time", "opened", "--metric", "minutes", "--since", "2025-11-10")


def test_a_change_of_the_process_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = asked(capsys, cases(tmp_path / "c.csv", -40), *WORDS)
    assert (status, found["experiment"], found["method"]) == (0, False, "interrupted_series")
    assert (found["before"], found["after"]) == (44, 16)
    assert found["low"] < -20 < found["high"]  # half of the cases are Seoul's
    assert found["beyond_chance"]
    assert found["series"][0] == {"period": "2025-01-06", "value": pytest.approx(90, abs=15), "n": 28}
    for language, said in (("en", "This is no experiment"), ("ko", "이것은 실험이 아닙니다")):
        assert run(["--lang", language, "before-after", str(tmp_path / "c.csv"), *WORDS]) == 0
        assert said in capsys.readouterr().out


def test_what_happened_everywhere_is_taken_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = cases(tmp_path / "c.csv", 0, everywhere=-30)
    assert asked(capsys, path, *WORDS)[1]["beyond_chance"]
    _, found = asked(capsys, path, *WORDS, "--arm", "office", "--control", "Busan")
    assert found["method"] == "difference_in_differences"
    assert not found["beyond_chance"]
    assert found["low"] < 0 < found["high"]
    path = cases(tmp_path / "d.csv", -25, everywhere=-30)
    _, found = asked(capsys, path, *WORDS, "--arm", "office", "--control", "Busan")
    assert found["low"] < -25 < found["high"] < 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--time", "closed"), "there is no column “closed”"),
        (("--time", "office"), "no row of “office” has a time"),
        (("--metric", "office"), "is no number"),
        (("--since", "2026-02-27"), "59 periods before and 1 after it"),
        (("--since", "soon"), "soon"),
        (("--period", "year"), "day, week, month"),
        (("--zone", "Seoul"), "there is no zone “Seoul”"),
        (("--arm", "office"), "--arm and --control go together"),
        (("--arm", "office", "--control", "Jeju"), "no row is “Jeju”"),
    ],
)
def test_what_cannot_be_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], said: str
) -> None:
    status, found = asked(capsys, cases(tmp_path / "c.csv", 0), *WORDS, *more)
    assert (status, said in found["error"]["message"]) == (2, True), found


def test_a_period_without_rows_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "c.csv"
    kept = [line for line in Path(cases(path, 0)).read_text().splitlines() if not line.startswith("2025-03-1")]
    path.write_text("\n".join(kept))
    status, found = asked(capsys, str(path), *WORDS, "--period", "day")
    assert (status, "10 periods are without rows, first 2025-03-10" in found["error"]["message"]) == (2, True), found
    status, found = asked(capsys, str(path), *WORDS, "--period", "month", "--zone", "Asia/Seoul")
    assert (status, "10 periods before" in found["error"]["message"]) == (2, True), found
