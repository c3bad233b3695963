"""Whether the server is well, in the words of those who watch servers: health, readiness, Prometheus metrics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.responses import JSONResponse, PlainTextResponse, Response

from cxloop.api.live import Live
from cxloop.api.traffic import TOTALS

router = APIRouter()


@router.get("/healthz")
def healthz(request: Request) -> dict[str, str]:
    """The process answers; degraded: damaged stores were set aside when it started."""
    return {"status": "degraded" if request.app.state.damaged else "ok"}


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Events can be accepted: 200, or 503 and what is wrong."""
    live: Live | None = request.app.state.live
    wrong = live.wrong() if live is not None else ["capture_off"]
    return JSONResponse({"status": "ok" if not wrong else "not_ready", "wrong": wrong}, 200 if not wrong else 503)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Counts of this workspace, for Prometheus."""
    live: Live | None = request.app.state.live
    registry = CollectorRegistry()
    registry.register(_Metrics(live, request.state.workspace))
    text = generate_latest(registry).decode()
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")


class _Metrics(Collector):
    def __init__(self, live: Live | None, workspace: str) -> None:
        self.live, self.workspace = live, workspace

    def collect(self) -> Iterator[Any]:
        if self.live is None:
            return
        totals = self.live.traffic.totals().get(self.workspace, dict.fromkeys(TOTALS, 0))
        for name in TOTALS:
            counted = CounterMetricFamily(f"cxloop_{name}", f"Messages or requests {name}.", labels=["workspace"])
            counted.add_metric([self.workspace], totals[name])
            yield counted
        yield GaugeMetricFamily("cxloop_unwritten", "Requests not yet on the disk.", self.live.writer.depth)
        waiting = self.live.journal.waiting(self.workspace)
        yield GaugeMetricFamily("cxloop_waiting", "Requests accepted and not filed yet.", waiting)
        yield GaugeMetricFamily(
            "cxloop_filing_failures", "Times in a row that filing failed.", self.live.filing.failures
        )
