"""The three ways to the mock provider: direct, through nginx, through OmniRoute."""
import os
from contextlib import contextmanager
from dataclasses import dataclass, field

from measure import procfs
from measure.processes import Failure, free_ports, start, stop, wait_for_line, wait_for_port

KEY = "sk-bench-0123456789abcdef"
DAEMONS = ["omni-ingress", "omni-translate", "omni-route", "omni-egress", "omni-logd"]

NGINX = """daemon off;
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 16384; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_body_buffer_size 256k;
    client_max_body_size 100m;
    keepalive_requests 100000000;
    keepalive_timeout 600s;
    upstream mock {{
        server 127.0.0.1:{mock};
        keepalive 1024;
        keepalive_requests 100000000;
    }}
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_read_timeout 600s;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ proxy_pass http://mock; }}
    }}
    server {{
        listen 127.0.0.1:{stream_port} backlog=4096;
        location / {{ proxy_pass http://mock; proxy_buffering off; }}
    }}
}}
"""

CONFIGURATION = """connections:
  - name: mock
    provider: openai-compatible
    base_url: http://127.0.0.1:{mock}/v1
    api_key: sk-upstream-secret
keys:
  - name: bench
    secret: {key}
"""


@dataclass
class Way:
    """A way to the mock provider."""
    name: str
    port: int
    stream_port: int
    model_prefix: str = ""
    key: str | None = None
    # Name and pid of each process on the way whose CPU time counts.
    processes: dict = field(default_factory=dict)


@contextmanager
def mock(binaries, folder):
    """The provider; its port and pid."""
    [port] = free_ports(1)
    with open(folder / "mock.log", "w") as log:
        process = start([binaries / "omni-mock", "--listen", f"127.0.0.1:{port}"], log)
        try:
            wait_for_port(port, process, "omni-mock")
            yield port, process.pid
        finally:
            stop(process)


@contextmanager
def nginx(folder, mock_port):
    """nginx as a plain reverse proxy: keep-alive to the provider, no log, a worker for two cores."""
    port, stream_port = free_ports(2)
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(
        user="user root;" if os.getuid() == 0 else "", folder=folder, mock=mock_port, port=port,
        stream_port=stream_port, workers=max(1, (os.cpu_count() or 2) // 2)))
    with open(folder / "nginx.log", "w") as log:
        process = start(["nginx", "-p", folder, "-c", configuration, "-e", folder / "nginx-error.log"], log)
        try:
            wait_for_port(port, process, "nginx")
            workers = procfs.children(process.pid)
            processes = {f"nginx {number}": pid for number, pid in enumerate(sorted(workers), 1)}
            yield Way("nginx", port, stream_port, processes=processes)
        finally:
            stop(process)


def configure(folder, mock_port):
    """The configuration file of OmniRoute."""
    file = folder / "config.yaml"
    file.write_text(CONFIGURATION.format(mock=mock_port, key=KEY))
    file.chmod(0o600)
    return file


@contextmanager
def omniroute(binaries, folder, configuration):
    """All five daemons with authentication and durable records, as `omniroute up` runs them."""
    [port] = free_ports(1)
    with open(folder / "omniroute.log", "w") as log:
        process = start(
            [binaries / "omniroute", "up", "--config", configuration, "--data-dir", folder / "data",
             "--port", str(port)], log)
        try:
            wait_for_line(folder / "omniroute.log", "ready ", process, "omniroute")
            yield Way("omniroute", port, port, "mock/", KEY, daemons(process.pid))
        finally:
            stop(process)


def daemons(pid):
    """The five daemons below `omniroute up`, by name."""
    found = {name: child for child, name in procfs.children(pid).items() if name in DAEMONS}
    if sorted(found) != sorted(DAEMONS):
        raise Failure(f"of the five daemons only these run: {', '.join(sorted(found)) or 'none'}")
    return {name: found[name] for name in DAEMONS}
