"""Prometheus figures at /metrics: requests by rule and status, and how long they took."""

from __future__ import annotations

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "http_requests", "Requests by rule and status", ["method", "rule", "status"], registry=REGISTRY
)
SECONDS = Histogram(
    "http_request_seconds",
    "Seconds a request took",
    ["rule"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1, 2, 5),
)


def init_app(app: Flask) -> None:
    @app.after_request
    def count(response: Response) -> Response:
        rule = str(request.url_rule or "none")
        method = request.method if request.method in METHODS else "other"  # anybody may invent one
        REQUESTS.labels(method, rule, response.status_code).inc()
        SECONDS.labels(rule).observe(time.perf_counter() - g.get("began", time.perf_counter()))
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        """Of all workers where PROMETHEUS_MULTIPROC_DIR is set; else of this process."""
        registry = REGISTRY
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
