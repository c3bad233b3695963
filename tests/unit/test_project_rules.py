"""The rules of the project hold, and the checks that guard them do catch what they are there for."""

from __future__ import annotations

import ast
import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import check_licences
import check_shape
import check_wheel
import pytest
import registries

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
LOCKS = ("requirements.lock", *(f"requirements/{name}.lock" for name in ("dev", "bench", "bootstrap", "node")))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package that may be spoilt."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def broken_contracts(project: Path) -> set[str]:
    """Run import-linter on a copy of the project and return the names of the contracts it finds broken."""
    environment = {**os.environ, "PYTHONPATH": str(project / "src"), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--no-logo"], cwd=project, env=environment, capture_output=True, text=True
    )
    broken = set(re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE))
    assert bool(broken) == bool(done.returncode), done.stdout + done.stderr
    return broken


VIOLATIONS = {
    "a stage imports its sibling": ("listen/spoilt.py", "import cxloop.understand", "stages do not know each other"),
    "the model knows an engine": ("model/spoilt.py", "import cxloop.engines", "Imports follow the arrows"),
    "a page goes past the wiring": ("web/spoilt.py", "import cxloop.engines", "Only the wiring names"),
    "an engine knows the use cases": ("engines/spoilt.py", "import cxloop.app", "Imports follow the arrows"),
    "the model knows a stage": ("model/spoilt.py", "import cxloop.trust", "Imports follow the arrows"),
    "a package without a place": ("utils/__init__.py", "", "every package has its place"),
    "a stage opens a database": ("learn/spoilt.py", "import sqlite3", "The core has no I/O"),
    "the product stands on a peer": ("connectors/spoilt.py", "import pm4py", "is never part of the product"),
}


def test_arrows_are_guarded(scratch: Path) -> None:
    """Each deliberate violation is caught by the contract that is there for it."""
    missed = []
    for what, (module, text, contract) in VIOLATIONS.items():
        file = scratch / "src" / "cxloop" / module
        file.parent.mkdir(exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")
        if not any(contract in name for name in broken_contracts(scratch)):
            missed.append(what)
        file.unlink()
    shutil.rmtree(scratch / "src" / "cxloop" / "utils")
    assert missed == []


def test_arrows_hold(scratch: Path) -> None:
    assert broken_contracts(scratch) == set()


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\nNOW = datetime.now()",
        "import time\nNOW = time.time()",
        "import random\nCHANCE = random.random()",
        "import uuid\nNAME = uuid.uuid4()",
        "from . import model",
    ],
)
def test_ruff_keeps_clock_chance_and_relative_imports_out_of_the_core(scratch: Path, line: str) -> None:
    """What import-linter cannot see; the same line at the edge may read the clock, but not import relatively."""
    select = [str(BIN / "ruff"), "check", "--no-cache", "--select", "TID"]
    statuses = []
    for place in ("learn", "cli"):
        file = scratch / "src" / "cxloop" / place / "spoilt.py"
        file.write_text(line + "\n", encoding="utf-8")
        statuses.append(subprocess.run([*select, str(file)], cwd=scratch, capture_output=True).returncode)
        file.unlink()
    assert statuses == [1, 1 if line.startswith("from .") else 0]


def in_project(root: Path, name: str, text: str) -> list[str]:
    """Return what the shape rules say of a project with one file."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return check_shape.problems(root)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("src/cxloop/app/loop.py", "x = 1\n" * 501, "501 lines"),
        ("src/cxloop/learn/a/b/c/deep.py", "", "folders deep"),
        ("src/cxloop/app/helpers.py", "", "'helpers' says nothing"),
        ("src/cxloop/services/send.py", "", "'services' says nothing"),
        ("docs/data.csv", "1\n" * 600_000, "bytes"),
        ("docs/how-to/x.md", "pip install -i https://" + "pypi.org" + "/simple cxloop", "registry"),
        ("console/package-lock.json", '{"resol' + 'ved": "http://x"}', "registry"),
        ("scripts/x.py", "FOLDER = '/ho" + "me/anna/data'", "one machine"),
        ("src/cxloop/app/loop.py", "# TO" + "DO: later\n", "unfinished"),
        ("src/cxloop/model/money.py", "def add() -> None:\n    pass\n", "add has no docstring"),
        ("src/cxloop/learn/lift.py", "import numpy as np\nR = np.random.default_rng()\n", "default_rng() in the core"),
        ("src/cxloop/model/clock.py", "import datetime as d\nN = d.datetime.now()\n", "datetime.now() in the core"),
    ],
)
def test_shape_rules_catch(tmp_path: Path, name: str, text: str, said: str) -> None:
    found = in_project(tmp_path, name, text)
    assert any(line.startswith(f"{name}: ") and said in line for line in found), found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/cxloop/learn/a/b/fine.py", '"""Fine."""\n' + "x = 1\n" * 499),
        ("src/cxloop/learn/lift.py", "import numpy as np\nR = np.random.default_rng(7)\n"),
        ("src/cxloop/app/loop.py", "import time\nNOW = time.time()\n"),
        ("src/cxloop/learn/lift.py", '"""Lift, at length."""\ndef lift(): ...\ndef warm(): ...\n'),
        ("src/cxloop/model/_inner.py", "def _add() -> None:\n    pass\n"),
        ("docs/a.md", "see https://example.com/work/data and /usr/bin/python3"),
    ],
)
def test_shape_rules_let_pass(tmp_path: Path, name: str, text: str) -> None:
    assert in_project(tmp_path, name, text) == []


def test_project_has_its_shape() -> None:
    assert check_shape.problems(ROOT) == []


def test_files_are_found_without_git(tmp_path: Path) -> None:
    """Only what .gitignore names as a folder is left out."""
    for name in (".venv/x.py", "a/__pycache__/x.pyc", "src/web/dist/x.js", "src/web/kept.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".gitignore").write_text(".venv/\n__pycache__/\nsrc/web/dist/\n*.log\n")
    names = [str(file.relative_to(tmp_path)) for file in check_shape.project_files(tmp_path)]
    assert names == [".gitignore", "src/web/kept.js"]


def test_licences_of_the_product_go_with_ours() -> None:
    assert check_licences.refused(ROOT / "requirements.lock") == []


@pytest.mark.parametrize("text", ["AGPL-3.0-or-later", "GNU Affero General Public License", "GPL-2.0", "BUSL", ""])
def test_licences_that_do_not_are_refused(text: str) -> None:
    assert not check_licences.acceptable(text)


def test_peers_are_not_locked_with_the_product() -> None:
    assert not {"pm4py", "chdb"} & set(check_licences.locked(ROOT / "requirements.lock"))


@pytest.mark.parametrize("name", LOCKS)
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    """Every entry has a hash, and nothing says where this machine got it from: addresses and paths have a slash."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "/" not in text
    entries = re.split(r"\n(?=[a-z0-9])", text[text.index("\n", text.index("make lock")) :])
    assert [e.partition(" ")[0] for e in entries if e.strip() and "--hash=sha256:" not in e] == []


def test_richer_locks_hold_the_same_versions() -> None:
    """A test that passes under the dev lock must say something about what the product lock installs."""

    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][^ ]*==[^ ]+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements/dev.lock") <= pins("requirements/bench.lock")


def test_locks_satisfy_pyproject() -> None:
    """Somebody who adds a dependency is told to run `make lock`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locks = {"requirements.lock": [*project["project"]["dependencies"], *project["dependency-groups"]["setup"]]}
    locks["requirements.lock"] += [d for extra in project["project"]["optional-dependencies"].values() for d in extra]
    locks["requirements/dev.lock"] = project["dependency-groups"]["dev"]
    locks["requirements/bench.lock"] = project["dependency-groups"]["bench"]
    for lock, wanted in locks.items():
        names = {re.split(r"[\[<>=~!; ]", d)[0].lower() for d in wanted}
        assert names - set(check_licences.locked(ROOT / lock)) == set(), f"run make lock: {lock}"


@pytest.mark.parametrize("module", [registries, check_licences])
def test_examples_in_scripts_run(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def test_pip_settings_reach_uv(tmp_path: Path) -> None:
    """A mirror set for pip is what uv asks; uv's own settings win; the lock asks the main index only."""
    conf = tmp_path / "pip.conf"
    conf.write_text(
        "[global]\nindex-url = https://mirror.test/simple\nextra-index-url =\n  file:///a/simple\n  file:///b\n"
    )
    plain = {"PIP_CONFIG_FILE": str(conf), "HOME": str(tmp_path)}
    told = registries.uv_environment({**plain, "PIP_FIND_LINKS": "/x /y"})
    assert told["UV_DEFAULT_INDEX"] == "https://mirror.test/simple"
    assert told["UV_INDEX"] == "file:///a/simple file:///b"
    assert told["UV_FIND_LINKS"] == "/x,/y"
    assert (
        registries.uv_environment({**plain, "PIP_INDEX_URL": "https://o.test"})["UV_DEFAULT_INDEX"] == "https://o.test"
    )
    assert registries.uv_environment({**plain, "UV_DEFAULT_INDEX": "u"})["UV_DEFAULT_INDEX"] == "u"
    assert "UV_INDEX" not in registries.uv_environment(plain, only_main_index=True)
    (tmp_path / ".config" / "uv").mkdir(parents=True)
    (tmp_path / ".config" / "uv" / "uv.toml").touch()
    assert "UV_DEFAULT_INDEX" not in registries.uv_environment(plain)


def test_wheel_check_names_what_is_missing(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.whl", "w") as file:
        file.writestr("cxloop/__init__.py", "")
        file.writestr("cxloop-1.dist-info/licenses/LICENSE", "")
    assert check_wheel.missing(str(tmp_path / "x.whl")) == ["cxloop/py.typed", "cxloop/web/static/dist/"]


def test_ci_refuses_skips(tmp_path: Path) -> None:
    """The same skipped test passes on a desk and fails in CI, with and without worker processes."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n@pytest.mark.skip(reason='no tool')\ndef test_a(): pass\ndef test_b(): pass\n"
    )
    plain = {key: value for key, value in os.environ.items() if key != "CI" and not key.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    desk = subprocess.run(command, env=plain, cwd=tmp_path, capture_output=True, text=True)
    assert desk.returncode == 0, desk.stdout
    for more in ([], ["-n", "1"]):
        whole = [*command, *more]
        ci = subprocess.run(whole, env={**plain, "CI": "true"}, cwd=tmp_path, capture_output=True, text=True)
        assert ci.returncode == 1, ci.stdout
        assert "CI refuses skipped tests: 1 skipped" in ci.stdout


def test_bootstrap_says_why_to_an_older_python() -> None:
    """Everything before the version check is readable to Python 3.7, so that the message can appear."""
    text = (ROOT / "scripts" / "bootstrap.py").read_text(encoding="utf-8")
    early = text[: text.index("import contextlib")]
    ast.parse(early, feature_version=(3, 7))
    assert "needs Python 3.11" in early
