"""``post``: you write n posts of this kind."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import Words
from mooc.core.checks.explanations import requirement
from mooc.core.checks.writing import WRITING_WORDS, Domain, Flaw, PostCheck, leads_to
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import Audience


class Post(PostCheck):
    """Write posts with a tag, a mention, a link, pictures, of some length. Answers and quotes are posts, too."""

    name: ClassVar[str] = "post"
    version: ClassVar[int] = 2
    mentions: Audience | None = Field(default=None, description="Whom the post must mention, at least one of them.")
    link: bool = Field(default=False, description="The post needs a link.")
    domains: tuple[Domain, ...] = Field(
        default=(), description="The post needs a link to one of these domains or their subdomains."
    )
    media: int = Field(default=0, ge=0, le=20, description="Pictures or videos that a post needs.")

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "post.how": {
            "en": "Posts asked for while this challenge is open: {want}.",
            "fr": "Publications demandées pendant que ce défi est ouvert : {want}.",
        },
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
        "post.expected": {
            "en": "Posts that count: {have} of {want}. {missing} to go.",
            "fr": "Publications qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "post.enough": {
            "en": "Posts that count: {have}. Asked for: {want}. That is enough.",
            "fr": "Publications qui comptent : {have}. Il en fallait {want} : le compte y est.",
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
        "post.no_media": {
            "en": "Pictures or videos in your post of {at}: {media}; asked for: {least} or more.",
            "fr": "Images ou vidéos dans votre publication du {at} : {media} ; il en faut au moins {least}.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How many, whom they mention, where they lead, what they show."""
        yield from super().asked_first(hashtag)
        if self.mentions:
            yield requirement("post.how_mention", whom=self.mentions.whom)
        if self.domains:
            yield requirement("post.how_domains", domains=", ".join(self.domains))
        elif self.link:
            yield requirement("post.how_link")
        if self.media:
            yield requirement("post.how_media", least=self.media)

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """Mentions, links and pictures that are missing."""
        mentioned = post.content.mentions
        if self.mentions and not any(scene.means(self.mentions, post.network, account) for account in mentioned):
            yield "no_mention", {}
        if self.link and not post.content.links:
            yield "no_link", {}
        elif self.domains and not any(leads_to(link, self.domains) for link in post.content.links):
            yield "no_domain", {"domains": ", ".join(self.domains)}
        if post.content.media < self.media:
            yield "no_media", {"media": post.content.media, "least": self.media}
