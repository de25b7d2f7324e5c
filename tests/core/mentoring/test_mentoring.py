"""Who answers for whom: evenly, by language, and without moving anybody in vain."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.core.mentoring.mentoring import MENTOR_CAPACITY, MentoringPerson, assign_mentors, choose_mentor

FR, EN = frozenset({"fr"}), frozenset({"en"})
spoken = st.frozensets(st.sampled_from(["fr", "en", "ar"]), max_size=2)
classes = st.lists(spoken, max_size=40)
staffs = st.lists(spoken, min_size=1, max_size=5)


def people(languages: list[frozenset[str]], first: int) -> list[MentoringPerson]:
    return [MentoringPerson(first + n, one) for n, one in enumerate(languages)]


def loads(found: dict[int, int]) -> list[int]:
    return sorted(Counter(found.values()).values())


def test_learners_are_spread_evenly() -> None:
    assert loads(assign_mentors(people([FR] * 10, 100), people([FR] * 3, 1), {}, {})) == [3, 3, 4]


def test_a_shared_language_comes_before_evenness_while_there_is_room() -> None:
    found = assign_mentors(people([EN] * 6, 100), people([FR, EN], 1), {}, {})
    assert set(found.values()) == {2}


def test_beyond_that_another_language_is_better_than_no_time() -> None:
    found = assign_mentors(people([EN] * (MENTOR_CAPACITY + 5), 100), people([FR, EN], 1), {}, {})
    assert loads(found) == [5, MENTOR_CAPACITY]


def test_where_all_have_more_than_there_is_room_for_it_is_even_all_the_same() -> None:
    assert loads(assign_mentors(people([FR] * 41, 100), people([FR] * 2, 1), {}, {})) == [20, 21]


@pytest.mark.parametrize("learner", [MentoringPerson(9), MentoringPerson(9, EN)])
def test_of_whom_nothing_is_known_every_language_will_do(learner: MentoringPerson) -> None:
    assert choose_mentor(learner, [MentoringPerson(1, FR if not learner.languages else frozenset())], {}) == 1


def test_nobody_mentors_oneself() -> None:
    both = MentoringPerson(9, FR, user=7)
    assert choose_mentor(both, [MentoringPerson(1, FR, user=7)], {}) is None
    assert choose_mentor(both, [MentoringPerson(1, FR, user=7), MentoringPerson(2, EN, user=8)], {2: 5}) == 2


def test_without_a_mentor_nobody_is_given() -> None:
    assert assign_mentors(people([FR], 100), [], {}, {}) == {}


def test_a_new_mentor_takes_a_fair_part_and_no_more() -> None:
    before = dict.fromkeys(range(100, 110), 1)
    found = assign_mentors(people([FR] * 10, 100), people([FR] * 2, 1), before, {})
    assert loads(found) == [5, 5]
    assert assign_mentors(people([FR] * 10, 100), people([FR] * 2, 1), found, {}) == found, "once more, nobody is moved"


def test_those_of_others_count() -> None:
    assert set(assign_mentors(people([FR] * 3, 100), people([FR] * 2, 1), {}, {1: 10}).values()) == {2}


def test_the_mentor_who_is_gone_is_replaced() -> None:
    assert assign_mentors(people([FR], 100), people([FR], 2), {100: 1}, {1: 4}) == {100: 2}


@settings(deadline=None)
@given(classes, staffs)
def test_everybody_gets_one_and_it_is_settled(learners: list[frozenset[str]], mentors: list[frozenset[str]]) -> None:
    class_, staff = people(learners, 100), people(mentors, 1)
    found = assign_mentors(class_, staff, {}, {})
    assert found.keys() == {one.id for one in class_}
    assert assign_mentors(class_, staff, found, {}) == found


@settings(deadline=None)
@given(classes, st.integers(1, 5))
def test_with_one_language_nobody_has_two_more_than_another(learners: list[frozenset[str]], mentors: int) -> None:
    found = assign_mentors(people([FR] * len(learners), 100), people([FR] * mentors, 1), {}, {})
    counted = [Counter(found.values())[one + 1] for one in range(mentors)]
    assert max(counted) - min(counted) <= 1
