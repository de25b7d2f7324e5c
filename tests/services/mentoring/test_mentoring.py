"""Who answers for whom: everybody has a mentor as soon as there is one, and what a facilitator says stays."""

import pytest

from mooc.services.cohorts import cohorts
from mooc.services.mentoring import mentoring
from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.mentoring import mentors
from mooc.store.people import people
from mooc.store.policy.policy import Forbidden, NotVisible
from tests.building import cast as casting
from tests.building.cast import NOW, Cast


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.enter()


def newcomer(cast: Cast, role: str, name: str, language: str = "fr") -> int:
    """Somebody comes in by an invitation; the id of the membership."""
    secret = cohorts.invite(cast.actor("fred"), cast.south.id, role)
    person = people.create(f"{name}@cast.example", name, language=language)
    return cohorts.accept_invitation(people.actor(person.id, NOW), secret).id


def of(learner: int) -> set[int]:
    return set(models.Mentoring.objects.filter(learner=learner).values_list("mentor", flat=True))


def test_who_comes_in_has_a_mentor_as_soon_as_there_is_one(cast: Cast) -> None:
    ahead = newcomer(cast, "learner", "ahead")
    assert of(ahead) == set()
    mentor = newcomer(cast, "mentor", "maud")
    late = newcomer(cast, "learner", "late")
    assert [of(one) for one in (ahead, late, cast.members["oscar"])] == [{mentor}] * 3


def test_a_second_mentor_takes_a_fair_part_of_those_who_have_not_met_theirs(cast: Cast) -> None:
    learners = [newcomer(cast, "learner", f"learner{n}") for n in range(4)]
    first = newcomer(cast, "mentor", "first")
    models.Review.objects.create(
        member_id=learners[3], challenge="post", kind="mentor", asked_at=NOW, answer="approved", by_id=first
    )
    second = newcomer(cast, "mentor", "second")
    loads = [models.Mentoring.objects.filter(mentor=one).count() for one in (first, second)]
    assert loads == [3, 3], "six learners, two mentors"
    assert of(learners[3]) == {first}, "whom the mentor has answered already"


def test_what_the_facilitator_says_is_left_as_it_is(cast: Cast) -> None:
    fred, south = cast.actor("fred"), cast.south.id
    first, oscar, olga = newcomer(cast, "mentor", "first"), cast.members["oscar"], cast.members["olga"]
    mentoring.give(fred, south, [oscar], first)
    mentoring.give(fred, south, [olga], mentors.NOBODY)
    newcomer(cast, "mentor", "second")
    mentoring.spread(fred, south, evenly=True)
    assert (of(oscar), of(olga)) == ({first}, set())


def test_a_cohort_in_which_the_facilitator_gives_by_hand_gives_none_by_itself(cast: Cast) -> None:
    fred, south = cast.actor("fred"), cast.south.id
    mentoring.choose_by_hand(fred, south, by_hand=True)
    mentor = newcomer(cast, "mentor", "maud")
    assert of(cast.members["oscar"]) == set()
    mentoring.spread(fred, south)
    assert of(cast.members["oscar"]) == {mentor}


def test_when_a_mentor_leaves_the_others_take_over(cast: Cast) -> None:
    fred, oscar = cast.actor("fred"), cast.members["oscar"]
    first, second = newcomer(cast, "mentor", "first"), newcomer(cast, "mentor", "second")
    mentoring.give(fred, cast.south.id, [oscar], first)
    cohorts.leave(fred, first)
    assert of(oscar) == {second} == of(cast.members["olga"])


def test_a_language_that_both_speak_comes_first(cast: Cast) -> None:
    french, english = newcomer(cast, "mentor", "fr", "fr"), newcomer(cast, "mentor", "en", "en")
    wren = newcomer(cast, "learner", "wren", "en")
    finch = newcomer(cast, "learner", "finch", "en")
    assert of(wren) == of(finch) == {english}
    assert of(cast.members["oscar"]) == of(cast.members["olga"]) == {french}


@pytest.mark.parametrize(("who", "refusal"), [("oscar", Forbidden), ("fay", NotVisible), ("max", NotVisible)])
def test_only_who_facilitates_gives(cast: Cast, who: str, refusal: type[Exception]) -> None:
    actor, south = cast.actor(who), cast.south.id
    for ask in (
        lambda: mentoring.give(actor, south, [cast.members["oscar"]], mentors.NOBODY),
        lambda: mentoring.spread(actor, south),
        lambda: mentoring.choose_by_hand(actor, south, by_hand=True),
        lambda: mentors.overview(actor, south),
    ):
        with pytest.raises(refusal):
            ask()


def test_nobody_is_given_to_the_mentor_of_another_cohort(cast: Cast) -> None:
    mentor, fred = newcomer(cast, "mentor", "maud"), cast.actor("fred")
    for learner, given in ((cast.members["oscar"], cast.members["max"]), (cast.members["ada"], mentor)):
        with pytest.raises(members.NotInThisCohort):
            mentoring.give(fred, cast.south.id, [cast.members["olga"], learner], given)
    assert of(cast.members["ada"]) == {cast.members["max"]} and of(cast.members["olga"]) == {mentor}
