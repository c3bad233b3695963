"""Set cxloop up from nothing but Python, a shell and the package registries: `make setup` calls this.

    python3 scripts/bootstrap.py product|dev|bench

1. gets uv (PATH, else pip, else a virtual environment, else Debian's python3-venv);
2. makes .venv and installs exactly what the lock says, every file checked by its hash;
3. builds the console's assets (scripts/console.py), and for dev and bench gets the SDKs that the tests run;
4. compiles the kernels, so that none is compiled while somebody waits.

Each part leaves a stamp in .venv and is passed over until what it depends on changes.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # said before anything is imported that an older Python could not read
    import os
    import shutil

    for minor in (14, 13, 12, 11):
        newer = shutil.which("python3.%d" % minor)  # noqa: UP031
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit("cxloop needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import console
from registries import uv_environment

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / ".stamps"
TOOLS = ROOT / "build" / "tools"
PYTHON = VENV / "bin" / "python"
LOCKS = {
    "product": ROOT / "requirements.lock",
    "dev": ROOT / "requirements" / "dev.lock",
    "bench": ROOT / "requirements" / "bench.lock",
}
NO_UV = """cxloop's set-up needs uv and could not get it: this Python has neither pip nor venv, and
python3-venv could not be installed (that takes root, or sudo without a password).
Any one of these is enough, then try again:
  - as root:        apt-get install python3-venv
  - with pipx:      pipx install uv
  - by your means:  put the uv program on PATH"""


def say(text: str) -> None:
    """Print one line of progress to standard error, which nobody parses."""
    print(f"cxloop set-up: {text}", file=sys.stderr, flush=True)


def run(command: list[str], **options: object) -> None:
    """Run a command; end the set-up with its exit status and name it when it fails."""
    status = subprocess.run(command, check=False, **options).returncode  # type: ignore[call-overload]
    if status:
        sys.exit(f"cxloop set-up: failed with status {status}: {' '.join(command)}")


def works(command: list[str]) -> bool:
    """Return whether a command can be started and ends well: a name on PATH may be an empty shim."""
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def digest(files: Iterable[Path], *words: str) -> str:
    """Return a fingerprint of the files' names and contents and of the words."""
    total = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        total.update(f"\0{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return total.hexdigest()


def stamped(name: str) -> str:
    """Return what the last successful run of a part left, or nothing."""
    file = STAMPS / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def stamp(name: str, text: str) -> None:
    """Note that a part ended well."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(text, encoding="utf-8")


def as_root() -> list[str] | None:
    """Return what to put before a command to run it as root, or None where that is not possible without a question."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if works(["sudo", "-n", "true"]) else None


def apt_install(*packages: str) -> bool:
    """Install Debian packages where this machine lets us; return whether it did."""
    before = as_root()
    if before is None or shutil.which("apt-get") is None:
        return False
    say(f"installing {' '.join(packages)} from the system's packages")
    quiet = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    wanted = ["install", "-y", "--no-install-recommends", *packages]
    for words in (["update"], wanted):
        status = subprocess.call([*quiet, *words], stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return status == 0


def uv_by_pip(python: str) -> Path | None:
    """Install the locked uv beside the project with the given Python's pip; return it, or None without pip."""
    if not works([python, "-m", "pip", "--version"]):
        return None
    target = TOOLS / "uv"
    shutil.rmtree(target, ignore_errors=True)
    lock = str(ROOT / "requirements" / "bootstrap.lock")
    run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--root-user-action=ignore",
         "--no-deps", "--require-hashes", "--target", str(target), "-r", lock], stdout=sys.stderr)  # fmt: skip
    return target / "bin" / "uv"


def uv_by_venv() -> Path | None:
    """Install uv with the pip of a new virtual environment; return None where Python cannot make one."""
    shutil.rmtree(TOOLS / "venv", ignore_errors=True)
    if not works([sys.executable, "-m", "venv", str(TOOLS / "venv")]):
        return None
    return uv_by_pip(str(TOOLS / "venv" / "bin" / "python"))


def find_uv() -> str:
    """Return a uv that runs, getting one by the first way this machine allows."""
    for known in (TOOLS / "uv" / "bin" / "uv", shutil.which("uv")):
        if known and works([str(known), "--version"]):
            return str(known)
    say("getting uv")
    found = uv_by_pip(sys.executable) or uv_by_venv()
    if found is None and apt_install("python3-venv"):
        found = uv_by_venv()
    if found is None:
        sys.exit(NO_UV)
    return str(found)


def python_of_venv() -> str:
    """Return the version of .venv's Python, or nothing when there is none that works and is new enough."""
    asked = "import sys; print(sys.version) if sys.version_info >= (3, 11) else sys.exit(1)"
    if not works([str(PYTHON), "-c", asked]):
        return ""
    return subprocess.run([str(PYTHON), "-c", asked], check=True, capture_output=True, text=True).stdout.strip()


def install(level: str, environment: dict[str, str]) -> None:
    """Bring .venv to what the lock of this level says; a richer level installed before is kept."""
    levels = list(LOCKS)
    before, _, fingerprint = stamped("packages").partition(" ")
    if before in levels:
        level = max(level, before, key=levels.index)
    version = python_of_venv()
    wanted = digest([LOCKS[level], ROOT / "pyproject.toml"], version, str(ROOT))
    if version and (before, fingerprint) == (level, wanted):
        return
    uv = find_uv()
    if not version:
        say("making .venv")
        run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(VENV)], env=environment)
    say(f"installing {LOCKS[level].relative_to(ROOT)} into .venv")
    to_venv = ["-q", "--python", str(PYTHON)]
    run([uv, "pip", "sync", *to_venv, "--require-hashes", str(LOCKS[level])], env=environment)
    run([uv, "pip", "install", *to_venv, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], env=environment)
    stamp("packages", f"{level} {digest([LOCKS[level], ROOT / 'pyproject.toml'], python_of_venv(), str(ROOT))}")


def install_peers(environment: dict[str, str]) -> None:
    """Bring what the benchmarks compare with, and what needs versions of its own, to what its lock says."""
    lock, home = ROOT / "requirements" / "peers.lock", ROOT / "build" / "peers"
    wanted = digest([lock], python_of_venv(), str(ROOT))
    if stamped("peers") == wanted and (home / "bin" / "python").exists():
        return
    uv = find_uv()
    say("installing requirements/peers.lock into build/peers")
    run([uv, "venv", "-q", "--clear", "--python", str(PYTHON), str(home)], env=environment)
    to_peers = ["-q", "--python", str(home / "bin" / "python")]
    run([uv, "pip", "sync", *to_peers, "--require-hashes", str(lock)], env=environment)
    stamp("peers", wanted)


def warm() -> None:
    """Compile the kernels; Numba keeps them beside their modules under the modules' times, so times count here."""
    kernels = [f for f in (ROOT / "src").rglob("*.py") if "njit" in f.read_text(encoding="utf-8")]
    wanted = " ".join(sorted(f"{f.relative_to(ROOT)}:{f.stat().st_mtime_ns}" for f in kernels)) + stamped("packages")
    if stamped("kernels") == wanted:
        return
    say("compiling the kernels")
    run([str(VENV / "bin" / "cxloop"), "warm"], stdout=sys.stderr)
    stamp("kernels", wanted)


def build_console(environment: dict[str, str]) -> None:
    """Bundle the console's JavaScript unless nothing it is made from has changed."""
    wanted = digest(console.sources(), "console")
    if stamped("console") == wanted and console.built():
        return
    say("building the console")
    console.build(find_npm(environment), environment)
    stamp("console", wanted)


def install_clients(environment: dict[str, str]) -> None:
    """Bring the SDKs of the acceptance tests to what their lock says."""
    wanted = digest([console.CLIENTS / "package-lock.json"], "clients")
    if stamped("clients") == wanted and (console.CLIENTS / "node_modules").is_dir():
        return
    say("installing the SDKs that the tests run")
    console.install_clients(find_npm(environment), environment)
    stamp("clients", wanted)


def find_npm(environment: dict[str, str]) -> list[str]:
    """Return the command that runs npm: the machine's, else that of the Node in a Python package."""
    return console.find_npm() or console.npm_by_wheel(find_uv(), str(PYTHON), TOOLS / "node", environment)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock on the project's build folder, so that two `make` runs do not undo each other."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "setup.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> None:
    """Set up the level asked for: product (the default), dev (with the tests' tools) or bench (with the peers)."""
    level = arguments[0] if arguments else "product"
    if level not in LOCKS:
        sys.exit(f"say one of: {', '.join(LOCKS)}")
    environment = uv_environment(os.environ)
    with one_at_a_time():
        install(level, environment)
        build_console(environment)
        if level != "product":
            install_clients(environment)
        if level == "bench":
            install_peers(environment)
        warm()


if __name__ == "__main__":
    main(sys.argv[1:])
