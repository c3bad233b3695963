"""Histories of people on devices whose clocks are wrong, and the ways in which their messages are delivered.

A device says when something happened and when it sends, both by its own clock. What it does not say, nobody can know,
and is left out here: messages without a time, and a device whose clock is changed between what happened and sending.
A time is put right by whole minutes, from what a request took and the skew together; so the skews here are such that
a slow network (up to two seconds) does not tip the minute. What one device says of one moment travels together and
in order, as the clients do it: the place in the request is all that tells its order.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

from cxloop.ports.journal import Request
from oracles.histories import MINUTE, Device, Message

SECOND, HOUR, DAY = 1_000_000, 60 * MINUTE, 1440 * MINUTE
BEGAN_US = 1_800_000_000_000_000
GRID = SECOND // 10
"""Things happen at multiples of this; what devices add to it differs, so that no two have one moment in common."""
TEN_YEARS = 3652 * 1440
CHANNELS = ("web", "app", "store", "web")
NAMES = ("visit", "검색", "cart", "order", "반품", "call", "chat", "rate")
USERS = ("anna", "ben", "채원", "dora")
Said = tuple[Message, ...]
"""What a device says of one moment."""


class Arrival(NamedTuple):
    """A request as it comes in, and the moments it tells of."""

    received_us: int
    path: str
    body: bytes
    said: tuple[Said, ...]

    def request(self) -> Request:
        return Request("main", self.path, self.body, self.received_us, "k")


def device(number: int, minutes: int, tenths: int, form: int = 0) -> Device:
    """A device whose clock is fast by so many minutes and tenths of a second; up to 25 s, and 55 s of a clock that is
    off by less than a minute and so never put right."""
    most = 550 if minutes == 0 else 250
    minutes = 0 if abs(minutes) < 2 else minutes
    skew = minutes * MINUTE + max(-most, min(most, tenths)) * GRID + number * 1_000
    return Device(number, skew, CHANNELS[number % len(CHANNELS)], form)


def written(moment_us: int, form: int) -> str:
    """A time as clients write it: to the millisecond, in UTC or not."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment_us)
    if form == 1:
        moment = moment.astimezone(timezone(timedelta(hours=9)))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def item(one: Message) -> dict[str, Any]:
    """A message as its device writes it, but for when it is sent."""
    at = written(one.at_us + one.device.skew_us, one.device.form)
    properties = {"revenue": one.value, "order_id": one.case, "shelf": f"s{one.device.number}"}
    made: dict[str, Any] = {
        "type": one.kind, "messageId": one.id, "userId": one.user, "name": one.name,
        "context": {"channel": one.device.channel},
        ("originalTimestamp" if one.device.form == 2 else "timestamp"): at,
    }  # fmt: skip
    made["previousId" if one.kind == "alias" else "anonymousId"] = one.guest
    if one.kind == "track":
        made["event"] = made.pop("name")
    if one.step() is not None:
        made["properties"] = {name: value for name, value in properties.items() if value is not None}
    return {name: value for name, value in made.items() if value is not None}


def sent(said: Sequence[Said], at_us: int, took_us: int) -> Arrival:
    """A request with what a device has to say, sent at a true moment."""
    messages = [one for moment in said for one in moment]
    sent_at = written(at_us + messages[0].device.skew_us, messages[0].device.form)
    if len(messages) == 1 and at_us % (2 * SECOND) < SECOND:
        path, body = messages[0].kind, item(messages[0]) | {"sentAt": sent_at}
    else:
        path, body = "batch", {"batch": [item(one) for one in messages], "sentAt": sent_at}
    return Arrival(at_us + took_us, path, json.dumps(body, ensure_ascii=False).encode(), tuple(said))


def history(seed: int) -> list[Said]:
    """Some people on some devices over up to 40 days, in the order in which things happened."""
    chance = random.Random(seed)
    devices = [
        device(number, chance.choice([0, 0, 1, -1]) * chance.choice([2, 9, 600, 50_000, TEN_YEARS]),
               chance.randint(-600, 600), chance.randint(0, 2)) for number in range(chance.randint(2, 4))
    ]  # fmt: skip
    days = sorted(chance.sample(range(40), chance.randint(2, 4)))
    guests, users = dict.fromkeys(range(len(devices)), 0), dict[int, str | None]()
    told: list[Said] = []
    moments = sorted(
        chance.choice(days) * DAY // GRID + chance.randrange(6 * HOUR // GRID) for _ in range(chance.randint(4, 18))
    )
    for number, moment in enumerate(sorted(set(moments))):
        on = chance.choice(devices)
        guest = f"g{on.number}-{guests[on.number]}"
        kind = chance.choices(["steps", "identify", "alias", "leave"], [8, 4, 1, 1])[0]
        if kind == "leave":  # signed out: nobody, under a new name
            guests[on.number] += 1
            users[on.number] = None
            continue
        user = users.get(on.number)
        if kind != "steps":
            user = chance.choice(USERS)
            if kind == "identify":
                users[on.number] = user
        count = chance.choice([1, 1, 1, 2, 3]) if kind == "steps" else 1
        told.append(tuple(
            said(chance, f"m{seed}-{number}-{place}", kind, BEGAN_US + moment * GRID, place, on, user, guest)
            for place in range(count)
        ))  # fmt: skip
    return told


def said(
    chance: random.Random, id: str, kind: str, at_us: int, place: int, on: Device, user: str | None, guest: str
) -> Message:
    """One message: of who somebody is, or of a step, which names the guest and the user if there is one."""
    if kind != "steps":
        return Message(id, kind, at_us, place, on, user, guest)
    step = chance.choice(["track", "track", "page", "screen"])
    name = chance.choice(NAMES) if step == "track" else chance.choice(["Cart", None])
    guest_too = user is None or chance.random() < 0.7
    order = name == "order"
    return Message(
        id, step, at_us, place, on, user, guest if guest_too else None, name,
        chance.randint(1, 9) * 1.5 if order else None, f"o{chance.randint(1, 3)}" if order else None,
    )  # fmt: skip


def in_order(told: Iterable[Said]) -> list[Arrival]:
    """Everything at once, and once."""
    return [sent([moment], moment[0].at_us + GRID, 3 * GRID) for moment in told]


def anyhow(told: Sequence[Said], chance: random.Random) -> list[Arrival]:
    """Late by up to 30 days, up to three times (again within 28 days of the first time: what came is remembered for 30,
    and filing may be a day behind), in requests cut and shuffled at will; in the order in which they come in."""
    visits = [BEGAN_US + chance.randrange(72 * DAY) for _ in range(chance.randint(2, 5))]
    parcels: dict[tuple[int, int], list[Said]] = {}
    for moment in told:
        for at in _sendings(moment[0], visits, chance):
            parcels.setdefault((moment[0].device.number, at), []).append(moment)
    arrivals = []
    for (_, at), moments in parcels.items():
        if chance.random() < 0.5:
            chance.shuffle(moments)
        while moments:
            size = chance.randint(1, len(moments))
            part, moments = moments[:size], moments[size:]
            begins = max(at, max(one[0].at_us for one in part)) + GRID
            arrivals.append(sent(part, begins, chance.randrange(1, 20) * GRID))
    return sorted(arrivals, key=lambda one: one.received_us)


def _sendings(one: Message, visits: Sequence[int], chance: random.Random) -> list[int]:
    """When a moment is sent: who somebody is, rather late."""
    at_us = one.at_us
    late = [visit for visit in visits if at_us <= visit <= at_us + 30 * DAY - HOUR]
    if not late or chance.random() < 0.2:
        late = [at_us, at_us + 30 * DAY - HOUR]
    first = max(late) if one.step() is None and chance.random() < 0.5 else chance.choice(late)
    again = [visit for visit in visits if first < visit <= first + 28 * DAY] + [first + MINUTE]
    return [first, *chance.sample(again, min(len(again), chance.choice([0, 0, 1, 2])))]
