"""A running server to test, and what every test of a page does."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from cxloop.api.sign_in import SignIn
from cxloop.app.door import Door

AXE = Path(__file__).resolve().parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Site:
    """The running server; `ask` sends one plain request, `signed_in` gives a session's cookie."""

    app: FastAPI
    sign_in: SignIn
    port: int
    door: Door

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)
        finally:
            connection.close()

    def signed_in(self, workspace: str = "main", role: Any = "admin", workspaces: tuple[str, ...] = ()) -> str:
        reply = self.ask("GET", f"/sign-in?token={self.sign_in.issue(workspace, role, workspaces)}")
        return reply.headers["set-cookie"].split(";")[0]

    def json(self, path: str, workspace: str = "main") -> Any:
        return json.loads(self.ask("GET", path, {"cookie": self.signed_in(workspace)}).body)


ANSWERED = """() => {
    const answer = document.querySelector('[data-part=answer]');
    if (!answer) return true;
    if (document.querySelector('.waiting') || answer.hasAttribute('aria-busy')) return false;
    return !answer.hidden || document.querySelector('.failure') !== null;
}"""
"""Whether the answer to what is asked now, or its failure, is there."""


def settled(page: Any, path: str) -> None:
    """Goes to a page and waits until its answer, or its failure, is there."""
    page.goto(path)
    page.wait_for_function(ANSWERED, timeout=60_000)
