"""The form of the console shows a flag as it is written, and writes what it shows: nothing is lost between the two."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cxloop.change.flags.flags import Flags

ISLAND = Path(__file__).parents[3] / "src" / "cxloop" / "web" / "islands" / "flags"
SCRIPT = """
import { readFileSync } from "node:fs";
import { definitionOf, formOf, renamed, written } from "MODEL";
import { flat, read, write } from "WRITTEN";
const made = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  const { value } = read(text);
  const form = formOf(value);
  const shown = { text: flat(value), indented: flat(read(write(value)).value), form: form !== null };
  if (form === null) return shown;
  const anew = written(form);
  const turned = definitionOf({ ...formOf(definitionOf({ ...form, on: !form.on })), on: form.on });
  const other = renamed(form, 0, "another");
  const same = flat(written(formOf(anew))) === flat(anew);
  const back = flat(written(renamed(other, 0, form.variants[0].name))) === flat(anew);
  return { ...shown, kept: flat(definitionOf(form)), anew: flat(anew), turned: flat(turned), same, back };
});
console.log(JSON.stringify(made));
"""
NAMES = ["plan", "country", "app.version", "age", "targetingKey"]
VALUES: list[Any] = ["pro", "kr", "2.1.0", 18, 20.5, True, "", "고객"]


def seen(texts: list[str]) -> list[dict[str, Any]]:
    """What the form makes of definitions."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    script = SCRIPT.replace("MODEL", (ISLAND / "model.js").as_uri()).replace(
        "WRITTEN", (ISLAND / "written.js").as_uri()
    )
    command = [node, "--no-warnings", "--input-type=module", "-e", script]
    ran = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def said(text: str, shared: Any, contexts: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    flags = Flags({"flags": {"it": json.loads(text)}, "$evaluators": shared}, lambda: 0)
    found = (flags.evaluate("it", context) for context in contexts)
    return [(one.value, type(one.value), one.variant, one.code) for one in found]


def held(texts: list[str], shared: Any, contexts: list[dict[str, Any]]) -> int:
    """Checks that nothing is lost, and counts those that the form shows."""
    for text, made in zip(texts, seen(texts), strict=True):
        assert made["text"] == made["indented"] == text
        if not made["form"]:
            continue
        assert made["kept"] == text
        assert made["same"], text
        assert made["back"], text
        for written in (made["anew"], made["turned"]):
            assert said(written, shared, contexts) == said(text, shared, contexts), (text, written)
    return sum(made["form"] for made in seen(texts))


def test_the_flags_of_flagds_own_tests_go_through_the_form(reference_data: Path) -> None:
    folder = reference_data / "flagd_evaluator"
    whole = json.loads((folder / "flags.json").read_text("utf-8"))
    contexts = [one["context"] for one in json.loads((folder / "cases.json").read_text("utf-8"))]
    texts = [json.dumps(one, ensure_ascii=False) for one in whole["flags"].values()]
    assert 25 <= held(texts, whole.get("$evaluators", {}), contexts) < len(texts)


def test_random_flags_go_through_the_form() -> None:
    chance = random.Random(17)
    texts = [json.dumps(flag(chance), ensure_ascii=False) for _ in range(400)]
    texts.append('{"state": "ENABLED", "variants": {"a": 1.0, "b": 1e3, "c": 12345678901234567890}, "targeting": {}}')
    contexts = [context(chance) for _ in range(60)]
    assert 150 <= held(texts, {}, contexts) < len(texts)


def flag(chance: random.Random) -> dict[str, Any]:
    kinds: list[list[Any]] = [[True, False, True], ["x", "", "y"], [1, 2.5, 0.0], [{"a": [1, None]}, {}, {"b": "c"}]]
    names = chance.sample(["new", "old", "third", "true"], 3)
    made: dict[str, Any] = {"state": chance.choice(["ENABLED", "ENABLED", "DISABLED"])}
    made["variants"] = dict(zip(names, chance.choice(kinds), strict=True))
    if chance.random() < 0.8:
        made["defaultVariant"] = chance.choice([*names, None])
    if chance.random() < 0.4:
        made["metadata"] = chance.choice([{}, {"owner": "kim"}, {"description": "왜", "owner": "kim"}])
    if chance.random() < 0.9:
        made["targeting"] = chance.choice([{}, outcome(chance, names, 2), chain(chance, names, 2)])
        if not isinstance(made["targeting"], dict):
            made["targeting"] = {"if": [True, made["targeting"]]}
    return made


def chain(chance: random.Random, names: list[str], deep: int) -> dict[str, Any]:
    parts: list[Any] = []
    for _ in range(chance.randint(1, 3)):
        parts += [chance.choice([group(chance), condition(chance)]), outcome(chance, names, 0)]
    if chance.random() < 0.7:
        parts.append(chain(chance, names, deep - 1) if deep and chance.random() < 0.4 else outcome(chance, names, deep))
    return {"if": parts}


def outcome(chance: random.Random, names: list[str], deep: int) -> Any:
    first = chance.choice([30, 50, 100, 0, 25.0])
    shares: list[Any] = [[names[0], first], [names[1], 100 - first]]
    bucket = {"bucket": chance.choice([shares, ["salt", *shares]])}
    return chance.choice(
        [names[0], names[2], None, bucket, {"fractional": shares}, names[1], chance.choice([True, bucket])]
    )


def group(chance: random.Random) -> dict[str, Any]:
    rules = [condition(chance) for _ in range(chance.randint(1, 3))]
    return {chance.choice(["and", "or"]): rules}


def condition(chance: random.Random) -> Any:
    name = chance.choice(NAMES)
    looked: dict[str, Any] = {"var": chance.choice([name, [name]])}
    value, number = chance.choice(VALUES), chance.choice([18, 20.5, 0])
    text = chance.choice([one for one in VALUES if isinstance(one, str)])
    inside = {"in": [looked, chance.sample(VALUES, chance.randint(1, 3))]}
    segment = {"in": ["loyal", {"var": "segments"}]}
    sign = chance.choice(["=", "!=", "<", "<=", ">", ">=", "^", "~"])
    known = [
        {"==": [looked, value]}, {"==": [value, looked]}, {"!=": [looked, value]}, {"==": [looked, None]},
        {"!=": [looked, None]}, inside, {"!": inside}, {"!": [inside]}, {"in": [text, looked]},
        {"!": {"in": [text, looked]}}, segment, {"!": [segment]}, {"starts_with": [looked, text]},
        {"ends_with": [looked, text]}, {chance.choice([">", ">=", "<", "<="]): [looked, number]},
        {"sem_ver": [looked, sign, "2.1.0"]}, True,
    ]  # fmt: skip
    odd = [{"!": looked}, {"===": [looked, value]}, {"<": [1, looked, 20]}, {"or": [{"and": [True]}]}, looked]
    return chance.choice(known if chance.random() < 0.96 else odd)


def context(chance: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {"targetingKey": chance.choice(["anna", "ben", "cleo", "고객"])}
    for name in ("plan", "country", "age"):
        if chance.random() < 0.7:
            made[name] = chance.choice([*VALUES, None, ["pro", "x"]])
    if chance.random() < 0.7:
        made["app"] = {"version": chance.choice(["2.1.0", "2.0.9", "3.0.0", "no version"])}
    made["segments"] = chance.choice([[], ["loyal"], ["loyal", "other"]])
    return made
