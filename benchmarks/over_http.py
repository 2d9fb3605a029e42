"""The workload through HTTP: a real server process, one client, an API key, keep-alive.

    python -m benchmarks.over_http --size 1000000 [--queries 20]

Needs the index of `benchmarks.discovery build`. Deep offsets (template 6) ask for the first page,
because the API goes deep by cursor. Server CPU is read from /proc.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks import discovery
from benchmarks.measure import best, machine
from benchmarks.peers import PANEL


@contextmanager
def server(size: int) -> Iterator[tuple[int, psutil.Process]]:
    """`groundswell serve` on a free port; gives the port and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = Path(sys.executable).with_name("groundswell")
    env = {
        **os.environ,
        "GROUNDSWELL_HOME": str(discovery.home_of(size).resolve()),
        "GROUNDSWELL_API_LIMIT": "1000000",
    }
    process = subprocess.Popen(
        [str(command), "serve", "--port", str(port), "--no-worker"],
        env=env,
        stdin=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def cpu_of(process: psutil.Process) -> float:
    """Processor seconds of the server and its children so far."""
    spent = [p.cpu_times() for p in (process, *process.children(recursive=True))]
    return sum(times.user + times.system for times in spent)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=20)
    options = parser.parse_args()
    discovery.use_home(options.size)
    from groundswell.workspaces.actions import ensure_default_workspace, make_key
    from groundswell.workspaces.scope import Scope

    scope = Scope.operator(ensure_default_workspace().pk)
    key = make_key(scope, "benchmark", ["read"]).raw
    asked = discovery.ask_all(options.queries, options.size, scope)
    direct = discovery.measure_ours(asked, scope, PANEL)
    measured = discovery.Measured("HTTP")
    with server(options.size) as (port, process):
        line = http.client.HTTPConnection("127.0.0.1", port)
        head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        for one in asked:
            body = json.dumps(
                {
                    "query": one.case.text,
                    "exclude": list(one.exclude),
                    "facets": list(PANEL) if one.case.panel else False,
                }
            )

            def call(body: str = body) -> dict[str, object]:
                line.request("POST", "/api/v1/search", body, head)
                answer = line.getresponse()
                content = answer.read()
                if answer.status != 200:
                    raise SystemExit(f"{answer.status}: {content[:300]!r}")
                return dict(json.loads(content))

            wall, cpu, _ = best(call, discovery.PASSES, lambda: cpu_of(process))
            measured.add(one.case.template, wall, cpu)
    print(f"{options.size:,} profiles through HTTP; {machine()}\n")
    print(discovery.report([measured, direct]))


if __name__ == "__main__":
    main()
