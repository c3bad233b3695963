"""`--help` must stay quick: nothing heavy is loaded for it, nor by `import cxloop`."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "numba",
    "numpy",
    "pyarrow",
    "duckdb",
    "deltalake",
    "fastapi",
    "scipy",
    "pandas",
    "polars",
    "sqlalchemy",
    "dask",
}
WORK = {
    "help": "from cxloop.cli.main import run; run(['--help'])",
    "command help": "from cxloop.cli.main import run; run(['funnel', '--help'])",
    "version": "from cxloop.cli.main import run; run(['version'])",
    "import": "import cxloop",
}


@pytest.mark.parametrize("work", WORK)
def test_loads_nothing_heavy(work: str) -> None:
    code = f"import sys; {WORK[work]}; print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert "cxloop" in loaded
    assert not loaded & HEAVY
