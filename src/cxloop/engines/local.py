"""One machine: threads over partitions. The kernels release the GIL, so threads do run side by side."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from cxloop.engines.partition import answer_from, measure_partition
from cxloop.ports.engine import Notes, still_wanted
from cxloop.ports.index import IndexOpener
from cxloop.questions.question import Question
from cxloop.questions.scope import Scope

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")


class Local:
    """Asks in this process. threads: as many as there are processors this process may use, if not given."""

    def __init__(self, open_index: IndexOpener, threads: int | None = None) -> None:
        self.open_index = open_index
        self.threads = threads or len(os.sched_getaffinity(0))

    def ask(self, index: str, question: Question[Partial, Answer], scope: Scope, notes: Notes | None = None) -> Answer:
        """index: the address of the index of the scope's `per`; its columns must be there."""
        return answer_from(question, self._partials(index, question, scope, notes))

    def _partials(
        self, index: str, question: Question[Partial, Answer], scope: Scope, notes: Notes | None
    ) -> Iterator[Partial]:
        """Partial results in the order of partitions, never more than a few waiting to be merged."""
        pool = ThreadPoolExecutor(self.threads, thread_name_prefix="cxloop-question")
        waiting: deque[Future[Partial]] = deque()
        try:
            opened = self.open_index(index)
            for partition in range(opened.partitions):
                mine = None if notes is None else notes.setdefault(partition, {})
                measured = partial(measure_partition, lambda _: opened, index, partition, question, scope, mine)
                waiting.append(pool.submit(measured))
                if len(waiting) > 2 * self.threads:
                    yield waiting.popleft().result()
                still_wanted()
            while waiting:
                yield waiting.popleft().result()
                still_wanted()
        finally:
            pool.shutdown(cancel_futures=True)
