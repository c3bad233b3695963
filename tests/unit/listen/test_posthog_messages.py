"""What PostHog's clients say about who is who, brought into the form of the specification."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from cxloop.listen.messages import Item, Refusal, read_item


def settled(**message: Any) -> Item:
    found = read_item("batch", msgspec.Raw(msgspec.json.encode({"uuid": "m", **message})))
    assert isinstance(found, Item), found
    return found


def test_a_visitor_nobody_knows_is_no_user() -> None:
    unknown = settled(event="주문", distinct_id="방문-1", properties={"$process_person_profile": False})
    assert (unknown.type, unknown.userId, unknown.anonymousId) == ("track", None, "방문-1")
    known = settled(event="주문", distinct_id="고객-1", properties={"$process_person_profile": True})
    assert (known.userId, known.anonymousId) == ("고객-1", None)


def test_who_was_a_visitor_before() -> None:
    item = settled(event="$identify", distinct_id="고객-1", properties={"$anon_distinct_id": "방문-1"})
    assert (item.type, item.userId, item.anonymousId) == ("identify", "고객-1", "방문-1")


def test_the_first_name_of_an_alias_is_kept() -> None:
    item = settled(event="$create_alias", distinct_id="고객-1", properties={"distinct_id": "고객-1", "alias": "방문-1"})
    assert (item.type, item.userId, item.previousId) == ("alias", "고객-1", "방문-1")


@pytest.mark.parametrize("name", ["$set", "$set_once"])
@pytest.mark.parametrize("inside", [False, True])
def test_traits_come_beside_or_inside_the_properties(name: str, inside: bool) -> None:
    told = {name: {"email": "a@example.com"}}
    item = settled(event=name, distinct_id="고객-1", properties=told if inside else {}, **({} if inside else told))
    assert item.type == "identify"
    assert msgspec.json.decode(item.traits) == {"email": "a@example.com"}


def test_groups() -> None:
    properties = {"$group_type": "회사", "$group_key": 7, "$group_set": {"직원": 3}}
    item = settled(event="$groupidentify", distinct_id="고객-1", properties=properties)
    assert (item.type, item.groupId, msgspec.json.decode(item.traits)) == ("group", 7, {"직원": 3})


def test_what_cannot_be_read_is_refused() -> None:
    raw = msgspec.json.encode({"event": "x", "distinct_id": "u", "uuid": "m", "properties": {"alias": [1]}})
    found = read_item("batch", msgspec.Raw(raw))
    assert isinstance(found, Refusal)
    assert found.reason == "field_unreadable"
