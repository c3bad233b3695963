"""Answers as people read them: a sentence in plain words, then compact tables."""

from __future__ import annotations

from typing import Any, Final

from cxloop.cli.session import Screen
from cxloop.cli.words import count, duration, share

ROWS: Final = 15
Plain = dict[str, Any]


def _short(screen: Screen, columns: list[str], rows: list[list[str]], title: str | None = None) -> None:
    screen.table(columns, rows[:ROWS], title)
    if len(rows) > ROWS:
        screen.line("more", n=count(len(rows) - ROWS))


def _date(moment: str | None) -> str:
    return (moment or "–")[:10]


def _minute(moment: str | None) -> str:
    return (moment or "–")[:16].replace("T", " ")


def overview(screen: Screen, plain: Plain) -> None:
    begin, end = _date(plain["period"]["from"]), _date(plain["period"]["to"])
    screen.line(
        "overview.first", customers=count(plain["customers"]), events=count(plain["events"]), begin=begin, end=end
    )
    screen.line("overview.second", **{name: count(plain[name]) for name in ("cases", "imports", "refused")})
    if strays := plain["strays"]:
        begin, end = _date(strays["from"]), _date(strays["to"])
        screen.line("overview.strays", events=count(strays["events"]), begin=begin, end=end)
    channels = [
        [str(row["channel"]), screen.say(f"kind.{row['kind']}"), count(row["events"]), count(row["customers"])]
        for row in plain["channels"]
    ]
    _short(
        screen, ["column.channel", "column.kind", "#column.events", "#column.customers"], channels, "overview.channels"
    )
    steps = [[row["step"], count(row["events"]), count(row["customers"])] for row in plain["steps"]]
    _short(screen, ["column.step", "#column.events", "#column.customers"], steps, "overview.steps")
    _compared(screen, plain, overview)


def funnel(screen: Screen, plain: Plain) -> None:
    steps = plain["steps"]
    first, last = steps[0], steps[-1]
    key = "funnel.first" if first["customers"] else "funnel.empty"
    reached = share(last["share"])
    screen.line(
        key,
        n=count(first["customers"]),
        m=count(last["customers"]),
        share=reached,
        first=first["step"],
        last=last["step"],
    )
    if plain.get("median_seconds") is not None:
        screen.line(
            "funnel.time", median=_span(screen, plain["median_seconds"]), p90=_span(screen, plain["p90_seconds"])
        )
    _funnel_steps(screen, steps)
    for part in plain.get("breakdown") or []:
        screen.line("funnel.by", value=part["value"])
        _funnel_steps(screen, part["steps"])
    _compared(screen, plain, funnel)


def _funnel_steps(screen: Screen, steps: list[Plain]) -> None:
    rows = [
        [
            row["step"],
            count(row["customers"]),
            share(row["share"]),
            share(row["share_of_previous"]),
            _span(screen, row["median_seconds"]),
            _span(screen, row["p90_seconds"]),
        ]
        for row in steps
    ]
    head = ["#column.customers", "#column.share", "#column.share_previous", "#column.median", "#column.p90"]
    screen.table(["column.step", *head], rows)


def _span(screen: Screen, seconds: float | None) -> str:
    return duration(seconds, screen.session.language)


def _edges(screen: Screen, edges: list[Plain], title: str | None) -> None:
    rows = [
        [
            row["from"],
            row["to"],
            count(row["count"]),
            count(row["customers"]),
            _span(screen, row.get("median_seconds")),
            _span(screen, row.get("p90_seconds")),
        ]
        for row in edges
    ]
    head = ["#column.count", "#column.customers", "#column.median", "#column.p90"]
    _short(screen, ["column.from", "column.to", *head], rows, title)


def paths(screen: Screen, plain: Plain) -> None:
    edges = sorted(plain["edges"], key=lambda row: -row["count"])
    journeys, variants = count(plain["journeys"]), count(plain["variants"])
    if edges:
        top = edges[0]
        how_often = count(top["count"])
        screen.line(
            "paths.first", journeys=journeys, variants=variants, source=top["from"], target=top["to"], count=how_often
        )
    else:
        screen.line("paths.none", journeys=journeys)
    _edges(screen, edges, "paths.edges")
    if waits := plain.get("waits"):
        _edges(screen, waits["edges"], "paths.longest")
        screen.line("paths.rarer", least=count(waits["least"]), rarer=count(waits["rarer"]))
    ways = [[" → ".join(row["steps"]), count(row["count"]), share(row["share"])] for row in plain["top_variants"][:5]]
    screen.table(["column.way", "#column.count", "#column.share"], ways, "paths.variants")
    if plain.get("compare"):
        _paths_compared(screen, plain["compare"])


def _paths_compared(screen: Screen, compare: Plain) -> None:
    a, b = compare["groups"]
    screen.line("paths.compare", a=_group(a), b=_group(b))
    rows = [
        [row["from"], row["to"], share(row["a"]), share(row["b"]), share(row["difference"])]
        for row in sorted(compare["edges"], key=lambda row: -abs(row["difference"] or 0))
    ]
    _short(screen, ["column.from", "column.to", "#column.a", "#column.b", "#column.difference"], rows)


def _group(group: Any) -> str:
    return str(group.get("name", group)) if isinstance(group, dict) else str(group)


def retention(screen: Screen, plain: Plain) -> None:
    cohorts = plain["cohorts"]
    if not cohorts:
        screen.line("retention.none")
        return
    known = [row for row in cohorts if len(row["returned"]) > 1 and row["returned"][1] is not None]
    began, came = sum(row["customers"] for row in known), sum(row["returned"][1] for row in known)
    screen.line("retention.first", n=count(began), share=share(came / began if began else None))
    periods = min(9, max(len(row["shares"]) for row in cohorts))
    rows = []
    for row in cohorts[-ROWS:]:
        cells = ["" if value is None else share(value) for value in row["shares"][:periods]]
        rows.append([_date(row["cohort"]), count(row["customers"]), *cells, *[""] * (periods - len(cells))])
    screen.table(["column.cohort", "#column.customers", *[f"#period.{number}" for number in range(periods)]], rows)
    _compared(screen, plain, retention)


def edge(screen: Screen, plain: Plain) -> None:
    screen.line(
        "edge.first", source=plain["from"], target=plain["to"], count=count(plain["count"]),
        customers=count(plain["customers"]), median=_span(screen, plain["median_seconds"]),
    )  # fmt: skip
    waits = [
        [f"{_span(screen, row['low_seconds'])} – {_span(screen, row['high_seconds'])}", count(row["count"])]
        for row in plain["waits"]
    ]
    _short(screen, ["column.wait", "#column.count"], waits, "edge.waits")
    channels = [[str(row["channel"]), count(row["count"])] for row in plain["channels"]]
    _short(screen, ["column.channel", "#column.count"], channels)
    _examples(screen, plain)


def step(screen: Screen, plain: Plain) -> None:
    screen.line("step.first", step=plain["step"], count=count(plain["count"]), customers=count(plain["customers"]))
    channels = [[str(row["channel"]), count(row["count"])] for row in plain["channels"]]
    _short(screen, ["column.channel", "#column.count"], channels)
    _edges(screen, plain["before"], "step.before")
    _edges(screen, plain["after"], "step.after")
    _examples(screen, plain)


def _examples(screen: Screen, plain: Plain) -> None:
    if plain["examples"]:
        screen.line("examples", names=", ".join(map(str, plain["examples"][:5])))


def journey(screen: Screen, plain: Plain) -> None:
    events = plain["events"]
    screen.line("journey.first", customer=plain["customer"], n=count(len(events)))
    rows = [
        [
            _minute(row["time"]),
            row["event"],
            row["channel"] or "",
            row["case"] or "",
            row["owner"] or "",
            count(row["value"]) if row["value"] is not None else "",
            ", ".join(f"{name}={value}" for name, value in list((row["properties"] or {}).items())[:4])[:80],
        ]
        for row in events
    ]
    head = [
        "column.time",
        "column.event",
        "column.channel",
        "column.case",
        "column.owner",
        "#column.value",
        "column.more",
    ]
    screen.table(head, rows)


def members(screen: Screen, plain: Plain) -> None:
    screen.line("members.first", n=count(plain["customers"]), step=plain["step"])
    screen.table(["column.customer"], [[str(row["customer"])] for row in plain["members"]])
    if plain["customers"] > len(plain["members"]):
        screen.line("more", n=count(plain["customers"] - len(plain["members"])))


def behind(screen: Screen, plain: Plain) -> None:
    screen.line("behind.first", n=count(plain["customers"]), events=count(plain["events"]))
    waits = any(row["wait_seconds"] is not None for row in plain["members"])
    rows = [
        [str(row["customer"]), *([_span(screen, row["wait_seconds"])] if waits else ()), count(row["times"]),
         count(row["events"]), _minute(row["first"]), _minute(row["last"])]
        for row in plain["members"]
    ]  # fmt: skip
    head = ["column.customer", *(["#column.wait"] if waits else ()), "#column.count", "#column.events"]
    screen.table([*head, "column.first", "column.last"], rows)
    left = plain["customers"] - plain["offset"] - len(rows)
    if left > 0:
        screen.line("more", n=count(left))
    if plain["marked"]:
        screen.line("behind.marked", events=", ".join(plain["marked"]))


def differences(screen: Screen, plain: Plain) -> None:
    a, b = plain["groups"]
    screen.line("differences.first", tested=count(plain["tested"]), sure=count(plain["sure"]), a=a, b=b)
    told = {kind: screen.say(f"differences.{kind}") for kind in {row["kind"] for row in plain["differences"]}}
    rows = [
        [told[row["kind"]], " → ".join(map(str, row["what"])) or str(row["period"]),
         share(row["a"]), share(row["b"]), f"{100 * row['difference']:+.1f}",
         f"{100 * row['low']:+.1f} … {100 * row['high']:+.1f}", f"{row['q']:.3f}"]
        for row in plain["differences"][: max(plain["sure"], 10)]
    ]  # fmt: skip
    head = [
        "column.kind",
        "column.step",
        "#column.a",
        "#column.b",
        "#column.difference",
        "#column.interval",
        "#column.q",
    ]
    screen.table(head, rows)


def _compared(screen: Screen, plain: Plain, show: Any) -> None:
    compare = plain.get("compare")
    if not compare:
        return
    for group, answer in zip(compare["groups"], compare["answers"], strict=True):
        screen.line("compare.group", group=_group(group))
        show(screen, answer)
