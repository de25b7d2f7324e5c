"""A probe of a load balancer comes over plain http, with whatever Host, where people must come over https."""

import socket
from pathlib import Path

from tests.serving.site import Site, served


def said(site: Site, request: bytes) -> bytes:
    """The first line of the answer."""
    with socket.create_connection(("127.0.0.1", site.port), 5) as line:
        line.sendall(request)
        return line.makefile("rb").readline().strip()


def test_probes_under_https(tmp_path: Path, database: str) -> None:
    address = {"MOOC_BASE_URL": "https://mooc.example.org", "MOOC_HOSTS": "mooc.example.org"}
    with served(tmp_path, DATABASE_URL=database, **address) as site:
        known = {"Host": "mooc.example.org"}
        assert site.get("/accounts/login/", headers=known).status_code == 301, "people are sent to https"
        assert site.get("/accounts/login/", headers=known | {"X-Forwarded-Proto": "https"}).status_code == 200
        assert site.get("/accounts/login/", headers={"Host": "10.0.3.7:8000"}).status_code in (301, 400)
        for host in ("10.0.3.7:8000", "mooc.example.org", "some_pod", "evil.example"):
            answer = site.get("/healthz", headers={"Host": host})
            assert (answer.status_code, answer.text) == (200, "ok"), host
            assert site.get("/readyz", headers={"Host": host}).json()["ready"] is True
        assert said(site, b"GET /healthz HTTP/1.0\r\n\r\n").endswith(b"200 OK")
        assert said(site, b"HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").endswith(b"200 OK")
        assert site.get("/readyz", headers={"Host": "a", "X-Forwarded-For": "127.0.0.1"}).status_code in (301, 400)
