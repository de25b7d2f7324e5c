"""Ways of doing what takes somebody else: to mention, quote, listen, help, be answered and be confirmed; and of showing
oneself."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from mooc.simulation.classes.solo import (
    HOST,
    HOUR,
    IN_CHINESE,
    IN_THAI,
    MENTOR,
    MINUTE,
    OUTSIDERS,
    STUFFED,
    TAGGED,
    VOICE,
    SoloAction,
    SoloAttempt,
)
from mooc.simulation.worlds import Event, EventName

Happens = Callable[[SoloAttempt], Iterator[Event]]
NONE = 0 * HOUR
LATER = 30 * HOUR


def _handle(attempt: SoloAttempt, role: str) -> str:
    """The handle of the fellow, of the learner's self or puppet; any other word is a handle."""
    return {"fellow": attempt.fellow, "self": attempt.handle, "puppet": f"{attempt.handle}_alt"}.get(role, role)


def _mention(
    of: str = HOST, text: str = "", tags: tuple[str, ...] = (), deleted: bool = False, at_first_of: str = ""
) -> Happens:
    """``at_first_of``: whom the post mentioned until it was edited, a minute later."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        post = attempt.post(NONE, text, tags=tags, mentions=(_handle(attempt, at_first_of or of),))
        yield post
        if at_first_of:
            yield attempt.edit(MINUTE, post, mentions=(_handle(attempt, of),))
        if deleted:
            yield attempt.does(LATER, EventName.DELETE, post.object)

    return happens


def _named_in_an_answer(attempt: SoloAttempt) -> Iterator[Event]:
    """Who is answered is mentioned, says the network."""
    event = attempt.post(-MINUTE, by=HOST)
    yield from (event, attempt.post(NONE, reply_to=event.object))


def _quote(of: str = HOST, text: str = "", deleted: bool = False, edited: str = "") -> Happens:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        event = attempt.post(-MINUTE, by=_handle(attempt, of))
        quote = attempt.post(NONE, text, quote_of=event.object)
        yield from (event, quote)
        if edited:
            yield attempt.edit(MINUTE, quote, attempt.text() if edited == "long" else edited)
        if deleted:
            yield attempt.does(LATER, EventName.DELETE, quote.object)

    return happens


def _turn(attempt: SoloAttempt, how: str, to: str, delay: timedelta) -> Iterator[Event]:
    """The learner answers, quotes or reposts somebody."""
    event = attempt.post(delay - MINUTE, by=_handle(attempt, to))
    yield event
    if how == "repost":
        yield attempt.does(delay, EventName.REPOST, event.object, attempt.handle)
    else:
        yield attempt.post(delay, **{"reply_to" if how == "answer" else "quote_of": event.object})


def _listen(
    to: tuple[str, ...] = OUTSIDERS,
    speaks: timedelta | None = 2 * HOUR,
    deleted: bool = False,
    edited: bool = False,
    begins: timedelta = NONE,
) -> Happens:
    """``speaks``: when the first post of one's own comes. ``deleted``, ``edited``: what becomes of it. ``begins``: when
    one begins to listen."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        for number, (how, author) in enumerate(zip(("answer", "quote", "repost"), to, strict=False), 1):
            yield from _turn(attempt, how, author, begins + number * 2 * MINUTE)
        if speaks is None:
            return
        post = attempt.post(speaks)
        yield post
        if deleted:
            yield attempt.does(speaks + MINUTE, EventName.DELETE, post.object)
        if edited:
            yield attempt.edit(20 * MINUTE, post)

    return happens


def _profile(bio: str = "I listen and I count birds", link: bool = True, emptied: bool = False) -> Happens:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        yield attempt.does(NONE, EventName.BIO, bio, attempt.handle)
        yield attempt.does(MINUTE, EventName.PICTURE, attempt.handle)
        if link:
            yield attempt.does(2 * MINUTE, EventName.LINK, "https://example.org/me", attempt.handle)
        if emptied:
            yield attempt.does(LATER, EventName.BIO, "", attempt.handle)

    return happens


def _help(
    helped: str = OUTSIDERS[0],
    asks: str = "Who knows how the tide turns here?",
    by: str = "",
    thanks: str = "Thank you so much",
    answer: str = "",
    edited: bool = False,
    late: bool = False,
) -> Happens:
    """``by``: who says thank you, by default the one who was helped; ``edited``: the answer is mended after that."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        question = attempt.post(-MINUTE, asks, by=_handle(attempt, helped))
        help_post = attempt.post(NONE, answer, reply_to=question.object)
        yield from (question, help_post)
        if thanks:
            at = 30 * HOUR if late else 2 * MINUTE
            yield attempt.post(at, thanks, by=_handle(attempt, by or helped), reply_to=help_post.object)
        if edited:
            yield attempt.edit(5 * MINUTE, help_post)

    return happens


def _bridge(
    to: str = OUTSIDERS[0], approach: str = "answer", echo: str = "answer", taken_back: bool = False
) -> Happens:
    """``approach``: what the learner does first; ``echo``: what comes back, to that post or to another."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        partner = _handle(attempt, to)
        yield from (turn := list(_turn(attempt, approach, partner, NONE)))
        post = turn[-1] if approach == "answer" else attempt.post(MINUTE)
        if approach != "answer":
            yield post
        if echo == "repost":
            yield attempt.does(HOUR, EventName.REPOST, post.object, partner)
        elif echo == "mention":
            yield attempt.post(HOUR, by=partner, mentions=(attempt.handle,))
        elif echo:
            yield attempt.post(HOUR, by=partner, **{"reply_to" if echo == "answer" else "quote_of": post.object})
        if taken_back:
            yield attempt.does(HOUR + MINUTE, EventName.UNREPOST, post.object, partner)

    return happens


def _figure(
    figure: str = "We saw 42 birds in 2025",
    source: bool = True,
    by: str = OUTSIDERS[0],
    confirms: str = "I count 42 birds in 2025 as well",
    quoted: bool = False,
    edited: str = "",
    tags: tuple[str, ...] = TAGGED,
) -> Happens:
    """``confirms``: what ``by`` answers; ``edited``: what the figure says afterwards."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        links = ("https://example.org/birds",) if source else ()
        post = attempt.post(NONE, figure, tags=tags, links=links)
        yield post
        if confirms:
            how = {"quote_of" if quoted else "reply_to": post.object}
            yield attempt.post(2 * MINUTE, confirms, by=_handle(attempt, by), **how)
        if edited:
            yield attempt.edit(5 * MINUTE, post, edited)

    return happens


EXCHANGES: Mapping[str, tuple[SoloAction, ...]] = {
    "mention": (
        SoloAction("well", True, _mention()),
        SoloAction("named_in_an_answer", True, _named_in_an_answer),
        SoloAction("of_an_outsider", False, _mention(OUTSIDERS[0])),
        SoloAction("of_oneself", False, _mention("self")),
        SoloAction("stuffed_tag", False, _mention(text="Hello", tags=STUFFED)),
        SoloAction("deleted_later", True, _mention(deleted=True)),
        SoloAction("edited_in", True, _mention(at_first_of=OUTSIDERS[0])),
        SoloAction("edited_out", False, _mention(OUTSIDERS[0], at_first_of=HOST)),
    ),
    "quote": (
        SoloAction("well", True, _quote()),
        SoloAction("of_oneself", False, _quote("self")),
        SoloAction("of_an_outsider", False, _quote(OUTSIDERS[0])),
        SoloAction("without_a_word", False, _quote(text="This")),
        SoloAction("deleted_later", True, _quote(deleted=True)),
        SoloAction("edited_long", True, _quote(text="This", edited="long")),
        SoloAction("edited_short", False, _quote(edited="This")),
    ),
    "listen": (
        SoloAction("well", True, _listen()),
        SoloAction("silently", True, _listen(speaks=None)),
        SoloAction("spoke_first", False, _listen(speaks=NONE)),
        SoloAction("spoke_a_day_before", True, _listen(speaks=NONE, begins=LATER)),
        SoloAction("spoke_hours_before", False, _listen(speaks=NONE, begins=5 * HOUR)),
        SoloAction("spoke_first_edited", False, _listen(speaks=NONE, edited=True)),
        SoloAction("unsaid", True, _listen(speaks=NONE, deleted=True)),
        SoloAction("always_the_same", False, _listen(to=(OUTSIDERS[0],) * 3)),
        SoloAction("to_oneself", False, _listen(to=("self", *OUTSIDERS[:2]))),
        SoloAction("to_two", False, _listen(to=OUTSIDERS[:2])),
    ),
    "profile": (
        SoloAction("well", True, _profile()),
        SoloAction("two_words", False, _profile("Bird counter")),
        SoloAction("in_thai", True, _profile(IN_THAI)),
        SoloAction("a_word_in_chinese", False, _profile(IN_CHINESE)),
        SoloAction("without_link", False, _profile(link=False)),
        SoloAction("stuffed_tag", False, _profile("#birds #moon #tide #rain")),
        SoloAction("emptied_later", True, _profile(emptied=True)),
    ),
    "help": (
        SoloAction("well", True, _help()),
        SoloAction("puppet", True, _help("puppet")),
        SoloAction("nothing_asked", None, _help(asks="I know how the tide turns here")),
        SoloAction("no_thanks", False, _help(thanks="")),
        SoloAction("answered_coldly", False, _help(thanks="I knew that")),
        SoloAction("thanked_by_another", False, _help(by=OUTSIDERS[1])),
        SoloAction("thanked_oneself", False, _help(by="self")),
        SoloAction("thanked_late", False, _help(late=True)),
        SoloAction("helped_fellow", False, _help("fellow")),
        SoloAction("helped_the_host", False, _help(HOST)),
        SoloAction("helped_somebody_listed", False, _help(VOICE)),
        SoloAction("helped_a_mentor", False, _help(MENTOR)),
        SoloAction("answered_oneself", False, _help("self")),
        SoloAction("in_a_word", False, _help(answer="Twice daily")),
        SoloAction("edited", True, _help(edited=True)),
    ),
    "bridge": (
        SoloAction("well", True, _bridge()),
        SoloAction("quoted", True, _bridge(approach="repost", echo="quote")),
        SoloAction("reposted", True, _bridge(approach="quote", echo="repost")),
        SoloAction("puppet", True, _bridge("puppet")),
        SoloAction("with_fellow", False, _bridge("fellow")),
        SoloAction("with_the_host", False, _bridge(HOST, approach="quote", echo="repost")),
        SoloAction("with_somebody_listed", False, _bridge(VOICE)),
        SoloAction("with_a_mentor", False, _bridge(MENTOR)),
        SoloAction("answered_oneself", False, _bridge("self")),
        SoloAction("one_way", False, _bridge(echo="")),
        SoloAction("only_mentioned", False, _bridge(echo="mention")),
        SoloAction("unreposted", False, _bridge(approach="quote", echo="repost", taken_back=True)),
    ),
    "figure": (
        SoloAction("well", True, _figure()),
        SoloAction("by_fellow", True, _figure(by="fellow")),
        SoloAction("by_puppet", True, _figure(by="puppet")),
        SoloAction("quoted", True, _figure(quoted=True)),
        SoloAction("alone", False, _figure(confirms="")),
        SoloAction("confirmed_oneself", False, _figure(by="self")),
        SoloAction("contradicted", False, _figure(confirms="No, 43 birds in 2025")),
        SoloAction("undated", False, _figure("We saw 42 birds")),
        SoloAction("unsourced", False, _figure(source=False)),
        SoloAction("untagged", False, _figure(tags=())),
        SoloAction("corrected", True, _figure("We saw 24 birds in 2025", edited="We saw 42 birds in 2025")),
        SoloAction("falsified", False, _figure(edited="We saw 4200 birds in 2025")),
        SoloAction("mended", True, _figure(edited="We counted 42 birds in 2025")),
    ),
}
"""Challenge → the ways of doing it, the honest one first."""
