"""Who is meant by a rule: told to the members of the cohort, by network and handle."""

from mooc.core.checks import check_from_words
from mooc.store import models
from mooc.store.courses import courses
from tests.api.operations import client_of
from tests.building.cast import COURSE, Cast


def test_members_are_told_who_is_on_the_lists_of_a_rule(cast: Cast) -> None:
    unit = COURSE.units[0]
    check = check_from_words({"follow": {"of": {"list": "voices"}}})
    units = (unit.model_copy(update={"challenges": (unit.challenges[0].model_copy(update={"check": check}),)}),)
    kept = courses.keep(COURSE.model_copy(update={"lists": ("voices",), "units": units, "version": "1157" * 16}))
    lists = {"bluesky": {"voices": ["did:owl", "did:wren"]}}
    models.Cohort.objects.filter(pk=cast.north.id).update(course=kept, lists=lists)
    models.Account.objects.create(network="bluesky", external_id="did:owl", handle="owl.example")
    where = f"/api/v1/cohorts/{cast.north.id}/challenges"
    (told,) = client_of(cast, "ME").get(where).json()["items"]
    assert told["whom"] == [
        {"list": "voices", "network": "bluesky", "handle": "owl.example"},
        {"list": "voices", "network": "bluesky", "handle": ""},
    ]
    assert client_of(cast, "OC").get(where).status_code == 404
