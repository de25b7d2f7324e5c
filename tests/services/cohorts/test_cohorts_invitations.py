"""Invitations: so many people, so many days; listed, and ended by whoever may invite."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from mooc.services.cohorts import cohorts as flow
from mooc.store import models
from mooc.store.cohorts import invitations
from mooc.store.cohorts.invitations import NotInvited, TooManyInvitations
from mooc.store.policy.policy import Forbidden, NotVisible
from tests.building.cast import Cast, enter


@pytest.fixture
def cast(db: None) -> Cast:
    return enter()


def made(cast: Cast, role: str = "learner", uses: int | None = None) -> str:
    return flow.invite(cast.actor("fay"), cast.north.id, role, uses=uses)


def test_an_invitation_lets_in_so_many(cast: Cast) -> None:
    secret = made(cast, uses=2)
    flow.accept_invitation(cast.actor("oscar"), secret)
    flow.accept_invitation(cast.actor("olga"), secret)
    with pytest.raises(NotInvited):
        flow.accept_invitation(cast.actor("fred"), secret)
    with pytest.raises(NotInvited):
        invitations.invited(secret)


def test_a_facilitators_lets_in_one(cast: Cast) -> None:
    secret = made(cast, "facilitator")
    assert flow.accept_invitation(cast.actor("oscar"), secret).role == "facilitator"
    with pytest.raises(NotInvited):
        flow.accept_invitation(cast.actor("olga"), secret)


def test_who_is_in_already_spends_none(cast: Cast) -> None:
    secret = made(cast, uses=1)
    flow.accept_invitation(cast.actor("ada"), secret)
    flow.accept_invitation(cast.actor("ada"), secret)
    assert flow.accept_invitation(cast.actor("oscar"), secret).role == "learner"
    assert flow.accept_invitation(cast.actor("oscar"), secret).role == "learner", "and may open it again"


def test_those_that_let_in_are_listed_without_their_secret(cast: Cast) -> None:
    secret = made(cast, "mentor", uses=3)
    flow.accept_invitation(cast.actor("oscar"), secret)
    listed = invitations.listed(cast.actor("fay"), cast.north.id)
    (found,) = [one for one in listed if one.role == "mentor"]
    assert (found.uses, found.used, found.beginning) == (3, 1, secret[:4])
    assert secret not in str(listed)
    models.Invitation.objects.filter(pk=found.id).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert found.id not in [one.id for one in invitations.listed(cast.actor("fay"), cast.north.id)]


@pytest.mark.parametrize("name", ["ada", "max", "oscar", "fred"])
def test_others_neither_see_nor_end_them(cast: Cast, name: str) -> None:
    made(cast)
    (found, *_) = invitations.listed(cast.actor("fay"), cast.north.id)
    with pytest.raises((NotVisible, Forbidden)):
        invitations.listed(cast.actor(name), cast.north.id)
    with pytest.raises(NotVisible):
        invitations.end(cast.actor(name), found.id)


def test_an_ended_one_lets_nobody_in(cast: Cast) -> None:
    secret = made(cast)
    for found in invitations.listed(cast.actor("fay"), cast.north.id):
        invitations.end(cast.actor("fay"), found.id)
    with pytest.raises(NotInvited):
        flow.accept_invitation(cast.actor("oscar"), secret)


def test_there_are_fifty_at_once_at_most(cast: Cast) -> None:
    before = len(invitations.listed(cast.actor("fay"), cast.north.id))
    for _ in range(50 - before):
        made(cast)
    with pytest.raises(TooManyInvitations):
        made(cast)
    models.Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    made(cast)
    assert models.Invitation.objects.count() == 1, "what has run out is gone"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_comes_in_where_one_may() -> None:
    cast = enter()
    secret = made(cast, uses=1)

    def comes_in(name: str) -> bool:
        try:
            flow.accept_invitation(cast.actor(name), secret)
        except NotInvited:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(comes_in, ("oscar", "olga", "fred", "rosa"))) == 1
    assert models.Invitation.objects.get(cohort=cast.north.id, uses=1).used == 1
