"""Segments with names: segment."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_segment
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.errors import BadOption


def segment(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="option.segment_action", metavar="list|add|members|end")] = "list",
    name: Annotated[str | None, typer.Argument(help="option.segment_name", metavar="[NAME]")] = None,
    having: Annotated[list[str], typer.Option("--with", help="option.segment_with", metavar="STEP")] = [],  # noqa: B006
    lacking: Annotated[list[str], typer.Option("--without", help="option.segment_without", metavar="STEP")] = [],  # noqa: B006
    pain: Annotated[str | None, typer.Option(help="option.segment_pain", metavar="PAIN")] = None,
    outcome: Annotated[list[str], typer.Option(help="option.outcome", metavar="OUTCOME")] = [],  # noqa: B006
    beta: Annotated[str | None, typer.Option(help="option.segment_beta", metavar="NAME")] = None,
    within: Annotated[str | None, typer.Option(help="option.segment_within", metavar="30d")] = None,
) -> None:
    from cxloop.app import segments
    from cxloop.model.duration import seconds

    session: Session = context.obj
    workspace = session.open()
    if action == "list":
        with waiting(session):
            every = segments.segments(workspace)
        session.answer(every.to_dict(), show_segment.segments, workspace)
        return
    if name is None:
        raise BadOption(option="segment", reason=session.say("segment.usage"))
    if action == "add":
        with waiting(session):
            segments.add_segment(
                workspace, name, owner(), having=having, lacking=lacking, pain=pain, beta=beta,
                within_days=None if within is None else seconds(within) / 86_400,
                asked={"outcomes": tuple(outcome)} if outcome else {},
            )  # fmt: skip
    elif action == "members":
        with waiting(session):
            found = sorted(segments.members(workspace, name))
        plain = {"segment": name, "members": [{"customer": one} for one in found]}
        session.answer(plain, show_segment.members, workspace)
        return
    elif action == "end":
        segments.end_segment(workspace, name, owner())
    else:
        raise BadOption(option="segment", reason=session.say("segment.usage"))
    session.answer(segments.segments(workspace).to_dict(), show_segment.segments, workspace)


COMMANDS: Final[dict[str, Any]] = {"segment": segment}
