"""What an account has posted."""

from datetime import UTC, datetime, time
from functools import partial

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import POSTS, TIMELINE_AT_MOST
from mooc.networks.x.reads.search_pages import SearchCursor, Sweep, search_cursor
from mooc.networks.x.reads.searches import pages_of


def read_posts(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/users/get-posts: the newest 3,200, replies included, reposts left out.

    What was read today is free to read again: today's posts are listed each time, and all of them at the end, so that
    a deletion shows.
    """
    covered_until, end = search_cursor(cursor).until, asker.end(question)
    today = datetime.combine(asker.now.date(), time(), UTC)
    is_read_anew = covered_until is None or end == question.until
    floor = question.since if is_read_anew or covered_until is None else max(question.since, min(covered_until, today))
    timeline = partial(asker.client.get_users_tweets, question.subject, exclude=["retweets"])
    authors: dict[str, str] = {}
    sweep = Sweep(
        pages_of(asker, timeline, authors), question, SearchCursor(until=floor), end, latest=asker.last(question)
    )
    covered, trouble = sweep.run(), sweep.trouble
    if len(sweep.posts_by_id) > TIMELINE_AT_MOST - POSTS:
        trouble = Trouble(TroubleKind.PARTIAL, detail="more posts than a timeline shows")
    if trouble or covered is None:
        return asker.with_posts(trouble, sweep.posts_by_id.values(), authors, cursor=cursor)
    next_cursor = SearchCursor(until=covered.end).model_dump_json(exclude_defaults=True)
    return asker.with_posts(
        None,
        sweep.posts_by_id.values(),
        authors,
        completeness=Completeness(covered, listing=covered),
        cursor=next_cursor,
    )
