"""The faults that are more than a spoiled answer: what happens to a class, each for as long as its context lasts."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import pytest

from mooc.store import models
from tests.faults import corruptions
from tests.faults.env import TEXT
from tests.faults.school import School
from tests.faults.tls import expired_server
from tests.proxy import ALWAYS, Answer

NOWHERE = "gone.twinome.net"


@contextmanager
def nobody_accepts(school: School) -> Iterator[None]:
    """A port whose line of waiting connections is full: whoever calls gets no answer at all."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        with school.ground.elsewhere(f"http://127.0.0.1:{full.getsockname()[1]}"):
            yield
        for caller in callers:
            caller.close()
    school.fired = models.Poll.objects.filter(trouble="unreachable").count()


@contextmanager
def no_such_domain(school: School) -> Iterator[None]:
    """The name of the server is no longer known."""
    resolve = socket.getaddrinfo

    def unknown(host: Any, *args: Any, **options: Any) -> Any:
        if NOWHERE in str(host):
            school.fired += 1
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch, school.ground.elsewhere(f"https://{NOWHERE}"):
        patch.setattr(socket, "getaddrinfo", unknown)
        yield


@contextmanager
def expired_tls(school: School) -> Iterator[None]:
    """The certificate ran out yesterday."""
    with expired_server() as (url, refused), school.ground.elsewhere(url):
        yield
    school.fired = len(refused)


@contextmanager
def third_page(school: School) -> Iterator[None]:
    ground, ada = school.ground, school.accounts["ada"]
    ground.proxy.spoil(
        lambda path: ground.is_of_posts(path, ada), corruptions.status(500), ALWAYS, after=2, each_round=True
    )
    yield


@contextmanager
def partial_success(school: School) -> Iterator[None]:
    """Of ada and eve there is no word: with an error beside the data where the network has such, else without."""
    ground = school.ground
    unknown = {school.accounts[name] for name in ("ada", "eve")}
    errors = [{"title": "Service Unavailable", "type": "about:blank", "detail": "Some of it is missing."}]

    def spoiled(answer: Answer) -> Answer:
        rows = [row for row in ground.rows(json.loads(answer.body)) if not ground.is_about(row, unknown)]
        cut = ground.with_rows(answer, rows)
        body = json.loads(cut.body)
        return cut._replace(body=json.dumps({**body, "errors": errors}).encode()) if ground.name == "x" else cut

    def asked(path: str) -> bool:
        return ground.follows_word in path or (ground.name == "x" and ground.is_of_posts(path, ""))

    ground.proxy.spoil(asked, spoiled, ALWAYS)
    yield
    assert school.stands()["ada"][0] == "cant_tell", "of whom there is no word one cannot tell"


@contextmanager
def two_versions(school: School) -> Iterator[None]:
    """Bob's only post is seen, edited, and seen again: it is one post all the same."""
    bob = school.accounts["bob"]
    (key,) = school.post("bob", f"{TEXT} at noon")
    school.ground.settle(bob, 1)
    school.look()
    school.posts["bob"] += school.ground.edit(bob, key, f"{TEXT} at midnight", True)
    school.fired += 1
    school.ground.settle(bob, 1)
    yield


@contextmanager
def drift(school: School) -> Iterator[None]:
    """Bob says the same thing over three pages, which is not enough. When the first has been answered, he says it once
    more, and deletes what is further down."""
    ground, bob = school.ground, school.accounts["bob"]
    school.post("bob", *[f"{TEXT} at noon"] * (2 * ground.page + 1))
    ground.settle(bob, 2 * ground.page + 1)

    def meanwhile(answer: Answer) -> Answer:
        school.post("bob", f"{TEXT} at noon")
        ground.delete(bob, school.posts["bob"].pop(0))
        return answer

    ground.proxy.spoil(lambda path: ground.is_of_posts(path, bob), meanwhile)
    yield
    ground.settle(bob, len(school.posts["bob"]))


@contextmanager
def deleted_after(school: School) -> Iterator[None]:
    """Cleo has passed, and deletes what she passed with."""
    cleo = school.accounts["cleo"]
    school.ground.delete(cleo, school.posts["cleo"][0])
    school.fired += 1
    school.ground.settle(cleo, 1)
    yield


@contextmanager
def deleted_before(school: School) -> Iterator[None]:
    """A page from before the deletion comes after it: what is gone stays gone."""
    ground, bob = school.ground, school.accounts["bob"]
    pages: list[Answer] = []

    def keep(answer: Answer) -> Answer:
        pages.append(answer)
        return answer

    def first_page(path: str) -> bool:
        return ground.is_of_posts(path, bob) and not ground.cursor_of(path)

    (key,) = school.post("bob", f"{TEXT} at noon")
    ground.settle(bob, 1)
    ground.proxy.spoil(first_page, keep)
    school.look()
    ground.delete(bob, key)
    ground.settle(bob, 0)
    school.look()
    assert models.Activity.objects.filter(kind="gone", target=key).count() == 1
    ground.proxy.spoil(first_page, lambda answer: pages[0], ALWAYS)
    yield
    ground.proxy.heal()
    school.posts["bob"].clear()
    school.post("bob", f"{TEXT} at midnight")
    ground.settle(bob, 1)


@contextmanager
def edited_away(school: School) -> Iterator[None]:
    """Cleo has passed, and takes the tag out of what she passed with."""
    cleo = school.accounts["cleo"]
    key = school.posts["cleo"][0]
    school.posts["cleo"] += school.ground.edit(cleo, key, f"{TEXT} no more", False)
    school.fired += 1
    school.ground.settle(cleo, 2)
    yield


@contextmanager
def gap(school: School) -> Iterator[None]:
    """Nothing can be read for longer than the network remembers; what came before is lost, and is said to be."""
    school.ground.proxy.spoil("", corruptions.status(503), ALWAYS)
    school.look_while_broken()
    school.ground.skip(days=9)
    school.has_gap = True
    for name in ("ada", "eve"):
        school.truth[name] = ("met", "cant_tell")
        school.posts[name] = []
    school.truth["bob"] = ("not_yet", "cant_tell")
    yield


@contextmanager
def renamed(school: School) -> Iterator[None]:
    for name in ("ada", "eve", "cleo"):
        school.ground.rename(school.accounts[name])
        school.fired += 1
    yield
    shown = models.Account.objects.filter(external_id__in=school.accounts.values())
    assert shown.count() == 4, "one account is one account"


@contextmanager
def moved(school: School) -> Iterator[None]:
    with _unreadable(school, school.ground.moved, "moved", "bob"):
        yield


@contextmanager
def suspended(school: School) -> Iterator[None]:
    with _unreadable(school, school.ground.suspended, "suspended", "bob", "eve"):
        yield


@contextmanager
def protected(school: School) -> Iterator[None]:
    with _unreadable(school, school.ground.protected, "protected", "bob", "eve"):
        yield


@contextmanager
def _unreadable(
    school: School, state: Callable[[str], AbstractContextManager[None]], why: str, *names: str
) -> Iterator[None]:
    """While they cannot be read, "can't tell" stands, and why. (Of their standing, the last look is long ago.)"""
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(state(school.accounts[name]))
        school.days_pass(15, *names)
        yield
        school.fired += len(names)
        rows = models.Verdict.objects.filter(member=school.stage.learners["bob"])
        assert set(rows.values_list("answer", "trouble")) == {("cant_tell", why)}
    school.days_pass(1, *names)
