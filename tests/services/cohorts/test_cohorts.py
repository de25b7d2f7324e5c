"""Cohorts: started with what is needed or not at all, joined, left; and who is with whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mooc.core.course.course import Course
from mooc.core.course.named_people import named_handles
from mooc.core.facts.profiles import AccountProfile
from mooc.linking.codes import CODE_LIFETIME
from mooc.linking.refusal import CannotLink, Refusal
from mooc.services.accounts import account_linking
from mooc.services.cohorts import cohorts as flow
from mooc.services.mentoring import mentoring
from mooc.services.twinomes import pairing
from mooc.store import models
from mooc.store.accounts import accounts
from mooc.store.accounts.accounts import AccountTaken
from mooc.store.cohorts import cohorts
from mooc.store.courses import courses
from mooc.store.people import people
from mooc.store.policy.policy import Forbidden, NotVisible
from mooc.store.progress import cohort_progress, learner_progress
from mooc.store.twinomes import twinomes
from mooc.store.twinomes.twinomes import PairingConflict
from tests.building import cast as casting
from tests.building.cast import COURSE, NOW, START, Cast


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.enter()


def _start(**changes: Any) -> cohorts.CohortDetails:
    given: dict[str, Any] = {
        "name": "east", "title": "East", "start": NOW, "zone": "Europe/Paris", "networks": ["bluesky"], "now": NOW
    }  # fmt: skip
    return flow.create_cohort(COURSE, **given | changes)


def test_a_cohort_keeps_the_version_that_it_took(cast: Cast) -> None:
    cohort = _start()
    courses.load.cache_clear()
    assert cohorts.course_of(cohort) == COURSE
    assert models.CourseVersion.objects.filter(version=COURSE.version).count() == 1


def test_the_engine_looks_at_a_new_cohort(cast: Cast) -> None:
    assert models.Cohort.objects.get(pk=_start().id).advance_at == NOW


def test_every_network_has_every_list(cast: Cast) -> None:
    row = models.Cohort.objects.get(pk=_start(lists={"bluesky": {"host": ["did:host"]}}, networks=["bluesky", "x"]).id)
    assert row.lists == {"bluesky": {"host": ["did:host"]}, "x": {"host": []}}


def test_people_whom_a_rule_names_are_not_forgotten(cast: Cast) -> None:
    """Who starts a cohort without having looked them up is told so: else nobody could meet the challenge."""
    rule = {"reply": {"to": ["bluesky:owl.example.org"]}}
    body = COURSE.model_dump(mode="json")
    body["units"][0]["challenges"][0]["check"] = rule
    course = Course.model_validate(body | {"version": "9" * 64})
    fields = {"name": "east", "title": "East", "start": NOW, "zone": "Europe/Paris", "now": NOW}
    with pytest.raises(flow.WrongField, match=r"on bluesky, who is owl\.example\.org") as caught:
        flow.create_cohort(course, networks=["bluesky"], **fields)  # type: ignore[arg-type]
    assert (caught.value.field, caught.value.code) == ("lists", "not_looked_up")
    (name,) = named_handles(course, "bluesky")
    made = flow.create_cohort(course, networks=["bluesky"], lists={"bluesky": {name: ["did:owl"]}}, **fields)  # type: ignore[arg-type]
    assert made.lists["bluesky"][name] == ["did:owl"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "North Star", "not_a_slug"),
        ("name", "north", "taken"),
        ("title", "  ", "wrong_length"),
        ("start", datetime(2026, 11, 18), "zone_required"),  # noqa: DTZ001 that is what is refused
        ("start", datetime(1999, 1, 1, tzinfo=UTC), "too_far"),
        ("zone", "Mars/North", "unknown_zone"),
        ("networks", [], "no_network"),
        ("lists", {"x": {"host": []}}, "unknown_network"),
        ("lists", {"bluesky": {"friends": []}}, "unknown_list"),
        ("hashtag", "no tag", "not_a_hashtag"),
    ],
)
def test_what_cannot_be_names_the_field(cast: Cast, field: str, value: object, code: str) -> None:
    before = models.Cohort.objects.count()
    with pytest.raises(flow.WrongField) as wrong:
        _start(**{field: value})
    assert (wrong.value.field, wrong.value.code) == (field, code)
    assert models.Cohort.objects.count() == before


def test_an_invitation_lets_people_in_once_each(cast: Cast) -> None:
    secret = flow.invite(cast.actor("fay"), cast.north.id)
    first, again = (
        flow.accept_invitation(cast.actor("oscar"), secret),
        flow.accept_invitation(cast.actor("oscar"), secret),
    )
    assert first == again
    assert first.role == "learner"
    assert not models.Invitation.objects.filter(digest=secret).exists()


def test_who_comes_late_finds_a_group(cast: Cast) -> None:
    member = flow.accept_invitation(cast.actor("oscar"), flow.invite(cast.actor("fay"), cast.north.id))
    found = twinomes.of_member(cast.actor("oscar"), member.id)
    assert found is not None
    assert cast.members["dan"] in found.people, "the smallest group that has room"
    assert "late.joined" in {reason.word for reason in found.why}


def test_whom_everybody_leaves_finds_a_group(cast: Cast) -> None:
    flow.leave(cast.actor("dan"), cast.members["dan"])
    found = twinomes.of_member(cast.actor("eve"), cast.members["eve"])
    assert found is not None
    assert found.id == cast.twinome


def test_who_left_may_come_back(cast: Cast) -> None:
    flow.leave(cast.actor("dan"), cast.members["dan"])
    again = flow.accept_invitation(cast.actor("dan"), flow.invite(cast.actor("fay"), cast.north.id))
    assert (again.id, again.left_at) == (cast.members["dan"], None)


def test_an_open_cohort_is_joined_without_an_invitation(cast: Cast) -> None:
    assert flow.join(cast.actor("oscar"), cast.open.id).role == "learner"
    with pytest.raises(NotVisible):
        flow.join(cast.actor("oscar"), cast.north.id)
    with pytest.raises(Forbidden):
        flow.join(people.anonymous(NOW), cast.open.id)


def test_who_joins_or_links_wakes_the_engine(cast: Cast) -> None:
    models.Cohort.objects.update(advance_at=None)
    later = NOW + timedelta(hours=1)
    account_linking.link(cast.people["bea"].id, AccountProfile("bluesky", "did:bea", "bea.example"), "code", "1", later)
    assert models.Cohort.objects.get(pk=cast.north.id).advance_at == later
    assert models.Cohort.objects.get(pk=cast.south.id).advance_at is None


def test_an_account_belongs_to_one_person(cast: Cast) -> None:
    profile = AccountProfile("bluesky", "did:ada", "new-handle.example")
    with pytest.raises(AccountTaken):
        account_linking.link(cast.people["bea"].id, profile, "code", "1", NOW)
    again = account_linking.link(cast.people["ada"].id, profile, "code", "1", NOW)
    assert (again.linked_at, again.handle) == (START, "new-handle.example")


def test_an_account_that_was_let_go_may_be_linked_by_another(cast: Cast) -> None:
    account_linking.unlink(cast.actor("ada"), cast.account)
    assert accounts.mine(cast.actor("ada")) == []
    assert account_linking.link(
        cast.people["bea"].id, AccountProfile("bluesky", "did:ada", "a.example"), "code", "1", NOW
    )


def test_a_code_proves_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    user = cast.people["dan"].id
    begun = account_linking.begin(user, "bluesky", "@Dan.Example", account_linking.CONSENT)
    asked: list[object] = []
    monkeypatch.setattr(account_linking.networks, "network", lambda name: name)

    def prove(network: object, *given: object, **_: object) -> AccountProfile:
        asked[:] = given
        return AccountProfile("bluesky", "did:dan", "dan.example")

    monkeypatch.setattr(account_linking.code_proof, "prove_by_code", prove)
    account = account_linking.confirm(user, "bluesky", NOW, begun.created_at + timedelta(minutes=1))
    assert asked[:3] == ["dan.example", begun.code, begun.created_at]
    assert (account.proof, account.consent, account.linked_at) == ("code", account_linking.CONSENT, NOW)
    with pytest.raises(CannotLink) as refused:
        account_linking.confirm(user, "bluesky", NOW, begun.created_at + timedelta(minutes=1))
    assert refused.value.key is Refusal.CODE_EXPIRED


def test_a_second_beginning_takes_the_place_of_the_first(cast: Cast) -> None:
    user = cast.people["dan"].id
    first, second = (account_linking.begin(user, "bluesky", "dan.example", account_linking.CONSENT) for _ in range(2))
    (waiting,) = accounts.attempts(user, since=second.created_at - CODE_LIFETIME)
    assert waiting.code == second.code != first.code
    assert accounts.attempts(user, since=second.created_at) == []


def _groups(cohort: int) -> set[frozenset[str]]:
    return {frozenset(group.members) for group in twinomes.living(cohort).values()}


def test_everybody_is_paired_and_told_why(cast: Cast) -> None:
    pairing.pair_as(cast.actor("fay"), cast.north.id, seed=1, anew=True)
    found = twinomes.living(cast.north.id).values()
    learners = {str(cast.members[name]) for name in ("ada", "bea", "cleo", "dan", "eve")}
    assert set().union(*(group.members for group in found)) == learners
    assert all(group.why for group in found)


def test_a_second_round_avoids_repeats(cast: Cast) -> None:
    for n in range(7):
        user = people.create(f"more{n}@cast.example", f"more{n}")
        flow.add_member(cast.north.id, user.id, "learner", START, languages=["fr"])
    pairing.pair_all(cast.north.id, NOW, seed=1)
    met = {frozenset(two) for group in _groups(cast.north.id) for one in group for two in ((one, o) for o in group)}
    pairing.pair_all(cast.north.id, NOW, seed=2)
    again = {frozenset(two) for group in _groups(cast.north.id) for one in group for two in ((one, o) for o in group)}
    assert not {two for two in met & again if len(two) == 2}


def test_the_group_that_a_late_one_joins_is_no_group_before(cast: Cast) -> None:
    pairing.pair_all(cast.north.id, NOW, seed=1)
    user = people.create("late@cast.example", "late")
    late = str(flow.add_member(cast.north.id, user.id, "learner", START, languages=["fr"]).id)
    pairing.place_late(cast.north.id, NOW, seed=1)
    (group,) = [one for one in twinomes.living(cast.north.id).values() if late in one.members]
    told = [reason.word for reason in group.why]
    assert len(group.members) > 2
    assert told[0] == "late.joined"
    assert [word for word in told if word.startswith("met.")] == ["met.never"]


def test_groups_that_changed_meanwhile_are_not_stored_over(cast: Cast) -> None:
    with pytest.raises(PairingConflict):
        twinomes.store(cast.north.id, {999_999}, {}, (), NOW)
    assert len(twinomes.living(cast.north.id)) == 2


def test_only_a_facilitator_pairs(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        pairing.pair_as(cast.actor("ada"), cast.north.id, seed=1)
    with pytest.raises(NotVisible):
        pairing.pair_as(cast.actor("fred"), cast.north.id, seed=1)


def test_the_week_of_a_member(cast: Cast) -> None:
    week = learner_progress.course_progress(cast.actor("ada"), cast.members["ada"])
    assert week.unit is not None
    assert [(item.challenge.challenge, item.answer) for item in week.items] == [("follow", "met"), ("post", "not_yet")]
    assert week.items[0].names == {"did:ada": "cnry-ada.example"}


def test_before_the_start_there_is_nothing_to_do(cast: Cast) -> None:
    course = learner_progress.course_progress(cast.actor("ada", START - timedelta(days=1)), cast.members["ada"])
    assert course.unit is None


def test_a_challenge_that_the_course_does_not_have(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        learner_progress.challenge_view(cast.actor("ada"), cast.members["ada"], "nothing")


def test_who_has_waited_longest_comes_first(cast: Cast) -> None:
    fay = cast.actor("fay")
    for name in ("bea", "dan"):
        mentoring.assign(fay, cast.north.id, cast.members["max"], cast.members[name])
    models.Member.objects.filter(pk=cast.members["dan"]).update(joined_at=START + timedelta(hours=1))
    found = cohort_progress.needs(cast.actor("max", START + timedelta(days=6)), cast.north.id)
    assert [(need.member.id, need.waiting.why) for need in found] == [
        (cast.members["bea"], "no_account"),
        (cast.members["dan"], "no_account"),
        (cast.members["ada"], "closing"),
    ]


def test_a_mentor_sees_in_the_grid_only_those_assigned(cast: Cast) -> None:
    rows = cohort_progress.grid(cast.actor("max"), cast.north.id).rows
    assert [row.member.id for row in rows] == [cast.members["ada"]]
    assert len(cohort_progress.grid(cast.actor("fay"), cast.north.id).rows) == 5
