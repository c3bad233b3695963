"""The columns that a person names, read against those the file has."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from cxloop.app.given import mapping_of
from cxloop.errors import BadOption


@pytest.mark.parametrize(
    ("columns", "text", "expected"),
    [
        (["user"], "user", ("user", "customer")),
        (["user"], "user:e-mail", ("user", "e-mail")),
        (["case:concept:name"], "case:concept:name", ("case:concept:name", "customer")),
        (["case:id"], "case:id:card", ("case:id", "card")),
        (["user"], "user:", ("user:", "customer")),
    ],
)
def test_customer_and_kind(columns: list[str], text: str, expected: tuple[str, str]) -> None:
    mapping = mapping_of(columns, customer=text)
    assert (mapping.customer, mapping.customer_kind) == expected


@pytest.mark.parametrize(
    ("columns", "text", "expected"),
    [
        (["at"], "at", ("at", None)),
        (["at"], "at=won deal", ("at", "won deal")),
        (["a=b"], "a=b", ("a=b", None)),
        (["a=b"], "a=b=won", ("a=b", "won")),
        (["at"], "at=x=y", ("at", "x=y")),
    ],
)
def test_times(columns: list[str], text: str, expected: tuple[str, str | None]) -> None:
    assert mapping_of(columns, times=[text]).times == (expected,)


@pytest.mark.parametrize(("of_file", "of_person"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_composed_or_not(of_file: str, of_person: str) -> None:
    """File names and headers from a Mac are decomposed, what people type is not."""
    columns = [normalize(of_file, name) for name in ("고객", "일시", "처리=단계", "카드", "금액")]
    who, at, what, card, paid = (normalize(of_person, name) for name in ("고객", "일시", "처리=단계", "카드", "금액"))
    mapping = mapping_of(
        columns,
        customer=f"{who}:e-mail",
        times=[at, f"{what}=won"],
        event=what,
        identifiers=[f"card={card}"],
        value=paid,
    )
    assert (mapping.customer, mapping.customer_kind, mapping.event) == (columns[0], "e-mail", columns[2])
    assert mapping.times == ((columns[1], None), (columns[2], "won"))
    assert (mapping.identifiers, mapping.value) == ((("card", columns[3]),), columns[4])
    both = [normalize("NFC", "고객"), normalize("NFD", "고객")]
    assert [mapping_of(both, customer=name).customer for name in both] == both


def test_event_by_name_or_column() -> None:
    assert mapping_of(["what"], event="=visit").event_name == "visit"
    assert mapping_of(["=what"], event="=what").event == "=what"
    assert mapping_of(["what"], event="what").event == "what"


@pytest.mark.parametrize(
    "wrong",
    [{"event": "="}, {"identifiers": ["card"]}, {"identifiers": ["=card"]}, {"times": ["at="]}, {"zone": "../etc"}],
)
def test_mistakes(wrong: dict[str, object]) -> None:
    with pytest.raises(BadOption):
        mapping_of(["at", "card"], **wrong)  # type: ignore[arg-type]
