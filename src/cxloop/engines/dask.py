"""A cluster: one Dask task a partition. Workers are given an address and read the index themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar

from cxloop.engines.partition import answer_from, measure_partition
from cxloop.errors import MissingExtra
from cxloop.ports.engine import Notes, still_wanted
from cxloop.ports.index import IndexOpener
from cxloop.questions.question import Question
from cxloop.questions.scope import Scope

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")

_ATTEMPTS: Final = 3
"""How often a partition is handed out again after the scheduler gave it up, its workers having died on it."""


class Dask:
    """Asks on a Dask cluster.

    cluster: a `distributed.Client`, or the address of a scheduler (`tcp://host:8786`). open_index has to be a function
    of a module that the workers have as well. A worker that dies takes nothing with it: its partitions are measured
    again elsewhere, and results are merged here in the order of partitions.

    Raises MissingExtra where `distributed` is not installed.
    """

    def __init__(self, open_index: IndexOpener, cluster: Any) -> None:
        self.open_index = open_index
        self.client = _client(cluster)

    def ask(self, index: str, question: Question[Partial, Answer], scope: Scope, notes: Notes | None = None) -> Answer:
        """index: the address of the index of the scope's `per`, as this process and the workers see it.

        notes: not used, for the next question may find the partition on another worker.
        """
        return answer_from(question, self._partials(index, question, scope))

    def _partials(self, index: str, question: Question[Partial, Answer], scope: Scope) -> Iterator[Partial]:
        partitions = self.open_index(index).partitions
        futures = [self._submit(index, partition, question, scope) for partition in range(partitions)]
        try:
            for partition in range(partitions):
                yield self._result(futures, partition, index, question, scope)
                futures[partition].release()  # the cluster need not remember what is merged
                still_wanted()
        finally:
            self.client.cancel([future for future in futures if not future.done()])

    def _submit(self, index: str, partition: int, question: Question[Partial, Answer], scope: Scope) -> Any:
        # pure=False: the same question may be asked again after the index has changed
        return self.client.submit(measure_partition, self.open_index, index, partition, question, scope, pure=False)

    def _result(
        self, futures: list[Any], partition: int, index: str, question: Question[Partial, Answer], scope: Scope
    ) -> Partial:
        from distributed import KilledWorker

        for _ in range(_ATTEMPTS):
            try:
                return futures[partition].result()  # type: ignore[no-any-return]
            except KilledWorker:
                futures[partition] = self._submit(index, partition, question, scope)
        return futures[partition].result()  # type: ignore[no-any-return]


def _client(cluster: Any) -> Any:
    try:
        from distributed import Client
    except ImportError as missing:
        raise MissingExtra(feature="Dask", extra="cluster") from missing
    return cluster if isinstance(cluster, Client) else Client(cluster)
