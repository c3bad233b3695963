"""Late, twice, shuffled, by wrong clocks: what is told of customers comes from what happened, not from how it came in.

The long form, 1,000 histories: `python -m faults.histories`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from faults.delivery import BEGAN_US, DAY, GRID, HOUR, NAMES, TEN_YEARS, USERS, Arrival, Said, device, sent
from faults.histories import examine
from faults.playing import INDEXING, POINTS, Play, same, small_index
from oracles.histories import Device, Message

minutes = st.sampled_from([0, 0, 2, -3, 600, -600, TEN_YEARS, -TEN_YEARS]) | st.integers(-TEN_YEARS, TEN_YEARS)
clocks = st.lists(st.tuples(minutes, st.integers(-600, 600), st.integers(0, 2)), min_size=3, max_size=3)
which, steps = st.integers(0, 2), st.sampled_from(["track", "page", "screen"])


@pytest.mark.parametrize("seed", range(8))
def test_in_order_and_anyhow_tell_the_same(seed: int, tmp_path: Path) -> None:
    examine(seed, tmp_path)


class Histories(RuleBasedStateMachine):
    """Three devices, whose queues come in whenever and as often as they like; asked in between, the answer is the one
    for what has arrived. No more than 29 days go by, so that everything may still be sent, and again."""

    @initialize(clocks=clocks)
    def begin(self, clocks: list[tuple[int, int, int]]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.small = small_index()
        self.small.__enter__()
        self.play, self.now_us, self.count = Play(Path(self.folder.name) / "anyhow"), BEGAN_US, 0
        self.devices: list[Device] = [device(number, *clock) for number, clock in enumerate(clocks)]
        self.users: list[str | None] = [None] * 3
        self.guests = [f"g{number}" for number in range(3)]
        self.queues: list[list[Said]] = [[], [], []]
        self.told: list[Said] = []
        self.waiting: list[Arrival] = []

    @rule(which=which, later=st.integers(1, 4 * DAY // GRID), kinds=st.lists(steps, min_size=1, max_size=3),
          name=st.sampled_from([*NAMES, None]), guest_too=st.booleans())  # fmt: skip
    def act(self, which: int, later: int, kinds: list[str], name: str | None, guest_too: bool) -> None:
        user = self.users[which]
        guest = self.guests[which] if guest_too or user is None else None
        at = self._moment(later)
        self._say(which, [
            Message(f"m{self.count}-{place}", kind, at, place, self.devices[which], user, guest,
                    (name or "visit") if kind == "track" else name, 2.5 if name == "order" else None,
                    f"o{place}" if name == "order" and kind == "track" else None)
            for place, kind in enumerate(kinds)
        ])  # fmt: skip

    @rule(which=which, later=st.integers(1, DAY // GRID), user=st.sampled_from(USERS), stays=st.booleans())
    def sign_in(self, which: int, later: int, user: str, stays: bool) -> None:
        """By identify, or by an alias that the device does not go on with."""
        kind, on = "identify" if stays else "alias", self.devices[which]
        self.users[which] = user if stays else self.users[which]
        self._say(which, [Message(f"m{self.count}-0", kind, self._moment(later), 0, on, user, self.guests[which])])

    @rule(which=which)
    def sign_out(self, which: int) -> None:
        self.users[which] = None
        self.guests[which] += "'"

    @rule(which=which, order=st.randoms(use_true_random=False), cuts=st.integers(1, 3), lost=st.booleans(),
          took=st.integers(1, 20), later=st.integers(0, 2 * HOUR // GRID))  # fmt: skip
    def send(self, which: int, order: object, cuts: int, lost: bool, took: int, later: int) -> None:
        """A device sends what it has, in several requests; where the answers are lost, it will all be sent again."""
        queue = list(self.queues[which])
        order.shuffle(queue)  # type: ignore[attr-defined]
        at = self._moment(later)
        self.waiting += [sent(queue[cut::cuts], at, took * GRID) for cut in range(cuts) if queue[cut::cuts]]
        self.queues[which] = queue if lost else []

    @precondition(lambda self: self.waiting)
    @rule(order=st.randoms(use_true_random=False), whole=st.booleans())
    def file(self, order: object, whole: bool) -> None:
        """Files what came in, all of it or one request."""
        order.shuffle(self.waiting)  # type: ignore[attr-defined]
        taken = self.waiting if whole else self.waiting[:1]
        self.waiting = self.waiting[len(taken) :]
        self.play.accept(taken)
        self.play.file()

    @precondition(lambda self: self.waiting)
    @rule(point=st.sampled_from(POINTS), after=st.booleans(), restart=st.booleans())
    def file_cut_off(self, point: str, after: bool, restart: bool) -> None:
        self.play.accept(self.waiting)
        self.waiting = []
        self.play.file_cut_off(point, after, restart)

    @rule(how=st.sampled_from(INDEXING), per=st.sampled_from(["customer", "customer", "case"]))
    def index(self, how: str, per: str) -> None:
        self.play.index(how, per)

    @precondition(lambda self: self.play.arrived)
    @rule()
    def ask(self) -> None:
        self.play.check()

    def teardown(self) -> None:
        """Everything arrives in the end, and comes to the same as in order and once."""
        if not hasattr(self, "play"):
            return
        try:
            self.now_us += 29 * DAY - HOUR
            self.waiting += [sent(queue, self.now_us, GRID) for queue in self.queues if queue]
            self.play.accept(self.waiting)
            self.play.file()
            self.play.check()
            plain = Play(Path(self.folder.name) / "in-order")
            plain.accept(sent([one], one[0].at_us + GRID, GRID) for one in self.told)
            plain.file()
            same(self.play.told(), plain.told())
        finally:
            self.small.__exit__(None, None, None)
            self.folder.cleanup()

    def _moment(self, later: int) -> int:
        """Later by so much, but for the end of the history: from then on by as little as can be."""
        over = self.now_us + later * GRID > BEGAN_US + 29 * DAY // 2
        self.now_us += GRID if over else later * GRID
        return self.now_us

    def _say(self, which: int, messages: list[Message]) -> None:
        self.count += 1
        self.told.append(tuple(messages))
        self.queues[which].append(tuple(messages))


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=8,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_what_came_is_known_again_for_thirty_days(tmp_path: Path) -> None:
    """The last moment at which a copy is still told to be one, whatever the clock of its device says by then."""
    play, on = Play(tmp_path), device(0, TEN_YEARS, 0)
    once = (Message("m", "track", BEGAN_US, 0, on, "anna", None, "order"),)
    other = (Message("n", "track", BEGAN_US + 30 * DAY, 0, on, "anna", None, "visit"),)
    for days, moment in ((0, once), (30, other), (30, once)):  # what is old is forgotten at the end of each filing
        play.accept([sent([moment], BEGAN_US + days * DAY, GRID)])
        play.file()
    play.check()
