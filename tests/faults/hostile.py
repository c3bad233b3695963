"""The long form: hostile bodies, generated questions and texts that try to be run. `python -m faults.hostile`."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hostile import trials


def main() -> None:
    """Each trial in a folder of its own; what was measured as a line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bodies", type=int, default=20_000, help="hostile requests to capture")
    parser.add_argument("--questions", type=int, default=500, help="generated requests for each JSON operation")
    parser.add_argument("--texts", type=int, default=120, help="hostile texts in each place, by turns")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    every: dict[str, Callable[[Path], dict[str, Any]]] = {
        "capture": lambda folder: trials.capture(folder, examples=given.bodies, step=1, number=given.seed),
        "operations": lambda folder: trials.operations(folder, examples=given.questions, number=given.seed),
        "injections": lambda folder: trials.injections(folder, every=given.texts),
    }
    sizes = {"capture": given.bodies, "operations": given.questions, "injections": given.texts}
    for name, trial in every.items():
        if sizes[name]:
            with tempfile.TemporaryDirectory() as scratch:
                print(name, json.dumps(trial(Path(scratch)), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
