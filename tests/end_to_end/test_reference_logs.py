"""Real logs come in whole, and the answers are those that the data's own publications give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cxloop = Callable[..., Any]
T04, T05 = "T04 Determine confirmation of receipt", "T05 Print and send confirmation of receipt"


@pytest.fixture
def bring(cxloop: Cxloop, tmp_path: Path, reference_data: Path) -> Cxloop:
    """Imports a reference file into a folder and gives a function that asks there."""

    def call(file: str, *options: str) -> Cxloop:
        done = cxloop("--data", tmp_path, "import", reference_data / file, *options, "--json")
        assert done.status == 0, done.err
        assert done.json["refused"] == 0

        def ask(*question: str) -> Any:
            answer = cxloop("--data", tmp_path, *question, "--json")
            assert answer.status == 0, answer.err
            return answer.json

        return ask

    return call


def edge(paths: Any, source: str, target: str) -> Any:
    return next(row for row in paths["edges"] if (row["from"], row["to"]) == (source, target))


def test_receipt_from_csv_and_xes_agree(cxloop: Cxloop, tmp_path: Path, reference_data: Path) -> None:
    maps = {}
    for kind in ("csv", "xes"):
        folder = ("--data", tmp_path, "--workspace", kind)
        assert (
            cxloop(*folder, "import", reference_data / f"receipt_coselog/receipt.{kind}.gz", "--json").json["imported"]
            == 8577
        )
        maps[kind] = cxloop(*folder, "paths", "--per", "case", "--json").json
        assert (maps[kind]["journeys"], maps[kind]["events"], maps[kind]["variants"]) == (1434, 8577, 116)
        assert edge(maps[kind], T04, T05)["count"] == 1177
    assert {**maps["csv"], "identity": ""} == {**maps["xes"], "identity": ""}


def test_receipt_channels_and_promised_dates(bring: Cxloop) -> None:
    ask = bring("receipt_coselog/receipt.csv.gz")
    channels = {row["channel"]: row["customers"] for row in ask("overview")["channels"]}
    assert channels == {"Internet": 1250, "Desk": 109, "Post": 53, "e-mail": 21, "Intern": 1}
    pain = ask("pains")["pains"][0]  # those who check the receipt again take 8 days longer: more is above 0
    assert (pain["kind"], pain["outcome"]) == ("rework", "duration")
    assert 0 < pain["low"] < 8 * 86_400 < pain["effect"] < 9 * 86_400 < pain["high"]
    first = ask("edge", T04, T05)["examples"][0]
    assert any(event["due"] for event in ask("journey", first)["events"])


def test_bpic2012_in_the_order_of_the_file(bring: Cxloop) -> None:
    ask = bring("bpic2012/bpic2012.xes.gz")
    paths = ask("paths", "--per", "case")
    assert (paths["journeys"], paths["events"], paths["variants"]) == (13_087, 262_200, 4_366)
    assert ask("overview")["cases"] == 13_087


def test_airbnb_sessions(bring: Cxloop) -> None:
    columns = ("--customer", "id_visitor", "--time", "ts_min", "--event", "=session", "--case", "id_session")
    ask = bring("airbnb_sessions/airbnb-session-data.txt", *columns)
    overview = ask("overview")
    assert (overview["customers"], overview["events"], overview["cases"]) == (630, 7756, 7756)
    searching = ask("funnel", "session", "did_search = 1", "--window", "365d")
    assert searching["steps"][0]["customers"] == 630


def test_olist_leads_in_two_files(bring: Cxloop, reference_data: Path) -> None:
    leads = ("--customer", "mql_id", "--time", "first_contact_date=first contact", "--channel", "origin")
    bring("olist_leads/olist_marketing_qualified_leads_dataset.csv", *leads)
    ask = bring("olist_leads/olist_closed_deals_dataset.csv", "--customer", "mql_id", "--time", "won_date=won")
    funnel = ask("funnel", "first contact", "won", "--window", "3650d")
    assert funnel["steps"][0]["customers"] == 8000
    assert ask("step", "won")["customers"] == 842


def test_complaints_are_cases(bring: Cxloop) -> None:
    ask = bring(
        "cfpb_10k/cfpb_2023_10k.parquet", "--case", "complaint_id", "--time", "date_received=complaint",
        "--channel", "submitted_via", "--text", "complaint_what_happened",
    )  # fmt: skip
    overview = ask("overview", "--per", "case")
    assert (overview["customers"], overview["cases"]) == (10_000, 10_000)
    channels = {row["channel"]: row["events"] for row in overview["channels"]}
    assert (channels["Web"], channels["Phone"], channels["Referral"]) == (9513, 365, 62)


def test_a_second_import_adds_nothing(cxloop: Cxloop, tmp_path: Path, reference_data: Path) -> None:
    call = ("--data", tmp_path, "import", reference_data / "receipt_coselog/receipt.csv.gz", "--json")
    assert cxloop(*call).json["imported"] == 8577
    again = cxloop(*call).json
    assert (again["imported"], again["duplicates"]) == (0, 8577)


def test_purchases_in_blanks_without_names(cxloop: Cxloop, tmp_path: Path, reference_data: Path) -> None:
    """Everybody buys and nothing else: who comes back is the answer there, and the list of pain points says so."""
    file = reference_data / "cdnow/CDNOW_sample.txt"
    shown = cxloop("--data", tmp_path, "import", file, "--dry-run")
    assert "The first row is data already" in shown.out
    assert cxloop("--data", tmp_path, "import", file, "--header", "--json").json["error"]["code"] == "times_missing"
    done = cxloop("--data", tmp_path, "import", file, "--no-header", "--json").json
    assert (done["imported"], done["refused"]) == (6919, 0)
    overview = cxloop("--data", tmp_path, "overview", "--json").json
    assert (overview["customers"], overview["events"]) == (2357, 6919)
    pains = cxloop("--data", tmp_path, "pains", "--json").json
    assert (pains["tested"], pains["journeys"], pains["steps"], pains["lacking"][0]) == (0, 2357, 1, "one_step")
    for language, words in (("en", "All their events are of one kind"), ("ko", "이벤트가 한 가지뿐이라")):
        assert words in cxloop("--data", tmp_path, "--lang", language, "pains").out
