"""Two sides of one question: journeys for which a rule holds and the others, or one period and another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from cxloop.ports.workspace import Asked
from cxloop.understand.paths import PathMap, compare_edges

Ask = Callable[..., Asked]


@dataclass(frozen=True, slots=True)
class Sides:
    """What to compare: up to two rules, or the period that is set beside the scope's own."""

    rules: tuple[str, ...]
    begin: str | None
    end: str | None

    @property
    def by_period(self) -> bool:
        return bool(self.begin or self.end)


def beside(ask: Ask, sides: Sides, scope: dict[str, Any]) -> dict[str, Any]:
    """An answer, with those of both sides under `compare`; `ask` takes the scope and `compare`."""
    if not sides.by_period:
        return ask(compare=sides.rules or None, **scope).to_dict()
    first, second = ask(**scope), ask(**_other(scope, sides))
    both = [first.to_dict(), second.to_dict()]
    return {**both[0], "compare": {"groups": _periods(scope, sides), "answers": both}}


def edges_beside(ask: Ask, sides: Sides, scope: dict[str, Any]) -> dict[str, Any]:
    """The same for the follows-graph, whose sides are compared transition by transition."""
    if not sides.by_period:
        return ask(compare=sides.rules or None, **scope).to_dict()
    first, second = cast(PathMap, ask(**scope)), cast(PathMap, ask(**_other(scope, sides)))
    named = _periods(scope, sides)
    return {**first.to_dict(), "compare": compare_edges(first, second, (named[0], named[1])).to_dict()}


def _other(scope: dict[str, Any], sides: Sides) -> dict[str, Any]:
    rest = {name: value for name, value in scope.items() if name not in ("begin", "end")}
    return rest | {name: day for name, day in (("begin", sides.begin), ("end", sides.end)) if day}


def _periods(scope: dict[str, Any], sides: Sides) -> Sequence[str]:
    spans = ((scope.get("begin"), scope.get("end")), (sides.begin, sides.end))
    return [f"{begin or ''} – {end or ''}".strip() for begin, end in spans]
