"""The policy: lists and single rows cannot disagree, and what changes in time changes the answer at once."""

import random
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from mooc.core.facts.profiles import AccountProfile
from mooc.services.accounts import account_linking
from mooc.services.cohorts import cohorts as flow
from mooc.services.mentoring import mentoring
from mooc.store import models
from mooc.store.accounts import accounts
from mooc.store.cohorts import members
from mooc.store.people import people
from mooc.store.policy.policy import (
    Action,
    Forbidden,
    NotVisible,
    get,
    may,
    require,
    visible,
)
from mooc.store.policy.relations import Actor, with_roles
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import RULES
from tests.building.cast import NOW, START, Cast

EVERYBODY = ("ada", "bea", "cleo", "dan", "eve", "max", "nina", "fay", "oscar", "olga", "fred", "rosa")


def _agree(actor: Actor) -> None:
    for resource in Resource:
        model = RULES[resource].model
        everything = set(model._default_manager.values_list("pk", flat=True))
        listed = set(model._default_manager.filter(visible(actor, resource)).values_list("pk", flat=True))
        assert listed == {pk for pk in everything if may(actor, Action.READ, resource, pk)}
        assert listed == {pk for pk in everything if _is_let_in(with_roles(actor), resource, pk)}
        first = min(everything, default=0)
        assert (first in listed) == _gets(actor, resource, first)
        _is_the_same_for_who_is_known(actor, resource)


def _is_the_same_for_who_is_known(actor: Actor, resource: Resource) -> None:
    """Whether what the actor is was read before or is looked up by each condition, the rows are the same."""
    rules, asker = RULES[resource], with_roles(actor)
    for rule in (rules.read, rules.write, rules.of(Action.DELETE), rules.acknowledged):
        looked_up, read_before = (
            set(rules.model._default_manager.filter(rule(one)).values_list("pk", flat=True)) for one in (actor, asker)
        )
        assert looked_up == read_before


def _is_let_in(actor: Actor, resource: Resource, pk: int) -> bool:
    try:
        require(actor, Action.READ, resource, pk)
    except (NotVisible, Forbidden):
        return False
    return True


def _gets(actor: Actor, resource: Resource, pk: int) -> bool:
    try:
        get(RULES[resource].model._default_manager.all(), actor, Action.READ, resource, pk)
    except (NotVisible, Forbidden):
        return False
    return True


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_rows_listed_are_those_that_may_be_read(cast: Cast, name: str) -> None:
    _agree(cast.actor(name))


def test_so_for_nobody(cast: Cast) -> None:
    _agree(people.anonymous(NOW))


@pytest.mark.parametrize("seed", range(6))
def test_so_in_random_worlds(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    users = [person.id for person in cast.people.values()]
    for cohort in (cast.north, cast.south, cast.open):
        for user in chance.sample(users, 4):
            flow.add_member(cohort.id, user, chance.choice(("learner", "mentor", "facilitator")), START)
    for member in models.Member.objects.order_by("?")[:4]:
        models.Member.objects.filter(pk=member.pk).update(left_at=NOW - timedelta(days=chance.choice((1, 40))))
    models.Cohort.objects.filter(pk=cast.north.id).update(
        shows_roster=chance.random() < 0.5, closed_at=chance.choice((None, NOW))
    )
    for name in chance.sample(EVERYBODY, 4):
        _agree(cast.actor(name))


@pytest.mark.parametrize("resource", list(Resource))
def test_nobody_writes_what_nobody_may_read(cast: Cast, resource: Resource) -> None:
    for name in EVERYBODY:
        actor = cast.actor(name)
        for pk in RULES[resource].model._default_manager.values_list("pk", flat=True):
            for action in (Action.WRITE, Action.DELETE):
                if may(actor, action, resource, pk) and resource is not Resource.TOKEN:
                    assert may(actor, Action.READ, resource, pk)


def _reads(cast: Cast, name: str, resource: Resource, member: str = "ada", days: int = 0) -> bool:
    return may(cast.actor(name, NOW + timedelta(days=days)), Action.READ, resource, cast.members[member])


def test_who_leaves_still_sees_the_own_for_thirty_days(cast: Cast) -> None:
    members.remove(cast.actor("ada"), cast.members["ada"])
    assert _reads(cast, "ada", Resource.PROGRESS, days=29)
    assert not _reads(cast, "ada", Resource.PROGRESS, days=31)
    assert not may(cast.actor("ada"), Action.WRITE, Resource.LINKS_OF, cast.members["ada"])


@pytest.mark.parametrize("name", ["bea", "max", "fay"])
def test_who_leaves_is_out_of_sight_at_once(cast: Cast, name: str) -> None:
    assert _reads(cast, name, Resource.ROSTER)
    members.remove(cast.actor("fay"), cast.members["ada"])
    for resource in (Resource.ROSTER, Resource.PROGRESS, Resource.RECEIPTS_OF, Resource.ACCOUNTS_OF):
        assert not _reads(cast, name, resource)


def test_a_mentor_who_is_unassigned_sees_nothing_more(cast: Cast) -> None:
    assert _reads(cast, "max", Resource.RECEIPTS_OF)
    mentoring.unassign(cast.actor("fay"), cast.mentoring)
    assert not _reads(cast, "max", Resource.RECEIPTS_OF)
    assert not _reads(cast, "max", Resource.ROSTER)


def test_a_mentor_who_leaves_sees_nothing_more(cast: Cast) -> None:
    members.remove(cast.actor("max"), cast.members["max"])
    assert not _reads(cast, "max", Resource.PROGRESS)


def test_a_closed_cohort_is_only_read(cast: Cast) -> None:
    models.Cohort.objects.filter(pk=cast.north.id).update(closed_at=NOW)
    fay = cast.actor("fay")
    assert may(fay, Action.READ, Resource.SETTINGS, cast.north.id)
    for resource in (Resource.SETTINGS, Resource.PEOPLE, Resource.PAIRING):
        assert not may(fay, Action.WRITE, resource, cast.north.id)
    assert not may(cast.actor("ada"), Action.WRITE, Resource.LINKS_OF, cast.members["ada"])


def test_peers_are_listed_where_the_cohort_says_so(cast: Cast) -> None:
    assert not _reads(cast, "dan", Resource.ROSTER)
    models.Cohort.objects.filter(pk=cast.north.id).update(shows_roster=True)
    assert _reads(cast, "dan", Resource.ROSTER)
    assert not _reads(cast, "dan", Resource.PROGRESS)
    assert not _reads(cast, "oscar", Resource.ROSTER)


def test_a_twinome_that_is_dissolved_binds_nobody(cast: Cast) -> None:
    models.Twinome.objects.filter(pk=cast.twinome).update(dissolved_at=NOW)
    assert not _reads(cast, "bea", Resource.ROSTER)
    assert not _reads(cast, "bea", Resource.ACCOUNTS_OF)


def test_an_account_is_shown_to_the_twinome_only_if_its_owner_says_so(cast: Cast) -> None:
    assert [one.handle for one in accounts.of_member(cast.actor("bea"), cast.members["ada"])] == ["cnry-ada.example"]
    account_linking.share(cast.actor("ada"), cast.account, False)
    with pytest.raises(NotVisible):
        accounts.of_member(cast.actor("bea"), cast.members["ada"])
    assert accounts.of_member(cast.actor("max"), cast.members["ada"])


def test_two_roles_give_the_union(cast: Cast) -> None:
    flow.add_member(cast.north.id, cast.people["dan"].id, "mentor", START)
    assert not _reads(cast, "dan", Resource.PROGRESS)
    dan = models.Member.objects.get(user=cast.people["dan"].id, role="mentor")
    mentoring.assign(cast.actor("fay"), cast.north.id, dan.pk, cast.members["ada"])
    assert _reads(cast, "dan", Resource.PROGRESS)
    assert _reads(cast, "dan", Resource.PROGRESS, "dan")


def test_an_open_cohort_is_for_everybody_to_see(cast: Cast) -> None:
    for actor in (people.anonymous(NOW), cast.actor("oscar"), cast.actor("fred")):
        assert may(actor, Action.READ, Resource.COHORT, cast.open.id)
        assert not may(actor, Action.READ, Resource.SETTINGS, cast.open.id)


def test_of_two_accounts_the_twinome_sees_the_one_that_is_shared(cast: Cast) -> None:
    account_linking.link(
        cast.people["ada"].id, AccountProfile("bluesky", "did:ada2", "cnry-second.example"), "code", "1", NOW
    )
    seen = {
        name: [one.external_id for one in accounts.of_member(cast.actor(name), cast.members["ada"])]
        for name in ("ada", "bea", "max", "fay")
    }
    both = ["did:ada", "did:ada2"]
    assert seen == {"ada": both, "bea": ["did:ada"], "max": both, "fay": both}


@pytest.mark.parametrize(("name", "sees"), [("ada", False), ("max", False), ("fay", True), ("rosa", True)])
def test_who_sees_a_twinome_that_is_no_more(cast: Cast, name: str, sees: bool) -> None:
    models.Twinome.objects.filter(pk=cast.twinome).update(dissolved_at=NOW)
    assert may(cast.actor(name), Action.READ, Resource.TWINOME, cast.twinome) is sees


@pytest.mark.parametrize("name", ["bea", "max", "fay"])
def test_who_has_left_sees_nothing_more_of_others(cast: Cast, name: str) -> None:
    models.Member.objects.filter(user=cast.people[name].id).update(left_at=NOW - timedelta(minutes=1))
    for resource in (Resource.ROSTER, Resource.PROGRESS, Resource.TWINOME_OF, Resource.ACCOUNTS_OF):
        assert not _reads(cast, name, resource)
    assert not may(cast.actor(name), Action.READ, Resource.SETTINGS, cast.north.id)


def test_of_who_has_left_a_mentor_sees_nothing_even_if_still_assigned(cast: Cast) -> None:
    models.Member.objects.filter(pk=cast.members["ada"]).update(left_at=NOW - timedelta(minutes=1))
    assert not _reads(cast, "max", Resource.PROGRESS)


def test_rechecks_are_for_learners_of_a_cohort_that_runs(cast: Cast) -> None:
    assert not _reads(cast, "max", Resource.RECHECK, "max")
    models.Cohort.objects.filter(pk=cast.north.id).update(closed_at=NOW)
    assert not _reads(cast, "ada", Resource.RECHECK)


def test_ones_own_sides_are_open_without_a_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ada = with_roles(cast.actor("ada"))
    with django_assert_num_queries(0):
        for resource in (name for name, rules in RULES.items() if rules.is_own_side):
            require(ada, Action.READ, resource, cast.members["ada"])


def test_what_somebody_is_is_read_once_an_answer_and_anew_for_the_next(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fay = cast.actor("fay")
    with django_assert_num_queries(2):
        assert len(members.roster(fay, cast.north.id, 0, 50)) == 8
    models.Member.objects.filter(user=cast.people["fay"].id).update(left_at=NOW)
    with pytest.raises(NotVisible):
        members.roster(fay, cast.north.id, 0, 50)
