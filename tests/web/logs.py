"""Small logs for the pages: a shop with a pain in it, and 200 names that try to get out of their place."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from pathlib import Path

BEGIN = datetime(2026, 1, 5)
SHOUT = "window.shouted=(window.shouted||0)+1"


def write_shop(path: Path, customers: int = 500) -> None:
    """A shop in Korean: an error at the till keeps customers from ordering; each order and its contacts are a case."""
    chance = random.Random(3)
    rows: list[dict[str, object]] = []
    for number in range(customers):
        time = BEGIN + timedelta(hours=chance.random() * 24 * 80)
        plan = chance.choice(["free", "pro"])
        stumbles, searches = chance.random() < 0.3, chance.randint(1, 4)
        steps = [("방문", "web"), *[("검색", "app")] * searches]
        if chance.random() < 0.7:
            steps += [("장바구니", "web"), ("결제 시작", "web")]
            steps += [("결제 오류", "web")] * stumbles
            steps += [("고객센터 문의", "전화")] * (stumbles and chance.random() < 0.6)
            steps += [("주문 완료", "web")] * (chance.random() < (0.35 if stumbles else 0.75))
        for event, channel in steps:
            time += timedelta(minutes=chance.expovariate(1 / 30))
            row = {
                "customer": f"고객-{number}",
                "time": time.isoformat(),
                "event": event,
                "channel": channel,
                "plan": plan,
            }
            rows.append(row | {"case": f"A-{number}", "value": 12_000 if event == "주문 완료" else None})
    rows.append({"customer": "고객-0", "time": "no time at all", "event": "방문"})
    _write(path, rows)


SCRIPTS = [
    f"<script>{SHOUT}</script>",
    f"<img src=x onerror={SHOUT}>",
    f'"><svg onload="{SHOUT}">',
    f"</script><script>{SHOUT}//",
    f"javascript:{SHOUT}",
    f"' onmouseover='{SHOUT}",
    f"--><script>{SHOUT}</script>",
    f"]]><script>{SHOUT}</script>",
    f"</title><script>{SHOUT}</script>",
    f"</textarea><script>{SHOUT}</script>",
    f"\\u003cscript\\u003e{SHOUT}",
    f"<iframe srcdoc='<script>parent.{SHOUT}</script>'>",
    f"<a href='javascript:{SHOUT}'>x</a>",
    f"<style onload={SHOUT}>",
    f"<body onload={SHOUT}>",
    f"<details open ontoggle={SHOUT}>",
    f"<math><mtext></table><img src=x onerror={SHOUT}>",
    "<meta http-equiv=refresh content='0;url=/sign-in'>",
    "<base href=//evil.example>",
    "<form action=//evil.example>",
]
TEMPLATES = "{{7*7}} {%raw%} ${7*7} #{7*7} <%=7*7%> {a|b} {b} {count} %s%n {0.__class__}".split()
FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil.example")']
WORDS = (
    "null undefined __proto__ constructor toString NaN 0 true .. ../../etc a/b?c#d&e=f %2e%2e%2f ﷺ \" ' ` \\".split()
)
SHAPES = [
    *("a" * 10_000, "가" * 3_000),
    *("\u202etxt.exe", "\u2066\u202e돌아", "\x00", "a\x00b", "\u200b", " ", "\n", "a\r\nb", "\ufeff", "\ufffe"),
    *("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "Z̸̢͇͙̑͑a̵l̴g̶o̷"),
]


def hostile_names() -> list[str]:
    """200 names: scripts, formulas, templates, very long, turned-round and invisible ones, Hangul in NFD."""
    names = list(dict.fromkeys(SCRIPTS + TEMPLATES + FORMULAS + WORDS + SHAPES))
    more = (f"{SCRIPTS[number % len(SCRIPTS)]} {number}" for number in range(200))
    return [*names, *more][:200]


def write_hostile(path: Path) -> None:
    """Every name as an event, as a property, as a channel, as a customer and as text, the first ones most often."""
    names = hostile_names()
    chance = random.Random(5)
    rows: list[dict[str, object]] = []
    for number, name in enumerate(names):
        for turn in range(3):
            time = BEGIN + timedelta(hours=number + 300 * turn)
            picked = [name, *(names[int(len(names) * chance.random() ** 3)] for _ in range(5))]
            for event in picked:
                time += timedelta(minutes=chance.expovariate(1 / 20))
                row = {
                    "customer": f"{name}{turn or ''}",
                    "time": time.isoformat(),
                    "event": event,
                    "channel": names[number % 40],
                }
                rows.append(row | {"text": name, f"p {name}"[:300]: name})
    _write(path, rows)


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
