"""What there is to choose from while a question is put together: steps, values, and whether a rule can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxloop.app.resolve import field_of, step_of
from cxloop.app.understand import Asker, Ground, funnel_question
from cxloop.understand.field_values import FieldValues, FieldValuesAnswer
from cxloop.understand.next_steps import NextSteps, NextStepsAnswer


def next_steps(
    ground: Ground,
    steps: Sequence[str] = (),
    *,
    order: str = "ordered",
    window: str | float | None = None,
    step_windows: Sequence[str | float | None] | None = None,
    **scope: Any,
) -> NextStepsAnswer:
    """How many customers a funnel would have at each event, were it the step after these; without steps, how many have
    each event. Raises UnknownStep, BadRule, BadDuration, BadOption."""
    asker = Asker(ground, **scope)
    funnel = None
    if steps:
        funnel = funnel_question(asker, steps, order=order, window=window, step_windows=step_windows)
    answer: NextStepsAnswer = asker.signed(asker.ask(NextSteps(funnel)))
    return answer


def values(ground: Ground, field: str, *, search: str = "", most: int = 50, **scope: Any) -> FieldValuesAnswer:
    """The values of a field that most customers have. Raises UnknownProperty, BadOption."""
    asker = Asker(ground, **scope)
    named = field_of(field, asker.index)
    also = asker.index.also(named, search) if search and hasattr(asker.index, "also") else frozenset()
    answer: FieldValuesAnswer = asker.signed(asker.ask(FieldValues(named, search, most, also)))
    return answer


def check(ground: Ground, rule: str, per: str = "customer") -> None:
    """Raises UnknownStep, BadRule or UnknownProperty where a rule or a step cannot be asked."""
    step_of(rule, Asker(ground, per=per).index)
