"""``post``: you write n posts of this kind."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from mooc.core.activity import Activity
from mooc.core.checks.base import Counting, Words, summary
from mooc.core.checks.how import How, asked
from mooc.core.checks.writing import Flaw, TagWord, leads_to, shown_tag, tag_of, weigh
from mooc.core.network import Need, NeedKind
from mooc.core.posts import background, written
from mooc.core.scene import Scene
from mooc.core.verdict import Line, Tally
from mooc.core.who import Who

Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]


class Post(Counting):
    """Write posts with a tag, a mention, a link, pictures, of some length. Answers and quotes are posts, too."""

    name: ClassVar[str] = "post"
    tag: TagWord | None = Field(default=None, description='A hashtag without #; "{hashtag}" is the cohort\'s.')
    mentions: Who | None = Field(default=None, description="Whom the post must mention, at least one of them.")
    link: bool = Field(default=False, description="The post needs a link.")
    domains: tuple[Domain, ...] = Field(
        default=(), description="The post needs a link to one of these domains or their subdomains."
    )
    min_words: int = Field(default=0, ge=0, le=1000, description="Words of one's own that a post needs.")
    media: int = Field(default=0, ge=0, le=20, description="Pictures or videos that a post needs.")
    distinct: bool = Field(default=True, description="The same text counts once.")

    words: ClassVar[Words] = {
        "post.how": {
            "en": "Posts asked for while this challenge is open: {want}.",
            "fr": "Publications demandées pendant que ce défi est ouvert : {want}.",
        },
        "post.how_tag": {"en": "Each of them carries #{tag}.", "fr": "Chacune porte le mot-dièse #{tag}."},
        "post.how_mention": {"en": "Each of them mentions {whom}.", "fr": "Chacune mentionne {whom}."},
        "post.how_link": {"en": "Each of them has a link.", "fr": "Chacune contient un lien."},
        "post.how_domains": {
            "en": "Each of them has a link to one of these sites: {domains}.",
            "fr": "Chacune contient un lien vers l'un de ces sites : {domains}.",
        },
        "post.how_media": {
            "en": "Pictures or videos that each of them needs: {least} or more.",
            "fr": "Images ou vidéos dans chacune : {least} au moins.",
        },
        "post.how_words": {
            "en": "Words of your own that each of them needs: {least} or more.",
            "fr": "Mots de vous dans chacune : {least} au moins.",
        },
        "post.how_distinct": {"en": "The same text counts once.", "fr": "Le même texte ne compte qu'une fois."},
        "post.expected": {
            "en": "Posts that count: {have} of {want}. {missing} to go.",
            "fr": "Publications qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "post.enough": {
            "en": "Posts that count: {have} of {want}. That is enough.",
            "fr": "Publications qui comptent : {have} sur {want}. Le compte y est.",
        },
        "post.yes": {"en": "Your post of {at} counts.", "fr": "Votre publication du {at} compte."},
        "post.no_tag": {
            "en": "Your post of {at} has no #{tag}.",
            "fr": "Votre publication du {at} n'a pas le mot-dièse #{tag}.",
        },
        "post.no_mention": {
            "en": "Your post of {at} mentions none of the people asked for.",
            "fr": "Votre publication du {at} ne mentionne aucune des personnes demandées.",
        },
        "post.no_link": {"en": "Your post of {at} has no link.", "fr": "Votre publication du {at} n'a pas de lien."},
        "post.no_domain": {
            "en": "Your post of {at} has no link to {domains}.",
            "fr": "Votre publication du {at} n'a pas de lien vers {domains}.",
        },
        "post.short": {
            "en": "Your post of {at} is short: {words} words of your own, at least {least} are asked for.",
            "fr": "Votre publication du {at} est courte : {words} mots de vous, il en faut au moins {least}.",
        },
        "post.no_media": {
            "en": "Your post of {at} shows {media} pictures or videos, at least {least} are asked for.",
            "fr": "Votre publication du {at} montre {media} images ou vidéos, il en faut au moins {least}.",
        },
        "post.copy": {
            "en": "Your post of {at} says the same as an earlier one that counts.",
            "fr": "Votre publication du {at} dit la même chose qu'une précédente qui compte déjà.",
        },
        "post.gone": {"en": "Your post of {at} has been deleted.", "fr": "Votre publication du {at} a été supprimée."},
    }

    def how(self, hashtag: str) -> How:
        """How many, and which ones count."""
        return How(tuple(self._asked(hashtag)))

    def _asked(self, hashtag: str) -> Iterator[Line]:
        yield asked("post.how", want=self.at_least)
        if self.tag:
            yield asked("post.how_tag", tag=shown_tag(self.tag, hashtag))
        if self.mentions:
            yield asked("post.how_mention", whom=self.mentions.whom)
        if self.domains:
            yield asked("post.how_domains", domains=", ".join(self.domains))
        elif self.link:
            yield asked("post.how_link")
        if self.min_words:
            yield asked("post.how_words", least=self.min_words)
        if self.media:
            yield asked("post.how_media", least=self.media)
        if self.distinct and self.at_least > 1:
            yield asked("post.how_distinct")

    def tally(self, scene: Scene) -> Tally:
        """One line for each post of the window, or more where a post lacks several things."""
        tag = tag_of(self.tag, scene) if self.tag else ""
        counted, lines = weigh(
            self.name, scene, written(scene), lambda post: self._flaws(scene, tag, post), self.distinct
        )
        have, enough = len(counted), tuple(counted[: self.at_least])
        needs = tuple(Need(NeedKind.POSTS, own.network, own.id, tag=tag) for own in scene.accounts)
        closing = summary(self, have, self.at_least)
        return Tally(have, self.at_least, enough, (*lines, closing), needs, context=background(scene.log, enough))

    def _flaws(self, scene: Scene, tag: str, post: Activity) -> Iterator[Flaw]:
        """A post without the tag is not meant for this challenge: nothing else is said of it."""
        if self.tag and tag not in post.tags:
            yield "no_tag", {"tag": tag}
            return
        if self.mentions and not any(scene.means(self.mentions, post.network, who) for who in post.mentions):
            yield "no_mention", {}
        if self.link and not post.links:
            yield "no_link", {}
        elif self.domains and not any(leads_to(link, self.domains) for link in post.links):
            yield "no_domain", {"domains": ", ".join(self.domains)}
        if post.words < self.min_words:
            yield "short", {"words": post.words, "least": self.min_words}
        if post.media < self.media:
            yield "no_media", {"media": post.media, "least": self.media}
