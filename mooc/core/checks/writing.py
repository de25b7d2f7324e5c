"""What the checks over one's own posts share: a tag, words of one's own, weighing each post, telling copies apart."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints, WithJsonSchema
from pydantic_core import Url

from mooc.core.checks.base import CountingCheck, Words, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.evidence.crossposts import Crossposts
from mooc.core.evidence.posts import context_of, is_standing, posts_in_window
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.hashtags import ANY_LETTERS, asked_as, carries
from mooc.core.facts.needs import Need, NeedKind

COHORT_TAG = "{hashtag}"

TagWord = Annotated[
    str,
    StringConstraints(pattern=r"^(\{hashtag\}|\w+)$", max_length=60),
    WithJsonSchema({"type": "string", "pattern": rf"^(\{{hashtag\}}|{ANY_LETTERS})$", "maxLength": 60}),
]
"""A hashtag without ``#``; the word ``{hashtag}`` stands for the cohort's own."""

Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]
"""The domain of a site: ``example.org``."""

Flaw = tuple[str, dict[str, Scalar]]
"""Why a post does not count: the sentence's name without its check, and its values."""

GONE: Flaw = ("gone", {})
COPY: Flaw = ("copy", {})
CROSSPOSTED: Flaw = ("crossposted", {})


WRITING_WORDS: Words = {
    "writing.how_tag": {"en": "Each of them carries #{tag}.", "fr": "Chacune porte le mot-dièse #{tag}."},
    "writing.how_words": {
        "en": "Words of your own that each of them needs: {least} or more.",
        "fr": "Mots de vous dans chacune : {least} au moins.",
    },
    "writing.how_distinct": {"en": "The same text counts once.", "fr": "Le même texte ne compte qu'une fois."},
    "writing.yes": {"en": "Your post of {at} counts.", "fr": "Votre publication du {at} compte."},
    "writing.no_tag": {
        "en": "Your post of {at} has no #{tag}.",
        "fr": "Votre publication du {at} n'a pas le mot-dièse #{tag}.",
    },
    "writing.short": {
        "en": "Your post of {at} is short. Words of your own: {words}; asked for: {least} or more.",
        "fr": "Votre publication du {at} est courte. Mots de vous : {words} ; il en faut au moins {least}.",
    },
    "writing.copy": {
        "en": "Your post of {at} says the same as an earlier one that counts.",
        "fr": "Votre publication du {at} dit la même chose qu'une précédente qui compte déjà.",
    },
    "writing.crossposted": {
        "en": "Your post of {at} shows pictures without words, within an hour of one like it on another network: "
        "both are taken for the same. With words of your own it counts.",
        "fr": "Votre publication du {at} montre des images sans texte, à moins d'une heure d'une semblable sur un "
        "autre réseau : les deux sont tenues pour la même. Avec des mots de vous, elle compte.",
    },
    "writing.gone": {"en": "Your post of {at} has been deleted.", "fr": "Votre publication du {at} a été supprimée."},
}


class CountedPosts(NamedTuple):
    """The posts that count, in the order given, and one or more lines for each post that was looked at."""

    counted: list[Activity]
    lines: list[Line]


def shown_tag(word: str, hashtag: str) -> str:
    """The hashtag that ``word`` stands for in a cohort with this one, as people write it."""
    return hashtag if word == COHORT_TAG else word


def tag_of(word: str, scene: Scene) -> str:
    """The hashtag that ``word`` stands for in this cohort, as a network is asked for it."""
    return asked_as(shown_tag(word, scene.hashtag))


class PostCheck(CountingCheck):
    """A check that counts posts of one's own. Which ones is said by the subclass: ``looked_at`` and ``flaws``."""

    tag: TagWord | None = Field(default=None, description='A hashtag without #; "{hashtag}" is the cohort\'s.')
    min_words: int = Field(default=0, ge=0, le=1000, description="Words of one's own that a post needs.")
    distinct: bool = Field(default=True, description="The same text counts once.")

    def looked_at(self, scene: Scene) -> Iterable[Activity]:
        """The posts that are told of, oldest first."""
        return posts_in_window(scene)

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """Why a post does not count, besides its tag and its words."""
        yield from ()

    def about(self, scene: Scene, post: Activity) -> dict[str, Scalar]:
        """What the lines tell of a post besides its time."""
        return {}

    def posts_needed(self, scene: Scene, tag: str) -> tuple[Need, ...]:
        """What must have been seen of what the member wrote."""
        return tuple(Need(NeedKind.POSTS, account.network, account.id, tag=tag) for account in scene.accounts)

    def how(self, hashtag: str) -> CheckSentences:
        """How many, and which ones count."""
        sentences = [*self.asked_first(hashtag)]
        if self.tag:
            sentences.append(requirement("writing.how_tag", tag=shown_tag(self.tag, hashtag)))
        if self.min_words:
            sentences.append(requirement("writing.how_words", least=self.min_words))
        if self.distinct and self.at_least > 1:
            sentences.append(requirement("writing.how_distinct"))
        return CheckSentences(tuple(sentences))

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """What is asked for beside tag and words."""
        yield requirement(f"{self.name}.how", want=self.at_least)

    def tally(self, scene: Scene) -> Tally:
        """One line for each post that is looked at, or more where a post lacks several things."""
        tag = tag_of(self.tag, scene) if self.tag else ""
        counted, lines = weigh(
            self,
            scene,
            self.looked_at(scene),
            lambda post: self._flaws(scene, tag, post),
            self.distinct,
            lambda post: self.about(scene, post),
        )
        have, enough = self.have(scene, counted), self.enough(scene, counted)
        return Tally(
            have,
            self.at_least,
            enough,
            (*lines, summary_line(self, have, self.at_least)),
            self.posts_needed(scene, tag),
            context=self.background(scene, enough),
        )

    def have(self, scene: Scene, counted: Sequence[Activity]) -> int:
        """How many of what is asked for are there."""
        return len(counted)

    def enough(self, scene: Scene, counted: Sequence[Activity]) -> tuple[Activity, ...]:
        """The first posts that are enough; all that count where they are not."""
        return tuple(counted[: self.at_least])

    def background(self, scene: Scene, enough: Sequence[Activity]) -> tuple[Activity, ...]:
        """What else must be known to judge these posts again."""
        return context_of(scene.log, enough)

    def _flaws(self, scene: Scene, tag: str, post: Activity) -> list[Flaw]:
        """A post without the tag is not meant for this challenge: nothing else is said of it."""
        if self.tag and not carries(post, tag):
            return [("no_tag", {"tag": tag})]
        short: list[Flaw] = [("short", {"words": post.content.words, "least": self.min_words})]
        return [*self.flaws(scene, post), *(short if post.content.words < self.min_words else ())]


def weigh(
    check: CountingCheck,
    scene: Scene,
    posts: Iterable[Activity],
    flaws: Callable[[Activity], Iterable[Flaw]],
    distinct: bool,
    about: Callable[[Activity], dict[str, Scalar]] | None = None,
) -> CountedPosts:
    """Which posts count, and why the others do not; with ``distinct`` a text that counted does not count again.

    ``about`` says what, besides its time, the lines tell of a post.
    """
    (counted, lines), texts, kind = (weighed := CountedPosts([], [])), set[object](), type(check)
    crossposts = Crossposts()
    for post in posts:
        post_flaws = list(flaws(post)) if is_standing(scene.log, post) else [GONE]
        if not post_flaws and distinct:
            text = copy_key(post)
            post_flaws = [COPY] if text in texts else post_flaws
            texts.add(text)
            post_flaws = [CROSSPOSTED] if crossposts.repeats(post, counted) else post_flaws
        values: dict[str, Scalar] = {"at": post.began_by.isoformat(), **(about(post) if about else {})}
        if not post_flaws:
            counted.append(post)
            lines.append(Line(Mark.COUNTS, _word(kind, "yes"), values, post.key, post.url))
        for word, flaw_values in post_flaws:
            lines.append(Line(Mark.DOES_NOT_COUNT, _word(kind, word), values | flaw_values, post.key, post.url))
    return weighed


@cache
def _word(check: type[CountingCheck], word: str) -> str:
    """The check's own sentence, or the one that all share."""
    particular = f"{check.name}.{word}"
    return particular if particular in check.words else f"writing.{word}"


def copy_key(post: Activity) -> object:
    """What makes two posts copies of each other: the same own words; without words, the same links and nothing else.

    Posts without words that show pictures are never copies: the pictures are not compared.
    """
    if post.content.words and post.content.text_hash:
        return post.content.text_hash
    return post.content.links if post.content.links and not post.content.media else (post.network, post.key)


def leads_to(link: str, domains: Iterable[str]) -> bool:
    """Whether the link's host is one of the domains or a subdomain of one."""
    host, _, _ = _page(link)
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def same_link(left: str, right: str) -> bool:
    """Whether two links lead to the same page: what follows # does not matter, nor http for https, nor a last slash.

    >>> same_link("http://example.org/a/#top", "https://Example.org/a")
    True
    """
    return _page(left) == _page(right)


def _page(link: str) -> tuple[str, str, str]:
    """Host, path and query of a link; what is no link has no host, and is its own path."""
    try:
        url = Url(link)
    except ValueError:
        return "", link, ""
    return str(url.host), str(url.path).rstrip("/"), str(url.query)
