"""Hostile bodies, generated questions and texts that try to be run, in a short form; `make faults` has the long one."""

from __future__ import annotations

from pathlib import Path

from hostile import trials


def test_hostile_bodies_break_nothing_and_what_is_accepted_is_kept_as_it_was(tmp_path: Path) -> None:
    told = trials.capture(tmp_path, examples=45, step=40, number=1)
    assert told["promised"] > 20
    assert {"200 ok", "400 bad_json", "400 bad_gzip", "413 too_large", "refused too_deep"} <= told["answers"].keys()


def test_generated_questions_are_answered_or_refused_with_a_code(tmp_path: Path) -> None:
    told = trials.operations(tmp_path, examples=2, number=1)
    assert told["operations"] >= 24
    assert told["statuses"][200] > 20


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    told = trials.injections(tmp_path, every=1)
    assert told["places"] > 60
