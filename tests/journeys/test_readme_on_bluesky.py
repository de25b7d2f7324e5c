"""README's five lines, run on the real Bluesky network: from nothing to a ✓ for what somebody did there."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
import requests
from psycopg import sql

from fixtures.bluesky import BlueskyNetwork, Person
from mooc.services.accounts.consent import VERSION
from tests.bluesky import Join, eventually
from tests.building.waiting import until
from tests.commands.readme import PASSWORD, STARTS_WITHIN, Installation, Visitor, lines_of
from tests.external_services import POSTGRESQL, REDIS

pytestmark = [pytest.mark.needs("node", "postgresql"), pytest.mark.timeout(240)]

HEADING = "A real cohort on Bluesky in five lines"
SEEN_WITHIN = 60.0
OUR_REDIS = urlsplit(REDIS)._replace(path="/11").geturl()


@pytest.fixture
def settings(bluesky_network: BlueskyNetwork) -> dict[str, str]:
    """Where the network is, instead of the public one."""
    return {"MOOC_BLUESKY_URL": bluesky_network.appview, "MOOC_BLUESKY_PLC_URL": bluesky_network.plc}


@pytest.fixture
def fresh_postgresql() -> Iterator[str]:
    """A database of our own, empty."""
    name = f"twinome_readme_{os.getpid()}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(POSTGRESQL, autocommit=True) as admin:
        admin.execute(drop)
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlsplit(POSTGRESQL)._replace(path=f"/{name}").geturl()
        admin.execute(drop)


@pytest.fixture
def fresh_redis() -> Iterator[str]:
    with redis.Redis.from_url(OUR_REDIS) as client:
        client.flushdb()
        yield OUR_REDIS
        client.flushdb()


def set_up(here: Installation, host: Person) -> str:
    """Type README's lines but for the last, which is returned. Only the host and the first day are other ones."""
    *before, last = lines_of(HEADING)
    assert (len(before), last) == (4, ".venv/bin/mooc serve")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    lines = "\n".join(before).replace("you.bsky.social", host.handle)
    here.run(re.sub(r"--start \S+", f"--start {yesterday}", lines), typed=f"{PASSWORD}\n{PASSWORD}\n")
    return last


def come_in(here: Installation, name: str) -> Visitor:
    """Open the link of an invitation, make an account, sign in: no mail is sent here."""
    link = here.run(".venv/bin/mooc cohort invite first-steps").strip()
    visitor = Visitor()
    visitor.send(link, link, name=name, email=f"{name}@example.org", password1=PASSWORD)
    login = f"{here.url}/accounts/login/"
    visitor.send(login, login, login=f"{name}@example.org", password=PASSWORD)
    return visitor


def link_account(here: Installation, visitor: Visitor, person: Person) -> None:
    """Name the account, write the code into its profile, come back."""
    accounts = f"{here.url}/me/accounts/"
    shown = visitor.send(accounts, f"{accounts}bluesky/code/", handle=person.handle, consent="on", version=VERSION)
    code = re.search(r"twinome-\w{4}-\w{4}", shown)
    assert code, shown
    person.describe(f"I am learning. {code[0]}")
    linked = f"@{person.handle} is linked"
    eventually(lambda: visitor.send(accounts, f"{accounts}bluesky/confirm/"), lambda page: linked in page)


def progress(here: Installation) -> dict[str, list[str]]:
    """Name → what stands behind it in ``mooc cohort progress``."""
    lines = here.run(".venv/bin/mooc cohort progress first-steps").splitlines()
    return {line.split()[0]: line.split()[1:] for line in lines}


def check_outcome(here: Installation, host: Person) -> None:
    """Ada has her ✓ and her points, Bob has not; everybody may look it up, and judging again says the same."""
    assert progress(here)["bob"][0] in ("…", "?")
    assert progress(here)["ada"] == ["✓", "10"], "one challenge is open, and it is met"
    assert re.search(r"ada +learner +bluesky:ada\d+\.test +10 ", here.run(".venv/bin/mooc cohort members first-steps"))
    assert re.search(
        rf"relationships +{re.escape(host.handle)} ", here.run(".venv/bin/mooc cohort watches first-steps")
    )
    assert "nothing differs" in here.run(".venv/bin/mooc recheck")


def test_five_lines_and_a_check_mark(settings: dict[str, str], join: Join, tmp_path: Path) -> None:
    host, ada, bob = join("stork"), join("ada"), join("bob")
    ada.follow(host)
    with Installation(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/mooc.sqlite3", **settings) as here:
        server = here.start(set_up(here, host))
        assert until(lambda: here.answers("/healthz"), STARTS_WITHIN), here.log()
        told = requests.get(f"{here.url}/readyz", timeout=5).json()
        assert (told["ready"], told["database"], told["broker"]) == (True, "ok", "embedded")
        for name, person in (("ada", ada), ("bob", bob)):
            link_account(here, come_in(here, name), person)
        assert until(lambda: progress(here)["ada"][0] == "✓", SEEN_WITHIN), here.log()
        assert until(lambda: progress(here)["bob"][0] in ("…", "?"), SEEN_WITHIN), here.log()
        check_outcome(here, host)
        here.stop(server)
        assert "Traceback" not in here.log()


@pytest.mark.needs("redis")
def test_the_same_by_two_workers_and_two_tickers(
    settings: dict[str, str], join: Join, tmp_path: Path, fresh_postgresql: str, fresh_redis: str
) -> None:
    host, ada, bob = join("stork"), join("ada"), join("bob")
    ada.follow(host)
    with Installation(tmp_path, DATABASE_URL=fresh_postgresql, MOOC_BROKER_URL=fresh_redis, **settings) as here:
        processes = [here.start(set_up(here, host))]
        assert until(lambda: here.answers("/readyz"), STARTS_WITHIN), here.log()
        told = requests.get(f"{here.url}/readyz", timeout=5).json()
        assert (told["ready"], told["database"], told["broker"]) == (True, "ok", "ok")
        for name, person in (("ada", ada), ("bob", bob)):
            link_account(here, come_in(here, name), person)
        assert progress(here)["ada"] == ["0"], "with a broker the server does not judge"
        processes += [here.start(f".venv/bin/mooc {name}") for name in ("work", "work", "tick", "tick")]
        assert until(lambda: progress(here)["ada"][0] == "✓", SEEN_WITHIN), here.log()
        assert until(lambda: progress(here)["bob"][0] in ("…", "?"), SEEN_WITHIN), here.log()
        check_outcome(here, host)
        assert [process.poll() for process in processes] == [None] * 5, here.log()
        for process in processes:
            here.stop(process)
    with psycopg.connect(fresh_postgresql) as database:
        assert database.execute("SELECT count(*) FROM judging_receipt").fetchone() == (1,)
