"""Tickets of issue trackers: what GitHub, GitLab, Jira, Linear and plain senders tell of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

State = Literal["open", "closed"]
_WEB: Final = re.compile(r"(https?)://([^/?#\s@\\]+)(/[^?#\s]*)?(\?[^#\s]*)?(?:#\S*)?", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"/(?:browse|issues?)/[^/]+")
"""Where the path alone says which ticket it is."""
_LINEAR: Final = re.compile(r"(https://linear\.app/[^/]+/issue/[^/]+)/.*")
_DONE: Final = frozenset({"completed", "canceled", "cancelled", "duplicate"})
MOST_ADDRESS: Final = 2000


@dataclass(frozen=True, slots=True)
class Ticket:
    """url: its page, as `address_of` writes it."""

    url: str
    title: str
    state: State
    labels: tuple[str, ...] = ()
    text: str = ""


def address_of(url: str) -> str | None:
    """The address of a ticket's page, the same for all ways to write it; None where it is no web address.

    >>> address_of("https://GitHub.com/acme/shop/issues/7/#issuecomment-1")
    'https://github.com/acme/shop/issues/7'
    >>> address_of("https://linear.app/acme/issue/ENG-5/pay-faster"), address_of("javascript:alert(1)")
    ('https://linear.app/acme/issue/ENG-5', None)
    >>> address_of("https://git.example/a/b/-/work_items/3")
    'https://git.example/a/b/-/issues/3'
    """
    found = _WEB.fullmatch(url.strip()) if len(url) <= MOST_ADDRESS and url.isprintable() else None
    if found is None:
        return None
    path = (found[3] or "").rstrip("/").replace("/-/work_items/", "/-/issues/")
    more = "" if _NUMBERED.search(path) else found[4] or ""
    return _LINEAR.sub(r"\1", f"{found[1].lower()}://{found[2].lower()}{path}{more}")


def ticket_of(payload: Any) -> Ticket | None:
    """The ticket that a payload is about; None where it is about none.

    >>> ticket_of({"url": "https://t.example/1", "title": "Slow", "state": "closed"})
    Ticket(url='https://t.example/1', title='Slow', state='closed', labels=(), text='')
    >>> ticket_of({"zen": "Keep it logically awesome."}) is None
    True
    """
    if not isinstance(payload, dict):
        return None
    issue = payload.get("issue")
    if isinstance(issue, dict):
        return _github(payload, issue) if "html_url" in issue else _jira(payload, issue)
    inner = payload.get("object_attributes")
    if payload.get("object_kind") in ("issue", "work_item") and isinstance(inner, dict):
        labels = _names(payload.get("labels") or inner.get("labels"), "title")
        return _made(
            inner.get("url"), inner.get("title"), inner.get("state") == "closed", labels, inner.get("description")
        )
    data = payload.get("data")
    if payload.get("type") == "Issue" and isinstance(data, dict):
        return _linear(payload, data)
    labels = _names(payload.get("labels"), "name")
    return _made(
        payload.get("url"), payload.get("title"), payload.get("state") == "closed", labels, payload.get("text")
    )


def _github(payload: dict[str, Any], issue: dict[str, Any]) -> Ticket | None:
    closed = issue.get("state") == "closed" or payload.get("action") == "deleted"
    return _made(issue["html_url"], issue.get("title"), closed, _names(issue.get("labels"), "name"), issue.get("body"))


def _jira(payload: dict[str, Any], issue: dict[str, Any]) -> Ticket | None:
    """The page is not told: it stands beside the interface that `self` is an address of."""
    fields, own = issue.get("fields"), issue.get("self")
    if not isinstance(fields, dict) or not isinstance(own, str) or not isinstance(issue.get("key"), str):
        return None
    status = fields.get("status")
    category = status.get("statusCategory") if isinstance(status, dict) else None
    closed = isinstance(category, dict) and category.get("key") == "done"
    closed = closed or payload.get("webhookEvent") == "jira:issue_deleted"
    page = f"{own.partition('/rest/')[0]}/browse/{issue['key']}"
    return _made(page, fields.get("summary"), closed, _names(fields.get("labels"), ""), fields.get("description"))


def _linear(payload: dict[str, Any], data: dict[str, Any]) -> Ticket | None:
    state = data.get("state")
    closed = isinstance(state, dict) and state.get("type") in _DONE
    closed = closed or payload.get("action") == "remove"
    url = data.get("url") or payload.get("url")
    return _made(url, data.get("title"), closed, _names(data.get("labels"), "name"), data.get("description"))


def _made(url: Any, title: Any, closed: bool, labels: Iterator[str], text: Any) -> Ticket | None:
    page = address_of(url) if isinstance(url, str) else None
    if page is None or not isinstance(title, str) or not title.strip():
        return None
    told = text.strip() if isinstance(text, str) else ""
    return Ticket(page, title.strip(), "closed" if closed else "open", tuple(labels), told)


def _names(labels: Any, field: str) -> Iterator[str]:
    for one in labels if isinstance(labels, list) else ():
        name = one.get(field) if isinstance(one, dict) else one
        if isinstance(name, str):
            yield name
