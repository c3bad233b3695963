"""Names and settings: what is hidden, merged or left out is as if it had never been in the log."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxloop import wiring
from cxloop.app import changes, goals, names, segments
from cxloop.app.changes import ALWAYS
from cxloop.app.choosing import values
from cxloop.app.met import met
from cxloop.app.performance import performance
from cxloop.app.teams import set_team
from cxloop.app.workspace import Workspace
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.errors import BadOption, BadRule, UnknownProperty, UnknownStep
from cxloop.model.event import JOINED
from cxloop.understand.errors import HiddenStep

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
Row = tuple[str, str, str, str, str, str]
NFD = unicodedata.normalize("NFD", "장바구니")


def rows(seed: int = 4, customers: int = 700, basket: str = "장바구니") -> Iterator[Row]:
    """customer, time, event, channel, agent, case: payments fail, some write `pay` for 결제, and bots come by."""
    rng, cases = np.random.default_rng(seed), count()
    for customer in range(customers):
        for _ in range(int(rng.integers(1, 3))):
            case, at = next(cases), BEGIN + timedelta(minutes=int(rng.integers(0, 55 * 1440)))
            failed = rng.random() < 0.3
            steps = ["방문", "ping", str(rng.choice(["장바구니", basket, "cart"])), *(["결제 오류"] if failed else [])]
            steps += [str(rng.choice(["결제", "pay"]))] + (["주문"] if rng.random() < (0.35 if failed else 0.8) else [])
            agent = "crawler" if customer % 50 == 7 else "browser"
            for place, step in enumerate(steps):
                channel = "콜" if step == "결제 오류" and rng.random() < 0.2 else "web"
                moment = (at + timedelta(minutes=place // 2)).isoformat()
                yield f"c{customer}", moment, step, channel, agent if place == 0 else "", f"k{case}"
    yield "only pings", BEGIN.isoformat(), "ping", "web", "browser", "k none"


def opened(folder: Path, told: Iterator[Row]) -> Workspace:
    lines = ["customer,time,event,channel,software,case", *(",".join(row) for row in told)]
    (folder / "log.csv").write_text("\n".join(lines), "utf-8")
    workspace = wiring.open(folder / "data")
    workspace.import_(
        folder / "log.csv", customer="customer", times="time", event="event", channel="channel", case="case"
    )
    return workspace


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The log as it came, through a lens: pings hidden, cart and pay merged, crawlers left out."""
    workspace = opened(tmp_path_factory.mktemp("seen"), rows())
    names.set_label(workspace, "ping", "kim", {"hidden": True})
    names.set_label(workspace, "cart", "kim", {"merged_into": "장바구니"})
    names.set_label(workspace, "pay", "kim", {"merged_into": unicodedata.normalize("NFD", "결제")})
    names.set_settings(workspace, "kim", {"bots": "software contains crawl"})
    return workspace


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The log with all that really done to it before it came in."""
    told = list(rows())
    bots = {row[0] for row in told if row[4] == "crawler"}
    into = {"cart": "장바구니", "pay": "결제"}
    kept = ((*row[:2], into.get(row[2], row[2]), *row[3:]) for row in told if row[0] not in bots and row[2] != "ping")
    return opened(tmp_path_factory.mktemp("cleaned"), kept)


STEPS = ["방문", "장바구니", "결제", "주문"]
ASKED: dict[str, Callable[[Workspace], Any]] = {
    "overview": lambda one: one.overview(),
    "overview, compared": lambda one: one.overview(compare="channel = 콜"),
    "funnel": lambda one: one.funnel(STEPS, window="2d", breakdown="channel"),
    "funnel of cases": lambda one: one.funnel(STEPS, per="case"),
    "funnel, any order": lambda one: one.funnel(STEPS, order="any", where='event != "결제 오류"'),
    "funnel by rule": lambda one: one.funnel(["event in (방문, 장바구니)", 'event starts "결"'], having=["장바구니"]),
    "members": lambda one: one.customers_in(STEPS, step=3, lost=True),
    "paths": lambda one: one.paths(),
    "paths, compared": lambda one: one.paths(compare='event = "결제 오류"', top=3),
    "edge": lambda one: one.edge("장바구니", "결제"),
    "step": lambda one: one.step("결제"),
    "retention": lambda one: one.retention(start="장바구니", back="결제"),
    "retention by day": lambda one: one.retention(unit="day", zone="Asia/Seoul"),
    "pains": lambda one: one.pains(["reaches:주문"]),
    "pains of cases": lambda one: one.pains(["reaches:주문", "duration"], per="case"),
    "period": lambda one: one.overview(begin="2026-03-10", end="2026-04-01", lacking=["주문"]),
}


@pytest.mark.parametrize("question", ASKED)
def test_an_answer_is_that_of_a_log_without_them(seen: Workspace, cleaned: Workspace, question: str) -> None:
    ask = ASKED[question]
    got, wanted = _plain(ask(seen)), _plain(ask(cleaned))
    assert got == wanted
    assert len(str(got)) > 200


def test_the_answer_says_what_is_left_out(seen: Workspace) -> None:
    left = seen.overview().lens
    assert (left.hidden, left.merged, left.bots) == (1, 2, 14)
    assert seen.pains(["reaches:주문"]).to_dict()["lens"] == {"hidden": 1, "merged": 2, "bots": 14}


def test_old_names_stand_for_the_event_they_are_seen_as(seen: Workspace) -> None:
    by_old, by_new = (seen.funnel(steps).to_dict() for steps in (["방문", "cart", "pay"], ["방문", "장바구니", "결제"]))
    assert by_old == by_new
    assert (
        seen.funnel(['event = "cart"', 'event in ("pay", 주문)']).steps[0].customers == by_new["steps"][1]["customers"]
    )
    with pytest.raises(HiddenStep) as hidden:
        seen.funnel(["방문", "ping"])
    assert "label set" in hidden.value.hint("en")
    with pytest.raises(UnknownStep) as refused:
        seen.funnel(["방문", "pings"])
    assert "ping" not in refused.value.details["known"]


def test_one_journey_has_what_every_answer_has(seen: Workspace, cleaned: Workspace) -> None:
    def told(workspace: Workspace) -> list[tuple[str, str]]:
        return [(event.time, unicodedata.normalize("NFC", event.event)) for event in workspace.journey("c1").events]

    assert told(seen) == told(cleaned)
    assert seen.journey("c1").lens is not None


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return opened(tmp_path, rows(customers=60, basket=NFD))


def test_display_names_stand_for_events(shop: Workspace) -> None:
    names.set_label(shop, "방문", "kim", {"en": "Visit", "ko": unicodedata.normalize("NFD", "가게 방문")})
    plain, english, korean = (shop.funnel([first, "주문"]).to_dict() for first in ("방문", "Visit", "가게 방문"))
    assert plain == english == korean
    assert plain["steps"][0]["step"] == "방문"
    assert shop.step("Visit").step == "방문"
    assert plain["lens"] is None


def label_of(workspace: Workspace, event: str) -> names.EventLabel:
    return next(one.label for one in names.names(workspace).events if unicodedata.normalize("NFC", one.event) == event)


def test_every_edit_is_on_record_and_can_be_undone(shop: Workspace) -> None:
    names.set_label(shop, NFD, "kim", {"en": "Basket", "hidden": True})
    names.set_label(shop, "장바구니", "lee", {"hidden": False, "person": "park"})
    names.set_label(shop, "장바구니", "lee", {"person": "park"})  # nothing new, nothing written
    last, first = names.edits(shop).edits
    assert (last.by, last.version, last.changed) == ("lee", 2, {"hidden": (True, False), "person": ("", "park")})
    assert (first.by, first.changed) == ("kim", {"en": ("", "Basket"), "hidden": (False, True)})
    names.undo_edit(shop, last.number, "choi")
    assert label_of(shop, "장바구니") == names.EventLabel(en="Basket", hidden=True)
    again = names.undo_edit(shop, first.number, "choi").edits
    assert [one.version for one in again] == [4, 3, 2, 1]
    assert {one.label for one in names.names(shop).events} == {names.EventLabel()}
    with pytest.raises(UnknownRecord):
        names.undo_edit(shop, 10_000, "choi")


def test_the_list_shows_the_log_as_it_came(shop: Workspace) -> None:
    before = {one.event: one.events for one in names.names(shop).events}
    set_team(shop, "상점", "kim", ["cart"])
    names.set_label(shop, "cart", "kim", {"merged_into": "장바구니"})
    names.set_label(shop, "ping", "kim", {"hidden": True})
    listed = names.names(shop).events
    assert {one.event: one.events for one in listed} == before
    assert next(one.team for one in listed if one.event == "cart") == "상점"


def test_channels_and_errors_are_what_people_say(tmp_path: Path) -> None:
    shop = opened(tmp_path, rows())
    kinds = {one.channel: one.kind for one in shop.overview().channels}
    assert kinds == {"web": "digital", "콜": "unknown"}
    names.set_channel(shop, unicodedata.normalize("NFD", "콜"), "kim", {"kind": "human", "en": "Call"})
    assert {one.channel: one.kind for one in shop.overview().channels}["콜"] == "human"
    assert met(shop, 3000).events == next(one.events for one in shop.overview().channels if one.channel == "콜")

    def failing() -> set[str]:
        return {pain.step for pain in shop.pains(["reaches:주문"]).pains if pain.kind == "error"}

    assert failing()
    names.set_label(shop, "결제 오류", "kim", {"error": "no"})
    assert not failing()
    names.set_label(shop, "결제 오류", "kim", {"error": ""})
    assert failing()


def test_channels_go_by_what_they_are_called(shop: Workspace) -> None:
    names.set_channel(shop, "콜", "kim", {"ko": unicodedata.normalize("NFD", "전화"), "en": "Phone"})
    for text, own in (("channel = 전화", "channel = 콜"), ("channel in (Phone)", "channel = 콜"),
                      ("channel != Phone", "channel != 콜")):  # fmt: skip
        assert shop.overview(where=text).customers == shop.overview(where=own).customers > 0
    names.set_channel(shop, "web", "kim", {"ko": "전화"})
    assert shop.overview(where="channel = 전화").customers == shop.overview().customers, "what is called so, all of it"
    assert shop.overview(where="channel != 전화").customers == 0
    names.set_channel(shop, "Phone", "kim", {"ko": "콜센터"})
    assert names.names(shop).channels[-1].label.ko == "콜센터"


def test_events_are_found_merged_and_proposed_by_what_they_are_called(shop: Workspace) -> None:
    names.set_label(shop, "장바구니", "kim", {"ko": "담음", "en": "In the basket"})
    names.set_label(shop, "cart", "kim", {"en": "Old basket", "merged_into": "In the basket"})
    assert names.edits(shop).edits[0].changed["merged_into"] == ("", "장바구니")
    for field, search in (("event", "담음"), ("event", "old BASK"), ("event", "장바"), ("event", "cart")):
        found = [one.value for one in values(shop, field, search=search).breakdown]
        assert [unicodedata.normalize("NFC", one) for one in found] == ["장바구니"], search
    with pytest.raises(UnknownStep) as wrong:
        shop.funnel(["In the baskt", "주문"])
    assert wrong.value.hint("en") == 'Did you mean "In the basket"?'
    with pytest.raises(UnknownStep) as wrong:
        shop.funnel(["장바구", "주문"])
    assert wrong.value.hint("ko") == '"담음"을 찾으셨나요?'
    names.set_label(shop, "In the basket", "kim", {"ko": "바구니"})
    assert shop.overview().lens.merged == 1


def test_what_is_kept_outlasts_what_it_was_called(shop: Workspace) -> None:
    names.set_label(shop, "주문", "kim", {"ko": "구매"})
    given = {"metric": "share:구매/방문:down", "guardrails": ["reaches:구매"]}
    change = changes.add_change(shop, "더 쉽게", "kim", given).change
    assert (change.metric, change.guardrails) == ("share:주문/방문:down", ("reaches:주문",))
    told: dict[str, Any] = {"target": 0.5, "by_when": "2027-01-01"}
    assert (
        goals.add_goal(shop, "더 많이", "kim", **told, given={"metric": "reaches:구매"}).goal.metric == "reaches:주문"
    )
    segments.add_segment(shop, "산 사람", "kim", having=["구매"])
    names.set_label(shop, "주문", "kim", {"ko": "샀다"})
    assert segments.members(shop, "산 사람")
    assert set_team(shop, "가게", "kim", ["샀다"]).team.steps == ("주문",)


def test_weeks_begin_and_zones_are_what_people_say(shop: Workspace) -> None:
    assert {datetime.fromisoformat(one.cohort).weekday() for one in shop.retention().cohorts} == {0}
    names.set_settings(shop, "kim", {"week_begins": "sun", "zone": "Asia/Seoul"})
    assert {datetime.fromisoformat(one.cohort).weekday() for one in shop.retention().cohorts} == {6}
    assert shop.retention(unit="day") == shop.retention(unit="day", zone="Asia/Seoul")
    assert shop.retention(unit="day") != shop.retention(unit="day", zone="UTC")


def test_a_merge_alone_counts_the_map_anew(shop: Workspace) -> None:
    assert "cart" in {edge.from_ for edge in shop.paths().edges}
    names.set_label(shop, "cart", "kim", {"merged_into": "장바구니"})
    assert "cart" not in {edge.from_ for edge in shop.paths().edges}


def test_hours_hold_where_none_are_given(shop: Workspace) -> None:
    metric, given = "resolution:방문/주문", "Mon-Fri 09:00-18:00 Asia/Seoul"
    around, within = (performance(shop, [metric], hours=hours).metrics[0].values for hours in (None, given))
    assert around != within
    names.set_settings(shop, "kim", {"hours": given})
    usual, always = (performance(shop, [metric], hours=hours).metrics[0].values for hours in (None, ALWAYS))
    assert (usual, always) == (within, around)
    shares = performance(shop, ["reaches:주문"]).metrics[0].values
    assert shares == performance(shop, ["reaches:주문"], hours=ALWAYS).metrics[0].values


def test_what_joins_a_segment_does_so_unseen(tmp_path: Path) -> None:
    told = [("c1", BEGIN.isoformat(), JOINED, "web", "", "k"), ("c2", BEGIN.isoformat(), "방문", "web", "", "k2")]
    (tmp_path / "log.csv").write_text(
        "customer,time,event,beta\n" + "\n".join(f"{who},{at},{event},새것" for who, at, event, *_ in told), "utf-8"
    )
    workspace = wiring.open(tmp_path / "data")
    workspace.import_(tmp_path / "log.csv", customer="customer", times="time", event="event")
    segments.add_segment(workspace, "베타", "kim", beta="새것")
    names.set_label(workspace, JOINED, "kim", {"hidden": True})
    assert segments.members(workspace, "베타") == {"c1"}
    assert [one.step for one in workspace.overview().steps] == ["방문"]


def test_what_cannot_be_is_refused(shop: Workspace) -> None:
    wrong: list[tuple[str, dict[str, Any], type[Exception]]] = [
        ("none such", {"en": "x"}, UnknownStep), ("cart", {"merged_into": "none such"}, UnknownStep),
        ("cart", {"merged_into": "cart"}, BadRecord), ("cart", {"merged_into": "pay", "hidden": True}, BadRecord),
        ("cart", {"kind": "both"}, BadRecord), ("cart", {"error": "perhaps"}, BadRecord),
        ("cart", {"en": "x" * 101}, BadRecord), ("cart", {"ko": "주문"}, BadRecord),
    ]  # fmt: skip
    for event, given, refusal in wrong:
        with pytest.raises(refusal):
            names.set_label(shop, event, "kim", given)
    names.set_label(shop, "pay", "kim", {"merged_into": "cart", "en": "Pay"})
    with pytest.raises(BadRecord):
        names.set_label(shop, "cart", "kim", {"merged_into": "pay"})
    with pytest.raises(BadRecord):
        names.set_label(shop, "방문", "kim", {"ko": "Pay"})
    for settings, refusal in (
        ({"currency": "won"}, BadRecord), ({"zone": "Mars/Olympus"}, BadOption), ({"week_begins": "some"}, BadRecord),
        ({"hours": "always open"}, BadRecord), ({"bots": "software ="}, BadRule), ({"bots": "no = 1"}, UnknownProperty),
    ):  # fmt: skip
        with pytest.raises(refusal):
            names.set_settings(shop, "kim", settings)
    assert [one.name for one in names.edits(shop).edits] == ["pay"]


def _plain(answer: Any) -> dict[str, Any]:
    """What is said of the log; not what was left out of it, nor which table it was."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without(one) for key, one in value.items() if key not in ("lens", "identity")}
        if isinstance(value, float):  # codes come in another order, and so do sums
            return float(f"{value:.9g}")
        return [without(one) for one in value] if isinstance(value, list) else value

    plain: dict[str, Any] = without(answer.to_dict())
    return plain
