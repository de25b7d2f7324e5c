"""Addresses of posts and accounts, in the forms that servers of all kinds give them."""

import pytest

from mooc.networks.mastodon.urls import handle_of, home_of, id_in, recognise

POSTS = {
    "https://mastodon.social/@ada/109302436954721982": "109302436954721982",
    "https://mastodon.social/@ada/109302436954721982/": "109302436954721982",
    "https://mastodon.social/@ada@hachyderm.io/109302436954721982?utm=1#x": "109302436954721982",
    "https://mastodon.social/users/ada/statuses/109302436954721982": "109302436954721982",
    "https://mastodon.social/ap/users/115/statuses/116": "116",
    "https://mastodon.social/web/statuses/116": "116",
    "https://mastodon.social/deck/@ada/116": "116",
    "http://mastodon.social/@ada/116": "116",
    "https://gts.superseriousbusiness.org/@ada/statuses/01FVW7JHQFSFK166WWKR8CBA6M": "01FVW7JHQFSFK166WWKR8CBA6M",
    "https://gts.superseriousbusiness.org/users/ada/statuses/01FVW7JHQFSFK166WWKR8CBA6M": "01FVW7JHQFSFK166WWKR8CBA6M",
    "https://stereophonic.space/notice/ATq3LDqYJmPqrVbc1w": "ATq3LDqYJmPqrVbc1w",
    "https://stereophonic.space/@ada/posts/ATq3LDqYJmPqrVbc1w": "ATq3LDqYJmPqrVbc1w",
    "https://takahe.social/@ada@aeracode.org/posts/123456789/": "123456789",
    "https://stereophonic.space/objects/3f7a2d94-1c57-4a2b-8e02-a9f4d6c0a5c4": "",
}
NOT_POSTS = (
    "https://x.com/ada/status/1795246645644",
    "https://bsky.app/profile/ada.bsky.social/post/3kabc",
    "https://medium.com/@ada/what-i-have-learnt-0a1b2c3d4e5f",
    "https://www.youtube.com/@ada/videos",
    "https://www.tiktok.com/@ada/video/7123456789012345678",
    "https://mastodon.social/@ada",
    "https://mastodon.social/tags/mooc",
    "https://mastodon.social@evil.com/@ada/116",
    "https://mastodon.social:8443/@ada/116",
    "https://127.0.0.1/@ada/116",
    "http://127.0.0.1:3000/@ada/116",
    "https://localhost/@ada/116",
    "ftp://mastodon.social/@ada/116",
    "https://[::1]/@ada/116",
    "https://mastodon.social/@ada/../../etc/116",
    "@ada@mastodon.social",
    "",
)


@pytest.mark.parametrize(("url", "number"), POSTS.items())
def test_the_address_of_a_post_is_recognised_in_every_dialect(url: str, number: str) -> None:
    reference = recognise(url)
    assert reference is not None
    assert reference.startswith("https://")
    assert not {"?", "#"} & set(reference)
    assert id_in(reference) == number
    assert recognise(reference) == reference


@pytest.mark.parametrize("url", NOT_POSTS)
def test_another_address_is_not(url: str) -> None:
    assert recognise(url) is None


def test_a_server_on_this_machine_is_one_in_tests_alone() -> None:
    assert recognise("http://127.0.0.1:3000/@ada/116", loopback=True) == "http://127.0.0.1:3000/@ada/116"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ada@mastodon.social", ("ada", "mastodon.social")),
        (" @ada@Mastodon.Social ", ("ada", "mastodon.social")),
        ("ada@mötor.social", ("ada", "xn--mtor-5qa.social")),
        ("ada", ("ada", "")),
        ("@ada.lovelace@x.y.org", ("ada.lovelace", "x.y.org")),
        ("@alice@x@y", None),
        ("аlice@mastodon.social", None),  # a Cyrillic a
        ("ada@127.0.0.1", None),
        ("ada@localhost", None),
        ("ada@evil.com/path", None),
        ("ada lovelace", None),
        ("", None),
    ],
)
def test_a_handle_names_a_user_and_a_server(typed: str, meant: tuple[str, str] | None) -> None:
    assert handle_of(typed) == meant


def test_a_stable_id_is_an_id_and_a_server() -> None:
    assert home_of("01FVW7JHQFSFK166WWKR8CBA6M@gts.org") == ("01FVW7JHQFSFK166WWKR8CBA6M", "gts.org")
    for wrong in ("109", "../x@host.org", "https://host.org/@ada", "a b@host.org", "1@ho/st"):
        with pytest.raises(ValueError, match="not an account"):
            home_of(wrong)
