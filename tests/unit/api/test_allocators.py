"""The libraries of a server take their memory from the system's allocator, which gives it back."""

from __future__ import annotations

import os
import subprocess
import sys

ASKED = """
import sys
assert "pyarrow" not in sys.modules
import cxloop.cli.run
assert "pyarrow" not in sys.modules, "then it would be too late"
from cxloop.api.allocators import choose_allocators
choose_allocators()
import pyarrow
print(pyarrow.default_memory_pool().backend_name)
"""


def test_it_is_chosen_before_anything_is_loaded() -> None:
    def backend(**more: str) -> str:
        environment = {name: value for name, value in os.environ.items() if "MEMORY_POOL" not in name} | more
        done = subprocess.run(
            [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout.strip()

    assert backend() == "system"
    assert backend(ARROW_DEFAULT_MEMORY_POOL="mimalloc") == "mimalloc", "whoever runs it has the last word"
