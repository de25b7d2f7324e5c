"""The reads that give what stands now."""

from functools import partial

from mooc.core.network import Edge, NetworkTrouble, Profile, Question, Reading, Trouble, TroubleKind
from mooc.networks.x import people
from mooc.networks.x.answers import Users
from mooc.networks.x.asking import Asker
from mooc.networks.x.client import attempt
from mooc.networks.x.searches import post
from mooc.networks.x.table import PEOPLE, POSTS, USER_USD


def standing(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/users/get-users-by-ids"""
    found: list[Profile] = []

    def look() -> None:
        for profile in people.standings(asker, question.among):
            found.append(profile)

    trouble = attempt(look)
    return asker.reading(trouble, people=tuple(found), covered=asker.moment(trouble))


def followers(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/users/get-followers, newest first (long for enterprises only; no call seen yet).

    Ends as soon as all who are asked about have been found: no more can be learnt of them.
    """
    target, edges = question.subject, dict[str, Edge]()
    among = set(question.among)

    def look() -> None:
        many = _has_many(asker, target)
        ask = partial(asker.client.get_users_followers, target, user_fields=["id"])
        for page in asker.pages(ask, Users, USER_USD, max_results=POSTS if many else PEOPLE):
            edges.update((user.id, Edge(user.id, target)) for user in page.data)
            if page.trouble:
                raise NetworkTrouble(page.trouble)
            if among <= edges.keys():
                return
            if many:
                raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="too many followers"))

    trouble = attempt(look) if among else None
    return asker.reading(trouble, edges=tuple(edges.values()), covered=asker.moment(trouble))


def _has_many(asker: Asker, target: str) -> bool:
    """Whether reading all of the target's followers would cost too much. Raises NetworkTrouble."""
    metrics = people.look_up(asker, target, "public_metrics").public_metrics
    return metrics is None or metrics.followers_count > asker.setup.followers_at_most


def reposters(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/posts/get-reposted-by, asked only if the post's own count says that there are some."""
    edges: dict[str, Edge] = {}

    def look() -> None:
        reposted = post(asker, question.subject)
        if reposted is None or not (reposted.public_metrics and reposted.public_metrics.retweet_count):
            return
        ask = partial(asker.client.get_retweeters, question.subject, user_fields=["id"])
        for page in asker.pages(ask, Users, USER_USD, max_results=POSTS):
            edges.update((user.id, Edge(user.id, question.subject, reposted.author_id)) for user in page.data)
            if page.trouble:
                raise NetworkTrouble(page.trouble)

    trouble = attempt(look)
    return asker.reading(trouble, edges=tuple(edges.values()), covered=asker.moment(trouble))
