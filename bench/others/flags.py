# mypy: ignore-errors
"""Flags by openfeature-flagd-core and GrowthBook, one call after the other: run by the Python of build/peers."""

import json
import sys
import time
from pathlib import Path

from growthbook import GrowthBook
from openfeature.contrib.tools.flagd.core import FlagdCore
from openfeature.evaluation_context import EvaluationContext

flags, contexts = (json.loads(Path(path).read_text()) for path in sys.argv[1:3])
NEW = {"variations": [True, False], "weights": [0.5, 0.5], "coverage": 1, "hashAttribute": "targetingKey"}
FEATURES = {
    "plain": {"defaultValue": False},
    "rule": {"defaultValue": False, "rules": [{"condition": {"plan": "pro"}, "force": True}]},
    "shares": {"defaultValue": False, "rules": [{"force": True, "coverage": 0.3, "hashAttribute": "targetingKey"}]},
    "versions": {"defaultValue": False, "rules": [{"condition": {"version": {"$vgte": "2.1.0"}}, "force": True}]},
    "several": {
        "defaultValue": False,
        "rules": [{"condition": {"country": {"$in": ["kr", "jp"]}, "version": {"$regex": "^2\\."}}, "force": True}],
    },
    "trial": {"defaultValue": False, "rules": [{"condition": {"country": "kr"}, "key": "trial", **NEW}]},
}


def timed(ask, given):
    """Seconds a call in the quickest of some rounds, and what came of each."""
    took = []
    for _ in range(7):
        began = time.perf_counter()
        values = [ask(one) for one in given]
        took.append((time.perf_counter() - began) / len(given))
    return [min(took), values]


def of_growthbook(flag):
    book = GrowthBook(attributes={}, features=FEATURES)

    def ask(context):
        book.set_attributes(context)
        return book.is_on(flag)

    return ask


core = FlagdCore()
core.set_flags(json.dumps(flags))
made = [
    EvaluationContext(one["targetingKey"], {name: value for name, value in one.items() if name != "targetingKey"})
    for one in contexts
]
told = {
    "flagd": {
        flag: timed(lambda one, flag=flag: core.resolve_boolean_value(flag, False, one).value, made)
        for flag in flags["flags"]
    },
    "growthbook": {flag: timed(of_growthbook(flag), contexts) for flag in FEATURES},
}
print(json.dumps(told))
