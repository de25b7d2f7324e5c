"""Who is on the lists of a cohort, as its members see them."""

from mooc.core.checks.follow import Follow
from mooc.core.course.cohort_lists import AccountList, ListedAccount, host_accounts, rule_lists

LISTS = {"bluesky": {"host": ["did:host"], "voices": ["did:a", "did:b"]}, "x": {"host": ["7"], "voices": []}}
VOICES = Follow.model_validate({"of": {"list": "voices"}})
HANDLES = {"did:host": "host.example", "did:a": "a.example"}


def test_hosts_are_those_whose_handles_are_known() -> None:
    assert host_accounts(LISTS, ("x", "bluesky"), HANDLES) == (ListedAccount("bluesky", "host.example"),)


def test_they_stand_in_the_order_of_the_networks() -> None:
    both = HANDLES | {"7": "seven"}
    assert [account.network for account in host_accounts(LISTS, ("x", "bluesky"), both)] == ["x", "bluesky"]


def test_a_list_that_a_rule_means_has_all_its_accounts_also_those_without_a_handle() -> None:
    (voices,) = rule_lists(LISTS, ("bluesky", "x"), VOICES, HANDLES)
    assert voices == AccountList("voices", (ListedAccount("bluesky", "a.example"), ListedAccount("bluesky", "")))


def test_a_list_with_nobody_on_it_is_left_out() -> None:
    assert rule_lists({"bluesky": {"voices": []}}, ("bluesky",), VOICES, {}) == ()
