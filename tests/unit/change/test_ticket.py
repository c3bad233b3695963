"""A ticket is the same, whichever tracker tells of it and however its address is written."""

from __future__ import annotations

import pytest

import payloads
from cxloop.change.ticket import Ticket, address_of, ticket_of


@pytest.mark.parametrize("tracker", payloads.PAGES)
def test_every_tracker(tracker: str) -> None:
    opened, closed = (ticket_of(payloads.payload(tracker, closed)) for closed in (False, True))
    assert opened is not None
    assert closed is not None
    assert opened.url == closed.url == payloads.PAGES[tracker]
    assert (opened.state, closed.state) == ("open", "closed")
    assert (opened.title, opened.text) == (payloads.TITLE, payloads.TEXT)
    assert payloads.LABEL in opened.labels


def test_a_deleted_ticket_is_closed() -> None:
    gone = {
        "github": ("action", "deleted"),
        "jira": ("webhookEvent", "jira:issue_deleted"),
        "linear": ("action", "remove"),
    }
    for tracker, (name, value) in gone.items():
        found = ticket_of({**payloads.payload(tracker), name: value})
        assert isinstance(found, Ticket)
        assert found.state == "closed", tracker


@pytest.mark.parametrize("payload", payloads.NO_TICKETS, ids=str)
def test_what_tells_of_no_ticket(payload: object) -> None:
    assert ticket_of(payload) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/a/b/issues/1", " HTTPS://GitHub.com/a/b/issues/1/?x=1#top "),
        ("https://acme.atlassian.net/browse/A-1", "https://acme.atlassian.net/browse/A-1?filter=2"),
        ("https://git.example/a/b/-/issues/3", "https://git.example/a/b/-/work_items/3"),
        ("https://linear.app/a/issue/E-1/old-title", "https://linear.app/a/issue/E-1/new-title"),
    ],
)
def test_one_address(one: str, other: str) -> None:
    assert address_of(one) == address_of(other) is not None


def test_other_addresses() -> None:
    assert address_of("https://bugs.example/show_bug.cgi?id=5") != address_of("https://bugs.example/show_bug.cgi?id=6")
    for wrong in (
        "",
        "x",
        "javascript:alert(1)",
        "//a/b",
        "https://a b/",
        "https://a/\x00",
        "https://u@a/1",
        "x" * 3000,
    ):
        assert address_of(wrong) is None, wrong
