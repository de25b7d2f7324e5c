"""The accounts of several people at once: those that the asker may see, each beside the right member."""

from mooc.core.facts.profiles import AccountProfile
from mooc.services.cohorts.cohorts import add_member
from mooc.store.accounts import accounts
from tests.building.cast import NOW, START, Cast

THOSE = ("ada", "bea", "dan")


def _seen(cast: Cast, name: str) -> dict[str, list[str]]:
    found = accounts.of_members(cast.actor(name), [cast.members[one] for one in THOSE])
    return {one: [account.handle for account in found[pk]] for one in THOSE if (pk := cast.members[one]) in found}


def test_of_several_people_one_sees_what_one_sees_of_each(cast: Cast) -> None:
    for name in ("bea", "dan"):
        profile = AccountProfile("bluesky", f"did:{name}", f"{name}.example")
        accounts.claim(cast.people[name].id, profile, "code", "1", NOW)
    assert _seen(cast, "bea") == {"ada": ["cnry-ada.example"], "bea": ["bea.example"]}
    assert _seen(cast, "max") == {"ada": ["cnry-ada.example"]}
    assert _seen(cast, "fay") == {"ada": ["cnry-ada.example"], "bea": ["bea.example"], "dan": ["dan.example"]}
    assert _seen(cast, "oscar") == {}


def test_who_is_in_two_cohorts_is_asked_about_in_one(cast: Cast) -> None:
    twice = add_member(cast.south.id, cast.people["ada"].id, "learner", START)
    found = accounts.of_members(cast.actor("bea"), [cast.members["ada"]])
    assert list(found) == [cast.members["ada"]] and twice.id not in found
