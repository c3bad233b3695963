"""Refuse packages whose licence does not go with Apache-2.0: `make check` runs this.

Reads the metadata of what requirements.lock names, as installed. What is only compared with in the benchmarks may have
any licence, because it is never part of the product.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

FINE = re.compile(
    r"apache|\bbsd\b|\b[023]-?clause|\bmit\b|\bisc\b|\bpsf|python software foundation|mpl|mozilla|zlib|unlicense|cc0|"
    r"public domain|\blgpl|lesser general public",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"\bA?GPL|affero|(?<!lesser )general public|\bSSPL|busl|business source|commons clause",
    re.IGNORECASE,
)
SENTENCES = {
    "This software is provided 'as-is', without any express or implied warranty.": "Zlib",
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software": "MIT",
}
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)


def locked(lock: Path) -> list[str]:
    """Return the names of the packages a lock file lists.

    >>> import tempfile; file = Path(tempfile.mkdtemp()) / "lock"
    >>> _ = file.write_text("numpy==2.4.6 --hash=sha256:0\\ncolorama==0.4.6 ; sys_platform == 'win32'\\n")
    >>> locked(file)
    ['numpy', 'colorama']
    """
    return NAME.findall(lock.read_text(encoding="utf-8"))


def licence(package: Distribution) -> str:
    """Return a package's licence: its expression, else its classifiers, else its first line, else known by its text."""
    said = package.metadata
    if "License-Expression" in said:
        return said["License-Expression"]
    classifiers = said.get_all("Classifier") or []
    named = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License :: OSI Approved ::")]
    text = said["License"].strip().splitlines() if "License" in said else []
    return "; ".join(named) or (text[0] if text else by_text(package))


def by_text(package: Distribution) -> str:
    """Return the licence of a package that carries its text and does not name it, where a sentence is unmistakable."""
    files = [file for file in package.files or [] if "licen" in file.name.lower()]
    words = " ".join(" ".join(file.read_text().split()) for file in files)
    return next((name for sentence, name in SENTENCES.items() if sentence in words), "")


def acceptable(text: str) -> bool:
    """Return whether a licence goes with ours; of a choice (`A OR B`) one that does is enough.

    >>> [acceptable(text) for text in ("MIT", "BSD-3-Clause AND Apache-2.0", "GPL-3.0 OR MIT", "AGPL-3.0-or-later", "")]
    [True, True, True, False, False]
    """
    choices = re.split(r"\s+OR\s+", text)
    return any(FINE.search(choice) is not None and NEVER.search(choice) is None for choice in choices)


def refused(lock: Path) -> list[str]:
    """Return the installed packages of a lock file with a licence we cannot take."""
    found = []
    for name in locked(lock):
        try:
            said = licence(distribution(name))
        except PackageNotFoundError:  # for another platform or another Python
            continue
        if not acceptable(said):
            found.append(f"{name}: {said or 'says nothing'}")
    return found


def main() -> None:
    """Check what the product is made of."""
    found = refused(Path(__file__).resolve().parent.parent / "requirements.lock")
    for line in found:
        print(f"licence: {line}")
    if found:
        sys.exit(1)
    print("licence: all of requirements.lock goes with Apache-2.0")


if __name__ == "__main__":
    main()
