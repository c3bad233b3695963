"""The SDKs of Segment and RudderStack for Node, as they come from the index, against a real server."""

from __future__ import annotations

import json
import os
import subprocess
import time

import console
import pytest

from clients import checks
from clients.running import CLIENTS, MODULES, Service

NODE = console.find_node()
PROGRAMS = {"segment": "segment_node.mjs", "rudder": "rudder_node.mjs"}
SDKS = pytest.mark.parametrize("sdk", list(PROGRAMS))
PLAIN = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}

pytestmark = [
    pytest.mark.skipif(NODE is None, reason="no Node"),
    pytest.mark.skipif(not MODULES.is_dir(), reason="no SDKs for Node: make setup-dev"),
]


def begin(sdk: str, service: Service, what: str, key: str | None = None) -> subprocess.Popen[str]:
    call = [str(NODE), str(CLIENTS / PROGRAMS[sdk]), service.address, key or service.key, what]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=PLAIN)


def errors(process: subprocess.Popen[str]) -> list[str]:
    out, err = process.communicate(timeout=90)
    assert process.returncode == 0, err
    found: list[str] = json.loads(out.splitlines()[-1])
    return found


@SDKS
def test_everything_arrives_once_and_unchanged(service: Service, sdk: str) -> None:
    assert errors(begin(sdk, service, "everything")) == []
    checks.everything(service)


@SDKS
def test_a_message_that_cannot_come_in_spoils_no_other(service: Service, sdk: str) -> None:
    assert errors(begin(sdk, service, "refused")) == []
    checks.refused(service)


@SDKS
def test_a_wrong_key_is_told_at_once(service: Service, sdk: str) -> None:
    began = time.monotonic()
    heard = errors(begin(sdk, service, "refused", "cxi_wrong"))
    assert time.monotonic() - began < 10
    assert heard
    assert all("401" in one for one in heard)
    assert service.rows() == []


@SDKS
def test_a_server_that_is_gone_for_a_while_gets_everything_once(service: Service, sdk: str) -> None:
    """Killed in the middle and started again: the SDK's own retries deliver."""
    saying = begin(sdk, service, "slowly")
    time.sleep(1.2)
    service.stop(9)
    time.sleep(1.0)
    service.start()
    assert errors(saying) == []
    checks.slowly(service)


@SDKS
def test_a_journal_that_cannot_be_written_answers_503_and_gets_everything_once(service: Service, sdk: str) -> None:
    """Somebody else holds the journal: the server says 503 with Retry-After, and the SDK comes again."""
    with service.refusing():
        saying = begin(sdk, service, "slowly")
    assert errors(saying) == []
    checks.slowly(service)


def test_a_large_batch_of_korean_text_is_let_in(service: Service) -> None:
    """RudderStack's client measures a batch in characters, which take three bytes in Korean."""
    assert errors(begin("rudder", service, "large")) == []
    assert len(service.settled(20)) == 20
