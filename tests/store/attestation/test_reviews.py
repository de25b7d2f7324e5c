"""Reviews: who may look, what an answer does, and that nobody answers twice."""

import pytest

from mooc.services.attestation import reviewing
from mooc.store import models
from mooc.store.attestation import reviews
from mooc.store.attestation.reviews import AGAIN, APPROVED, AnsweredAlready, CommentMissing, NothingToAsk
from mooc.store.policy.policy import Forbidden, NotVisible
from tests.building.cast import Cast


def _points(cast: Cast, name: str = "ada") -> int:
    return models.Member.objects.get(pk=cast.members[name]).points


@pytest.fixture(autouse=True)
def no_points_yet(cast: Cast) -> None:
    models.Receipt.objects.filter(member=cast.members["ada"]).update(points=0)


@pytest.mark.parametrize("name", ["bea", "max", "fay"])
def test_a_peer_a_mentor_or_who_facilitates_approves_and_the_points_come(cast: Cast, name: str) -> None:
    assert _points(cast) == 0
    found = reviewing.answer(cast.actor(name), cast.review, APPROVED, " well done ")
    assert (found.answer, found.comment, found.answered_at) == (APPROVED, "well done", cast.actor(name).now)
    assert (found.by_name, _points(cast)) == (f"cnry-{name}", 10)


def test_what_is_for_a_mentor_is_not_for_peers(cast: Cast) -> None:
    models.Review.objects.update(kind="mentor")
    with pytest.raises(NotVisible):
        reviewing.answer(cast.actor("bea"), cast.review, APPROVED)
    assert reviews.waiting(cast.actor("bea"), cast.north.id) == []
    assert [one.id for one in reviews.waiting(cast.actor("max"), cast.north.id)] == [cast.review]


def test_nobody_reviews_oneself(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        reviewing.answer(cast.actor("ada"), cast.review, APPROVED)
    assert reviews.waiting(cast.actor("ada"), cast.north.id) == []


def test_another_try_is_asked_for_with_a_word_and_nothing_is_lost(cast: Cast) -> None:
    with pytest.raises(CommentMissing):
        reviewing.answer(cast.actor("max"), cast.review, AGAIN, "  ")
    reviewing.answer(cast.actor("max"), cast.review, AGAIN, "say who said it")
    assert models.Receipt.objects.filter(member=cast.members["ada"]).exists(), "the pass stays"
    assert _points(cast) == 0
    again = reviewing.ask_again(cast.actor("ada"), cast.members["ada"], "follow", "I have added it")
    reviewing.answer(cast.actor("bea"), again.id, APPROVED)
    assert _points(cast) == 10
    said = [(one.answer, one.note, one.comment) for one in reviews.listed(cast.actor("ada"), again.member, 0, 10)]
    assert said == [
        (AGAIN, "", "more!"),
        (AGAIN, "", "say who said it"),
        (APPROVED, "I have added it", ""),
    ]


def test_nobody_answers_twice(cast: Cast) -> None:
    reviewing.answer(cast.actor("bea"), cast.review, APPROVED)
    with pytest.raises(AnsweredAlready):
        reviewing.answer(cast.actor("max"), cast.review, AGAIN, "more")
    assert _points(cast) == 10


def test_one_asks_again_only_after_another_try_was_asked_for(cast: Cast) -> None:
    ada = cast.actor("ada")
    with pytest.raises(NothingToAsk):
        reviewing.ask_again(ada, cast.members["ada"], "follow")
    with pytest.raises(NotVisible):
        reviewing.ask_again(ada, cast.members["ada"], "no-such-challenge")
    reviewing.ask_again(ada, cast.members["ada"], "post")
    with pytest.raises(NothingToAsk):
        reviewing.ask_again(ada, cast.members["ada"], "post")


def test_who_waits_longest_comes_first_with_the_evidence(cast: Cast) -> None:
    facts = [{"url": "https://example.org/1"}, {"url": "javascript:alert(1)"}, {}]
    models.Receipt.objects.filter(member=cast.members["ada"]).update(body={"facts": facts})
    later = reviewing.ask_again(cast.actor("ada"), cast.members["ada"], "post")
    models.Review.objects.filter(pk=later.id).update(asked_at="2026-11-17T00:00Z")
    found = reviews.waiting(cast.actor("max"), cast.north.id)
    assert [one.challenge for one in found] == ["post", "follow"]
    assert [one.evidence for one in found] == [(), ("https://example.org/1",)]


def test_in_a_closed_cohort_nothing_is_answered_any_more(cast: Cast) -> None:
    models.Cohort.objects.update(closed_at="2026-11-18T00:00Z")
    with pytest.raises(Forbidden):
        reviewing.answer(cast.actor("max"), cast.review, APPROVED)
