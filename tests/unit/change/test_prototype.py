"""What may be asked about a prototype, of whom, and what counts as an answer."""

from __future__ import annotations

from typing import Any

import pytest

from cxloop.app.prototype_answers import summaries
from cxloop.change.errors import BadRecord
from cxloop.change.prototype import DEFAULTS, Invited, Question, address_of, invited_of, questions_of, said_of
from cxloop.questions.intervals import wilson


def asked(*kinds: str, **more: str) -> list[dict[str, str]]:
    return [{"kind": kind, "text": "?", **more} for kind in kinds]


@pytest.mark.parametrize(
    "given",
    [
        asked("stars"), asked(""), asked("rating", text=" "), asked("rating", text="?" * 301), asked(*["text"] * 8),
        asked("text", key="text"), asked("text", key="value"), asked("text", key="Ä"), asked("text", key="a" * 33),
        asked("text", "rating", key="same"), asked("text", key="prototype"),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_asked(given: list[dict[str, str]]) -> None:
    with pytest.raises(BadRecord):
        questions_of(given)


def test_the_usual_questions_have_the_same_keys_in_both_languages() -> None:
    english, korean = DEFAULTS["en"], DEFAULTS["ko"]
    assert [(one.key, one.kind) for one in english] == [(one.key, one.kind) for one in korean]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//a.example", "a.example", "https://",
        "https:///x", "ftp://a.example", "https://a.example/\n", "https://a b", "https://user@a.example", " x ",
        "https://a.example/" + "x" * 2000, "https://a.example/\u202e", "https:\\\\a.example", "view-source:https://a.example",
    ],
)  # fmt: skip
def test_addresses_that_are_none(address: str) -> None:
    if address.endswith("\n"):
        assert address_of(address) == address.strip()
        return
    with pytest.raises(BadRecord):
        address_of(address)


@pytest.mark.parametrize(
    "address", ["https://a.example", "http://127.0.0.1:8000/x?y=1#z", "https://[::1]/", "https://쇼핑.example/시안"]
)
def test_addresses(address: str) -> None:
    assert address_of(f" {address} ") == address


@pytest.mark.parametrize("text", ["customer:", ":anna", "customer:a\nb", "a\x00b", "x" * 256])
def test_nobody_of_that_name(text: str) -> None:
    with pytest.raises(BadRecord):
        invited_of([text])


def test_who_is_invited() -> None:
    assert invited_of(["", " 안나 ", "customer:안나", "crm: a:b"]) == (
        Invited("customer", "안나"),
        Invited("crm", "a:b"),
    )
    with pytest.raises(BadRecord):
        invited_of([str(number) for number in range(5001)])


@pytest.mark.parametrize("value", [0, 6, 4.0, True, "4", None, [4], float("nan")])
def test_what_is_no_rating(value: Any) -> None:
    assert said_of([Question("q", "?", "rating")], {"q": value}) == {}


def test_a_long_text_is_cut() -> None:
    assert said_of([Question("q", "?", "text")], {"q": "x" * 9000}) == {"q": "x" * 4000}


def test_figures_carry_intervals_as_far_as_there_can_be_one() -> None:
    questions = questions_of(asked("rating", "yes_no", "text"))
    rated, bought, said = summaries(questions, [{"q1": 4, "q2": "yes", "q3": "a"}, {"q1": 2, "q2": "no"}, {"q2": "no"}])
    assert (rated.n, rated.mean, rated.low, rated.high) == (2, 3.0, 1.0, 5.0)
    assert (bought.n, bought.share, bought.low, bought.high) == (3, 1 / 3, *wilson(1, 3))
    assert (said.n, said.mean, said.share, said.low) == (1, None, None, None)
    for same in ([{"q1": 5}], [{"q1": 5}, {"q1": 5}]):
        assert summaries(questions, same)[0][1:] == (5.0, None, None, None)
    assert [one.n for one in summaries(questions, [])] == [0, 0, 0]
