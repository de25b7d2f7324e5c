"""``curate``: you share a source, and say in your own words why."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import Words
from mooc.core.checks.explanations import requirement
from mooc.core.checks.writing import WRITING_WORDS, Domain, Flaw, PostCheck, leads_to, same_link
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line
from mooc.core.facts.activity import Activity

WORDS_OF_ONES_OWN = 5


class Curate(PostCheck):
    """Share links to sources with a comment of your own. The same source counts once, however it is commented."""

    name: ClassVar[str] = "curate"
    version: ClassVar[int] = 2
    min_words: int = Field(
        default=WORDS_OF_ONES_OWN, ge=0, le=1000, description="Words of one's own that a comment needs."
    )
    domains: tuple[Domain, ...] = Field(
        default=(), description="Only sources on these domains or their subdomains count."
    )

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "curate.how": {
            "en": "Sources to share, each with a comment of yours, while this challenge is open: {want}. "
            "The same source counts once.",
            "fr": "Sources à partager, chacune avec un commentaire de vous, pendant que ce défi est ouvert : {want}. "
            "La même source ne compte qu'une fois.",
        },
        "curate.how_domains": {
            "en": "Only sources on these sites count: {domains}.",
            "fr": "Seules comptent les sources de ces sites : {domains}.",
        },
        "curate.expected": {
            "en": "Sources shared with a comment: {have} of {want}. {missing} to go.",
            "fr": "Sources partagées avec un commentaire : {have} sur {want}. Il en manque {missing}.",
        },
        "curate.enough": {
            "en": "Sources shared with a comment: {have}. Asked for: {want}. That is enough.",
            "fr": "Sources partagées avec un commentaire : {have}. Il en fallait {want} : le compte y est.",
        },
        "curate.no_link": {
            "en": "Your post of {at} has no link to a source.",
            "fr": "Votre publication du {at} n'a pas de lien vers une source.",
        },
        "curate.no_domain": {
            "en": "Your post of {at} has no link to {domains}.",
            "fr": "Votre publication du {at} n'a pas de lien vers {domains}.",
        },
        "curate.again": {
            "en": "Your post of {at} shares a source that you had shared before.",
            "fr": "Votre publication du {at} partage une source que vous aviez déjà partagée.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How many, and from where."""
        yield from super().asked_first(hashtag)
        if self.domains:
            yield requirement("curate.how_domains", domains=", ".join(self.domains))

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """All posts with a link; where a tag is asked for, all that carry it."""
        return [post for post in super().looked_at(scene) if post.content.links or self.tag]

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """No source, one from elsewhere, or one that an earlier post of the member, which still stands, shared."""
        sources = [link for link in post.content.links if not self.domains or leads_to(link, self.domains)]
        if not post.content.links:
            yield "no_link", {}
        elif not sources:
            yield "no_domain", {"domains": ", ".join(self.domains)}
        else:
            versions = {post.key, post.references.edit_of} - {""}
            earlier = (
                activity
                for account in scene.accounts
                for activity in scene.log.by(post.kind, account.id)
                if activity.network == account.network
                if (activity.began_by, activity.network, activity.key) < (post.began_by, post.network, post.key)
                if not versions & {activity.key, activity.references.edit_of}
            )
            shared = [link for activity in earlier if not scene.log.ended(activity) for link in activity.content.links]
            if all(any(same_link(source, link) for link in shared) for source in sources):
                yield "again", {}
