"""The reference is what the program is, and leaves nothing out; links in the docs lead somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import generate_reference as reference
import pytest

from cxloop.api.routes import ROUTES
from cxloop.app.workspace import Workspace
from cxloop.cli.commands import command_line

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "decisions" not in path.parts)


def test_fresh() -> None:
    assert reference.stale() == [], "run: python scripts/generate_reference.py"


def test_every_command_and_option_is_documented() -> None:
    page = (DOCS / "reference" / "commands.md").read_text("utf-8")
    group = command_line("en")
    for name, command in group.commands.items():
        assert f"## cxloop {name}\n" in page
        for parameter in command.params:
            assert parameter.name == "help" or all(
                option in page for option in parameter.opts if option.startswith("-")
            )


def test_every_error_is_documented() -> None:
    page = (DOCS / "reference" / "errors.md").read_text("utf-8")
    assert [kind.__name__ for kind in reference.error_classes() if f"`{kind.code}`" not in page] == []


def test_every_route_is_documented() -> None:
    page = (DOCS / "reference" / "api.md").read_text("utf-8")
    assert [route.path for route in ROUTES if f"`{route.method} {route.path}`" not in page] == []


def test_every_setting_is_documented() -> None:
    assert reference.settings_in_code() - set(reference.SETTINGS) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8"))
    gone = [link for link in links if "://" not in link and not (page.parent / link).resolve().exists()]
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_commands_in_the_docs_exist(page: Path) -> None:
    """Every `cxloop …` line in the docs names a command there is, with options it has."""
    group = command_line("en")
    everywhere = {option for parameter in group.params for option in parameter.opts}
    for line in re.findall(r"^\$? ?cxloop (.+)$", page.read_text("utf-8"), re.MULTILINE):
        words = re.sub(r"#.*|'[^']*'|\"[^\"]*\"|\|.*", "", line).split()
        command = next((word for word in words if word in group.commands), None)
        assert command is not None, line
        own = {option for parameter in group.commands[command].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= own | everywhere, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_python_in_the_docs_uses_what_there_is(page: Path) -> None:
    """Every method that the docs call on a workspace exists."""
    for block in re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for call in [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Call)]:
            if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "workspace":
                assert hasattr(Workspace, call.func.attr), block
