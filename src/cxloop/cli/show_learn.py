"""Experiments as tables and sentences."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]


def analysis(screen: Screen, plain: Plain) -> None:
    screen.line("experiment.units", n=count(plain["units"]), control=plain["control"])
    for result in plain["metrics"]:
        _metric(screen, result, plain["control"])
    for reason, n in plain["left_out"].items():
        if n:
            screen.line(f"experiment.{reason}", n=count(n))
    if plain["several"]:
        screen.line("experiment.several", n=count(plain["several"]))
    if plain["valid"]:
        screen.line("experiment.split_fine", p=_p(plain["srm_p"]))
    else:
        screen.line(f"experiment.{plain['reason']}", p=_p(plain["srm_p"]), n=count(plain["several"]))


def plan(screen: Screen, plain: Plain) -> None:
    told = {name: f"{100 * plain[name]:.4g} %" for name in ("target", "expected", "power")}
    screen.line("experiment.plan", base=f"{plain['base']:.4g}", **told)
    rows = [
        [screen.say(f"experiment.rule_{one['rule']}"), count(one["units"]), count(one["days"])]
        for one in plain["sizes"]
    ]
    screen.table(["column.rule", "#column.units", "#column.days"], rows)


def before_after(screen: Screen, plain: Plain) -> None:
    told = {name: _number(screen, "mean", plain[name], "+") for name in ("effect", "low", "high")}
    screen.line(f"before_after.{plain['method']}", metric=plain["metric"], since=plain["since"])
    screen.line("before_after.periods", before=count(plain["before"]), after=count(plain["after"]))
    screen.line("before_after.effect", p=_p(plain["p"]), **told)
    if plain["placebo_p"] is not None:
        screen.line("before_after.placebo", share=f"{100 * plain['placebo_p']:.0f} %")
    screen.line("before_after.beyond" if plain["beyond_chance"] else "before_after.chance")
    screen.line("before_after.no_experiment")


def _metric(screen: Screen, result: Plain, control: str) -> None:
    kind = result["kind"]
    screen.line("experiment.metric", metric=result["metric"], kind=screen.say(f"experiment.kind_{kind}"))
    rows = [_row(screen, arm, kind) for arm in result["arms"]]
    screen.table(
        ["column.arm", "#column.units", "#column.mean", "#column.effect", "#column.interval", "#column.lift",
         "#column.p", "#column.sequential"],
        rows,
    )  # fmt: skip
    if result["missing"]:
        screen.line("experiment.missing", n=count(result["missing"]))
    for arm in result["arms"]:
        if arm["arm"] != control and arm["effect"] is not None:
            effect = _number(screen, kind, abs(arm["effect"]), points=True)
            screen.line(f"experiment.is_{_direction(arm)}", arm=arm["arm"], control=control, effect=effect)


def _direction(arm: Plain) -> str:
    """Whether all arms considered at once leave a doubt."""
    if arm["corrected_low"] > 0:
        return "higher"
    return "lower" if arm["corrected_high"] < 0 else "unclear"


def _row(screen: Screen, arm: Plain, kind: str) -> list[str]:
    value = _number(screen, kind, arm["mean"])
    if arm["effect"] is None:
        return [arm["arm"], count(arm["n"]), value, "", "", "", "", ""]
    return [
        arm["arm"],
        count(arm["n"]),
        value,
        _number(screen, kind, arm["effect"], "+"),
        _between(screen, kind, arm["low"], arm["high"]),
        "–" if arm["lift"] is None else f"{100 * arm['lift']:+.1f} %",
        _p(arm["p"]),
        _between(screen, kind, arm["sequential_low"], arm["sequential_high"]),
    ]


def _number(screen: Screen, kind: str, value: float | None, sign: str = "", points: bool = False) -> str:
    if value is None:
        return "–"
    if kind == "binary":
        return f"{100 * value:{sign}.2f} {screen.say('unit.points') if sign or points else '%'}"
    return f"{value:{sign},.4g}" if abs(value) < 1000 else f"{value:{sign},.0f}"


def _between(screen: Screen, kind: str, low: float, high: float) -> str:
    return screen.say("experiment.between", low=_number(screen, kind, low, "+"), high=_number(screen, kind, high, "+"))


def _p(p: float) -> str:
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"
