"""Pairing: properties that hold for any cohort, then named situations."""

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.core.pairing import SENTENCES, Candidate, Group, MetBefore, Pairing, Reason, add_late, explain, pair
from mooc.core.pairing.scale import GroupScorer, minutes_apart
from mooc.core.pairing.sizes import group_sizes
from mooc.core.values.authored import LANGS

properties = settings(max_examples=30, deadline=None)

SKILLS = tuple("abcdefgh")


def _some(*words: str, most: int = 3) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(words), max_size=most)


@st.composite
def cohorts(draw: st.DrawFn, least: int = 0, most: int = 24) -> list[Candidate]:
    count = draw(st.integers(least, most))
    return [
        Candidate(
            f"m{number}",
            tuple(draw(st.permutations(sorted(draw(_some("de", "en", "fr", most=2)))))),
            draw(st.sampled_from((-660, -300, 0, 60, 330, 540, 780))),
            draw(_some("bluesky", "mastodon", "x", most=2)),
            draw(_some(*SKILLS)),
            draw(_some(*SKILLS)),
        )
        for number in range(count)
    ]


@st.composite
def met(draw: st.DrawFn) -> MetBefore:
    numbers = st.integers(0, 26)
    pairs = draw(st.lists(st.tuples(numbers, numbers, st.integers(1, 4)), max_size=20))
    return {frozenset((f"m{one}", f"m{other}")): count for one, other, count in pairs if one != other}


def members_of(pairing: Pairing) -> list[tuple[str, ...]]:
    return [group.members for group in pairing.groups]


def meetings(pairing: Pairing) -> Counter[frozenset[str]]:
    return Counter(frozenset(two) for group in pairing.groups for two in combinations(group.members, 2))


def share(group: Iterable[Candidate]) -> bool:
    """One language and one network in common, among those who said any."""
    people = list(group)
    languages = [set(one.languages) for one in people if one.languages]
    networks = [set(one.networks) for one in people if one.networks]
    return all(not said or bool(set.intersection(*said)) for said in (languages, networks))


def cost(people: Sequence[Candidate], groups: Iterable[Iterable[str]], met_before: MetBefore) -> int:
    number = {person.id: place for place, person in enumerate(people)}
    scale = GroupScorer(people, met_before, 3)
    return sum(scale.weigh([number[one] for one in group]) for group in groups)


def divisions(people: Sequence[Candidate]) -> Iterator[list[list[Candidate]]]:
    """Every way to divide the people into groups of two to five."""
    if not people:
        yield []
        return
    first, *others = people
    for count in range(1, 5):
        for company in combinations(others, count):
            rest = [one for one in others if one not in company]
            yield from ([[first, *company], *more] for more in divisions(rest))


def a_class(count: int, salt: str = "") -> list[Candidate]:
    """A varied class in which everybody speaks French or English, and most are on Bluesky. Not random: hashed."""
    return [_somebody(number, sha256(f"{salt}{number}".encode()).digest()) for number in range(count)]


def _somebody(number: int, byte: bytes) -> Candidate:
    return Candidate(
        f"m{number}",
        (("fr",), ("en",), ("fr", "en"), ("en", "fr"))[byte[0] % 4],
        (0, 60, 60, 120, -300, 540)[byte[1] % 6],
        (frozenset({"bluesky"}), frozenset({"bluesky", "x"}), frozenset({"x"}))[byte[2] % 3],
        frozenset(string.ascii_lowercase[one % 12] for one in byte[3:5]),
        frozenset(string.ascii_lowercase[one % 12] for one in byte[5:7]),
    )


# ---- properties


@pytest.mark.slow
@properties
@given(cohorts(), met(), st.integers(), st.integers(2, 5))
def test_everybody_is_in_exactly_one_group_or_unplaced(
    people: list[Candidate], met_before: MetBefore, seed: int, size: int
) -> None:
    pairing = pair(people, met_before, seed, size)
    placed = [one for members in members_of(pairing) for one in members]
    assert sorted([*placed, *pairing.unplaced]) == sorted(person.id for person in people)
    assert len(pairing.unplaced_reasons) == len(pairing.unplaced)


@pytest.mark.slow
@properties
@given(cohorts(least=2), met(), st.integers(), st.integers(2, 5))
def test_groups_have_two_to_five_people_and_nobody_is_alone(
    people: list[Candidate], met_before: MetBefore, seed: int, size: int
) -> None:
    pairing = pair(people, met_before, seed, size)
    assert not pairing.unplaced
    assert all(2 <= len(members) <= 5 for members in members_of(pairing))


@pytest.mark.slow
@properties
@given(cohorts(), met(), st.integers(), st.data())
def test_the_order_in_which_people_come_changes_nothing(
    people: list[Candidate], met_before: MetBefore, seed: int, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(people))
    backwards = dict(reversed(list(met_before.items())))
    assert pair(shuffled, backwards, seed) == pair(people, met_before, seed) == pair(people, met_before, seed)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(cohorts(least=2, most=8), st.integers())
def test_language_and_network_are_shared_whenever_that_is_possible(people: list[Candidate], seed: int) -> None:
    possible = any(all(map(share, groups)) for groups in divisions(people))
    known = {person.id: person for person in people}
    found = all(share(known[one] for one in members) for members in members_of(pair(people, {}, seed)))
    assert found == possible


@pytest.mark.slow
@properties
@given(cohorts(least=2), st.integers())
def test_what_is_not_shared_is_said(people: list[Candidate], seed: int) -> None:
    known = {person.id: person for person in people}
    for group in pair(people, {}, seed).groups:
        said = {reason.word for reason in group.why}
        assert share(known[one] for one in group.members) == (not said & {"language.none", "network.none"})


@pytest.mark.slow
@properties
@given(cohorts(), met(), st.integers(), st.sampled_from(LANGS))
def test_every_reason_has_its_sentence(people: list[Candidate], met_before: MetBefore, seed: int, lang: str) -> None:
    pairing = pair(people, met_before, seed)
    for reason in (*pairing.unplaced_reasons, *(reason for group in pairing.groups for reason in group.why)):
        sentence = explain(reason, "fr" if lang == "fr" else "en")
        assert sentence.endswith(".") and "{" not in sentence


@pytest.mark.slow
@properties
@given(cohorts(least=2), met(), st.integers())
def test_reasons_are_true(people: list[Candidate], met_before: MetBefore, seed: int) -> None:
    known = {person.id: person for person in people}
    for group in pair(people, met_before, seed).groups:
        here = [known[one] for one in group.members]
        for word, values in group.why:
            if word == "language.shared":
                assert all(values["language"] in one.languages for one in here if one.languages)
            elif word == "network.shared":
                assert all(values["network"] in one.networks for one in here if one.networks)
            elif word == "hours.within":
                assert minutes_apart([one.utc_offset_minutes for one in here]) <= int(values["hours"]) * 60
            elif word == "barter.offers":
                skills = set(str(values["skill"]).split(", "))
                assert skills <= known[str(values["who"])].offers & known[str(values["to"])].wants
            elif word == "met.again":
                assert met_before[frozenset((str(values["who"]), str(values["to"])))] == values["times"]
            elif word == "met.never":
                assert not any(frozenset(two) in met_before for two in combinations(group.members, 2))


@pytest.mark.slow
@pytest.mark.parametrize("count", [9, 12, 13, 17, 30, 60, 300])
def test_nobody_meets_the_same_person_twice_when_it_can_be_avoided(count: int) -> None:
    people = [Candidate(f"m{number}", ("fr",), 60, frozenset({"bluesky"})) for number in range(count)]
    first = pair(people, {}, seed=1)
    second = pair(people, meetings(first), seed=1)
    assert not meetings(first) & meetings(second)
    assert all(Reason("met.never", {}) in group.why for group in second.groups)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "factor"), [(12, 1), (31, 100), (100, 1000), (301, 1000)])
def test_the_groups_are_much_better_than_chance(count: int, factor: int) -> None:
    people = a_class(count)
    for seed in range(5):
        plan = group_sizes(count, 3)
        shuffled = iter(
            sorted((person.id for person in people), key=lambda one: sha256(f"{seed}{one}".encode()).digest())
        )
        chance = [[next(shuffled) for _ in range(size)] for size in plan]
        assert cost(people, members_of(pair(people, {}, seed)), {}) * factor < cost(people, chance, {})


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(cohorts(least=5, most=7), met(), st.integers())
def test_in_small_cohorts_there_is_no_better_way(people: list[Candidate], met_before: MetBefore, seed: int) -> None:
    ids = [[[one.id for one in group] for group in groups] for groups in divisions(people)]
    best = min(cost(people, groups, met_before) for groups in ids)
    assert cost(people, members_of(pair(people, met_before, seed)), met_before) == best


# ---- situations


def alike(count: int) -> list[Candidate]:
    return [Candidate(f"m{number}", ("fr",), 60, frozenset({"x"})) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(2, [2]), (3, [3]), (4, [4]), (5, [5]), (6, [3, 3]), (7, [3, 4]), (8, [4, 4]), (10, [3, 3, 4]), (11, [3, 4, 4])],
)
def test_sizes_when_all_are_alike(count: int, expected: list[int]) -> None:
    assert sorted(map(len, members_of(pair(alike(count), {}, seed=7)))) == expected


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [(3, 2, [3]), (5, 2, [2, 3]), (6, 5, [3, 3]), (7, 4, [3, 4]), (9, 4, [4, 5]), (11, 5, [5, 6])],
)
def test_other_sizes(count: int, size: int, expected: list[int]) -> None:
    got = sorted(map(len, members_of(pair(alike(count), {}, 7, size))))
    assert got == ([3, 4, 4] if expected == [5, 6] else expected)


def test_nobody_at_all() -> None:
    assert pair([], {}, seed=1) == Pairing(())


def test_one_alone_is_unplaced_and_told_why() -> None:
    pairing = pair(alike(1), {}, seed=1)
    assert pairing == Pairing((), ("m0",), (Reason("unplaced.alone", {}),))
    assert explain(pairing.unplaced_reasons[0], "fr").startswith("Personne d'autre")


@pytest.mark.parametrize("size", [1, 6])
def test_a_size_outside_two_to_five_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="2 to 5 people"):
        pair(alike(4), {}, 1, size)


def test_the_same_person_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        pair([*alike(3), *alike(1)], {}, seed=1)


def test_two_languages_are_kept_apart_though_a_pair_comes_of_it() -> None:
    people = [
        Candidate(f"{lang}{number}", (lang,)) for lang, count in (("fr", 3), ("en", 2)) for number in range(count)
    ]
    assert members_of(pair(people, {}, seed=1)) == [("en0", "en1"), ("fr0", "fr1", "fr2")]


def test_who_speaks_both_goes_where_somebody_would_be_alone() -> None:
    people = [Candidate("en0", ("en",)), Candidate("both", ("fr", "en")), *alike(3)]
    assert ("both", "en0") in members_of(pair(people, {}, seed=1))


@pytest.mark.slow
def test_a_chain_of_bilinguals_lets_nobody_alone() -> None:
    """Only one division will do: each rare language has exactly one other who speaks it."""
    people = [Candidate(name, tuple(name.split("-"))) for name in ("a", "a-b", "b", "b-c", "c", "c-d", "d", "d-a")]
    for seed in range(20):
        groups = pair(people, {}, seed).groups
        assert all("language.none" not in {reason.word for reason in group.why} for group in groups)


def test_the_only_speaker_of_a_language_is_placed_all_the_same_and_the_group_is_told() -> None:
    pairing = pair([*alike(6), Candidate("far", ("sw",), 60, frozenset({"x"}))], {}, seed=1)
    (group,) = (group for group in pairing.groups if "far" in group.members)
    assert "language.none" in {reason.word for reason in group.why}
    assert sum("language.none" in {reason.word for reason in other.why} for other in pairing.groups) == 1


def test_who_said_nothing_excludes_nobody_and_is_not_counted_as_sharing() -> None:
    (group,) = pair([Candidate("new"), Candidate("m1", ("fr",)), Candidate("m2", ("fr",))], {}, seed=1).groups
    assert Reason("language.unsaid", {"who": "new"}) in group.why
    assert Reason("language.shared", {"language": "fr"}) in group.why
    assert "language.none" not in {reason.word for reason in group.why}


def test_a_ring_of_barter_is_found() -> None:
    """Each offers what the next one wants; two rings, mixed."""
    people = [
        Candidate(f"{ring}{place}", offers=frozenset({f"{ring}{place}"}), wants=frozenset({f"{ring}{(place + 1) % 3}"}))
        for ring in "pq"
        for place in range(3)
    ]
    pairing = pair(people, {}, seed=1)
    assert members_of(pairing) == [("p0", "p1", "p2"), ("q0", "q1", "q2")]
    assert Reason("barter.offers", {"who": "p1", "skill": "p1", "to": "p0"}) in pairing.groups[0].why


def test_time_zones_go_round_the_clock() -> None:
    """UTC+13 and UTC-11 share their mornings; UTC does not."""
    east = [Candidate(f"e{number}", utc_offset_minutes=offset) for number, offset in enumerate((780, -660, 720))]
    west = [Candidate(f"w{number}", utc_offset_minutes=offset) for number, offset in enumerate((0, 60, 0))]
    assert members_of(pair([*east, *west], {}, seed=1)) == [("e0", "e1", "e2"), ("w0", "w1", "w2")]


def test_other_seeds_give_other_groups() -> None:
    assert len({tuple(members_of(pair(alike(12), {}, seed))) for seed in range(10)}) > 5


@pytest.mark.slow
@pytest.mark.parametrize("count", [1000, 2000])
def test_the_work_grows_with_the_people_and_not_with_their_pairs(count: int) -> None:
    pairing = pair(a_class(count), {}, seed=1)
    assert pairing.weighed_groups < 15_000 + 100 * count
    assert not pairing.unplaced


@pytest.mark.slow
def test_a_thousand_who_all_speak_another_language_are_placed_with_bounded_work() -> None:
    people = [Candidate(f"m{number}", (f"l{number}",), 0, frozenset({f"n{number % 3}"})) for number in range(1000)]
    pairing = pair(people, {}, seed=1)
    assert sum(map(len, members_of(pairing))) == 1000
    assert pairing.weighed_groups < 15_000 + 100 * 1000


# ---- late entry


def late(groups: Sequence[Group], person: Candidate, people: Sequence[Candidate]) -> Pairing:
    return add_late(groups, person, people, {}, seed=1)


def _groups(*members: str) -> list[Group]:
    return [Group(tuple(one.split()), ()) for one in members]


def test_a_late_one_joins_the_smallest_group_and_the_others_stay() -> None:
    people = alike(8)
    groups = _groups("m0 m1 m2 m3", "m4 m5", "m6 m7 m8")
    after = late(groups, Candidate("new", ("fr",), 60, frozenset({"x"})), alike(9))
    assert members_of(after) == [("m0", "m1", "m2", "m3"), ("m4", "m5", "new"), ("m6", "m7", "m8")]
    assert after.groups[1].why[0] == Reason("late.joined", {"who": "new"})
    assert (after.groups[0], after.groups[2]) == (groups[0], groups[2])
    assert len(people) == 8


def test_a_late_one_joins_a_larger_group_whose_language_is_shared() -> None:
    people = [*alike(3), Candidate("en0", ("en",)), Candidate("en1", ("en",))]
    after = late(_groups("en0 en1", "m0 m1 m2"), Candidate("new", ("fr",)), people)
    assert members_of(after)[1] == ("m0", "m1", "m2", "new")


def test_a_late_one_whom_nobody_understands_is_placed_and_told() -> None:
    after = late(_groups("m0 m1 m2"), Candidate("new", ("sw",)), alike(3))
    assert "language.none" in {reason.word for reason in after.groups[0].why}


def test_a_late_one_keeps_company_to_one_who_was_left_behind() -> None:
    assert members_of(late(_groups("m0", "m1 m2"), Candidate("new"), alike(3)))[0] == ("m0", "new")


def test_a_late_one_waits_when_all_groups_are_full() -> None:
    groups = _groups("m0 m1 m2 m3 m4")
    after = late(groups, Candidate("new"), alike(5))
    assert after == Pairing(tuple(groups), ("new",), (Reason("unplaced.full", {}),))


def test_a_late_one_is_alone_when_there_is_no_group() -> None:
    assert late([], Candidate("new"), []).unplaced_reasons == (Reason("unplaced.alone", {}),)


def test_a_late_one_who_is_in_a_group_already_is_refused() -> None:
    with pytest.raises(ValueError, match="in a group already"):
        late(_groups("m0 m1"), alike(1)[0], alike(2))


def test_members_of_whom_nothing_is_known_are_named() -> None:
    with pytest.raises(ValueError, match="nothing is known of m1"):
        late(_groups("m0 m1"), Candidate("new"), alike(1))


@pytest.mark.slow
@properties
@given(cohorts(least=3), met(), st.integers())
def test_late_entry_leaves_nobody_out_and_no_group_above_five(
    people: list[Candidate], met_before: MetBefore, seed: int
) -> None:
    *early, last = people
    after = add_late(pair(early, met_before, seed).groups, last, early, met_before, seed)
    placed = [one for members in members_of(after) for one in members]
    assert sorted([*placed, *after.unplaced]) == sorted(person.id for person in people)
    assert all(2 <= len(members) <= 5 for members in members_of(after))


# ---- words


def test_each_sentence_stands_in_each_language_with_the_same_values() -> None:
    for word, texts in SENTENCES.items():
        assert set(texts) == set(LANGS), word
        fields = {
            tuple(sorted(field for _, field, *_ in string.Formatter().parse(text) if field)) for text in texts.values()
        }
        assert len(fields) == 1, word


def test_names_languages_and_networks_are_shown_in_the_readers_words() -> None:
    between = Reason("language.between", {"who": "1", "to": "2", "language": "fr"})
    assert explain(between, "fr", {"1": "Zoé", "2": "Ada"}) == "Zoé et Ada ont en commun : français."
    assert explain(between, "en", {"1": "Zoé"}) == "Zoé and 2 share French."
    assert explain(Reason("network.shared", {"network": "bluesky"}), "en") == "A network you share: Bluesky."
    assert explain(Reason("language.shared", {"language": "sw"}), "en") == "A language you share: sw."
