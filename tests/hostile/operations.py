"""Every JSON operation there is, asked with values generated from its own description."""

from __future__ import annotations

import copy
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from cxloop.api.routes import ROUTES
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.app.prototypes import PAGE
from hostile.bodies import NFD
from hostile.serving import Reply, Running, known_codes

_EVENTS: Final = ["방문", "검색", "장바구니", "주문 완료", NFD, "event = '검색' and plan = 'pro'", ""]
_RULES: Final = [
    "plan = 'pro'",
    "channel in ('web', 'app')",
    "value >= 12000 or plan is missing",
    "not (",
    "a" * 3_000,
    "(" * 70 + "a=1" + ")" * 70,
    '`plan` contains "r"',
    "value < 1e400",
    "customer = '고객-3'",
]
STREAMS: Final = ("/api/v1/live/stream", "/api/v1/loop/stream")
"""Answers that do not end by themselves."""
_SPANS: Final = ["7d", "any", "1h30m", "0s", "99999999999d", "-1d", "1e99d"]
_DAYS: Final = ["2026-01-05", "2026-02-01", "2026-13-40", "0000-00-00", "9999-12-31", "-1", "2026-02-30T99:99"]
GOOD: Final[dict[str, list[Any]]] = {
    **dict.fromkeys(("step", "source", "target", "having", "lacking", "first", "last", "start", "back"), _EVENTS),
    **dict.fromkeys(("where", "compare"), _RULES),
    **dict.fromkeys(("from", "to", "compare_from", "compare_to"), _DAYS),
    **dict.fromkeys(("window", "step_window"), _SPANS),
    "name": ["고객-0", "방문", "A-3", "customer:고객-1", "방문", "검색"],
    "per": ["customer", "case"],
    "channel": ["web", "app", "전화"],
    "zone": ["Asia/Seoul", "UTC", "../../etc/passwd", "/etc/passwd", "Asia/Seoul\x00"],
    "order": ["ordered", "strict", "any"],
    "unit": ["day", "week", "month"],
    "mode": ["bracketed", "unbounded", "on"],
    "breakdown": ["channel", "plan", "value", "event", "customer", "case"],
    "outcome": ["reaches:주문 완료", "avoids:결제 오류", "value", "repeat", "sum:value", "p90:value"],
    "reason": ["type_unknown", "id_missing"],
    "purpose": ["a test of what is hostile", ""],
    "number": [1, 2, 3, 2**63, -(2**63) - 1],
    "pain": ["1", "결제 오류"],
    "message": [
        '{"type":"track","event":"고침","userId":"u"}',
        '{"type":"identify","userId":"u","traits":{"한글":1e400}}',
        '{"type":',
        '{"type":"track","event":"a","userId":"u","properties":{"a":1e400}}',
    ],
}
_NEEDED: Final = frozenset({"step", "source", "target", "name", "number", "outcome"})


@dataclass
class Asked:
    """What came of one operation. wrong: answers that break a promise."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def described() -> dict[str, Any]:
    """The OpenAPI description of every declared JSON operation, with values that are worth asking with."""
    whole: dict[str, Any] = copy.deepcopy(create_app({}, sign_in=SignIn()).openapi())
    whole["paths"]["/v1/projects/{key}/settings"] = {
        "get": {
            "parameters": [{"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "what clients ask for first"}},
        }
    }
    texts = {"type": "string"}
    sent = {"event": {"enum": ["seen", "answered"]}, "id": texts, "visit": texts, "answers": {"type": "object"}}
    whole["paths"][PAGE] = {
        "post": {
            "parameters": [
                {"name": name, "in": "query", "required": name != "for", "schema": {"type": "string"}}
                for name in ("key", "prototype", "for")
            ],
            "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": sent}}}},
        }
    }
    declared = {(row.method.lower(), row.path) for row in ROUTES if row.audience == "answer"}
    paths: dict[str, Any] = {}
    for method, path in sorted(declared):
        operation = paths.setdefault(path, {})[method] = whole["paths"][path][method]
        given = operation.setdefault("parameters", [])
        known = {each["name"] for each in given}
        given += [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
            for name in ("from", "workspace", "purpose")
            if name not in known and path.startswith("/api/")
        ]
        for each in given:
            each["schema"] = _with_good(each["schema"], GOOD.get(each["name"]))
            if each["name"] == "workspace":
                each["schema"] = {"enum": ["main"]}
        operation["responses"] = {"200": {"description": "an answer"}}
    for schema in whole.get("components", {}).get("schemas", {}).values():
        for name, inner in schema.get("properties", {}).items():
            if name in GOOD and inner.get("type") == "string":
                schema["properties"][name] = _with_good(inner, GOOD[name])
    return {**whole, "paths": paths}


def _with_good(schema: dict[str, Any], good: list[Any] | None) -> dict[str, Any]:
    if good is None:
        return schema
    if schema.get("type") == "array":
        return {**schema, "items": _with_good(schema["items"], good), "maxItems": 4}
    return {"anyOf": [{"enum": good}, {key: value for key, value in schema.items() if key != "default"}]}


def asked(server: Running, examples: int, number: int) -> Iterator[tuple[str, Asked]]:
    """Each operation with so many examples, as an admin and with a read key by turns: what became of them."""
    schema, codes = schemathesis.openapi.from_dict(described()), known_codes()
    for found in schema.get_all_operations():
        operation = found.ok()
        outcome = Asked()

        for mode, share in ((GenerationMode.POSITIVE, 3), (GenerationMode.NEGATIVE, 1)):
            once = settings(
                max_examples=max(1, examples * share // 4),
                deadline=None,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            )
            try:
                seed(number)(
                    once(
                        given(operation.as_strategy(generation_mode=mode), st.booleans(), st.integers(0, 1 << 32))(
                            _asking(server, codes, outcome)
                        )
                    )
                )()
            except AssertionError as error:
                outcome.wrong.append(str(error))
            except Exception as error:
                if "nsatisfiable" not in type(error).__name__ and "nsatisfiable" not in str(error):
                    raise  # nothing can be wrong about an operation that takes any text
        yield f"{operation.method.upper()} {operation.path}", outcome


def _asking(server: Running, codes: frozenset[str], outcome: Asked) -> Callable[..., None]:
    def ask(case: Any, program: bool, lot: int) -> None:
        method, path, headers, body = _request(case, server, lot)
        headers |= server.as_program if program else server.as_admin
        reply = server.ask(method, path, headers, body, most=4_000 if path.startswith(STREAMS) else -1)
        outcome.statuses[reply.status] += 1
        why = _wrong(reply, codes, path)
        assert why is None, f"{method} {path} {body!r}: {why}"

    return ask


def _request(case: Any, server: Running, lot: int) -> tuple[str, str, dict[str, str], bytes | None]:
    made = case.as_transport_kwargs(base_url=server.address)
    chance = random.Random(lot)
    if made.get("params"):
        made["params"] = dict(_mixed(made["params"], chance))
    if made["url"].endswith(PAGE) and chance.random() < 0.8:
        made["params"] = {**made.get("params", {}), "key": server.ingest, "prototype": server.prototype}
        if isinstance(made.get("json"), dict) and chance.random() < 0.7:
            made["json"] |= {"event": "answered", "id": "m-12345678", "visit": "v-12345678"}
            made["json"]["answers"] = {"useful": made["json"].get("answers"), "missing": str(made["json"])[:200]}
    for before, there in (("/v1/projects/", server.ingest), ("/quarantine/", "2"), ("/pains/", server.pain)):
        if before in made["url"] and chance.random() < 0.5:
            made["url"] = re.sub(f"(?<={before})(?!replay)[^/]*", there, made["url"])
    names = ("method", "url", "headers", "params", "data", "json", "cookies", "files")
    try:
        ready = requests.Request(**{name: made[name] for name in names if made.get(name) is not None}).prepare()
    except (ValueError, requests.RequestException):  # headers or paths that no client can send
        return "GET", f"/api/v1/{quote(str(made)[:2_000], safe='')}", {}, None
    body = ready.body.encode() if isinstance(ready.body, str) else ready.body
    headers = {name: value for name, value in ready.headers.items() if name.lower() in ("content-type", "accept")}
    return str(ready.method), ready.path_url, headers, body


def _mixed(params: dict[str, Any], chance: random.Random) -> Iterator[tuple[str, Any]]:
    """Some of the parameters, and most of those as they should be: with all of them as generated, something is wrong
    with nearly every question, and none is ever answered."""
    for name, value in params.items():
        if name not in _NEEDED and chance.random() < 0.7:
            continue
        good = GOOD.get(name, [])[:3]
        if not good or chance.random() < 0.4:
            yield name, value
        else:
            yield name, chance.sample(good, 2) if name == "step" and chance.random() < 0.8 else chance.choice(good)


def _wrong(reply: Reply, codes: frozenset[str], path: str) -> str | None:
    if reply.status >= 500:
        return f"{reply.status} {reply.body[:300]!r}"
    if reply.status < 400:
        return None
    try:
        code = json.loads(reply.body).get("code")
    except (ValueError, AttributeError):
        code = None
    if path.startswith("/api/") and code not in codes:
        return f"{reply.status} without a code: {reply.body[:300]!r}"
    return None
