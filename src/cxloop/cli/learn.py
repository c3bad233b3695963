"""What came of changes: experiment."""

from __future__ import annotations

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
    action: Annotated[str, typer.Argument(help="option.experiment_action", metavar="analyse")],
    path: Annotated[str, typer.Argument(help="option.experiment_file", metavar="FILE")],
    arm: Annotated[str, typer.Option(help="option.arm", metavar="COL")],
    metric: Annotated[list[str], typer.Option(help="option.metric", metavar="COL[/COL][:binary|mean|ratio]")],
    control: Annotated[str, typer.Option(help="option.control", metavar="NAME")],
    unit: Annotated[str | None, typer.Option(help="option.experiment_unit", metavar="COL")] = None,
    before: Annotated[list[str], typer.Option(help="option.before", metavar="METRIC=COL")] = [],  # noqa: B006
    split: Annotated[list[str], typer.Option(help="option.split", metavar="NAME=SHARE")] = [],  # noqa: B006
    planned: Annotated[int | None, typer.Option(help="option.planned", metavar="N", min=100)] = None,
) -> None:
    session: Session = context.obj
    if action != "analyse":
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


def _pairs(session: Session, option: str, given: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in given:
        name, equals, value = text.rpartition("=")
        if not (name and equals and value):
            raise BadOption(option=option, reason=session.say("experiment.pair", text=text))
        found[name] = value
    return found


def _share(session: Session, text: str) -> float:
    try:
        share = float(text.rstrip("%"))
    except ValueError:
        share = -1.0
    if not 0 < share < 1e9:
        raise BadOption(option="--split", reason=session.say("experiment.share", text=text))
    return share


COMMANDS: Final[dict[str, Any]] = {"experiment": experiment}
