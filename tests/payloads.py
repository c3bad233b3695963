"""What issue trackers post when a ticket is new, is changed or is closed, after their public documentation: small."""

from __future__ import annotations

from typing import Any

PAGES = {
    "github": "https://github.com/acme/shop/issues/42",
    "gitlab": "https://gitlab.example/acme/shop/-/issues/23",
    "jira": "https://acme.atlassian.net/browse/SHOP-7",
    "linear": "https://linear.app/acme/issue/ENG-5",
    "plain": "https://tickets.example/show?id=9",
}
TITLE, TEXT, LABEL = "결제 화면이 멈춘다", "버튼을 눌러도 아무 일이 없습니다.", "고객"


def payload(tracker: str, closed: bool = False, label: str = LABEL) -> Any:
    return {"github": _github, "gitlab": _gitlab, "jira": _jira, "linear": _linear, "plain": _plain}[tracker](
        closed, label
    )


def _github(closed: bool, label: str) -> Any:
    return {
        "action": "closed" if closed else "labeled",
        "issue": {
            "url": "https://api.github.com/repos/acme/shop/issues/42", "html_url": PAGES["github"], "number": 42,
            "title": TITLE, "state": "closed" if closed else "open", "body": TEXT, "user": {"login": "octocat"},
            "labels": [{"id": 1, "name": "bug"}, {"id": 2, "name": label}], "state_reason": None,
        },
        "repository": {"full_name": "acme/shop", "html_url": "https://github.com/acme/shop"},
        "sender": {"login": "octocat"},
    }  # fmt: skip


def _gitlab(closed: bool, label: str) -> Any:
    return {
        "object_kind": "issue", "event_type": "issue", "user": {"name": "Kim", "username": "kim"},
        "project": {"id": 1, "web_url": "https://gitlab.example/acme/shop"},
        "object_attributes": {
            "id": 301, "iid": 23, "title": TITLE, "description": TEXT, "url": PAGES["gitlab"],
            "state": "closed" if closed else "opened", "action": "close" if closed else "open",
            "labels": [{"id": 206, "title": label}],
        },
        "labels": [{"id": 206, "title": label, "type": "ProjectLabel"}],
    }  # fmt: skip


def _jira(closed: bool, label: str) -> Any:
    category = {"id": 3, "key": "done"} if closed else {"id": 2, "key": "new"}
    return {
        "timestamp": 1780000000000, "webhookEvent": "jira:issue_updated", "issue_event_type_name": "issue_generic",
        "issue": {
            "id": "10006", "self": "https://acme.atlassian.net/rest/api/2/issue/10006", "key": "SHOP-7",
            "fields": {
                "summary": TITLE, "description": TEXT, "labels": [label], "issuetype": {"name": "Bug"},
                "status": {"name": "완료" if closed else "할 일", "statusCategory": category},
            },
        },
    }  # fmt: skip


def _linear(closed: bool, label: str) -> Any:
    state = {"name": "Done", "type": "completed"} if closed else {"name": "Todo", "type": "unstarted"}
    return {
        "action": "update", "type": "Issue", "createdAt": "2026-05-01T10:00:00.000Z",
        "url": "https://linear.app/acme/issue/ENG-5/checkout-freezes",
        "data": {
            "id": "2174add1", "identifier": "ENG-5", "title": TITLE, "description": TEXT, "state": state,
            "labels": [{"id": "l1", "name": label, "color": "#5a450d"}],
            "url": "https://linear.app/acme/issue/ENG-5/checkout-freezes",
        },
        "webhookTimestamp": 1780000000000,
    }  # fmt: skip


def _plain(closed: bool, label: str) -> Any:
    state = "closed" if closed else "open"
    return {"url": PAGES["plain"], "title": TITLE, "state": state, "text": TEXT, "labels": [label]}


NO_TICKETS: list[Any] = [
    {"zen": "Design for failure.", "hook_id": 1}, {"object_kind": "push", "ref": "refs/heads/main"}, [], 1, None, "x",
    {"type": "Comment", "data": {"body": "x"}}, {"url": "javascript:alert(1)", "title": "x", "state": "open"},
    {"issue": {"key": "A-1", "self": 4, "fields": {}}}, {"issue": {"html_url": None, "title": None}},
    {"url": "https://t.example/1", "title": "  ", "state": "open"}, {"issue": "x", "object_attributes": 3},
    {"object_kind": "issue", "object_attributes": {"url": 3, "title": [], "labels": "x"}},
]  # fmt: skip
