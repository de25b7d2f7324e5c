"""What the checks over one's own posts share: weighing each post, and telling copies apart."""

from collections.abc import Callable, Iterable
from typing import Annotated, NamedTuple

from pydantic import StringConstraints
from pydantic_core import Url

from mooc.core.activity import Activity
from mooc.core.posts import stands
from mooc.core.scene import Scene
from mooc.core.verdict import Line, Mark, Scalar

COHORT_TAG = "{hashtag}"

TagWord = Annotated[str, StringConstraints(pattern=r"^(\{hashtag\}|\w+)$", max_length=60)]
"""A hashtag without ``#``; the word ``{hashtag}`` stands for the cohort's own."""

Flaw = tuple[str, dict[str, Scalar]]
"""Why a post does not count: the sentence's name without its check, and its values."""

GONE: Flaw = ("gone", {})
COPY: Flaw = ("copy", {})


class Weighed(NamedTuple):
    """The posts that count, in the order given, and one or more lines for each post that was looked at."""

    counted: list[Activity]
    lines: list[Line]


def shown_tag(word: str, hashtag: str) -> str:
    """The hashtag that ``word`` stands for in a cohort with this one, as people write it."""
    return hashtag if word == COHORT_TAG else word


def tag_of(word: str, scene: Scene) -> str:
    """The hashtag that ``word`` stands for in this cohort, casefolded; empty if none is asked for."""
    return shown_tag(word, scene.hashtag).casefold()


def weigh(
    check: str,
    scene: Scene,
    posts: Iterable[Activity],
    flaws: Callable[[Activity], Iterable[Flaw]],
    distinct: bool,
    about: Callable[[Activity], dict[str, Scalar]] | None = None,
) -> Weighed:
    """Which posts count, and why the others do not; with ``distinct`` a text that counted does not count again.

    ``about`` says what, besides its time, the lines tell of a post.
    """
    (counted, lines), said, yes = (weighed := Weighed([], [])), set[object](), f"{check}.yes"
    for post in posts:
        found = list(flaws(post)) if stands(scene.log, post) else [GONE]
        if not found and distinct:
            saying_this = saying(post)
            found = [COPY] if saying_this in said else found
            said.add(saying_this)
        values: dict[str, Scalar] = {"at": post.began_by.isoformat()}
        if about:
            values |= about(post)
        if not found:
            counted.append(post)
            lines.append(Line(Mark.COUNTS, yes, values, post.key, post.url))
        for word, more in found:
            lines.append(Line(Mark.DOES_NOT_COUNT, f"{check}.{word}", values | more, post.key, post.url))
    return weighed


def saying(post: Activity) -> object:
    """What makes two posts copies of each other: the same own words; without words, the same links and nothing else.

    Posts without words that show pictures are never copies: the pictures are not compared.
    """
    if post.words and post.text_hash:
        return post.text_hash
    return post.links if post.links and not post.media else (post.network, post.key)


def leads_to(link: str, domains: Iterable[str]) -> bool:
    """Whether the link's host is one of the domains or a subdomain of one."""
    host = _host(link)
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _host(link: str) -> str:
    try:
        return Url(link).host or ""
    except ValueError:
        return ""
