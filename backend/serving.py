"""gunicorn's settings, the same in the demo, in `make bench` and in production.

    gunicorn -c python:backend.serving --bind 127.0.0.1:8000 wsgi:app

The address and port are given on the command line; a proxy with TLS stands in front.
"""

import ctypes
import gc
import os
import tempfile
from typing import Any

# /metrics tells of all workers: they count into files of one folder (Prometheus client, docs).
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="metrics-"))

# glibc keeps a heap for every thread and gives little of it back; two hold a worker in its bounds.
M_ARENA_MAX = -8  # malloc.h
if hasattr(libc := ctypes.CDLL(None), "mallopt"):
    libc.mallopt(M_ARENA_MAX, 2)

worker_class = "gthread"
workers = 2
threads = 8
keepalive = 30  # longer than a phone thinks between two taps
timeout = 60
graceful_timeout = 10
preload_app = True  # one loading for all workers, and for each that replaces another
max_requests = 20_000  # a worker is replaced now and then, not all at once
max_requests_jitter = 2_000
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """What the application is made of never becomes garbage: a full collection over it stopped
    every request of a worker for more than 100 ms. Frozen before the workers are forked, its
    pages stay one for all of them."""
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, _worker: Any) -> None:
    """No two processes speak on one connection."""
    import wsgi

    wsgi.app.extensions["engine"].dispose(close=False)


def child_exit(_server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
