"""The loop as tables and sentences."""

from __future__ import annotations

from typing import Any, Final

from cxloop.cli.session import Screen
from cxloop.cli.words import count, duration

Plain = dict[str, Any]


def opportunities(screen: Screen, plain: Plain) -> None:
    if not plain["opportunities"]:
        screen.line("loop.no_opportunities")
        return
    rows = [
        [one["id"], one["opportunity"]["title"], one["opportunity"]["question"], _won(screen, one), _cost(screen, one),
         count(one["ideas"]), screen.say(f"loop.state_{one['opportunity']['state']}")]
        for one in plain["opportunities"]
    ]  # fmt: skip
    screen.table(
        ["#column.number", "column.title", "column.question", "#column.priority", "#column.cost", "#column.ideas",
         "column.state"], rows,
    )  # fmt: skip


def opportunity(screen: Screen, plain: Plain) -> None:
    told = plain["opportunity"]
    screen.line("loop.opportunity", id=plain["id"], title=told["title"])
    screen.console.print(told["question"], markup=False, highlight=False, soft_wrap=True)
    if plain["cost"] is not None:
        screen.line(
            "loop.sized", cost=_cost(screen, plain), reach=count(int(told["reach"])), priority=_won(screen, plain)
        )
    for one in told["evidence"]:
        what = one["text"] or " · ".join(
            str(one["frozen"].get(name)) for name in ("step", "kind") if one["frozen"].get(name)
        )
        screen.line("loop.evidence", kind=screen.say(f"loop.kind_{one['kind']}"), seen=one["seen"][:10], what=what)
    for one in plain["live"]:
        screen.line(
            f"loop.live_{one['state']}",
            id=one["id"],
            cost=_priced(screen, one.get("cost"), str(one.get("cost_unit", ""))),
            n=count(one.get("customers")),
        )
    if plain["answered"]:
        screen.line("loop.prototype_answers", n=count(plain["answered"]))
    screen.line("loop.next_idea", id=plain["id"])


def ideas(screen: Screen, plain: Plain) -> None:
    if not plain["ideas"]:
        screen.line("loop.no_ideas")
        return
    rows = [
        [one["id"], one["idea"]["opportunity"], one["idea"]["title"], count(one["votes"]), count(len(one["comments"])),
         one["idea"]["author"]] for one in plain["ideas"]
    ]  # fmt: skip
    screen.table(
        ["#column.number", "#column.opportunity", "column.idea", "#column.votes", "#column.comments", "column.by"], rows
    )


def idea(screen: Screen, plain: Plain) -> None:
    told = plain["idea"]
    screen.line("loop.idea", id=plain["id"], title=told["title"], votes=count(plain["votes"]), author=told["author"])
    if told["description"]:
        screen.console.print(told["description"], markup=False, highlight=False, soft_wrap=True)
    for one in plain["comments"]:
        screen.line("loop.comment", author=one["author"], said=one["said"])


def idea_with_past(screen: Screen, plain: Plain) -> None:
    idea(screen, plain)
    if plain["similar"]:
        screen.line("loop.similar")
        lessons(screen, {"lessons": plain["similar"]})


def changes(screen: Screen, plain: Plain) -> None:
    if not plain["changes"]:
        screen.line("loop.no_changes")
        return
    rows = [
        [one["id"], one["change"]["title"], screen.say(f"loop.state_{one['change']['state']}"),
         one["change"]["metric"] or "–", _target(one["change"]), one["change"]["ends"] or "–",
         screen.say("loop.late") if one["late"] else ""] for one in plain["changes"]
    ]  # fmt: skip
    screen.table(
        ["#column.number", "column.title", "column.state", "column.metric", "#column.target", "column.ends",
         "column.remark"], rows,
    )  # fmt: skip


def change(screen: Screen, plain: Plain) -> None:
    told = plain["change"]
    state = screen.say(f"loop.state_{told['state']}")
    screen.line("loop.change", id=plain["id"], title=told["title"], state=state)
    rows = [
        [screen.say(f"loop.field_{name}"), value]
        for name, value in (
            ("metric", told["metric"]), ("guardrails", ", ".join(told["guardrails"])), ("target", _target(told)),
            ("rule", screen.say(f"loop.rule_{told['rule']}")), ("minimum", count(told["minimum"])),
            ("ends", told["ends"]), ("flag", told["flag"]), ("arms", ", ".join(told["arms"])),
            ("control", told["control"]), ("concerns", told["concerns"]),
            ("opportunity", told["opportunity"]), ("ideas", ", ".join(told["ideas"])),
            ("hypothesis", told["hypothesis"]), ("started", told["started"]), ("ended", told["ended"]),
            ("note", told["note"]), ("ticket", _ticket(screen, told)),
        )
        if value
    ]  # fmt: skip
    screen.literal_table(["", ""], rows)
    if plain["late"]:
        screen.line("loop.is_late", days=f"{told['time_box_days']:g}")


def _ticket(screen: Screen, told: Plain) -> str | None:
    known = told["ticket_state"]
    return f"{told['ticket']} ({screen.say(f'loop.ticket_{known}')})" if known else told["ticket"]


def history(screen: Screen, plain: Plain) -> None:
    rows = [
        [str(one["version"]), one["changed"][:16].replace("T", " "), one["by"],
         ", ".join(f"{name}: {was} → {now}" for name, (was, now) in one["fields"].items())[:300]]
        for one in plain["versions"]
    ]  # fmt: skip
    screen.table(["#column.version", "column.changed", "column.by", "column.fields"], rows)


def rolled_back(screen: Screen, plain: Plain) -> None:
    if not plain["changes"]:
        screen.line("loop.nothing_broken")
    for one in plain["changes"]:
        screen.line("loop.rolled_back", **one)


def verdict(screen: Screen, plain: Plain) -> None:
    words = screen.say(f"loop.outcome_{plain['outcome']}")
    screen.line("loop.verdict", id=plain["change"], outcome=words, reason=screen.say(f"loop.reason_{plain['reason']}"))
    judgement = plain["judgement"]
    found = judgement["bounds"]
    if found is not None:
        told = {name: _number(found[name], "+") for name in ("effect", "low", "high")}
        lift = "–" if found["lift"] is None else f"{100 * found['lift']:+.1f} %"
        screen.line("loop.measured", metric=plain["metric"], lift=lift, target=_target(plain), **told)
    rows = [[arm["arm"], count(arm["n"]), _number(arm["mean"])] for arm in plain["analysis"]["arms"]]
    screen.table(["column.arm", "#column.units", "#column.mean"], rows)
    for one in judgement["guardrails"]:
        key = "loop.guardrail_broken" if one["broken"] else "loop.guardrail_fine"
        screen.line(key, metric=one["metric"], **{name: _number(one[name], "+") for name in ("effect", "low", "high")})
    if not plain["experiment"]:
        screen.line("loop.no_experiment")
        screen.line("loop.is_over" if plain["final"] else "loop.not_over")
    else:
        screen.line("loop.is_final" if plain["final"] else "loop.not_final")
    signed = plain["signed"]
    if signed is not None:
        outcome, decision = (screen.say(f"loop.{key}_{signed[key]}") for key in ("outcome", "decision"))
        screen.line("loop.signed", author=signed["author"], outcome=outcome, decision=decision, reason=signed["reason"])
    else:
        screen.line("loop.sign_it", id=plain["change"])


def exploration(screen: Screen, plain: Plain) -> None:
    screen.line("loop.exploration", id=plain["change"], metric=plain["metric"])
    rows = [
        [one["value"] or screen.say("loop.unknown_segment"), count(one["customers"]), _number(one["control"]),
         _number(one["effect"], "+"), f"{_number(one['low'], '+')} … {_number(one['high'], '+')}", f"{one['p']:.3f}"]
        for one in plain["breakdown"]
    ]  # fmt: skip
    columns = ["column.segment", "#column.units", "#column.control", "#column.effect", "#column.interval", "#column.p"]
    screen.table(columns, rows)
    if plain["left_out"]:
        screen.line("loop.segments_left_out", n=count(plain["left_out"]))


def lessons(screen: Screen, plain: Plain) -> None:
    if not plain["lessons"]:
        screen.line("loop.no_lessons")
        return
    rows = [
        [one["id"], one["lesson"]["title"], screen.say(f"loop.outcome_{one['lesson']['outcome']}"),
         one["lesson"]["learned"], one["lesson"]["why"], one["lesson"]["whom"]] for one in plain["lessons"]
    ]  # fmt: skip
    screen.table(
        ["#column.number", "column.change", "column.came_of_it", "column.lesson", "column.why", "column.whom"], rows
    )


def thread(screen: Screen, plain: Plain) -> None:
    rows = [
        [screen.say(f"loop.kind_{one['kind']}"), one["id"], one["title"][:80], (one["at"] or "")[:10], one["by"] or "",
         "" if one["resolved"] else screen.say("loop.unresolved")] for one in plain["nodes"]
    ]  # fmt: skip
    screen.table(["column.kind", "column.id", "column.title", "column.time", "column.by", "column.remark"], rows)
    screen.table(
        ["column.link_from", "column.how", "column.link_to"],
        [[one["from"], screen.say(f"loop.how_{one['how'].replace(' ', '_')}"), one["to"]] for one in plain["links"]],
    )


def decay(screen: Screen, plain: Plain) -> None:
    rows = [
        [str(one["days"]), one["due"][:10], screen.say(f"loop.decay_{one['state']}"), _number(one["effect"], "+"),
         "–" if one["low"] is None else f"{_number(one['low'], '+')} … {_number(one['high'], '+')}",
         screen.say(f"loop.method_{one['method']}") if one["method"] else "", count(one["n"])]
        for one in plain["checks"]
    ]  # fmt: skip
    screen.line("loop.decay", metric=plain["metric"], effect=_number(plain["effect"], "+"))
    screen.table(
        ["#column.days", "column.due", "column.state", "#column.effect", "#column.interval", "column.how",
         "#column.customers"], rows,
    )  # fmt: skip


def teams(screen: Screen, plain: Plain) -> None:
    if not plain["teams"]:
        screen.line("loop.no_teams")
        return
    rows = [
        [one["id"], one["team"]["name"], ", ".join(one["team"]["steps"]), ", ".join(one["team"]["members"])]
        for one in plain["teams"]
    ]
    screen.table(["#column.number", "column.name", "column.steps", "column.members"], rows)


def met(screen: Screen, plain: Plain) -> None:
    if not plain["owners"]:
        screen.line("loop.nobody_met")
        return
    screen.line("loop.met", customers=count(plain["customers"]), events=count(plain["events"]))
    for key, heads, name in (("owners", "column.person", "owner"), ("teams", "column.team", "team")):
        rows = [
            [one[name] or screen.say("loop.not_named"), count(one["customers"]), count(one["events"]),
             (one["last"] or "–")[:10]] for one in plain[key]
        ]  # fmt: skip
        if rows:
            screen.table([heads, "#column.customers", "#column.events", "column.last"], rows)


_REACHED: Final[dict[bool | None, str]] = {
    None: "loop.goal_unknown", True: "loop.goal_reached", False: "loop.goal_open",
}  # fmt: skip


def goals(screen: Screen, plain: Plain) -> None:
    if not plain["goals"]:
        screen.line("loop.no_goals")
        return
    rows = [
        [one["id"], one["goal"]["title"], one["goal"]["metric"] or screen.say("loop.by_hand"), _number(one["value"]),
         "–" if one["low"] is None else f"{_number(one['low'])} … {_number(one['high'])}",
         _number(one["goal"]["target"]), one["goal"]["by_when"],
         screen.say(_REACHED[one["reached"]]),
         ", ".join(one["changes"])] for one in plain["goals"]
    ]  # fmt: skip
    screen.table(
        ["#column.number", "column.title", "column.metric", "#column.mean", "#column.interval", "#column.target",
         "column.ends", "column.state", "column.changes"], rows,
    )  # fmt: skip


def health(screen: Screen, plain: Plain) -> None:
    rows = [
        [screen.say(f"loop.share_{one['name']}"), count(one["count"]), count(one["of"]), _percent(one["share"]),
         "–" if one["low"] is None else f"{_percent(one['low'])} … {_percent(one['high'])}"] for one in plain["shares"]
    ]  # fmt: skip
    if plain["days_to_verdict"] is not None:
        screen.line("loop.days", days=f"{plain['days_to_verdict']:.0f}", n=count(len(plain["days"])))
    screen.table(["column.measure", "#column.count", "#column.of", "#column.share", "#column.interval"], rows)
    if plain["waiting"]:
        screen.line("loop.waiting", ids=", ".join(plain["waiting"]))
    if plain["to_tell"]:
        screen.line("loop.to_tell", ids=", ".join(plain["to_tell"]))
    if plain["to_remove"]:
        screen.line("loop.to_remove", flags=", ".join(plain["to_remove"]))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _number(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign},.4g}" if abs(value) < 1e6 else f"{value:{sign},.0f}"


def _cost(screen: Screen, plain: Plain) -> str:
    return _priced(screen, plain["cost"], plain["opportunity"]["unit"])


def _won(screen: Screen, plain: Plain) -> str:
    """The priority: what may be won for each week of work."""
    return _priced(screen, plain["priority"], plain["opportunity"]["unit"])


def _priced(screen: Screen, size: float | None, unit: str) -> str:
    """A cost in its unit; a length of time as people say it."""
    if size is None:
        return "–"
    if unit.startswith("seconds"):
        return unit.replace("seconds", duration(size, screen.session.language))
    return f"{_number(size)} {unit}".strip()


def _target(plain: Plain) -> str:
    return f"+{plain['target']:g}" if plain["points"] else f"+{100 * plain['target']:g} %"
