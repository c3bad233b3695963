"""A simulated shop: web, app, phone and stores; some of what happens there hurts, much only looks as if it did.

Planted pains: payment fails on Android from app version 5.3.0 on; searches that find nothing; an address form on the
web that sends people back from 14 September on; deliveries to Busan that come late from 5 October on; refund calls
that are not settled the first time. Harmless look-alikes: wish lists used again and again, pictures that fail to
load, coupons checked back and forth, slow pick-ups in a store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from cxloop.demo.log import DAY, DAYS, HOUR, Dice, Log, day_of

COLUMNS: Final = (
    "customer", "time", "event", "channel", "order", "promised", "amount", "comment", "device", "version", "region",
    "plan", "category", "results", "topic", "rating",
)  # fmt: skip
REGIONS: Final = ("Seoul", "Gyeonggi", "Busan", "Daegu", "Gwangju", "Jeju")
CATEGORIES: Final = ("fashion", "beauty", "food", "electronics", "home")
NEW_ADDRESS_FORM: Final = day_of(9, 14)
BROKEN_RELEASE: Final = day_of(9, 21)
NEW_COURIER: Final = day_of(10, 5)


@dataclass
class Person:
    """A customer; `eager` is what makes some both do more and buy more, `gone` from when they stay away."""

    name: str
    region: str
    device: str
    plan: str
    eager: float
    lag: float
    gone: float = DAYS * DAY


class Shop:
    """Plays the whole shop, one customer after the other."""

    def __init__(self, seed: int, customers: int, tell: Callable[[float], None] | None = None) -> None:
        self.dice = Dice(seed)
        self.log = Log(COLUMNS)
        self.orders = 0
        for number in range(customers):
            self._live(self._person(number))
            if tell is not None and number % 500 == 0:
                tell(number / customers)

    def _person(self, number: int) -> Person:
        dice = self.dice
        device = dice.choose(("Android", "iPhone", "PC"), (0.42, 0.23, 0.35))
        region = dice.choose(REGIONS, (0.34, 0.28, 0.16, 0.1, 0.08, 0.04))
        plan = "plus" if dice.chance(0.2) else "basic"
        eager = dice.wait(1.0) * (1.3 if plan == "plus" else 1.0)
        return Person(f"C{number + 1:05d}", region, device, plan, eager, dice.between(0, 10 * DAY))

    def _live(self, person: Person) -> None:
        visits = 1 + int(1.7 * person.eager * self.dice.between(0.3, 1.7))
        for begin in sorted(self._moment() for _ in range(min(visits, 14))):
            if begin < person.gone:
                self._visit(person, begin)

    def _moment(self) -> float:
        """Some time in a Korean day: few at night, most in the evening; the log counts in UTC, nine hours behind."""
        hour = self.dice.choose((8, 10, 12, 15, 18, 20, 22), (1, 2, 3, 3, 3, 5, 4))
        return int(self.dice.between(0, DAYS)) * DAY + (hour - 9) % 24 * HOUR + self.dice.between(0, 2 * HOUR)

    def _add(self, person: Person, time: float, event: str, channel: str, **fields: Any) -> None:
        self.log.add(
            time, event, customer=person.name, channel=channel, region=person.region, plan=person.plan, **fields
        )

    def _visit(self, person: Person, now: float) -> None:
        dice = self.dice
        app = person.device != "PC" and dice.chance(0.65)
        channel = "app" if app else "web"
        about = {"device": person.device, "version": self._version(person, now) if app else None}
        self._add(person, now, "visit", channel, **about)
        now += dice.wait(20)
        if dice.chance(0.07):
            self._add(person, now, "picture failed to load", channel, **about)
            now += dice.wait(5)
        if dice.chance(0.45):
            now = self._search(person, now, channel)
            if now < 0:
                return
        self._browse(person, now, channel, about)

    @staticmethod
    def _version(person: Person, now: float) -> str:
        since = now - person.lag
        return "5.3.0" if since >= BROKEN_RELEASE else "5.2.0" if since >= day_of(8, 31) else "5.1.0"

    def _search(self, person: Person, now: float, channel: str) -> float:
        """Gives the time after it, or a negative number where the customer gave up."""
        dice = self.dice
        category = dice.choose(CATEGORIES)
        found = 0 if dice.chance(0.3 if category == "electronics" else 0.08) else int(dice.between(1, 120))
        self._add(person, now, "search", channel, results=found, category=category)
        now += dice.wait(25)
        if found:
            return now
        self._add(person, now, "no results", channel, results=0, category=category)
        if dice.chance(0.12):
            self._call(person, now + dice.wait(6 * 60), "product")
            return -1.0
        return -1.0 if dice.chance(0.5) else now + dice.wait(30)

    def _browse(self, person: Person, now: float, channel: str, about: dict[str, Any]) -> None:
        dice = self.dice
        category = dice.choose(CATEGORIES)
        for _ in range(1 + int(dice.between(0, 1 + 0.8 * person.eager))):
            self._add(person, now, "product viewed", channel, category=category)
            now += dice.wait(40)
            while dice.chance(0.1 * min(person.eager, 2)):
                self._add(person, now, "wish list", channel, category=category)
                now += dice.wait(10)
        if not dice.chance(min(0.22 + 0.16 * person.eager, 0.8)):
            return
        self._add(person, now, "cart", channel, category=category)
        now += dice.wait(60)
        while dice.chance(0.25):
            self._add(person, now, "coupon checked", channel)
            self._add(person, now + 15, "cart", channel, category=category)
            now += dice.wait(45)
        if dice.chance(0.72):
            self._check_out(person, now, channel, category, about)

    def _check_out(self, person: Person, now: float, channel: str, category: str, about: dict[str, Any]) -> None:
        dice = self.dice
        self._add(person, now, "checkout", channel, category=category)
        now += dice.wait(30)
        pick_up = dice.chance(0.08)
        if not pick_up:
            self._add(person, now, "delivery address", channel)
            now += dice.wait(45)
            while channel == "web" and now > NEW_ADDRESS_FORM and dice.chance(0.38):
                self._add(person, now, "delivery address", channel)
                now += dice.wait(70)
                if dice.chance(0.35):
                    return
        if dice.chance(0.07):
            return
        self._pay(person, now, channel, category, about, pick_up)

    def _pay(
        self, person: Person, now: float, channel: str, category: str, about: dict[str, Any], pick_up: bool
    ) -> None:
        dice = self.dice
        broken = about["version"] == "5.3.0" and person.device == "Android"
        for _ in range(4):
            self._add(person, now, "payment", channel, **about)
            now += dice.wait(12)
            if not dice.chance(0.42 if broken else 0.02):
                self._order(person, now, channel, category, pick_up)
                return
            self._add(person, now, "payment error", channel, **about)
            now += dice.wait(40)
            if dice.chance(0.12):
                self._call(person, now + dice.wait(4 * 60), "payment")
                return
            if dice.chance(0.45):
                return

    def _order(self, person: Person, now: float, channel: str, category: str, pick_up: bool) -> None:
        dice = self.dice
        self.orders += 1
        typical = {"fashion": 45_000, "beauty": 28_000, "food": 33_000, "electronics": 190_000, "home": 60_000}[
            category
        ]
        amount = round(dice.wait(typical), -2)
        order = {"order": f"O{self.orders:06d}", "category": category}
        self._add(person, now, "order placed", channel, amount=amount, **order)
        if pick_up:
            self._add(person, now + dice.wait(2.5 * DAY), "picked up", "store", **order)
            return
        shipped = now + dice.wait(0.7 * DAY)
        self._add(person, shipped, "shipped", "logistics", **order)
        promised = (now // DAY + 4) * DAY + 12 * HOUR
        slow = person.region == "Busan" and shipped > NEW_COURIER and dice.chance(0.6)
        arrives = shipped + dice.wait(0.8 * DAY)
        arrives = (
            max(arrives, promised + dice.wait(1.2 * DAY))
            if slow
            else min(arrives, promised - dice.between(0, 6 * HOUR))
        )
        if dice.chance(0.02):
            arrives = promised + dice.wait(0.3 * DAY)
        self._add(person, arrives, "delivered", "logistics", promised=promised, **order)
        self._after(person, arrives, arrives > promised, amount, order)

    def _after(self, person: Person, now: float, late: bool, amount: float, order: dict[str, Any]) -> None:
        dice = self.dice
        if late and dice.chance(0.75):
            person.gone = min(person.gone, now)
        if late and dice.chance(0.3):
            self._call(person, now - dice.between(2, 20) * HOUR, "delivery")
        if dice.chance(0.28):
            rating = max(1, min(5, round(dice.between(3.6, 5.4) - (1.8 if late else 0))))
            self._add(person, now + dice.wait(1.5 * DAY), "review", "app", rating=rating, **order)
        if dice.chance(0.16 if late else 0.07):
            self._add(person, now + dice.wait(2 * DAY), "return", "web", amount=-amount, **order)
            if dice.chance(0.5):
                self._call(person, now + dice.wait(4 * DAY), "refund")

    def _call(self, person: Person, now: float, topic: str) -> None:
        """A call, or a chat for one in four; refunds are often not settled the first time."""
        dice = self.dice
        event, channel = ("chat", "chat") if dice.chance(0.25) else ("call", "phone")
        comment = {"payment": "The payment fails.", "delivery": "Where is my parcel?", "refund": "Where is my money?"}
        self._add(person, now, event, channel, topic=topic, comment=comment.get(topic, "Do you have this?"))
        again = 0.5 if topic == "refund" else 0.08
        while dice.chance(again):
            now += dice.wait(2 * DAY)
            self._add(person, now, event, channel, topic=topic, comment="I have asked before.")
            if dice.chance(0.5):
                person.gone = min(person.gone, now)
            again *= 0.6
