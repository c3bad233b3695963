"""Each detector on journeys a person can read: what is a trial, what is a hit, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from cxloop.questions.journeys import Codes, Journeys
from cxloop.understand.friction import detectors
from cxloop.understand.friction.drop_off import stages
from cxloop.understand.friction.trials import Finding
from oracles.told import landscape_of, said, told


def of(step: str, found: list[tuple[str, str, int, bool]]) -> list[tuple[str, int, bool]]:
    """What is said about a step."""
    return [(others, place, hit) for name, others, place, hit in found if name == step]


def test_a_module_with_a_detector_is_used() -> None:
    assert [one.kind for one in detectors()] == [
        "channel_escape",
        "delay",
        "error",
        "late",
        "ping_pong",
        "repeat_contact",
        "rework",
    ]


@pytest.mark.parametrize("kind", [one.kind for one in detectors()])
@pytest.mark.parametrize("text", ["", "a", "a a", "a b", "a/web b/phone", "a@1s/web+kim!1h#3=ok"])
def test_tiny_journeys_are_no_trouble(kind: str, text: str) -> None:
    for copies in (1, 40):
        for _, _, place, _ in said(kind, {"anna": text, "ben": "a"}, copies)["anna"]:
            assert 0 <= place < len(text.split())


def others(journey: str, count: int) -> dict[str, str]:
    """More customers, all with the same journey."""
    return {f"other {number}": journey for number in range(count)}


class TestError:
    def test_named_after_a_step_that_comes_before_it(self) -> None:
        found = said("error", {"anna": "cart payment payment_failed", "ben": "cart payment order"})
        assert found == {
            "anna": [("payment", "payment failed", 1, True)],
            "ben": [("payment", "payment failed", 1, False)],
        }

    def test_named_after_a_step_that_it_stands_in_for(self) -> None:
        found = said("error", {"anna": "cart payment_failed cart", "ben": "cart payment order"})
        assert of("payment", found["anna"]) == [("payment failed", 1, True)]
        assert of("payment", found["ben"]) == [("payment failed", 1, False)]

    def test_a_general_one_belongs_to_the_step_before_it(self) -> None:
        found = said("error", {"anna": "cart error", "ben": "cart payment"})
        assert found == {"anna": [("cart", "error", 0, True)], "ben": [("cart", "error", 0, False)]}

    def test_first_in_a_journey(self) -> None:
        found = said("error", {"anna": "error cart", "ben": "cart error"})
        assert found["anna"] == [("cart", "error", 1, False)]
        stands_in = said(
            "error",
            {
                "anna": "payment_failed cart",
                "ben": "cart payment",
                "cleo": "cart payment_failed",
                "dora": "cart payment",
            },
        )
        assert of("payment", stands_in["anna"]) == [("payment failed", 0, True)]

    def test_by_property(self) -> None:
        found = said("error", {"anna": "cart payment=failed", "ben": "cart payment=ok", "cleo": "cart payment"})
        assert {name: of("payment", each) for name, each in found.items()} == {
            "anna": [("", 1, True)],
            "ben": [("", 1, False)],
            "cleo": [("", 1, False)],
        }

    def test_the_outcome_s_own_step_is_left_out(self) -> None:
        log = {"anna": "cart payment=failed payment_failed", "ben": "cart payment=ok order"}
        assert not of("payment", said("error", log, skipped=frozenset({"payment"}))["anna"])

    def test_korean(self) -> None:
        found = said("error", {"anna": "장바구니 결제 결제_오류", "ben": "장바구니 결제 주문_완료"})
        assert found["anna"] == [("결제", "결제 오류", 1, True)]

    def test_contacts_between_a_step_and_its_error(self) -> None:
        near = "cart/web payment/web call/phone call/phone call/phone error/web"
        far = "cart/web payment/web call/phone call/phone call/phone call/phone error/web"
        log = {
            "anna": near,
            "ben": far,
            "cleo": "cart/web payment/web call/phone error/web",
            "dora": "payment/web error/web",
        }
        found = said("error", log | others("payment/web order/web", 6))
        found = {name: found[name] for name in log}
        assert {name: of("payment", each)[0] for name, each in found.items()} == {
            "anna": ("error", 1, True),
            "ben": ("error", 1, False),
            "cleo": ("error", 1, True),
            "dora": ("error", 0, True),
        }
        assert not any(step == "call" for each in found.values() for step, *_ in each)

    def test_none_after_the_first_hit_and_three_in_all(self) -> None:
        found = said("error", {"anna": "pay error pay pay", "ben": "pay pay pay pay error"})
        assert found == {
            "anna": [("pay", "error", 0, True)],
            "ben": [("pay", "error", place, False) for place in (0, 1, 2)],
        }


class TestDelay:
    QUICK: ClassVar = {f"quick {number}": f"a b@{10 + number}m" for number in range(10)}

    def test_a_wait_far_beyond_the_usual_ones(self) -> None:
        found = said("delay", {**self.QUICK, "anna": "a b@5d", "ben": "b"})
        assert found["anna"] == [("b", "", 1, True)]
        assert all(found[name] == [("b", "", 1, False)] for name in self.QUICK)
        assert found["ben"] == [], "nothing was waited for"

    def test_only_first_arrivals(self) -> None:
        found = said("delay", {**self.QUICK, "anna": "a b@10m b@10m b@10m b@5d", "ben": "a b@5d b@5d"})
        assert [(place, hit) for _, _, place, hit in found["anna"]] == [(1, False), (2, False), (3, False)]
        assert [(place, hit) for _, _, place, hit in found["ben"]] == [(1, True)]

    def test_each_channel_has_its_own_measure(self) -> None:
        web = {f"web {number}": f"a b@{10 + number}m/web" for number in range(10)}
        post = {f"post {number}": f"a b@{5 + 0.1 * number}d/post" for number in range(10)}
        found = said("delay", {**web, **post, "anna": "a b@5d/web", "ben": "a b@100d/post"})
        assert found["anna"] == [("b", "", 1, True)]
        assert found["post 3"] == [("b", "", 1, False)]
        assert found["ben"] == [("b", "", 1, True)]

    def test_a_break_of_hours_at_a_step_of_seconds_is_the_customer_s(self) -> None:
        quick = {f"quick {number}": f"a b@{3 + number}s" for number in range(10)}
        found = said("delay", {**quick, "anna": "a b@25m", "ben": "a b@3h"})
        assert found["anna"] == [("b", "", 1, True)]
        assert found["ben"] == []

    def test_front_pages_and_the_outcome_are_not_waited_for(self) -> None:
        assert not said("delay", {**self.QUICK, "anna": "a b@5d"}, skipped=frozenset({"b"}))["anna"]
        visits = {f"many {number}": f"home b@{number}m home@1h home@1h c" for number in range(1, 10)}
        assert "home" not in {step for each in said("delay", visits).values() for step, *_ in each}

    def test_equal_times(self) -> None:
        found = said("delay", {**self.QUICK, "anna": "a b@0s", "ben": "a b@5d"})
        assert found["anna"] == [("b", "", 1, False)]


class TestLate:
    def test_promised_earlier_in_the_journey(self) -> None:
        log = {"anna": "order!2d delivered@3d", "ben": "order!2d delivered@2d", "cleo": "order delivered@3d"}
        assert said("late", log) == {
            "anna": [("delivered", "", 1, True)],
            "ben": [("delivered", "", 1, False)],
            "cleo": [],
        }

    def test_promised_in_the_event_itself(self) -> None:
        found = said("late", {"anna": "order delivered@3d!2d", "ben": "order delivered@1d!2d"})
        assert found == {"anna": [("delivered", "", 1, True)], "ben": [("delivered", "", 1, False)]}

    def test_only_the_step_that_comes_too_late_is_late_not_those_after_it(self) -> None:
        found = said("late", {"anna": "order!2d packed@1d delivered@3d rated@1d", "ben": "order!9d packed@1d"})
        assert found["anna"] == [("packed", "", 1, False), ("delivered", "", 2, True)]

    def test_a_new_promise_counts_from_then_on(self) -> None:
        found = said("late", {"anna": "order!2d call@1d!9d delivered@3d"})
        assert of("delivered", found["anna"]) == [("", 2, False)]

    def test_nothing_promised_nothing_tested(self) -> None:
        assert said("late", {"anna": "order delivered"}) == {"anna": []}


class TestRework:
    def test_back_to_a_step_done_before(self) -> None:
        log = {"anna": "form check form check send", "ben": "form check send", "cleo": "check send"}
        found = said("rework", log)
        assert of("form", found["anna"]) == [("check", 1, True)]
        assert of("form", found["ben"]) == [("check", 1, False)]
        assert of("form", found["cleo"]) == [], "there was no form to go back to"

    def test_the_same_step_again_at_once(self) -> None:
        found = said("rework", {"anna": "form form send", "ben": "form send"})
        assert (found["anna"], found["ben"]) == ([("form", "form", 0, True)], [("form", "form", 0, False)])

    def test_a_step_that_nearly_always_leads_back_is_a_way_round(self) -> None:
        found = said("rework", {"anna": "form help form send", "ben": "form send"})
        assert of("form", found["anna"]) == [("help", 0, True)]
        assert of("form", found["ben"]) == [("help", 0, False)]

    def test_errors_contacts_and_the_outcome_are_no_steps_to_redo(self) -> None:
        log = {
            "anna": "form/web error/web form/web error/web send/web",
            "ben": "call/phone form/web call/phone form/web send/web",
        }
        assert {step for each in said("rework", log).values() for step, *_ in each} <= {"form"}
        assert "form" not in {
            step for each in said("rework", log, skipped=frozenset({"form"})).values() for step, *_ in each
        }

    def test_front_pages_are_no_steps_to_redo(self) -> None:
        log = {"anna": "home a home b home c", "ben": "home b home a home d", "cleo": "home c a a"}
        assert "home" not in {step for each in said("rework", log).values() for step, *_ in each}

    def test_after_another_end_of_the_journey_there_is_nothing_to_redo(self) -> None:
        log = {"anna": "visit form cancelled form", "ben": "visit form order", "cleo": "visit form help form order"}
        steps = {
            (step, others)
            for each in said("rework", log, goals=frozenset({"order"})).values()
            for step, others, *_ in each
        }
        assert steps == {("form", "help")}
        steps = {(step, others) for each in said("rework", log).values() for step, others, *_ in each}
        assert ("form", "cancelled") in steps

    def test_carrying_on_from_started_to_completed_is_none(self) -> None:
        log = told({"anna": "visit form form send", "ben": "visit form send", "cleo": "visit form form send"}, 30)
        again = np.append(False, np.diff(log.codes("event").codes) == 0)
        for codes, expected in ((again, []), (np.zeros(len(again)), [Finding("rework", "form", ("form",))])):
            phase = Codes(codes.astype(np.int32), ("start", "complete"))
            landscape = landscape_of(replace(log, columns={**log.columns, "property:lifecycle:transition": phase}))
            assert next(one for one in detectors() if one.kind == "rework").findings(landscape) == expected

    def test_none_after_the_first_hit(self) -> None:
        found = said(
            "rework", {"anna": "visit form check form pay check form check send", "ben": "visit form check send"}
        )
        assert of("form", found["anna"]) == [("check", 2, True)]


class TestPingPong:
    LOG: ClassVar = {"anna": "visit a b a b a c", "ben": "visit a b c", "cleo": "visit a b a c"}

    def test_between_two_steps(self) -> None:
        found = said("ping_pong", self.LOG)
        assert of("a", found["anna"]) == [("b", 2, True)]

    def test_going_back_once_for_each_is_rework(self) -> None:
        assert said("ping_pong", {"anna": "visit a b a c", "ben": "visit a b c"})["anna"] == []
        assert said("rework", {"anna": "visit a b a c", "ben": "visit a b c"})["anna"] != []

    def test_between_owners_without_getting_anywhere(self) -> None:
        log = {
            "anna": "open+kim open+lee open+kim close+kim",  # to and fro, and the same step again
            "ben": "open+kim check+lee close+kim",  # handed on and back, but it goes on
            "cleo": "open+kim check+lee ask+kim check+lee",  # the other has it again at once
            "dora": "open+kim check close+kim",  # nobody knows who had it
            "emma": "open+kim check+lee",
        }
        found = {name: of("open", each)[0] for name, each in said("ping_pong", log).items()}
        assert found == {
            "anna": ("owners", 0, True),
            "ben": ("owners", 0, False),
            "cleo": ("owners", 0, True),
            "dora": ("owners", 0, False),
            "emma": ("owners", 0, False),
        }

    def test_owners_at_the_outcome_s_own_step_say_nothing(self) -> None:
        log = {"anna": "open+kim open+lee open+kim", "ben": "open+kim close+kim"}
        assert not of("open", said("ping_pong", log, skipped=frozenset({"open"}))["anna"])


class TestChannelEscape:
    def test_the_next_event_is_with_a_person_within_a_week(self) -> None:
        log = {
            "anna": "track/web call/phone",
            "ben": "track/web order/web call/phone",
            "cleo": "track/web call@7d/phone",
            "dora": "track/web call@8d/phone",
            "emma": "track/web",
            "finn": "track call/phone",
        }
        told = said("channel_escape", log | others("track/web order/web", 8))
        found = {name: of("track", told[name]) for name in log}
        assert found == {
            "anna": [("call", 0, True)],
            "ben": [("call", 0, False)],
            "cleo": [("call", 0, True)],
            "dora": [("call", 0, False)],
            "emma": [("call", 0, False)],
            "finn": [],
        }

    def test_to_whom_makes_the_difference(self) -> None:
        log = {"anna": "track/web call/phone", "ben": "track/web pick_up/store", "cleo": "track/web order/web"}
        found = {name: of("track", each) for name, each in said("channel_escape", log).items()}
        assert found == {
            "anna": [("call", 0, True)],
            "ben": [("pick up", 0, True)],
            "cleo": [("call", 0, False), ("pick up", 0, False)],
        }

    def test_from_a_person_to_another_is_none(self) -> None:
        log = {"anna": "visit/store call/phone", "ben": "track/web call/phone"}
        assert said("channel_escape", log)["anna"] == []

    @pytest.mark.parametrize("journey", ["track help", "track/web call/web", "track/phone call/phone"])
    def test_without_people_or_without_anything_digital_nothing_is_tested(self, journey: str) -> None:
        assert said("channel_escape", {"anna": journey}) == {"anna": []}

    def test_korean(self) -> None:
        found = said("channel_escape", {"anna": "조회/앱 상담/콜센터", "ben": "조회/앱 주문/앱"})
        assert of("조회", found["anna"]) == [("상담", 0, True)]


class TestRepeatContact:
    def test_the_same_again_within_two_weeks(self) -> None:
        log = {
            "anna": "track/web call/phone track/web call@3d/phone",
            "ben": "call/phone call@14d/phone",
            "cleo": "call/phone call@15d/phone",
            "dora": "call/phone visit/store",
            "emma": "call/phone call@0s/phone",
            "finn": "track/web call/phone",
            "gina": "call/phone order/web call@3d/phone",
        }
        told = said("repeat_contact", log | others("track/web order/web", 8))
        found = {name: of("call", told[name])[0] for name in log}
        assert found == {
            "anna": ("", 1, True),
            "ben": ("", 0, True),
            "cleo": ("", 0, False),
            "dora": ("", 0, False),
            "emma": ("", 0, False),
            "finn": ("", 1, False),
            "gina": ("", 0, False),  # she had got on, and called about something else
        }

    def test_without_channels_names_tell_who_met_a_person(self) -> None:
        log = {"anna": "track support_call support_call@1d"} | others("track order", 3)
        assert of("support call", said("repeat_contact", log)["anna"]) == [("", 1, True)]
        assert of("track", said("channel_escape", log)["anna"]) == [("support call", 0, True)]

    def test_one_event_noted_twice_is_one_contact(self) -> None:
        log = {"anna": "call/phone call@0s/phone call@1d/phone", "ben": "track/web"}
        assert of("call", said("repeat_contact", log)["anna"]) == [("", 0, True)]

    def test_digital_steps_are_no_contacts(self) -> None:
        assert said("repeat_contact", {"anna": "track/web track/web", "ben": "call/phone"})["anna"] == []


class TestStages:
    """Where a customer can be lost: a step, and the one that those who go on come to."""

    def chain(self, log: Journeys, **changes: object) -> list[tuple[str, str]]:
        landscape = landscape_of(log, **changes)
        return [(landscape.name(one.step), landscape.name(one.next)) for one in stages(landscape)]

    def test_the_first_step_that_always_comes_later_and_never_without_it(self) -> None:
        log = told({"anna": "visit cart pay order", "ben": "visit cart", "cleo": "visit search cart pay order"}, 60)
        assert self.chain(log)[:3] == [("visit", "cart"), ("cart", "pay"), ("pay", "order")]

    def test_the_outcome_errors_and_side_ways_are_none(self) -> None:
        log = told(
            {"anna": "visit cart order", "ben": "visit error cart", "cleo": "visit search", "dora": "search visit"}, 60
        )
        assert self.chain(log, skipped=frozenset({"cart"})) == [("visit", "cart")]

    def test_too_few(self) -> None:
        assert self.chain(told({"anna": "visit cart"}, 59)) == []
