"""What came of changes: experiment, before-after."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cxloop.cli import show_learn
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session
from cxloop.errors import BadOption

if TYPE_CHECKING:
    from collections.abc import Sequence


def experiment(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.experiment_action", metavar="analyse|plan")],
    path: Annotated[str | None, typer.Argument(help="option.experiment_file", metavar="[FILE]")] = None,
    arm: Annotated[str | None, typer.Option(help="option.arm", metavar="COL")] = None,
    metric: Annotated[list[str], typer.Option(help="option.metric", metavar="COL[/COL][:binary|mean|ratio]")] = [],  # noqa: B006
    control: Annotated[str | None, typer.Option(help="option.control", metavar="NAME")] = None,
    unit: Annotated[str | None, typer.Option(help="option.experiment_unit", metavar="COL")] = None,
    before: Annotated[list[str], typer.Option(help="option.before", metavar="METRIC=COL")] = [],  # noqa: B006
    split: Annotated[list[str], typer.Option(help="option.split", metavar="NAME=SHARE")] = [],  # noqa: B006
    planned: Annotated[int | None, typer.Option(help="option.planned", metavar="N", min=100)] = None,
    base: Annotated[str | None, typer.Option(help="option.base", metavar="VALUE|SHARE%")] = None,
    spread: Annotated[float | None, typer.Option(help="option.spread", metavar="SD")] = None,
    target: Annotated[str, typer.Option(help="option.target", metavar="SHARE%")] = "30%",
    expected: Annotated[str, typer.Option(help="option.expected", metavar="SHARE%")] = "40%",
    arms: Annotated[int, typer.Option(help="option.arms", metavar="N", min=1, max=49)] = 1,
    power: Annotated[str, typer.Option(help="option.power", metavar="SHARE%")] = "80%",
    a_day: Annotated[float | None, typer.Option(help="option.a_day", metavar="N", min=0)] = None,
) -> None:
    session: Session = context.obj
    answer: Any
    if action == "analyse":
        if path is None or arm is None or control is None or not metric:
            raise BadOption(option="experiment", reason=session.say("experiment.usage"))
        with waiting(session):
            from cxloop import wiring

            answer = wiring.analyse(
                path,
                arm=arm,
                control=control,
                metrics=metric,
                unit=unit,
                before=_pairs(session, "--before", before),
                split={name: _share(session, text) for name, text in _pairs(session, "--split", split).items()},
                planned=planned,
            )
        session.answer(answer.to_dict(), show_learn.analysis)
    elif action == "plan" and base is not None:
        from cxloop.learn.plan import plan

        numbers = {"target": number(session, "--target", target), "expected": number(session, "--expected", expected)}
        chance = number(session, "--power", power)
        if not 0 < chance < 1:
            raise BadOption(option="--power", reason=session.say("experiment.share", text=power))
        answer = plan(number(session, "--base", base), spread, **numbers, arms=arms, power=chance, a_day=a_day)
        session.answer(answer.to_dict(), show_learn.plan)
    else:
        raise BadOption(option="experiment", reason=session.say("experiment.usage"))


def before_after(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="option.before_after_file", metavar="FILE")],
    time: Annotated[str, typer.Option(help="option.before_after_time", metavar="COL")],
    metric: Annotated[str, typer.Option(help="option.before_after_metric", metavar="COL")],
    since: Annotated[str, typer.Option(help="option.since", metavar="DATE")],
    period: Annotated[str, typer.Option(help="option.period_length", metavar="day|week|month")] = "week",
    zone: Annotated[str, typer.Option(help="option.zone", metavar="ZONE")] = "UTC",
    arm: Annotated[str | None, typer.Option(help="option.concerned", metavar="COL")] = None,
    control: Annotated[str | None, typer.Option(help="option.unconcerned", metavar="NAME")] = None,
) -> None:
    session: Session = context.obj.at(zone=zone)
    if (arm is None) != (control is None):
        raise BadOption(option="--arm", reason=session.say("before_after.both"))
    with waiting(session):
        from cxloop import wiring

        answer = wiring.before_after(
            path, time=time, metric=metric, since=since, length=period, zone=zone, arm=arm, control=control
        )
    session.answer(answer.to_dict(), show_learn.before_after)


def number(session: Session, option: str, text: str) -> float:
    """A number, or a share in per cent. Raises BadOption."""
    try:
        found = float(text.rstrip("% ")) / (100 if text.rstrip().endswith("%") else 1)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise BadOption(option=option, reason=session.say("experiment.number", text=text))
    return found


def _pairs(session: Session, option: str, given: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in given:
        name, equals, value = text.rpartition("=")
        if not (name and equals and value):
            raise BadOption(option=option, reason=session.say("experiment.pair", text=text))
        found[name] = value
    return found


def _share(session: Session, text: str) -> float:
    share = number(session, "--split", text)
    if not 0 < share < 1e9:
        raise BadOption(option="--split", reason=session.say("experiment.share", text=text))
    return share


COMMANDS: Final[dict[str, Any]] = {"experiment": experiment, "before-after": before_after}
