"""Why a log shows no pain point: the gravest of what it lacks stands first."""

from __future__ import annotations

from typing import Any

import pytest

from cxloop.report.pains import pains
from cxloop.report.parts import text_of
from cxloop.report.speech import Speech
from cxloop.testing import pains_of

MINUTE = 60_000_000


def log(journeys: int, steps: list[str]) -> dict[str, Any]:
    rows = [(f"c{who:03d}", who * 100 + at, step) for who in range(journeys) for at, step in enumerate(steps)]
    who, minutes, events = zip(*rows, strict=True)
    return {"customer": who, "time_us": [at * MINUTE for at in minutes], "event": events}


@pytest.mark.parametrize(
    ("journeys", "steps", "why", "words"),
    [
        (5, ["a", "b"], "few", "too few"),
        (60, ["a"], "one_event", "second event"),
        (60, ["a", "a"], "one_step", "of one kind"),
    ],
)
def test_what_is_lacking_comes_first(journeys: int, steps: list[str], why: str, words: str) -> None:
    found = pains_of(log(journeys, steps), "returns:30")
    assert (found["lacking"][0], found["journeys"], found["steps"]) == (why, journeys, len(set(steps)))
    assert words in text_of(pains(found, Speech("en")).says)
