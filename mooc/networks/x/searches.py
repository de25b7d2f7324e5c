"""The reads that give posts."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from mooc.core.facts.network import NetworkTrouble, Question, Reading, Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks.x import people
from mooc.networks.x.answers import Posts
from mooc.networks.x.asking import Asker
from mooc.networks.x.posts import FIELDS
from mooc.networks.x.stream import Mark, Pages, Sweep, mark_of
from mooc.networks.x.table import POST_USD, POSTS, REACH, TIMELINE_AT_MOST

BELIEVED = timedelta(minutes=50)
"""For so long a handle is taken to be what it was."""
QUOTED = "referenced_tweets.id"
SLACK = timedelta(minutes=1)
"""X refuses what is a second too old: ask for a little less than it could give."""


def search_tag(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/posts/search-recent-posts"""
    return _search(question, asker, mark_of(cursor), f"#{question.subject}")


def replies_to(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/posts/search-recent-posts: the operator ``to:`` takes the handle of now.

    The handle is looked up when it has been believed for long enough, and before the end of the window is covered.
    Whether ``to:`` also finds what was answered under an earlier handle is not documented: just after a change both are
    asked for, from where the old one was last sure.
    """
    mark, end = mark_of(cursor), asker.end(question)
    if end <= (mark.until or question.since):
        return Reading(cursor=cursor)
    if mark.handle and mark.sure and end < question.until and end - mark.sure < BELIEVED:
        return _search(question, asker, mark, f"to:{mark.handle}", mark.handle, believed=True)
    try:
        handle = people.look_up(asker, question.subject).username
    except NetworkTrouble as error:
        return asker.reading(error.trouble, cursor=cursor)
    if not mark.handle or mark.handle == handle:
        return _search(question, asker, mark, f"to:{handle}", handle)
    back = mark.model_copy(update={"until": mark.sure or mark.until})
    return _search(question, asker, back, f"(to:{handle} OR to:{mark.handle})", handle)


def author_posts(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/users/get-posts: the newest 3,200, replies included, reposts left out.

    What was read today is free to read again: today's posts are listed each time, and all of them at the end, so that
    a deletion shows.
    """
    known, end = mark_of(cursor).until, asker.end(question)
    today = datetime.combine(asker.now.date(), time(), UTC)
    again = known is None or end == question.until
    floor = question.since if again or known is None else max(question.since, min(known, today))
    timeline = partial(asker.client.get_users_tweets, question.subject, exclude=["retweets"])
    authors: dict[str, str] = {}
    sweep = Sweep(_pages(asker, timeline, authors), question, Mark(until=floor), end, last=asker.last(question))
    covered, trouble = sweep.run(), sweep.trouble
    if len(sweep.found) > TIMELINE_AT_MOST - POSTS:
        trouble = Trouble(TroubleKind.PARTIAL, detail="more posts than a timeline shows")
    if trouble or covered is None:
        return asker.with_posts(trouble, sweep.found.values(), authors, cursor=cursor)
    done = Mark(until=covered.end).model_dump_json(exclude_defaults=True)
    return asker.with_posts(None, sweep.found.values(), authors, covered=covered, listing=covered, cursor=done)


def _search(
    question: Question, asker: Asker, mark: Mark, query: str, handle: str = "", believed: bool = False
) -> Reading:
    authors: dict[str, str] = {}
    pages = _pages(asker, asker.client.search_recent_tweets, authors, query=query)
    end, edge = asker.end(question), asker.now - REACH + SLACK
    sweep = Sweep(pages, question, mark, end, edge, last=asker.last(question))
    covered = sweep.run()
    if not sweep.mark.hole:  # until a hole is filled, the handle of its time is needed
        sweep.mark = sweep.mark.model_copy(update={"handle": handle})
    if handle:
        covered = _sure(sweep, mark, covered, believed)
    cursor = sweep.mark.model_dump_json(exclude_defaults=True) if sweep.mark != Mark() else ""
    trouble, more = None if sweep.unfinished else sweep.trouble, sweep.unfinished
    return asker.with_posts(trouble, sweep.found.values(), authors, covered=covered, cursor=cursor, unfinished=more)


def _sure(sweep: Sweep, before: Mark, covered: Span | None, believed: bool) -> Span | None:
    """What is covered, given up to when the handle is sure: all that was read meanwhile is, once it is looked up."""
    if covered is None or believed:
        return None
    sweep.mark = sweep.mark.model_copy(update={"sure": covered.end})
    joins = before.sure is not None and covered.start == before.until
    return Span(before.sure, covered.end) if joins and before.sure else covered


def _pages(asker: Asker, method: Callable[..., Any], authors: dict[str, str], **always: Any) -> Pages:
    """Pages of posts; ``authors`` takes in who wrote what they quote, which the posts themselves do not name.

    https://docs.x.com/x-api/fundamentals/expansions; whether what is expanded is billed is not documented.
    """

    def pages(bounds: Mapping[str, Any]) -> Iterator[Posts]:
        fixed = {**always, "max_results": POSTS, "tweet_fields": list(FIELDS), "expansions": [QUOTED]}
        for page in asker.pages(method, Posts, POST_USD, **fixed, **bounds):
            authors.update((post.id, post.author_id) for post in page.includes.tweets)
            yield page

    return pages
