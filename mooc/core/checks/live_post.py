"""``live_post``: you tell an event as it happens, at k distinct moments."""

from datetime import timedelta
from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mooc.core.checks.base import CountingCheck, Words
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.checks.writing import COHORT_TAG, WRITING_WORDS, Flaw, TagWord, shown_tag, tag_of, weigh
from mooc.core.evidence.posts import context_of, first_posted_at, posts_in_window
from mooc.core.evidence.scene import ActivityLog, Scene
from mooc.core.evidence.verdict import Line, Mark, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.hashtags import carries
from mooc.core.facts.needs import Need, NeedKind


class LivePost(CountingCheck):
    """Write posts with a tag during the window, spread over several moments."""

    name: ClassVar[str] = "live_post"
    version: ClassVar[int] = 2
    tag: TagWord = Field(default=COHORT_TAG, description='A hashtag without #; "{hashtag}" is the cohort\'s.')
    moments: int = Field(default=1, gt=0, le=100, description="Over how many distinct moments they must be spread.")
    apart: int = Field(default=10, gt=0, le=1440, description="Minutes from one moment to the next.")
    distinct: bool = Field(default=True, description="The same text counts once.")

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "live_post.how": {
            "en": "Live posts asked for while this challenge is open: {want}, each with #{tag}.",
            "fr": "Publications en direct demandées pendant que ce défi est ouvert : {want}, chacune avec #{tag}.",
        },
        "live_post.how_apart": {
            "en": "Distinct moments: {moments} or more. Minutes from one to the next: {apart} or more.",
            "fr": "Moments distincts : {moments} au moins. Minutes de l'un à l'autre : {apart} au moins.",
        },
        "live_post.expected": {
            "en": "Live posts: {posts}; asked for: {at_least}. Moments at least {apart} min apart: {moments}; asked "
            "for: {want}.",
            "fr": "Publications en direct : {posts} ; il en faut {at_least}. Moments séparés d'au moins {apart} min : "
            "{moments} ; il en faut {want}.",
        },
        "live_post.enough": {
            "en": "Live posts: {posts}; asked for: {at_least}. Moments: {moments}; asked for: {want}. That is enough.",
            "fr": "Publications en direct : {posts} ; il en fallait {at_least}. Moments : {moments} ; il en fallait "
            "{want}. Le compte y est.",
        },
        "live_post.yes": {"en": "Your live post of {at} counts.", "fr": "Votre publication du {at} compte."},
    }

    @model_validator(mode="after")
    def _can_be_met(self) -> "LivePost":
        if self.moments > self.at_least:
            raise PydanticCustomError(
                "impossible", "at_least posts can't be spread over more moments: moments must be at most at_least"
            )
        return self

    @property
    def shortest(self) -> timedelta:
        """How long an event must last for this to be possible."""
        return timedelta(minutes=self.apart) * (self.moments - 1)

    def how(self, hashtag: str) -> CheckSentences:
        """How many, and which ones count."""
        sentences = [requirement("live_post.how", want=self.at_least, tag=shown_tag(self.tag, hashtag))]
        if self.moments > 1:
            sentences.append(requirement("live_post.how_apart", moments=self.moments, apart=self.apart))
        if self.distinct and self.at_least > 1:
            sentences.append(requirement("writing.how_distinct"))
        return CheckSentences(tuple(sentences))

    def tally(self, scene: Scene) -> Tally:
        """One line for each post of the window; posts and moments are both counted."""
        tag = tag_of(self.tag, scene)
        no_tag: Flaw = ("no_tag", {"tag": tag})
        posts, lines = weigh(
            self, scene, posts_in_window(scene), lambda post: () if carries(post, tag) else (no_tag,), self.distinct
        )
        moments = self._moments(scene.log, posts)
        # enough are the first posts with which it was met; all of them if it is not
        numbers = (n for n in range(self.at_least, len(posts)) if self._moments(scene.log, posts[:n]) >= self.moments)
        enough = tuple(posts[: next(numbers, len(posts))])
        have, want = (len(posts), self.at_least) if len(posts) < self.at_least else (moments, self.moments)
        word = "live_post.enough" if have >= want else "live_post.expected"
        values = {"posts": len(posts), "at_least": self.at_least, "moments": moments, "want": self.moments}
        closing = Line(Mark.SUMMARY, word, values | {"apart": self.apart})
        needs = tuple(Need(NeedKind.POSTS, account.network, account.id, tag=tag) for account in scene.accounts)
        return Tally(have, want, enough, (*lines, closing), needs, context=context_of(scene.log, enough))

    def _moments(self, log: ActivityLog, posts: list[Activity]) -> int:
        """The most posts that are pairwise ``apart``: a moment begins when the last is ``apart`` minutes old."""
        moments, began, apart = 0, None, timedelta(minutes=self.apart)
        for at in sorted(first_posted_at(log, post) for post in posts):
            if began is None or at - began >= apart:
                moments, began = moments + 1, at
        return moments
