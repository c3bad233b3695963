"""Pain points as people read them."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.show import headline, pair
from cxloop.cli.words import count, duration, share


def pains(screen: Screen, plain: dict[str, Any]) -> None:
    certain = [pain for pain in plain["pains"] if pain["q"] < 0.05]
    if certain:
        top = certain[0]
        kind = screen.say(f"kind.{top['kind']}")
        screen.line("pains.first", n=len(certain), outcome=plain["outcome"], kind=kind, step=top["step"])
    else:
        screen.line("pains.none", outcome=plain["outcome"], tested=count(plain["tested"]))
    if plain.get("reason"):
        screen.line("pains.chosen", outcome=plain["outcome"])
    rows = [_row(screen, pain) for pain in plain["pains"][:20]]
    head = ["column.step", "column.kind", "column.channel", "#column.customers", "#column.share"]
    screen.table([*head, "#column.effect", "#column.interval", "#column.q", "#column.cost", "column.since"], rows)
    if certain:
        screen.line(f"pains.cost_{unit_of(certain[0])}")
    examples = [name for pain in certain[:1] for name in pain["examples"]]
    if examples:
        screen.line("pains.examples", name=_plain_name(examples[0]))
    if plain.get("compare"):
        _beside(screen, plain)


def _beside(screen: Screen, plain: dict[str, Any]) -> None:
    """How many of both sides each pain point hits."""
    headline(screen, "pains", plain)
    compare, by_id = plain["compare"], {str(one["id"]): one for one in plain["pains"]}
    a, b = pair(screen, compare["groups"])
    sure = sum(row["sure"] for row in compare["differences"])
    screen.line("compare.pains", a=a, b=b, sure=count(sure), tested=count(compare["tested"]))
    rows = [
        [one["step"], screen.say(f"kind.{one['kind']}"), share(row["a"]), share(row["b"]),
         f"{100 * row['difference']:+.1f}", f"{100 * row['low']:+.1f} … {100 * row['high']:+.1f}", f"{row['q']:.3f}"]
        for row in compare["differences"][: max(sure, 10)] for one in [by_id[row["what"][0]]]
    ]  # fmt: skip
    head = ["column.step", "column.kind", "#column.a", "#column.b", "#column.difference"]
    screen.table([*head, "#column.interval", "#column.q"], rows)


def unit_of(pain: dict[str, Any]) -> str:
    """The unit of a pain's cost, as the catalogue knows it: share, money, points or seconds.

    >>> unit_of({"cost_unit": "money / 30 d"})
    'money'
    """
    return str(pain["cost_unit"]).partition(" ")[0]


def _plain_name(example: Any) -> str:
    return str(example.get("name", example)) if isinstance(example, dict) else str(example)


def _row(screen: Screen, pain: dict[str, Any]) -> list[str]:
    outcome = str(pain.get("outcome", ""))
    low, high = (_effect(screen, outcome, pain[name]) for name in ("low", "high"))
    return [
        pain["step"], screen.say(f"kind.{pain['kind']}"), pain["channel"] or "",
        count(pain["customers"]), share(pain["share"]),
        _effect(screen, outcome, pain["effect"]), f"{low} … {high}", f"{pain['q']:.3f}",
        count(pain["cost"]) if pain["cost"] is not None else "–", (pain["since"] or "–")[:10],
    ]  # fmt: skip


def _effect(screen: Screen, outcome: str, value: float | None) -> str:
    if value is None:
        return "–"
    if outcome.startswith(("reaches", "avoids", "returns")):
        return f"{100 * value:+.1f} {screen.say('unit.points')}"
    if outcome.startswith("duration"):
        return duration(value, screen.session.language)
    return f"{value:+,.2f}" if abs(value) < 1000 else f"{value:+,.0f}"
