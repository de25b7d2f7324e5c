"""What became of posts that were seen before, on the real network."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from fixtures.bluesky import BlueskyNetwork
from mooc.core.facts.cost import Limit
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.reading import PostStatus, Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.networks.bluesky.adapter import Bluesky
from tests.bluesky import Join, eventually
from tests.networks.faulty import failing, faulty

pytestmark = pytest.mark.needs("node", "postgresql")


@pytest.fixture(scope="module")
def bluesky(bluesky_network: BlueskyNetwork) -> Bluesky:
    return Bluesky(bluesky_network.appview, lag=timedelta(0))


def look(network: Bluesky, authors: Mapping[str, str]) -> Reading:
    return network.post_statuses(authors, datetime.now(UTC))


def standings(reading: Reading) -> dict[str, AccountStatus]:
    return {person.id: person.standing for person in reading.people}


def test_twenty_five_go_in_one_request(bluesky: Bluesky, join: Join) -> None:
    ada = join()
    authors = {ada.post(f"number {n}").uri: ada.did for n in range(30)}
    reading = eventually(
        lambda: look(bluesky, authors), lambda reading: set(reading.post_statuses.values()) == {PostStatus.STANDS}
    )
    assert (reading.trouble, reading.requests, len(reading.post_statuses)) == (None, 2, 30)
    assert set(reading.texts.values()) == {f"number {n}" for n in range(30)}
    assert standings(reading) == {ada.did: AccountStatus.ACTIVE}


def test_one_that_was_deleted_is_missing_and_its_author_is_there(bluesky: Bluesky, join: Join) -> None:
    ada = join()
    goes = ada.post("I go").uri
    eventually(lambda: look(bluesky, {goes: ada.did}), lambda reading: reading.post_statuses[goes] is PostStatus.STANDS)
    ada.delete(goes)
    reading = eventually(lambda: look(bluesky, {goes: ada.did}), lambda r: r.post_statuses[goes] is PostStatus.MISSING)
    assert standings(reading) == {ada.did: AccountStatus.ACTIVE}
    assert reading.requests == 2, "the post and its author"


def test_posts_of_one_who_cannot_be_read_are_missing_and_one_hears_why(
    bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join
) -> None:
    away, down, gone = join("away"), join("down"), join("gone")
    authors = {person.post("hello").uri: person.did for person in (away, down, gone)}
    eventually(
        lambda: look(bluesky, authors), lambda reading: set(reading.post_statuses.values()) == {PostStatus.STANDS}
    )
    away.deactivate()
    bluesky_network.take_down(down)
    bluesky_network.delete_account(gone)
    reading = eventually(
        lambda: look(bluesky, authors), lambda r: set(r.post_statuses.values()) == {PostStatus.MISSING}
    )
    assert standings(reading) == {
        away.did: AccountStatus.GONE,
        down.did: AccountStatus.SUSPENDED,
        gone.did: AccountStatus.GONE,
    }
    away.activate()
    uri = next(uri for uri, did in authors.items() if did == away.did)
    back = eventually(lambda: look(bluesky, {uri: away.did}), lambda r: r.post_statuses[uri] is PostStatus.STANDS)
    assert standings(back) == {away.did: AccountStatus.ACTIVE}


def test_of_an_answer_that_does_not_come_nothing_is_said(bluesky_network: BlueskyNetwork, join: Join) -> None:
    ada = join()
    uri = ada.post("hello").uri
    with faulty(bluesky_network.appview, failing(500)) as proxy:
        reading = look(Bluesky(proxy.url, lag=timedelta(0)), {uri: ada.did})
    assert (reading.post_statuses, reading.people) == ({}, ())
    assert reading.trouble and reading.trouble.kind is TroubleKind.SERVER_ERROR


def test_no_more_is_asked_than_is_allowed(bluesky: Bluesky, join: Join) -> None:
    ada = join()
    authors = {f"at://{ada.did}/app.bsky.feed.post/3k{n:011d}": ada.did for n in range(30)}
    reading = bluesky.post_statuses(authors, datetime.now(UTC), Limit(requests=1))
    assert (len(reading.post_statuses), reading.requests, reading.people) == (25, 1, ())
    assert reading.trouble and reading.trouble.kind is TroubleKind.BUDGET
