"""The reads that give what stands now."""

from functools import partial

from mooc.core.facts.network import Profile, Question, Reading
from mooc.networks.x import people
from mooc.networks.x.asking import Asker
from mooc.networks.x.client import attempt
from mooc.networks.x.following import Listing, Newest, newest_of


def standing(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/users/get-users-by-ids"""
    found: list[Profile] = []

    def look() -> None:
        for profile in people.standings(asker, question.among):
            found.append(profile)

    trouble = attempt(look)
    return asker.reading(trouble, people=tuple(found), covered=asker.moment(trouble))


def one(question: Question, asker: Asker, cursor: str) -> Reading:
    """The same of one account."""
    return standing(question._replace(among=(question.subject,)), asker, cursor)


def followers(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/users/get-followers, newest first (long for enterprises only; no call seen yet).

    Listed as a whole, it ends as soon as all who are asked about have been found: no more can be learnt of them. Else
    it goes on from the newest that were listed before. That they come newest first is seen and not documented: before
    an absence is claimed for good, or where an end must not be missed, the whole is asked for (``question.whole``).
    """
    among, newest = set(question.among), newest_of(cursor)
    listing = Listing(asker, question.subject, among)
    if not among:
        return asker.reading(None, covered=asker.moment(None), cursor=cursor)
    goes_on = bool(newest.ids) and (not question.whole or bool(question.lacking))
    trouble = attempt(partial(listing.go_on, newest)) if goes_on else None
    if not goes_on or (question.whole and not trouble and not listing.edges.keys() >= set(question.lacking)):
        goes_on, trouble = False, attempt(listing.whole)
    return asker.reading(
        trouble,
        edges=tuple(listing.edges.values()),
        people=tuple(dict.fromkeys(listing.people)),
        covered=asker.moment(trouble),
        listed=frozenset() if goes_on else None,
        cursor=cursor if trouble else listing.newest(newest if goes_on else Newest()).model_dump_json(),
    )


def followers_whole(question: Question, asker: Asker, cursor: str) -> Reading:
    """The same, listed as a whole at every look: who has left shows nowhere else."""
    return followers(question._replace(whole=True, lacking=()), asker, cursor)
