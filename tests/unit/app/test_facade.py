"""The Python surface: the same words as the command line, answers as dictionaries, Arrow, pandas and Polars."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

import cxloop
from cxloop.app.workspace import Workspace
from cxloop.errors import Busy, NoEvents, UnknownProperty, UnknownStep, UnknownWorkspace
from cxloop.stores.lease import lease
from cxloop.understand.errors import CaselessStep

LOG = """who,when,what,where,order,price
anna,2026-01-05 09:00,visit,web,,
anna,2026-01-05 09:10,order,web,o1,"1000"
ben,2026-01-05 12:00,visit,app,,
ben,2026-01-20 12:05,order,app,o2,"3000"
cleo,2026-01-12 08:00,visit,web,,
"""


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    workspace = cxloop.open(tmp_path / "data")
    report = workspace.import_(
        tmp_path / "log.csv", customer="who", times=["when"], event="what", channel="where", case="order", value="price"
    )
    assert (report.imported, report.refused, report.duplicates) == (5, 0, 0)
    return workspace


def test_public_names() -> None:
    assert cxloop.__all__ == [
        "CallerError",
        "CxloopError",
        "FlagClient",
        "Workspace",
        "__version__",
        "analyse",
        "before_after",
        "open",
    ]
    assert all(getattr(cxloop, name) is not None for name in cxloop.__all__)
    with pytest.raises(AttributeError):
        cxloop.close  # noqa: B018


def test_answers_turn_into_tables(ws: Workspace) -> None:
    funnel = ws.funnel(["visit", "order"])
    assert [step["customers"] for step in funnel.to_dict()["steps"]] == [3, 1]
    assert funnel.to_pandas()["customers"].tolist() == [3, 1]
    assert funnel.to_polars()["customers"].to_list() == [3, 1]
    assert funnel.to_arrow()["customers"].to_pylist() == [3, 1]
    assert (funnel.per, funnel.identity != "") == ("customer", True)


def test_options_in_python(ws: Workspace) -> None:
    assert ws.funnel(["visit", "order"], window=None).steps[1].customers == 2
    assert ws.funnel(["visit", "order"], window="30d", step_windows=["1h"]).steps[1].customers == 1
    by = ws.funnel(["visit", "order"], window=None, breakdown="channel").breakdown
    assert {group.value: group.steps[1].customers for group in by} == {"web": 1, "app": 1}
    assert ws.overview(begin="2026-01-06").customers == 2
    assert ws.overview(where='channel = "web"').events == 3
    assert ws.paths(per="case").journeys == 2
    assert ws.customers_in(["visit", "order"], step=1, lost=True).to_dict()["customers"] == 2
    assert ws.retention(unit="week").cohorts[0].customers == 2
    assert ws.edge("visit", "order").count == 2
    assert ws.step("order").customers == 2
    assert [event.event for event in ws.journey("anna").events] == ["visit", "order"]
    assert [event.value for event in ws.journey("o2", per="case").events] == [3000.0]


def test_compared_groups_are_tables_too(ws: Workspace) -> None:
    both = ws.funnel(["visit", "order"], window=None, compare='channel = "web"')
    assert both.steps[1].customers == 2
    assert both.to_dict()["compare"]["answers"][0]["steps"][1]["customers"] == 1
    assert both.to_pandas()["customers"].tolist() == [3, 2]
    assert ws.paths(compare='channel = "web"').compare.journeys == (2, 1)


def test_overview_counts_cases_and_imports(ws: Workspace) -> None:
    overview = ws.overview()
    assert (overview.customers, overview.cases, overview.events, overview.imports) == (3, 2, 5, 1)
    assert not overview.simulated


def test_an_event_that_no_case_has_is_known_all_the_same(tmp_path: Path) -> None:
    """How many cases there are is counted beside, over cases whose names are others."""
    workspace = cxloop.open(tmp_path / "data")
    for day, what, cases in ((1, "order", ("o1", "o2")), (2, "visit", ("", ""))):
        rows = [f"{who},2026-02-0{day},{what},{case}" for who, case in zip("ab", cases, strict=True)]
        (tmp_path / "log.csv").write_text("\n".join(["who,when,what,case", *rows]), "utf-8")
        workspace.import_(tmp_path / "log.csv", customer="who", times=["when"], event="what", case="case")
    seen = {
        rule: workspace.overview(where=rule) for rule in ('event = "visit"', 'event != "visit"', "channel is missing")
    }
    assert [(one.events, one.cases) for one in seen.values()] == [(2, 0), (2, 2), (4, 2)]
    with pytest.raises(UnknownStep):
        workspace.overview(where='event = "visits"')
    with pytest.raises(CaselessStep) as none:
        workspace.step("visit", per="case")
    assert "without --per case" in none.value.hint("en")
    assert "고객별" in none.value.page_hint("ko")
    with pytest.raises(CaselessStep):
        workspace.overview(where='event = "visit"', per="case")
    with pytest.raises(UnknownStep) as unknown:
        workspace.funnel(["order", "visits"], per="case")
    assert unknown.value.code == "unknown_step"


def test_names_in_decomposed_hangul_are_found(tmp_path: Path) -> None:
    visit, grade, gold = (unicodedata.normalize("NFD", text) for text in ("방문", "등급", "금"))
    assert visit != "방문"
    (tmp_path / "log.csv").write_text(
        f"who,when,what,{grade}\na,2026-01-01,{visit},{gold}\nb,2026-01-01,주문,은\n", "utf-8"
    )
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(tmp_path / "log.csv", customer="who", times=["when"], event="what")
    assert workspace.step("방문").count == 1
    assert workspace.overview(where='등급 = "금"').customers == 1
    assert workspace.funnel(["방문", '등급 = "은"'], order="any").steps[0].customers == 1
    assert workspace.edge("방문", "주문").count == 0


def test_a_customer_typed_in_two_ways_is_one(tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "김하늘") for form in ("NFC", "NFD")]
    rows = "".join(
        f"{name},2026-01-0{day},{step}\n" for name, day, step in zip(names, (5, 6), ("방문", "주문"), strict=True)
    )
    (tmp_path / "log.csv").write_text("고객,시각,단계\n" + rows, "utf-8")
    workspace = cxloop.open(tmp_path / "data")
    workspace.import_(tmp_path / "log.csv", customer="고객", times=["시각"], event="단계")
    assert workspace.overview().customers == 1
    assert [row.customers for row in workspace.funnel(["방문", "주문"]).steps] == [1, 1]
    assert all(len(workspace.journey(name).events) == 2 for name in names)


def test_cases_of_a_customer(ws: Workspace) -> None:
    assert ws.overview(where='customer = "anna"').cases == 1
    assert ws.overview(where='customer = "anna"', per="case").customers == 1
    assert ws.overview(where='case = "o2"', per="case").customers == 1
    assert ws.overview(where='customer != "anna"').customers == 2


def test_a_funnel_by_segment(ws: Workspace) -> None:
    groups = ws.funnel(["visit", "order"], window="30d", breakdown="value > 2000").breakdown
    assert [(group.value, [step.customers for step in group.steps]) for group in groups] == [
        ("not (value > 2000)", [2, 1]), ("value > 2000", [1, 1])
    ]  # fmt: skip
    with pytest.raises(UnknownProperty):
        ws.funnel(["visit", "order"], breakdown="colour")
    with pytest.raises(UnknownProperty):
        ws.funnel(["visit", "order"], breakdown="colour = red")


def test_a_clock_years_off_does_not_stretch_the_log(tmp_path: Path) -> None:
    rows = [f"c{number % 7},2026-03-{1 + number % 28:02},visit" for number in range(300)]
    told = ["who,when,what", *rows, "c1,2036-03-04,visit", "c2,1970-01-01,visit"]
    (tmp_path / "log.csv").write_text("\n".join(told), "utf-8")
    workspace = cxloop.open(tmp_path / "data")
    assert workspace.import_(tmp_path / "log.csv", customer="who", times=["when"], event="what").imported == 302
    answer = workspace.overview().to_dict()
    assert (answer["events"], answer["period"]["from"][:10], answer["period"]["to"][:10]) == (
        302,
        "2026-03-01",
        "2026-03-28",
    )
    assert answer["strays"] == {"events": 2, "from": "1970-01-01T00:00:00Z", "to": "2036-03-04T00:00:00Z"}
    assert answer["over_time"]["unit"] == "day"
    assert len(answer["over_time"]["points"]) == 28
    assert len(workspace.retention(unit="day").cohorts) == 7
    assert workspace.pains(["returns:7"]).as_of[:10] == "2026-03-28"
    assert workspace.overview(end="9999-12-31").events == 302


def test_mistakes_are_named(ws: Workspace) -> None:
    with pytest.raises(UnknownStep, match="ordr"):
        ws.funnel(["visit", "ordr"])
    with pytest.raises(UnknownProperty):
        ws.paths(where="plan = 1")
    with pytest.raises(UnknownStep):
        ws.overview(where='event in ("visit", "ordr")')


def test_imports_and_undo(ws: Workspace) -> None:
    assert [one["imported"] for one in ws.imports()] == [5]
    assert ws.undo(1)["status"] == "undone"
    with pytest.raises(NoEvents):
        ws.overview()


def test_asking_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoEvents):
        cxloop.open(tmp_path / "data").overview()
    with pytest.raises(UnknownWorkspace):
        cxloop.open(tmp_path / "data", "other", create=False)
    assert not (tmp_path / "data").exists()


def test_one_changes_at_a_time(ws: Workspace, tmp_path: Path) -> None:
    with lease(ws.folder), pytest.raises(Busy):
        ws.import_(tmp_path / "log.csv", customer="who", times=["when"], event="what")


def test_what_is_simulated_says_so(ws: Workspace) -> None:
    ws.mark_simulated("seed 1")
    assert ws.overview().simulated
    assert ws.simulation == "seed 1"


def test_questions_load_neither_importers_nor_databases(ws: Workspace) -> None:
    code = (
        "import sys, cxloop; "
        f"cxloop.open({str(ws.folder.parent)!r}).funnel(['visit', 'order']).to_dict(); "
        "print(' '.join(name for name in ('sqlalchemy', 'cxloop.app.listen', 'fastapi') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
