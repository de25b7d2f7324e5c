"""Pairing: learners → groups with their reasons → twinomes.

learners, living twinomes, who met before ── core.pairing ──▶ groups ── store ──▶ twinomes
"""

from datetime import datetime

from django.db import transaction

from mooc.core.pairing import Candidate, Group, add_late, pair
from mooc.store.cohorts import cohorts
from mooc.store.policy.policy import Action, Resource
from mooc.store.policy.relations import Actor
from mooc.store.twinomes import twinomes

SIZE = 3


def pair_as(actor: Actor, cohort: int, seed: int, size: int = SIZE, *, anew: bool = False) -> None:
    """Pair on behalf of a person: the first time everybody, later those without a group, or ``anew`` everybody.

    Raises NotVisible, Forbidden, PairingConflict; ValueError for a size outside two to five.
    """
    cohorts.get(actor, cohort, Resource.PAIRING, Action.WRITE)
    pair_now(cohort, actor.now, seed, size, anew=anew, by=actor.user)


def pair_now(
    cohort: int, now: datetime, seed: int, size: int = SIZE, *, anew: bool = False, by: int | None = None
) -> None:
    """As ``pair_as``, without asking for a permission: for the CLI. Raises PairingConflict, ValueError."""
    if anew or not twinomes.living(cohort):
        pair_all(cohort, now, seed, size, by)
    else:
        with transaction.atomic():
            cohorts.lock(cohort)
            place_late(cohort, now, seed, size, by)


def pair_all(cohort: int, now: datetime, seed: int, size: int = SIZE, by: int | None = None) -> None:
    """A new round: everybody into a new group, with few repeats; the groups that were are dissolved. ``by``: the user
    who pairs.

    Nobody waits while the groups are worked out. Raises PairingConflict where they have changed meanwhile, and
    ValueError for a size outside two to five.
    """
    groups = twinomes.living(cohort)
    people = twinomes.learners(cohort, now)
    pairing = pair(people, twinomes.met_before(cohort), seed, size)
    with transaction.atomic():
        cohorts.lock(cohort)
        twinomes.store(cohort, groups, {}, pairing.groups, now, by)


def place_late(cohort: int, now: datetime, seed: int, size: int = SIZE, by: int | None = None) -> None:
    """Give those without a group a place in one; two or more whom no group takes make a new one.

    Nothing happens before the first round. Belongs in a transaction that holds the cohort.
    """
    living = twinomes.living(cohort)
    people = twinomes.learners(cohort, now)
    placed = {member for group in living.values() for member in group.members}
    waiting = [person for person in people if person.id not in placed]
    if not living or not waiting:
        return
    met = twinomes.met_before(cohort, besides=living.keys())
    groups = list(living.values())
    unplaced: list[Candidate] = []
    for person in waiting:
        pairing = add_late(groups, person, people, met, seed, size)
        groups = list(pairing.groups)
        unplaced += [person] if pairing.unplaced else []
    new_groups: tuple[Group, ...] = pair(unplaced, met, seed, size).groups if len(unplaced) > 1 else ()
    twinomes.store(cohort, living, dict(zip(living, groups, strict=True)), new_groups, now, by)
