"""Size and shape rules that no linter knows: `make check` runs this.

Names what is wrong by file and line and ends with status 1; modules past 300 lines are only pointed out.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

LONG, TOO_LONG = 300, 500
DEEPEST = 3
LARGEST_BYTES = 1_000_000
BAD_NAMES = {f"{name}{plural}" for name in ("util", "helper", "manager", "service", "base") for plural in ("", "s")}
CODE = {".py", ".js", ".mjs", ".css"}
CORE = {"errors", "model", "questions", "listen", "understand", "match", "change", "learn", "trust", "ports"}
KNOWN_BY_NAME = {"warm"}  # the same in every kernel module
SPEAK_FOR_THEMSELVES = {"cli", "api", "web", "errors"}
CLOCKS_AND_CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.monotonic",
    "time.perf_counter", "time.sleep", "uuid.uuid1", "uuid.uuid4", "os.urandom",
}  # fmt: skip
NOT_OURS_TO_NAME = {
    "a package registry's address": re.compile(
        r"registry\.npmjs\.|registry\.yarnpkg\.|pypi\.org/simple|files\.pythonhosted\.org|deb\.debian\.org|\"resolved\":\s*\"http"
    ),
    "a path of one machine": re.compile(r"(?<![\w.:/-])/(?:root|work|home/\w+|Users/\w+)/\w"),
}
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")

Rule = Callable[[Path, Path], Iterator[str]]


def project_files(root: Path) -> list[Path]:
    """Return what is, or would be, kept in the repository; where git is missing, all but the ignored folders."""
    try:
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        said = subprocess.run(command, check=False, capture_output=True)
    except OSError:
        said = None
    if said is not None and said.returncode == 0 and (root / ".git").exists():
        names = said.stdout.decode().split("\0")
        return sorted(root / name for name in names if name and (root / name).is_file())
    return sorted(_walk(root))


def _walk(root: Path) -> Iterator[Path]:
    listed = (root / ".gitignore").read_text(encoding="utf-8").split() if (root / ".gitignore").is_file() else []
    folders = {".git"} | {line.strip("/") for line in listed if line.endswith("/")}
    for place, inner, names in os.walk(root):
        folder = Path(place)
        inner[:] = [n for n in inner if n not in folders and str((folder / n).relative_to(root)) not in folders]
        yield from (folder / n for n in names if not n.endswith(".pyc"))


def length(file: Path) -> int:
    """Return the number of lines of a file."""
    return len(file.read_bytes().splitlines())


def too_long(root: Path, file: Path) -> Iterator[str]:
    """A module past 500 lines does more than one thing."""
    if file.suffix in CODE and length(file) > TOO_LONG:
        yield f"{length(file)} lines; {TOO_LONG} are the most (near 150 is the aim)"


def too_deep(root: Path, file: Path) -> Iterator[str]:
    """Folders are at most three deep in the package."""
    package = root / "src" / "cxloop"
    if package in file.parents and len(file.relative_to(package).parts) - 1 > DEEPEST:
        yield f"more than {DEEPEST} folders deep"


def vague(root: Path, file: Path) -> Iterator[str]:
    """A module is named after what it is about."""
    package = root / "src"
    if file.suffix == ".py" and package in file.parents:
        words = {part.partition(".")[0] for part in file.relative_to(package).parts}
        yield from (f"the name {word!r} says nothing" for word in sorted(words & BAD_NAMES))


def too_large(root: Path, file: Path) -> Iterator[str]:
    """Data does not belong in the repository."""
    if file.stat().st_size > LARGEST_BYTES:
        yield f"{file.stat().st_size:,} bytes; {LARGEST_BYTES:,} are the most"


def foreign_names(root: Path, file: Path) -> Iterator[str]:
    """Nothing names a registry or somebody's machine, and nothing is left unfinished."""
    if file.stat().st_size > LARGEST_BYTES:
        return
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, 1):
        yield from (f"line {number}: names {what}" for what, words in NOT_OURS_TO_NAME.items() if words.search(line))
        if file.suffix in CODE and UNFINISHED.search(line):
            yield f"line {number}: unfinished"


def undocumented(root: Path, file: Path) -> Iterator[str]:
    """Every public function and class says what it means; commands, routes and errors do so in the user's words."""
    package = root / "src" / "cxloop"
    if file.suffix != ".py" or package not in file.parents:
        return
    if file.relative_to(package).parts[0].partition(".")[0] in SPEAK_FOR_THEMSELVES:
        return
    module = ast.parse(file.read_text(encoding="utf-8"))
    defined = [node for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    public = [node for node in defined if not node.name.startswith("_") and node.name not in KNOWN_BY_NAME]
    if len(public) == 1 and ast.get_docstring(module):  # one thing, one file: the prose stands on top
        return
    for node in public:
        if not ast.get_docstring(node):
            yield f"line {node.lineno}: {node.name} has no docstring"


def own_clock(root: Path, file: Path) -> Iterator[str]:
    """The core takes time and chance from outside, or its answers could not be repeated."""
    package = root / "src" / "cxloop"
    if file.suffix != ".py" or package not in file.parents:
        return
    if file.relative_to(package).parts[0].partition(".")[0] not in CORE:
        return
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            short = ".".join(name.split(".")[-2:])
            seedless = name.rpartition(".")[2] == "default_rng" and not (node.args or node.keywords)
            if short in CLOCKS_AND_CHANCE or seedless or name.startswith("random."):
                yield f"line {node.lineno}: {name}() in the core; pass the time, seed or id in"


RULES: tuple[Rule, ...] = (too_long, too_deep, vague, too_large, foreign_names, undocumented, own_clock)


def problems(root: Path) -> list[str]:
    """Return everything that breaks a rule, as `file: what`."""
    files = project_files(root)
    return [f"{file.relative_to(root)}: {said}" for file in files for rule in RULES for said in rule(root, file)]


def long_ones(root: Path) -> list[str]:
    """Return the modules that are allowed, but longer than they should be."""
    modules = [file for file in project_files(root) if file.suffix in CODE]
    return [f"{file.relative_to(root)}: {length(file)} lines" for file in modules if LONG < length(file) <= TOO_LONG]


def main() -> None:
    """Check the project this script lies in."""
    root = Path(__file__).resolve().parent.parent
    for line in long_ones(root):
        print(f"shape: rather long: {line}")
    found = problems(root)
    for line in found:
        print(f"shape: {line}")
    if found:
        sys.exit(1)
    print("shape: size and shape rules kept")


if __name__ == "__main__":
    main()
