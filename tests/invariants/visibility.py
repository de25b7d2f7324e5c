"""8. What a member may not read, no query returns."""

from mooc.store import models
from mooc.store.policy.policy import visible
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import RULES
from tests.building import cast
from tests.invariants.env import (
    Ground,
)


def i8_outsiders_see_nothing_of_a_cohort(ground: Ground) -> None:
    people = cast.enter()
    north = set(models.Member.objects.filter(cohort=people.north.id).values_list("pk", flat=True))
    outsiders = [Actor(None, False, cast.NOW), people.actor("oscar"), people.actor("fred")]
    for resource, rules in RULES.items():
        seen_by_them = _of_north(resource, people, north)
        for actor in outsiders:
            rows = rules.model._default_manager.filter(visible(actor, resource), pk__in=seen_by_them)
            assert not rows.exists(), f"{resource} is seen by {actor}"


def i8_a_mentor_sees_whom_he_or_she_was_given(ground: Ground) -> None:
    people = cast.enter()
    for name, whom in {"max": {"ada"}, "nina": set()}.items():
        rows = models.Member.objects.filter(visible(people.actor(name), Resource.PROGRESS), role="learner")
        assert set(rows.values_list("pk", flat=True)) == {people.members[one] for one in whom}


def i8_peers_do_not_see_each_other_s_work(ground: Ground) -> None:
    people = cast.enter()
    rows = models.Member.objects.filter(visible(people.actor("dan"), Resource.PROGRESS))
    assert set(rows.values_list("pk", flat=True)) == {people.members["dan"]}


def _of_north(resource: Resource, people: cast.Cast, members: set[int]) -> list[int]:
    rows = {
        models.Cohort: [people.north.id],
        models.Member: sorted(members),
        models.Account: [people.account],
        models.Twinome: [people.twinome],
        models.Mentoring: [people.mentoring],
        models.Confirmation: [people.confirmation],
        models.Review: [people.review],
        models.ApiToken: [people.token],
        models.Invitation: [people.invitation_row],
        models.AuditEntry: sorted(
            models.AuditEntry.objects.filter(cohort=people.north.id).values_list("pk", flat=True)
        ),
    }
    return rows[RULES[resource].model]  # type: ignore[index]
