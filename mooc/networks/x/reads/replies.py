"""Who has answered an account."""

from datetime import timedelta

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble
from mooc.networks.x import profiles
from mooc.networks.x.asker import Asker
from mooc.networks.x.reads.search_pages import search_cursor
from mooc.networks.x.reads.searches import search

HANDLE_TRUSTED_FOR = timedelta(minutes=50)
"""For so long a handle is taken to be what it was."""


def read_replies(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/posts/search-recent-posts: the operator ``to:`` takes the handle of now.

    The handle is looked up when it has been believed for long enough, and before the end of the window is covered.
    Whether ``to:`` also finds what was answered under an earlier handle is not documented: just after a change both are
    asked for, from where the old one was last sure.
    """
    mark, end = search_cursor(cursor), asker.end(question)
    if end <= (mark.until or question.since):
        return Reading(cursor=cursor)
    if mark.handle and mark.sure and end < question.until and end - mark.sure < HANDLE_TRUSTED_FOR:
        return search(question, asker, mark, f"to:{mark.handle}", mark.handle, believed=True)
    try:
        handle = profiles.fetch_user(asker, question.subject).username
    except NetworkTrouble as error:
        return asker.reading(error.trouble, cursor=cursor)
    if not mark.handle or mark.handle == handle:
        return search(question, asker, mark, f"to:{handle}", handle)
    back = mark.model_copy(update={"until": mark.sure or mark.until})
    return search(question, asker, back, f"(to:{handle} OR to:{mark.handle})", handle)
