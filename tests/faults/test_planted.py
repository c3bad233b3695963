"""Six planted faults, each of which turns a test red: the tests can fail. Two more are planted at the door, in
`unit/trust` and `web`: a dropped workspace filter and a skipped check of signatures."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from faults import test_filing, test_kills
from faults.planted import plant

TESTS = Path(__file__).resolve().parents[1]
FILING = """
import sys
sys.path.insert(0, sys.argv[1])
from faults.file_all import cut_off
cut_off(sys.argv[2], *sys.argv[3:4], *map(int, sys.argv[4:]))
"""
HOLDING = """
import sys, time
from pathlib import Path
from cxloop.stores.lease import held
with held(Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planted")


def test_an_early_acknowledgement_is_seen(tmp_path: Path, planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant("early acknowledgement", planted, monkeypatch)
    with pytest.raises(AssertionError):
        test_kills.promises_kept(tmp_path, kills=2)


def test_double_filing_is_seen(tmp_path: Path, planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test_filing.prepared(tmp_path / "cut")
    whole = test_filing.copied(tmp_path / "cut", tmp_path / "whole")
    assert test_filing.run(whole) == 0
    plant("double filing", planted, monkeypatch)
    data = tmp_path / "cut"
    assert filed_anew(data, "cxloop.stores.events:EventTable.file", 1, int(signal.SIGKILL)) == -signal.SIGKILL
    assert filed_anew(data) == 0
    found = test_filing.contents(data)
    assert found != test_filing.contents(whole)
    assert found["keys"] > 1


def filed_anew(data: Path, *cut: object) -> int:
    """Files all that waits in a Python process that begins anew, with what is planted in it."""
    words = [sys.executable, "-c", FILING, str(TESTS), str(data), *map(str, cut)]
    return subprocess.run(words, capture_output=True, timeout=120, check=False).returncode


def holders(path: Path) -> list[str]:
    """What two processes at once are told of a lease."""
    words = [sys.executable, "-c", HOLDING, str(path)]
    first = subprocess.Popen([*words, "20"], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    told = [first.stdout.readline().strip()]
    told.append(subprocess.run([*words, "0"], capture_output=True, text=True, check=True, timeout=60).stdout.strip())
    first.kill()
    first.wait(20)
    told.append(subprocess.run([*words, "0"], capture_output=True, text=True, check=True, timeout=60).stdout.strip())
    return told


def test_one_holds_the_lease_and_whoever_dies_gives_it_up(tmp_path: Path) -> None:
    assert holders(tmp_path / "lease") == ["True", "False", "True"]


def test_a_lost_lease_is_seen(tmp_path: Path, planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (planted / "sitecustomize.py").write_text("import fcntl\nfcntl.flock = lambda *_: None\n")
    monkeypatch.setenv("PYTHONPATH", str(planted), prepend=":")
    with pytest.raises(AssertionError):
        test_one_holds_the_lease_and_whoever_dies_gives_it_up(tmp_path)
