"""A simulated internal helpdesk: employees are the customers, tickets the cases; 45 minutes are promised.

Planted pains: tickets about remote access that two teams send to and fro; password tickets reopened since the new
portal of 7 September; late answers in the network team. Harmless: waiting for the employee's answer, many notes.
"""

from __future__ import annotations

from typing import Any, Final

from cxloop.demo.log import DAY, DAYS, HOUR, Dice, Log, day_of

COLUMNS: Final = (
    "employee", "time", "event", "channel", "ticket", "team", "promised", "category", "department", "rating", "comment",
)  # fmt: skip
MINUTE: Final = 60.0
PROMISE: Final = 45 * MINUTE
NEW_PORTAL: Final = day_of(9, 7)
CATEGORIES: Final = ("password", "remote access", "printer", "software", "e-mail")
TEAMS: Final = {
    "password": "accounts", "remote access": "network", "printer": "on-site", "software": "desktop",
    "e-mail": "accounts",
}  # fmt: skip
DEPARTMENTS: Final = ("sales", "logistics", "finance", "development", "stores")


class Helpdesk:
    """Plays the tickets of all employees."""

    def __init__(self, seed: int, employees: int) -> None:
        self.dice = Dice(seed)
        self.log = Log(COLUMNS)
        self.tickets = 0
        for number in range(employees):
            person = {"employee": f"E{number + 1:04d}", "department": self.dice.choose(DEPARTMENTS)}
            for _ in range(1 + int(self.dice.wait(2.2))):
                self._ticket(person)

    def _ticket(self, person: dict[str, Any]) -> None:
        dice = self.dice
        self.tickets += 1
        weekday = int(dice.between(0, DAYS * 5 / 7))
        opened = (weekday // 5 * 7 + weekday % 5) * DAY + dice.between(0, 9) * HOUR
        category = dice.choose(CATEGORIES, (0.3, 0.2, 0.15, 0.2, 0.15))
        channel = dice.choose(("portal", "e-mail", "phone"), (0.6, 0.25, 0.15))
        ticket = {**person, "ticket": f"T{self.tickets:05d}", "category": category}
        self.log.add(opened, "ticket opened", channel=channel, promised=opened + PROMISE, **ticket)
        team = TEAMS[category]
        now = opened + dice.wait(3 * MINUTE)
        self.log.add(now, "assigned", channel="portal", team=team, **ticket)
        if category == "remote access":
            now, team = self._to_and_fro(now, team, ticket)
        now = self._work(now, team, ticket)
        self._resolve(opened, now, team, ticket)

    def _to_and_fro(self, now: float, team: str, ticket: dict[str, Any]) -> tuple[float, str]:
        dice = self.dice
        while dice.chance(0.55):
            now += dice.wait(14 * MINUTE)
            team = "accounts" if team == "network" else "network"
            self.log.add(now, "forwarded", channel="portal", team=team, **ticket)
        return now, team

    def _work(self, now: float, team: str, ticket: dict[str, Any]) -> float:
        dice = self.dice
        now += dice.wait(12 * MINUTE if team == "network" and dice.chance(0.3) else 5 * MINUTE)
        self.log.add(now, "work started", channel="portal", team=team, **ticket)
        while dice.chance(0.3):
            now += dice.wait(MINUTE)
            self.log.add(now, "note", channel="portal", team=team, **ticket)
        if dice.chance(0.2):
            self.log.add(now, "question to employee", channel="e-mail", team=team, **ticket)
            now += dice.wait(4 * MINUTE)
            self.log.add(now, "employee answered", channel="e-mail", **ticket)
        return now + dice.wait(8 * MINUTE)

    def _resolve(self, opened: float, now: float, team: str, ticket: dict[str, Any]) -> None:
        dice = self.dice
        promised = opened + PROMISE
        if now > promised and dice.chance(0.35):
            self.log.add(
                promised + dice.wait(10 * MINUTE), "call", channel="phone", comment="Nobody answers.", **ticket
            )
            now = max(now, promised + dice.wait(30 * MINUTE))
        self.log.add(now, "resolved", channel="portal", team=team, promised=promised, **ticket)
        again = 0.3 if ticket["category"] == "password" and opened > NEW_PORTAL else 0.03
        reopened = 0
        while dice.chance(again):
            reopened += 1
            now += dice.wait(2 * HOUR)
            self.log.add(now, "reopened", channel="portal", **ticket)
            now += dice.wait(25 * MINUTE)
            self.log.add(now, "resolved", channel="portal", team=team, promised=promised, **ticket)
            again *= 0.7
        if dice.chance(0.6):
            unhappy = 1.6 * (now > promised) + 0.5 * reopened
            rating = max(1, min(5, round(dice.between(3.6, 5.4) - unhappy)))
            self.log.add(now + dice.wait(3 * HOUR), "rated", channel="portal", rating=rating, **ticket)
