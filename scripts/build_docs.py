"""Builds the documentation site: `make docs`. A link, an anchor or a picture that leads nowhere makes it fail."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx

ROOT = Path(__file__).resolve().parent.parent


def build(source: Path, site: Path, marks: Path) -> int:
    """Builds what lies in `source` into `site`; marks: what Sphinx keeps for the next time. Returns the exit status."""
    return sphinx(["-q", "-n", "-W", "--keep-going", "-d", str(marks), str(source), str(site)])


def main() -> None:
    site = ROOT / "build" / "site"
    status = build(ROOT / "docs", site, ROOT / "build" / "doctrees")
    print(f"docs: {site / 'index.html'}")
    sys.exit(status)


if __name__ == "__main__":
    main()
