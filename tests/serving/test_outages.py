"""The database away, dumb or held up by somebody: people and programs are told so, and everything comes back."""

import re
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import requests

from tests.building.waiting import until
from tests.external_services import POSTGRESQL
from tests.serving.line import Line
from tests.serving.site import MOOC, ROOT, Site, migrate, served, surroundings

pytestmark = [pytest.mark.needs("postgresql"), pytest.mark.timeout(180)]

FAILS_FAST = 5.0
"""Seconds; a connection is waited for two, and the machine is busy."""
BACK_WITHIN = 15.0
ADA, PASSWORD = "ada@example.org", "as good as any other"
PAGES = ("/", "/cohorts/", "/me/accounts/", "/join/nobody-knows/")
API = ("/api/v1/accounts", "/api/v1/cohorts")


@contextmanager
def database_of(name: str) -> Iterator[str]:
    """A database of that name, gone afterwards; its address."""
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield urlsplit(POSTGRESQL)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    """A database with its tables, in which there is Ada."""
    with database_of(f"twinome_serving_{uuid.uuid4().hex[:8]}") as url:
        migrate(url)
        person = ["user", "create", ADA, "--name", "Ada", "--language", "en", "--password", PASSWORD, "--admin"]
        subprocess.run([*MOOC, *person], env=surroundings(DATABASE_URL=url), cwd=ROOT, check=True, capture_output=True)
        yield url


@pytest.fixture
def line(real: str) -> Iterator[Line]:
    """The line to it."""
    parts = urlsplit(real)
    with Line(parts.hostname or "", parts.port or 5432) as line:
        yield line


def through(line: Line, real: str) -> str:
    parts = urlsplit(real)
    who = parts.netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{who}@127.0.0.1:{line.port}").geturl()


@pytest.fixture
def site(tmp_path: Path, line: Line, real: str) -> Iterator[Site]:
    with served(tmp_path, DATABASE_URL=through(line, real)) as site:
        yield site


def signed_in(site: Site) -> dict[str, str]:
    """The cookies of Ada's browser."""
    with requests.Session() as browser:
        form = browser.get(f"{site.url}/accounts/login/", timeout=20).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        sent = {"login": ADA, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        browser.post(f"{site.url}/accounts/login/", data=sent, timeout=20)
        assert "session" in browser.cookies
        return dict(browser.cookies)


def check_it_says_so(site: Site, cookies: dict[str, str]) -> None:
    for path in (*PAGES, *API):
        began = time.monotonic()
        answer = site.get(path, cookies=cookies, headers={"Accept-Language": "en"})
        assert answer.status_code == 503, (path, answer.text)
        assert time.monotonic() - began < FAILS_FAST
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert answer.headers["Cache-Control"] == "no-store"
        assert not re.search("Traceback|psycopg|pool|OperationalError|127.0.0.1", answer.text)
        if path in API:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert (answer.json()["status"], answer.json()["code"]) == (503, "service_unavailable")
        else:
            assert "We cannot look anything up just now" in answer.text


def check_it_comes_back(site: Site, cookies: dict[str, str]) -> None:
    def is_back() -> bool:
        return all(site.get(path, cookies=cookies).status_code == 200 for path in ("/cohorts/", *API))

    assert until(is_back, BACK_WITHIN), site.log


def test_the_database_away(site: Site, line: Line) -> None:
    cookies = signed_in(site)
    assert site.get("/cohorts/", cookies=cookies).status_code == 200
    line.cut()
    check_it_says_so(site, cookies)
    key = {"Authorization": "Bearer abcdefgh"}
    assert site.get("/api/v1/accounts", headers=key).json()["code"] == "service_unavailable"
    french = site.get("/cohorts/", cookies={"session": cookies["session"]}, headers={"Accept-Language": "fr"})
    assert "Pour l’instant, nous ne pouvons rien consulter" in french.text
    assert '<html lang="fr">' in french.text
    for path in ("/healthz", "/static/web/style.css", "/accounts/login/"):
        assert site.get(path).status_code == 200, "what needs no database works"
    time.sleep(12)
    line.mend()
    check_it_comes_back(site, cookies)
    lines = [one for one in site.log.splitlines() if one.strip()]
    assert "Traceback" not in site.log
    assert 0 < len(lines) < 20, "it is said, and not again and again"


def test_a_form_that_is_sent_meanwhile(site: Site, line: Line) -> None:
    """What is written in the middleware fails there, and not in the page; it is no bad request of the sender's."""
    with requests.Session() as browser:
        form = browser.get(f"{site.url}/accounts/login/", timeout=20).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        line.cut()
        sent = {"login": ADA, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        answer = browser.post(f"{site.url}/accounts/login/", data=sent, timeout=20)
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert "Traceback" not in site.log


def test_a_database_that_takes_connections_and_says_nothing(site: Site, line: Line) -> None:
    cookies = signed_in(site)
    before = line.came
    line.go_dead()
    check_it_says_so(site, cookies)
    assert line.came > before, "the fault fired: it took a connection"
    assert site.get("/healthz").status_code == 200
    line.mend()
    check_it_comes_back(site, cookies)


@pytest.mark.parametrize("patience", [("1", "0"), ("0", "1")], ids=["lock", "statement"])
def test_a_table_that_somebody_holds(tmp_path: Path, real: str, patience: tuple[str, str]) -> None:
    lock, statement = patience
    limits = {"MOOC_LOCK_TIMEOUT": lock, "MOOC_STATEMENT_TIMEOUT": statement}
    with served(tmp_path, DATABASE_URL=real, **limits) as site, psycopg.connect(real) as holder:
        cookies = signed_in(site)
        holder.execute("LOCK TABLE people_user IN ACCESS EXCLUSIVE MODE")
        answers: list[requests.Response] = []
        asking = threading.Thread(target=lambda: answers.append(site.get("/cohorts/", cookies=cookies)))
        began = time.monotonic()
        asking.start()
        assert until(lambda: _waiting(real) > 0, 5, every=0.05), "the fault fired: it waits for the lock"
        asking.join(20)
        assert [one.status_code for one in answers] == [503]
        assert time.monotonic() - began < 1 + FAILS_FAST
        holder.rollback()
        assert site.get("/cohorts/", cookies=cookies).status_code == 200


def _waiting(url: str) -> int:
    with psycopg.connect(url) as asking:
        row = asking.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        assert row
        return int(row[0])


def test_tables_are_changed_for_as_long_as_it_takes(real: str) -> None:
    """`mooc migrate` has no limit for a statement, nor does `mooc recheck`; a lock they do not wait for without end."""
    for command in ("migrate", "recheck"):
        limits = {"MOOC_LOCK_TIMEOUT": "30", "MOOC_STATEMENT_TIMEOUT": "1"}
        with psycopg.connect(real) as holder:
            holder.execute("LOCK TABLE django_migrations, cohorts_cohort IN ACCESS EXCLUSIVE MODE")
            running = subprocess.Popen(
                [*MOOC, command],
                env=surroundings(DATABASE_URL=real, **limits),
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            assert until(lambda: _waiting(real) > 0, 60, every=0.05), "the fault fired: it waits for the lock"
            time.sleep(2)
        _, said = running.communicate(timeout=60)
        assert running.returncode == 0, said
