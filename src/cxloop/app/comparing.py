"""Two sides of one question: two groups of journeys, or one period and another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from cxloop.app.between import SideBySide, period_names
from cxloop.app.between import edges_beside as both_edges
from cxloop.app.understand import Asker
from cxloop.ports.workspace import Asked, Workspace
from cxloop.understand.paths import PathMap

Ask = Callable[..., Asked]


@dataclass(frozen=True, slots=True)
class Sides:
    """What to compare: up to two sides, each a rule or `segment:NAME`, or the period that is set beside the scope's
    own."""

    groups: tuple[str, ...]
    begin: str | None
    end: str | None

    @property
    def by_period(self) -> bool:
        return bool(self.begin or self.end)

    @property
    def options(self) -> dict[str, Any]:
        """As questions take them that look at both sides themselves; a period goes before groups."""
        if self.by_period:
            return {"compare_begin": self.begin, "compare_end": self.end}
        return {"compare": self.groups} if self.groups else {}


NOTHING: Final = Sides((), None, None)


def beside(workspace: Workspace, ask: Ask, sides: Sides, scope: dict[str, Any]) -> dict[str, Any]:
    """An answer, with those of both sides under `compare`; `ask` takes the scope and `compare`."""
    if not sides.by_period:
        return ask(compare=sides.groups or None, **scope).to_dict()
    return _periods(workspace, (ask(**scope), ask(**_other(scope, sides))), sides, scope).to_dict()


def edges_beside(workspace: Workspace, ask: Ask, sides: Sides, scope: dict[str, Any]) -> dict[str, Any]:
    """The same for the follows-graph, whose sides are compared transition by transition."""
    if not sides.by_period:
        return ask(compare=sides.groups or None, **scope).to_dict()
    first, second = cast(PathMap, ask(**scope)), cast(PathMap, ask(**_other(scope, sides)))
    return both_edges(first, _periods(workspace, (first, second), sides, scope)).to_dict()


def metrics_beside(
    workspace: Workspace, ask: Ask, sides: Sides, scope: dict[str, Any], metrics: list[str]
) -> dict[str, Any]:
    """The same for metrics over time, which are those of the first side where none is named."""
    if not sides.by_period or metrics:
        return beside(workspace, partial(ask, metrics), sides, scope)
    first = ask(metrics, **scope).to_dict()
    return beside(workspace, partial(ask, [one["metric"] for one in first["metrics"]]), sides, scope)


def _periods(workspace: Workspace, both: tuple[Any, Any], sides: Sides, scope: dict[str, Any]) -> SideBySide:
    own, other = Asker(workspace, **scope), Asker(workspace, **_other(scope, sides))
    return SideBySide(both[0], period_names(own.dates, other.dates), both, overlap=own.overlap(other))


def _other(scope: dict[str, Any], sides: Sides) -> dict[str, Any]:
    rest = {name: value for name, value in scope.items() if name not in ("begin", "end")}
    return rest | {name: day for name, day in (("begin", sides.begin), ("end", sides.end)) if day}
