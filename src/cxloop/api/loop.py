"""The JSON routes from evidence to a verified change, under the same names as on the command line."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field

from cxloop.api.answers import workspace_of
from cxloop.api.guard import Caller
from cxloop.api.release import Released
from cxloop.api.scope import Asked, Texts
from cxloop.app import changes, exploration, flags, goals, lessons, opportunities, verdicts
from cxloop.app.decay import decay as lasting
from cxloop.app.loop import health
from cxloop.app.loop import tell as telling
from cxloop.app.thread import thread as followed
from cxloop.change.change import DESIGNS, RULES, SORTS
from cxloop.learn.verdict import OUTCOMES
from cxloop.web.language import language_of

router = APIRouter(prefix="/api/v1", route_class=Released)
Text = Annotated[str, Field(max_length=5000)]
Definition = Annotated[str, Body(embed=True, max_length=flags.MOST_BYTES)]


class Given(BaseModel):
    """A body; what it does not name stays as it is."""

    model_config = ConfigDict(extra="forbid")

    def fields(self) -> dict[str, Any]:
        return {name: tuple(v) if isinstance(v, list) else v for name, v in self.model_dump(exclude_unset=True).items()}


class TakenUp(Given):
    pain: Text | None = None
    note: Text | None = None
    need: Text | None = None
    event: Text | None = None
    title: Text | None = None
    question: Text | None = None
    whom: Text = ""


class OpportunityEdit(Given):
    title: Text | None = None
    question: Text | None = None
    whom: Text | None = None
    effort: float | None = None
    confidence: float | None = None
    reach: float | None = None
    effect: float | None = None
    value: float | None = None
    scores: dict[str, float] | None = None
    team: Text | None = None
    state: Text | None = None


class NewIdea(Given):
    opportunity: Text
    title: Text
    description: Text = ""


class ChangeEdit(Given):
    title: Text | None = None
    sort: Literal[SORTS] | None = None  # type: ignore[valid-type]
    opportunity: Text | None = None
    goal: Text | None = None
    ideas: list[Text] | None = None
    owner: Text | None = None
    team: Text | None = None
    hypothesis: Text | None = None
    metric: Text | None = None
    guardrails: list[Text] | None = None
    target: float | None = None
    points: bool | None = None
    rule: Literal[RULES] | None = None  # type: ignore[valid-type]
    minimum: int | None = None
    planned: int | None = None
    ends: Text | None = None
    flag: Text | None = None
    arms: list[Text] | None = None
    control: Text | None = None
    window_days: float | None = None
    hours: Text | None = None
    per: Literal["customer", "case"] | None = None
    time_box_days: float | None = None
    design: Literal[DESIGNS] | None = None  # type: ignore[valid-type]
    concerns: Text | None = None
    ticket: Text | None = None


class Signature(Given):
    decision: Text
    outcome: Literal[OUTCOMES] | None = None  # type: ignore[valid-type]
    reason: Text = ""


class NewGoal(Given):
    title: Text
    target: float
    by_when: Text
    metric: Text | None = None
    good: Literal["up", "down"] | None = None
    days: float = Field(30, gt=0, lt=100_000)
    hours: Text | None = None
    per: Literal["customer", "case"] = "customer"
    team: Text | None = None


class NewLesson(Given):
    change: Text
    learned: Text
    why: Text = ""
    whom: Text = ""


def who(request: Request) -> str:
    """Who asks, as records call them."""
    caller: Caller = request.state.caller
    return caller.actor.name if caller.actor is not None else ""


@router.get("/flags")
def flag_list(request: Request) -> dict[str, Any]:
    return flags.flags(workspace_of(request)).to_dict()


@router.get("/flags/history")
def flag_history(request: Request, flag: str) -> dict[str, Any]:
    return flags.history(workspace_of(request), flag).to_dict()


@router.post("/flags/of")
def put_flag(
    request: Request, flag: str, text: Definition, version: Annotated[int | None, Body(embed=True, ge=0)] = None
) -> dict[str, Any]:
    """version: the one that was looked at, 0 for a flag that is new."""
    return flags.put(workspace_of(request), text, who(request), flag, version).to_dict()


@router.post("/flags/try")
def try_flag(
    request: Request, flag: str, text: Definition, context: Annotated[dict[str, Any], Body(embed=True)]
) -> dict[str, Any]:
    """What a definition that is not kept yet would say to whoever the context describes."""
    return flags.evaluate(workspace_of(request), flag, context, text).to_dict()


@router.post("/flags/switch")
def switch_flag(request: Request, flag: str, on: Annotated[bool, Body(embed=True)]) -> dict[str, Any]:
    return flags.switch(workspace_of(request), flag, on, who(request)).to_dict()


@router.post("/flags/undo")
def undo_flag(
    request: Request, flag: str, version: Annotated[int | None, Body(embed=True, ge=1)] = None
) -> dict[str, Any]:
    """Writes the version before one's own last one again."""
    return flags.take_back(workspace_of(request), flag, who(request), version).to_dict()


@router.get("/opportunities")
def opportunity_list(request: Request) -> dict[str, Any]:
    return opportunities.opportunities(workspace_of(request)).to_dict()


@router.post("/opportunities")
def take_up(request: Request, given: TakenUp, scope: Asked, outcome: Texts = []) -> dict[str, Any]:  # noqa: B006
    asked = {**scope, "outcomes": tuple(filter(None, outcome))}
    fields = {**given.fields(), "asked": asked, "language": language_of(request)}
    return opportunities.take_up(workspace_of(request), who(request), **fields).to_dict()


@router.get("/opportunities/{number}")
def opportunity(request: Request, number: str, live: bool = False) -> dict[str, Any]:
    return opportunities.opportunity(workspace_of(request), number, live=live).to_dict()


@router.post("/opportunities/{number}")
def edit_opportunity(request: Request, number: str, given: OpportunityEdit) -> dict[str, Any]:
    return opportunities.edit_opportunity(workspace_of(request), number, who(request), given.fields()).to_dict()


@router.get("/ideas")
def idea_list(request: Request, opportunity: str | None = None) -> dict[str, Any]:
    return opportunities.ideas(workspace_of(request), opportunity).to_dict()


@router.post("/ideas")
def add_idea(request: Request, given: NewIdea) -> dict[str, Any]:
    workspace = workspace_of(request)
    return opportunities.add_idea(workspace, given.opportunity, given.title, who(request), given.description).to_dict()


@router.post("/ideas/{number}/vote")
def vote(request: Request, number: str, wanted: Annotated[bool, Body(embed=True)] = True) -> dict[str, Any]:
    return opportunities.vote(workspace_of(request), number, who(request), wanted).to_dict()


@router.post("/ideas/{number}/comment")
def comment(request: Request, number: str, said: Annotated[Text, Body(embed=True)]) -> dict[str, Any]:
    return opportunities.comment(workspace_of(request), number, said, who(request)).to_dict()


@router.post("/ideas/{number}/merge")
def merge(request: Request, number: str, into: Annotated[Text, Body(embed=True)]) -> dict[str, Any]:
    return opportunities.merge_ideas(workspace_of(request), number, into, who(request)).to_dict()


@router.get("/changes")
def change_list(request: Request) -> dict[str, Any]:
    return changes.changes(workspace_of(request)).to_dict()


@router.post("/changes")
def add_change(request: Request, given: ChangeEdit) -> dict[str, Any]:
    fields = given.fields()
    return changes.add_change(workspace_of(request), fields.pop("title", None) or "", who(request), fields).to_dict()


@router.get("/changes/{number}")
def change(request: Request, number: str) -> dict[str, Any]:
    return changes.change(workspace_of(request), number).to_dict()


@router.post("/changes/{number}")
def edit_change(request: Request, number: str, given: ChangeEdit) -> dict[str, Any]:
    return changes.edit_change(workspace_of(request), number, who(request), given.fields()).to_dict()


@router.get("/changes/{number}/history")
def change_history(request: Request, number: str) -> dict[str, Any]:
    return changes.change_history(workspace_of(request), number).to_dict()


@router.get("/changes/{number}/decay")
def decay(request: Request, number: str) -> dict[str, Any]:
    return lasting(workspace_of(request), number).to_dict()


@router.post("/changes/{number}/start")
def start_change(request: Request, number: str) -> dict[str, Any]:
    return changes.start_change(workspace_of(request), number, who(request)).to_dict()


@router.get("/verdicts/{number}")
def verdict(request: Request, number: str) -> dict[str, Any]:
    return verdicts.verdict(workspace_of(request), number).to_dict()


@router.get("/verdicts/{number}/segments")
def explore(request: Request, number: str, by: Text) -> dict[str, Any]:
    return exploration.explore(workspace_of(request), number, by).to_dict()


@router.post("/verdicts/{number}")
def sign(request: Request, number: str, given: Signature) -> dict[str, Any]:
    found = verdicts.sign(
        workspace_of(request), number, who(request), given.decision, outcome=given.outcome, reason=given.reason
    )
    return found.to_dict()


@router.get("/lessons")
def lesson_list(request: Request, like: str | None = None) -> dict[str, Any]:
    return lessons.lessons(workspace_of(request), like or None).to_dict()


@router.post("/lessons")
def add_lesson(request: Request, given: NewLesson) -> dict[str, Any]:
    made = lessons.add_lesson(workspace_of(request), given.change, given.learned, who(request), given.why, given.whom)
    return lessons.LessonList((made,)).to_dict()


@router.post("/opportunities/{number}/tell")
def tell(request: Request, number: str, told: Annotated[Text, Body(embed=True)]) -> dict[str, Any]:
    return telling(workspace_of(request), number, who(request), told).to_dict()


@router.get("/goals")
def goal_list(request: Request) -> dict[str, Any]:
    return goals.goals(workspace_of(request)).to_dict()


@router.post("/goals")
def add_goal(request: Request, given: NewGoal) -> dict[str, Any]:
    fields = given.fields()
    title, target, by_when = (fields.pop(name) for name in ("title", "target", "by_when"))
    made = goals.add_goal(workspace_of(request), title, who(request), target=target, by_when=by_when, given=fields)
    return made.to_dict()


@router.post("/goals/{number}/figure")
def enter_figure(
    request: Request, number: str, day: Annotated[Text, Body(embed=True)], value: Annotated[float, Body(embed=True)]
) -> dict[str, Any]:
    return goals.enter_figure(workspace_of(request), number, day, value, who(request)).to_dict()


@router.get("/loop")
def loop(request: Request) -> dict[str, Any]:
    return health(workspace_of(request)).to_dict()


@router.get("/thread")
def thread(request: Request, id: str) -> dict[str, Any]:
    return followed(workspace_of(request), id).to_dict()
