"""The OpenFeature providers for OFREP, as they come from the index, against a real server."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import console
import pytest
from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

from clients.running import CLIENTS, MODULES, Service, until
from clients.shop import Shop
from clients.test_browser_sdk import ESBUILD

NODE = console.find_node()
PLAIN = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
FLAGS = {
    "flags": {
        "새 화면": {"state": "ENABLED", "variants": {"on": True, "off": False}, "defaultVariant": "off",
                    "targeting": {"if": [{"$ref": "pro"}, "on"]}},
        "title": {"state": "ENABLED", "variants": {"a": "주문하기", "b": "사기"}, "defaultVariant": "a",
                  "metadata": {"team": "web"}},
        "count": {"state": "ENABLED", "variants": {"few": 3, "many": 12}, "defaultVariant": "many"},
        "share": {"state": "ENABLED", "variants": {"half": 0.5, "all": 1}, "defaultVariant": "all"},
        "look": {"state": "ENABLED", "variants": {"new": {"colour": "푸른", "sizes": [1, 2]}}, "defaultVariant": "new"},
        "closed": {"state": "DISABLED", "variants": {"on": True, "off": False}, "defaultVariant": "on"},
        "trial": {"state": "ENABLED", "variants": {"new": True, "old": False}, "defaultVariant": "old",
                  "targeting": {"bucket": [["new", 50], ["old", 50]]}},
    },
    "$evaluators": {"pro": {"==": [{"var": "plan"}, "pro"]}},
}  # fmt: skip
PRO, ANNA = {"targetingKey": "anna", "plan": "pro"}, {"targetingKey": "anna"}
QUESTIONS: list[tuple[str, str, Any, dict[str, Any]]] = [
    ("Boolean", "새 화면", False, PRO),
    ("Boolean", "새 화면", True, ANNA),
    ("String", "title", "-", {}),
    ("Integer", "count", 0, {}),
    ("Float", "share", 0.1, {}),
    ("Object", "look", {}, ANNA),
    ("Boolean", "closed", False, ANNA),
    ("Boolean", "trial", False, ANNA),
    ("Boolean", "trial", True, {}),
    ("String", "never", "mine", ANNA),
    ("Boolean", "title", True, ANNA),
]
VALUES = [True, False, "주문하기", 12, 1.0, {"colour": "푸른", "sizes": [1, 2]}, False, False, True, "mine", True]
VARIANTS = ["on", "off", "a", "many", "all", "new"]
JAVASCRIPT = [
    pytest.mark.skipif(NODE is None, reason="no Node"),
    pytest.mark.skipif(not MODULES.is_dir(), reason="no providers for Node: make setup-dev"),
]


@pytest.fixture
def key(service: Service, tmp_path: Path) -> str:
    """A flags key of a workspace with flags."""
    put(service, tmp_path, FLAGS)
    return str(service.run("key", "create", "--purpose", "flags")["key"])


def put(service: Service, folder: Path, definitions: Any, *name: str) -> None:
    (folder / "flags.json").write_text(json.dumps(definitions, ensure_ascii=False), "utf-8")
    service.run("flag", "put", *name, "--file", str(folder / "flags.json"))


@pytest.fixture
def python(service: Service, key: str) -> Iterator[Callable[..., Any]]:
    """Asks with the provider for Python, which takes the text of a key."""

    def client(shown: str | None = None, timeout: float = 5) -> Any:
        headers = {"Authorization": f"Bearer {shown or key}"}
        api.set_provider(OFREPProvider(service.address, headers_factory=lambda: headers, timeout=timeout))
        return api.get_client()

    yield client
    api.clear_providers()


def context_of(given: dict[str, Any]) -> EvaluationContext:
    rest = {name: value for name, value in given.items() if name != "targetingKey"}
    return EvaluationContext(given.get("targetingKey"), rest)


def test_the_provider_for_python_gets_what_the_flags_say(python: Callable[..., Any]) -> None:
    client = python()
    found = [
        getattr(client, f"get_{kind.lower()}_details")(flag, fallback, context_of(context))
        for kind, flag, fallback, context in QUESTIONS
    ]
    assert [one.value for one in found] == VALUES
    assert [type(one.value) for one in found[:6]] == [bool, bool, str, int, float, dict]
    assert [one.variant for one in found[:6]] == VARIANTS
    assert [str(one.reason) for one in found[:3]] == ["TARGETING_MATCH", "DEFAULT", "STATIC"]
    assert found[2].flag_metadata == {"team": "web"}
    codes = [one.error_code.value if one.error_code else None for one in found[6:]]
    assert codes == [None, None, "TARGETING_KEY_MISSING", "FLAG_NOT_FOUND", "TYPE_MISMATCH"]


def test_a_wrong_key_gets_the_program_its_own_default(python: Callable[..., Any], service: Service) -> None:
    for wrong in ("cxf_wrong", service.key):
        found = python(wrong).get_boolean_details("새 화면", False, context_of(PRO))
        assert (found.value, found.error_code.value) == (False, "GENERAL")


@pytest.mark.parametrize("mark", [pytest.param(None, marks=JAVASCRIPT)])
def test_the_provider_for_node_gets_what_the_flags_say(service: Service, key: str, mark: None) -> None:
    asked = [["Number" if kind in ("Integer", "Float") else kind, *rest] for kind, *rest in QUESTIONS]
    call = [str(NODE), str(CLIENTS / "flags_node.mjs"), service.address, key, json.dumps(asked)]
    done = subprocess.run(call, capture_output=True, text=True, env=PLAIN, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [one["value"] for one in found] == VALUES
    assert [one.get("variant") for one in found[:6]] == VARIANTS
    assert [one.get("errorCode") for one in found[7:]] == [
        None, "TARGETING_KEY_MISSING", "FLAG_NOT_FOUND", "TYPE_MISMATCH",
    ]  # fmt: skip


@pytest.fixture(scope="session")
def page_bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    made = tmp_path_factory.mktemp("bundle") / "flags.js"
    path = os.pathsep.join([str(Path(NODE or "node").parent), os.environ.get("PATH", "")])
    command = [str(ESBUILD), str(CLIENTS / "flags_page.js"), "--bundle", "--format=iife", f"--outfile={made}"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PATH": path})
    return Path(made).read_bytes()


@pytest.fixture
def opened(
    service: Service, shop: Shop, browse: Callable[..., Any], page_bundle: bytes, key: str
) -> Callable[..., Any]:
    """Opens the shop's page with the provider for browsers."""

    def page(poll: bool) -> Any:
        shop.script("/flags.js", page_bundle)
        told = f'data-server="{service.address}" data-key="{key}"' + ' data-poll="yes"' * poll
        shop.page("/", "<h1>가게</h1>", f"<script src=/flags.js {told}></script>")
        shown = browse()
        shown.goto("/")
        shown.evaluate("context => flags.begin(context)", ANNA)
        return shown

    return page


@pytest.mark.browser
@pytest.mark.parametrize("poll", [pytest.param(True, marks=JAVASCRIPT), pytest.param(False, marks=JAVASCRIPT)])
def test_the_provider_for_browsers_hears_of_changes(
    opened: Callable[..., Any], service: Service, tmp_path: Path, poll: bool
) -> None:
    """By asking again, which is mostly answered with 304, or by the stream."""
    page = opened(poll)
    assert page.evaluate("flags.string('title', '-')") == "주문하기"
    assert page.evaluate("flags.boolean('새 화면', true)") is False
    assert page.evaluate("flags.boolean('closed', true)") is True
    if poll:
        until(lambda: page.evaluate("flags.answers.filter(status => status === 304).length > 2"))
    put(service, tmp_path, {**FLAGS["flags"]["title"], "defaultVariant": "b"}, "title")
    until(lambda: page.evaluate("flags.string('title', '-') === '사기'"))
    assert page.evaluate("flags.changes.flat()") == ["title"]
    service.run("flag", "off", "title")
    until(lambda: page.evaluate("flags.string('title', '-') === '-'"))
    page.evaluate("context => flags.become(context)", PRO)
    until(lambda: page.evaluate("flags.boolean('새 화면', false)"))
    if not poll:
        assert page.evaluate("flags.answers.filter(status => status === 304).length") == 0


def test_a_customer_who_joins_a_beta_gets_it(
    python: Callable[..., Any], service: Service, tmp_path: Path, key: str
) -> None:
    """The rule is over a segment, who is in it comes from events, and an open stream hears of it."""
    service.run("segment", "add", "베타", "--beta", "checkout")
    rule = {"if": [{"in": ["베타", {"var": "segments"}]}, "on", "off"]}
    put(service, tmp_path, {**FLAGS["flags"]["새 화면"], "targeting": rule}, "새 화면")
    client = python()

    def taken(who: str) -> bool:
        return bool(client.get_boolean_value("새 화면", False, EvaluationContext(who)))

    def says(event: str) -> None:
        said = {"event": event, "userId": "anna", "properties": {"beta": "checkout"}, "writeKey": service.key}
        call = urllib.request.Request(f"{service.address}/v1/track", json.dumps(said).encode())
        with urllib.request.urlopen(call, timeout=10) as answer:
            assert answer.status == 200

    assert not taken("anna")
    with urllib.request.urlopen(f"{service.address}/ofrep/v1/stream?key={key}", timeout=60) as stream:
        assert stream.readline() == b": flags\n"
        says("Beta joined")
        until(lambda: taken("anna"))
        assert not taken("ben")
        assert any(b"refetchEvaluation" in stream.readline() for _ in range(6))
    says("Beta left")
    until(lambda: not taken("anna"))


def test_whoever_has_had_a_variant_keeps_it(python: Callable[..., Any], service: Service, tmp_path: Path) -> None:
    """After more was given to one side, after sign-in, and after the server was killed; eligibility comes first."""
    client = python()

    def arms(prefix: str, **more: Any) -> dict[str, bool]:
        told = {
            name: client.get_boolean_details("trial", False, EvaluationContext(name, more))
            for name in (f"{prefix}{at}" for at in range(40))
        }
        assert all(one.error_code is None for one in told.values())
        return {name: one.value for name, one in told.items()}

    before = arms("visitor-", anonymous=True)
    assert 5 < sum(before.values()) < 35
    until(lambda: sum(service.run("flag", "show", "trial")["assigned"].values()) == 40)
    weights = {"bucket": [["new", 5], ["old", 95]]}
    trial = FLAGS["flags"]["trial"]
    put(service, tmp_path, {**trial, "targeting": {"if": [{"!=": [{"var": "country"}, "fr"]}, weights]}}, "trial")
    turns = itertools.count()  # others each time: whoever asks a moment too early keeps what they get
    until(lambda: sum(arms(f"other-{next(turns)}-").values()) < 10)
    asked = 80 + 40 * next(turns)
    assert arms("visitor-") == before
    signed_in = {
        name: client.get_boolean_value("trial", False, EvaluationContext(f"user of {name}", {"anonymousId": name}))
        for name in before
    }
    assert signed_in == before
    until(lambda: sum(service.run("flag", "show", "trial")["assigned"].values()) == asked)
    service.stop(9)
    service.start()
    assert arms("visitor-") == before
    assert {
        name: client.get_boolean_value("trial", False, EvaluationContext(f"user of {name}")) for name in before
    } == before
    assert not any(arms("visitor-", country="fr").values())


def test_assigned_and_evaluated_are_events_and_no_journeys(python: Callable[..., Any], service: Service) -> None:
    client = python()
    for _ in range(3):
        client.get_boolean_value("trial", False, EvaluationContext("anna"))
        client.get_string_value("title", "-", EvaluationContext("anna"))
    seen = {
        "type": "track",
        "event": "flag exposed",
        "userId": "anna",
        "properties": {"flag": "trial", "variant": "old"},
    }
    body = json.dumps({"batch": [seen], "writeKey": service.key}).encode()
    urllib.request.urlopen(f"{service.address}/v1/batch", body, timeout=10).close()
    rows = service.settled(3)
    assert sorted(row["event"] for row in rows) == ["$flag_assigned", "$flag_evaluated", "flag exposed"]
    assert {row["customer"] for row in rows} == {"anna"}
    assert all(json.loads(row["properties"]) == seen["properties"] for row in rows)
    found = service.run("overview")
    assert (found["customers"], found["events"]) == (1, 1)
