"""What the migration makes of people who came in before anybody was asked for a time zone, or a mentor was chosen."""

import importlib

import pytest
from django.apps import apps

from mooc.services.cohorts.cohorts import add_member
from mooc.store import models
from mooc.store.people import people
from tests import cast as casting
from tests.cast import NOW

MIGRATION = importlib.import_module("mooc.store.migrations.0020_mentors_zones")


@pytest.mark.django_db
def test_people_of_before_live_by_their_newest_cohort_s_clock() -> None:
    cast = casting.enter()
    models.Cohort.objects.filter(pk=cast.south.id).update(zone="America/Montreal")
    add_member(cast.south.id, cast.people["ada"].id, "learner", NOW)
    alone = people.create("alone@cast.example", "alone").id
    models.User.objects.update(zone="UTC")
    models.User.objects.filter(pk=cast.people["eve"].id).update(zone="Asia/Tokyo")
    MIGRATION.zones_of_cohorts(apps, None)
    found = dict(models.User.objects.values_list("pk", "zone"))
    wanted = {"ada": "America/Montreal", "bea": "Europe/Paris", "oscar": "America/Montreal", "eve": "Asia/Tokyo"}
    assert {name: found[cast.people[name].id] for name in wanted} == wanted
    assert found[alone] == ""


@pytest.mark.django_db
def test_mentors_of_before_were_given_by_hand_and_stay() -> None:
    cast = casting.enter()
    MIGRATION.choose_mentors(apps, None)
    chosen = models.Member.objects.filter(mentor_chosen=True).values_list("pk", flat=True)
    assert list(chosen) == [cast.members["ada"]]
