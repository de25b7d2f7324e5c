"""Search, and pages of posts."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.values.span import Span
from mooc.networks.x.answers import Posts
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import POST_USD, POSTS, REACH
from mooc.networks.x.posts import POST_FIELDS
from mooc.networks.x.reads.search_pages import Pages, SearchCursor, Sweep, search_cursor

QUOTED = "referenced_tweets.id"
SLACK = timedelta(minutes=1)
"""X refuses what is a second too old: ask for a little less than it could give."""


def search_tag(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/posts/search-recent-posts"""
    return search(question, asker, search_cursor(cursor), f"#{question.subject}")


def search(
    question: Question, asker: Asker, mark: SearchCursor, query: str, handle: str = "", believed: bool = False
) -> Reading:
    """What the query finds from the mark on. ``handle``: of the account that the query names; ``believed``: nobody has
    looked up whether it is still that account's."""
    authors: dict[str, str] = {}
    pages = pages_of(asker, asker.client.search_recent_tweets, authors, query=query)
    end, edge = asker.end(question), asker.now - REACH + SLACK
    sweep = Sweep(pages, question, mark, end, edge, latest=asker.last(question))
    covered = sweep.run()
    if not sweep.mark.hole:  # until a hole is filled, the handle of its time is needed
        sweep.mark = sweep.mark.model_copy(update={"handle": handle})
    if handle:
        covered = _covered_surely(sweep, mark, covered, believed)
    cursor = sweep.mark.model_dump_json(exclude_defaults=True) if sweep.mark != SearchCursor() else ""
    trouble, unfinished = None if sweep.unfinished else sweep.trouble, sweep.unfinished
    return asker.with_posts(
        trouble,
        sweep.posts_by_id.values(),
        authors,
        completeness=Completeness(covered),
        cursor=cursor,
        unfinished=unfinished,
    )


def _covered_surely(sweep: Sweep, mark: SearchCursor, covered: Span | None, believed: bool) -> Span | None:
    """What is covered, given up to when the handle is sure: all that was read meanwhile is, once it is looked up."""
    if covered is None or believed:
        return None
    sweep.mark = sweep.mark.model_copy(update={"sure": covered.end})
    is_contiguous = mark.sure is not None and covered.start == mark.until
    return Span(mark.sure, covered.end) if is_contiguous and mark.sure else covered


def pages_of(asker: Asker, method: Callable[..., Any], authors: dict[str, str], **method_params: Any) -> Pages:
    """Pages of posts; ``authors`` takes in who wrote what they quote, which the posts themselves do not name.

    https://docs.x.com/x-api/fundamentals/expansions; whether what is expanded is billed is not documented.
    """

    def pages(bounds: Mapping[str, Any]) -> Iterator[Posts]:
        params = {**method_params, "max_results": POSTS, "tweet_fields": list(POST_FIELDS), "expansions": [QUOTED]}
        for page in asker.pages(method, Posts, POST_USD, **params, **bounds):
            authors.update((post.id, post.author_id) for post in page.includes.tweets)
            yield page

    return pages
